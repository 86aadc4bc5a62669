//! C-03, C-05, C-06: what a form comes to, live, before it is saved: each line of C-03 and the clocks that follow.

use doorstep_device::commands::complaint::form::ReceptionForm;
use doorstep_device::commands::complaint::{ComplaintError, Preview};
use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::{ClockKind, Sort};
use doorstep_domain::grade::{EscalatedFrom, Grade, GradeLine, GradingFacts, Injury};
use doorstep_domain::money::AmountError;

use super::site::*;
use crate::complaint_views::MINUTE;
use crate::handheld::Handheld;
use crate::sample::{HOUR, now, su};

fn preview(handheld: &Handheld, change: impl FnOnce(&mut ReceptionForm)) -> Option<Preview> {
    let form = filled(handheld, change);
    let preview = handheld.with(|d| d.preview_complaint(&form)).unwrap();
    handheld.with(|d| d.drop_draft(&form.complaint)).unwrap();
    preview
}

#[tokio::test]
async fn c_03_each_line_and_what_follows_from_it() {
    use GradeLine::*;
    let (_, handheld) = shared().await;
    let facts = GradingFacts::default;
    let loss = |loss: &'static str| move |r: &mut ReceptionForm| r.grading.loss = loss.into();
    let check = |line: GradeLine, change: Box<dyn FnOnce(&mut ReceptionForm)>| {
        let seen = preview(&handheld, change).unwrap();
        assert_eq!((seen.grade, seen.lines.first()), (line.grade(), Some(&line)));
        let (respond, finish) = match line.grade() {
            Grade::Ordinary => (10, Some(12 * 60)),
            Grade::Serious => (8, Some(48 * 60)),
            Grade::Major => (5, Some(5 * 24 * 60)),
            Grade::EspeciallyMajor => (1, None),
        };
        let minutes = |clock| seen.until(clock).map(|by| by.since(now()) / MINUTE);
        assert_eq!(minutes(ClockKind::Respond), Some(respond), "{line:?}");
        assert_eq!(minutes(ClockKind::Department), Some(10), "{line:?}");
        assert_eq!(minutes(ClockKind::Finish), finish, "{line:?}");
        assert_eq!(seen.until(ClockKind::SameDay).is_some(), line.grade() > Grade::Ordinary, "{line:?}");
        assert!(!seen.reason.zh.is_empty() && !seen.reason.en.is_empty());
    };
    check(HugeLoss, Box::new(loss("100000")));
    check(JointComplaint, Box::new(graded(GradingFacts { joint_complainants: 10, ..facts() })));
    check(Death, Box::new(graded(GradingFacts { deaths: 1, ..facts() })));
    let from = |from| GradingFacts { escalated_from: Some(from), ..facts() };
    check(MajorMishandled, Box::new(graded(from(EscalatedFrom::Major))));
    let broken = GradingFacts { promise_broken: true, times_raised: 10, ..facts() };
    check(PromiseBroken, Box::new(graded(broken)));
    check(LargeLoss, Box::new(loss("10000.00")));
    check(SeriousInjury, Box::new(graded(GradingFacts { injury: Injury::Serious, ..facts() })));
    check(MediaDays, Box::new(graded(GradingFacts { negative_media_days: 2, ..facts() })));
    check(MediaOutlets, Box::new(graded(GradingFacts { negative_media_outlets: 3, ..facts() })));
    check(SeriousMishandled, Box::new(graded(from(EscalatedFrom::Serious))));
    check(SiteFigureLoss, Box::new(loss("2000")));
    check(RaisedAgain, Box::new(graded(GradingFacts { times_raised: 3, ..facts() })));
    check(MinorInjury, Box::new(graded(GradingFacts { injury: Injury::Minor, ..facts() })));
    check(AnyMedia, Box::new(graded(GradingFacts { negative_media_outlets: 1, ..facts() })));
    check(OrdinaryMishandled, Box::new(graded(from(EscalatedFrom::Ordinary))));
    check(EverythingElse, Box::new(loss("1999.99")));
}

#[tokio::test]
async fn c_06_c_07_whom_it_must_reach_and_whom_to_phone() {
    let (_, handheld) = shared().await;
    for (change, reach, people) in [
        (ordinary as fn(&mut ReceptionForm), MustReach::Department, vec![]),
        (serious, MustReach::SiteManager, vec!["qi", "he"]),
        (major, MustReach::GeneralManager, vec!["gao", "qi", "he"]),
        (|r| r.grading.facts.deaths = 1, MustReach::GeneralManager, vec!["gao", "qi", "he"]),
    ] {
        let seen = preview(&handheld, change).unwrap();
        assert_eq!(seen.must_reach, reach);
        let callees: Vec<&str> = seen.callees.iter().map(|callee| callee.person.as_str()).collect();
        assert_eq!(callees, people);
        assert!(seen.callees.iter().all(|callee| callee.phone == "13800000000"), "with the number");
    }
}

