//! Working back from a wanted deadline to the moment when the work was finished (V-01 to V-03).

use chrono::{Days, NaiveDate, NaiveTime, TimeZone};
use doorstep_domain::calendar::{Calendar, CalendarError};
use doorstep_domain::deadline::{CallbackAfter, Deadline, decide};
use doorstep_domain::moment::Moment;

use super::chance::Chance;

/// How many days before a deadline its work can have been finished; no holiday is so long.
const LOOK_BACK: u64 = 21;
/// Work ends between these hours of the site.
const HOURS: std::ops::RangeInclusive<i64> = 9..=18;
const MINUTE: i64 = 60_000;
/// Nothing was finished later than this before now.
const JUST_NOW: i64 = 12 * MINUTE;

/// The days around now, as the site counts them.
pub(super) struct Schedule {
    pub calendar: Calendar,
    pub now: Moment,
    pub today: NaiveDate,
}

impl Schedule {
    /// # Errors
    /// When now is not in the years that deadlines are reckoned in.
    pub fn new(calendar: Calendar, now: Moment) -> Result<Self, CalendarError> {
        let today = calendar.at_site(now.to_utc())?.date_naive();
        Ok(Self { calendar, now, today })
    }

    /// The day so many days before today, so many minutes after its midnight.
    pub fn days_ago(&self, days: u64, minutes: i64) -> Result<Moment, CalendarError> {
        self.at(before(self.today, days)?, minutes)
    }

    /// This day of the site, so many minutes after its midnight.
    pub fn at(&self, day: NaiveDate, minutes: i64) -> Result<Moment, CalendarError> {
        let midnight = self.calendar.zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest();
        // Before 1970 every moment would be the same one.
        let midnight = midnight.filter(|at| at.timestamp() > 0).ok_or(CalendarError::OutOfRange)?;
        Ok(Moment::from(midnight.to_utc()).shifted(minutes * MINUTE))
    }

    /// The day of the site, `days` after the one of `moment`, so many minutes after its midnight.
    pub fn later(&self, moment: Moment, days: u64, minutes: i64) -> Result<Moment, CalendarError> {
        let day = self.calendar.at_site(moment.to_utc())?.date_naive();
        self.at(day.checked_add_days(Days::new(days)).ok_or(CalendarError::OutOfRange)?, minutes)
    }

    /// V-01: the deadline after what was finished then.
    pub fn deadline(&self, after: CallbackAfter, finished: Moment) -> Result<Deadline, CalendarError> {
        decide(after, finished.to_utc(), &self.calendar)
    }

    /// When work was finished whose callback is due on the `wish`-th working day from today: 0 is today, or
    /// the next one where today is not worked; -1 the one before today. A deadline that is still too far away
    /// becomes the next earlier one that is possible.
    pub fn finished(
        &self,
        after: CallbackAfter,
        wish: i32,
        chance: &mut Chance,
    ) -> Result<Moment, CalendarError> {
        match self.finished_for(after, self.working_day(wish)?, chance)? {
            Some(finished) => Ok(finished),
            None => self.finished(after, wish - 1, chance),
        }
    }

    /// The latest working day, or else the latest day, on which the work can have been finished.
    fn finished_for(
        &self,
        after: CallbackAfter,
        due: NaiveDate,
        chance: &mut Chance,
    ) -> Result<Option<Moment>, CalendarError> {
        let mut possible = Vec::new();
        for back in 1..=LOOK_BACK {
            let day = before(due, back)?;
            if day <= self.today && self.deadline(after, self.at(day, 0)?)?.due_day.day == due {
                possible.extend(
                    self.working_hours(day, chance)?.map(|at| (self.calendar.days.is_working(day), at)),
                );
            }
        }
        Ok(possible.into_iter().max().map(|(_, at)| at))
    }

    /// A time of that day when work ends, if there has been one yet.
    fn working_hours(&self, day: NaiveDate, chance: &mut Chance) -> Result<Option<Moment>, CalendarError> {
        let opens = self.at(day, HOURS.start() * 60 - 30)?;
        let closes = self.at(day, HOURS.end() * 60)?.min(self.now.shifted(-JUST_NOW));
        let minutes = closes.since(opens) / MINUTE;
        Ok((minutes >= 0).then(|| opens.shifted(chance.between(minutes / 4, minutes) * MINUTE)))
    }

    /// The `offset`-th working day from today, see [`Schedule::finished`].
    pub fn working_day(&self, offset: i32) -> Result<NaiveDate, CalendarError> {
        let mut day = self.today;
        let mut left = offset;
        if offset >= 0 {
            while left > 0 || !self.calendar.days.is_working(day) {
                left -= i32::from(self.calendar.days.is_working(day));
                day = day.succ_opt().ok_or(CalendarError::OutOfRange)?;
            }
            return Ok(day);
        }
        while left < 0 {
            day = before(day, 1)?;
            left += i32::from(self.calendar.days.is_working(day));
        }
        Ok(day)
    }
}

fn before(day: NaiveDate, days: u64) -> Result<NaiveDate, CalendarError> {
    day.checked_sub_days(Days::new(days)).ok_or(CalendarError::OutOfRange)
}
