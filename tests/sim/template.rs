//! A residence whose office is founded and whose handhelds are enrolled: made once, copied for each world.

use std::path::Path;
use std::sync::Arc;

use doorstep_domain::fact::Body;
use doorstep_domain::ids::{SubjectId, SubjectKind};
use doorstep_domain::role::Role;
use doorstep_tests_sync::directory::{self, SITE};
use doorstep_tests_sync::folder::{copy, fresh};
use doorstep_tests_sync::handheld::{PIN, pin, who};
use doorstep_tests_sync::site::beginning;
use doorstep_tests_sync::works::catalogue;
use tempfile::TempDir;
use tokio::runtime::Builder;

use crate::chance::Chance;
use crate::handheld::Handheld;
use crate::network::{ADDRESS, Network};
use crate::office::Room;
use crate::time::{HandClock, Time, pass};
use crate::trace::Trace;

/// The handhelds and who has keys on each.
pub const CREWS: [&[&str]; 4] =
    [&["lin", "chen"], &["zhao", "feng"], &["wu", "sun"], &["qian", "manager", "general"]];

/// The residence, as every world finds it.
pub struct Template(TempDir);

impl Template {
    /// Founds it: an hour before the worlds begin, in clear weather.
    pub fn found() -> Self {
        let folder = fresh();
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(found(folder.path()));
        Self(folder)
    }

    /// A residence of its own for a world.
    pub fn copy(&self) -> TempDir {
        let folder = fresh();
        copy(self.0.path(), folder.path());
        folder
    }
}

/// Where the office of a residence is.
pub fn office_in(folder: &Path) -> std::path::PathBuf {
    folder.join("office")
}

/// Where a handheld of a residence is.
pub fn handheld_in(folder: &Path, number: usize) -> std::path::PathBuf {
    folder.join(format!("h{number}"))
}

async fn found(folder: &Path) {
    let time = Time::begin(beginning().shifted(-3_600_000));
    let room = Arc::new(Room::open(office_in(folder), time));
    let drafts = entries(&room);
    room.inside(async |office| office.append(drafts).await).unwrap();
    let trace = Arc::new(Trace::begin(time, false));
    let network = Network::before(room.clone(), trace, Chance::of(0));
    for (number, people) in CREWS.iter().enumerate() {
        let (clock, chance) = (HandClock::new(time), Chance::of(number as u64));
        let line = network.line(number);
        let mut handheld = Handheld::new((number, people), handheld_in(folder, number), clock, line, chance);
        handheld.open();
        enrol(&room, &handheld).await;
        pass(60_000).await;
        handheld.kill().await;
    }
    room.stop();
}

fn entries(room: &Room) -> Vec<doorstep_office::Draft> {
    let now = room.now();
    let works = SubjectId::new(SubjectKind::Catalogue, SITE);
    let works = directory::draft(works, Body::CatalogueRecorded(Box::new(catalogue(&["zhao"]))), None, now);
    let more = [("feng", Role::Technician), ("builder", Role::Contractor)];
    let more = more.map(|(id, role)| directory::person(id, role, true, now));
    directory::entries(now).into_iter().chain([works]).chain(more).collect()
}

async fn enrol(room: &Room, handheld: &Handheld) {
    let code = room.inside(async |office| office.enrol_code().await).unwrap().to_string();
    let engine = handheld.engine().unwrap().clone();
    engine.connect(ADDRESS, &code).await.unwrap();
    for person in handheld.people {
        let id = who(person);
        let code = room.inside(async move |office| office.person_code(&id).await).unwrap();
        engine.enter(&who(person), &code.0, &pin(PIN)).await.unwrap();
        pass(5_000).await;
    }
}
