//! Facts, their fold and the rules of the manual.
//!
//! Nothing here reads a clock, a file or the network: a caller brings the moment and the data, so
//! that the handheld and the office reach the same state from the same facts (DESIGN.md §1).

pub mod calendar;
pub mod clock;
pub mod deadline;
pub mod explain;
pub mod grade;
pub mod lang;
pub mod role;
