//! F-01: whatever the network does, each saved fact is at the office exactly once, and green says the truth.

use doorstep_device::commands::save::Saved;
use doorstep_device::store::outbox::RowState;
use doorstep_domain::ids::SubjectId;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::handheld::{HOUR, Handheld};
use doorstep_tests_sync::proxy::{Canned, Fault};
use doorstep_tests_sync::world::World;

const FACTS: &str = "/v1/facts";

/// What is sent reaches the office, and the handheld hears of it or not; or nothing is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    AndAnswered,
    Unanswered,
    Never,
}

use Sent::{AndAnswered, Never, Unanswered};

/// A name, where on the way it breaks, how, and what becomes of what is sent meanwhile.
const FAULTS: [(&str, &str, Fault, Sent); 20] = [
    ("answer lost after the commit", FACTS, Fault::DropAnswer, Unanswered),
    ("answer cut in its first line", FACTS, Fault::CutAnswer(9), Unanswered),
    ("answer cut in its headers", FACTS, Fault::CutAnswer(60), Unanswered),
    ("answer cut where its body begins", FACTS, Fault::CutAnswer(120), Unanswered),
    ("answer cut in a verdict", FACTS, Fault::CutAnswer(250), Unanswered),
    ("answer cut in a receipt", FACTS, Fault::CutAnswer(600), Unanswered),
    ("500 to facts", FACTS, Fault::Answer(Canned::ServerError), Never),
    ("500 to everything", "", Fault::Answer(Canned::ServerError), Never),
    ("401 to facts", FACTS, Fault::Answer(Canned::Unauthorized), Never),
    ("401 to sessions", "/v1/sessions", Fault::Answer(Canned::Unauthorized), Never),
    ("401 to everything", "", Fault::Answer(Canned::Unauthorized), Never),
    ("a captive portal for facts", FACTS, Fault::Answer(Canned::Portal), Never),
    ("a captive portal", "", Fault::Answer(Canned::Portal), Never),
    ("unreachable for facts", FACTS, Fault::Unreachable, Never),
    ("unreachable for challenges", "/v1/challenges", Fault::Unreachable, Never),
    ("unreachable", "", Fault::Unreachable, Never),
    ("heartbeats lost", "/v1/heartbeats", Fault::DropAnswer, AndAnswered),
    ("feed lost", "/v1/feed", Fault::DropAnswer, AndAnswered),
    ("feed cut", "/v1/feed", Fault::CutAnswer(700), AndAnswered),
    ("a captive portal for the feed", "/v1/feed", Fault::Answer(Canned::Portal), AndAnswered),
];

#[tokio::test]
async fn f_01_each_fact_is_at_the_office_once_whatever_the_network_does() {
    for (name, at, fault, sent) in FAULTS {
        println!("{name}");
        let world = World::begin().await;
        let (lin, callbacks) = on_the_way(&world).await;
        world.network.set_at(at, fault);
        let saved = work(&world, &lin, &callbacks).await;
        let there = world.site.ledger().by(lin.installation()).len();
        assert_eq!(there, if sent == Never { 0 } else { saved.len() }, "{name}");
        let green = lin.states().iter().filter(|state| **state == RowState::Confirmed).count();
        assert_eq!(green, if sent == AndAnswered { saved.len() } else { 0 }, "{name}");
        world.network.heal();
        lin.sync().await;
        world.check_all_green(&lin, &saved);
        check_all_there_for_others(&world, &callbacks).await;
        let new = world.site.repair("8-1-202").await;
        lin.sync().await;
        lin.check_to_do(&[&callbacks[2], &new]);
    }
}

/// A butler with three callbacks to make, whose bearer has run out.
async fn on_the_way(world: &World) -> (Handheld, [SubjectId; 3]) {
    let site = &world.site;
    let callbacks =
        [site.repair("8-1-101").await, site.repair("8-1-102").await, site.repair("8-1-201").await];
    let lin = world.handheld_of("lin").await;
    world.pass(&lin, HOUR);
    (lin, callbacks)
}

