//! A whole complaint: taken at the door without a network, handed on, acknowledged, handled, told, signed, archived.

use doorstep_domain::callback::{RefusalReason, SignOff};
use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::{Action, Channel, ClockKind, ComplaintState, Mark, Step};
use doorstep_domain::document::Document;
use doorstep_domain::event::PictureOf;
use doorstep_domain::grade::Grade;
use doorstep_domain::ids::SubjectId;

use doorstep_device::commands::complaint::ComplaintForm;
use doorstep_device::commands::pad::Signing;

use super::site::*;
use crate::complaint_views::MINUTE;
use crate::handheld::{Handheld, signature};
use crate::office::{Fault, Office};
use crate::orders::site::{han, peng, take_picture};
use crate::sample::{HOUR, lin, su};

/// The office's state; what is shown here is the same.
fn agreed_on(office: &Office, handheld: &Handheld, complaint: &SubjectId) -> ComplaintState {
    let page = handheld.with(|d| d.complaint(complaint)).unwrap();
    let state = office.complaint(complaint);
    assert_eq!((Some(page.row.step), page.history.len()), (state.step, state.taken.len() + state.held.len()));
    assert_eq!(state.held, []);
    state
}

#[tokio::test]
async fn f_01_c_01_to_c_12_a_whole_complaint_from_the_door_to_the_archive() {
    let (office, handheld) = shared().await;
    office.fail("/v1/", Fault::Unreachable);
    let form = filled(&handheld, |r| {
        serious(r);
        r.place = "地下车库".into();
    });
    take_picture(&handheld, &form.complaint, "reception");
    handheld.with(|d| d.receive_complaint(&form)).unwrap();
    let complaint = form.complaint;
    let page = handheld.with(|d| d.complaint(&complaint)).unwrap();
    assert!(page.row.number.starts_with('#'), "no number yet: a short code");
    assert_eq!((page.row.grade, page.row.pending), (Some(Grade::Serious), 1));
    assert_eq!((page.received_by.person, page.pictures.len()), (lin(), 1), "P-11");
    known_to_all(&office, &handheld, &complaint).await;

    assign(&handheld, &complaint, None);
    handheld.sign_in(&qi());
    handheld.with(|d| d.acknowledge_complaint(&complaint)).unwrap();
    handheld.sign_in(&peng());
    handheld.with(|d| d.acknowledge_complaint(&complaint)).unwrap();
    take_picture(&handheld, &complaint, "note");
    does(&handheld, &peng(), &complaint, |_| (), |d, f| d.note_on_complaint(f)).unwrap();
    let reply = agreed(handheld.with(|d| d.now()).shifted(HOUR), "等厂家的配件");
    does(&handheld, &lin(), &complaint, |f| f.reply = reply, |d, f| d.agree_reply(f)).unwrap();
    handheld.pass(30 * MINUTE);
    handheld.sign_in(&peng());
    take_picture(&handheld, &complaint, "after");
    handle(&handheld, &complaint);
    let told = |f: &mut ComplaintForm| {
        f.telling.channel = Some(Channel::Phone);
        f.telling.note = "表示满意".into();
    };
    does(&handheld, &lin(), &complaint, told, |d, f| d.tell_customer(f)).unwrap();
    sign(&handheld, &complaint, "谢谢，希望不再漏");
    handheld.sign_in(&su());
    handheld.with(|d| d.archive_complaint(&complaint)).unwrap();
    handheld.engine.send_now().await;

    let state = agreed_on(&office, &handheld, &complaint);
    let actions: Vec<Action> = state.taken.iter().map(|taken| taken.action).collect();
    use Action::*;
    assert_eq!(
        actions,
        [Receive, Assign, Acknowledge, Acknowledge, Note, AgreeReply, Handle, Tell, SignOpinion, Archive]
    );
    assert_eq!(state.step, Some(Step::Signed));
    assert!(state.archived.is_some() && !state.is_open());
    assert!(
        state.clocks.iter().all(|clock| clock.ended.is_some_and(|ended| ended.reached)),
        "{:?}",
        state.clocks
    );
    let pictures: Vec<PictureOf> = state.pictures.iter().map(|picture| picture.what.shows).collect();
    assert_eq!(pictures, [PictureOf::Site, PictureOf::Site, PictureOf::After]);
}

