//! What state or role do not allow, and what is missing: nothing is saved, and the form stays.

use doorstep_device::commands::complaint::form::ReceptionForm;
use doorstep_device::commands::complaint::{ComplaintError, ComplaintForm};
use doorstep_device::commands::form::{Field, FormError};
use doorstep_device::commands::pad::Signing;
use doorstep_device::commands::save::Saved;
use doorstep_device::device::Device;
use doorstep_domain::complaint::Mark;
use doorstep_domain::fact::Reason;
use doorstep_domain::grade::Grade;
use doorstep_domain::ids::{PersonId, SubjectId};
use doorstep_domain::moment::Moment;
use doorstep_domain::money::AmountError;

use super::site::*;
use crate::complaint_views::MINUTE;
use crate::handheld::Handheld;
use crate::orders::site::{han, home, peng};
use crate::sample::{DAY, HOUR, lin, su};

type Done = Result<Saved, ComplaintError>;

fn word(done: &Done) -> String {
    match done {
        Ok(_) => "saved".to_owned(),
        Err(ComplaintError::Missing(field)) => format!("missing {field:?}"),
        Err(ComplaintError::Past(field)) => format!("past {field:?}"),
        Err(ComplaintError::Future(field)) => format!("future {field:?}"),
        Err(ComplaintError::Refused(Reason::AlreadyRecorded { by, .. })) => format!("already by {by}"),
        Err(ComplaintError::Refused(Reason::TooLate { by, .. })) => format!("too late: {by}"),
        Err(ComplaintError::Refused(reason)) => format!("refused {reason:?}"),
        Err(other) => format!("{other}"),
    }
}

fn facts(handheld: &Handheld) -> i64 {
    handheld.engine.line().unwrap().waiting.facts
}

/// Each refused act leaves no fact behind.
fn check(handheld: &Handheld, name: &str, work: impl FnOnce(&mut Device) -> Done, expected: &str) {
    let before = facts(handheld);
    let done = handheld.with(work);
    assert_eq!(word(&done), expected, "{name}");
    assert_eq!(facts(handheld) - before, i64::from(done.is_ok()), "{name}");
}

#[tokio::test]
async fn c_02_what_a_reception_must_have() {
    let (_, handheld) = shared().await;
    let now = handheld.with(|d| d.now());
    type Change = fn(&mut ReceptionForm, Moment);
    let long: Change = |r, _| r.happened = "长".repeat(350_000);
    let cases: [(&str, Change, &str); 14] = [
        ("no home", |r, _| r.home = None, "missing Home"),
        ("nobody", |r, _| r.customer.name = Default::default(), "missing Customer"),
        ("nothing", |r, _| r.happened = " \n".into(), "missing Happened"),
        ("a comment of 1 MB", long, "a text of 350000 characters is longer than 2000"),
        (
            "a name of a page",
            |r, _| r.customer.name.zh = "长".repeat(81),
            "a text of 81 characters is longer than 80",
        ),
        ("no number", |r, _| r.customer.phone = "找物业".into(), "not a telephone number"),
        ("two digits", |r, _| r.customer.phone = "12".into(), "not a telephone number"),
        ("no amount", |r, _| r.grading.loss = "-5".into(), "an amount below 0"),
        ("C-05: received tomorrow", |r, now| r.received = now.shifted(DAY), "future Received"),
        ("C-02: it will happen", |r, now| r.happened_at = Some(now.shifted(1)), "future HappenedAt"),
        ("C-05: wanted yesterday", |r, now| r.asked_for = Some(now), "past AskedFor"),
        ("no number needed", |r, _| r.customer.phone = String::new(), "saved"),
        ("an office's number", |r, _| r.customer.phone = "+86 21-6428 0000".into(), "saved"),
        ("received a while ago", |r, now| r.received = now.shifted(-15 * MINUTE), "saved"),
    ];
    for (name, change, expected) in cases {
        let form = filled(&handheld, |r| change(r, now));
        handheld.with(|d| d.save_complaint_form(&form)).unwrap();
        check(&handheld, name, |d| d.receive_complaint(&form), expected);
        let kept = handheld.with(|d| d.reopen_complaint()).unwrap();
        assert_eq!(kept.is_some(), expected != "saved", "{name}: the form stays");
    }
    let form = filled(&handheld, ordinary);
    check(&handheld, "once", |d| d.receive_complaint(&form), "saved");
    check(&handheld, "twice", |d| d.receive_complaint(&form), "too late: lin");
    let mut form = filled(&handheld, ordinary);
    form.raising.grade = Some(Grade::Major);
    check(&handheld, "C-04: never silently", |d| d.receive_complaint(&form), "missing Reason");
    let amount = ComplaintError::from(AmountError::Negative);
    assert_eq!(amount.to_string(), "an amount below 0");
}

