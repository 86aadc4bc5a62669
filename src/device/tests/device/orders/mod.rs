//! Section R on the handheld: orders, offline.

mod site;
mod story;
