//! the appointments that are proposed, and another one that is picked.

use chrono::{DateTime, Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use doorstep_ui::{TryChoice, TryDay};

use crate::{order, show};

/// How far ahead an appointment can be picked, in days.
const DAYS_AHEAD: u64 = 8;
/// What is proposed: days from today, and the hour.
const PROPOSALS: [(u64, u32); 5] = [(0, 14), (0, 17), (1, 9), (1, 14), (2, 9)];
/// So many proposals stand between "now" and "another time".
const MOST_PROPOSALS: usize = 2;

/// A time of the site's clock. One that the clock skips is taken as the next that it shows.
pub fn at(now: DateTime<Tz>, days: u64, hour: u32, minute: u32) -> Option<DateTime<Tz>> {
    let date = now.date_naive().checked_add_days(Days::new(days))?;
    let time = NaiveTime::from_hms_opt(hour, minute, 0)?;
    date.and_time(time).and_local_timezone(now.timezone()).earliest()
}

/// A time of a day by the site's clock.
pub fn on(zone: Tz, date: NaiveDate, hour: i32, minute: i32) -> Option<DateTime<Tz>> {
    let time = NaiveTime::from_hms_opt(hour.try_into().ok()?, minute.try_into().ok()?, 0)?;
    date.and_time(time).and_local_timezone(zone).earliest()
}

/// The time that was picked from days, hours and minutes.
pub fn picked(now: DateTime<Tz>, day: i32, hour: i32, minute: i32) -> Option<DateTime<Tz>> {
    at(now, day.try_into().ok()?, hour.try_into().ok()?, minute.try_into().ok()?)
}

/// The proposal with this index.
pub fn proposed(now: DateTime<Tz>, index: i32) -> Option<DateTime<Tz>> {
    proposals(now).get(usize::try_from(index).ok()?).copied()
}

/// The proposals that are still to come.
pub fn proposals(now: DateTime<Tz>) -> Vec<DateTime<Tz>> {
    let proposed = PROPOSALS.iter().filter_map(|(days, hour)| at(now, *days, *hour, 0));
    proposed.filter(|at| *at > now).take(MOST_PROPOSALS).collect()
}

/// The proposals as tiles.
pub fn choices(now: DateTime<Tz>) -> Vec<TryChoice> {
    proposals(now).into_iter().map(|at| order::choice(at, now.date_naive())).collect()
}

/// The days that another time can be picked on.
pub fn days(today: NaiveDate) -> Vec<TryDay> {
    (0..=DAYS_AHEAD).filter_map(|days| day(today, days)).collect()
}

fn day(today: NaiveDate, days: u64) -> Option<TryDay> {
    Some(try_day(today.checked_add_days(Days::new(days))?, show::number(days as i64)))
}

/// Today and the days before it, to say when something happened.
pub fn days_before(today: NaiveDate, most: u64) -> Vec<TryDay> {
    let dates = (0..=most).filter_map(|days| today.checked_sub_days(Days::new(days)));
    // Yesterday is a date, like the day after tomorrow.
    dates.enumerate().map(|(i, date)| try_day(date, if i == 0 { 0 } else { 2 })).collect()
}

fn try_day(date: NaiveDate, day_offset: i32) -> TryDay {
    let (month, day) = show::month_day(date);
    TryDay { day_offset, month, day, weekday: show::weekday(date) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(now: &str, expected: [&str; 2]) {
        let now = DateTime::parse_from_rfc3339(now).unwrap().with_timezone(&Tz::Asia__Shanghai);
        let proposed = proposals(now);
        let times: Vec<String> = proposed.iter().map(|at| at.format("%m-%d %H:%M").to_string()).collect();
        assert_eq!(times, expected, "{now}");
    }

    #[test]
    fn r_03_only_appointments_to_come_are_proposed() {
        check("2026-11-24T09:42:00+08:00", ["11-24 14:00", "11-24 17:00"]);
        check("2026-11-24T14:00:00+08:00", ["11-24 17:00", "11-25 09:00"]);
        check("2026-12-31T20:00:00+08:00", ["01-01 09:00", "01-01 14:00"]);
    }
}
