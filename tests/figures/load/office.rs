//! The office, in a process of its own: it says where it listens, and who may talk to it.

use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use doorstep_domain::bytes::Fixed;
use doorstep_domain::fact::SigningKey;
use doorstep_domain::fact::sign::public;
use doorstep_domain::ids::{InstallationId, PersonId};
use doorstep_domain::role::Role;
use doorstep_office::clock::Clock;
use doorstep_office::session::Bearer;
use doorstep_office::store::sqlite::Sqlite;
use doorstep_office::store::{Device, DeviceStore as _};
use doorstep_office::{NewDevice, Office};
use doorstep_protocol::seal::{Purpose, Sealer};
use doorstep_tests_sync::directory::{self, SITE};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::net::TcpListener;
use uuid::Uuid;

/// How the office commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commits {
    /// What waits together is committed together.
    Together,
    /// A commit for each piece of work.
    Alone,
}

impl Commits {
    /// From the command line.
    pub fn of(alone: bool) -> Self {
        if alone { Commits::Alone } else { Commits::Together }
    }
}

/// What the office says first.
#[derive(Serialize, Deserialize)]
pub struct Hello {
    /// Where it listens.
    pub url: String,
    /// The handhelds.
    pub paired: Vec<Paired>,
}

/// A handheld, and who is signed in on it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Paired {
    /// The handheld.
    pub installation: InstallationId,
    /// Who.
    pub person: PersonId,
    /// What it shows the office.
    pub bearer: String,
}

impl Hello {
    /// What a handheld shows.
    pub fn bearer_of(&self, installation: InstallationId) -> String {
        let one = self.paired.iter().find(|one| one.installation == installation);
        one.unwrap().bearer.clone()
    }
}

/// The office, seen from outside.
pub struct OfficeProcess {
    child: Child,
    /// What it said first.
    pub hello: Hello,
}

impl OfficeProcess {
    /// Starts this same program as the office of a folder, where so many more handhelds are enrolled.
    pub fn start(folder: &Path, commits: Commits, enrol: usize) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["load", "office"]).arg(folder).args(["--enrol", &enrol.to_string()]);
        command.args((commits == Commits::Alone).then_some("--alone"));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, hello: serde_json::from_str(&line).unwrap() }
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for OfficeProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Is the office until whoever started it is gone.
pub async fn serve(folder: &Path, commits: Commits, enrol: usize) {
    let office = Office::open_as(folder, &SITE.parse().unwrap(), Clock::default()).unwrap();
    if commits == Commits::Alone {
        office.commit_alone();
    }
    if enrol > 0 {
        let people =
            (0..PEOPLE).map(|number| directory::person(&person(number), Role::Butler, true, office.now()));
        office.append(people.collect()).await.unwrap();
        enrol_many(&office, enrol).await;
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let serving = office.serve(listener).unwrap();
    println!("{}", json!(Hello { url: serving.url(), paired: paired(&office, folder) }));
    let gone = tokio::task::spawn_blocking(|| io::stdin().read_to_end(&mut Vec::new()));
    let _ = gone.await;
}

/// Who is signed in on the handhelds that were enrolled here.
const PEOPLE: usize = 200;

fn person(number: usize) -> String {
    format!("butler-{number}")
}

async fn enrol_many(office: &Office, count: usize) {
    let identity = office.identity();
    let enrolling: Vec<_> = (0..count)
        .map(|number| {
            let installation = InstallationId(Uuid::new_v4());
            let key = Fixed::<32>([(number % 251) as u8; 32]);
            let mut sealer = Sealer::new(&identity.keys.sealing_public(), Purpose::Escrow).unwrap();
            let store_key = sealer.seal(installation.0.as_bytes(), &key.0).unwrap();
            let device_key = public(&SigningKey::from_bytes(&key.0));
            NewDevice { installation, device_key, store_key }
        })
        .collect();
    // As many at once as the writer's queue takes.
    for some in enrolling.chunks(200) {
        let some: Vec<_> = some
            .iter()
            .map(|device| {
                let (office, device) = (office.clone(), device.clone());
                tokio::spawn(async move { office.enrol(device).await.unwrap() })
            })
            .collect();
        for one in some {
            one.await.unwrap();
        }
    }
}

fn paired(office: &Office, folder: &Path) -> Vec<Paired> {
    let store = Sqlite::open_to_read(&folder.join("office.db")).unwrap();
    let devices = store.devices().unwrap().into_iter().enumerate();
    let pair = |(number, device): (usize, Device)| {
        let known = store.people_on(device.installation).unwrap().into_iter().next();
        let person = known.unwrap_or_else(|| person(number % PEOPLE).parse().unwrap());
        let bearer = Bearer::new(Some(device.installation), Some(person.clone()), office.identity());
        Paired { installation: device.installation, person, bearer: bearer.issue(office.identity()) }
    };
    devices.map(pair).collect()
}
