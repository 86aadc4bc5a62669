//! The sample residence: 云栖华府, with 120 homes, 24 staff, four months of finished events and today's work orders.
//!
//! [`write`] is pure: the same seed and the same now give the same entries, whatever the day. Deadlines
//! follow working days, so it works back from the wanted deadline to the moment when the work was finished
//! (V-01 to V-03): whenever the sample is written, every butler has callbacks overdue, due today and to come.
//! A deadline always ends on a working day, so on a day off nothing is due today; the next working day takes
//! its place.
//!
//! What persons did in those months (attempts, assignments, callbacks that were made) is written in their
//! names, as paper records that somebody typed in later: [`Entry::by`] says whose, and [`install`] signs each with
//! a key that the office certified for that person and this import alone. Callbacks themselves are not in here:
//! the office opens them when an event is finished (V-11), and entries name them by [`SubjectId::callback_of`].
//!
//! People, homes and signatures are invented. No mobile number of China begins with 154.

mod aftermath;
mod cases;
mod catalogue;
mod chance;
mod complaints;
mod entries;
mod homes;
mod install;
mod matters;
mod orders;
mod people;
mod pictures;
mod schedule;
mod signature;
mod site;
mod stories;
mod visits;

use std::fmt::Arguments;

use doorstep_domain::bytes::Fixed;
use doorstep_domain::calendar::CalendarError;
use doorstep_domain::callback::body::RatingError;
use doorstep_domain::directory::SiteCalendarError;
use doorstep_domain::fact::{Body, PartSalt, Slot};
use doorstep_domain::ids::{FactId, IdError, PersonId, SubjectId};
use doorstep_domain::moment::Moment;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

pub use install::{Installed, install};
pub use people::{STAFF, StaffMember, pin};
pub use pictures::{Scene, Sketch};

/// The code of the sample's site.
pub const SITE: &str = "yunqi";

/// The seed where nobody names one.
pub const SEED: u64 = 1;

/// The sample, in the order to append it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Residence {
    /// Oldest first; site, calendars, people and homes before anything that happens there.
    pub entries: Vec<Entry>,
}

/// A fact to be: all of it but who signs, with which salts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id: callbacks are named after that of their event.
    pub id: FactId,
    /// When it happened, in office time.
    pub at: Moment,
    /// Who says so: the office, or a member of staff.
    pub by: PersonId,
    /// What it is about.
    pub subject: SubjectId,
    /// What happened.
    pub body: Body,
    /// What goes with it.
    pub parts: Vec<(Slot, Content)>,
}

/// What a part holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// These bytes, with the fact.
    Bytes(Vec<u8>),
    /// A picture yet to be drawn, apart from the fact.
    Picture(Sketch),
}

/// Why no sample can be written.
#[derive(Debug, Error)]
pub enum SampleError {
    /// Now is not in the years that deadlines are reckoned in.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// A code of the tables here is none.
    #[error(transparent)]
    Id(#[from] IdError),
    /// The tables here make no calendar.
    #[error(transparent)]
    Site(#[from] SiteCalendarError),
    /// A rating out of range.
    #[error(transparent)]
    Rating(#[from] RatingError),
    /// A part cannot be written.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// A picture cannot be drawn.
    #[error(transparent)]
    Image(#[from] image::ImageError),
}

/// Writes the sample as of `now`.
///
/// # Errors
/// When `now` is too near to the ends of the years 1970 to 9999.
pub fn write(seed: u64, now: Moment) -> Result<Residence, SampleError> {
    let calendar = site::entry()?.calendar(&site::calendars())?;
    let schedule = schedule::Schedule::new(calendar, now)?;
    let homes = homes::all(seed)?;
    let cases = cases::plan(seed, &homes, &schedule)?;
    let mut entries = entries::Writer::new(seed, &homes, &schedule);
    entries.directory()?;
    let mut plans = orders::today(&homes, &schedule);
    for case in &cases {
        plans.extend(entries.case(case)?);
    }
    entries.complaints(&cases)?;
    entries.orders(plans, &catalogue::entry(schedule.today)?)?;
    Ok(Residence { entries: entries.in_order() })
}

/// Invented data need no secret salt: derived ones make the heads of the same sample the same.
fn salt(of: Arguments<'_>) -> PartSalt {
    Fixed(Sha256::digest(format!("doorstep/sample/{of}")).into())
}

#[cfg(test)]
mod tests;
