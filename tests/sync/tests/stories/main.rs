//! Stories: an office, the handhelds of its people, and a network that breaks between them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test stops at what it did not expect"
)]

mod apart;
mod callback;
mod faults;
mod grants;
mod pictures;
mod shifts;
