//! Commands: an intent, one transaction.

mod alarm;
pub mod attempt;
pub mod callback;
pub mod complaint;
pub mod draft;
pub mod form;
pub mod pad;
pub mod picture;
pub mod plan;
pub mod review;
pub mod save;
pub mod sheet;
pub mod sign_in;
pub mod work_order;
