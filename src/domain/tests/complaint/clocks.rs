//! C-05 to C-10: which clock starts when, and whether it was kept.

use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::*;
use doorstep_domain::fact::Reason;
use doorstep_domain::grade::{EscalatedFrom, Grade, GradingFacts};
use doorstep_domain::moment::Moment;

use crate::story::*;
use ClockKind::{Department, Finish, Reply, Respond, SameDay, Tell};

/// The last minute of the start's day: it is 11:00.
const END_OF_DAY: i64 = 13 * 60 - 1;
const DAY: i64 = 24 * 60;

#[test]
fn c_05_each_grade_has_its_clocks() {
    fn check(grade: Grade, expected: &[(ClockKind, i64)]) {
        let story = Story::received(facts_of(grade));
        let clocks: Vec<(ClockKind, i64)> = story.clocks().iter().map(|(kind, by, _)| (*kind, *by)).collect();
        assert_eq!(clocks, expected, "{grade:?}");
    }
    check(Grade::Ordinary, &[(Respond, 10), (Department, 10), (Finish, 12 * 60)]);
    check(Grade::Serious, &[(Respond, 8), (Department, 10), (SameDay, END_OF_DAY), (Finish, 2 * DAY)]);
    check(Grade::Major, &[(Respond, 5), (Department, 10), (SameDay, END_OF_DAY), (Finish, 5 * DAY)]);
    check(Grade::EspeciallyMajor, &[(Respond, 1), (Department, 10), (SameDay, END_OF_DAY)]);
}

#[test]
fn c_06_who_must_have_it_acknowledges_it() {
    use MustReach::{Department as ForDepartment, GeneralManager, SiteManager};
    let check = |grade, who, reached, minute, expected: Option<bool>| {
        let mut story = Story::received(facts_of(grade));
        story.wait(minute);
        story.does(who, acknowledge(reached)).unwrap();
        let kept = story.clocks().into_iter().find(|(kind, ..)| *kind == Respond).unwrap().2;
        assert_eq!(kept, expected, "{grade:?} by {who:?} in {minute} min");
        assert_eq!(story.state.is_acknowledged(), expected.is_some());
    };
    check(Grade::Ordinary, ENGINEER, ForDepartment, 10, Some(true));
    check(Grade::Ordinary, ENGINEER, ForDepartment, 11, Some(false));
    check(Grade::Serious, MANAGER, SiteManager, 8, Some(true));
    check(Grade::Major, GENERAL, GeneralManager, 5, Some(true));
    check(Grade::EspeciallyMajor, GENERAL, GeneralManager, 2, Some(false));
    // The department has signed for it; that is not who must have it.
    check(Grade::Major, ENGINEER, ForDepartment, 3, None);
    check(Grade::Major, MANAGER, SiteManager, 3, None);
}

#[test]
fn c_06_each_for_themselves_and_once() {
    let mut story = Story::received(facts_of(Grade::Serious));
    assert_eq!(story.does(ENGINEER, acknowledge(MustReach::SiteManager)), Err(Reason::Role));
    assert_eq!(story.does(MANAGER, acknowledge(MustReach::GeneralManager)), Err(Reason::Role));
    story.does(MANAGER, acknowledge(MustReach::SiteManager)).unwrap();
    let again = story.does(MANAGER, acknowledge(MustReach::SiteManager));
    assert!(matches!(again, Err(Reason::AlreadyRecorded { .. })), "{again:?}");
}

#[test]
fn c_03_escalated_the_clocks_of_the_new_grade_begin_anew() {
    let mut story = Story::received(facts_of(Grade::Ordinary));
    story.does(ENGINEER, acknowledge(MustReach::Department)).unwrap();
    story.wait(60);
    story.does(SUPERVISOR, Act::Escalate(Escalation { from: EscalatedFrom::Ordinary })).unwrap();
    let expected = [
        (Respond, 10, Some(true)),
        (Department, 10, Some(true)),
        (Finish, 12 * 60, None),
        (Respond, 68, None),
        (SameDay, END_OF_DAY, None),
        (Finish, 60 + 2 * DAY, None),
    ];
    assert_eq!(story.clocks(), expected);
    assert!(!story.state.is_acknowledged(), "the site manager must have it now");
}

