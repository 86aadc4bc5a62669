//! What must hold once the weather has cleared and all have synced until nothing changes.

mod delivery;
mod feeds;
mod outbox;

use crate::world::World;

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Which promise.
    pub what: &'static str,
    /// Where.
    pub detail: String,
}

/// What does not hold.
pub async fn check(world: &mut World) {
    let mut broken = Vec::new();
    feeds::check(world, &mut broken).await;
    delivery::check(world, &mut broken);
    outbox::check(world, &mut broken);
    for number in 0..world.handhelds.len() {
        let asks = world.network.is_in_a_circle(number);
        expect(&mut broken, !asks, "no handheld asks in a circle", || format!("h{number}"));
    }
    world.broken.extend(broken);
}

/// Notes a promise that is not kept.
fn expect(broken: &mut Vec<Broken>, holds: bool, what: &'static str, detail: impl FnOnce() -> String) {
    if !holds {
        broken.push(Broken { what, detail: detail() });
    }
}
