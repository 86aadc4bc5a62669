//! Section R on the handheld: orders, offline.

mod callback;
mod forms;
mod lists;
mod next_action;
mod refused;
pub mod site;
mod story;
mod upgrade;