#[test]
fn c_04_raised_it_is_answered_from_now_and_finished_from_the_reception() {
    let mut story = Story::received(facts_of(Grade::Serious));
    story.wait(60);
    story.does(BUTLER, Act::Raise(Raising { grade: Grade::Major })).unwrap();
    let running: Vec<_> = story.state.clocks.iter().filter(|clock| clock.is_running()).collect();
    let by = |kind| running.iter().find(|clock| clock.kind == kind).unwrap().by;
    let minutes = |by: Moment| by.since(Moment::nearest(START)) / MINUTE;
    assert_eq!((minutes(by(Respond)), minutes(by(Finish))), (65, 5 * DAY));
}

#[test]
fn c_05_a_time_agreed_with_the_customer() {
    let check = |grade, waited, minute, expected: Result<(), Reason>| {
        let mut story = Story::received(facts_of(grade));
        story.wait(waited);
        let by = Moment::nearest(START + minute * MINUTE);
        assert_eq!(story.does(SUPERVISOR, Act::AgreeFinish(AgreedFinish { by })), expected, "{grade:?}");
        let finish = story.clocks().into_iter().rfind(|(kind, ..)| *kind == Finish).map(|(_, by, _)| by);
        assert!(expected.is_err() || finish == Some(minute));
    };
    check(Grade::Ordinary, 5, 3 * DAY, Ok(()));
    check(Grade::Major, 5, 9 * DAY, Ok(()));
    check(Grade::EspeciallyMajor, 5, 30 * DAY, Ok(()));
    // Serious stays 48 hours; a later time is only a next reply time.
    check(Grade::Serious, 5, 3 * DAY, Err(Reason::NotForGrade));
    check(Grade::Ordinary, 5, 4, Err(Reason::TimePassed));
    check(Grade::Ordinary, 12 * 60 + 1, 3 * DAY, Err(Reason::ClockRanOut));
}

#[test]
fn c_05_ordinary_by_the_time_that_the_customer_asked_for() {
    let mut story = Story::begin();
    let asked_for = Some(Moment::nearest(START + 3 * 60 * MINUTE));
    let reception = Reception { asked_for, ..reception(GradingFacts::default()) };
    story.does(DESK, Act::Receive(Box::new(reception))).unwrap();
    assert_eq!(story.clocks()[2], (Finish, 180, None));
}

#[test]
fn c_09_a_missed_next_reply_is_overdue_like_any_other() {
    let mut story = Story::received(facts_of(Grade::Serious));
    let reply = |minute| Act::AgreeReply(NextReply { at: Moment::nearest(START + minute * MINUTE) });
    assert_eq!(story.does(BUTLER, reply(0)), Err(Reason::TimePassed));
    story.does(BUTLER, reply(120)).unwrap();
    story.wait(121);
    assert_eq!(story.clocks().last(), Some(&(Reply, 120, Some(false))));
    // The next one is agreed on, late; that one is kept by telling.
    story.does(BUTLER, reply(240)).unwrap();
    story.does(ENGINEER, handle()).unwrap();
    story.does(BUTLER, tell()).unwrap();
    let replies: Vec<_> = story.clocks().into_iter().filter(|(kind, ..)| *kind == Reply).collect();
    assert_eq!(replies, [(Reply, 120, Some(false)), (Reply, 240, Some(true))]);
}

#[test]
fn c_10_handled_the_customer_is_told_that_day() {
    let mut story = Story::at(Step::Handled);
    assert_eq!(story.clocks().last(), Some(&(Tell, END_OF_DAY, None)));
    story.wait(END_OF_DAY + 2);
    story.does(BUTLER, tell()).unwrap();
    assert_eq!(story.clocks().last(), Some(&(Tell, END_OF_DAY, Some(false))));
}

#[test]
fn f_02_nothing_was_received_later_than_it_was_written_down() {
    let mut story = Story::begin();
    let received = story.now.shifted(9 * 60 * MINUTE);
    let reception = Reception { received, ..reception(facts_of(Grade::Major)) };
    story.does(BUTLER, Act::Receive(Box::new(reception))).unwrap();
    assert_eq!(story.clocks()[0], (Respond, 5, None));
}