/// Two callbacks, an attempt between them, one more after: sent at each, and never green without a receipt.
async fn work(world: &World, lin: &Handheld, callbacks: &[SubjectId; 3]) -> Vec<Saved> {
    let [first, second, third] = callbacks;
    let mut saved = Vec::new();
    saved.push(lin.record(first, &Customer::content()).saved);
    sync_and_look(world, lin).await;
    saved.push(lin.attempt(second));
    saved.push(lin.record(second, &Customer::angry()).saved);
    sync_and_look(world, lin).await;
    saved.push(lin.attempt(third));
    sync_and_look(world, lin).await;
    saved
}

async fn sync_and_look(world: &World, lin: &Handheld) {
    lin.sync().await;
    world.check_green_is_true(lin);
}

/// Everybody else sees what was done, too: two are made, one is still open.
async fn check_all_there_for_others(world: &World, callbacks: &[SubjectId; 3]) {
    let chen = world.handheld_of("chen").await;
    chen.check_to_do(&[&callbacks[2]]);
    let attempts = callbacks.iter().map(|callback| chen.callback(callback).attempts.len());
    assert_eq!(attempts.collect::<Vec<_>>(), [0, 1, 1]);
}

#[tokio::test]
async fn f_01_nothing_is_lost_when_the_office_stops_and_starts_again() {
    let mut world = World::begin().await;
    let (lin, callbacks) = on_the_way(&world).await;
    let mut saved = vec![lin.record(&callbacks[0], &Customer::content()).saved];
    world.network.set_at(FACTS, Fault::DropAnswer);
    lin.sync().await;
    world.stop_office().await;
    world.network.heal();
    saved.push(lin.attempt(&callbacks[1]));
    saved.push(lin.record(&callbacks[1], &Customer::angry()).saved);
    lin.sync().await;
    assert_eq!(lin.states(), vec![RowState::Waiting; 3]);
    world.start_office().await;
    saved.push(lin.attempt(&callbacks[2]));
    lin.sync().await;
    world.check_all_green(&lin, &saved);
    check_all_there_for_others(&world, &callbacks).await;
}

/// Whoever answers at the office's address and is not the office gets nothing readable, and makes nothing green.
#[tokio::test]
async fn f_01_another_office_at_the_same_address_makes_nothing_green() {
    let (world, other) = (World::begin().await, World::begin().await);
    let (lin, [callback, ..]) = on_the_way(&world).await;
    let recorded = lin.record(&callback, &Customer::content());
    world.network.lead_to(other.site.address());
    let lin = lin.restart();
    lin.sign_in("lin");
    lin.sync().await;
    assert_eq!(lin.states(), [RowState::Waiting]);
    assert!(other.site.ledger().by(lin.installation()).is_empty());
    world.network.lead_to(world.site.address());
    let lin = lin.restart();
    lin.sign_in("lin");
    lin.sync().await;
    world.check_all_green(&lin, &[recorded.saved]);
}

/// A proxy that answers from its memory: a genuine receipt, for the first fact of another handheld.
#[tokio::test]
async fn f_01_a_receipt_for_another_fact_makes_nothing_green() {
    let world = World::begin().await;
    let (lin, [callback, ..]) = on_the_way(&world).await;
    let chen = world.handheld_of("chen").await;
    let by_chen = chen.attempt(&callback);
    chen.sync().await;
    world.check_all_green(&chen, &[by_chen]);
    let recorded = lin.record(&callback, &Customer::content());
    world.network.set_at(FACTS, Fault::Replay);
    lin.sync().await;
    assert_eq!(lin.states(), [RowState::Waiting]);
    world.network.heal();
    lin.sync().await;
    world.check_all_green(&lin, &[recorded.saved]);
}
