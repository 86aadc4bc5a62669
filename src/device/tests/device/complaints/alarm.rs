//! C-07: a grave complaint that the office does not have is impossible to overlook: until a receipt or a call.

use doorstep_device::queries::unreached::Unreached;
use doorstep_domain::fact::Reason;
use doorstep_domain::grade::Grade;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;

use super::site::*;
use crate::complaint_views::MINUTE;
use crate::handheld::Handheld;
use crate::office::Fault;
use crate::orders::site::{fan, han, handheld_of};
use crate::sample::{lin, now, su};

fn unreached(handheld: &Handheld) -> Vec<Unreached> {
    handheld.with(|d| d.unreached()).unwrap()
}

fn ringing(handheld: &Handheld) -> Vec<SubjectId> {
    unreached(handheld).into_iter().map(|row| row.alarm.complaint).collect()
}

#[tokio::test]
async fn c_07_it_stands_across_kill_and_shift_until_the_office_has_it() {
    let (office, handheld) = shared().await;
    let complaint = receive(&handheld, serious);
    let row = unreached(&handheld).pop().unwrap();
    assert_eq!((row.alarm.grade, row.alarm.received), (Grade::Serious, now()));
    assert_eq!(row.alarm.respond_by, now().shifted(8 * MINUTE));
    let first = &row.alarm.callees[0];
    assert_eq!(
        (&first.person, first.name.zh.as_str(), first.phone.as_str()),
        (&qi(), "周启明", "13800000000")
    );
    let of = row.of.unwrap();
    assert_eq!((of.customer.zh.as_str(), of.place.unwrap().room.as_str()), ("许女士", "1503"));

    handheld.engine.lock();
    let locked = unreached(&handheld).pop().unwrap();
    assert_eq!((locked.alarm, locked.of), (row.alarm.clone(), None), "P-10: nobody signed in");
    let handheld = handheld.restart();
    handheld.pass(9 * MINUTE);
    assert_eq!(ringing(&handheld), std::slice::from_ref(&complaint), "after a kill, too late already");
    handheld.sign_in(&han());
    assert_eq!(unreached(&handheld).pop().map(|row| (row.alarm, row.of)), Some((row.alarm, None)), "P-10");

    office.fail("/v1/facts", Fault::AnswerLost);
    handheld.engine.send_now().await;
    assert_eq!(ringing(&handheld), [complaint], "a lost answer proves nothing");
    handheld.engine.send_now().await;
    assert_eq!(ringing(&handheld), [], "the receipt is here");
    assert_eq!(office.received().len(), 1);
}

#[tokio::test]
async fn c_07_only_what_is_grave_makes_one() {
    let (_, handheld) = shared().await;
    for (name, change, expected) in [
        ("ordinary", ordinary as fn(&mut _), 0),
        (
            "a suggestion has no grade",
            |r: &mut doorstep_device::commands::complaint::form::ReceptionForm| {
                serious(r);
                r.sort = doorstep_domain::complaint::Sort::Suggestion;
            },
            0,
        ),
        ("serious", serious, 1),
        ("major", major, 2),
    ] {
        receive(&handheld, change);
        assert_eq!(unreached(&handheld).len(), expected, "{name}");
    }
    let grades: Vec<Grade> = unreached(&handheld).into_iter().map(|row| row.alarm.grade).collect();
    assert_eq!(grades, [Grade::Major, Grade::Serious], "the clock that ends first is first");
}

/// C-07: whoever is signed in states it, though the complaint is not theirs to read.
#[tokio::test]
async fn c_07_who_phoned_says_whom_and_when() {
    let (office, handheld) = shared().await;
    let [one, other] = [receive(&handheld, serious), receive(&handheld, major)];
    let at = now();
    let phone = |whom, at: Moment| handheld.with(|d| d.phone_about_complaint(&one, &whom, at));
    handheld.sign_in(&su());
    handheld.pass(MINUTE);
    assert_eq!(phone(qi(), at.shifted(2 * MINUTE)).unwrap_err().to_string(), "Phoned lies in the future");
    assert_eq!(phone("x".parse().unwrap(), at).unwrap_err().to_string(), "x does not work here");
    assert_eq!(ringing(&handheld).len(), 2);
    phone(qi(), at).unwrap();
    assert_eq!(ringing(&handheld), std::slice::from_ref(&other));
    let handheld = handheld.restart();
    assert_eq!(ringing(&handheld), [other], "it stays said");
    handheld.engine.send_now().await;
    let phoned = office.complaint(&one).phoned;
    assert_eq!(
        phoned.iter().map(|call| (&call.by, &call.what.whom, call.what.at)).collect::<Vec<_>>(),
        [(&su(), &qi(), at)]
    );
}

