//! C-06: a handheld in a drawer rings. C-05, F-02: clocks of minutes hold, whatever the device's clock shows.

use std::time::Duration;

use doorstep_domain::complaint::ClockKind;
use doorstep_domain::grade::Grade;
use doorstep_domain::moment::Moment;
use doorstep_tests_sync::complaint::{MAJOR, SERIOUS};
use doorstep_tests_sync::handheld::{HOUR, Handheld};
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::world::World;

const MINUTE: i64 = 60_000;
const PATIENCE: Duration = Duration::from_secs(30);

/// Who is wanted on a handheld on which nobody is signed in.
fn wanted(handheld: &Handheld) -> Vec<(String, Grade)> {
    let bells = handheld.engine.watch().borrow().bells.clone();
    bells.into_iter().map(|bell| (bell.person.to_string(), bell.grade)).collect()
}

async fn until_wanted(handheld: &Handheld, expected: &[(&str, Grade)]) {
    let expected: Vec<_> = expected.iter().map(|(person, grade)| ((*person).to_owned(), *grade)).collect();
    let mut state = handheld.engine.watch();
    let rings = async {
        while wanted(handheld) != expected {
            state.changed().await.unwrap()
        }
    };
    let rang = tokio::time::timeout(PATIENCE, rings).await;
    assert!(rang.is_ok(), "expected {expected:?}, and {:?} are wanted", wanted(handheld));
}

#[tokio::test]
async fn c_06_a_locked_handheld_rings_for_whom_it_must_reach_and_says_no_more() {
    let world = World::begin().await;
    let lin = world.handheld_of("lin").await;
    let drawer = world.handheld_of("manager").await;
    world.admit(&drawer, "general").await;
    drawer.engine.lock();
    let running = drawer.engine.clone();
    let syncing = tokio::spawn(async move { running.run().await });

    let serious = lin.take_complaint("8-1-101", SERIOUS);
    lin.sync().await;
    until_wanted(&drawer, &[("manager", Grade::Serious)]).await;
    assert!(
        drawer.engine.with(|device| device.bells()).is_err(),
        "P-10: which one is said after the sign-in"
    );
    lin.take_complaint("8-1-102", MAJOR);
    lin.sync().await;
    until_wanted(&drawer, &[("general", Grade::Major), ("manager", Grade::Serious)]).await;

    drawer.sign_in("manager");
    assert_eq!(wanted(&drawer), [], "from here on their own bells ring");
    drawer.until(|drawer| drawer.rings() == [serious.clone()]).await;
    drawer.acknowledge(&serious);
    drawer.until(|drawer| drawer.waiting() == 0).await;
    drawer.engine.lock();
    until_wanted(&drawer, &[("general", Grade::Major)]).await;
    syncing.abort();
}

/// A wall clock that is wrong, set, or set back while a minute counts.
#[tokio::test]
async fn c_05_f_02_a_grave_complaints_clock_is_right_whatever_the_devices_clock_shows() {
    for (name, wrong) in [("nine hours ahead", 9 * HOUR), ("nine hours behind", -9 * HOUR)] {
        let world = World::begin().await;
        let lin = world.handheld_of("lin").await;
        let manager = world.handheld_of("manager").await;
        world.network.set(Fault::Unreachable);
        let truth = world.site.now();
        lin.clock.set_wall(truth.shifted(wrong));
        let complaint = lin.take_complaint("8-1-101", SERIOUS);
        let due = |handheld: &Handheld| clock(handheld, &complaint, ClockKind::Respond).since(truth);
        assert_close(due(&lin), 8 * MINUTE, name);
        // It jumps back; then the handheld is off for a minute, which only the wall clock could tell.
        lin.clock.set_wall(truth.shifted(-wrong));
        let lin = lin.reboot(MINUTE);
        lin.sign_in("lin");
        assert_close(due(&lin), 8 * MINUTE, name);
        world.site.pass(MINUTE);
        world.network.heal();
        lin.sync().await;
        manager.clock.pass(MINUTE);
        manager.sync().await;
        assert_close(due(&manager), 8 * MINUTE, name);
        manager.acknowledge(&complaint);
        manager.sync().await;
        lin.sync().await;
        for handheld in [&lin, &manager] {
            assert_eq!(handheld.kept(&complaint, ClockKind::Respond), Some(true), "{name}");
        }
    }
}

fn clock(handheld: &Handheld, complaint: &doorstep_domain::ids::SubjectId, kind: ClockKind) -> Moment {
    handheld.complaint(complaint).clocks.iter().rfind(|clock| clock.kind == kind).unwrap().by
}

/// The office's clock goes on while the story is told, the handheld's stands.
fn assert_close(millis: i64, expected: i64, name: &str) {
    assert!((millis - expected).abs() < MINUTE / 2, "{name}: {millis} ms, not {expected}");
}
