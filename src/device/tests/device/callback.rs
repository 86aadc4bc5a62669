//! Recording a callback: V-04 to V-10, V-13, F-04.

use doorstep_device::commands::form::{CallbackForm, Field, FormError, Pad, Signing};
use doorstep_device::commands::save::SaveError;
use doorstep_device::queries::callback::Standing;
use doorstep_device::store::outbox::RowState;
use doorstep_domain::callback::{CallbackVerdict, Manner, PhoneReason, RefusalReason, Relation, SignOff};
use doorstep_domain::document;
use doorstep_domain::fact::Body;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::lang::Lang;
use doorstep_domain::stroke::{Point, Stroke};

use super::handheld::{Handheld, content, signature};
use super::office::Office;
use super::sample::{self, DAY, HOUR, lin, now};

pub async fn with_a_repair() -> (Office, Handheld, SubjectId) {
    let office = Office::new(now());
    sample::residence(&office);
    sample::home(&office, "8-2-1602", "王先生", "Mr Wang", Lang::Zh);
    let callback = sample::repair(&office, "8-2-1602", "r1", 1);
    let handheld = Handheld::of_lin(&office).await;
    (office, handheld, callback)
}

#[tokio::test]
async fn v_07_what_the_customer_saw_is_what_is_signed_kept_and_sent() {
    let (office, handheld, callback) = with_a_repair().await;
    let (form, sheet) = handheld.with(|d| d.show_sheet(content(&callback))).unwrap();
    assert_eq!(sheet.document.heading, "王先生，请您过目");
    assert!(sheet.document.rows.iter().any(|row| row.text.contains("换弯管")), "V-05: what was done");
    let form = CallbackForm { pad: Some(signature()), ..form };
    let saved = handheld.with(|d| d.record_callback(&form)).unwrap();
    assert!(saved.sealed);
    assert!(handheld.with(|d| d.today()).unwrap().rows.is_empty(), "it is done, here and now");
    assert!(handheld.with(|d| d.reopen()).unwrap().is_none(), "the draft went with the save");

    handheld.engine.sync_once().await;
    let received = office.received();
    assert_eq!(received.len(), 1);
    let ordered = office.ordered(saved.fact);
    let part =
        |slot: &str| ordered.fact.parts.iter().find(|p| p.slot.as_str() == slot).unwrap().bytes.0.clone();
    assert_eq!(part("document"), sheet.bytes);
    let strokes: doorstep_domain::stroke::Strokes = serde_json::from_slice(&part("signature")).unwrap();
    assert_eq!(strokes.document, document::hash(&sheet.bytes));
    assert_eq!(strokes.strokes, signature().strokes);
    let Body::CallbackRecorded(record) = Body::parse(&received[0].kind, 1, &received[0].body).unwrap() else {
        panic!()
    };
    assert_eq!((record.document, record.sign_off), (document::hash(&sheet.bytes), SignOff::Signed));
    let proof = handheld.with(|d| d.proof(saved.fact)).unwrap();
    assert_eq!(proof.document_bytes.unwrap(), sheet.bytes);
    assert_eq!(proof.strokes.unwrap(), strokes);
}

#[tokio::test]
async fn v_07_a_form_that_changed_after_it_was_shown_is_not_saved() {
    let (_office, handheld, callback) = with_a_repair().await;
    let signed = handheld.signed_form(&callback);
    let refused = |form: &CallbackForm| match handheld.with(|d| d.record_callback(form)) {
        Err(SaveError::Form(error)) => error,
        other => panic!("{other:?}"),
    };
    let worse = CallbackForm { quality: Some(1.try_into().unwrap()), ..signed.clone() };
    assert_eq!(refused(&worse), FormError::ShownOther);
    assert_eq!(refused(&CallbackForm { language: Lang::En, ..signed.clone() }), FormError::ShownOther);
    assert_eq!(refused(&CallbackForm { shown: None, ..signed.clone() }), FormError::Missing(Field::Shown));
    let (again, sheet) = handheld.with(|d| d.show_sheet(signed.clone())).unwrap();
    assert_eq!(
        (&again.pad, sheet.bytes),
        (&signed.pad, signed.shown.unwrap().document.0),
        "shown again as it was"
    );
    let (other, _) = handheld.with(|d| d.show_sheet(worse)).unwrap();
    assert_eq!(other.pad, None, "another sheet clears the pad");
}

