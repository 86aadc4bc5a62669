//! The ways through a complaint: P-11, C-07 to C-12.

use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::*;
use doorstep_domain::fact::Reason;
use doorstep_domain::grade::{EscalatedFrom, Grade};
use doorstep_domain::role::Role;

use crate::story::*;

#[test]
fn p_11_the_first_person_asked_owns_it_until_it_is_handed_over() {
    let mut story = Story::received(facts_of(Grade::Ordinary));
    assert_eq!(story.state.owner.as_ref().map(|owner| owner.as_str()), Some("b-02"));
    story.does(BUTLER, Act::HandOver(Handover { to: "f-01".parse().unwrap() })).unwrap();
    assert_eq!(story.state.owner.as_ref().map(|owner| owner.as_str()), Some("f-01"));
    let mut technicians = Story::begin();
    technicians.does(TECHNICIAN, receive(facts_of(Grade::Ordinary))).unwrap();
    technicians.does(SUPERVISOR, assign()).unwrap();
    technicians.does(ENGINEER, handle()).unwrap();
    assert_eq!(technicians.does(TECHNICIAN, tell()), Ok(()), "the first person asked tells the customer");
}

#[test]
fn c_07_a_telephone_call_is_on_the_record_and_stops_no_clock() {
    let mut story = Story::received(facts_of(Grade::Major));
    let call = PhoneCall { whom: "g-01".parse().unwrap(), at: story.now };
    story.does(BUTLER, Act::Phone(call)).unwrap();
    assert_eq!(story.state.phoned.len(), 1);
    assert!(!story.state.is_acknowledged());
}

#[test]
fn c_05_overdue_it_is_the_next_ones() {
    let mut story = Story::received(facts_of(Grade::Serious));
    assert_eq!(story.state.owner_role(), Some(Role::Supervisor));
    let rise = Act::Rise(Rise { clock: ClockKind::Finish, to: Role::SiteManager });
    assert_eq!(story.does(SUPERVISOR, rise.clone()), Err(Reason::Role), "only by the office's rule");
    story.does(OFFICE, rise).unwrap();
    assert_eq!(story.state.owner_role(), Some(Role::SiteManager));
}

#[test]
fn c_08_the_opinion_is_signed_and_signed_again_names_what_it_replaces() {
    let mut story = Story::at(Step::Handled);
    assert_eq!(story.would(ENGINEER, sign()), Err(Reason::Role));
    story.does(BUTLER, sign()).unwrap();
    let first = story.last();
    assert!(matches!(story.does(BUTLER, sign()), Err(Reason::AlreadyRecorded { .. })));
    let again = Act::SignOpinion(Opinion { supersedes: Some(first), ..opinion() });
    story.does(BUTLER, again.clone()).unwrap();
    assert_eq!(story.does(BUTLER, again), Err(Reason::NotTheRecord));
    assert_eq!(story.state.superseded.len(), 1);
}

#[test]
fn c_10_it_is_open_until_the_customer_knows_and_the_form_is_archived() {
    let mut story = Story::at(Step::Handled);
    story.does(DESK, Act::Archive(Archival {})).unwrap();
    assert!(story.state.is_open(), "the customer does not know");
    story.does(BUTLER, tell()).unwrap();
    assert!(!story.state.is_open());
    assert_eq!(story.does(DESK, Act::Archive(Archival {})), Err(Reason::Exists));
    assert!(Story::at(Step::Told).state.is_open(), "nobody archived the form");
}

#[test]
fn c_11_unfounded_is_handled_all_the_same_and_counts_in_no_rate() {
    let check = |mark, valid| {
        let mut story = Story::at(Step::Assigned);
        assert_eq!(story.does(BUTLER, Act::Mark(Marking { mark })), Err(Reason::Role));
        story.does(SUPERVISOR, Act::Mark(Marking { mark })).unwrap();
        assert_eq!(story.state.is_valid(), valid);
        assert_eq!(story.does(ENGINEER, handle()), Ok(()));
    };
    check(Mark::Unfounded, false);
    check(Mark::NotOurs, true);
}

#[test]
fn what_is_handled_is_not_assigned_again() {
    let mut story = Story::at(Step::Handled);
    let answer = story.does(SUPERVISOR, assign());
    let Err(Reason::TooLate { by, .. }) = answer else { panic!("{answer:?}") };
    assert_eq!(by.as_str(), "e-01");
}

#[test]
fn the_person_it_was_assigned_to_signs_for_the_department_and_handles_it() {
    let mut story = Story::received(facts_of(Grade::Ordinary));
    let to = Some("t-01".parse().unwrap());
    story.does(DESK, Act::Assign(Assignment { department: "engineering".parse().unwrap(), to })).unwrap();
    assert_eq!(story.does(TECHNICIAN, acknowledge(MustReach::Department)), Ok(()));
    assert_eq!(story.does(TECHNICIAN, handle()), Ok(()));
}

#[test]
fn the_office_gives_the_number() {
    let story = Story::at(Step::Received);
    assert_eq!(story.state.number.as_deref(), Some("2026-1124-C005"));
}

#[test]
fn c_11_until_the_office_gives_a_number_a_short_code_stands_there() {
    let story = Story::received(facts_of(Grade::Ordinary));
    assert_eq!(story.state.number.as_deref(), Some("2026-1124-C005"));
    assert_eq!(story.state.short_code().as_deref(), Some("#0001"));
}

#[test]
fn v_10_after_three_days_without_an_end_the_front_desk_goes_to_the_door() {
    let mut story = Story::received(facts_of(Grade::Ordinary));
    story.now = story.now.shifted(3 * 24 * 60 * MINUTE);
    assert!(!story.state.needs_follow_up(story.now), "not after exactly 3 days");
    assert!(story.state.needs_follow_up(story.now.shifted(1)));
    story.does(SUPERVISOR, assign()).unwrap();
    story.does(ENGINEER, handle()).unwrap();
    assert!(!story.state.needs_follow_up(story.now.shifted(1)), "handled is handled");
}

#[test]
fn c_03_mishandled_it_is_handled_anew_until_the_customer_was_told() {
    let escalate = || Act::Escalate(Escalation { from: EscalatedFrom::Ordinary });
    let mut story = Story::at(Step::Handled);
    story.does(SUPERVISOR, escalate()).unwrap();
    assert_eq!(story.state.step, Some(Step::Assigned));
    let running = |story: &Story, kind| story.state.clocks.iter().any(|c| c.kind == kind && c.is_running());
    assert!(!running(&story, ClockKind::Tell) && running(&story, ClockKind::Finish));
    story.does(ENGINEER, handle()).unwrap();
    assert!(!running(&story, ClockKind::Finish));
    // V-12: afterwards a failed callback opens the next complaint.
    assert!(Story::at(Step::Told).does(SUPERVISOR, escalate()).is_err());
}

#[test]
fn c_05_what_becomes_especially_major_has_no_time_to_finish_until_one_is_agreed_on() {
    let mut story = Story::received(facts_of(Grade::Ordinary));
    story.does(SUPERVISOR, Act::Raise(Raising { grade: Grade::EspeciallyMajor })).unwrap();
    assert!(!story.state.clocks.iter().any(|clock| clock.kind == ClockKind::Finish && clock.is_running()));
}
