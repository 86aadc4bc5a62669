//! F-01: an office is restored from a backup, and somebody, or a handheld, was admitted since it was made.

use doorstep_device::engine::{Network, SyncState};
use doorstep_office::verify::verify;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::folder;
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::world::World;

/// What the office forgot of them it knows again by its own signature, also a key that a new PIN has taken the place of
/// since: what they signed is held for nobody.
#[tokio::test]
async fn f_01_who_was_admitted_since_the_backup_is_known_again() {
    let mut world = World::begin().await;
    let [first, second, third] = [
        world.site.repair("8-1-101").await,
        world.site.repair("8-1-102").await,
        world.site.repair("8-1-201").await,
    ];
    let handheld = world.handheld_of("chen").await;
    let backup = folder::fresh();
    world.site.back_up_to(backup.path()).await.unwrap();
    let mut saved = Vec::new();
    for callback in [&first, &second] {
        world.admit(&handheld, "lin").await;
        saved.push(handheld.record(callback, &Customer::content()).saved);
        handheld.sync().await;
        world.pass(&handheld, 60_000);
    }
    world.check_all_green(&handheld, &saved);

    world.restore(backup).await;
    saved.push(handheld.record(&third, &Customer::content()).saved);
    sync_until_all_is_heard(&handheld).await;
    world.check_all_green(&handheld, &saved);
    world.check_outbox_once(&handheld);
    let verified = verify(world.site.folder()).unwrap();
    assert!(verified.is_whole(), "{verified}");
    let new = world.site.repair("8-1-202").await;
    handheld.sync().await;
    assert!(handheld.callback(&new).records.is_empty(), "and their feed goes on");
}

/// It needs a code once more, for nobody but itself has its device key; nothing of what it holds is lost, and nobody on it
/// needs one.
#[tokio::test]
async fn f_01_a_handheld_that_was_admitted_since_the_backup_needs_a_code_and_nothing_else() {
    let mut world = World::begin().await;
    let [first, second] = [world.site.repair("8-1-101").await, world.site.repair("8-1-102").await];
    let backup = folder::fresh();
    world.site.back_up_to(backup.path()).await.unwrap();
    let lin = world.handheld_of("lin").await;
    let mut saved = vec![lin.record(&first, &Customer::content()).saved];
    lin.sync().await;
    world.restore(backup).await;
    saved.push(lin.record(&second, &Customer::content()).saved);
    let state = sync_until_all_is_heard(&lin).await;
    assert!(world.site.ledger().devices().is_empty());
    assert_eq!(state.network, Network::Unauthenticated);
    world.enrol(&lin).await;
    sync_until_all_is_heard(&lin).await;
    world.check_all_green(&lin, &saved);
    world.check_outbox_once(&lin);
}

/// The first try may meet a connection that died with the office, the next one hear that its bearer ended.
async fn sync_until_all_is_heard(handheld: &Handheld) -> SyncState {
    for _ in 0..3 {
        handheld.sync().await;
    }
    handheld.sync().await
}
