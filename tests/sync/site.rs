//! The office of a small residence: a data folder, served on loopback, that can be stopped and started.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{FixedOffset, NaiveDate};
use doorstep_device::sync::http::HttpTransport;
use doorstep_device::sync::transport::{Method, Request, Transport as _};
use doorstep_domain::callback::Assignment;
use doorstep_domain::fact::Body;
use doorstep_domain::ids::{FactId, PersonId, SubjectId};
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;
use doorstep_office::admin::{Command, Outcome, Reached};
use doorstep_office::backup::{BackupError, Copied, back_up};
use doorstep_office::clock::Clock;
use doorstep_office::finish::FinishAnswer;
use doorstep_office::import::{ImportError, Report, import};
use doorstep_office::{Office, OfficeError, Serving};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::directory::{self, SITE};
use crate::event::Event;
use crate::folder::{self, Place};
use crate::ledger::Ledger;

/// 2026-11-24T10:00+08:00, a Tuesday: every story begins here, whenever it is told.
pub fn beginning() -> Moment {
    Moment::nearest(1_795_485_600_000)
}

/// An office and its folder.
pub struct Site {
    clock: Clock,
    running: Option<(Office, Serving)>,
    folder: TempDir,
}

impl Site {
    /// A new office with the directory of [`crate::directory`].
    pub async fn found() -> Self {
        Self::found_on(Place::Memory).await
    }

    /// As [`Site::found`], with its folder there.
    pub async fn found_on(place: Place) -> Self {
        let clock = Clock::default();
        clock.advance(beginning().since(clock.now()));
        let mut site = Self { clock, running: None, folder: place.folder() };
        site.start().await;
        site.office().append(directory::entries(beginning())).await.unwrap();
        site
    }

    /// The office itself.
    ///
    /// # Panics
    /// When it is stopped.
    pub fn office(&self) -> &Office {
        &self.running.as_ref().expect("the office is running").0
    }