#[tokio::test]
async fn v_04_to_v_08_what_a_record_must_have() {
    let (_office, handheld, callback) = with_a_repair().await;
    let dot = Pad { strokes: vec![Stroke(vec![Point { x: 1, y: 1, t: 0 }])], ..signature() };
    let line = Pad {
        strokes: vec![Stroke(vec![Point { x: 0, y: 0, t: 0 }, Point { x: 900, y: 0, t: 9 }])],
        ..signature()
    };
    let base = || content(&callback);
    let missing = |field| Some(FormError::Missing(field));
    let named = |name: &str| {
        let mut form =
            CallbackForm { signing: Signing::OnBehalf, relation: Some(Relation::Spouse), ..base() };
        form.texts.signer = name.into();
        form
    };
    let noted = |form: CallbackForm| {
        let mut form = form;
        form.texts.note = "手机没电".into();
        form
    };
    let phone = |reason| CallbackForm { by_phone: true, phone_reason: reason, ..base() };
    let refused = |reason| CallbackForm { signing: Signing::Refused, refusal: reason, ..base() };
    let long = {
        let mut form = base();
        form.texts.shortcomings = "长".repeat(2_001);
        form
    };
    let signed = |form: CallbackForm| CallbackForm { pad: Some(signature()), ..form };
    let cases: Vec<(&str, CallbackForm, Option<Pad>, Option<FormError>)> = vec![
        ("signed", base(), Some(signature()), None),
        (
            "V-06: no satisfaction",
            CallbackForm { satisfaction: None, ..base() },
            None,
            missing(Field::Satisfaction),
        ),
        ("V-07: nothing drawn", base(), None, missing(Field::Signature)),
        ("V-07: a dot", base(), Some(dot), missing(Field::Signature)),
        ("V-07: a line", base(), Some(line), None),
        ("V-04: phone, no reason", phone(None), None, missing(Field::PhoneReason)),
        ("V-04: phone", phone(Some(PhoneReason::CustomerAway)), None, None),
        ("V-04: phone, other, no note", phone(Some(PhoneReason::Other)), None, missing(Field::Note)),
        ("V-04: phone, other, note", noted(phone(Some(PhoneReason::Other))), None, None),
        ("V-08: refused, no reason", refused(None), None, missing(Field::Refusal)),
        ("V-08: refused", refused(Some(RefusalReason::Hurry)), None, None),
        ("V-08: on behalf, no name", named(" \u{202e}"), Some(signature()), missing(Field::Signer)),
        ("V-08: on behalf, unsigned", named("刘女士"), None, missing(Field::Signature)),
        ("V-08: on behalf", named("刘女士"), Some(signature()), None),
        (
            "V-08: on behalf, no relation",
            CallbackForm { relation: None, ..signed(named("刘女士")) },
            None,
            missing(Field::Relation),
        ),
    ];
    for (name, form, pad, expected) in cases {
        let shown = handheld.with(|d| d.show_sheet(form)).map(|(form, _)| CallbackForm { pad, ..form });
        let error = match shown {
            Ok(form) => form.complete().err(),
            Err(SaveError::Form(error)) => Some(error),
            Err(other) => panic!("{name}: {other}"),
        };
        assert_eq!(error, expected, "{name}");
    }
    let too_long = handheld.with(|d| d.show_sheet(long));
    assert!(matches!(too_long, Err(SaveError::Form(FormError::TooLong(Field::Text, _)))));
}

#[tokio::test]
async fn v_06_v_08_records_say_what_was_decided() {
    let (office, handheld, callback) = with_a_repair().await;
    let mut form = content(&callback);
    (form.satisfaction, form.signing, form.relation) =
        (Some(2.try_into().unwrap()), Signing::OnBehalf, Some(Relation::Spouse));
    form.texts.signer = "刘女士".into();
    assert_eq!(form.proposed_verdict(), Some(CallbackVerdict::Unqualified));
    let (form, sheet) = handheld.with(|d| d.show_sheet(form)).unwrap();
    assert_eq!(
        sheet.document.rows.last().unwrap().text,
        "刘女士（配偶）",
        "never as if the customer had signed"
    );
    let form = CallbackForm { pad: Some(signature()), ..form };
    handheld.with(|d| d.record_callback(&form)).unwrap();
    handheld.engine.sync_once().await;
    let detail = handheld.with(|d| d.callback(&callback)).unwrap();
    let record = &detail.records[0];
    assert_eq!(record.verdict, CallbackVerdict::Unqualified);
    assert_eq!(record.sign_off, SignOff::OnBehalf { relation: Relation::Spouse });
    assert_eq!((record.texts.signer.as_str(), record.manner), ("刘女士", Manner::Face));
    assert_eq!((record.standing, record.by.zh.as_str()), (Standing::Stands, "林晓"));
    assert_eq!(record.outbox, Some(RowState::Confirmed));
    assert_eq!(office.received().len(), 1);
}

#[tokio::test]
async fn v_07_a_correction_supersedes_and_says_so() {
    let (office, handheld, callback) = with_a_repair().await;
    let first = handheld.with(|d| d.record_callback(&handheld_form(&handheld, d, &callback))).unwrap();
    let twice = handheld.with(|d| d.record_callback(&handheld_form(&handheld, d, &callback)));
    assert!(matches!(twice, Err(SaveError::RecordedAlready)));
    let correction = handheld.with(|d| d.supersede(&callback)).unwrap();
    assert_eq!((correction.supersedes, correction.texts.opinions.as_str()), (Some(first.fact), "很好，谢谢"));
    let correction = CallbackForm { effect: Some(3.try_into().unwrap()), ..correction };
    let (form, sheet) = handheld.with(|d| d.show_sheet(correction)).unwrap();
    assert!(sheet.document.rows[0].text.contains("代替"), "{:?}", sheet.document.rows[0]);
    let second =
        handheld.with(|d| d.record_callback(&CallbackForm { pad: Some(signature()), ..form })).unwrap();
    handheld.engine.sync_once().await;
    assert_eq!(office.received().len(), 2);
    let records = handheld.with(|d| d.callback(&callback)).unwrap().records;
    let stand: Vec<_> = records.iter().map(|r| (r.fact, r.standing)).collect();
    assert_eq!(stand, [(second.fact, Standing::Stands), (first.fact, Standing::Superseded)]);
}

