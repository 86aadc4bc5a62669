//! The ways through an order, and what stops them.

use doorstep_domain::callback::{RefusalReason, Relation, SignOff};
use doorstep_domain::event::Payment;
use doorstep_domain::fact::Reason;
use doorstep_domain::work_order::*;

use crate::story::*;

#[test]
fn r_01_the_office_gives_the_number_and_until_then_a_short_code_stands_there() {
    let story = Story::at(Step::Registered);
    assert_eq!(story.state.number.as_deref(), Some("2026-1124-018"));
    assert_eq!(story.state.short_code().as_deref(), Some("#0001"));
}

#[test]
fn r_01_an_appointment_before_the_request_is_no_appointment() {
    let mut story = Story::begin();
    let past = Wanted::Appointment { at: story.now.shifted(-MINUTE) };
    assert_eq!(story.does(DESK, Act::Register(registration(past))), Err(Reason::Incomplete));
    assert_eq!(story.does(DESK, Act::Register(registration(Wanted::Now))), Ok(()));
    // The same subject is registered once.
    let again = story.does(BUTLER, Act::Register(registration(Wanted::Now)));
    assert!(matches!(again, Err(Reason::NotNow { step: Step::Registered, .. })), "{again:?}");
}

#[test]
fn r_04_what_is_not_on_the_list_is_priced_by_p_07_and_agreed_before_anybody_goes() {
    let mut story = Story::at(Step::Registered);
    story.does(OFFICE, dispatch_with(TECHNICIAN, false, false)).unwrap();
    story.does(TECHNICIAN, Act::Accept(Acceptance {})).unwrap();
    assert!(story.state.waits_for_quote());
    let agreed = |quote, yuan| Act::Agree(Agreement { lines: lines(yuan, None), quote, ..agreement(yuan) });
    assert_eq!(story.does(DESK, agreed(None, 300)), Err(Reason::Incomplete), "no quote yet");
    story.does(ENGINEER, quote(300)).unwrap();
    let answered = Some(story.last());
    assert!(!story.state.waits_for_quote());
    assert_eq!(story.does(DESK, agreed(answered, 280)), Err(Reason::AmountDiffers));
    story.does(DESK, agreed(answered, 300)).unwrap();
    assert_eq!(story.state.step, Some(Step::Accepted), "agreed by telephone; nobody is there yet");
    story.does(TECHNICIAN, arrive()).unwrap();
    // The fault is what it was thought to be: the customer is not asked a second time.
    let found = Verification { lines: lines(300, None), ..verification(300) };
    story.does(TECHNICIAN, Act::Verify(found)).unwrap();
    assert_eq!(story.state.step, Some(Step::Agreed));
}

#[test]
fn r_04_what_is_found_to_be_on_the_list_after_all_waits_for_nobody() {
    let mut story = Story::at(Step::Registered);
    story.does(OFFICE, dispatch_with(TECHNICIAN, false, false)).unwrap();
    story.does(TECHNICIAN, Act::Accept(Acceptance {})).unwrap();
    story.does(TECHNICIAN, arrive()).unwrap();
    assert!(story.state.waits_for_quote());
    story.does(TECHNICIAN, verify(80)).unwrap();
    assert!(!story.state.waits_for_quote());
    story.wait(1);
    story.does(TECHNICIAN, ask()).unwrap();
    assert!(story.state.waits_for_quote(), "asked by hand all the same");
}

#[test]
fn r_04_p_07s_answer_by_telephone_names_who_gave_it() {
    let mut story = Story::at(Step::OnSite);
    story.does(TECHNICIAN, ask()).unwrap();
    let answer = QuoteAnswer::Price { fen: fen(120) };
    let by_phone = |by_phone| Act::Quote(Quote { answer, by_phone });
    assert_eq!(story.does(TECHNICIAN, by_phone(None)), Err(Reason::Incomplete));
    assert_eq!(story.does(BUTLER, by_phone(Some("e-01".parse().unwrap()))), Err(Reason::Role));
    assert_eq!(story.does(TECHNICIAN, by_phone(Some("e-01".parse().unwrap()))), Ok(()));
}

#[test]
fn r_05_the_contractor_signs_for_it_and_the_desk_records_their_arrival() {
    let mut story = Story::at(Step::Registered);
    story.does(OFFICE, dispatch_with(CONTRACTOR, true, true)).unwrap();
    story.does(DESK, Act::NotifyContractor(Notification { manner: Manner::Phone })).unwrap();
    story.does(CONTRACTOR, Act::Accept(Acceptance {})).unwrap();
    assert_eq!(story.does(TECHNICIAN, arrive()), Err(Reason::NotYours));
    story.does(DESK, arrive()).unwrap();
    story.does(CONTRACTOR, verify(0)).unwrap();
    story.does(CONTRACTOR, agree(0)).unwrap();
    story.does(DESK, Act::Start(Start {})).unwrap();
    assert_eq!(story.state.step, Some(Step::InProgress));
}