/// Each act with what it must have, in a state that allows it.
#[tokio::test]
async fn c_04_to_c_11_what_each_act_must_have() {
    let (office, handheld) = shared().await;
    let complaint = receive(&handheld, ordinary);
    known_to_all(&office, &handheld, &complaint).await;
    let now = handheld.with(|d| d.now());
    let check = |name: &str,
                 who: &PersonId,
                 change: &dyn Fn(&mut ComplaintForm),
                 act: fn(&mut Device, &ComplaintForm) -> Done,
                 expected: &str| {
        handheld.sign_in(who);
        let mut form = form_of(&complaint);
        change(&mut form);
        check(&handheld, name, |d| act(d, &form), expected);
    };
    let nothing = |_: &mut ComplaintForm| ();
    check("C-04: which grade", &lin(), &nothing, |d, f| d.raise_complaint(f), "missing Grade");
    let silently = |f: &mut ComplaintForm| f.raising.grade = Some(Grade::Major);
    check("C-04: never silently", &lin(), &silently, |d, f| d.raise_complaint(f), "missing Reason");
    let lower = |f: &mut ComplaintForm| {
        (f.raising.grade, f.raising.reason) = (Some(Grade::Ordinary), "不严重".into());
    };
    check("C-04: never lowered", &lin(), &lower, |d, f| d.raise_complaint(f), "refused NotHigher");
    check("C-03: more of nothing", &lin(), &nothing, |d, f| d.assess_complaint(f), "missing Facts");
    let typed = |f: &mut ComplaintForm| f.assessment.get_or_insert_default().loss = "1.234".into();
    let shape = AmountError::Shape.to_string();
    check("C-03: no amount", &lin(), &typed, |d, f| d.assess_complaint(f), &shape);
    check("C-03: why", &he(), &nothing, |d, f| d.escalate_complaint(f), "missing Reason");
    check("C-06: to whom", &su(), &nothing, |d, f| d.assign_complaint(f), "missing Department");
    let to = |department: &'static str, to: Option<&'static str>| {
        move |f: &mut ComplaintForm| {
            f.assignment.department = Some(department.parse().unwrap());
            f.assignment.to = to.map(|to| to.parse().unwrap());
        }
    };
    let assign: fn(&mut Device, &ComplaintForm) -> Done = |d, f| d.assign_complaint(f);
    check(
        "C-06: no such department",
        &su(),
        &to("kitchen", None),
        assign,
        "the site has no department kitchen",
    );
    check("C-06: nobody", &su(), &to("works", Some("x")), assign, "x does not work here");
    check("C-06: off duty", &su(), &to("works", Some("gone")), assign, "gone does not work here");
    let elsewhere = "he belongs to another department";
    check("C-06: somebody else's", &su(), &to("works", Some("he")), assign, elsewhere);
    let contractor = "fan has not the role for it";
    check("P-08 handles no complaint", &su(), &to("works", Some("fan")), assign, contractor);
    check("C-06: P-06 hands on nothing", &han(), &to("works", None), assign, "refused Role");
    check("P-11: nothing chased", &lin(), &nothing, |d, f| d.note_on_complaint(f), "missing Note");
    check("P-11: to whom", &lin(), &nothing, |d, f| d.hand_over_complaint(f), "missing Person");
    let hand = |to: &'static str| move |f: &mut ComplaintForm| f.hand_over = Some(to.parse().unwrap());
    let hand_over: fn(&mut Device, &ComplaintForm) -> Done = |d, f| d.hand_over_complaint(f);
    check("P-11: off duty", &lin(), &hand("gone"), hand_over, "gone does not work here");
    check("P-08 chases nothing", &lin(), &hand("fan"), hand_over, "fan has not the role for it");
    check("C-09: when", &lin(), &nothing, |d, f| d.agree_reply(f), "missing Reply");
    let past = |f: &mut ComplaintForm| f.reply = agreed(now, "等");
    check("C-09: a time that is over", &lin(), &past, |d, f| d.agree_reply(f), "past Reply");
    let unexplained = |f: &mut ComplaintForm| f.reply = agreed(now.shifted(HOUR), " ");
    check("C-09: an explanation", &lin(), &unexplained, |d, f| d.agree_reply(f), "missing Explanation");
    check("C-05: when", &lin(), &nothing, |d, f| d.agree_finish(f), "missing Finish");
    let past = |f: &mut ComplaintForm| f.finish = agreed(now.shifted(-1), "");
    check("C-05: a time that is over", &lin(), &past, |d, f| d.agree_finish(f), "past Finish");
    check("C-11: which", &su(), &nothing, |d, f| d.mark_complaint(f), "missing Mark");
    let unfounded = |f: &mut ComplaintForm| f.marking.mark = Some(Mark::Unfounded);
    check("C-11: why", &su(), &unfounded, |d, f| d.mark_complaint(f), "missing Reason");
    let why = |f: &mut ComplaintForm| {
        (f.marking.mark, f.marking.reason) = (Some(Mark::Unfounded), "查无此事".into());
    };
    check("C-11: P-05 does not decide", &lin(), &why, |d, f| d.mark_complaint(f), "refused Role");
    check("C-11: P-05 answers nothing", &lin(), &nothing, |d, f| d.answer_complaint(f), "refused Role");
    check("C-10: what was done", &peng(), &nothing, |d, f| d.handle_complaint(f), "missing Handled");
    let done = |f: &mut ComplaintForm| f.handled = "好".into();
    check("C-10: P-05 handles nothing", &lin(), &done, |d, f| d.handle_complaint(f), "refused Role");
    let long = |f: &mut ComplaintForm| f.handled = "长".repeat(2_001);
    let too_long = "a text of 2001 characters is longer than 2000";
    check("C-10: a page", &peng(), &long, |d, f| d.handle_complaint(f), too_long);
    check("C-10: how", &lin(), &nothing, |d, f| d.tell_customer(f), "missing Channel");
    let phone = |f: &mut ComplaintForm| f.telling.channel = Some(doorstep_domain::complaint::Channel::Phone);
    check("C-10: there is no result yet", &lin(), &phone, |d, f| d.tell_customer(f), "too late: lin");
    check("C-08: nor to sign", &lin(), &nothing, |d, f| d.sign_opinion(f), "missing Handled");
}

