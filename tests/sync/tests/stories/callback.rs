//! A callback, from the office to the door and back.

use doorstep_device::queries::outbox::What;
use doorstep_device::queries::task::Section;
use doorstep_device::store::outbox::RowState;
use doorstep_domain::bytes::Hash;
use doorstep_domain::document;
use doorstep_domain::fact::{Outcome, Slot};
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;
use doorstep_domain::stroke::Strokes;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::event::{DONE, REPORTED};
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::world::World;
use serde_json::{Value, json};

fn moment(text: &str) -> Moment {
    chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc().into()
}

#[tokio::test]
async fn f_01_a_callback_from_the_office_to_the_door_and_back() {
    let world = World::begin().await;
    let lin = world.handheld_of("lin").await;
    lin.check_to_do(&[]);
    let callback = world.site.repair("8-1-101").await;
    lin.sync().await;
    world.network.set(Fault::Unreachable);
    lin.check_to_do(&[&callback]);
    check_history(&lin, &callback);
    let customer = Customer::content();
    let recorded = lin.record(&callback, &customer);
    lin.sync().await;
    assert_eq!(lin.states(), [RowState::Waiting]);
    assert!(world.site.ledger().by(lin.installation()).is_empty());
    world.network.heal();
    lin.sync().await;
    world.check_all_green(&lin, &[recorded.saved]);
    lin.check_to_do(&[]);
    check_office_copy(&world, &callback, &customer, &recorded.sheet.bytes).await;
}

/// V-05: what was reported and done is there without a network.
fn check_history(handheld: &Handheld, callback: &SubjectId) {
    let detail = handheld.callback(callback);
    assert_eq!(detail.task.reported.zh, REPORTED);
    assert_eq!(detail.task.customer.zh, "王先生");
    let event = detail.event.unwrap();
    assert_eq!((event.done.zh.as_str(), event.steps.len()), (DONE, 1));
    assert_eq!(event.done_by.unwrap().zh, "姓名zhao");
    assert_eq!(event.charge.unwrap().fen, 8000);
}

/// What the office holds is what was said, shown and drawn; the strokes name the document (V-07).
async fn check_office_copy(world: &World, callback: &SubjectId, customer: &Customer, shown: &[u8]) {
    let copy = world.site.copy(callback).await;
    let records: Vec<&Value> = facts(&copy, "callback.recorded");
    assert_eq!(records.len(), 1);
    let record = records[0];
    assert_eq!(record["body"]["ratings"], json!({"quality": 5, "effect": 4, "satisfaction": 5}));
    assert_eq!(record["texts"], json!({"opinions": customer.opinions}));
    assert_eq!(record["document"].as_str().unwrap().as_bytes(), shown);
    let strokes: Strokes = serde_json::from_value(record["strokes"].clone()).unwrap();
    let hash: Hash = document::hash(shown);
    assert_eq!((strokes.document, strokes.strokes), (hash, customer.pad().strokes));
    assert_eq!(record["body"]["document"], json!(hash));
    assert_eq!(copy["state"]["record"]["by"], "lin");
}

fn facts<'a>(copy: &'a Value, kind: &str) -> Vec<&'a Value> {
    copy["facts"].as_array().unwrap().iter().filter(|fact| fact["kind"] == kind).collect()
}

/// V-01, V-02: Wednesday the 25th is a holiday at this site alone, and its own calendar decides.
#[tokio::test]
async fn v_01_to_v_03_the_deadlines_of_the_office_stand_on_the_handheld() {
    let world = World::begin().await;
    let lin = world.handheld_of("lin").await;
    let cases = [
        (json!({"kind": "repair"}), "2026-11-28T00:00:00+08:00", Some("2026-11-27T00:00:00+08:00")),
        (json!({"kind": "complaint", "grade": "ordinary"}), "2026-11-28T00:00:00+08:00", None),
        (json!({"kind": "special_service", "stage": "middle"}), "2026-11-28T00:00:00+08:00", None),
        (json!({"kind": "community_activity"}), "2026-11-28T00:00:00+08:00", None),
    ];
    for (kind, due_by, target_by) in cases {
        let callback = world.site.finish(kind.clone(), "8-1-101").await.callback;
        lin.sync().await;
        let today = lin.today();
        let row = today.rows.iter().find(|row| row.callback == callback).unwrap();
        let expected = (moment(due_by), target_by.map(moment), Section::Later);
        assert_eq!((row.due_by, row.target_by, row.section), expected, "{kind}");
        let copy = world.site.copy(&callback).await;
        assert_eq!(copy["state"]["opened"]["due"]["due_by"], row.due_by.millis(), "{kind}");
    }
}

