//! F-02: device clocks lie.

use doorstep_device::queries::task::{Section, TaskRow};
use doorstep_device::reckoning::Quality;
use doorstep_domain::fact::Outcome;
use doorstep_domain::ids::FactId;
use doorstep_domain::moment::Moment;
use doorstep_tests_sync::handheld::{HOUR, Handheld};
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::world::World;

/// A name, and what the wall clock shows.
const WALLS: [(&str, &str); 4] = [
    ("1970", "1970-01-01T00:00:00Z"),
    ("2099", "2099-01-01T00:00:00Z"),
    ("an hour behind", "2026-11-24T09:00:00+08:00"),
    ("a month ahead", "2026-12-24T10:00:00+08:00"),
];

fn moment(text: &str) -> Moment {
    chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc().into()
}

/// What a list shows of a deadline.
fn deadline(row: &TaskRow) -> (Moment, Option<Moment>, Section, i64) {
    (row.due_by, row.target_by, row.section, row.days_overdue)
}

/// The office holds it with both times: what the device's clock showed, and an interval around the truth.
fn check_times(world: &World, fact: FactId, wall: Moment, truth: Moment, name: &str) {
    let entry = world.site.ledger().fact(fact);
    assert_eq!((entry.verdict.outcome, entry.head.wall), (Outcome::Applied, wall), "{name}");
    for time in [entry.head.office, entry.verdict.time] {
        let off = (time.earliest().since(truth), time.latest().since(truth));
        assert!(off.0 <= SLACK && off.1 >= -SLACK, "{name}: {off:?}");
    }
}

/// The office's clock goes on while a story is told, the handheld's stands: so much may pass between.
const SLACK: i64 = 60_000;

/// Set while the device runs: deadlines stay, and the record says both times.
#[tokio::test]
async fn f_02_a_clock_that_is_set_moves_no_deadline() {
    let world = World::begin().await;
    let callback = world.site.repair("8-1-101").await;
    let lin = world.handheld_of("lin").await;
    world.network.set(Fault::Unreachable);
    world.pass(&lin, HOUR);
    let before = deadline(&lin.today().rows[0]);
    let mut saved = Vec::new();
    for (name, wall) in WALLS {
        lin.clock.set_wall(moment(wall));
        assert_eq!(deadline(&lin.today().rows[0]), before, "{name}");
        assert_eq!(lin.today().quality, Quality::Reckoned, "{name}");
        saved.push(lin.attempt(&callback));
    }
    let truth = world.site.now();
    world.network.heal();
    lin.sync().await;
    world.check_all_green(&lin, &saved);
    for ((name, wall), saved) in WALLS.iter().zip(&saved) {
        check_times(&world, saved.fact, moment(wall), truth, name);
        let doubt = world.site.ledger().fact(saved.fact).head.office.doubt();
        assert!(doubt < SLACK, "{name}: nothing but the boot clock was needed");
    }
}

/// Wrong after a restart, when only the wall clock could tell how long the device was off.
#[tokio::test]
async fn f_02_a_clock_that_is_wrong_after_a_restart_moves_no_deadline() {
    for (name, wall) in WALLS {
        let world = World::begin().await;
        let callback = world.site.repair("8-1-101").await;
        let lin = world.handheld_of("lin").await;
        let due = deadline(&lin.today().rows[0]);
        world.network.set(Fault::Unreachable);
        world.site.pass(HOUR);
        lin.clock.set_wall(moment(wall));
        let lin = lin.reboot(0);
        lin.sign_in("lin");
        let row = lin.today().rows.remove(0);
        assert_eq!((row.due_by, row.target_by), (due.0, due.1), "{name}");
        let believed = name == "a month ahead";
        assert_eq!(lin.today().quality == Quality::Rebooted, believed, "{name}: {:?}", lin.today().quality);
        let (saved, truth) = (lin.attempt(&callback), world.site.now());
        world.network.heal();
        lin.sync().await;
        world.check_all_green(&lin, &[saved]);
        check_times(&world, saved.fact, moment(wall), truth, name);
        assert_eq!(deadline(&lin.today().rows[0]), due, "{name}: a contact puts it right");
    }
}

/// Wrong from the box on: the first contact tells the time.
#[tokio::test]
async fn f_02_a_clock_that_is_wrong_from_the_box_on() {
    for (name, wall) in WALLS {
        let world = World::begin().await;
        let callback = world.site.repair("8-1-101").await;
        let lin = Handheld::unbox(moment(wall));
        world.enrol(&lin).await;
        world.admit(&lin, "lin").await;
        let row = lin.today().rows.remove(0);
        let due = (moment("2026-11-28T00:00:00+08:00"), Section::Later);
        assert_eq!((row.due_by, row.section), due, "{name}");
        let (saved, truth) = (lin.attempt(&callback), world.site.now());
        lin.sync().await;
        world.check_all_green(&lin, &[saved]);
        check_times(&world, saved.fact, moment(wall), truth, name);
    }
}

/// V-03, F-02: time that passes on the boot clock makes a callback due and overdue, offline.
#[tokio::test]
async fn v_03_a_callback_becomes_overdue_offline_whatever_the_wall_clock_says() {
    let world = World::begin().await;
    world.site.repair("8-1-101").await;
    let lin = world.handheld_of("lin").await;
    world.network.set(Fault::Unreachable);
    let mut seen = Vec::new();
    for _ in 0..5 {
        lin.clock.set_wall(Moment::EARLIEST);
        let row = lin.today().rows.remove(0);
        seen.push((row.section, row.days_overdue));
        lin.clock.pass(24 * HOUR);
    }
    let expected = [
        (Section::Later, 0),
        (Section::Later, 0),
        (Section::Later, 0),
        (Section::Today, 0),
        (Section::Overdue, 1),
    ];
    assert_eq!(seen, expected, "Tuesday to Saturday; due at the end of Friday");
}