#[test]
fn r_06_and_r_11_count_as_done_when_all_of_it_is_done() {
    let mut story = Story::at(Step::Accepted);
    let arrived = Act::Arrive(Arrival { checklist_done: false });
    assert_eq!(story.does(TECHNICIAN, arrived), Err(Reason::Incomplete));
    let mut story = Story::at(Step::InProgress);
    let finished = Act::Finish(Finish { tidy: false, parts: Parts::Left, pictures: Vec::new() });
    assert_eq!(story.does(TECHNICIAN, finished), Err(Reason::Incomplete));
}

#[test]
fn r_07_another_fault_needs_another_agreement() {
    let mut story = Story::at(Step::InProgress);
    let found = Verification { differs: true, ..verification(160) };
    story.does(TECHNICIAN, Act::Verify(found)).unwrap();
    assert_eq!((story.state.step, story.state.price()), (Some(Step::Verified), None));
    assert!(matches!(story.does(TECHNICIAN, finish()), Err(Reason::NotNow { .. })));
    story.does(TECHNICIAN, agree(160)).unwrap();
    assert_eq!(story.state.price(), Some(fen(160)));
}

#[test]
fn r_08_the_sum_is_the_sum_and_free_is_a_price() {
    let mut story = Story::at(Step::Verified);
    let wrong = Agreement { total: fen(70), ..agreement(80) };
    assert_eq!(story.does(TECHNICIAN, Act::Agree(wrong)), Err(Reason::AmountDiffers));
    story.does(TECHNICIAN, agree(0)).unwrap();
    story.does(TECHNICIAN, Act::Start(Start {})).unwrap();
    story.does(TECHNICIAN, finish()).unwrap();
    story.does(TECHNICIAN, sign(0)).unwrap();
    assert_eq!(story.state.step, Some(Step::Settled), "nothing is to be paid");
}

#[test]
fn r_09_declined_is_countersigned_once_and_closed() {
    let mut story = Story::at(Step::Declined);
    let countersign = Act::Countersign(Countersignature { declining: story.last() });
    assert!(story.state.is_open());
    assert_eq!(story.does(DESK, countersign.clone()), Err(Reason::Role));
    assert_eq!(story.does(ENGINEER, countersign.clone()), Ok(()));
    assert!(!story.state.is_open());
    assert_eq!(story.does(ENGINEER, countersign), Err(Reason::Incomplete));
    assert!(matches!(story.does(TECHNICIAN, arrive()), Err(Reason::NotNow { step: Step::Declined, .. })));
}

#[test]
fn r_10_material_that_is_not_qualified_is_warned_of_and_the_choice_is_the_customers() {
    use MaterialChoice::{Replace, Use};
    use MaterialQuality::{Poor, Qualified, Unqualified};
    let check = |quality, choice, expected: Result<(), Reason>| {
        let mut story = Story::at(Step::Agreed);
        let act = Act::CheckMaterial(MaterialCheck { quality, choice });
        assert_eq!(story.does(TECHNICIAN, act), expected, "{quality:?} {choice:?}");
        assert_eq!(story.state.materials.len(), usize::from(expected.is_ok()));
    };
    check(Qualified, None, Ok(()));
    check(Qualified, Some(Use), Err(Reason::Incomplete));
    check(Unqualified, None, Err(Reason::Incomplete));
    check(Unqualified, Some(Use), Ok(()));
    check(Poor, Some(Replace), Ok(()));
}

#[test]
fn r_12_what_is_signed_is_the_agreed_price() {
    let mut story = Story::at(Step::Finished);
    assert_eq!(story.does(TECHNICIAN, sign(90)), Err(Reason::AmountDiffers));
    assert_eq!(story.does(TECHNICIAN, sign(80)), Ok(()));
}

#[test]
fn v_07_signed_again_it_names_what_it_replaces() {
    let mut story = Story::at(Step::Signed);
    let first = story.last();
    let again = |supersedes| Act::Sign(Signing { supersedes, ..signing(80) });
    assert!(matches!(story.does(TECHNICIAN, again(None)), Err(Reason::AlreadyRecorded { .. })));
    assert_eq!(story.does(TECHNICIAN, again(Some(first))), Ok(()));
    assert_eq!(story.state.superseded.len(), 1);
    assert_eq!(story.does(TECHNICIAN, again(Some(first))), Err(Reason::NotTheRecord));
}

#[test]
fn v_08_refused_or_on_behalf_is_recorded_as_such() {
    let check = |sign_off, expected: Result<(), Reason>| {
        let mut story = Story::at(Step::Finished);
        let act = Act::Sign(Signing { sign_off, ..signing(80) });
        assert_eq!(story.does(TECHNICIAN, act), expected, "{sign_off:?}");
        let signed = story.state.signed.map(|signed| signed.what.sign_off);
        assert_eq!(signed, expected.is_ok().then_some(sign_off));
    };
    check(SignOff::Refused { reason: RefusalReason::Hurry }, Ok(()));
    check(SignOff::OnBehalf { relation: Relation::Spouse }, Ok(()));
    check(SignOff::NotPossible, Err(Reason::Incomplete));
}