#[tokio::test]
async fn c_08_v_07_what_the_customer_saw_is_what_they_signed_and_is_only_superseded() {
    let (office, handheld) = shared().await;
    let complaint = receive(&handheld, ordinary);
    known_to_all(&office, &handheld, &complaint).await;
    assign(&handheld, &complaint, None);
    handle(&handheld, &complaint);
    handheld.sign_in(&lin());
    let mut form = form_of(&complaint);
    form.opinion = "修得太慢".into();
    let (mut form, sheet) = handheld.with(|d| d.show_opinion_sheet(form)).unwrap();
    let text = |document: &Document| serde_json::to_string(document).unwrap();
    for told in ["水管修了两次还漏", "本周内修好", "更换整段水管", "修得太慢", "许女士"]
    {
        assert!(text(&sheet.document).contains(told), "C-08: {told} is part of what is signed");
    }
    form.signing.pad = Some(signature());
    let first = handheld.with(|d| d.sign_opinion(&form)).unwrap();
    let mut form = handheld.with(|d| d.supersede_opinion(&complaint)).unwrap();
    assert_eq!(form.opinion, "修得太慢", "it begins with what was said");
    form.opinion = "现在满意".into();
    (form.signing.signing, form.signing.refusal) = (Signing::Refused, Some(RefusalReason::Dissatisfied));
    let (form, sheet) = handheld.with(|d| d.show_opinion_sheet(form)).unwrap();
    assert!(text(&sheet.document).contains("现在满意"));
    let second = handheld.with(|d| d.sign_opinion(&form)).unwrap();
    handheld.engine.send_now().await;
    let state = agreed_on(&office, &handheld, &complaint);
    assert_eq!(state.opinion.as_ref().map(|opinion| opinion.fact), Some(second.fact));
    assert_eq!(state.superseded.iter().map(|opinion| opinion.fact).collect::<Vec<_>>(), [first.fact]);
    let refused = SignOff::Refused { reason: RefusalReason::Dissatisfied };
    assert_eq!(state.opinion.map(|opinion| opinion.what.sign_off), Some(refused), "V-08: never faked");
    let proof = handheld.with(|d| d.proof(first.fact)).unwrap();
    assert!(proof.strokes.is_some_and(|strokes| {
        proof.document_bytes.is_some_and(|bytes| strokes.document == doorstep_domain::document::hash(&bytes))
    }));
}

#[tokio::test]
async fn c_03_c_04_more_is_known_raised_and_mishandled() {
    let (office, handheld) = shared().await;
    let complaint = receive(&handheld, |r| r.grading.loss = "300.50".into());
    known_to_all(&office, &handheld, &complaint).await;
    handheld.sign_in(&lin());
    let mut form = handheld.with(|d| d.begin_assessment(&complaint)).unwrap();
    assert_eq!(form.assessment.as_ref().unwrap().loss, "300.50", "as it is known");
    form.assessment.as_mut().unwrap().facts.times_raised = 4;
    handheld.with(|d| d.assess_complaint(&form)).unwrap();
    let again = handheld.with(|d| d.begin_assessment(&complaint)).unwrap();
    assert_eq!(again.assessment.as_ref().unwrap().facts.times_raised, 4, "what was said last");
    handheld.with(|d| d.drop_draft(&complaint)).unwrap();
    assign(&handheld, &complaint, None);
    let escalate = |f: &mut ComplaintForm| {
        f.escalation = "两天无人回复".into();
    };
    does(&handheld, &he(), &complaint, escalate, |d, f| d.escalate_complaint(f)).unwrap();
    handheld.pass(MINUTE);
    let raise = |f: &mut ComplaintForm| {
        (f.raising.grade, f.raising.reason) = (Some(Grade::EspeciallyMajor), "媒体已到场".into());
    };
    does(&handheld, &qi(), &complaint, raise, |d, f| d.raise_complaint(f)).unwrap();
    let finish = agreed(handheld.with(|d| d.now()).shifted(72 * HOUR), "");
    does(&handheld, &gao(), &complaint, |f| f.finish = finish.clone(), |d, f| d.agree_finish(f)).unwrap();
    handheld.engine.send_now().await;
    let state = agreed_on(&office, &handheld, &complaint);
    let grades: Vec<_> =
        state.gradings.iter().map(|done| (done.what.grading.grade, done.what.by_hand)).collect();
    assert_eq!(
        grades,
        [
            (Grade::Ordinary, false),
            (Grade::Serious, false),
            (Grade::Major, false),
            (Grade::EspeciallyMajor, true)
        ],
        "C-04: the history stays"
    );
    let by = state.clocks.iter().rfind(|clock| clock.kind == ClockKind::Finish).map(|clock| clock.by);
    assert_eq!(by, finish.at, "C-05: case by case");
}

