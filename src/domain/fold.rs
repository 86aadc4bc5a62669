//! The fold: the state of any subject from its facts, the same on the handheld and at the office.
//!
//! `judge` decides once and reads the data of the moment; `apply` is total and reads none, so a new
//! rule never rewrites history (DESIGN.md §1).

use serde::{Deserialize, Serialize};

use crate::callback::{self, CallbackState};
use crate::cash_up::{self, CashUpState};
use crate::catalogue::Catalogue;
use crate::complaint::{self, ComplaintState};
use crate::context::Context;
use crate::directory::{CalendarYear, HomeEntry, Newest, PersonEntry, SiteEntry};
use crate::event::EventState;
use crate::fact::{Body, Head, Reason, Verdict};
use crate::ids::{SubjectId, SubjectKind};
use crate::work_order::{self, WorkOrderState};

/// Counts up when the fold changes: states kept by an older one are folded again.
pub const FOLD_VERSION: i64 = 5;

/// The state of a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "state", rename_all = "snake_case")]
pub enum State {
    /// A callback.
    Callback(Box<CallbackState>),
    /// An event.
    Event(Box<EventState>),
    /// A home.
    Home(Newest<HomeEntry>),
    /// A member of staff.
    Person(Newest<PersonEntry>),
    /// The site.
    Site(Box<Newest<SiteEntry>>),
    /// A year's working days.
    Calendar(Newest<CalendarYear>),
    /// A repair.
    WorkOrder(Box<WorkOrderState>),
    /// What one person handed in on one day.
    CashUp(Box<CashUpState>),
    /// Trades, prices and warranties.
    Catalogue(Box<Newest<Catalogue>>),
    /// A complaint.
    Complaint(Box<ComplaintState>),
    /// A kind that this version does not know: its facts are kept, nothing is made of them.
    Unknown,
}

impl State {
    /// The state before any fact.
    pub fn of(subject: &SubjectId) -> Self {
        match subject.kind() {
            Some(SubjectKind::Callback) => State::Callback(Box::default()),
            Some(SubjectKind::Event) => State::Event(Box::default()),
            Some(SubjectKind::Home) => State::Home(Newest::default()),
            Some(SubjectKind::Person) => State::Person(Newest::default()),
            Some(SubjectKind::Site) => State::Site(Box::default()),
            Some(SubjectKind::Calendar) => State::Calendar(Newest::default()),
            Some(SubjectKind::WorkOrder) => State::WorkOrder(Box::default()),
            Some(SubjectKind::CashUp) => State::CashUp(Box::default()),
            Some(SubjectKind::Catalogue) => State::Catalogue(Box::default()),
            Some(SubjectKind::Complaint) => State::Complaint(Box::default()),
            None => State::Unknown,
        }
    }

    /// The state after `body` was judged so. A body that does not belong here changes nothing.
    pub fn apply(&mut self, head: &Head, body: &Body, verdict: &Verdict) {
        match (self, body) {
            (State::Callback(state), body) => state.apply(head, body, verdict),
            (State::Event(state), Body::EventFinished(finish)) => state.apply(head, finish, verdict),
            (State::Home(state), Body::HomeRecorded(entry)) => state.apply(head, entry, verdict),
            (State::Person(state), Body::PersonRecorded(entry)) => state.apply(head, entry, verdict),
            (State::Site(state), Body::SiteRecorded(entry)) => state.apply(head, entry, verdict),
            (State::Calendar(state), Body::CalendarRecorded(year)) => state.apply(head, year, verdict),
            (State::WorkOrder(state), Body::WorkOrder(act)) => state.apply(head, act, verdict),
            (State::Complaint(state), Body::Complaint(act)) => state.apply(head, act, verdict),
            (State::CashUp(state), Body::CashHandedIn(hand_in)) => state.apply(head, hand_in, verdict),
            (State::Catalogue(state), Body::CatalogueRecorded(entry)) => state.apply(head, entry, verdict),
            _ => {}
        }
    }

    /// Judges a fact on this subject.
    pub fn judge(&self, head: &Head, body: &Body, context: &Context<'_>) -> Verdict {
        if head.subject.kind() != Some(body.kind().subject) {
            return Verdict::held(context.time, Reason::Incomplete);
        }
        match (self, body) {
            (State::Callback(state), body) => callback::judge(state, head, body, context),
            (State::WorkOrder(state), Body::WorkOrder(act)) => {
                work_order::judge::judge(state, head, act, context)
            }
            (State::Complaint(state), Body::Complaint(act)) => {
                complaint::judge::judge(state, head, act, context)
            }
            (State::CashUp(_), Body::CashHandedIn(hand_in)) => cash_up::judge(head, hand_in, context),
            (State::Event(state), _) if state.finish.is_some() => Verdict::held(context.time, Reason::Exists),
            // The site's own data and finished events are the office's to write.
            _ if context.role.is_some() => Verdict::held(context.time, Reason::Role),
            _ => Verdict::applied(context.time),
        }
    }
}