/// C-04: what rises after it was phoned about must be heard of again.
#[tokio::test]
async fn c_07_what_rises_is_an_alarm_of_its_own() {
    let (_, handheld) = shared().await;
    let complaint = receive(&handheld, ordinary);
    assert_eq!(ringing(&handheld), []);
    let mut form = handheld.with(|d| d.begin_assessment(&complaint)).unwrap();
    form.assessment.as_mut().unwrap().facts.times_raised = 3;
    handheld.with(|d| d.assess_complaint(&form)).unwrap();
    assert_eq!(ringing(&handheld), std::slice::from_ref(&complaint));
    handheld.with(|d| d.phone_about_complaint(&complaint, &qi(), now())).unwrap();
    assert_eq!(ringing(&handheld), []);
    handheld.pass(MINUTE);
    let mut form = handheld.with(|d| d.complaint_form(&complaint)).unwrap();
    (form.raising.grade, form.raising.reason) = (Some(Grade::Major), "记者来电".into());
    handheld.with(|d| d.raise_complaint(&form)).unwrap();
    let rows = unreached(&handheld);
    assert_eq!(rows.len(), 1, "one a complaint");
    assert_eq!((rows[0].alarm.grade, &rows[0].alarm.callees[0].person), (Grade::Major, &gao()));
}

/// C-07: between "saved" and the outbox there may be a full disk; nobody overlooks it for that.
#[tokio::test]
async fn c_07_it_stands_though_the_outbox_could_not_be_written() {
    let (office, handheld) = shared().await;
    let outbox = rusqlite::Connection::open(handheld.path("outbox.db")).unwrap();
    outbox
        .execute_batch("CREATE TRIGGER full BEFORE INSERT ON rows BEGIN SELECT RAISE(ABORT, 'full'); END")
        .unwrap();
    let complaint = receive(&handheld, serious);
    assert_eq!(handheld.engine.line().unwrap().waiting.facts, 0, "not in the outbox");
    let row = unreached(&handheld).pop().unwrap();
    assert_eq!((row.alarm.complaint, row.alarm.respond_by), (complaint.clone(), now().shifted(8 * MINUTE)));
    handheld.with(|d| d.phone_about_complaint(&complaint, &qi(), now())).unwrap();
    assert_eq!(ringing(&handheld), [], "said, as well only here");
    outbox.execute_batch("DROP TRIGGER full").unwrap();
    let other = receive(&handheld, major);
    assert_eq!(ringing(&handheld), std::slice::from_ref(&other), "all of it is in the outbox now");
    handheld.engine.send_now().await;
    assert_eq!((ringing(&handheld), office.received().len()), (Vec::new(), 3));
}

/// DESIGN.md §4: grave complaints go before all else, with what precedes them on their subject.
#[tokio::test]
async fn c_07_what_is_grave_goes_out_first() {
    let (office, handheld) = shared().await;
    for _ in 0..3 {
        crate::orders::site::register(&handheld, "sink");
    }
    let later = receive(&handheld, ordinary);
    receive(&handheld, ordinary);
    let grave = receive(&handheld, major);
    let mut form = handheld.with(|d| d.begin_assessment(&later)).unwrap();
    form.assessment.as_mut().unwrap().facts.times_raised = 3;
    handheld.with(|d| d.assess_complaint(&form)).unwrap();
    handheld.engine.send_now().await;
    let order: Vec<i64> = office.received().iter().map(|head| head.sequence).collect();
    assert_eq!(order, [4, 6, 7, 1, 2, 3, 5], "what became grave with its reception, then the rest in order");
    assert_eq!(office.received()[1].subject, grave);
}

#[tokio::test]
async fn c_07_the_office_is_told_how_many_it_does_not_have() {
    let (office, handheld) = shared().await;
    let complaint = receive(&handheld, serious);
    receive(&handheld, ordinary);
    receive(&handheld, major);
    handheld.with(|d| d.phone_about_complaint(&complaint, &qi(), now())).unwrap();
    office.lock().too_old_for = vec!["complaint.received", "complaint.phoned"];
    handheld.engine.send_now().await;
    let said = || office.lock().heartbeats.last().map(|beat| (beat.unsent_grave, beat.unsent_facts));
    assert_eq!(said(), Some((2, 4)), "phoned about or not: the office does not have them");
    office.lock().too_old_for.clear();
    handheld.engine.send_now().await;
    handheld.pass(10 * MINUTE);
    handheld.engine.send_now().await;
    assert_eq!(said(), Some((0, 0)));
}

/// P-09: what is held is at the office all the same, where somebody looks at it.
#[tokio::test]
async fn c_07_who_may_not_take_one_makes_no_alarm() {
    let office = crate::complaint_views::desk();
    office.grant(&fan(), &crate::office::subject(doorstep_domain::ids::SubjectKind::Person, "fan"));
    let handheld = handheld_of(&office, &[lin(), fan()]).await;
    let form = filled(&handheld, serious);
    let done = handheld.with(|d| d.receive_complaint(&form));
    assert!(matches!(done, Err(doorstep_device::commands::complaint::ComplaintError::Refused(Reason::Role))));
    assert_eq!(ringing(&handheld), []);
}
