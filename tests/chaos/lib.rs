//! The real programs under real blows: `kill -9`, power cuts, full disks, fsync that fails.
//!
//! A [`scene::Scene`] is an office as `doorstep-office serve` runs it and two handhelds without screens, each a process
//! of its own over folders on a disk. A person on a handheld ([`person`]) writes nothing before they save, and tells the
//! parent what they were told: this form is kept, this is saved. The parent strikes at moments that a seed decides, and
//! when the weather is clear again everything that was told has to be true ([`check`]).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test stops at what it did not expect"
)]

pub mod chance;
pub mod check;
pub mod cuts;
pub mod disk;
pub mod full;
pub mod golden;
pub mod kills;
pub mod person;
pub mod process;
pub mod record;
pub mod scene;
pub mod settle;
pub mod told;