#[test]
fn r_13_who_may_take_what() {
    let quoted = |story: &mut Story| {
        story.does(TECHNICIAN, ask()).unwrap();
        story.does(ENGINEER, quote(80)).unwrap();
        let quote = Some(story.last());
        let agreement = Agreement { lines: lines(80, None), quote, ..agreement(80) };
        story
            .does(TECHNICIAN, Act::Verify(Verification { lines: lines(80, None), ..verification(80) }))
            .unwrap();
        story.does(TECHNICIAN, Act::Agree(agreement)).unwrap();
        story.does(TECHNICIAN, Act::Start(Start {})).unwrap();
        story.does(TECHNICIAN, finish()).unwrap();
        story.does(TECHNICIAN, sign(80)).unwrap();
    };
    let mut listed = Story::at(Step::Signed);
    assert_eq!(listed.does(TECHNICIAN, charge(Payment::Cash, 80, "NO-7")), Ok(()));
    let mut unlisted = Story::at(Step::OnSite);
    quoted(&mut unlisted);
    let answer = unlisted.does(TECHNICIAN, charge(Payment::Cash, 80, "NO-8"));
    assert_eq!(answer, Err(Reason::DeskCollects));
    assert!(unlisted.state.charges[0].held, "the money was taken all the same");
    assert_eq!(unlisted.does(DESK, charge(Payment::Card, 80, "NO-9")), Ok(()));
    let mut policy = Story::at(Step::Signed);
    policy.catalogue.technicians_take_listed = false;
    assert_eq!(policy.does(TECHNICIAN, charge(Payment::Cash, 80, "NO-7")), Err(Reason::DeskCollects));
}

#[test]
fn r_13_unpaid_is_a_state_and_is_paid_later_once() {
    let mut story = Story::at(Step::Signed);
    assert_eq!(story.does(TECHNICIAN, charge(Payment::Cash, 80, "")), Err(Reason::Incomplete), "no receipt");
    assert_eq!(story.does(TECHNICIAN, charge(Payment::Cash, 70, "NO-1")), Err(Reason::AmountDiffers));
    story.does(TECHNICIAN, charge(Payment::Unpaid, 80, "")).unwrap();
    assert_eq!(story.state.step, Some(Step::Settled));
    story.does(ENGINEER, Act::Confirm(Confirmation {})).unwrap();
    story.does(DESK, charge(Payment::Card, 80, "NO-2")).unwrap();
    assert_eq!(story.state.payment().map(|charge| charge.payment), Some(Payment::Card));
    let again = story.does(DESK, charge(Payment::Cash, 80, "NO-3"));
    assert!(matches!(again, Err(Reason::AlreadyRecorded { .. })), "{again:?}");
}

#[test]
fn r_13_what_was_unpaid_and_is_paid_later_is_owed_no_more() {
    let mut story = Story::at(Step::Signed);
    story.does(TECHNICIAN, charge(Payment::Unpaid, 80, "")).unwrap();
    let takings =
        |story: &Story| -> Vec<Payment> { story.state.takings().map(|taken| taken.payment).collect() };
    assert_eq!(takings(&story), [Payment::Unpaid]);
    story.does(DESK, charge(Payment::Card, 80, "NO-2")).unwrap();
    assert_eq!(takings(&story), [Payment::Card]);
}

#[test]
fn v_10_unfinished_for_more_than_three_days_it_is_the_front_desks() {
    let mut story = Story::at(Step::Accepted);
    story.wait(3 * 24 * 60);
    assert!(!story.state.needs_follow_up(story.now), "not after exactly 3 days");
    story.wait(1);
    assert!(story.state.needs_follow_up(story.now));
    let mut finished = Story::at(Step::Finished);
    finished.wait(5 * 24 * 60);
    assert!(!finished.state.needs_follow_up(finished.now));
}

#[test]
fn given_back_it_waits_for_the_desk_again() {
    let mut story = Story::at(Step::OnSite);
    story.does(TECHNICIAN, Act::Return(Return { reason: ReturnReason::Warranty })).unwrap();
    assert_eq!((story.state.step, story.state.assignment()), (Some(Step::Registered), None));
    assert!(matches!(story.does(TECHNICIAN, verify(80)), Err(Reason::NotNow { .. })));
    story.does(OFFICE, dispatch_with(CONTRACTOR, true, true)).unwrap();
    assert_eq!(story.state.worker().map(|worker| worker.as_str()), Some("c-01"));
}

#[test]
fn v_11_the_clock_of_the_callback_starts_when_the_work_was_finished() {
    let mut story = Story::at(Step::Settled);
    let finished = story.state.finished.clone().unwrap().at;
    story.wait(300);
    story.does(ENGINEER, Act::Confirm(Confirmation {})).unwrap();
    assert_eq!(story.state.finished.unwrap().at, finished);
}
