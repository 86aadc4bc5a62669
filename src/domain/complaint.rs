//! Complaints (投诉), section C: what can happen to one, and what follows.

pub mod act;
pub mod bell;
pub mod body;
pub mod clocks;
pub mod judge;
pub mod state;
pub mod table;
pub mod texts;

pub use crate::done::Done;
pub use act::Act;
pub use bell::{Recipient, Ringing, still_rings};
pub use body::{
    About, Acknowledgement, AgreedFinish, Archival, Assessment, Assignment, Channel, Escalation, Handling,
    Handover, Linked, Mark, Marking, NextReply, Note, Opinion, PhoneCall, Raising, Reception, Rise, Sort,
    Telling, WrittenAnswer,
};
pub use clocks::{Clock, ClockKind, Started};
pub use state::{ComplaintState, HeldAct, Standing, Taken};
pub use table::{Action, By, Row, Step, TABLE};
pub use texts::Texts;
