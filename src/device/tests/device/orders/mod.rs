//! Section R on the handheld: orders, offline.

mod callback;
mod forms;
mod lists;
mod refused;
mod site;
mod story;
