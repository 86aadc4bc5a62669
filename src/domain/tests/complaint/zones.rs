//! C-05, C-06, F-02: hours are calendar time wherever the site is; only "the same day" asks its zone, and there a day
//! may have 23 or 25 hours.

use chrono::DateTime;
use doorstep_domain::complaint::{Act, ClockKind, Reception};
use doorstep_domain::grade::Grade;
use doorstep_domain::moment::Moment;

use crate::story::*;
use ClockKind::{Finish, Respond, SameDay, Tell};

fn moment(text: &str) -> Moment {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc().into()
}

/// A zone, when a complaint is received there, and when that day is over: the clock ends a millisecond before.
const DAYS: [(&str, &str, &str); 6] = [
    ("Asia/Shanghai", "2026-03-29T00:30:00+08:00", "2026-03-30T00:00:00+08:00"),
    ("Europe/Berlin", "2026-03-29T00:30:00+01:00", "2026-03-30T00:00:00+02:00"),
    ("Europe/Berlin", "2026-10-25T00:30:00+02:00", "2026-10-26T00:00:00+01:00"),
    ("America/New_York", "2026-11-01T01:30:00-04:00", "2026-11-02T00:00:00-05:00"),
    // Half an hour is set forward, and midnight itself falls away.
    ("Australia/Lord_Howe", "2026-10-04T01:00:00+10:30", "2026-10-05T00:00:00+11:00"),
    ("America/Havana", "2026-03-07T12:00:00-05:00", "2026-03-08T01:00:00-04:00"),
];

#[test]
fn c_05_hours_are_calendar_time_in_every_zone() {
    let check = |zone, received: Moment, grade, kind, minutes: i64| {
        let mut story = Story::in_zone(zone, received);
        let reception = Reception { received, ..reception(facts_of(grade)) };
        story.does(BUTLER, Act::Receive(Box::new(reception))).unwrap();
        let clock = story.state.clocks.iter().find(|clock| clock.kind == kind).unwrap();
        assert_eq!(clock.by.since(received), minutes * MINUTE, "{zone} {grade:?} {kind:?}");
    };
    for (zone, received, _) in DAYS {
        check(zone, moment(received), Grade::EspeciallyMajor, Respond, 1);
        check(zone, moment(received), Grade::Ordinary, Finish, 12 * 60);
        check(zone, moment(received), Grade::Serious, Finish, 48 * 60);
        check(zone, moment(received), Grade::Major, Finish, 5 * 24 * 60);
    }
}

#[test]
fn c_06_c_10_the_same_day_ends_when_the_sites_day_does() {
    for (zone, received, over) in DAYS {
        let mut story = Story::in_zone(zone, moment(received));
        let reception = Reception { received: moment(received), ..reception(facts_of(Grade::Serious)) };
        story.does(BUTLER, Act::Receive(Box::new(reception))).unwrap();
        story.does(SUPERVISOR, assign()).unwrap();
        story.does(ENGINEER, handle()).unwrap();
        for kind in [SameDay, Tell] {
            let clock = story.state.clocks.iter().find(|clock| clock.kind == kind).unwrap();
            assert_eq!(clock.by, moment(over).shifted(-1), "{zone} {received} {kind:?}");
        }
    }
}
