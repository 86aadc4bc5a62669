//! F-04: two people touch the same callback while apart.

use doorstep_device::commands::save::Saved;
use doorstep_device::queries::callback::Standing;
use doorstep_device::store::outbox::RowState;
use doorstep_domain::document;
use doorstep_domain::fact::{Outcome, Reason, Slot};
use doorstep_domain::ids::SubjectId;
use doorstep_domain::stroke::Strokes;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::handheld::{Handheld, Recorded};
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::world::World;

#[tokio::test]
async fn f_04_the_offices_order_decides_and_both_signatures_are_kept() {
    for desk_first in [true, false] {
        let world = World::begin().await;
        let callback = world.site.repair("8-1-101").await;
        let (butler, desk) = (world.handheld_of("lin").await, world.handheld_of("chen").await);
        world.network.set(Fault::Unreachable);
        let at_door = butler.record(&callback, &Customer::angry());
        let at_desk = desk.record(&callback, &Customer::content());
        world.network.heal();
        let (winner, loser) = match desk_first {
            true => ((&desk, &at_desk, "chen"), (&butler, &at_door, "lin")),
            false => ((&butler, &at_door, "lin"), (&desk, &at_desk, "chen")),
        };
        winner.0.sync().await;
        loser.0.sync().await;
        world.check_all_green(winner.0, &[winner.1.saved]);
        check_loser(&world, &callback, loser.0, loser.1.saved, winner.2);
        check_evidence(&world, &[&at_door, &at_desk], &[Customer::angry(), Customer::content()]);
        winner.0.sync().await;
        check_shown(winner.0, &callback, winner.2);
        check_shown(loser.0, &callback, winner.2);
    }
}

/// The loser keeps the record, and sees who was first and when: amber, not red.
fn check_loser(world: &World, callback: &SubjectId, loser: &Handheld, saved: Saved, winner: &str) {
    let entry = world.site.ledger().fact(saved.fact);
    assert_eq!(entry.verdict.outcome, Outcome::Held);
    let Some(Reason::AlreadyRecorded { by, at }) = entry.verdict.reason.clone() else {
        panic!("{:?}", entry.verdict)
    };
    assert_eq!(by.as_str(), winner);
    let row = loser.outbox().remove(0);
    assert_eq!(row.state, RowState::Held(entry.verdict.reason.unwrap()));
    let (name, seen_at) = row.first_by.unwrap();
    assert_eq!((name.zh, seen_at), (format!("姓名{winner}"), at));
    assert!(row.receipt.is_some() && row.needs_look);
    assert_eq!(loser.waiting(), 0);
    loser.check_to_do(&[]);
    assert!(loser.can_see(callback));
}

/// Nobody's signature is discarded: each at the office, over the document that its customer saw.
fn check_evidence(world: &World, recorded: &[&Recorded], customers: &[Customer]) {
    for (recorded, customer) in recorded.iter().zip(customers) {
        let entry = world.site.ledger().fact(recorded.saved.fact);
        assert_eq!(entry.part(Slot::DOCUMENT), recorded.sheet.bytes);
        let strokes: Strokes = serde_json::from_slice(entry.part(Slot::SIGNATURE)).unwrap();
        assert_eq!(strokes.document, document::hash(&recorded.sheet.bytes));
        assert_eq!(strokes.strokes, customer.pad().strokes);
    }
}

/// Both see the same: the record that stands, and the one that was held.
fn check_shown(handheld: &Handheld, callback: &SubjectId, winner: &str) {
    let records = handheld.callback(callback).records;
    let shown: Vec<_> = records.iter().map(|record| (record.standing, record.by.zh.as_str())).collect();
    let (first, second) = if winner == "chen" { ("chen", "lin") } else { ("lin", "chen") };
    let named = |who: &str| format!("姓名{who}");
    assert_eq!(shown, [(Standing::Stands, named(first).as_str()), (Standing::Held, named(second).as_str())]);
}

/// V-09: an attempt is a witness: it counts from both, and even after somebody else made the callback.
#[tokio::test]
async fn f_04_attempts_of_both_count() {
    let world = World::begin().await;
    let callback = world.site.repair("8-1-101").await;
    let (butler, desk) = (world.handheld_of("lin").await, world.handheld_of("chen").await);
    world.network.set(Fault::Unreachable);
    let tried = butler.attempt(&callback);
    let made = [desk.attempt(&callback), desk.record(&callback, &Customer::content()).saved];
    world.network.heal();
    desk.sync().await;
    butler.sync().await;
    world.check_all_green(&desk, &made);
    world.check_all_green(&butler, &[tried]);
    assert_eq!(butler.callback(&callback).attempts.len(), 2);
}

/// F-04: a correction of a record that somebody else has corrected meanwhile is held, and kept.
#[tokio::test]
async fn f_04_two_corrections_of_one_record() {
    let world = World::begin().await;
    let callback = world.site.repair("8-1-101").await;
    let (butler, desk) = (world.handheld_of("lin").await, world.handheld_of("chen").await);
    let first = butler.record(&callback, &Customer::angry());
    butler.sync().await;
    desk.sync().await;
    world.network.set(Fault::Unreachable);
    let by_desk = desk.correct(&callback, &Customer::content());
    let by_butler = butler.correct(&callback, &Customer::content());
    world.network.heal();
    desk.sync().await;
    butler.sync().await;
    world.check_all_green(&desk, &[by_desk.saved]);
    world.check_all_once(&butler, &[first.saved, by_butler.saved]);
    assert_eq!(butler.states(), [RowState::Confirmed, RowState::Held(Reason::NotTheRecord)]);
    assert_eq!(world.site.ledger().fact(by_butler.saved.fact).part(Slot::DOCUMENT), by_butler.sheet.bytes);
}