#[tokio::test]
async fn c_05_the_clocks_run_from_the_reception_and_to_the_time_that_was_asked_for() {
    let (_, handheld) = shared().await;
    let seen = preview(&handheld, |r| r.received = now().shifted(-5 * MINUTE)).unwrap();
    assert_eq!(seen.until(ClockKind::Respond), Some(now().shifted(5 * MINUTE)));
    for (change, expected) in [(ordinary as fn(&mut ReceptionForm), 3), (serious, 48), (major, 3)] {
        let asked = |r: &mut ReceptionForm| {
            change(r);
            r.asked_for = Some(now().shifted(3 * HOUR));
        };
        let finish = preview(&handheld, asked).unwrap().until(ClockKind::Finish);
        assert_eq!(finish, Some(now().shifted(expected * HOUR)), "serious stays 48 hours");
    }
}

#[tokio::test]
async fn c_02_what_has_no_grade_and_what_has_one_before_anything_is_filled_in() {
    let (_, handheld) = shared().await;
    for sort in [Sort::Suggestion, Sort::Opinion] {
        assert_eq!(preview(&handheld, |r| r.sort = sort), None);
    }
    let form = handheld.with(|d| d.begin_complaint(None)).unwrap();
    let seen = handheld.with(|d| d.preview_complaint(&form)).unwrap().unwrap();
    assert_eq!(seen.grade, Grade::Ordinary, "the grade does not wait for the home");
    let form = filled(&handheld, |r| r.grading.loss = "很多".into());
    let error = handheld.with(|d| d.preview_complaint(&form));
    assert!(matches!(error, Err(ComplaintError::Amount(AmountError::Shape))));
}

/// C-04: raised by hand while it is being taken: never below the rule, with the clocks of the grade that it gets.
#[tokio::test]
async fn c_04_what_is_raised_as_it_is_taken() {
    let (_, handheld) = shared().await;
    for (by_hand, grade, respond, callees) in [
        (Grade::Ordinary, Grade::Serious, 8, 2),
        (Grade::Serious, Grade::Serious, 8, 2),
        (Grade::Major, Grade::Major, 5, 3),
        (Grade::EspeciallyMajor, Grade::EspeciallyMajor, 1, 3),
    ] {
        let mut form = filled(&handheld, serious);
        form.raising.grade = Some(by_hand);
        let seen = handheld.with(|d| d.preview_complaint(&form)).unwrap().unwrap();
        assert_eq!((seen.grade, seen.by_rule), (grade, Grade::Serious), "{by_hand:?}");
        assert_eq!(seen.lines.is_empty(), by_hand > Grade::Serious, "{by_hand:?}: no line of C-03 decided");
        assert_eq!(seen.until(ClockKind::Respond), Some(now().shifted(respond * MINUTE)), "{by_hand:?}");
        assert_eq!(seen.callees.len(), callees, "{by_hand:?}");
        handheld.with(|d| d.drop_draft(&form.complaint)).unwrap();
    }
}

/// C-04: more that is known raises the grade at once or leaves it, and never lowers it.
#[tokio::test]
async fn c_03_c_04_of_a_complaint_that_stands_what_more_would_make_of_it() {
    let (_, handheld) = shared().await;
    let complaint = receive(&handheld, serious);
    handheld.pass(4 * MINUTE);
    let standing = handheld.with(|d| d.preview_complaint(&form_of(&complaint))).unwrap().unwrap();
    assert_eq!((standing.grade, standing.lines), (Grade::Serious, vec![GradeLine::RaisedAgain]));
    assert_eq!(standing.clocks.len(), 4, "what runs");
    let mut form = handheld.with(|d| d.begin_assessment(&complaint)).unwrap();
    let seen = |form: &_| handheld.with(|d| d.preview_complaint(form)).unwrap().unwrap();
    form.assessment.as_mut().unwrap().facts.times_raised = 1;
    assert_eq!(seen(&form).grade, Grade::Serious, "never lowered");
    form.assessment.as_mut().unwrap().loss = "10000".into();
    let major = seen(&form);
    assert_eq!((major.grade, &major.lines[..]), (Grade::Major, &[GradeLine::LargeLoss][..]));
    assert_eq!(major.until(ClockKind::Respond), Some(now().shifted(9 * MINUTE)), "known only now");
    handheld.sign_in(&su());
    let error = handheld.with(|d| d.preview_complaint(&form)).unwrap_err();
    assert_eq!(error.to_string(), "there is no such callback here", "P-10");
}