#[tokio::test]
async fn c_05_times_that_cannot_be_agreed_any_more() {
    let (office, handheld) = shared().await;
    let agree = |complaint: &SubjectId, expected: &str| {
        let at = handheld.with(|d| d.now()).shifted(HOUR);
        let form = ComplaintForm { finish: agreed(at, ""), ..form_of(complaint) };
        check(&handheld, expected, |d| d.agree_finish(&form), expected);
    };
    let [one, serious] = [receive(&handheld, ordinary), receive(&handheld, serious)];
    agree(&serious, "refused NotForGrade");
    agree(&one, "saved");
    handheld.pass(2 * HOUR);
    agree(&one, "refused ClockRanOut");
    assert!(office.received().is_empty(), "all of it offline");
}

#[tokio::test]
async fn c_06_f_04_acknowledged_twice_too_late_or_by_nobody_whom_it_must_reach() {
    let (office, handheld) = shared().await;
    let complaint = receive(&handheld, serious);
    known_to_all(&office, &handheld, &complaint).await;
    let acknowledge = |who: &PersonId, expected: &str| {
        handheld.sign_in(who);
        check(&handheld, expected, |d| d.acknowledge_complaint(&complaint), expected);
    };
    acknowledge(&lin(), "refused Role");
    acknowledge(&su(), "refused Role");
    acknowledge(&qi(), "saved");
    acknowledge(&qi(), "already by qi");
    acknowledge(&peng(), "saved");
    acknowledge(&he(), "already by peng");
    handheld.pass(MINUTE);
    let raise = |f: &mut ComplaintForm| {
        (f.raising.grade, f.raising.reason) = (Some(Grade::Major), "媒体".into());
    };
    does(&handheld, &he(), &complaint, raise, |d, f| d.raise_complaint(f)).unwrap();
    acknowledge(&gao(), "saved");
    acknowledge(&qi(), "saved");
    assign(&handheld, &complaint, None);
    handle(&handheld, &complaint);
    sign(&handheld, &complaint, "好");
    acknowledge(&gao(), "too late: lin");
    handheld.sign_in(&su());
    check(&handheld, "C-12", |d| d.archive_complaint(&complaint), "saved");
    check(&handheld, "C-12: once", |d| d.archive_complaint(&complaint), "refused Exists");
}

