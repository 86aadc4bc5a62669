//! What a person on a handheld was told, as lines of JSON to the parent. A line is written after what it says is true.

use std::io::{self, Write as _};

use doorstep_domain::bytes::Hash;
use doorstep_domain::ids::{FactId, InstallationId, SubjectId};
use serde::{Deserialize, Serialize};

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "told", rename_all = "snake_case")]
pub enum Told {
    /// Somebody signed in, and this is what they find.
    Begun {
        /// The newest of this installation's own facts.
        highest: i64,
        /// The half-done form that reopens, if there is one.
        form: Option<Kept>,
        /// The pictures of that form.
        pictures: Vec<String>,
    },
    /// A half-done form is kept.
    Kept(Kept),
    /// A picture of the half-done form is kept.
    Picture {
        /// Which.
        id: String,
    },
    /// "Saved".
    Saved(SavedFact),
    /// Not saved, and why, in words.
    NotSaved {
        /// For the person.
        words: String,
        /// What to do, as screens say it.
        to_do: Option<String>,
    },
    /// Everything went to the office, and this is what the handheld holds.
    Settled(Settled),
}

/// How far a half-done form is: a later one has the same token and a higher step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What it is about.
    pub subject: SubjectId,
    /// Which act it is for.
    pub act: String,
    /// The own sequence that the fact of this form will have.
    pub token: i64,
    /// Counts up with each keeping.
    pub step: i64,
}

impl Kept {
    /// As it stands in the form, where the screen says at which page the person is.
    pub fn page(&self) -> String {
        format!("{} {} {}", self.act, self.token, self.step)
    }

    /// Read back from a form.
    pub fn of(subject: &SubjectId, page: &str) -> Option<Self> {
        let mut words = page.split(' ');
        let act = words.next()?.to_owned();
        let (token, step) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        Some(Self { subject: subject.clone(), act, token, step })
    }
}

/// A fact that was told "saved".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFact {
    /// Which.
    pub fact: FactId,
    /// The installation's own count.
    pub sequence: i64,
    /// The hash of its bytes, its pictures' hashes among them.
    pub content: Hash,
}

/// A handheld after everything was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// The installation.
    pub installation: InstallationId,
    /// The newest of its own facts.
    pub highest: i64,
    /// Rows of the outbox that are not green, as words.
    pub not_green: Vec<String>,
    /// Each subject that this person may see, and its state as JSON.
    pub states: Vec<(SubjectId, String)>,
    /// The stores are whole.
    pub whole: Result<(), String>,
}

impl Told {
    /// Says it.
    ///
    /// # Panics
    /// When nobody listens any more: the parent is gone.
    pub fn say(&self) {
        let line = serde_json::to_string(self).expect("plain data") + "\n";
        io::stdout().lock().write_all(line.as_bytes()).expect("the parent listens");
    }
}
