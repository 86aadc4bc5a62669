//! What is done about a complaint (section C): an act, one transaction each.
//!
//! Each is judged here first, on the state that is shown: what it or the person's role does not allow is an action
//! from an old screen. It is refused with the reason, nothing is saved, and the form stays. What takes one tap names
//! the complaint; what is filled in comes from its form.

mod acknowledge;
mod act;
mod agree_finish;
mod agree_reply;
mod answer;
mod archive;
mod assess;
mod assign;
mod error;
mod escalate;
pub mod form;
mod hand_over;
mod handle;
mod mark;
mod note;
mod phone;
mod preview;
mod raise;
mod receive;
mod sheet;
mod sign;
mod tell;

pub use error::{ComplaintError, ComplaintField};
pub use form::ComplaintForm;
pub use preview::Preview;
