//! V-02, V-03: the calendar.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use doorstep_domain::calendar::{Basis, Calendar, CalendarError, ClosingTime, PublishedYear, WorkingDays};
use proptest::prelude::*;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn site(zone: &str) -> Calendar {
    Calendar { zone: zone.parse().unwrap(), ..Calendar::default() }
}

fn china() -> Calendar {
    Calendar::default()
}

fn check_day(text: &str, worked: bool) {
    assert_eq!(WorkingDays::built_in().is_working(day(text)), worked, "{text}");
}

#[test]
fn v_02_built_in_is_the_published_file() {
    let days = WorkingDays::built_in();
    assert_eq!(days.years().collect::<Vec<_>>(), [2025, 2026]);
    assert!(days.source().contains("State Council"));
    assert_eq!(serde_json::from_str::<WorkingDays>(&serde_json::to_string(days).unwrap()).unwrap(), *days);
}

#[test]
fn v_02_weekdays_holidays_and_make_up_days() {
    check_day("2026-11-23", true); // Monday
    check_day("2026-11-27", true); // Friday
    check_day("2026-11-28", false); // Saturday
    check_day("2026-11-29", false); // Sunday
    check_day("2026-09-30", true); // the day before the National Day holidays
    check_day("2026-10-01", false);
    check_day("2026-10-07", false);
    check_day("2026-10-08", true);
    check_day("2026-10-10", true); // a Saturday that is worked
    check_day("2026-10-11", false);
    check_day("2025-01-26", true); // a Sunday that is worked
    check_day("2025-01-28", false); // New Year's Eve, a Tuesday
    check_day("2024-10-01", true); // no data: a Tuesday
    check_day("2027-01-01", true); // no data: a Friday
    check_day("2027-01-02", false); // no data: a Saturday
}

