//! P-05, P-09, P-10: who has a home, has its history; who has it no more, has nothing of it.

use doorstep_device::queries::outbox::What;
use doorstep_device::store::outbox::RowState;
use doorstep_domain::ids::{HomeId, SubjectId};
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::event::DONE;
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::world::World;
use serde_json::json;

const HOME: &str = "8-1-101";
const FACTS: &str = "/v1/facts";
const FEED: &str = "/v1/feed";

fn home() -> HomeId {
    HOME.parse().unwrap()
}

fn has_home(handheld: &Handheld) -> bool {
    handheld.engine.with(|device| device.home(&home())).is_ok()
}

#[tokio::test]
async fn p_05_a_home_that_changes_hands_takes_its_whole_history_along() {
    let world = World::begin().await;
    let made = world.site.repair(HOME).await;
    let (lin, wu) = (world.handheld_of("lin").await, world.handheld_of("wu").await);
    let recorded = lin.record(&made, &Customer::content());
    lin.sync().await;
    let open = world.site.repair(HOME).await;
    assert!(!has_home(&wu));
    world.site.give_home(HOME, "wu").await;
    wu.sync().await;
    wu.check_to_do(&[&open]);
    let page = wu.engine.with(|device| device.home(&home())).unwrap();
    assert_eq!((page.callbacks.len(), page.events.len(), page.butler.unwrap().zh.as_str()), (2, 2, "姓名wu"));
    let proof = wu.engine.with(|device| device.proof(recorded.saved.fact)).unwrap();
    assert_eq!(proof.document_bytes.as_deref(), Some(&recorded.sheet.bytes[..]));
    assert_eq!(proof.texts.opinions, Customer::content().opinions);
    lin.sync().await;
    check_nothing_left(&lin, &[&made, &open]);
    assert_eq!(lin.outbox()[0].what, What::Unknown, "the row stays, without what it was about");
    assert_eq!(lin.states(), [RowState::Confirmed]);
}

/// P-10: no page, no search, no list.
fn check_nothing_left(handheld: &Handheld, callbacks: &[&SubjectId]) {
    assert!(!has_home(handheld) && callbacks.iter().all(|callback| !handheld.can_see(callback)));
    assert_eq!(handheld.engine.with(|device| device.search("101")).unwrap(), []);
    handheld.check_to_do(&[]);
}

/// V-01, V-05: what was assigned today was written last week.
#[tokio::test]
async fn v_01_an_assignment_brings_what_happened_there_and_takes_it_away_again() {
    let world = World::begin().await;
    let earlier = world.site.finish(json!({"kind": "repair"}), HOME).await;
    let grave = world.site.finish(json!({"kind": "complaint", "grade": "major"}), HOME).await;
    let qian = world.handheld_of("qian").await;
    check_nothing_left(&qian, &[&grave.callback, &earlier.callback]);
    world.site.assign(&grave.callback, "qian").await;
    qian.sync().await;
    qian.check_to_do(&[&grave.callback]);
    assert_eq!(qian.callback(&grave.callback).event.unwrap().done.zh, DONE);
    assert_eq!(qian.engine.with(|device| device.home(&home())).unwrap().events.len(), 2);
    assert!(!qian.can_see(&earlier.callback), "what somebody else is to make is not in it");
    world.site.assign(&grave.callback, "zhao").await;
    qian.sync().await;
    check_nothing_left(&qian, &[&grave.callback, &earlier.callback]);
}

/// Saved before the handheld heard: it still arrives and counts, and then the subject goes.
#[tokio::test]
async fn p_10_what_is_pending_on_a_withdrawn_subject_arrives_before_it_is_erased() {
    let world = World::begin().await;
    let callback = world.site.repair(HOME).await;
    let lin = world.handheld_of("lin").await;
    world.site.give_home(HOME, "wu").await;
    world.network.set_at(FEED, Fault::HoldAnswer);
    let (saved, ()) = tokio::join!(attempt_while_held(&world, &lin, &callback), async {
        lin.sync().await;
    });
    assert!(!lin.can_see(&callback), "withdrawn");
    assert_eq!(lin.states(), [RowState::Waiting]);
    assert!(matches!(lin.outbox()[0].what, What::Attempt { .. }), "not erased while it is pending");
    world.network.heal();
    lin.sync().await;
    world.check_all_green(&lin, &[saved]);
    assert_eq!(lin.outbox()[0].what, What::Unknown, "erased");
    let wu = world.handheld_of("wu").await;
    assert_eq!(wu.callback(&callback).attempts.len(), 1);
}

/// While the page that withdraws the subject is on its way, somebody stands at the door.
async fn attempt_while_held(
    world: &World,
    lin: &Handheld,
    callback: &SubjectId,
) -> doorstep_device::commands::save::Saved {
    world.network.held().await;
    let saved = lin.attempt(callback);
    world.network.set_at(FACTS, Fault::Unreachable);
    saved
}

/// A form of 林's about it is half done when the home becomes 吴's.
async fn half_done_and_withdrawn() -> (World, Handheld, SubjectId) {
    let world = World::begin().await;
    let callback = world.site.repair(HOME).await;
    let lin = world.handheld_of("lin").await;
    let form = lin.engine.with(|device| device.form(&callback)).unwrap();
    lin.engine.with(|device| device.save_draft(&Customer::content().fill(form))).unwrap();
    world.site.give_home(HOME, "wu").await;
    lin.sync().await;
    (world, lin, callback)
}

/// P-10: and where it is thrown away instead, what was withdrawn goes with it. Found by the simulator (seed 35).
#[tokio::test]
async fn p_10_a_form_that_is_thrown_away_takes_its_withdrawn_subject_along() {
    let (_world, lin, callback) = half_done_and_withdrawn().await;
    assert!(lin.can_see(&callback), "F-04: it may be finished");
    lin.engine.with(|device| device.drop_draft(&callback)).unwrap();
    check_nothing_left(&lin, &[&callback]);
}

/// F-04: a form about it that is half done can be finished first.
#[tokio::test]
async fn f_04_a_half_done_form_on_a_withdrawn_subject_can_be_finished() {
    let (world, lin, callback) = half_done_and_withdrawn().await;
    let lin = lin.restart();
    lin.sign_in("lin");
    let recorded = lin.record(&callback, &Customer::content());
    lin.sync().await;
    world.check_all_green(&lin, &[recorded.saved]);
    check_nothing_left(&lin, &[&callback]);
    let wu = world.handheld_of("wu").await;
    assert_eq!(wu.callback(&callback).records[0].by.zh, "姓名lin");
}
