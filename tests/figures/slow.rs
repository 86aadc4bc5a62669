//! A picture goes up a line that carries little.
//!
//! `cargo run --release -p doorstep-tests-figures -- slow --bytes 1000 --lost 30 --edge 640`

use std::time::{Duration, Instant};

use clap::Args;
use doorstep_device::store::outbox::RowState;
use doorstep_tests_sync::line::{Rate, picture_to_send};
use doorstep_tests_sync::world::World;

/// A slow line, measured.
#[derive(Args)]
pub struct Options {
    /// So many bytes a second, each way.
    #[arg(long, default_value_t = 1_000)]
    bytes: u64,
    /// Of a hundred packets so many are lost.
    #[arg(long, default_value_t = 0)]
    lost: u32,
    /// The connection is cut so often, in seconds; never, if 0.
    #[arg(long, default_value_t = 0)]
    cut: u64,
    /// How wide the picture is.
    #[arg(long, default_value_t = 640)]
    edge: u32,
}

/// Prints what it took.
pub async fn measure(args: &Options) {
    let world = World::begin().await;
    let (lin, line, picture) = picture_to_send(&world, args.edge).await;
    line.set(Rate { bytes: args.bytes, lost: args.lost });
    let (begin, before, mut cuts) = (Instant::now(), line.carried_up(), 0);
    let every = if args.cut == 0 { Duration::MAX / 4 } else { Duration::from_secs(args.cut) };
    while lin.states() != [RowState::Confirmed] {
        tokio::select! {
            _ = lin.sync() => {}
            () = tokio::time::sleep(every) => {
                line.cut();
                cuts += 1;
            }
        }
    }
    println!(
        "{} bytes/s, {} % lost, cut {cuts} times: a picture of {picture} bytes in {:.0} s, {} bytes sent for all of it, chunks from {:?}",
        args.bytes,
        args.lost,
        begin.elapsed().as_secs_f64(),
        line.carried_up() - before,
        world.network.offsets(),
    );
}
