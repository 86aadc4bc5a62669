//! Facts, their fold and the rules of the manual.
//!
//! Nothing here reads a clock, a file or the network: a caller brings the moment and the data, so
//! that the handheld and the office reach the same state from the same facts (DESIGN.md §1).

pub mod about;
pub mod bytes;
pub mod calendar;
pub mod callback;
pub mod cash_up;
pub mod catalogue;
pub mod clock;
pub mod complaint;
pub mod context;
pub mod coverage;
pub mod deadline;
pub mod directory;
pub mod document;
pub mod done;
pub mod duty;
pub mod event;
pub mod explain;
pub mod fact;
pub mod fold;
pub mod grade;
pub mod identity;
pub mod ids;
pub mod lang;
pub mod machine;
pub mod moment;
pub mod money;
pub mod repeat;
pub mod role;
pub mod running;
pub mod stroke;
pub mod timeliness;
pub mod work_order;
