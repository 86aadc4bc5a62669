//! F-01, M-04: an office is copied while it is served, and goes on from the copy: handhelds offer again what it does not
//! hold, nothing is doubled, and nobody lets go of anything that no backup holds.

use std::fs;

use doorstep_device::store::outbox::RowState;
use doorstep_office::backup::{BackupError, back_up};
use doorstep_office::verify::verify;
use doorstep_office::{Office, OfficeError};
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::event::{draw, noise};
use doorstep_tests_sync::folder;
use doorstep_tests_sync::handheld::DAY;
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::world::World;

/// Yesterday's backup, made while a picture was half there; since then a handheld that is locked has moved on, and a
/// colleague whose cursor the backup knows.
#[tokio::test]
async fn f_01_restored_from_yesterdays_backup_everything_comes_back_by_itself() {
    let mut world = World::begin().await;
    let [early, late, tried] = [
        world.site.repair("8-1-101").await,
        world.site.repair("8-1-102").await,
        world.site.repair("8-1-201").await,
    ];
    let (lin, chen) = (world.handheld_of("lin").await, world.handheld_of("chen").await);
    let mut saved = vec![lin.record(&early, &Customer::content()).saved];
    saved.push(lin.attempt_with_pictures(&tried, &[noise(1), draw(2)]));
    world.network.set_at("/v1/uploads", Fault::HoldAnswer);
    tokio::select! {
        _ = lin.sync() => panic!("nothing was asked"),
        () = world.network.held() => {}
    }
    let backup = folder::fresh();
    world.site.back_up_to(backup.path()).await.unwrap();
    world.network.heal();

    saved.push(lin.record(&late, &Customer::angry()).saved);
    lin.sync().await;
    world.check_all_green(&lin, &saved);
    let lin = lin.restart();

    world.restore(backup).await;
    assert_eq!(world.site.ledger().by(lin.installation()).len(), 2, "the rest is lost");
    // Nobody is signed in: the heartbeat tells of the new epoch.
    lin.sync().await;
    assert_eq!(world.site.ledger().by(lin.installation()).len(), 3);
    lin.sign_in("lin");
    lin.sync().await;
    world.check_all_green(&lin, &saved);
    world.check_outbox_once(&lin);
    // The first try hears that the bearer ended with its epoch.
    chen.sync().await;
    chen.sync().await;
    assert_eq!(chen.callback(&late).records[0].texts.opinions, Customer::angry().opinions);
    let verified = verify(world.site.folder()).unwrap();
    assert!(verified.is_whole() && verified.notes == Default::default(), "{verified}");
}

/// Restored twice from one backup: what came between is lost again, and comes again.
#[tokio::test]
async fn f_01_each_restore_begins_an_epoch_of_its_own() {
    let mut world = World::begin().await;
    let [first, second] = [world.site.repair("8-1-101").await, world.site.repair("8-1-102").await];
    let lin = world.handheld_of("lin").await;
    let backup = folder::fresh();
    world.site.back_up_to(backup.path()).await.unwrap();
    let again = folder::fresh();
    folder::copy(backup.path(), again.path());
    let mut saved = vec![lin.record(&first, &Customer::content()).saved];
    lin.sync().await;
    world.restore(backup).await;
    // The first try may meet a connection that died with the office.
    lin.sync().await;
    lin.sync().await;
    saved.push(lin.record(&second, &Customer::content()).saved);
    lin.sync().await;
    world.check_all_green(&lin, &saved);
    world.pass(&lin, 60_000);
    world.restore(again).await;
    lin.sync().await;
    // The next one may hear that the bearer ended with its epoch.
    lin.sync().await;
    lin.sync().await;
    world.check_all_green(&lin, &saved);
}

/// A backup at any moment of a busy day holds one state of everything, and no row that lacks its file.
#[tokio::test]
async fn f_01_a_backup_while_handhelds_send_is_whole() {
    let world = World::begin().await;
    let mut callbacks = Vec::new();
    for home in ["8-1-101", "8-1-102", "8-1-201", "8-1-202"] {
        callbacks.push(world.site.repair(home).await);
    }
    let lin = world.handheld_of("lin").await;
    let backup = folder::fresh();
    let (mut through, mut files) = (0, 0);
    for callback in callbacks {
        lin.attempt_with_pictures(&callback, &[noise(files), draw(1), draw(2)]);
        let sending = lin.sync();
        let (copied, _) = tokio::join!(world.site.back_up_to(backup.path()), sending);
        let copied = copied.unwrap();
        assert!(copied.held.through >= through);
        assert_eq!(copied.there, u64::from(files), "what is there is not copied again");
        (through, files) = (copied.held.through, files + u32::try_from(copied.new).unwrap());
        let verified = verify(backup.path()).unwrap();
        assert!(verified.is_whole() && verified.pictures == u64::from(files), "{verified}");
    }
    let last = world.site.back_up_to(backup.path()).await.unwrap();
    assert_eq!(last.new + last.there, 12);
    assert_eq!(verify(backup.path()).unwrap().pictures, 12);
}

