//! Section C over the real office: taken at a door without a network, rung for who must have it, handled, told,
//! signed, archived, called back; what is overdue rises, and what a callback shows to be wrong is a complaint.

use std::time::Duration;

use doorstep_device::queries::complaints::ComplaintList;
use doorstep_domain::complaint::{Action, ClockKind, Step};
use doorstep_domain::event::EventKind;
use doorstep_domain::grade::Grade;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::role::Role;
use doorstep_tests_sync::complaint::{MAJOR, SERIOUS};
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::world::World;

const MINUTE: i64 = 60_000;

#[tokio::test]
async fn c_06_c_07_from_the_door_to_the_managers_bell_and_back() {
    let world = World::begin().await;
    let lin = world.handheld_of("lin").await;
    let manager = world.handheld_of("manager").await;
    world.network.set(Fault::Unreachable);
    let complaint = lin.take_complaint("8-1-101", SERIOUS);
    lin.sync().await;
    assert_eq!(lin.unreached(), std::slice::from_ref(&complaint), "whom to phone, until the office has it");
    let lin = lin.restart();
    assert_eq!(lin.unreached(), std::slice::from_ref(&complaint), "also while nobody is signed in");
    world.pass(&lin, 2 * MINUTE);
    world.network.heal();
    lin.sync().await;
    assert_eq!(lin.unreached(), [], "its receipt is here, though nobody is signed in");
    lin.sign_in("lin");

    manager.clock.pass(2 * MINUTE);
    manager.sync().await;
    assert_eq!(manager.rings(), std::slice::from_ref(&complaint), "C-06");
    assert_eq!(manager.complaint(&complaint).row.customer.zh, "住户8-1-101");
    manager.acknowledge(&complaint);
    assert_eq!(manager.rings(), [], "one tap");
    manager.sync().await;
    lin.sync().await;
    for handheld in [&lin, &manager] {
        assert_eq!(handheld.kept(&complaint, ClockKind::Respond), Some(true), "C-05: within 8 minutes");
        world.check_outbox_once(handheld);
    }
    let page = lin.complaint(&complaint);
    assert_eq!((page.acknowledged[0].by.en.as_str(), page.row.pending), ("manager", 0));
    assert!(page.row.number.starts_with("2026-1124-C"), "C-11: {}", page.row.number);
    assert_eq!(page.row.step, Step::Assigned, "C-06: handed on by rule");
}

#[tokio::test]
async fn c_08_to_c_12_v_11_a_complaint_goes_from_door_to_door() {
    let world = World::begin().await;
    let [lin, qian, desk] =
        [world.handheld_of("lin").await, world.handheld_of("qian").await, world.handheld_of("chen").await];
    let complaint = lin.take_complaint("8-1-101", "");
    lin.sync().await;
    qian.sync().await;
    qian.acknowledge(&complaint);
    qian.handle(&complaint);
    qian.sync().await;
    lin.sync().await;
    assert_eq!(lin.complaint(&complaint).row.next, Some(Action::Tell), "C-10: P-11's the same day");
    lin.tell(&complaint);
    let signed = lin.sign_opinion(&complaint, &Customer::content());
    lin.sync().await;
    desk.sync().await;
    desk.engine.with(|device| device.archive_complaint(&complaint)).unwrap();
    desk.sync().await;
    lin.sync().await;
    for handheld in [&lin, &desk] {
        let page = handheld.complaint(&complaint);
        assert_eq!((page.row.step, page.row.is_open, page.held.len()), (Step::Signed, false, 0));
        assert!(page.clocks.iter().all(|clock| clock.kept == Some(true)), "{:?}", page.clocks);
        world.check_outbox_once(handheld);
    }
    let ledger = world.site.ledger();
    assert!(!ledger.fact(signed.fact).part("signature").is_empty());
    let today = lin.today().rows;
    assert_eq!(today.len(), 1, "V-11: its callback opened by itself");
    assert_eq!(today[0].after, EventKind::Complaint { grade: Grade::Ordinary });
}

