//! F-01: nobody presses anything: the engine runs by itself, and nothing is asked of the person.

use doorstep_device::engine::Network;
use doorstep_device::store::outbox::RowState;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::world::World;

#[tokio::test]
async fn f_01_news_come_and_what_waits_goes_without_anybody_asking() {
    let mut world = World::begin().await;
    let lin = Handheld::unbox_ticking();
    world.enrol(&lin).await;
    world.admit(&lin, "lin").await;
    let engine = lin.engine.clone();
    let running = tokio::spawn(async move { engine.run().await });
    let callback = world.site.repair("8-1-101").await;
    lin.until(|lin| lin.can_see(&callback)).await;
    world.network.set(Fault::Unreachable);
    let recorded = lin.record(&callback, &Customer::content());
    lin.until(|lin| lin.engine.line().unwrap().network == Network::Unreachable).await;
    assert_eq!(lin.states(), [RowState::Waiting]);
    world.stop_office().await;
    world.start_office().await;
    world.network.heal();
    lin.until(|lin| lin.waiting() == 0).await;
    world.check_all_green(&lin, &[recorded.saved]);
    let next = world.site.repair("8-1-102").await;
    lin.until(|lin| lin.can_see(&next)).await;
    lin.check_to_do(&[&next]);
    running.abort();
}