#[test]
fn v_02_wrong_data_is_refused() {
    let check = |json: &str, part: &str| {
        let error = serde_json::from_str::<WorkingDays>(json).unwrap_err().to_string();
        assert!(error.contains(part), "{json}: {error}");
    };
    let year = |holidays: &str, worked: &str| {
        format!(
            r#"{{"source":"x","years":{{"2026":{{"holidays":[{holidays}],"working_weekends":[{worked}]}}}}}}"#
        )
    };
    assert!(serde_json::from_str::<WorkingDays>(&year(r#""2026-10-01""#, r#""2026-10-10""#)).is_ok());
    check(&year(r#""2027-10-01""#, ""), "stands under 2026");
    check(&year("", r#""2025-10-11""#), "stands under 2026");
    check(&year(r#""2026-10-10""#, r#""2026-10-10""#), "both a holiday and worked");
    check(&year("", r#""2026-10-09""#), "no weekend day");
    check(&year(r#""2026-02-30""#, ""), "out of range");
    check(r#"{"years":{},"yaers":{}}"#, "unknown field");
}

fn check(calendar: &Calendar, count: u8, completed: &str, ends_at: &str, basis: Basis) {
    let end = calendar.end_of_working_day(count, at(completed)).unwrap();
    assert_eq!((end.ends_at, end.basis()), (at(ends_at), basis), "{count} after {completed}");
}

#[test]
fn v_03_the_day_of_completion_is_day_0() {
    use Basis::Announced;
    check(&china(), 1, "2026-11-24T00:00:00+08:00", "2026-11-26T00:00:00+08:00", Announced);
    check(&china(), 1, "2026-11-24T23:59:59.999+08:00", "2026-11-26T00:00:00+08:00", Announced);
    check(&china(), 1, "2026-11-25T00:00:00+08:00", "2026-11-27T00:00:00+08:00", Announced);
    check(&china(), 2, "2026-11-24T12:00:00+08:00", "2026-11-27T00:00:00+08:00", Announced);
    // Friday to Sunday all lead to Monday: day 0 may be free.
    check(&china(), 1, "2026-11-27T12:00:00+08:00", "2026-12-01T00:00:00+08:00", Announced);
    check(&china(), 1, "2026-11-28T12:00:00+08:00", "2026-12-01T00:00:00+08:00", Announced);
    check(&china(), 1, "2026-11-29T23:59:59+08:00", "2026-12-01T00:00:00+08:00", Announced);
    check(&china(), 1, "2026-11-30T00:00:00+08:00", "2026-12-02T00:00:00+08:00", Announced);
}

#[test]
fn v_02_v_03_holidays_are_passed_over_and_make_up_days_count() {
    use Basis::Announced;
    check(&china(), 1, "2026-09-29T12:00:00+08:00", "2026-10-01T00:00:00+08:00", Announced);
    check(&china(), 1, "2026-09-30T12:00:00+08:00", "2026-10-09T00:00:00+08:00", Announced);
    check(&china(), 2, "2026-09-30T12:00:00+08:00", "2026-10-10T00:00:00+08:00", Announced);
    check(&china(), 1, "2026-10-09T12:00:00+08:00", "2026-10-11T00:00:00+08:00", Announced); // Saturday, worked
    check(&china(), 1, "2026-10-10T12:00:00+08:00", "2026-10-13T00:00:00+08:00", Announced);
    check(&china(), 1, "2025-12-31T12:00:00+08:00", "2026-01-05T00:00:00+08:00", Announced); // Sunday, worked
}

#[test]
fn v_02_a_year_without_data_is_assumed() {
    use Basis::{Announced, Assumed};
    check(&china(), 1, "2026-12-30T12:00:00+08:00", "2027-01-01T00:00:00+08:00", Announced); // ends with 2026
    check(&china(), 2, "2026-12-30T12:00:00+08:00", "2027-01-02T00:00:00+08:00", Assumed);
    check(&china(), 1, "2026-12-31T12:00:00+08:00", "2027-01-02T00:00:00+08:00", Assumed);
    check(&china(), 2, "2026-12-31T10:00:00+08:00", "2027-01-05T00:00:00+08:00", Assumed);
    check(&china(), 1, "2024-12-31T12:00:00+08:00", "2025-01-03T00:00:00+08:00", Announced); // day 0 is not counted
    check(&china(), 1, "2024-12-30T12:00:00+08:00", "2025-01-01T00:00:00+08:00", Assumed);
    check(&china(), 2, "2024-12-30T12:00:00+08:00", "2025-01-03T00:00:00+08:00", Assumed);
    let assumed_year = |completed| china().end_of_working_day(2, at(completed)).unwrap().assumed_year;
    assert_eq!(assumed_year("2026-12-31T10:00:00+08:00"), Some(2027));
    assert_eq!(assumed_year("2024-12-30T12:00:00+08:00"), Some(2024));
}

#[test]
fn v_03_the_sites_zone_decides() {
    use Basis::Announced;
    check(&china(), 1, "2026-11-24T15:59:59Z", "2026-11-25T16:00:00Z", Announced);
    check(&china(), 1, "2026-11-24T16:00:00Z", "2026-11-26T16:00:00Z", Announced);
    check(&site("America/New_York"), 1, "2026-11-24T16:00:00Z", "2026-11-26T05:00:00Z", Announced);
    check(&site("UTC"), 1, "2026-11-24T16:00:00Z", "2026-11-26T00:00:00Z", Announced);
}

fn closing(minutes: i64) -> Calendar {
    Calendar { closes: minutes.try_into().unwrap(), ..china() }
}

#[test]
fn v_03_closing_time_is_the_sites() {
    use Basis::Announced;
    check(&closing(18 * 60), 1, "2026-11-24T12:00:00+08:00", "2026-11-25T18:00:00+08:00", Announced);
    check(&closing(18 * 60), 1, "2026-11-24T20:00:00+08:00", "2026-11-25T18:00:00+08:00", Announced);
    check(&closing(1439), 1, "2026-11-24T12:00:00+08:00", "2026-11-25T23:59:00+08:00", Announced);
    check(&closing(1440), 1, "2026-11-24T12:00:00+08:00", "2026-11-26T00:00:00+08:00", Announced);
    check(&closing(1), 1, "2026-11-24T12:00:00+08:00", "2026-11-25T00:01:00+08:00", Announced);
    for minutes in [i64::MIN, -1, 0, 1441, i64::MAX] {
        assert_eq!(ClosingTime::try_from(minutes), Err(CalendarError::ClosingTime { minutes }));
    }
    assert_eq!(ClosingTime::default().to_string(), "24:00");
    assert_eq!(ClosingTime::try_from(9 * 60 + 5).unwrap().to_string(), "09:05");
}

fn check_end(zone: &str, date: &str, ends_at: &str) {
    assert_eq!(site(zone).end_of_day(day(date)), Ok(at(ends_at)), "{zone} {date}");
}

#[test]
fn v_03_midnights_that_are_skipped_or_come_twice() {
    check_end("Asia/Shanghai", "2026-11-24", "2026-11-25T00:00:00+08:00");
    // 00:00 is skipped: the day ends as the clock goes on to 01:00.
    check_end("America/Sao_Paulo", "2018-11-03", "2018-11-04T01:00:00-02:00");
    check_end("Africa/Cairo", "2026-04-23", "2026-04-24T01:00:00+03:00");
    // 00:00 comes twice: the day ends the first time.
    check_end("America/Havana", "2026-10-31", "2026-11-01T00:00:00-04:00");
    // The clock goes back from 24:00 to 23:00: the day is 25 hours long.
    check_end("America/Sao_Paulo", "2018-02-17", "2018-02-18T00:00:00-03:00");
    // Samoa left out the whole 30th.
    check_end("Pacific/Apia", "2011-12-29", "2011-12-31T00:00:00+14:00");
    check_end("Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00");
}

#[test]
fn v_03_a_closing_time_that_is_skipped_ends_the_day_as_the_clock_goes_on() {
    for minutes in [1, 30, 60] {
        let calendar = Calendar { closes: minutes.try_into().unwrap(), ..site("America/St_Johns") };
        assert_eq!(calendar.end_of_day(day("2010-03-14")), Ok(at("2010-03-14T01:01:00-02:30")), "{minutes}");
    }
}

#[test]
fn v_03_every_zone_has_an_end_for_every_day() {
    for zone in chrono_tz::TZ_VARIANTS {
        let calendar = Calendar { zone, ..china() };
        for year in [1970, 1986, 2011, 2026, 2037, 2099, 2500] {
            let mut ends = DateTime::<Utc>::MIN_UTC;
            for date in day("2000-01-01").with_year(year).unwrap().iter_days().take(366) {
                let next = calendar.end_of_day(date).unwrap();
                assert!(next >= ends, "{zone} {date}");
                ends = next;
            }
        }
    }
}

#[test]
fn v_03_extreme_times_are_errors() {
    let check = |moment: DateTime<Utc>, fits: bool| {
        for zone in ["Asia/Shanghai", "Pacific/Kiritimati", "America/Los_Angeles"] {
            let end = site(zone).end_of_working_day(2, moment);
            assert_eq!(end.is_ok(), fits, "{zone} {moment}");
            assert!(fits || end == Err(CalendarError::OutOfRange));
        }
    };
    check(DateTime::<Utc>::MIN_UTC, false);
    check(DateTime::<Utc>::MAX_UTC, false);
    check(at("0000-01-01T00:00:00Z"), false);
    check(at("1969-12-31T00:00:00Z"), false);
    check(at("1970-01-02T00:00:00Z"), true);
    check(at("9999-12-20T00:00:00Z"), true);
    check(at("9999-12-31T00:00:00Z"), false);
    for date in [NaiveDate::MIN, NaiveDate::MAX, day("9999-12-31"), day("1969-12-30")] {
        assert_eq!(china().end_of_day(date), Err(CalendarError::OutOfRange), "{date}");
    }
}

#[test]
fn v_02_a_calendar_without_a_working_day_ends() {
    let holidays = day("9999-01-01").iter_days().take(365).collect();
    let years = BTreeMap::from([(9999, PublishedYear { holidays, ..PublishedYear::default() })]);
    let days = WorkingDays::new("a long holiday".into(), years).unwrap();
    let calendar = Calendar { days, ..china() };
    assert_eq!(calendar.end_of_working_day(1, at("9998-12-31T12:00:00Z")), Err(CalendarError::OutOfRange));
}

prop_compose! {
    /// A moment of 1971 to 2100, in seconds.
    fn moments()(seconds in 31_536_000_i64..4_102_444_800) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }
}

proptest! {
    #[test]
    fn v_03_a_deadline_is_a_working_day_with_the_right_count_before_it(moment in moments(), count in 1_u8..20) {
        let calendar = china();
        let end = calendar.end_of_working_day(count, moment).unwrap();
        prop_assert!(calendar.days.is_working(end.day));
        prop_assert!(end.ends_at > moment);
        let on_the_way = end.day_0.checked_add_days(Days::new(1)).unwrap().iter_days();
        let worked = on_the_way.take_while(|date| *date <= end.day).filter(|date| calendar.days.is_working(*date));
        prop_assert_eq!(worked.count(), usize::from(count));
    }

    #[test]
    fn v_03_later_or_more_is_never_sooner(moment in moments(), later in 0_i64..10_000_000, count in 1_u8..20) {
        let end = |count, moment| china().end_of_working_day(count, moment).unwrap().ends_at;
        prop_assert!(end(count, moment) <= end(count, moment + chrono::TimeDelta::seconds(later)));
        prop_assert!(end(count, moment) < end(count + 1, moment));
    }
}
