//! A small residence: four homes, ten members of staff, a short price list, one office on loopback.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::callback::{Attempt, CallbackVerdict, Manner, Rating, Ratings, Record, SignOff, Texts};
use doorstep_domain::catalogue::Catalogue;
use doorstep_domain::directory::{Contact, HomeEntry, Label, PersonEntry, SiteEntry};
use doorstep_domain::fact::{Body, Part, SigningKey};
use doorstep_domain::ids::{FactId, PersonId, SubjectId, SubjectKind};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;
use doorstep_office::clock::Clock;
use doorstep_office::finish::{FinishAnswer, FinishedElsewhere};
use doorstep_office::{Draft, DraftPart, Office, Serving};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::handheld::{Handheld, Person, Says, random};

pub const STAFF: [(&str, Role); 10] = [
    ("general", Role::GeneralManager),
    ("manager", Role::SiteManager),
    ("sun", Role::Supervisor),
    ("chen", Role::FrontDesk),
    ("lin", Role::Butler),
    ("wu", Role::Butler),
    ("zhao", Role::Technician),
    ("feng", Role::Technician),
    ("qian", Role::EngineeringSupervisor),
    ("builder", Role::Contractor),
];
const HOMES: [(&str, &str); 4] =
    [("8-1-101", "lin"), ("8-1-102", "lin"), ("8-1-201", "wu"), ("8-1-202", "wu")];

/// A served office and its folder.
pub struct Stage {
    pub office: Office,
    pub clock: Clock,
    serving: Serving,
    folder: TempDir,
}

impl Stage {
    pub async fn set() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::default();
        let (office, serving) = open(folder.path(), &clock).await;
        let stage = Self { office, clock, serving, folder };
        stage.office.append(directory()).await.unwrap();
        stage
    }

    /// On a folder that holds an office already.
    pub async fn on(folder: TempDir) -> Self {
        let clock = Clock::default();
        let (office, serving) = open(folder.path(), &clock).await;
        Self { office, clock, serving, folder }
    }

    pub fn url(&self) -> String {
        self.serving.url()
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Stops the office and starts another one on the same folder.
    pub async fn restart(self) -> Self {
        self.restart_with(|_| ()).await
    }

    /// Nobody serves for so many milliseconds.
    pub async fn restart_after(self, millis: i64) -> Self {
        let clock = self.clock.clone();
        self.restart_with(|_| clock.advance(millis)).await
    }

    /// Something happens to the data folder meanwhile.
    pub async fn restart_with(self, meanwhile: impl FnOnce(&Path)) -> Self {
        let Self { office, clock, serving, folder } = self;
        serving.stop().await.unwrap();
        drop(office);
        closed(folder.path()).await;
        meanwhile(folder.path());
        let (office, serving) = open(folder.path(), &clock).await;
        Self { office, clock, serving, folder }
    }

    pub async fn handheld(&self) -> Handheld {
        let mut handheld = Handheld::new(&self.url()).await;
        handheld.enrol(&self.office.enrol_code().await.unwrap()).await.unwrap();
        handheld
    }

    /// Somebody's first sign-in on a handheld.
    pub async fn sign_in(&self, handheld: &Handheld, id: &str) -> Person {
        let person: PersonId = id.parse().unwrap();
        let code = self.office.person_code(&person).await.unwrap();
        let key = SigningKey::from_bytes(&random());
        handheld.admit(id, &code.0, &key).await.unwrap();
        Person { id: person, key }
    }

    pub async fn finish(&self, number: &str, home: &str, event: Value) -> FinishAnswer {
        self.office.finish(finished(number, home, event)).await.unwrap()
    }

    pub async fn repair(&self, number: &str, home: &str) -> FinishAnswer {
        self.finish(number, home, json!({"kind": "repair"})).await
    }

    pub async fn record_person(&self, id: &str, role: Role, active: bool) {
        self.office.append(vec![person(id, role, active)]).await.unwrap();
    }

    /// A member of a department.
    pub async fn record_member(&self, id: &str, role: Role, department: Option<&str>) {
        let department = department.map(|code| code.parse().unwrap());
        self.office.append(vec![member(id, PersonEntry { role, department, active: true })]).await.unwrap();
    }

    pub async fn record_home(&self, id: &str, butler: &str) {
        self.office.append(vec![home(id, butler)]).await.unwrap();
    }
}