#[tokio::test]
async fn c_08_v_07_v_08_what_a_signature_needs() {
    let (office, handheld) = shared().await;
    let complaint = receive(&handheld, ordinary);
    known_to_all(&office, &handheld, &complaint).await;
    assign(&handheld, &complaint, None);
    handle(&handheld, &complaint);
    handheld.sign_in(&lin());
    let form = form_of(&complaint);
    check(&handheld, "not shown", |d| d.sign_opinion(&form), "missing Shown");
    let behalf = |signing| {
        let mut form = form.clone();
        form.signing.signing = signing;
        handheld.with(|d| d.show_opinion_sheet(form)).unwrap_err().to_string()
    };
    let missing = |field| FormError::Missing(field).to_string();
    assert_eq!(behalf(Signing::OnBehalf), missing(Field::Relation), "V-08");
    assert_eq!(behalf(Signing::Refused), missing(Field::Refusal), "V-08");
    let (shown, _) = handheld.with(|d| d.show_opinion_sheet(form.clone())).unwrap();
    check(&handheld, "no stroke", |d| d.sign_opinion(&shown), &missing(Field::Signature));
    let other = ComplaintForm { opinion: "不满意".into(), ..shown.clone() };
    let changed = "the customer was shown something else";
    check(&handheld, "V-07: changed after it was shown", |d| d.sign_opinion(&other), changed);
    sign(&handheld, &complaint, "好");
    let again = ComplaintForm { signing: shown.signing.clone(), ..form.clone() };
    let (mut again, _) = handheld.with(|d| d.show_opinion_sheet(again)).unwrap();
    again.signing.pad = Some(crate::handheld::signature());
    check(&handheld, "V-07: only superseded", |d| d.sign_opinion(&again), "already by lin");
}

#[tokio::test]
async fn p_10_f_03_of_what_is_not_theirs_nothing_can_be_done_but_to_phone() {
    let (_, handheld) = shared().await;
    let complaint = receive(&handheld, serious);
    let form = ComplaintForm { note: "看过".into(), ..form_of(&complaint) };
    handheld.sign_in(&qi());
    let not_here = "there is no such callback here";
    check(&handheld, "not granted", |d| d.acknowledge_complaint(&complaint), not_here);
    check(&handheld, "not granted", |d| d.note_on_complaint(&form), not_here);
    check(&handheld, "C-07", |d| d.phone_about_complaint(&complaint, &he(), d.now()), "saved");
    handheld.engine.lock();
    let nobody = "nobody is signed in";
    check(&handheld, "F-03", |d| d.note_on_complaint(&form), nobody);
    check(&handheld, "F-03", |d| d.phone_about_complaint(&complaint, &he(), d.now()), nobody);
    assert!(handheld.with(|d| d.begin_complaint(Some(&home()))).is_err());
}
