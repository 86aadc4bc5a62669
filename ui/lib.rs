//! The Slint screens of the handheld.
