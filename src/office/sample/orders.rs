//! Work orders of the sample: those of today, at every stage, and those behind callbacks, told act by act.

mod roster;
mod sheets;
mod today;
mod write;

use doorstep_domain::event::Payment;
use doorstep_domain::moment::Moment;
use doorstep_domain::work_order::{Manner, Wanted};

use super::cases::Case;
use super::matters::Matter;
use super::people::{StaffMember, member};
use super::stories::Background;

pub(super) use roster::Roster;
pub(super) use today::today;

const MINUTE: i64 = 60_000;
/// Who registers what comes by telephone, and who dispatches by hand.
const DESK: &str = "f-01";
/// P-07.
const SUPERVISOR: &str = "e-01";

/// A work order to be written.
pub(super) struct OrderPlan<'a> {
    /// Where, as an index of the homes.
    pub home: usize,
    pub matter: &'static Matter,
    /// P-11: the first person asked.
    pub registrar: &'static StaffMember,
    pub registered: Moment,
    pub wanted: Wanted,
    /// How to get in.
    pub access: &'static str,
    /// Who does it, where it is not whom the office's rule finds.
    pub worker: Option<&'static StaffMember>,
    pub acts: Vec<(Moment, Did)>,
    /// R-13, where it costs something.
    pub payment: Payment,
    ///
    pub differs: bool,
    /// The callback that follows, once it is confirmed.
    pub callback: Option<(&'a Case, Background)>,
}

/// What is done about it, after it was registered and dispatched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Did {
    Accept,
    Arrive,
    Verify,
    AskQuote,
    Agree,
    Start,
    Finish,
    Sign,
    Charge,
    Decline,
    Confirm,
}

impl OrderPlan<'_> {
    /// In person by a butler, by telephone at the desk.
    fn manner(&self) -> Manner {
        if self.registrar.id == DESK { Manner::Phone } else { Manner::Face }
    }

    /// When whoever does it has no work on it any more.
    fn settled(&self) -> Option<Moment> {
        let over = |did| matches!(did, Did::Decline | Did::Charge);
        self.acts.iter().find(|(_, did)| over(*did)).map(|(at, _)| *at)
    }
}

/// The acts of a repair in minutes around its end: on time for its appointment.
const WHOLE: [(i64, Did); 8] = [
    (-54, Did::Arrive),
    (-46, Did::Verify),
    (-42, Did::Agree),
    (-41, Did::Start),
    (0, Did::Finish),
    (2, Did::Sign),
    (4, Did::Charge),
    (9, Did::Confirm),
];

/// A case that was dealt with by a work order.
pub(super) fn of_case<'a>(case: &'a Case, background: Background) -> OrderPlan<'a> {
    let at = |minutes: i64| case.finished.shifted(minutes * MINUTE);
    let accepted = background.registered.shifted(6 * MINUTE);
    let whole = WHOLE.iter().map(|(minutes, did)| (at(*minutes), *did));
    OrderPlan {
        home: case.home,
        matter: case.matter,
        registrar: member(DESK),
        registered: background.registered,
        wanted: Wanted::Appointment { at: at(-48) },
        access: "",
        worker: None,
        acts: std::iter::once((accepted, Did::Accept)).chain(whole).collect(),
        payment: background.payment(),
        differs: background.different,
        callback: Some((case, background)),
    }
}
