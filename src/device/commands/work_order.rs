//! What is done about a repair (section R): an act, one transaction each.
//!
//! Each is judged here first, on the state that is shown: what it or the person's role does not allow is
//! an action from an old screen. It is refused with the reason, nothing is saved, and the form stays.

mod accept;
mod act;
mod agree_time;
mod arrive;
mod attempt;
mod cancel;
mod charge;
mod check_material;
mod confirm;
mod countersign;
mod decline;
mod dispatch;
mod error;
mod finish;
pub mod form;
mod give_back;
mod hand_in;
mod lines;
mod notify_contractor;
mod price;
mod quote;
mod register;
mod sheet;
mod sign;
mod start;
mod verify;

pub use error::{OrderError, OrderField};
pub use form::OrderForm;
pub use hand_in::HandInForm;
pub(crate) use lines::reported_lines;
pub use lines::{line_labels, price_lines, usual_lines};
