//! F-01: an office that goes on from an old copy of its machine begins a new epoch once somebody shows it what it lost,
//! and whoever waits at it meanwhile begins anew too.

use std::fs;
use std::path::Path;
use std::time::Duration;

use doorstep_protocol::feed::FeedPage;

use crate::handheld::{Handheld, Person};
use crate::metrics::metric;
use crate::month::copy;
use crate::stage::Stage;

/// Told as a page of the new epoch, what came while it waited would pass for all that there is: the handheld would take
/// back the rest.
#[tokio::test]
async fn f_01_a_poll_that_waits_while_an_epoch_ends_begins_anew() {
    let stage = Stage::set().await;
    let mut handheld = stage.handheld().await;
    let (lin, wu) = (stage.sign_in(&handheld, "lin").await, stage.sign_in(&handheld, "wu").await);
    let known = stage.repair("1", "8-1-101").await.callback;
    let lins = read_all(&handheld, &lin, None).await;
    let kept = tempfile::tempdir().unwrap();
    let stage = stage.restart_with(|data| copy(data, kept.path())).await;
    handheld.url = stage.url();
    stage.repair("2", "8-1-201").await;
    let wus = read_all(&handheld, &wu, None).await;
    let stage = stage.restart_with(|data| replace(data, kept.path())).await;
    handheld.url = stage.url();
    let (reader, bearer) = (Handheld::new(&stage.url()).await, handheld.bearer(Some(&lin)).await);
    let cursor = lins.cursor.clone();
    let poll = tokio::spawn(async move { reader.feed(&bearer, Some(&cursor), 30).await.unwrap() });
    while metric(&stage, "doorstep_waiting_polls").await == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // What wu's handheld has read, this office never gave: it has lost something.
    let shown = read_all(&handheld, &wu, Some(&wus.cursor)).await;
    assert!(shown.epoch > lins.epoch);
    stage.repair("3", "8-1-102").await;
    let told = poll.await.unwrap();
    assert_eq!((told.epoch, told.entries.len(), told.more), (shown.epoch, 0, true));
    let again = read_all(&handheld, &lin, Some(&told.cursor)).await;
    let all = read_all(&handheld, &lin, None).await;
    assert_eq!(again.entries, all.entries);
    assert!(
        serde_json::to_string(&all.entries).unwrap().contains(known.as_str()),
        "what was there before, too"
    );
}

/// Everything in `data` becomes what it was.
fn replace(data: &Path, kept: &Path) {
    fs::remove_dir_all(data).unwrap();
    fs::create_dir(data).unwrap();
    copy(kept, data);
}

/// All that there is, as one page.
async fn read_all(handheld: &Handheld, person: &Person, after: Option<&str>) -> FeedPage {
    let bearer = handheld.bearer(Some(person)).await;
    let page = handheld.feed(&bearer, after, 0).await.unwrap();
    assert!(!page.more);
    page
}
