//! C-03, C-04: the grade that stands, and how it rises.

use doorstep_domain::complaint::*;
use doorstep_domain::fact::Reason;
use doorstep_domain::grade::{EscalatedFrom, Grade, GradeLine, GradingFacts};

use crate::story::*;

fn grades(story: &Story) -> Vec<(Grade, bool)> {
    let standing = |done: &Done<Standing>| (done.what.grading.grade, done.what.by_hand);
    story.state.gradings.iter().map(standing).collect()
}

#[test]
fn c_03_graded_at_the_reception_with_the_lines_that_decided() {
    for grade in Grade::ALL {
        let story = Story::received(facts_of(grade));
        assert_eq!(grades(&story), [(grade, false)]);
        assert!(!story.state.gradings[0].what.grading.lines.is_empty());
    }
}

#[test]
fn c_02_suggestions_and_opinions_have_neither_grade_nor_clock() {
    for sort in [Sort::Suggestion, Sort::Opinion] {
        let mut story = Story::begin();
        let reception = Reception { sort, ..reception(loss(100_000)) };
        story.does(BUTLER, Act::Receive(Box::new(reception))).unwrap();
        assert_eq!((story.state.grade(), story.clocks()), (None, Vec::new()));
        let raised = story.does(BUTLER, Act::Raise(Raising { grade: Grade::Serious }));
        assert_eq!(raised, Err(Reason::NotHigher));
        assert!(story.state.is_acknowledged());
    }
}

#[test]
fn c_04_more_facts_raise_the_grade_and_never_lower_it() {
    let mut story = Story::received(loss(3_500));
    story.does(BUTLER, Act::Assess(Assessment { facts: loss(12_000) })).unwrap();
    story.does(BUTLER, Act::Assess(Assessment { facts: loss(0) })).unwrap();
    assert_eq!(grades(&story), [(Grade::Serious, false), (Grade::Major, false)], "the history stays");
}

#[test]
fn c_04_raised_by_hand_only_upwards() {
    let check = |grade, expected: Result<(), Reason>| {
        let mut story = Story::received(loss(3_500));
        assert_eq!(story.does(BUTLER, Act::Raise(Raising { grade })), expected, "{grade:?}");
        assert_eq!(story.state.gradings.len(), if expected.is_ok() { 2 } else { 1 });
    };
    check(Grade::Ordinary, Err(Reason::NotHigher));
    check(Grade::Serious, Err(Reason::NotHigher));
    check(Grade::Major, Ok(()));
    check(Grade::EspeciallyMajor, Ok(()));
}

#[test]
fn c_03_mishandled_it_goes_one_grade_up() {
    let check = |from: Grade, named, expected: Result<Grade, Reason>| {
        let mut story = Story::received(facts_of(from));
        let answer = story.does(SUPERVISOR, Act::Escalate(Escalation { from: named }));
        assert_eq!(answer.map(|()| story.state.grade().unwrap()), expected, "{from:?}");
    };
    check(Grade::Ordinary, EscalatedFrom::Ordinary, Ok(Grade::Serious));
    check(Grade::Serious, EscalatedFrom::Serious, Ok(Grade::Major));
    check(Grade::Major, EscalatedFrom::Major, Ok(Grade::EspeciallyMajor));
    check(Grade::EspeciallyMajor, EscalatedFrom::Major, Err(Reason::NotHigher));
    check(Grade::Ordinary, EscalatedFrom::Serious, Err(Reason::NotHigher));
}

#[test]
fn v_12_a_linked_complaint_is_received_by_the_office_one_grade_higher() {
    let mut story = Story::begin();
    let linked = Linked { callback: "callback/c-1".parse().unwrap(), record: story.last() };
    let facts = GradingFacts { escalated_from: Some(EscalatedFrom::Ordinary), ..GradingFacts::default() };
    let reception = Reception { linked: Some(linked), ..reception(facts) };
    story.does(OFFICE, Act::Receive(Box::new(reception))).unwrap();
    let lines = &story.state.gradings[0].what.grading.lines;
    assert_eq!(
        (story.state.grade(), lines.as_slice()),
        (Some(Grade::Serious), &[GradeLine::OrdinaryMishandled][..])
    );
}
