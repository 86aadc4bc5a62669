//! What a judgement needs beside state and fact: the data of that moment.

use crate::calendar::Calendar;
use crate::catalogue::Catalogue;
use crate::grade::GradingPolicy;
use crate::moment::OfficeTime;
use crate::role::Role;

/// The moment's data. `judge` reads them once; `apply` never does (DESIGN.md §1).
pub struct Context<'a> {
    /// The office's time of the fact, as well as it is known.
    pub time: OfficeTime,
    /// The author's role; `None` for the office itself.
    pub role: Option<Role>,
    /// V-02, V-03: the site's calendar, zone and closing time.
    pub calendar: &'a Calendar,
    /// The revision of the site's data.
    pub site_revision: i64,
    /// Trades, prices and policies of repairs.
    pub catalogue: &'a Catalogue,
    /// C-03: the figures that the site sets for grading.
    pub grading: GradingPolicy,
    /// The fact's place in the office's order; `None` on a handheld, which judges provisionally.
    pub place: Option<Place>,
}

/// A place in the office's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The office's sequence.
    pub sequence: i64,
    /// how many of the subject's kind the office numbered on this local day before.
    pub numbered_today: i64,
}
