//! F-04: two people touch the same order while apart.

use doorstep_domain::event::Payment;
use doorstep_domain::fact::Reason;
use doorstep_domain::work_order::*;

use crate::story::*;

/// Reassigned from t-01 to t-02 at the office, while t-01 had seen no more than the first dispatch.
fn reassigned(step: Step) -> (Story, Saw) {
    let mut story = Story::at(step);
    let seen = Saw::Until(story.sequence());
    story.does(DESK, dispatch_with(OTHER, true, false)).unwrap();
    (story, seen)
}

#[test]
fn work_begun_in_ignorance_of_a_reassignment_is_not_punished() {
    for (step, act) in [(Step::Dispatched, Act::Accept(Acceptance {})), (Step::Accepted, arrive())] {
        let (mut story, seen) = reassigned(step);
        assert_eq!(story.does_having_seen(TECHNICIAN, act, seen), Ok(()), "{step:?}");
        assert_eq!(story.state.worker().map(|worker| worker.as_str()), Some("t-01"));
    }
}

#[test]
fn who_knew_of_the_reassignment_no_longer_has_it() {
    for (step, act) in [(Step::Dispatched, Act::Accept(Acceptance {})), (Step::Accepted, arrive())] {
        let (mut story, _) = reassigned(step);
        let answer = story.does(TECHNICIAN, act);
        assert!(matches!(answer, Err(Reason::NotYours | Reason::NotNow { .. })), "{step:?} {answer:?}");
    }
}

#[test]
fn of_two_who_close_it_apart_the_offices_order_decides_and_nothing_is_lost() {
    let (mut story, seen) = reassigned(Step::Dispatched);
    let whole = |receipt| {
        [
            Act::Accept(Acceptance {}),
            arrive(),
            verify(80),
            agree(80),
            Act::Start(Start {}),
            finish(),
            sign(80),
            charge(Payment::Cash, 80, receipt),
        ]
    };
    for act in whole("NO-1") {
        story.does(OTHER, act).unwrap();
    }
    for act in whole("NO-2") {
        let answer = story.does_having_seen(TECHNICIAN, act, seen);
        let (Err(Reason::NotNow { by, .. }) | Err(Reason::AlreadyRecorded { by, .. })) = &answer else {
            panic!("{answer:?}")
        };
        assert_eq!(by.as_str(), "t-02", "the other is told who was first");
    }
    let state = &story.state;
    assert_eq!(state.signed.as_ref().map(|signed| signed.by.as_str()), Some("t-02"));
    let held: Vec<Action> = state.held.iter().map(|held| held.action).collect();
    assert!(held.contains(&Action::Sign) && held.contains(&Action::Finish));
    assert_eq!(held.len(), 8);
    let cash: Vec<(&str, bool)> = state.charges.iter().map(|c| (c.by.as_str(), c.held)).collect();
    assert_eq!(cash, [("t-02", false), ("t-01", true)], "both took money, and both must hand it in");
}
