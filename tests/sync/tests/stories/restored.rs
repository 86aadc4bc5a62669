//! F-01: the office is lost and goes on from a backup: handhelds offer again what it has lost.

use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::handheld::Handheld;
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

/// The next day: the app opens again, and its person signs in.
fn come_back((handheld, person): (Handheld, &str)) -> Handheld {
    let handheld = handheld.restart();
    handheld.sign_in(person);
    handheld
}