fn handheld_form(_: &Handheld, device: &doorstep_device::Device, callback: &SubjectId) -> CallbackForm {
    let (form, _) = device.show_sheet(content(callback)).unwrap();
    CallbackForm { pad: Some(signature()), ..form }
}

#[tokio::test]
async fn v_09_an_attempt_counts_in_the_history_and_the_callback_stays_open() {
    let (office, handheld, callback) = with_a_repair().await;
    let at = handheld.with(|d| d.now());
    let attempt = |next_try| {
        let mut form = CallbackForm { next_try, ..CallbackForm::new(callback.clone(), Lang::Zh) };
        form.texts.note = "门口有快递".into();
        handheld.with(|d| d.record_attempt(&form))
    };
    assert!(matches!(attempt(None), Err(SaveError::Form(FormError::Missing(Field::NextTry)))));
    assert!(matches!(attempt(Some(at)), Err(SaveError::Form(FormError::NextTryPast))));
    attempt(Some(at.shifted(9 * HOUR))).unwrap();
    let row = handheld.with(|d| d.today()).unwrap().rows.remove(0);
    assert_eq!((row.attempts, row.next_try, row.pending), (1, Some(at.shifted(9 * HOUR)), 1));
    handheld.engine.sync_once().await;
    let detail = handheld.with(|d| d.callback(&callback)).unwrap();
    assert_eq!((detail.attempts.len(), detail.attempts[0].pending), (1, false));
    assert_eq!(detail.attempts[0].note, "门口有快递");
    assert!(detail.task.is_open);
    assert_eq!(office.received()[0].seen.office, 7, "what its author had seen (F-04)");
}

#[tokio::test]
async fn f_04_the_second_record_is_held_kept_and_says_who_was_first() {
    let (office, handheld, callback) = with_a_repair().await;
    let other = Handheld::new(&office);
    other.engine.connect("https://office.test", &office.code()).await.unwrap();
    other.engine.enter(&sample::su(), "12345678", &super::handheld::pin()).await.unwrap();
    other.engine.sync_once().await;
    other.with(|d| d.record_callback(&handheld_form(&other, d, &callback))).unwrap();
    other.engine.sync_once().await;

    let mine = handheld.with(|d| d.record_callback(&handheld_form(&handheld, d, &callback))).unwrap();
    handheld.engine.sync_once().await;
    let detail = handheld.with(|d| d.callback(&callback)).unwrap();
    let stand: Vec<_> = detail.records.iter().map(|r| (r.by.zh.as_str(), r.standing)).collect();
    assert_eq!(stand, [("苏敏", Standing::Stands), ("林晓", Standing::Held)]);
    let item = handheld.with(|d| d.outbox()).unwrap().remove(0);
    assert!(matches!(item.state, RowState::Held(_)));
    assert_eq!(item.first_by.as_ref().unwrap().0.zh, "苏敏");
    assert!(item.needs_look);
    assert_eq!(handheld.engine.line().unwrap().waiting.needs_look, 1);
    handheld.with(|d| d.notice(item.sequence)).unwrap();
    assert_eq!(handheld.engine.line().unwrap().waiting.needs_look, 0);
    assert!(handheld.with(|d| d.proof(mine.fact)).unwrap().strokes.is_some(), "the signature is kept");
}

#[tokio::test]
async fn f_04_who_is_at_the_door_while_the_task_is_taken_away_finishes_the_form() {
    let (office, handheld, callback) = with_a_repair().await;
    let form = handheld.signed_form(&callback);
    handheld.with(|d| d.save_draft(&form)).unwrap();
    for subject in ["callback", "event", "home"] {
        let subjects = [callback.clone(), "event/r1".parse().unwrap(), "home/8-2-1602".parse().unwrap()];
        let gone = subjects.into_iter().find(|s| s.as_str().starts_with(subject)).unwrap();
        office.withdraw(&lin(), &gone);
    }
    handheld.pass(HOUR);
    handheld.engine.send_now().await;
    assert!(handheld.with(|d| d.today()).unwrap().rows.is_empty(), "it is not mine any more");
    assert_eq!(handheld.with(|d| d.reopen()).unwrap().as_ref(), Some(&form));
    handheld.with(|d| d.record_callback(&form)).unwrap();
    handheld.engine.sync_once().await;
    assert_eq!(office.received().len(), 1);
    assert!(handheld.with(|d| d.callback(&callback)).is_err(), "P-10: gone, once nothing is pending");
    assert!(handheld.with(|d| d.search("1602")).unwrap().is_empty());
    handheld.pass(DAY);
}