/// M-04: nothing younger than 30 days goes, and nothing that no backup holds: a picture that came after the backup keeps
/// its fact.
#[tokio::test]
async fn m_04_a_handheld_lets_go_only_of_what_a_backup_holds() {
    let world = World::begin().await;
    let [first, second, third] = [
        world.site.repair("8-1-101").await,
        world.site.repair("8-1-102").await,
        world.site.repair("8-1-201").await,
    ];
    let lin = world.handheld_of("lin").await;
    lin.record(&first, &Customer::content());
    world.network.set_at("/v1/uploads", Fault::Unreachable);
    lin.attempt_with_pictures(&second, &[draw(1)]);
    lin.sync().await;
    let left = || lin.outbox().len();

    world.pass(&lin, 31 * DAY);
    lin.sync().await;
    assert_eq!(left(), 2, "no backup was made");
    let backup = folder::fresh();
    world.site.back_up_to(backup.path()).await.unwrap();
    world.network.heal();
    lin.attempt(&third);
    lin.sync().await;
    assert_eq!(lin.states(), vec![RowState::Confirmed; 2], "the first is in the backup");
    world.pass(&lin, DAY / 24);
    lin.sync().await;
    assert_eq!(left(), 2, "the picture of the second came after the backup");
    world.site.back_up_to(backup.path()).await.unwrap();
    world.pass(&lin, DAY / 24);
    lin.sync().await;
    assert_eq!(left(), 1, "the third is young");
}

#[tokio::test]
async fn a_backup_touches_nothing_that_is_not_its_own() {
    let world = World::begin().await;
    let data = world.site.folder().to_owned();
    assert!(matches!(back_up(&data, &data.join("backup")), Err(BackupError::Inside)));
    assert!(matches!(back_up(&data, &data), Err(BackupError::Inside)));
    let other = World::begin().await;
    assert!(matches!(back_up(&data, other.site.folder()), Err(BackupError::Taken(_))), "it is served");
    let theirs = folder::fresh();
    other.site.back_up_to(theirs.path()).await.unwrap();
    assert!(matches!(back_up(&data, theirs.path()), Err(BackupError::Taken(_))), "another office's");
    let nothing = folder::fresh();
    assert!(matches!(back_up(nothing.path(), theirs.path()), Err(BackupError::NoOffice(_))));

    // An office was opened on it: it is a backup no more.
    let own = folder::fresh();
    world.site.back_up_to(own.path()).await.unwrap();
    drop(Office::open(own.path()).unwrap());
    assert!(matches!(back_up(&data, own.path()), Err(BackupError::Taken(_))));
}

/// What ends a backup leaves the one before it whole; where there was none, the folder says so, and nobody founds an
/// office there.
#[tokio::test]
async fn f_01_a_backup_that_was_not_finished_says_so() {
    let world = World::begin().await;
    let (first, later) = (folder::fresh(), folder::fresh());
    world.site.back_up_to(later.path()).await.unwrap();
    let before = verify(later.path()).unwrap();
    world.site.repair("8-1-101").await;
    for backup in [&first, &later] {
        // Nothing can be written there under this name.
        fs::create_dir_all(backup.path().join("office.db.new/in the way")).unwrap();
        assert!(matches!(back_up(world.site.folder(), backup.path()), Err(BackupError::File(..))));
    }
    assert_eq!(verify(later.path()).unwrap(), before);
    assert!(matches!(Office::open(first.path()), Err(OfficeError::UnfinishedBackup(_))));
    for backup in [&first, &later] {
        fs::remove_dir_all(backup.path().join("office.db.new")).unwrap();
        world.site.back_up_to(backup.path()).await.unwrap();
        assert!(verify(backup.path()).unwrap().facts > before.facts);
    }
}
