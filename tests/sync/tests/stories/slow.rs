//! F-01: slow and dirty networks. However little the line carries, what waits goes up, each byte once.

use doorstep_device::engine::Progress;
use doorstep_device::store::outbox::RowState;
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::line::{Rate, picture_to_send};
use doorstep_tests_sync::world::World;

/// Some 2 KB/s, as TCP makes of it: nearly every third packet is lost.
const DIRTY: Rate = Rate { bytes: 3_000, lost: 30 };
/// What a call that was cut may have carried in vain, and what is around the bytes.
const ROUND_ABOUT: u64 = 60_000;

fn is_green(lin: &Handheld) -> bool {
    lin.states() == [RowState::Confirmed]
}

#[tokio::test]
async fn f_01_on_a_slow_and_dirty_line_a_picture_goes_up_in_pieces_and_each_byte_once() {
    let world = World::begin().await;
    let (lin, line, bytes) = picture_to_send(&world, 440).await;
    line.set(DIRTY);
    let (before, mut seen) = (line.carried_up(), Vec::new());
    let mut changes = lin.engine.watch();
    let watching = async {
        while changes.changed().await.is_ok() {
            if let Some(Progress::Uploading { done, .. }) = changes.borrow_and_update().progress {
                seen.push(done);
            }
        }
    };
    tokio::select! {
        _ = lin.sync() => {}
        () = watching => {}
    }
    assert!(is_green(&lin), "{:?}", lin.outbox());
    seen.dedup();
    assert!(seen.len() > 1 && seen.windows(2).all(|pair| pair[0] < pair[1]), "progress is shown: {seen:?}");
    let carried = line.carried_up() - before;
    assert!(carried < bytes as u64 + ROUND_ABOUT / 2, "{carried} for {bytes}");
    let offsets = world.network.offsets();
    assert!(offsets.windows(2).all(|pair| pair[0] < pair[1]), "from where the office stood: {offsets:?}");
}

#[tokio::test]
async fn f_01_a_line_that_breaks_again_and_again_brings_a_picture_on_each_time() {
    let world = World::begin().await;
    let (lin, line, bytes) = picture_to_send(&world, 400).await;
    line.set(Rate { bytes: 20_000, lost: 0 });
    let before = line.carried_up();
    let mut cuts = 0;
    while !is_green(&lin) {
        let breaks = tokio::time::sleep(std::time::Duration::from_millis(2_500));
        tokio::select! {
            _ = lin.sync() => {}
            () = breaks => {
                line.cut();
                cuts += 1;
            }
        }
        assert!(cuts < 40, "it gets nowhere: {:?}", lin.outbox());
    }
    let in_vain = (cuts + 1) * ROUND_ABOUT;
    let carried = line.carried_up() - before;
    assert!(carried < bytes as u64 + in_vain, "{carried} for {bytes} and {cuts} cuts");
}

/// Somebody who takes the connection and never says anything costs patience, and then nothing.
#[tokio::test]
async fn f_01_a_connection_that_is_half_open_loses_nothing() {
    let world = World::begin().await;
    let (lin, line, _) = picture_to_send(&world, 400).await;
    line.set(Rate { bytes: 1, lost: 0 });
    let waits = tokio::time::timeout(std::time::Duration::from_secs(2), lin.sync()).await;
    assert!(waits.is_err(), "it is given time");
    assert_eq!(lin.states(), [RowState::Waiting]);
    line.cut();
    line.set(Rate::OPEN);
    lin.sync().await;
    assert!(is_green(&lin), "{:?}", lin.outbox());
}
