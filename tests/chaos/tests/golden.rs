//! Released formats are read forever: every golden store is opened by the code at hand.

#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use doorstep_tests_chaos::golden;
use tokio::sync::Mutex;

/// One at a time: until it becomes `tar`, a child of the one holds what the other has open, the lock of its store too.
static ALONE: Mutex<()> = Mutex::const_new(());

#[tokio::test]
async fn f_01_an_update_finds_what_every_older_program_left() {
    let _alone = ALONE.lock().await;
    let entries = std::fs::read_dir(golden::folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut archives: Vec<_> = entries.filter(|path| path.extension().is_some_and(|e| e == "gz")).collect();
    archives.sort();
    assert!(!archives.is_empty());
    for archive in archives {
        println!("{}", archive.display());
        golden::open(&archive).await;
    }
}

/// The one that is made now opens, too: what is committed next is sound.
#[tokio::test]
async fn a_golden_store_of_today_opens() {
    let _alone = ALONE.lock().await;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("today.tar.gz");
    golden::make(&archive).await;
    golden::open(&archive).await;
}
