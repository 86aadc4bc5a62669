//! F-01: whatever the network does to them, the facts of an order and its pictures are at the office exactly once.

use std::collections::BTreeSet;

use doorstep_device::queries::orders::OrderList;
use doorstep_domain::ids::{SubjectId, SubjectKind};
use doorstep_domain::work_order::Step;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::event::draw;
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::ledger::Entry;
use doorstep_tests_sync::proxy::{Canned, Fault};
use doorstep_tests_sync::world::World;

const FACTS: &str = "/v1/facts";
const UPLOADS: &str = "/v1/uploads";

/// How it breaks, and where on the way.
const FAULTS: [(&str, &str, Fault); 15] = [
    ("facts: the reply is lost, they come again", FACTS, Fault::DropAnswer),
    ("facts: the reply is cut in its first line", FACTS, Fault::CutAnswer(9)),
    ("facts: the reply is cut in a verdict", FACTS, Fault::CutAnswer(250)),
    ("facts: the reply is cut in a later receipt", FACTS, Fault::CutAnswer(4_000)),
    ("facts: cut on their way there", FACTS, Fault::CutRequest(3_000)),
    ("facts: a captive portal", FACTS, Fault::Answer(Canned::Portal)),
    ("facts: an old reply instead", FACTS, Fault::Replay),
    ("pictures: the reply is lost, they come again", UPLOADS, Fault::DropAnswer),
    ("pictures: the reply is cut", UPLOADS, Fault::CutAnswer(60)),
    ("pictures: cut on their way there", UPLOADS, Fault::CutRequest(1_500)),
    ("pictures: an old reply instead", UPLOADS, Fault::Replay),
    ("everything: the reply is lost", "", Fault::DropAnswer),
    ("everything: 500", "", Fault::Answer(Canned::ServerError)),
    ("everything: 401", "", Fault::Answer(Canned::Unauthorized)),
    ("everything: unreachable", "", Fault::Unreachable),
];

/// So often "send now" is pressed while it is broken.
const TRIES: usize = 3;

#[tokio::test]
async fn f_01_an_order_with_its_pictures_is_at_the_office_once_whatever_the_network_does() {
    for (name, at, fault) in FAULTS {
        println!("{name}");
        let world = World::with_works().await;
        let (butler, technician) = (world.handheld_of("lin").await, world.handheld_of("zhao").await);
        world.network.set_at(at, fault);
        let order = butler.register_with("8-1-101", "sink", &[draw(1)]);
        press(&butler, TRIES).await;
        heal_and_sync(&world, &butler).await;
        technician.sync().await;
        world.network.set_at(at, fault);
        technician.go_there(&order);
        technician.verify(&order, &draw(2));
        technician.agree(&order);
        press(&technician, TRIES).await;
        technician.finish(&order, &draw(3));
        technician.sign(&order, &Customer::content());
        technician.charge(&order, "NO-1");
        press(&technician, TRIES).await;
        let technician = technician.restart();
        technician.sign_in("zhao");
        heal_and_sync(&world, &technician).await;
        check_once(&world, &order, [&butler, &technician]).await;
    }
}

/// A reply that takes its time: the app is killed while it is on its way, and what was sent is sent again.
#[tokio::test]
async fn f_01_a_slow_reply_to_facts_and_pictures_doubles_nothing() {
    for at in [FACTS, UPLOADS] {
        let world = World::with_works().await;
        let (butler, technician) = (world.handheld_of("lin").await, world.handheld_of("zhao").await);
        let order = butler.register_with("8-1-101", "sink", &[draw(1)]);
        let butler = killed_while_waiting(&world, butler, "lin", at).await;
        heal_and_sync(&world, &butler).await;
        technician.sync().await;
        technician.repair(&order, &Customer::content(), [&draw(2), &draw(3)]);
        technician.charge(&order, "NO-1");
        let technician = killed_while_waiting(&world, technician, "zhao", at).await;
        heal_and_sync(&world, &technician).await;
        check_once(&world, &order, [&butler, &technician]).await;
    }
}

async fn killed_while_waiting(world: &World, handheld: Handheld, person: &str, at: &'static str) -> Handheld {
    world.network.set_at(at, Fault::HoldAnswer);
    tokio::select! {
        _ = handheld.sync() => panic!("nothing was asked at {at}"),
        () = world.network.held() => {}
    }
    let again = handheld.restart();
    again.sign_in(person);
    again
}

