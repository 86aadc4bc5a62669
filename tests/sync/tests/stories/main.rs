//! Stories: an office, the handhelds of its people, and a network that breaks between them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test stops at what it did not expect"
)]

mod admitted_since;
mod alone;
mod apart;
mod away;
mod backups;
mod bells;
mod callback;
mod carried;
mod clocks;
mod complaints;
mod complaints_apart;
mod enrolment;
mod faults;
mod first_contact;
mod grants;
mod kills;
mod month;
mod newer;
mod order_crew;
mod order_faults;
mod order_ways;
mod orders;
mod orders_apart;
mod pictures;
mod pictures_together;
mod pictures_up;
mod restored;
mod revoked;
mod set_back;
mod shifts;
mod slow;
mod tls;
