//! Events: what was finished for a customer. Until repairs and complaints are built in they come
//! from another system of the site, already finished.

use serde::{Deserialize, Serialize};

use crate::deadline::CallbackAfter;
use crate::directory::{Contact, Label};
use crate::fact::{Head, Slot, Verdict};
use crate::grade::Grade;
use crate::ids::{DepartmentCode, FactId, HomeId, MatterCode, PersonId};
use crate::moment::Moment;

/// What sort of event was finished (V-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// A complaint of this grade.
    Complaint {
        /// As graded when finished (C-03).
        grade: Grade,
    },
    /// A repair.
    Repair,
    /// A contracted service, at this stage.
    SpecialService {
        /// V-01 calls back at either stage.
        stage: Stage,
    },
    /// A community activity; the callback is to one of its participants.
    CommunityActivity,
    /// Anything else.
    Other,
}

impl From<EventKind> for CallbackAfter {
    fn from(kind: EventKind) -> Self {
        match kind {
            EventKind::Complaint { grade } => CallbackAfter::Complaint(grade),
            EventKind::Repair => CallbackAfter::Repair,
            EventKind::SpecialService { .. } => CallbackAfter::SpecialService,
            EventKind::CommunityActivity => CallbackAfter::CommunityActivity,
            EventKind::Other => CallbackAfter::Other,
        }
    }
}

/// The stage that a special service reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// how a charge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payment {
    /// Taken in cash.
    Cash,
    /// Taken by card at a POS terminal.
    Card,
    /// Not paid yet.
    Unpaid,
}

/// `event.finished`, version 1. What was said and done, in words, is in the part `texts`, as [`Story`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finish {
    /// What it was.
    pub event: EventKind,
    /// The number that the other system gave it.
    pub number: String,
    /// Where.
    pub home: HomeId,
    /// What it was about (V-13).
    pub matter: MatterCode,
    /// Who dealt with it.
    pub department: DepartmentCode,
    /// When it was reported.
    pub registered: Moment,
    /// When the work was finished: the callback's clock starts here (V-11).
    pub finished: Moment,
    /// Who did the work, where one person of the site did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_by: Option<PersonId>,
    /// The charge in fen; 0 says plainly that it was free.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge: Option<Charge>,
    /// The pictures, in the order to show them.
    #[serde(default)]
    pub pictures: Vec<Picture>,
}

/// What the customer paid or owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Charge {
    /// In fen, 0 or more.
    pub fen: i64,
    /// How it stands.
    pub payment: Payment,
}

/// A picture of the fact, in its own slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// The part that holds it, a JPEG.
    pub slot: Slot,
    /// What it shows.
    pub shows: PictureOf,
    /// When it was taken.
    pub taken: Moment,
}

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureOf {
    /// Before the work.
    Before,
    /// After the work.
    After,
    /// Anything else.
    Site,
}

/// What was said and done: a part, because it is free text about a customer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Story {
    /// Who the customer was and how to reach them.
    pub customer: Contact,
    /// What was reported or asked for.
    pub reported: Label,
    /// What was done.
    pub done: Label,
    /// Step by step, oldest first (V-05).
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// One step of a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// When.
    pub at: Moment,
    /// What sort of step, in words.
    pub title: Label,
    /// What happened.
    pub text: Label,
}

/// The state of an event: what was finished, by which fact.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EventState {
    /// The finish that stands, if one does.
    pub finish: Option<Finished>,
}

/// A finish and the fact that says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    /// The fact: its parts hold story and pictures.
    pub fact: FactId,
    /// What it says.
    pub body: Finish,
}

impl EventState {
    /// The state after `body` was judged so. The first finish stands.
    pub fn apply(&mut self, head: &Head, body: &Finish, verdict: &Verdict) {
        if verdict.is_applied() && self.finish.is_none() {
            self.finish = Some(Finished { fact: head.id, body: body.clone() });
        }
    }
}
