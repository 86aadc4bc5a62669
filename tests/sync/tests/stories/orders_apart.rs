//! F-04: two technicians close the same order while apart. The office's order decides, and nobody's signature,
//! picture or money is discarded.

use std::collections::BTreeSet;

use doorstep_device::store::outbox::RowState;
use doorstep_domain::document;
use doorstep_domain::fact::{Outcome, Reason, Slot};
use doorstep_domain::ids::SubjectId;
use doorstep_domain::stroke::Strokes;
use doorstep_domain::work_order::{Action, Step};
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::event::draw;
use doorstep_tests_sync::handheld::{Handheld, who};
use doorstep_tests_sync::ledger::Entry;
use doorstep_tests_sync::repair::Evidence;
use doorstep_tests_sync::works::LISTED;
use doorstep_tests_sync::world::World;
use serde_json::json;

/// What each of the two does about the order, from accepting it to the money.
const ACTS: [Action; 8] = [
    Action::Accept,
    Action::Arrive,
    Action::Verify,
    Action::Agree,
    Action::Start,
    Action::Finish,
    Action::Sign,
    Action::Charge,
];

/// A technician who closed the order, and what they brought back.
struct Closed {
    name: &'static str,
    handheld: Handheld,
    customer: Customer,
    evidence: Evidence,
}

#[tokio::test]
async fn f_04_two_close_one_order_apart_and_who_arrives_first_has_it() {
    for feng_first in [true, false] {
        let world = World::with_works().await;
        let (order, zhao, feng) = closed_by_both(&world).await;
        let (first, second) = if feng_first { (&feng, &zhao) } else { (&zhao, &feng) };
        first.handheld.sync().await;
        check_nothing_held(&world, &order, first);
        second.handheld.sync().await;
        check_why(&world, &order, second, first);
        for closed in [first, second] {
            world.check_outbox_once(&closed.handheld);
            check_evidence(&world, &order, closed).await;
            check_money(&world, closed).await;
        }
        check_one_order(&world, &order, first).await;
    }
}

/// Dispatched to zhao, who goes offline; the desk hands it to feng; both close it whole.
async fn closed_by_both(world: &World) -> (SubjectId, Closed, Closed) {
    let desk = world.handheld_of("chen").await;
    let zhao = world.handheld_of("zhao").await;
    let feng = world.handheld_of("feng").await;
    let order = desk.register("8-1-101", "sink");
    desk.sync().await;
    zhao.sync().await;
    desk.sync().await;
    desk.dispatch(&order, "feng");
    desk.sync().await;
    feng.sync().await;
    let zhao = close(zhao, "zhao", &order, Customer::content(), [10, 20]);
    let feng = close(feng, "feng", &order, Customer::angry(), [30, 40]);
    (order, zhao, feng)
}

fn close(
    handheld: Handheld,
    name: &'static str,
    order: &SubjectId,
    customer: Customer,
    shades: [u8; 2],
) -> Closed {
    let [before, after] = shades.map(draw);
    let evidence = handheld.repair(order, &customer, [&before, &after]);
    handheld.charge(order, &format!("NO-{name}"));
    Closed { name, handheld, customer, evidence }
}

/// F-04: who was first is not punished, not even for what they could not know.
fn check_nothing_held(world: &World, order: &SubjectId, first: &Closed) {
    let detail = first.handheld.order(order);
    assert!(detail.held.is_empty(), "{}: {:?}", first.name, detail.held);
    assert_eq!((detail.row.step, detail.row.pending), (Step::Settled, 0));
    assert!(acts_of(world, order, first).iter().all(|entry| entry.verdict.is_applied()));
}

