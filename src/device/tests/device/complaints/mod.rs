//! Section C on the handheld: complaints, offline.

mod alarm;
mod forms;
mod preview;
mod refused;
mod site;
mod story;