/// V-01: the graver ones are for P-01, P-02 and whom they name: not in a butler's list, and held if made.
#[tokio::test]
async fn v_01_a_grave_callback_is_for_whom_it_is_assigned_to() {
    let world = World::begin().await;
    let lin = world.handheld_of("lin").await;
    let major = json!({"kind": "complaint", "grade": "major"});
    let callback = world.site.finish(major, "8-1-101").await.callback;
    lin.sync().await;
    lin.check_to_do(&[]);
    assert!(lin.can_see(&callback));
    world.site.assign(&callback, "lin").await;
    lin.sync().await;
    lin.check_to_do(&[&callback]);
    let row = lin.today().rows.remove(0);
    assert_eq!(row.due_by, moment("2026-11-27T00:00:00+08:00"), "one working day");
    let recorded = lin.record(&callback, &Customer::content());
    lin.sync().await;
    world.check_all_green(&lin, &[recorded.saved]);
}

#[tokio::test]
async fn v_09_nobody_home_stays_open_with_its_next_try() {
    let world = World::begin().await;
    let lin = world.handheld_of("lin").await;
    let callback = world.site.repair("8-1-101").await;
    lin.sync().await;
    let attempts = [lin.attempt(&callback), lin.attempt(&callback)];
    lin.sync().await;
    world.check_all_green(&lin, &attempts);
    lin.check_to_do(&[&callback]);
    let row = lin.today().rows.remove(0);
    assert_eq!((row.attempts, row.pending, row.next_try.is_some()), (2, 0, true));
    let there = world.site.ledger().on(&callback);
    let notes = there.iter().filter(|entry| entry.head.kind == "callback.attempted");
    let notes: Vec<&[u8]> = notes.map(|entry| entry.part(Slot::TEXTS)).collect();
    assert_eq!(notes, [r#"{"note":"敲门无人应"}"#.as_bytes(); 2]);
}

/// V-07: after signing nothing can be edited; a correction supersedes, and the first record is kept.
#[tokio::test]
async fn v_07_a_correction_supersedes_and_the_first_record_is_kept() {
    let world = World::begin().await;
    let lin = world.handheld_of("lin").await;
    let callback = world.site.repair("8-1-101").await;
    lin.sync().await;
    let first = lin.record(&callback, &Customer::angry());
    lin.sync().await;
    let again = lin.engine.with(|device| {
        let form = Customer::content().fill(device.form(&callback).unwrap());
        let (form, _) = device.show_sheet(form).unwrap();
        device.record_callback(&Customer::content().sign(form))
    });
    assert!(again.is_err(), "a signed record was replaced without saying so");
    world.network.set(Fault::Unreachable);
    let second = lin.correct(&callback, &Customer::content());
    let third = lin.correct(&callback, &Customer::content());
    world.network.heal();
    lin.sync().await;
    world.check_all_green(&lin, &[first.saved, second.saved, third.saved]);
    let ledger = world.site.ledger();
    for recorded in [&first, &second, &third] {
        assert_eq!(ledger.fact(recorded.saved.fact).part(Slot::DOCUMENT), recorded.sheet.bytes);
    }
    assert_ne!(first.sheet.bytes, second.sheet.bytes);
    let state = &world.site.copy(&callback).await["state"];
    assert_eq!(state["record"]["fact"], json!(third.saved.fact));
    let superseded: Vec<&Value> =
        state["superseded"].as_array().unwrap().iter().map(|r| &r["fact"]).collect();
    assert_eq!(superseded, [&json!(first.saved.fact), &json!(second.saved.fact)]);
    check_says_so(&lin, &callback);
}

/// The handheld shows which record stands, and says of the corrections that they are some.
fn check_says_so(handheld: &Handheld, callback: &SubjectId) {
    use doorstep_device::queries::callback::Standing::{Stands, Superseded};
    let records = handheld.callback(callback).records;
    let standings: Vec<_> = records.iter().map(|record| record.standing).collect();
    assert_eq!(standings, [Stands, Superseded, Superseded]);
    let said = handheld.outbox().into_iter().map(|row| match row.what {
        What::Record { supersedes, .. } => supersedes,
        other => panic!("{other:?}"),
    });
    assert_eq!(said.collect::<Vec<_>>(), [false, true, true]);
}

/// The office judges what the handheld only anticipated, and its verdict is the one that both show.
#[tokio::test]
async fn p_09_a_record_by_somebody_who_may_not_is_held_and_kept() {
    let world = World::begin().await;
    let chen = world.handheld_of("chen").await;
    let grave = json!({"kind": "complaint", "grade": "major"});
    let callback = world.site.finish(grave, "8-1-101").await.callback;
    chen.sync().await;
    let recorded = chen.record(&callback, &Customer::content());
    chen.sync().await;
    world.check_all_once(&chen, &[recorded.saved]);
    let entry = world.site.ledger().fact(recorded.saved.fact);
    assert_eq!(entry.verdict.outcome, Outcome::Held);
    assert_eq!(entry.part(Slot::DOCUMENT), recorded.sheet.bytes);
    let row = chen.outbox().remove(0);
    assert!(matches!(row.state, RowState::Held(_)) && row.needs_look, "{row:?}");
}
