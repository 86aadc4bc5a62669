//! Facts of kinds that one side does not know yet: kept, never a crash, never a loss.

use doorstep_device::store::outbox::RowState;
use doorstep_domain::ids::SubjectId;
use doorstep_protocol::facts::AgainReason;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::newer;
use doorstep_tests_sync::world::World;

/// Written by a newer office: the handheld keeps it, says so, and offers witness facts there.
#[tokio::test]
async fn a_newer_offices_kind_in_the_feed_is_kept_and_harms_nothing() {
    let world = World::begin().await;
    let [known, other] = [world.site.repair("8-1-101").await, world.site.repair("8-1-102").await];
    let complaint: SubjectId = "complaint/2026-0007".parse().unwrap();
    let lin = world.handheld_of("lin").await;
    let written = newer::write_at_office(&world.site, &known);
    newer::write_at_office(&world.site, &complaint);
    lin.sync().await;
    lin.check_to_do(&[&known, &other]);
    let unknown = |callback| lin.callback(callback).task.has_unknown;
    assert_eq!([unknown(&known), unknown(&other)], [true, false]);
    let saved = [lin.attempt(&known), lin.record(&other, &Customer::content()).saved];
    lin.sync().await;
    world.check_all_green(&lin, &saved);
    let lin = lin.restart();
    lin.sign_in("lin");
    assert!(lin.callback(&known).task.has_unknown, "kept over a restart");
    assert!(world.site.ledger().on(&known).iter().any(|entry| entry.head.id == written));
    let copy = world.site.copy(&known).await;
    assert_eq!(copy["state"]["attempts"].as_array().unwrap().len(), 1, "the office folds around it, too");
}

/// Made by a newer handheld: this office is too old for it. It waits, blocks nothing, and is not lost.
#[tokio::test]
async fn a_newer_handhelds_kind_waits_for_a_newer_office() {
    let world = World::begin().await;
    let [one, other] = [world.site.repair("8-1-101").await, world.site.repair("8-1-102").await];
    let lin = world.handheld_of("lin").await;
    let first = lin.attempt(&one);
    newer::write_on_handheld(&lin, &world.site, &one, 2);
    let third = lin.record(&other, &Customer::content()).saved;
    assert_eq!((first.sequence, third.sequence), (1, 3));
    let too_old = RowState::Again(AgainReason::TooOld);
    let stands = || {
        assert_eq!(lin.states(), [RowState::Confirmed, too_old.clone(), RowState::Confirmed]);
        assert_eq!(lin.waiting(), 1);
    };
    lin.sync().await;
    stands();
    let asked = world.network.asked().len();
    lin.sync().await;
    stands();
    let pushes = world.network.asked()[asked..].iter().filter(|asked| *asked == "POST /v1/facts").count();
    assert_eq!(pushes, 1, "it is offered again at each contact, once");
    let order: Vec<i64> =
        world.site.ledger().by(lin.installation()).iter().map(|entry| entry.head.sequence).collect();
    assert_eq!(order, [1, 3], "the office takes what it knows, and nothing in the other's place");
    let lin = lin.restart();
    lin.sign_in("lin");
    assert_eq!(lin.waiting(), 1, "kept over a restart");
}
