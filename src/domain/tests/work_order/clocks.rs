//! which clock starts when, and whether it was kept.

use doorstep_domain::ids::PersonId;
use doorstep_domain::timeliness::Timeliness;
use doorstep_domain::work_order::*;

use crate::story::*;

/// What happens how many minutes after the start, and which clocks were kept in the end.
fn check(acts: &[(i64, Who, Act)], expected: &[(ClockKind, i64, Option<bool>)]) {
    let mut story = Story::begin();
    let begin = story.now;
    for (minute, who, act) in acts {
        story.now = begin.shifted(minute * MINUTE);
        story.does(*who, act.clone()).unwrap();
    }
    let minutes = |clock: &Clock| clock.by.since(begin) / MINUTE;
    let clocks: Vec<_> = story.state.clocks.iter().map(|c| (c.kind, minutes(c), c.kept(story.now))).collect();
    assert_eq!(clocks, expected);
}

fn register() -> Act {
    Act::Register(registration(Wanted::Now))
}

fn appointed(minute: i64) -> Wanted {
    Wanted::Appointment { at: Story::begin().now.shifted(minute * MINUTE) }
}

fn accept() -> Act {
    Act::Accept(Acceptance {})
}

use ClockKind::{Contractor, Notify, OnSite, Quote};

#[test]
fn r_01_notified_within_5_minutes() {
    check(&[(0, DESK, register())], &[(Notify, 5, None)]);
    let dispatch = || dispatch_with(TECHNICIAN, true, false);
    check(&[(0, DESK, register()), (5, OFFICE, dispatch())], &[(Notify, 5, Some(true))]);
    check(&[(0, DESK, register()), (6, OFFICE, dispatch())], &[(Notify, 5, Some(false))]);
}

#[test]
fn r_02_on_site_within_15_minutes_of_accepting() {
    let acts = |minute| {
        [
            (0, DESK, register()),
            (1, OFFICE, dispatch_with(TECHNICIAN, true, false)),
            (3, TECHNICIAN, accept()),
            (minute, TECHNICIAN, arrive()),
        ]
    };
    check(&acts(3)[..3], &[(Notify, 5, Some(true)), (OnSite, 18, None)]);
    check(&acts(18), &[(Notify, 5, Some(true)), (OnSite, 18, Some(true))]);
    check(&acts(19), &[(Notify, 5, Some(true)), (OnSite, 18, Some(false))]);
}

#[test]
fn r_03_on_site_5_minutes_before_the_appointment() {
    let acts = |minute| {
        [
            (0, DESK, Act::Register(registration(appointed(120)))),
            (1, OFFICE, dispatch_with(TECHNICIAN, true, false)),
            (3, TECHNICIAN, accept()),
            (minute, TECHNICIAN, arrive()),
        ]
    };
    check(&acts(115), &[(Notify, 5, Some(true)), (OnSite, 115, Some(true))]);
    check(&acts(116), &[(Notify, 5, Some(true)), (OnSite, 115, Some(false))]);
}

#[test]
fn r_03_a_new_time_agreed_with_the_customer_replaces_the_old_one_unless_that_was_missed() {
    let acts = |minute| {
        [
            (0, DESK, Act::Register(registration(appointed(120)))),
            (1, OFFICE, dispatch_with(TECHNICIAN, true, false)),
            (3, TECHNICIAN, accept()),
            (minute, BUTLER, Act::AgreeTime(Appointment { at: Story::begin().now.shifted(300 * MINUTE) })),
            (295, TECHNICIAN, arrive()),
        ]
    };
    let notify = (Notify, 5, Some(true));
    check(&acts(100), &[notify, (OnSite, 115, None), (OnSite, 295, Some(true))]);
    check(&acts(130), &[notify, (OnSite, 115, Some(false)), (OnSite, 295, Some(true))]);
}

#[test]
fn r_04_answered_within_15_minutes_and_then_15_minutes_from_the_agreement() {
    let mut story = Story::begin();
    let begin = story.now;
    story.does(DESK, register()).unwrap();
    story.does(OFFICE, dispatch_with(TECHNICIAN, false, false)).unwrap();
    story.does(TECHNICIAN, accept()).unwrap();
    story.wait(15);
    story.does(ENGINEER, quote(300)).unwrap();
    let quote = Some(story.last());
    story.wait(30);
    story.does(DESK, Act::Agree(Agreement { lines: lines(300, None), quote, ..agreement(300) })).unwrap();
    let clocks: Vec<_> =
        story.state.clocks[1..].iter().map(|c| (c.kind, c.by.since(begin) / MINUTE)).collect();
    assert_eq!(clocks, [(Quote, 15), (OnSite, 60)]);
    assert_eq!(story.state.clocks[1].kept(story.now), Some(true));
}

#[test]
fn r_04_asked_on_site_p_07_has_15_minutes_too() {
    let mut story = Story::at(Step::OnSite);
    story.does(TECHNICIAN, ask()).unwrap();
    story.wait(16);
    assert_eq!(
        story.state.next_clock().map(|clock| (clock.kind, clock.kept(story.now))),
        Some((Quote, Some(false)))
    );
    story.does(ENGINEER, quote(300)).unwrap();
    assert_eq!(story.state.next_clock(), None);
}

#[test]
fn r_05_the_contractor_is_told_within_5_minutes_of_the_registration() {
    let tell = |minute| {
        [
            (0, DESK, register()),
            (2, OFFICE, dispatch_with(CONTRACTOR, true, true)),
            (minute, DESK, Act::NotifyContractor(Notification { manner: Manner::Phone })),
        ]
    };
    check(&tell(5), &[(Notify, 5, Some(true)), (Contractor, 5, Some(true))]);
    check(&tell(6), &[(Notify, 5, Some(true)), (Contractor, 5, Some(false))]);
}

#[test]
fn an_order_that_goes_another_way_in_time_breaks_no_clock() {
    let mut story = Story::at(Step::Accepted);
    story.wait(10);
    story.does(DESK, Act::Cancel(Cancellation {})).unwrap();
    assert_eq!(Timeliness::of(&story.state, story.now.shifted(600 * MINUTE)), None);
    let mut story = Story::at(Step::Accepted);
    story.wait(16);
    story.does(DESK, Act::Cancel(Cancellation {})).unwrap();
    assert_eq!(Timeliness::of(&story.state, story.now), Some(false));
}

#[test]
fn r_16_an_order_counts_for_who_accepted_it_last() {
    let mut story = Story::at(Step::Accepted);
    story.does(DESK, dispatch_with(OTHER, true, false)).unwrap();
    story.does(OTHER, accept()).unwrap();
    story.wait(15);
    story.does(OTHER, arrive()).unwrap();
    let counted = doorstep_domain::timeliness::count([&story.state], chrono_tz::Asia::Shanghai, story.now);
    let (group, timeliness) = counted.first_key_value().unwrap();
    assert_eq!((group.person.clone(), group.month), ("t-02".parse::<PersonId>().unwrap(), (2026, 11)));
    assert_eq!(timeliness.per_mille(), Some(1000));
}
