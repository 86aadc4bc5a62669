//! Callbacks (回访), section V: what can happen to one, and what follows.

pub mod body;
pub mod judge;
pub mod state;

pub use body::{
    Assignment, Attempt, CallbackVerdict, Disposal, Manner, Opening, PhoneReason, Rating, Ratings, Record,
    RefusalReason, Relation, Review, SignOff, Texts,
};
pub use judge::{CALLERS, judge, may_assign, may_be_assigned};
pub use state::{Attempted, CallbackState, Recorded};
