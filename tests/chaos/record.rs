//! What the parent remembers of a handheld's person: everything that they were told has to stay true.

use std::collections::{BTreeMap, BTreeSet};

use crate::told::{Kept, SavedFact, Told};

/// What a person was told so far.
#[derive(Debug, Default)]
pub struct Record {
    /// By sequence: what was told "saved".
    pub saved: BTreeMap<i64, SavedFact>,
    /// The half-done form that was kept last, unless it was saved.
    form: Option<Kept>,
    /// Its pictures.
    pictures: BTreeSet<String>,
    /// How often something was refused in words.
    pub not_saved: BTreeMap<String, usize>,
    /// Forms that were there again after a blow.
    pub reopened: usize,
    /// Forms that had been saved by a commit of which nobody heard.
    pub unheard: usize,
    /// The newest own fact that was found at a sign-in: seen, so it has to stay.
    found: i64,
}

impl Record {
    /// Of a person who was told so much.
    pub fn of(saved: Vec<SavedFact>) -> Self {
        let saved = saved.into_iter().map(|saved| (saved.sequence, saved)).collect();
        Self { saved, ..Self::default() }
    }

    /// Takes a line, and checks what it says against what was said before.
    pub fn hear(&mut self, line: &str) {
        match serde_json::from_str(line).unwrap_or_else(|_| panic!("not told: {line}")) {
            Told::Begun { highest, form, pictures } => self.begin(highest, form.as_ref(), &pictures),
            Told::Kept(kept) => {
                if self.form.as_ref().is_none_or(|form| form.token != kept.token) {
                    self.pictures.clear();
                }
                self.form = Some(kept);
            }
            Told::Picture { id } => {
                self.pictures.insert(id);
            }
            Told::Saved(saved) => self.save(saved),
            Told::NotSaved { words, to_do } => {
                *self.not_saved.entry(format!("{words} [{}]", to_do.unwrap_or_default())).or_default() += 1;
            }
            Told::Settled(settled) => panic!("not asked to settle: {settled:?}"),
        }
    }

    fn save(&mut self, saved: SavedFact) {
        let sequence = saved.sequence;
        assert!(self.saved.keys().all(|before| *before < sequence), "{sequence} was given before");
        self.saved.insert(sequence, saved);
        self.form = None;
        self.pictures.clear();
    }

    /// F-01: a person signs in again, and finds what they had been told is there.
    fn begin(&mut self, highest: i64, found: Option<&Kept>, pictures: &[String]) {
        let last = self.saved.keys().next_back().copied().unwrap_or(0);
        assert!(highest >= last, "{last} was told saved, but the newest here is {highest}");
        assert!(highest >= self.found, "{} was found here before, but the newest is {highest}", self.found);
        self.found = highest;
        let Some(form) = self.form.take() else { return self.pictures.clear() };
        if highest >= form.token {
            self.unheard += 1;
            return self.pictures.clear();
        }
        let found = found.unwrap_or_else(|| panic!("{form:?} was kept, and is not there"));
        let is_it = (&found.subject, found.token) == (&form.subject, form.token) && found.step >= form.step;
        assert!(is_it, "{form:?} was kept, and {found:?} is there");
        let lost: Vec<_> = self.pictures.iter().filter(|id| !pictures.contains(id)).collect();
        assert!(lost.is_empty(), "pictures {lost:?} of {form:?} were kept, and are not there");
        self.reopened += 1;
        self.form = Some(found.clone());
    }
}
