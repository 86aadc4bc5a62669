//! What became of a queue, in numbers and codes: nothing about anybody (P-10).

use std::collections::BTreeMap;
use std::fmt;

use doorstep_domain::fact::{Reason, Slot};
use doorstep_domain::ids::FactId;
use doorstep_protocol::carried::End;
use serde::Serialize;

use crate::carried::{FactFate, HandedIn, PictureFate};

/// What became of one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Of a fact.
    Fact(HandedIn),
    /// Of a picture.
    Picture {
        /// The fact that it belongs to.
        fact: FactId,
        /// Its slot.
        slot: Slot,
        /// What became of it.
        fate: PictureFate,
    },
}

/// What became of all of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The number that the site gave the handheld.
    pub device: i64,
    /// Facts that are at the office now and count.
    pub applied: i64,
    /// Facts that are at the office now and have to be looked at.
    pub held: i64,
    /// Facts that were at the office before.
    pub were_here: i64,
    /// Facts that are broken.
    pub refused: i64,
    /// Facts that have to come again.
    pub again: i64,
    /// Pictures, by what became of them.
    pub pictures: BTreeMap<PictureFate, i64>,
    /// Places in the file that are damaged.
    pub damaged: i64,
    /// Records of a kind that this program is too old to know.
    pub newer: i64,
    /// What the file says at its end that it holds; none where it was cut off.
    pub end: Option<End>,
}

impl Report {
    pub(super) fn count_fact(&mut self, fact: &HandedIn) {
        let count = match (&fact.fate, fact.was_here) {
            (FactFate::Refused { .. }, _) => &mut self.refused,
            (FactFate::Again { .. }, _) => &mut self.again,
            (_, true) => &mut self.were_here,
            (FactFate::Applied, false) => &mut self.applied,
            (FactFate::Held { .. }, false) => &mut self.held,
        };
        *count += 1;
    }

    pub(super) fn count_picture(&mut self, fate: PictureFate) {
        *self.pictures.entry(fate).or_default() += 1;
    }

    /// How many pictures came to this.
    pub fn pictures(&self, fate: PictureFate) -> i64 {
        self.pictures.get(&fate).copied().unwrap_or(0)
    }

    fn facts(&self) -> i64 {
        self.applied + self.held + self.were_here + self.refused + self.again
    }

    /// Whether the file was read as it had been written.
    pub fn is_whole(&self) -> bool {
        let read = End { facts: self.facts(), pictures: self.pictures.values().sum() };
        self.damaged == 0 && self.newer == 0 && self.end == Some(read)
    }

    /// Whether everything that the handheld wrote is at the office now.
    pub fn is_all_here(&self) -> bool {
        let left = self.pictures(PictureFate::NotYet) + self.pictures(PictureFate::Other);
        self.is_whole() && self.refused + self.again + left == 0
    }
}

fn code(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    let code = value.get("code").unwrap_or(&value).as_str();
    code.unwrap_or("unknown").to_owned()
}

fn reason(reason: &Reason) -> String {
    code(reason)
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Told::Fact(fact) => {
                write!(f, "fact {}: {}", fact.sequence, fact.fate)?;
                if fact.was_here { f.write_str(", already there") } else { Ok(()) }
            }
            Told::Picture { fact, slot, fate } => write!(f, "{} of {fact}: {fate}", slot.as_str()),
        }
    }
}

impl fmt::Display for FactFate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FactFate::Applied => f.write_str("applied"),
            FactFate::Held { reason: why } => write!(f, "held ({})", reason(why)),
            FactFate::Refused { reason: why } => write!(f, "refused ({})", reason(why)),
            FactFate::Again { why } => write!(f, "to come again ({})", code(why)),
        }
    }
}

impl fmt::Display for PictureFate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PictureFate::Taken => "taken",
            PictureFate::WasHere => "already there",
            PictureFate::NotYet => "to come again (its fact is not here)",
            PictureFate::Other => "not taken (not the picture that its fact names)",
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "handheld {}: {} facts applied, {} held, {} already there, {} refused, {} to come again",
            self.device, self.applied, self.held, self.were_here, self.refused, self.again
        )?;
        write!(
            f,
            "pictures: {} taken, {} already there, {} to come again, {} not taken",
            self.pictures(PictureFate::Taken),
            self.pictures(PictureFate::WasHere),
            self.pictures(PictureFate::NotYet),
            self.pictures(PictureFate::Other)
        )
    }
}
