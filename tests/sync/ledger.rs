//! The office's order, read from its database beside it: what is there, once, and where.

use std::path::Path;

use doorstep_domain::fact::{Head, SignedFact, Verdict};
use doorstep_domain::ids::{FactId, InstallationId, SubjectId};
use doorstep_office::store::sqlite::Sqlite;
use doorstep_office::store::{Device, DeviceStore as _, FactStore as _};
use doorstep_protocol::heartbeat::Heartbeat;

/// A look into the office's order.
pub struct Ledger {
    store: Sqlite,
}

/// A fact in the office's order.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its place.
    pub place: i64,
    /// What its head says.
    pub head: Head,
    /// As it came, with its inline parts.
    pub fact: SignedFact,
    /// What the office made of it.
    pub verdict: Verdict,
}

impl Entry {
    /// The bytes of a part.
    pub fn part(&self, slot: &str) -> &[u8] {
        let part = self.fact.parts.iter().find(|part| part.slot.as_str() == slot);
        &part.unwrap_or_else(|| panic!("{} has no {slot}", self.head.kind)).bytes.0
    }
}

impl Ledger {
    /// The order in an office's database.
    pub fn open(database: &Path) -> Self {
        Self { store: Sqlite::open(database).unwrap() }
    }

    /// Everything, in the office's order.
    pub fn all(&self) -> Vec<Entry> {
        let last = self.store.last_place().unwrap().map_or(0, |place| place.sequence);
        (1..=last).map(|place| self.at(place)).collect()
    }

    /// What an installation made, in the office's order.
    pub fn by(&self, installation: InstallationId) -> Vec<Entry> {
        self.all().into_iter().filter(|entry| entry.head.installation == installation).collect()
    }

    /// What is about a subject, in the office's order.
    pub fn on(&self, subject: &SubjectId) -> Vec<Entry> {
        self.all().into_iter().filter(|entry| entry.head.subject == *subject).collect()
    }

    /// A fact, wherever it stands.
    pub fn fact(&self, id: FactId) -> Entry {
        let stored = self.store.fact(id).unwrap().expect("the office holds it");
        self.at(stored.place.sequence)
    }

    /// The enrolled handhelds.
    pub fn devices(&self) -> Vec<Device> {
        self.store.devices().unwrap()
    }

    /// What a handheld said last of what it holds.
    pub fn heartbeat(&self, installation: InstallationId) -> Heartbeat {
        self.store.contact(installation).unwrap().expect("it was heard").heartbeat
    }

    fn at(&self, place: i64) -> Entry {
        let stored = self.store.fact_at(place).unwrap().expect("no place is empty");
        let head = stored.fact.verify().expect("what the office holds is genuine");
        Entry { place, head, fact: stored.fact, verdict: stored.verdict }
    }
}
