//! The site's data as it is known here: calendar, zone, lists (V-02, V-03, V-13).

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use doorstep_domain::calendar::Calendar;
use doorstep_domain::catalogue::Catalogue;
use doorstep_domain::directory::{CalendarYear, Label, SiteEntry};
use doorstep_domain::fold::State;
use doorstep_domain::grade::GradingPolicy;
use doorstep_domain::ids::{DepartmentCode, MatterCode, SubjectKind};
use doorstep_domain::moment::Moment;

use crate::device::Device;
use crate::queries::QueryError;
use crate::store::StoreError;
use crate::store::personal::Personal;

/// The site's data, or the built-in defaults where the office has sent none yet.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// The site's entry, once it came.
    pub entry: Option<SiteEntry>,
    /// V-02, V-03: what deadlines are counted by.
    pub calendar: Calendar,
    /// Trades, prices and policies of repairs.
    pub catalogue: Catalogue,
}

impl Site {
    /// Reads it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn read(personal: &Personal) -> Result<Self, StoreError> {
        let entry = personal.all_of(SubjectKind::Site)?.into_iter().find_map(|state| match state {
            State::Site(newest) => newest.entry.map(|(_, entry)| entry),
            _ => None,
        });
        let year = |state| match state {
            State::Calendar(newest) => newest.entry.map(|(_, year)| year),
            _ => None,
        };
        let years: Vec<CalendarYear> =
            personal.all_of(SubjectKind::Calendar)?.into_iter().filter_map(year).collect();
        let calendar = calendar(entry.as_ref(), &years);
        let catalogue = personal.all_of(SubjectKind::Catalogue)?.into_iter().find_map(|state| match state {
            State::Catalogue(newest) => newest.entry.map(|(_, entry)| entry),
            _ => None,
        });
        Ok(Self { entry, calendar, catalogue: catalogue.unwrap_or_default() })
    }

    /// The revision of the site's data, 0 before any.
    pub fn revision(&self) -> i64 {
        self.entry.as_ref().map_or(0, |entry| entry.revision)
    }

    /// C-03: the figures that the site sets for grading.
    pub fn grading(&self) -> GradingPolicy {
        let set = self.entry.as_ref().map(|entry| GradingPolicy { serious_loss_fen: entry.serious_loss });
        set.unwrap_or_default()
    }

    /// What a matter is called; its code where the list does not name it.
    pub fn matter(&self, code: &MatterCode) -> Label {
        let named = self.entry.as_ref().and_then(|entry| entry.matters.get(code));
        named.cloned().unwrap_or_else(|| Label::new(code.as_str(), ""))
    }

    /// What a department is called; its code where the list does not name it.
    pub fn department(&self, code: &DepartmentCode) -> Label {
        let named = self.entry.as_ref().and_then(|entry| entry.departments.get(code));
        named.cloned().unwrap_or_else(|| Label::new(code.as_str(), ""))
    }

    /// A moment as the site's clock shows it: its zone decides, never the device's (V-03).
    pub fn local(&self, moment: Moment) -> DateTime<Tz> {
        let local = self.calendar.at_site(moment.to_utc());
        local.unwrap_or_else(|_| Moment::EARLIEST.to_utc().with_timezone(&self.calendar.zone))
    }

    /// The site's date at a moment.
    pub fn date(&self, moment: Moment) -> NaiveDate {
        self.local(moment).date_naive()
    }

    /// The day that a deadline ends: 24:00 of a day is that day's, not the next one's (V-03).
    pub fn due_date(&self, due_by: Moment) -> NaiveDate {
        self.date(due_by.shifted(-1))
    }
}

impl Device {
    /// The site's data, for whoever is signed in.
    ///
    /// # Errors
    /// When nobody is, or the store fails.
    pub fn site(&self) -> Result<Site, QueryError> {
        Ok(Site::clone(&*self.shift()?.site()?))
    }
}

/// The site's own calendar; where the office has sent no years, or none that can be read, the built-in ones.
fn calendar(site: Option<&SiteEntry>, years: &[CalendarYear]) -> Calendar {
    let built_in = Calendar::default();
    let Some(own) = site.and_then(|site| site.calendar(years).ok()) else { return built_in };
    if years.is_empty() { Calendar { days: built_in.days, ..own } } else { own }
}
