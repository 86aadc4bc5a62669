//! What somebody did about a complaint: one variant a kind of fact.

use super::body::{
    Acknowledgement, AgreedFinish, Archival, Assessment, Assignment, Escalation, Handling, Handover, Marking,
    NextReply, Note, Opinion, PhoneCall, Raising, Reception, Rise, Telling, WrittenAnswer,
};
use super::table::Action;
use crate::callback::SignOff;
use crate::event::Picture;
use crate::fact::Slot;

/// The body of a fact on a complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// C-01, C-02.
    Receive(Box<Reception>),
    /// C-03.
    Assess(Assessment),
    /// C-04.
    Raise(Raising),
    /// C-03.
    Escalate(Escalation),
    /// C-06.
    Assign(Assignment),
    /// C-05, C-06.
    Acknowledge(Acknowledgement),
    /// C-07.
    Phone(PhoneCall),
    /// P-11.
    Note(Note),
    /// P-11.
    HandOver(Handover),
    /// C-05.
    Rise(Rise),
    /// C-09.
    AgreeReply(NextReply),
    /// C-05.
    AgreeFinish(AgreedFinish),
    /// C-11.
    Mark(Marking),
    /// C-11.
    Answer(WrittenAnswer),
    /// C-10.
    Handle(Handling),
    /// C-10.
    Tell(Telling),
    /// C-08.
    SignOpinion(Opinion),
    /// C-10, C-12.
    Archive(Archival),
}

impl Act {
    /// Which action of the table this is.
    pub fn action(&self) -> Action {
        match self {
            Act::Receive(_) => Action::Receive,
            Act::Assess(_) => Action::Assess,
            Act::Raise(_) => Action::Raise,
            Act::Escalate(_) => Action::Escalate,
            Act::Assign(_) => Action::Assign,
            Act::Acknowledge(_) => Action::Acknowledge,
            Act::Phone(_) => Action::Phone,
            Act::Note(_) => Action::Note,
            Act::HandOver(_) => Action::HandOver,
            Act::Rise(_) => Action::Rise,
            Act::AgreeReply(_) => Action::AgreeReply,
            Act::AgreeFinish(_) => Action::AgreeFinish,
            Act::Mark(_) => Action::Mark,
            Act::Answer(_) => Action::Answer,
            Act::Handle(_) => Action::Handle,
            Act::Tell(_) => Action::Tell,
            Act::SignOpinion(_) => Action::SignOpinion,
            Act::Archive(_) => Action::Archive,
        }
    }

    /// The pictures that came with it.
    pub fn pictures(&self) -> &[Picture] {
        match self {
            Act::Receive(reception) => &reception.pictures,
            Act::Note(Note { pictures }) | Act::Handle(Handling { pictures }) => pictures,
            _ => &[],
        }
    }

    /// C-02, C-04, C-08, C-11: the parts, beside its pictures, that it must have.
    pub fn needed_parts(&self) -> &'static [&'static str] {
        match self {
            Act::Receive(_) | Act::Raise(_) | Act::Mark(_) | Act::Handle(_) => &[Slot::TEXTS],
            Act::SignOpinion(Opinion {
                sign_off: SignOff::Refused { .. } | SignOff::NotPossible, ..
            }) => &[Slot::DOCUMENT, Slot::TEXTS],
            Act::SignOpinion(_) => &[Slot::DOCUMENT, Slot::TEXTS, Slot::SIGNATURE],
            _ => &[],
        }
    }
}
