//! cash-up and timeliness over a random year, against an independent recount.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use chrono_tz::Asia::Shanghai;
use doorstep_domain::cash_up::{CashUp, HandIn, HandedIn, Means};
use doorstep_domain::event::Payment;
use doorstep_domain::moment::Moment;
use doorstep_domain::timeliness;
use doorstep_domain::work_order::*;
use proptest::prelude::*;

use crate::story::*;

const DAY: i64 = 24 * 60 * MINUTE;

/// One order of the year, as dice say it went.
#[derive(Debug, Clone)]
struct Dice {
    day: i64,
    minute: i64,
    worker: usize,
    accept_after: i64,
    arrive_after: i64,
    yuan: i64,
    payment: usize,
    cancelled: bool,
}

fn dice() -> impl Strategy<Value = Dice> {
    let times = (0..365i64, 0..1440i64, 0..40i64, 0..30i64);
    (times, 0..2usize, 0..500i64, 0..3usize, prop::bool::weighted(0.1)).prop_map(
        |((day, minute, accept_after, arrive_after), worker, yuan, payment, cancelled)| Dice {
            day,
            minute,
            worker,
            accept_after,
            arrive_after,
            yuan,
            payment,
            cancelled,
        },
    )
}

const PAYMENTS: [Payment; 3] = [Payment::Cash, Payment::Card, Payment::Unpaid];

fn play(place: usize, dice: &Dice) -> WorkOrderState {
    let worker = [TECHNICIAN, OTHER][dice.worker];
    let mut story = Story::begin();
    story.now = Moment::nearest(START + dice.day * DAY + dice.minute * MINUTE);
    let wanted = registration(Wanted::Now);
    story.does(DESK, Act::Register(wanted)).unwrap();
    story.does(OFFICE, dispatch_with(worker, true, false)).unwrap();
    story.wait(dice.accept_after);
    story.does(worker, Act::Accept(Acceptance {})).unwrap();
    story.wait(dice.arrive_after);
    if dice.cancelled {
        story.does(DESK, Act::Cancel(Cancellation {})).unwrap();
        return story.state;
    }
    let payment = PAYMENTS[dice.payment];
    let acts =
        [arrive(), verify(dice.yuan), agree(dice.yuan), Act::Start(Start {}), finish(), sign(dice.yuan)];
    acts.into_iter().for_each(|act| story.does(worker, act).unwrap());
    if dice.yuan > 0 {
        story.does(worker, charge(payment, dice.yuan, &format!("NO-{place}"))).unwrap();
    }
    story.state
}

fn local(dice: &Dice, after: i64) -> NaiveDate {
    let at = START + dice.day * DAY + (dice.minute + after) * MINUTE;
    Moment::nearest(at).to_utc().with_timezone(&Shanghai).date_naive()
}

/// R-16 from the dice alone: on site within 15 minutes, unless called off in time.
fn recount(dice: &[Dice]) -> BTreeMap<(i32, u32, usize), (u64, u64)> {
    let mut counts = BTreeMap::new();
    for one in dice {
        let in_time = one.arrive_after <= 15;
        if one.cancelled && in_time {
            continue;
        }
        let day = local(one, 0);
        let count: &mut (u64, u64) = counts.entry((day.year(), day.month(), one.worker)).or_default();
        count.0 += u64::from(in_time);
        count.1 += 1;
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn r_16_timeliness_agrees_with_a_recount(dice in prop::collection::vec(dice(), 1..60)) {
        let orders: Vec<WorkOrderState> = dice.iter().enumerate().map(|(i, one)| play(i, one)).collect();
        let end = Moment::nearest(START + 800 * DAY);
        let counted: BTreeMap<(i32, u32, usize), (u64, u64)> = timeliness::count(&orders, Shanghai, end)
            .into_iter()
            .map(|(group, t)| {
                let worker = usize::from(group.person.as_str() == "t-02");
                ((group.month.0, group.month.1, worker), (t.kept, t.counted))
            })
            .collect();
        prop_assert_eq!(counted, recount(&dice));
    }

    #[test]
    fn r_13_the_cash_up_agrees_with_a_recount(
        dice in prop::collection::vec(dice(), 1..60),
        lost in 0..400i64,
    ) {
        let orders: Vec<WorkOrderState> = dice.iter().enumerate().map(|(i, one)| play(i, one)).collect();
        let days: BTreeSet<NaiveDate> = dice.iter().map(|one| local(one, one.accept_after + one.arrive_after)).collect();
        for day in days {
            let mine = |charge: &&Charged| {
                charge.by.as_str() == "t-01" && charge.at.to_utc().with_timezone(&Shanghai).date_naive() == day
            };
            let charges: Vec<&Charged> = orders.iter().flat_map(|order| &order.charges).filter(mine).collect();
            let sum = |payment: usize| -> i64 {
                let on_day = |one: &&Dice| {
                    local(one, one.accept_after + one.arrive_after) == day && one.worker == 0 && !one.cancelled
                };
                dice.iter().filter(on_day).filter(|one| one.payment == payment).map(|one| one.yuan * 100).sum()
            };
            let (cash, card, unpaid) = (sum(0), sum(1), sum(2));
            let handed = (cash - lost).max(0);
            let cash_up = CashUp::of(charges, &[hand_in(Means::Cash, handed, day), hand_in(Means::Card, card, day)]);
            prop_assert_eq!(cash_up.missing(Means::Cash), cash - handed);
            prop_assert_eq!(cash_up.missing(Means::Card), 0);
            prop_assert_eq!(cash_up.unpaid, unpaid);
            prop_assert_eq!(cash_up.adds_up(), cash == handed);
        }
    }
}

fn hand_in(means: Means, fen: i64, day: NaiveDate) -> HandedIn {
    let slip = format!("{means:?}-1").parse().unwrap();
    let body = HandIn { person: "t-01".parse().unwrap(), day, means, fen: fen.try_into().unwrap(), slip };
    let fact = Story::at(Step::Registered).last();
    HandedIn { fact, by: body.person.clone(), at: Moment::nearest(START), body }
}

#[test]
fn r_13_a_number_that_stands_twice_is_named() {
    let charged = |receipt: &str| {
        let mut story = Story::at(Step::Signed);
        story.does(TECHNICIAN, charge(Payment::Cash, 80, receipt)).unwrap();
        story.state.charges.remove(0)
    };
    let (first, second) = (charged("NO-7"), charged("no-7"));
    let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    let cash_up = CashUp::of([&first, &second], &[hand_in(Means::Cash, 16_000, day)]);
    assert_eq!(cash_up.missing(Means::Cash), 0);
    assert_eq!(cash_up.doubled.iter().map(Receipt::as_str).collect::<Vec<_>>(), ["NO-7"]);
    assert!(!cash_up.adds_up());
}