/// C-05: the office lets it rise by itself; every handheld that has it shows whose it is now.
#[tokio::test]
async fn c_05_what_is_overdue_rises_and_the_handhelds_hear_of_it() {
    let world = World::begin().await;
    let lin = world.handheld_of("lin").await;
    let general = world.handheld_of("general").await;
    let complaint = lin.take_complaint("8-1-101", SERIOUS);
    lin.sync().await;
    for (minutes, expected) in [(9, Role::SiteManager), (2, Role::GeneralManager)] {
        world.pass(&lin, minutes * MINUTE);
        general.clock.pass(minutes * MINUTE);
        risen(&lin, &complaint, expected).await;
        general.sync().await;
        assert_eq!(general.complaint(&complaint).risen_to, Some(expected));
    }
    let overdue = general.engine.with(|device| device.complaints(ComplaintList::Overdue)).unwrap().rows;
    assert_eq!(overdue.iter().map(|row| &row.complaint).collect::<Vec<_>>(), [&complaint]);
    assert_eq!(lin.kept(&complaint, ClockKind::Respond), Some(false), "it still runs, too late");
}

/// The office's own clock wakes it when it will.
async fn risen(handheld: &Handheld, complaint: &SubjectId, to: Role) {
    let rising = async {
        while handheld.complaint(complaint).risen_to != Some(to) {
            handheld.sync().await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), rising).await.expect("it rose");
}

#[tokio::test]
async fn v_12_what_a_callback_shows_to_be_wrong_is_a_complaint_that_p_01_sees() {
    let world = World::begin().await;
    let lin = world.handheld_of("lin").await;
    let general = world.handheld_of("general").await;
    let callback = world.site.repair("8-1-101").await;
    lin.sync().await;
    let recorded = lin.record(&callback, &Customer::angry());
    lin.sync().await;
    general.sync().await;
    let open = general.engine.with(|device| device.complaints(ComplaintList::Open)).unwrap().rows;
    assert_eq!(open.len(), 1, "it opened by itself");
    let page = general.complaint(&open[0].complaint);
    let linked = page.linked.as_ref().map(|linked| (&linked.callback, linked.record));
    assert_eq!(linked, Some((&callback, recorded.saved.fact)));
    assert_eq!((page.wish.as_str(), page.row.customer.zh.as_str()), ("又堵了！", "住户8-1-101"));
    lin.sync().await;
    let owner = lin.complaint(&open[0].complaint).owner.map(|owner| owner.person);
    assert_eq!(owner, Some("lin".parse().unwrap()), "P-11: who called back chases it");
}

/// C-04: raised while the manager had acknowledged the lower grade: it rings for P-01, and only there.
#[tokio::test]
async fn c_04_c_06_what_rises_rings_for_who_must_have_it_now() {
    let world = World::begin().await;
    let lin = world.handheld_of("lin").await;
    let [manager, general] = [world.handheld_of("manager").await, world.handheld_of("general").await];
    let complaint = lin.take_complaint("8-1-101", SERIOUS);
    lin.sync().await;
    manager.sync().await;
    general.sync().await;
    assert_eq!(general.rings(), [], "C-06: serious is P-02's");
    manager.acknowledge(&complaint);
    world.pass(&manager, MINUTE);
    [&lin, &general].iter().for_each(|handheld| handheld.clock.pass(MINUTE));
    manager.complain(&complaint, |device, mut form| {
        (form.raising.grade, form.raising.reason) = (Some(Grade::Major), "记者来电".to_owned());
        device.raise_complaint(&form)
    });
    manager.sync().await;
    general.sync().await;
    lin.sync().await;
    assert_eq!((general.rings(), manager.rings()), (vec![complaint.clone()], vec![]));
    general.acknowledge(&complaint);
    general.sync().await;
    lin.sync().await;
    assert_eq!(lin.kept(&complaint, ClockKind::Respond), Some(true));
}

/// DESIGN.md §4: before everything else that waits, however long it has.
#[tokio::test]
async fn c_07_a_grave_complaint_is_the_first_to_arrive() {
    let world = World::with_works().await;
    let lin = world.handheld_of("lin").await;
    world.network.set(Fault::Unreachable);
    for _ in 0..5 {
        lin.register("8-1-102", "sink");
    }
    let grave = lin.take_complaint("8-1-101", MAJOR);
    world.network.heal();
    lin.sync().await;
    let ledger = world.site.ledger();
    let first = ledger.all().into_iter().find(|entry| entry.head.installation == lin.installation());
    assert_eq!(first.map(|entry| entry.head.subject), Some(grave));
    assert_eq!(ledger.by(lin.installation()).len(), 6);
    assert_eq!(ledger.heartbeat(lin.installation()).unsent_grave, 0);
}