#[tokio::test]
async fn p_11_c_11_handed_over_marked_and_answered() {
    let (office, handheld) = shared().await;
    let complaint = receive(&handheld, |r| r.channel = Channel::Letter);
    known_to_all(&office, &handheld, &complaint).await;
    does(&handheld, &lin(), &complaint, |f| f.hand_over = Some(su()), |d, f| d.hand_over_complaint(f))
        .unwrap();
    let mark = |f: &mut ComplaintForm| {
        (f.marking.mark, f.marking.reason) = (Some(Mark::NotOurs), "属于开发商保修".into());
    };
    does(&handheld, &he(), &complaint, mark, |d, f| d.mark_complaint(f)).unwrap();
    does(&handheld, &su(), &complaint, |f| f.answer = "已复函".into(), |d, f| d.answer_complaint(f)).unwrap();
    handheld.engine.send_now().await;
    let state = agreed_on(&office, &handheld, &complaint);
    assert_eq!(state.owner, Some(su()));
    assert_eq!(state.mark.map(|mark| mark.what), Some(Mark::NotOurs));
    assert!(state.answered.is_some());
    let page = handheld.with(|d| d.complaint(&complaint)).unwrap();
    assert_eq!(page.mark.map(|mark| mark.reason), Some("属于开发商保修".into()), "never silently");
}

/// C-06: P-01 and P-02 for themselves, everybody else for the department.
#[tokio::test]
async fn c_06_each_acknowledges_for_whom_they_stand() {
    let (office, handheld) = shared().await;
    let complaint = receive(&handheld, major);
    known_to_all(&office, &handheld, &complaint).await;
    assign(&handheld, &complaint, Some(han()));
    for who in [han(), qi(), gao()] {
        handheld.sign_in(&who);
        handheld.with(|d| d.acknowledge_complaint(&complaint)).unwrap();
    }
    handheld.engine.send_now().await;
    let state = agreed_on(&office, &handheld, &complaint);
    let reached: Vec<MustReach> = state.acknowledged.iter().map(|done| done.what).collect();
    assert_eq!(reached, [MustReach::Department, MustReach::SiteManager, MustReach::GeneralManager]);
    assert!(state.is_acknowledged());
}

/// C-04: a grade by hand that the form of a new complaint already names.
#[tokio::test]
async fn c_04_raised_as_it_is_taken() {
    for (name, by_hand, expected) in [
        ("above the one by rule", Grade::Major, vec![Grade::Serious, Grade::Major]),
        ("not above it: nothing is lowered", Grade::Serious, vec![Grade::Serious]),
    ] {
        let (office, handheld) = shared().await;
        let mut form = filled(&handheld, serious);
        (form.raising.grade, form.raising.reason) = (Some(by_hand), "业委会主任".into());
        handheld.with(|d| d.receive_complaint(&form)).unwrap();
        assert_eq!(handheld.with(|d| d.reopen_complaint()).unwrap(), None, "{name}: the form is done with");
        handheld.engine.send_now().await;
        let state = office.complaint(&form.complaint);
        let grades: Vec<Grade> = state.gradings.iter().map(|done| done.what.grading.grade).collect();
        assert_eq!(grades, expected, "{name}");
    }
}
