//! F-03: a revoked handheld may hand in what it holds, and nothing else.

use doorstep_device::commands::sign_in::SignInError;
use doorstep_domain::fact::Outcome;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::handheld::{HOUR, Handheld, PIN};
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::world::World;

async fn revoke(world: &World, handheld: &Handheld) {
    let number = handheld.engine.with(|device| device.office()).unwrap().unwrap().device_number;
    world.site.office().revoke(number).await.unwrap();
}

/// Nobody is signed in, nobody can, and the screen says why.
fn check_closed(handheld: &Handheld) {
    assert!(!handheld.is_signed_in());
    assert!(matches!(handheld.try_pin("lin", PIN), Err(SignInError::Revoked)));
    assert!(handheld.engine.with(|device| device.sign_in_page()).unwrap().hand_in_only);
    let gate = handheld.engine.with(|device| device.gate(&"lin".parse().unwrap()));
    assert!(matches!(gate, Err(SignInError::FirstSignIn)), "the keys are gone: {gate:?}");
}

#[tokio::test]
async fn f_03_what_a_revoked_handheld_holds_is_handed_in_and_marked() {
    let world = World::begin().await;
    let [before, after] = [world.site.repair("8-1-101").await, world.site.repair("8-1-102").await];
    let lin = world.handheld_of("lin").await;
    let early = lin.record(&before, &Customer::content()).saved;
    lin.sync().await;
    world.network.set(Fault::Unreachable);
    let recorded = lin.record(&after, &Customer::angry());
    revoke(&world, &lin).await;
    world.pass(&lin, HOUR);
    world.network.heal();
    lin.sync().await;
    check_closed(&lin);
    world.check_all_once(&lin, &[early, recorded.saved]);
    let ledger = world.site.ledger();
    assert!(!ledger.fact(early.fact).verdict.after_revocation);
    let late = ledger.fact(recorded.saved.fact);
    assert!(late.verdict.after_revocation);
    assert_eq!(late.verdict.outcome, Outcome::Applied);
    assert_eq!(late.part("document"), recorded.sheet.bytes);
    let lin = lin.restart();
    check_closed(&lin);
}

/// The feed ends at once, and the keys are destroyed at this contact, even while the bearer is good.
#[tokio::test]
async fn f_03_the_feed_ends_and_the_keys_go_at_the_next_contact() {
    let world = World::begin().await;
    let lin = world.handheld_of("lin").await;
    let secret = world.site.repair("8-1-101").await;
    revoke(&world, &lin).await;
    lin.sync().await;
    assert!(!lin.can_see(&secret));
    lin.sync().await;
    check_closed(&lin);
}

/// P-09: the person goes, the handheld stays: their keys are destroyed, nobody else's, and what they did
/// arrives marked.
#[tokio::test]
async fn f_03_who_works_here_no_more_loses_their_keys_and_nothing_else() {
    for bearer_is_good in [true, false] {
        let world = World::begin().await;
        let [hers, his] = [world.site.repair("8-1-101").await, world.site.repair("9-1-101").await];
        let shared = world.handheld_of("wu").await;
        world.admit(&shared, "lin").await;
        world.network.set(Fault::Unreachable);
        let by_lin = shared.record(&hers, &Customer::content()).saved;
        world.site.dismiss("lin").await;
        world.pass(&shared, if bearer_is_good { 0 } else { HOUR });
        world.network.heal();
        shared.sync().await;
        shared.sync().await;
        assert!(!shared.is_signed_in());
        assert!(matches!(shared.try_pin("lin", PIN), Err(SignInError::FirstSignIn)));
        assert!(world.site.ledger().fact(by_lin.fact).verdict.after_revocation);
        shared.sign_in("wu");
        let by_wu = shared.attempt(&his);
        shared.sync().await;
        world.check_all_once(&shared, &[by_lin, by_wu]);
    }
}

/// F-01: the answer to the handing in is lost; the keys are gone already, and still it all arrives once.
#[tokio::test]
async fn f_01_handing_in_survives_a_lost_answer_and_a_restart() {
    let world = World::begin().await;
    let callback = world.site.repair("8-1-101").await;
    let lin = world.handheld_of("lin").await;
    world.network.set(Fault::Unreachable);
    let saved = [lin.attempt(&callback), lin.record(&callback, &Customer::content()).saved];
    revoke(&world, &lin).await;
    world.pass(&lin, HOUR);
    world.network.set_at("/v1/facts", Fault::DropAnswer);
    lin.sync().await;
    check_closed(&lin);
    assert_eq!(lin.waiting(), 2);
    let lin = lin.restart();
    world.network.heal();
    lin.sync().await;
    world.check_all_once(&lin, &saved);
}
