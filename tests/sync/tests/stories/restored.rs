//! F-01: the office is lost and goes on from a backup: handhelds offer again what it has lost.

use doorstep_domain::fold::State;
use doorstep_domain::ids::SubjectId;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::handheld::{HOUR, Handheld};
use doorstep_tests_sync::world::World;

#[tokio::test]
async fn f_01_what_the_backup_did_not_hold_is_offered_again_and_is_there_once() {
    for news_since in [0, 12] {
        let mut world = World::begin().await;
        let [early, late, tried] = [
            world.site.repair("8-1-101").await,
            world.site.repair("8-1-102").await,
            world.site.repair("8-1-201").await,
        ];
        let (lin, chen) = (world.handheld_of("lin").await, world.handheld_of("chen").await);
        let mut saved = vec![lin.record(&early, &Customer::content()).saved];
        lin.sync().await;
        let backup = world.site.back_up();
        saved.push(lin.record(&late, &Customer::angry()).saved);
        saved.push(lin.attempt(&tried));
        lin.sync().await;
        chen.sync().await;
        chen.check_to_do(&[&tried]);
        world.restore(backup).await;
        let [lin, chen] = [(lin, "lin"), (chen, "chen")].map(come_back);
        assert_eq!(world.site.ledger().by(lin.installation()).len(), 1, "the rest is lost");
        // So many that the office's log is longer than before, and the old cursor points into it.
        for _ in 0..news_since {
            world.site.repair("9-1-101").await;
        }
        lin.sync().await;
        world.check_all_green(&lin, &saved);
        chen.sync().await;
        assert_eq!(chen.callback(&late).records[0].texts.opinions, Customer::angry().opinions);
        assert_eq!(chen.callback(&tried).attempts.len(), 1);
        assert_eq!(chen.today().rows.len(), 1 + news_since);
    }
}

/// What the office says by rule has an id that follows from its cause: said anew after a restore it is another fact of
/// the same id, and the handhelds that knew the lost one take it instead. Found by the simulator (seed 2).
#[tokio::test]
async fn f_01_what_the_office_says_anew_after_a_restore_takes_the_place_of_what_it_lost() {
    let mut world = World::begin().await;
    let (lin, qian) = (world.handheld_of("lin").await, world.handheld_of("qian").await);
    let backup = world.site.back_up();
    let complaint = lin.take_complaint("8-1-101", "");
    lin.sync().await;
    qian.sync().await;
    world.restore(backup).await;
    world.site.pass(HOUR);
    let [lin, qian] = [(lin, "lin"), (qian, "qian")].map(come_back);
    lin.sync().await;
    qian.sync().await;
    let new = world.handheld_of("qian").await;
    assert_eq!(state(&qian, &complaint), state(&new, &complaint));
}

/// P-10: nobody would ever take back what a lost office had granted after its backup. Its new epoch tells all that it has, and
/// what is not among it goes; what is saved about it goes to the office first. Found by the simulator (seed 22).
#[tokio::test]
async fn p_10_what_a_lost_office_had_granted_is_taken_back() {
    let mut world = World::begin().await;
    let made = world.site.repair("8-1-101").await;
    let (lin, wu) = (world.handheld_of("lin").await, world.handheld_of("wu").await);
    let backup = world.site.back_up();
    world.site.give_home("8-1-101", "wu").await;
    lin.sync().await;
    wu.sync().await;
    assert_eq!((lin.can_see(&made), wu.can_see(&made)), (false, true));
    let saved = wu.attempt(&made);
    world.restore(backup).await;
    let [lin, wu] = [(lin, "lin"), (wu, "wu")].map(come_back);
    wu.sync().await;
    wu.sync().await;
    assert!(!wu.can_see(&made), "the callback is gone");
    assert!(wu.engine.with(|device| device.home(&"8-1-101".parse().unwrap())).is_err(), "and the home");
    assert_eq!(world.site.ledger().by(wu.installation()).len(), 1, "{:?} is at the office", saved.fact);
    lin.sync().await;
    assert!(lin.can_see(&made));
}

/// F-04: what was offered again arrives before what was saved since, on each subject: a session tells of the new epoch before
/// anything is sent. Found by the simulator (seed 3).
#[tokio::test]
async fn f_01_a_restored_office_gets_what_it_lost_before_what_is_new() {
    let mut world = World::begin().await;
    let tried = world.site.repair("8-1-101").await;
    let lin = world.handheld_of("lin").await;
    let backup = tempfile::tempdir().unwrap();
    world.site.back_up_to(backup.path()).await.unwrap();
    lin.attempt(&tried);
    lin.sync().await;
    world.restore(backup).await;
    lin.attempt(&tried);
    lin.record(&tried, &Customer::content());
    lin.sync().await;
    world.site.pass(HOUR);
    lin.clock.pass(HOUR);
    lin.sync().await;
    let order: Vec<i64> =
        world.site.ledger().by(lin.installation()).iter().map(|told| told.head.sequence).collect();
    assert_eq!(order, [1, 2, 3]);
}

fn state(handheld: &Handheld, subject: &SubjectId) -> State {
    let shown = handheld.engine.with(|device| device.shift().unwrap().personal.shown(subject)).unwrap();
    shown.expect("it is here").0
}

/// The next day: the app opens again, and its person signs in.
fn come_back((handheld, person): (Handheld, &str)) -> Handheld {
    let handheld = handheld.restart();
    handheld.sign_in(person);
    handheld
}
