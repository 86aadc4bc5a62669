//! V-14 over a random year, against an independent recount.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

use std::collections::BTreeMap;

use chrono::Datelike;
use chrono_tz::Asia::Shanghai;
use doorstep_domain::callback::state::{Opened, Recorded};
use doorstep_domain::callback::{CallbackState, CallbackVerdict, Manner, Opening, Ratings, SignOff};
use doorstep_domain::coverage::{Counted, Coverage, Month, sum_by};
use doorstep_domain::event::EventKind;
use doorstep_domain::fact::verdict::Due;
use doorstep_domain::ids::FactId;
use doorstep_domain::moment::Moment;
use proptest::prelude::*;
use uuid::Uuid;

/// 2026-01-01T00:00:00+08:00.
const NEW_YEAR: i64 = 1_767_196_800_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// One callback of the year, as dice say it went: its last day, and how many hours before or after the
/// deadline it was made.
#[derive(Debug, Clone)]
struct Dice {
    day: i64,
    hours_after: i64,
    made: bool,
    failed: bool,
    corrected: bool,
    person: usize,
}

const PEOPLE: [&str; 3] = ["b-01", "b-02", "f-01"];

fn dice() -> impl Strategy<Value = Dice> {
    let hours = (-40..40i64).prop_filter("not the deadline itself", |hours| *hours != 0);
    (0..364i64, hours, prop::bool::weighted(0.8), any::<bool>(), prop::bool::weighted(0.2), 0..3usize)
        .prop_map(|(day, hours_after, made, failed, corrected, person)| Dice {
            day,
            hours_after,
            made,
            failed,
            corrected,
            person,
        })
}

/// 24:00 of the day.
fn due_by(dice: &Dice) -> i64 {
    NEW_YEAR + (dice.day + 1) * DAY
}

fn recorded(dice: &Dice, at: i64) -> Recorded {
    let rating = 4.try_into().unwrap();
    let verdict = if dice.failed { CallbackVerdict::Unqualified } else { CallbackVerdict::Qualified };
    Recorded {
        fact: FactId(Uuid::nil()),
        by: PEOPLE[dice.person].parse().unwrap(),
        at: Moment::nearest(at),
        manner: Manner::Face,
        ratings: Ratings { quality: rating, effect: rating, satisfaction: rating },
        verdict,
        sign_off: SignOff::Signed,
    }
}

fn play(dice: &Dice) -> CallbackState {
    let due_by = Moment::nearest(due_by(dice));
    let finished = due_by.shifted(-2 * DAY);
    let body = Opening {
        event: "event/e-1".parse().unwrap(),
        after: EventKind::Repair,
        home: "8-2-1602".parse().unwrap(),
        matter: "sink".parse().unwrap(),
        registered: finished,
        finished,
    };
    let due = Due { target_by: None, due_by, calendar_assumed: false, who: Vec::new(), site_revision: 1 };
    let mut state = CallbackState {
        opened: Some(Opened { at: finished, body, due }),
        assigned_to: Some(PEOPLE[dice.person].parse().unwrap()),
        ..CallbackState::default()
    };
    let made = due_by.shifted(dice.hours_after * HOUR).millis();
    if dice.made {
        state.record = Some(recorded(dice, made));
    }
    if dice.made && dice.corrected {
        // Long after the deadline somebody corrects a slip of the finger.
        state.superseded.push(recorded(dice, made));
        state.record = Some(recorded(dice, made + 90 * DAY));
    }
    state
}

fn recount(dice: &[Dice]) -> BTreeMap<(u32, &'static str), Coverage> {
    let mut counts: BTreeMap<(u32, &str), Coverage> = BTreeMap::new();
    for one in dice {
        let last_day =
            Moment::nearest(NEW_YEAR + one.day * DAY + 12 * HOUR).to_utc().with_timezone(&Shanghai);
        let count = counts.entry((last_day.month(), PEOPLE[one.person])).or_default();
        count.due += 1;
        count.done += u64::from(one.made);
        count.on_time += u64::from(one.made && one.hours_after < 0);
        count.unqualified += u64::from(one.made && one.failed);
        count.overdue += u64::from(!one.made);
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn v_14_coverage_agrees_with_a_recount(dice in prop::collection::vec(dice(), 1..200)) {
        let now = Moment::nearest(NEW_YEAR + 800 * DAY);
        let counted: Vec<Counted> =
            dice.iter().filter_map(|one| Counted::of(&play(one), Shanghai, now)).collect();
        let mut sums = BTreeMap::new();
        for month in 1..=12 {
            for (person, coverage) in sum_by(&counted, Month { year: 2026, month }, |one| one.person.clone()) {
                let person = PEOPLE.into_iter().find(|id| Some(*id) == person.as_ref().map(|p| p.as_str()));
                sums.insert((month, person.unwrap()), coverage);
            }
        }
        prop_assert_eq!(sums, recount(&dice));
    }
}

#[test]
fn v_14_late_counts_as_covered_and_not_as_on_time() {
    let late = Dice { day: 10, hours_after: 5, made: true, failed: false, corrected: false, person: 0 };
    let counted = Counted::of(&play(&late), Shanghai, Moment::nearest(NEW_YEAR + 20 * DAY)).unwrap();
    let coverage = counted.coverage;
    assert_eq!((coverage.covered_per_mille(), coverage.on_time_per_mille()), (Some(1000), Some(0)));
    assert_eq!(Coverage::default().covered_per_mille(), None);
}
