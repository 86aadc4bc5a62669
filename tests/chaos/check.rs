//! What has to be true when the weather is clear again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use doorstep_domain::bytes::Hash;
use doorstep_domain::fact::{Carriage, Head, Part, RollingHash, SignedFact};
use doorstep_domain::ids::{FactId, InstallationId, SubjectId};
use doorstep_office::blobs::Blobs;
use doorstep_office::store::sqlite::Sqlite;
use doorstep_office::store::{DeviceStore as _, FactStore as _, SubjectStore as _};

use crate::record::Record;
use crate::told::Settled;

/// The office's folder, closed, as an auditor reads it.
pub struct Archive {
    store: Sqlite,
    blobs: Blobs,
    /// In the office's order.
    facts: Vec<(Head, SignedFact, bool)>,
}

/// What was found, for those who count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// Facts of handhelds.
    pub facts: usize,
    /// Among them told "saved"; the rest was committed when the blow came, and nobody had heard yet.
    pub told: usize,
    /// Facts that the office holds for a look.
    pub held: usize,
    /// Pictures of handhelds.
    pub pictures: usize,
}

/// Every subject that the office has.
pub fn subjects(office: &Path) -> BTreeSet<SubjectId> {
    Archive::open(office).facts.into_iter().map(|(head, _, _)| head.subject).collect()
}

impl Archive {
    /// Reads all of it: every place of the order has a genuine fact, and the rolling hash is theirs.
    pub fn open(office: &Path) -> Self {
        let store = Sqlite::open(&office.join("office.db")).unwrap();
        let last = store.last_place().unwrap().map_or(0, |place| place.sequence);
        let mut rolling = RollingHash::START;
        let mut facts = Vec::new();
        for place in 1..=last {
            let stored = store.fact_at(place).unwrap().unwrap_or_else(|| panic!("place {place} is empty"));
            rolling = rolling.after(place, stored.content);
            assert_eq!(stored.place.rolling, rolling.0, "the rolling hash at {place}");
            let head = stored.fact.verify().unwrap_or_else(|error| panic!("place {place}: {error}"));
            facts.push((head, stored.fact, stored.verdict.is_applied()));
        }
        Self { store, blobs: Blobs::open(&office.join("parts")).unwrap(), facts }
    }

    /// F-01: each fact that was told "saved" is here exactly once with the same bytes, and nothing is doubled.
    pub fn check(&self, record: &Record, settled: &Settled) -> Counted {
        self.store.check().unwrap();
        assert_eq!(settled.whole, Ok(()), "the handheld's stores");
        let here = self.by(settled.installation);
        let there = (1..=settled.highest).collect::<Vec<i64>>();
        assert_eq!(
            here.keys().copied().collect::<Vec<_>>(),
            there,
            "the handheld's facts are here, each once"
        );
        for saved in record.saved.values() {
            let found = here.get(&saved.sequence).map(|(id, content)| (*id, *content));
            assert_eq!(found, Some((saved.fact, saved.content)), "told saved as {}", saved.sequence);
        }
        self.check_nothing_is_doubled(settled.installation);
        let device = self.store.device(settled.installation).unwrap().unwrap();
        assert_eq!(device.quarantined, None, "no id and no sequence was used twice");
        let held = self
            .facts
            .iter()
            .filter(|(head, _, applied)| head.installation == settled.installation && !applied);
        Counted {
            facts: here.len(),
            told: record.saved.len(),
            held: held.count(),
            pictures: self.check_pictures(settled.installation),
        }
    }

    fn by(&self, installation: InstallationId) -> BTreeMap<i64, (FactId, Hash)> {
        let mut here = BTreeMap::new();
        for (head, fact, _) in self.facts.iter().filter(|(head, ..)| head.installation == installation) {
            let before = here.insert(head.sequence, (head.id, fact.content_hash()));
            assert_eq!(before, None, "{} twice", head.sequence);
        }
        here
    }

    /// Each form has a mark of its own in what was written with it: no mark stands in two facts.
    fn check_nothing_is_doubled(&self, installation: InstallationId) {
        let mut seen = BTreeMap::new();
        for (head, fact, _) in self.facts.iter().filter(|(head, ..)| head.installation == installation) {
            let texts = fact.parts.iter().find(|part| part.slot.as_str() == "texts");
            let texts =
                texts.map(|part| String::from_utf8_lossy(&part.bytes.0).into_owned()).unwrap_or_default();
            let Some((_, mark)) = texts.split_once('#') else { continue };
            let mark: String = mark.chars().take_while(char::is_ascii_digit).collect();
            let before = seen.insert(mark.clone(), head.sequence);
            assert_eq!(before, None, "#{mark} was saved twice, the second time as {}", head.sequence);
        }
    }

    /// Every picture is here, with the salted hash that the signed head names.
    fn check_pictures(&self, installation: InstallationId) -> usize {
        let heads = self.facts.iter().map(|(head, ..)| head);
        let mut count = 0;
        for head in heads.filter(|head| head.installation == installation) {
            for reference in head.parts.iter().filter(|part| part.carriage == Carriage::Apart) {
                let slot = reference.slot.clone();
                let kept = self.store.part(head.id, slot.as_str()).unwrap().expect("the head names it");
                let (file, salt) =
                    (kept.file.expect("the picture is here"), kept.salt.expect("with its salt"));
                let bytes = doorstep_domain::bytes::Blob(self.blobs.read(&file).unwrap());
                assert!(Part { slot, salt, bytes }.fits(reference), "a picture of {}", head.id);
                count += 1;
            }
        }
        count
    }

    /// The feed: what a handheld shows of each subject is the office's fold.
    pub fn check_converged(&self, states: &[(SubjectId, String)]) {
        assert!(!states.is_empty());
        for (subject, state) in states {
            let here = self.store.subject(subject).unwrap().expect("the office has it").state;
            assert_eq!(*state, serde_json::to_string(&here).unwrap(), "{subject}");
        }
    }
}
