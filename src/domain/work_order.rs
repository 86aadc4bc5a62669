//! Work orders (派工单), section R: what can happen to one, and what follows.

pub mod act;
pub mod body;
pub mod clocks;
pub mod judge;
pub mod state;
pub mod step;
pub mod table;
pub mod texts;

pub use crate::done::Done;
pub use act::Act;
pub use body::{
    Acceptance, Agreement, Appointment, Arrival, Attempt, Cancellation, Charging, Confirmation,
    Countersignature, DeclineReason, Declining, Dispatch, Finish, Manner, MaterialCheck, MaterialChoice,
    MaterialQuality, Notification, Parts, PriceLine, Quote, QuoteAnswer, QuoteQuestion, Receipt,
    Registration, Return, ReturnReason, Signing, Start, Verification, Wanted,
};
pub use clocks::{Clock, ClockKind, Started};
pub use state::{Assignment, Charged, HeldAct, Taken, WorkOrderState};
pub use step::Step;
pub use table::{Action, By, Row, TABLE};
pub use texts::Texts;