/// The second one keeps everything, and sees of each act who was first.
fn check_why(world: &World, order: &SubjectId, second: &Closed, first: &Closed) {
    let detail = second.handheld.order(order);
    let held: Vec<Action> = detail.held.iter().map(|held| held.action).collect();
    assert_eq!(held, ACTS, "each is kept, in its order");
    let name = format!("姓名{}", first.name);
    for held in &detail.held {
        let (by, _) = held.first.as_ref().unwrap_or_else(|| panic!("{held:?}"));
        assert!(held.is_mine && by.zh == name, "{held:?}");
    }
    for row in second.handheld.outbox() {
        assert!(matches!(row.state, RowState::Held(_)) && row.needs_look, "amber: {row:?}");
        assert_eq!(row.first_by.map(|(by, _)| by.zh), Some(name.clone()));
    }
    for entry in acts_of(world, order, second) {
        assert_eq!(entry.verdict.outcome, Outcome::Held, "{}", entry.head.kind);
        let by = match entry.verdict.reason.unwrap() {
            Reason::NotNow { step, by, .. } => (Step::Settled == step).then_some(by),
            Reason::AlreadyRecorded { by, .. } => Some(by),
            other => panic!("{}: {other:?}", entry.head.kind),
        };
        assert_eq!(by, Some(who(first.name)), "{}", entry.head.kind);
    }
}

fn acts_of(world: &World, order: &SubjectId, closed: &Closed) -> Vec<Entry> {
    let mut acts = world.site.ledger().by(closed.handheld.installation());
    acts.retain(|entry| entry.head.subject == *order);
    assert_eq!(acts.len(), ACTS.len(), "{}", closed.name);
    acts
}

/// The signature over what the customer saw, and the very pictures: at the office, and in the technician's hand.
async fn check_evidence(world: &World, order: &SubjectId, closed: &Closed) {
    let acts = acts_of(world, order, closed);
    let act = |kind: &str| acts.iter().find(|entry| entry.head.kind == format!("work_order.{kind}")).unwrap();
    let signed = act("signed");
    assert_eq!(signed.part(Slot::DOCUMENT), closed.evidence.sheet.bytes);
    let strokes: Strokes = serde_json::from_slice(signed.part(Slot::SIGNATURE)).unwrap();
    assert_eq!(strokes.document, document::hash(&closed.evidence.sheet.bytes));
    assert_eq!(strokes.strokes, closed.customer.pad().strokes);
    let slot: Slot = "picture/1".parse().unwrap();
    for (kind, picture) in ["verified", "finished"].into_iter().zip(&closed.evidence.pictures) {
        let fact = act(kind).head.id;
        assert!(world.site.part(fact, slot.as_str()).await == *picture, "{} {kind}", closed.name);
        let own = closed.handheld.engine.with(|device| device.picture(fact, &slot)).unwrap();
        assert!(own.as_ref() == Some(picture), "{} {kind}", closed.name);
    }
    let proof = closed.handheld.engine.with(|device| device.proof(signed.head.id)).unwrap();
    assert_eq!(proof.document_bytes.as_deref(), Some(&closed.evidence.sheet.bytes[..]));
}

/// whoever took money answers for it, at the office and on the handheld.
async fn check_money(world: &World, closed: &Closed) {
    let report = world.site.cash_up(closed.name).await;
    assert_eq!(report["taken"], json!({"cash": LISTED}), "{}", closed.name);
    assert_eq!(report["charges"].as_array().unwrap().len(), 1, "{}", closed.name);
    assert_eq!(report["doubled"], json!([]), "{}", closed.name);
    let day = world.site.day();
    let page = closed.handheld.engine.with(|device| device.cash_up(&who(closed.name), day)).unwrap();
    let taken: Vec<i64> = page.sums.taken.into_values().collect();
    assert_eq!((taken, page.charges.len()), (vec![LISTED], 1), "{}", closed.name);
}

/// One order, one number, settled once by the first; the desk sees everything of both.
async fn check_one_order(world: &World, order: &SubjectId, first: &Closed) {
    let desk = world.handheld_of("sun").await;
    let detail = desk.order(order);
    assert_eq!((detail.row.step, detail.charges.len(), detail.held.len()), (Step::Settled, 2, ACTS.len()));
    let by: BTreeSet<&str> = detail.charges.iter().map(|charge| charge.by.en.as_str()).collect();
    assert_eq!(by, BTreeSet::from(["feng", "zhao"]));
    let counts: Vec<&str> =
        detail.charges.iter().filter(|charge| !charge.held).map(|charge| charge.by.en.as_str()).collect();
    assert_eq!(counts, [first.name]);
    assert_eq!(detail.assignee.map(|person| person.person), Some(who(first.name)));
    let twice = |action| detail.history.iter().filter(|taken| taken.action == action).count();
    assert_eq!(ACTS.map(twice), [1; ACTS.len()], "nothing counts twice");
}