    /// Where it listens, as the start of a URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.running.as_ref().expect("the office is running").1.address()
    }

    /// Stops the office. Whoever asks finds nobody.
    pub async fn stop(&mut self) {
        let (office, serving) = self.running.take().expect("the office is running");
        serving.stop().await.unwrap();
        drop(office);
    }

    /// Starts the office on its folder, at another address.
    pub async fn start(&mut self) {
        let office = open(self.folder.path(), &self.clock).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let serving = office.serve(listener).unwrap();
        self.running = Some((office, serving));
    }

    /// A backup of everything that the office has; nobody may be writing.
    pub fn back_up(&self) -> TempDir {
        let backup = folder::fresh();
        folder::copy(self.folder.path(), backup.path());
        backup
    }

    /// `doorstep-office backup` into a folder, while the office is served.
    ///
    /// # Errors
    /// As [`back_up`].
    pub async fn back_up_to(&self, to: &Path) -> Result<Copied, BackupError> {
        let (data, to) = (self.folder().to_owned(), to.to_owned());
        let backing_up = tokio::task::spawn_blocking(move || {
            let copied = back_up(&data, &to)?;
            let told = reach(&data).unwrap().obey(&Command::BackedUp { held: copied.held });
            assert_eq!(told.unwrap(), Outcome::Done);
            Ok(copied)
        });
        backing_up.await.unwrap()
    }

    /// The office's machine is lost; another one goes on from a backup.
    pub async fn restore(&mut self, backup: TempDir) {
        self.stop().await;
        self.folder = backup;
        self.start().await;
    }

    /// The office's time.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Time passes at the office.
    pub fn pass(&self, millis: i64) {
        self.clock.advance(millis);
    }

    /// The office's order.
    pub fn ledger(&self) -> Ledger {
        Ledger::open(&self.database())
    }

    /// Where it keeps everything.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// `doorstep-office import`, while it is served or while it is stopped: what became of each piece, and of all.
    ///
    /// # Errors
    /// As [`import`].
    pub async fn import(&self, file: &Path) -> Result<(Vec<String>, Report), ImportError> {
        let (data, file) = (self.folder().to_owned(), file.to_owned());
        let importing = tokio::task::spawn_blocking(move || {
            let mut told = Vec::new();
            let report = import(&file, &mut reach(&data)?, |piece| told.push(piece.to_string()))?;
            Ok((told, report))
        });
        importing.await.unwrap()
    }

    /// The file of the office's database.
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("office.db")
    }

    /// Where pictures are kept.
    pub fn parts_folder(&self) -> PathBuf {
        self.folder.path().join("parts")
    }

    /// Something of this kind was finished in a home an hour ago.
    pub async fn finish(&self, kind: Value, home: &str) -> FinishAnswer {
        self.tell(self.event(kind, home)).await
    }

    /// An event to be told to the office.
    pub fn event(&self, kind: Value, home: &str) -> Event {
        Event::new(kind, home, self.now().to_utc())
    }

    /// An event is told to the office.
    pub async fn tell(&self, event: Event) -> FinishAnswer {
        self.office().finish(event.told()).await.unwrap()
    }

    /// A repair was finished: its callback.
    pub async fn repair(&self, home: &str) -> SubjectId {
        self.finish(json!({"kind": "repair"}), home).await.callback
    }

    /// V-01: somebody is to make a callback.
    pub async fn assign(&self, callback: &SubjectId, to: &str) {
        let body = Body::CallbackAssigned(Assignment { to: to.parse().unwrap() });
        self.append(directory::draft(callback.clone(), body, None, self.now())).await;
    }

    /// P-05: a home goes to a butler.
    pub async fn give_home(&self, home: &str, butler: &str) {
        self.append(directory::home(home, butler, self.now())).await;
    }

    /// P-09: a butler works here no more.
    pub async fn dismiss(&self, butler: &str) {
        self.append(directory::person(butler, Role::Butler, false, self.now())).await;
    }

    async fn append(&self, draft: doorstep_office::Draft) {
        let appended = self.office().append(vec![draft]).await.unwrap();
        assert!(appended.iter().all(|appended| appended.verdict.is_applied()), "{appended:?}");
    }

    /// A one-time code for somebody's first sign-in on a handheld, or a new PIN.
    pub async fn person_code(&self, person: &PersonId) -> String {
        self.office().person_code(person).await.unwrap().0
    }

    /// The office's copy of a callback, as a script of P-02 reads it.
    pub async fn copy(&self, callback: &SubjectId) -> Value {
        let copy = self.read(&format!("/v1/callbacks/{}", callback.key())).await;
        serde_json::from_slice(&copy).unwrap()
    }

    /// what somebody took today and handed in, as a script of P-02 reads it.
    pub async fn cash_up(&self, person: &str) -> Value {
        let report = self.read(&format!("/v1/cash-up?person={person}&day={}", self.day())).await;
        serde_json::from_slice(&report).unwrap()
    }

    /// The site's date.
    pub fn day(&self) -> NaiveDate {
        let east = FixedOffset::east_opt(8 * 60 * 60).unwrap();
        self.now().to_utc().with_timezone(&east).date_naive()
    }

    /// The bytes of a part, as a script of P-02 reads them.
    pub async fn part(&self, fact: FactId, slot: &str) -> Vec<u8> {
        self.read(&format!("/v1/parts/{fact}/{slot}")).await
    }

    async fn read(&self, path: &str) -> Vec<u8> {
        let bearer = self.office().token(&"manager".parse().unwrap()).await.unwrap();
        let request = Request {
            method: Method::Get,
            url: format!("{}{path}", self.url()),
            bearer: Some(bearer),
            headers: Vec::new(),
            body: None,
            patience: Duration::from_secs(10),
            limit: 1024 * 1024,
        };
        let answer = HttpTransport::new().unwrap().send(request).await.unwrap();
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        answer.body
    }
}

/// An office that was stopped lets go of its folder when its last connection is closed.
async fn open(data: &Path, clock: &Clock) -> Office {
    loop {
        match Office::open_as(data, &SITE.parse().unwrap(), clock.clone()) {
            Err(OfficeError::InUse(_)) => tokio::time::sleep(Duration::from_millis(5)).await,
            opened => return opened.unwrap(),
        }
    }
}

/// As [`open`], where nobody serves it.
fn reach(data: &Path) -> Result<Reached, OfficeError> {
    loop {
        match Reached::at(data) {
            Err(OfficeError::InUse(_)) => std::thread::sleep(Duration::from_millis(5)),
            reached => return reached,
        }
    }
}
