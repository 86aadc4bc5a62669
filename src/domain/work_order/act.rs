//! What somebody did about a work order: one variant a kind of fact.

use super::body::{
    Acceptance, Agreement, Appointment, Arrival, Attempt, Cancellation, Charging, Confirmation,
    Countersignature, Declining, Dispatch, Finish, MaterialCheck, Notification, Quote, QuoteQuestion,
    Registration, Return, Signing, Start, Verification,
};
use super::table::Action;
use crate::callback::SignOff;
use crate::event::Picture;
use crate::fact::Slot;

/// The body of a fact on a work order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    ///
    Register(Registration),
    ///
    Dispatch(Dispatch),
    ///
    NotifyContractor(Notification),
    ///
    AgreeTime(Appointment),
    ///
    Accept(Acceptance),
    /// V-09.
    Attempt(Attempt),
    ///
    Arrive(Arrival),
    ///
    Verify(Verification),
    ///
    AskQuote(QuoteQuestion),
    ///
    Quote(Quote),
    ///
    Agree(Agreement),
    ///
    Decline(Declining),
    ///
    Countersign(Countersignature),
    /// Back to the front desk.
    Return(Return),
    ///
    CheckMaterial(MaterialCheck),
    /// The work begins.
    Start(Start),
    ///
    Finish(Finish),
    ///
    Sign(Signing),
    ///
    Charge(Charging),
    ///
    Confirm(Confirmation),
    /// By the office.
    Cancel(Cancellation),
}

impl Act {
    /// Which action of the table this is.
    pub fn action(&self) -> Action {
        match self {
            Act::Register(_) => Action::Register,
            Act::Dispatch(_) => Action::Dispatch,
            Act::NotifyContractor(_) => Action::NotifyContractor,
            Act::AgreeTime(_) => Action::AgreeTime,
            Act::Accept(_) => Action::Accept,
            Act::Attempt(_) => Action::Attempt,
            Act::Arrive(_) => Action::Arrive,
            Act::Verify(_) => Action::Verify,
            Act::AskQuote(_) => Action::AskQuote,
            Act::Quote(_) => Action::Quote,
            Act::Agree(_) => Action::Agree,
            Act::Decline(_) => Action::Decline,
            Act::Countersign(_) => Action::Countersign,
            Act::Return(_) => Action::Return,
            Act::CheckMaterial(_) => Action::CheckMaterial,
            Act::Start(_) => Action::Start,
            Act::Finish(_) => Action::Finish,
            Act::Sign(_) => Action::Sign,
            Act::Charge(_) => Action::Charge,
            Act::Confirm(_) => Action::Confirm,
            Act::Cancel(_) => Action::Cancel,
        }
    }

    /// The pictures that came with it.
    pub fn pictures(&self) -> &[Picture] {
        match self {
            Act::Register(Registration { pictures, .. })
            | Act::Attempt(Attempt { pictures, .. })
            | Act::Verify(Verification { pictures, .. })
            | Act::AskQuote(QuoteQuestion { pictures })
            | Act::Finish(Finish { pictures, .. }) => pictures,
            _ => &[],
        }
    }

    /// V-07, V-08: the parts, beside its pictures, that it must have. R-05: who accepts signs with their own key;
    /// strokes of a pad may come with it.
    pub fn needed_parts(&self) -> &'static [&'static str] {
        match self {
            Act::Register(_) | Act::CheckMaterial(_) => &[Slot::TEXTS],
            Act::Agree(_) => &[Slot::DOCUMENT],
            Act::Sign(Signing { sign_off: SignOff::Refused { .. } | SignOff::NotPossible, .. }) => {
                &[Slot::DOCUMENT, Slot::TEXTS]
            }
            Act::Sign(_) => &[Slot::DOCUMENT, Slot::TEXTS, Slot::SIGNATURE],
            _ => &[],
        }
    }
}
