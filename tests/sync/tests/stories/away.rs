//! F-01: thirty days without a network, across restarts, dead batteries and app kills.

use doorstep_device::commands::save::Saved;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::handheld::{DAY, HOUR, Handheld};
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::world::World;

const DAYS: usize = 30;
const MINE: [&str; 4] = ["8-1-101", "8-1-102", "8-1-201", "8-1-202"];

#[tokio::test]
async fn f_01_thirty_days_without_a_network() {
    let world = World::begin().await;
    let mut callbacks = Vec::new();
    for day in 0..DAYS {
        callbacks.push(world.site.repair(MINE[day % MINE.len()]).await);
    }
    let mut lin = world.handheld_of("lin").await;
    world.network.set(Fault::Unreachable);
    let (mut saved, mut truths) = (Vec::new(), Vec::new());
    for (day, callback) in callbacks.iter().enumerate() {
        for fact in work(&lin, callback, &callbacks[DAYS - 1]) {
            truths.push(world.site.now());
            saved.push(fact);
        }
        lin.sync().await;
        lin = sleep(&world, lin, day);
    }
    assert_eq!((saved.len(), lin.waiting()), (4 * DAYS, 4 * DAYS as i64));
    world.network.heal();
    lin.sync().await;
    world.check_all_green(&lin, &saved);
    lin.check_to_do(&[]);
    check_truths(&world, &lin, &truths);
}

/// A day: somebody is not home, then is; elsewhere nobody is, twice.
fn work(lin: &Handheld, callback: &SubjectId, elsewhere: &SubjectId) -> [Saved; 4] {
    let nobody = [lin.attempt(callback), lin.attempt(elsewhere), lin.attempt(elsewhere)];
    let made = lin.record(callback, &Customer::content()).saved;
    [nobody[0], nobody[1], nobody[2], made]
}

/// A night: by turns the device is switched off, its battery dies, the app is killed, or it is only locked.
fn sleep(world: &World, lin: Handheld, day: usize) -> Handheld {
    world.site.pass(DAY);
    lin.clock.pass(8 * HOUR);
    if day % 4 != 1 {
        lin.engine.lock();
    }
    let lin = match day % 4 {
        0 | 1 => lin.reboot(16 * HOUR),
        2 => {
            lin.clock.pass(16 * HOUR);
            lin.restart()
        }
        _ => {
            lin.clock.pass(16 * HOUR);
            lin
        }
    };
    lin.sign_in("lin");
    lin
}

/// F-02: after a month the handheld still knew the office's time, and said how well.
fn check_truths(world: &World, lin: &Handheld, truths: &[Moment]) {
    let there = world.site.ledger().by(lin.installation());
    for (entry, truth) in there.iter().zip(truths) {
        let time = entry.head.office;
        let off = (time.earliest().since(*truth), time.latest().since(*truth));
        // The office's clock goes on while this is told, the handheld's stands.
        assert!(off.0 <= 0 && off.1 >= -60_000, "{}: {off:?}", entry.head.sequence);
    }
}