async fn press(handheld: &Handheld, times: usize) {
    for _ in 0..times {
        handheld.sync().await;
    }
}

async fn heal_and_sync(world: &World, handheld: &Handheld) {
    world.network.heal();
    handheld.sync().await;
}

/// Every act counted once, every picture is there, one number, one charge, and the order is settled.
async fn check_once(world: &World, order: &SubjectId, handhelds: [&Handheld; 2]) {
    for handheld in handhelds {
        world.check_outbox_once(handheld);
    }
    let there = world.site.ledger().on(order);
    let kinds: Vec<&str> = there.iter().map(|e| e.head.kind.trim_start_matches("work_order.")).collect();
    let expected = [
        "registered",
        "dispatched",
        "accepted",
        "arrived",
        "verified",
        "agreed",
        "started",
        "finished",
        "signed",
        "charged",
    ];
    assert_eq!(kinds, expected);
    assert!(there.iter().all(|entry| entry.verdict.is_applied()));
    for entry in &there {
        check_pictures(world, entry).await;
    }
    let supervisor = world.handheld_of("qian").await;
    assert_eq!(supervisor.listed(OrderList::ToConfirm), std::slice::from_ref(order));
    let detail = supervisor.order(order);
    assert_eq!((detail.row.step, detail.charges.len(), detail.pictures.len()), (Step::Settled, 1, 3));
}

async fn check_pictures(world: &World, entry: &Entry) {
    let apart = entry.head.parts.iter().filter(|part| part.slot.as_str().starts_with("picture/"));
    for part in apart {
        let bytes = world.site.part(entry.head.id, part.slot.as_str()).await;
        assert_eq!(bytes.len() as i64, part.size, "{} {}", entry.head.kind, part.slot.as_str());
    }
}

/// Nothing merges silently: two who were told of the same thing made two orders, and each of them once, whatever
/// is sent again.
#[tokio::test]
async fn f_01_f_04_the_same_repair_registered_twice_offline_is_two_orders_each_once() {
    let mut world = World::with_works().await;
    let (lin, wu) = (world.handheld_of("lin").await, world.handheld_of("wu").await);
    let backup = world.site.back_up();
    world.network.set(Fault::Unreachable);
    let orders = [&lin, &wu].map(|handheld| handheld.register_with("8-1-101", "sink", &[draw(1)]));
    assert_ne!(orders[0], orders[1]);
    world.network.set_at(FACTS, Fault::DropAnswer);
    for handheld in [&lin, &wu] {
        press(handheld, TRIES).await;
    }
    let (lin, wu) = (lin.restart(), wu.restart());
    lin.sign_in("lin");
    wu.sign_in("wu");
    for handheld in [&lin, &wu] {
        heal_and_sync(&world, handheld).await;
    }
    check_two_orders(&world, &orders, [&lin, &wu]);
    // An office that lost them is offered the very same again.
    world.restore(backup).await;
    for handheld in [&lin, &wu, &lin, &wu] {
        handheld.sync().await;
    }
    check_two_orders(&world, &orders, [&lin, &wu]);
}

fn check_two_orders(world: &World, orders: &[SubjectId; 2], handhelds: [&Handheld; 2]) {
    let there = world.site.ledger().all();
    let registered = there.iter().filter(|entry| entry.head.kind == "work_order.registered");
    let mut registered: Vec<&SubjectId> = registered.map(|entry| &entry.head.subject).collect();
    registered.sort();
    let mut expected: Vec<&SubjectId> = orders.iter().collect();
    expected.sort();
    assert_eq!(registered, expected);
    assert!(registered.iter().all(|order| order.kind() == Some(SubjectKind::WorkOrder)));
    let numbers = handhelds.iter().zip(orders).map(|(handheld, order)| handheld.order(order).row.number);
    let numbers: BTreeSet<String> = numbers.collect();
    assert_eq!(
        numbers,
        ["2026-1124-001", "2026-1124-002"].map(str::to_owned).into(),
        "a number of its own each"
    );
    handhelds.into_iter().for_each(|handheld| world.check_outbox_once(handheld));
}
