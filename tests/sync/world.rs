//! An office, the network before it, and what must hold between it and any handheld.

use doorstep_device::commands::save::Saved;
use doorstep_device::queries::outbox::OutboxItem;
use doorstep_device::store::outbox::{RowState, UploadState};
use doorstep_domain::ids::FactId;
use tempfile::TempDir;

use crate::folder::Place;
use crate::handheld::{Handheld, who};
use crate::proxy::Proxy;
use crate::site::Site;

/// An office and the network before it.
pub struct World {
    /// The office.
    pub site: Site,
    /// The only way to it.
    pub network: Proxy,
}

impl World {
    /// A new office and a network that works.
    pub async fn begin() -> Self {
        Self::begin_on(Place::Memory).await
    }

    /// As [`World::begin`], with the office's folder there.
    pub async fn begin_on(place: Place) -> Self {
        let site = Site::found_on(place).await;
        let network = Proxy::start(site.address()).await.unwrap();
        Self { site, network }
    }

    /// An enrolled handheld, with nobody signed in.
    pub async fn handheld(&self) -> Handheld {
        let handheld = Handheld::unbox(self.site.now());
        self.enrol(&handheld).await;
        handheld
    }

    /// A handheld is enrolled.
    pub async fn enrol(&self, handheld: &Handheld) {
        let code = self.site.office().enrol_code().await.unwrap().to_string();
        handheld.engine.connect(&self.network.url(), &code).await.unwrap();
    }

    /// An enrolled handheld on which this person signed in and everything came.
    pub async fn handheld_of(&self, person: &str) -> Handheld {
        self.handheld_of_on(person, Place::Memory).await
    }

    /// As [`World::handheld_of`], with its folder there.
    pub async fn handheld_of_on(&self, person: &str, place: Place) -> Handheld {
        let handheld = Handheld::unbox_on(place, self.site.now());
        self.enrol(&handheld).await;
        self.admit(&handheld, person).await;
        handheld
    }

    /// Somebody signs in for the first time on a handheld, and everything comes.
    pub async fn admit(&self, handheld: &Handheld, person: &str) {
        let code = self.site.person_code(&who(person)).await;
        handheld.enter(person, &code).await.unwrap();
        handheld.sync().await;
    }

    /// The office is stopped.
    pub async fn stop_office(&mut self) {
        self.site.stop().await;
    }

    /// The office is started again on the same folder.
    pub async fn start_office(&mut self) {
        self.site.start().await;
        self.network.lead_to(self.site.address());
    }

    /// The office is lost, and goes on from a backup.
    pub async fn restore(&mut self, backup: TempDir) {
        self.site.restore(backup).await;
        self.network.lead_to(self.site.address());
    }

    /// Time passes, at the office and on a handheld.
    pub fn pass(&self, handheld: &Handheld, millis: i64) {
        self.site.pass(millis);
        handheld.clock.pass(millis);
    }

    /// F-01: what is green has a receipt, and the office holds it at the place that the receipt names.
    pub fn check_green_is_true(&self, handheld: &Handheld) {
        let there = self.site.ledger().by(handheld.installation());
        for row in handheld.outbox().iter().filter(|row| row.state == RowState::Confirmed) {
            let (place, _) = row.receipt.expect("green without a receipt");
            let found = there.iter().find(|entry| entry.place == place);
            assert_eq!(found.map(|entry| entry.head.sequence), Some(row.sequence), "green, but not there");
        }
    }

    /// F-01: everything that was saved is at the office exactly once, in the installation's order, and the
    /// handheld shows it so.
    pub fn check_all_once(&self, handheld: &Handheld, saved: &[Saved]) {
        let there = self.site.ledger().by(handheld.installation());
        let order: Vec<FactId> = there.iter().map(|entry| entry.head.id).collect();
        assert_eq!(order, saved.iter().map(|saved| saved.fact).collect::<Vec<_>>());
        let sequences: Vec<i64> = there.iter().map(|entry| entry.head.sequence).collect();
        assert_eq!(sequences, (1..=saved.len() as i64).collect::<Vec<_>>());
        assert_eq!(handheld.waiting(), 0);
        let devices = self.site.ledger().devices();
        assert!(devices.iter().all(|device| device.quarantined.is_none()), "an id was used twice");
    }

    /// F-01: every row of the outbox is at the office exactly once, in the installation's order, with its pictures.
    pub fn check_outbox_once(&self, handheld: &Handheld) {
        let there = self.site.ledger().by(handheld.installation());
        let sequences = |row: &OutboxItem| row.sequence;
        let kept: Vec<i64> = handheld.outbox().iter().map(sequences).collect();
        assert_eq!(there.iter().map(|entry| entry.head.sequence).collect::<Vec<_>>(), kept);
        assert_eq!(kept, (1..=kept.len() as i64).collect::<Vec<_>>());
        let pictures = handheld.outbox().into_iter().flat_map(|row| row.pictures);
        assert!(pictures.into_iter().all(|picture| picture.state == UploadState::Sent));
        assert_eq!(handheld.waiting(), 0);
        self.check_green_is_true(handheld);
        assert!(self.site.ledger().devices().iter().all(|device| device.quarantined.is_none()));
    }

    /// As [`World::check_all_once`], and all of it is green.
    pub fn check_all_green(&self, handheld: &Handheld, saved: &[Saved]) {
        self.check_all_once(handheld, saved);
        assert_eq!(handheld.states(), vec![RowState::Confirmed; saved.len()]);
        self.check_green_is_true(handheld);
    }
}