/// The office lets go of its folder when its last connection is closed.
async fn closed(data: &Path) {
    for _ in 0..500 {
        let lock = std::fs::File::open(data.join("office.lock")).unwrap();
        if lock.try_lock().is_ok() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the office is still open");
}

async fn open(data: &Path, clock: &Clock) -> (Office, Serving) {
    let office = loop {
        // The office before this one lets go of the folder when its last connection is closed.
        match Office::open_as(data, &"test".parse().unwrap(), clock.clone()) {
            Err(doorstep_office::OfficeError::InUse(_)) => {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            opened => break opened.unwrap(),
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let serving = office.serve(listener).unwrap();
    (office, serving)
}

fn directory() -> Vec<Draft> {
    let site = draft(SubjectId::new(SubjectKind::Site, "test"), Body::SiteRecorded(Box::new(site())), None);
    let catalogue = Body::CatalogueRecorded(Box::new(catalogue()));
    let catalogue = draft(SubjectId::new(SubjectKind::Catalogue, "test"), catalogue, None);
    let staff = STAFF.iter().map(|(id, role)| person(id, *role, true));
    let homes = HOMES.iter().map(|(id, butler)| home(id, butler));
    [site, catalogue].into_iter().chain(staff).chain(homes).collect()
}

fn site() -> SiteEntry {
    let matters = ["sink", "noise", "other"].map(|m| (m.parse().unwrap(), Label::new(m, m)));
    let departments = ["engineering", "service"].map(|d| (d.parse().unwrap(), Label::new(d, d)));
    SiteEntry {
        revision: 1,
        name: Label::new("测试园", "Test Court"),
        time_zone: "Asia/Shanghai".to_owned(),
        closes_at: 1440,
        serious_loss: 200_000,
        idle_minutes: 5,
        matters: BTreeMap::from(matters),
        departments: BTreeMap::from(departments),
        shortcomings: Vec::new(),
        opinions: Vec::new(),
    }
}

/// Water repairs what leaks at prices, or unpriced; walls are under warranty in building 8, water was once.
fn catalogue() -> Catalogue {
    serde_json::from_value(json!({
        "revision": 1,
        "trades": {
            "water": {"label": {"zh": "水"}, "department": "engineering", "technicians": ["zhao", "feng"]},
            "walls": {"label": {"zh": "墙"}, "department": "engineering", "technicians": ["zhao"]},
        },
        "prices": {
            "bend": {"label": {"zh": "弯管"}, "unit": {"zh": "个"}, "each": 5500, "trade": "water"},
            "labour": {"label": {"zh": "人工"}, "unit": {"zh": "次"}, "each": 2500, "trade": "water"},
        },
        "faults": {
            "sink": {"trade": "water", "prices": ["bend", "labour"]},
            "tap": {"trade": "water", "prices": []},
            "wall": {"trade": "walls", "prices": ["labour"]},
        },
        "warranties": [
            {"building": "8", "trade": "water", "until": "2020-01-01", "contractor": "builder"},
            {"building": "8", "trade": "walls", "until": "2099-12-31", "contractor": "builder"},
        ],
        "technicians_take_listed": true, "desk_collects_quoted": true,
        "picture_edge": 1600, "picture_quality": 80, "warnings": [], "work_done": [],
    }))
    .unwrap()
}

fn person(id: &str, role: Role, active: bool) -> Draft {
    member(id, PersonEntry { role, department: None, active })
}

fn member(id: &str, entry: PersonEntry) -> Draft {
    let contact = Contact { name: Label::new(format!("姓名{id}"), id), phone: "13800000000".to_owned() };
    draft(SubjectId::new(SubjectKind::Person, id), Body::PersonRecorded(entry), Some(json!(contact)))
}

fn home(id: &str, butler: &str) -> Draft {
    let parts: Vec<&str> = id.split('-').collect();
    let contact = Contact { name: Label::new("王先生", "Mr Wang"), phone: "13900000000".to_owned() };
    let body = Body::HomeRecorded(HomeEntry {
        building: parts[0].to_owned(),
        section: parts[1].to_owned(),
        room: parts[2].to_owned(),
        butler: Some(butler.parse().unwrap()),
        language: Lang::Zh,
    });
    draft(SubjectId::new(SubjectKind::Home, id), body, Some(json!(contact)))
}

fn draft(subject: SubjectId, body: Body, texts: Option<Value>) -> Draft {
    let part = |texts: Value| Part {
        slot: "texts".parse().unwrap(),
        salt: Fixed(random()),
        bytes: Blob(serde_json::to_vec(&texts).unwrap()),
    };
    let parts = texts.map(|texts| DraftPart { part: part(texts), file: None }).into_iter().collect();
    Draft { id: FactId(Uuid::now_v7()), subject, body, at: Moment::from(chrono::Utc::now()), parts }
}

/// An event that was finished an hour ago.
pub fn finished(number: &str, home: &str, event: Value) -> FinishedElsewhere {
    serde_json::from_value(finished_json(number, home, event)).unwrap()
}

pub fn finished_json(number: &str, home: &str, event: Value) -> Value {
    let at = |hours| (chrono::Utc::now() - chrono::TimeDelta::hours(hours)).to_rfc3339();
    json!({
        "event": event, "number": number, "home": home, "matter": "sink", "department": "engineering",
        "registered": at(5), "finished": at(1), "done_by": "zhao",
        "charge": {"yuan": "80.00", "payment": "cash"},
        "customer": {"name": {"zh": "王先生", "en": "Mr Wang"}, "phone": "13900000000"},
        "reported": {"zh": "厨房下水慢", "en": "The kitchen drain is slow"},
        "done": {"zh": "已疏通", "en": "Cleared"},
    })
}

/// A content customer's callback, with its parts.
pub fn record(callback: &SubjectId, document: &[u8]) -> Says {
    record_superseding(callback, document, None)
}

pub fn record_superseding(callback: &SubjectId, document: &[u8], supersedes: Option<FactId>) -> Says {
    use sha2::Digest as _;
    let five = Rating::try_from(5).unwrap();
    let hash = Fixed(sha2::Sha256::digest(document).into());
    let record = Record {
        manner: Manner::Face,
        ratings: Ratings { quality: five, effect: five, satisfaction: five },
        verdict: CallbackVerdict::Qualified,
        sign_off: SignOff::Signed,
        language: Lang::Zh,
        document: hash,
        supersedes,
    };
    let strokes =
        json!({"v": 1, "document": hash, "width": 3200, "height": 1600, "strokes": [[1, 2, 0, 3, 4, 9]]});
    let texts = Texts { opinions: "师傅很准时".to_owned(), ..Texts::default() };
    Says::new(callback, Body::CallbackRecorded(Box::new(record)))
        .with("document", document)
        .with("texts", &serde_json::to_vec(&texts).unwrap())
        .with("signature", &serde_json::to_vec(&strokes).unwrap())
}

/// Nobody was home (V-09).
pub fn attempt(callback: &SubjectId) -> Says {
    let next_try = Moment::from(chrono::Utc::now()).shifted(3_600_000);
    Says::new(callback, Body::CallbackAttempted(Attempt { next_try })).with("texts", b"{}")
}
