//! After the month: everything is at the office, exactly once, and counts.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use doorstep_domain::fact::{Carriage, SignedFact};
use doorstep_protocol::layout::lay;
use doorstep_protocol::pack::{Packing, pack};

use super::Month;
use super::figures::SyncFigures;
use crate::ledger::Entry;

/// Facts of a whole order.
const FACTS: usize = 11;

impl Month {
    /// Every fact once, in its order, and counted; every picture once, the very bytes.
    pub(super) async fn check(&self) -> SyncFigures {
        let there = self.world.site.ledger().by(self.handheld.installation());
        let sequences = there.iter().map(|entry| entry.head.sequence);
        assert!(sequences.eq(1..=there.len() as i64), "F-01: each once, in order");
        let orders = self.load.days * self.load.orders;
        assert_eq!(there.len(), orders * FACTS + self.load.orders, "nothing is missing");
        let held: Vec<&Entry> = there.iter().filter(|entry| !entry.verdict.is_applied()).collect();
        assert!(held.is_empty(), "held: {} {:?}", held[0].head.kind, held[0].verdict);
        let (pictures, picture_bytes) = self.check_pictures(&there).await;
        assert!(self.world.site.ledger().devices().iter().all(|device| device.quarantined.is_none()));
        self.check_nothing_goes_again().await;
        // What was registered while there was a network went before.
        let packed =
            |packing| there.iter().skip(self.load.orders).map(|entry| packed(&entry.fact, packing)).sum();
        SyncFigures {
            facts: there.len(),
            pictures,
            picture_bytes,
            plain: packed(Packing::Plain),
            packed: packed(Packing::Dictionary),
            ..SyncFigures::default()
        }
    }

    async fn check_pictures(&self, there: &[Entry]) -> (usize, i64) {
        let (mut seen, mut bytes) = (HashSet::new(), 0);
        for entry in there {
            for part in entry.head.parts.iter().filter(|part| part.carriage == Carriage::Apart) {
                let (fact, slot) = (entry.head.id, &part.slot);
                let at_office = self.world.site.part(fact, slot.as_str()).await;
                let here = self.handheld.engine.with(|device| device.picture(fact, slot)).unwrap();
                assert!(here.as_ref() == Some(&at_office), "{fact} {}: other bytes", slot.as_str());
                assert!(seen.insert(part.hash), "a salt of its own each");
                bytes += part.size;
            }
        }
        assert_eq!(seen.len(), self.taken, "each that was taken");
        assert_eq!(files(&self.world.site.parts_folder()), self.taken, "and no file beside them");
        (seen.len(), bytes)
    }

    /// What is confirmed is not sent again.
    async fn check_nothing_goes_again(&self) {
        let changing = || {
            let asked = self.world.network.asked().into_iter();
            asked.filter(|line| line == "POST /v1/facts" || line.starts_with("PATCH")).count()
        };
        let before = changing();
        self.handheld.sync().await;
        assert_eq!(changing(), before);
    }
}

/// How long a fact is, compressed.
fn packed(fact: &SignedFact, packing: Packing) -> usize {
    let bytes = match packing {
        Packing::Plain => serde_json::to_vec(fact).unwrap(),
        Packing::Dictionary => lay(fact),
    };
    pack(&bytes, packing).len()
}

fn files(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}
