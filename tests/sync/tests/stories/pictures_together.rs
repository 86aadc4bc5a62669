//! F-01: small pictures go up several at once, and each of them once, whatever becomes of the others.

use doorstep_device::commands::save::Saved;
use doorstep_device::store::outbox::UploadState;
use doorstep_tests_sync::event::draw;
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::proxy::{Canned, Fault};
use doorstep_tests_sync::world::World;

const UPLOADS: &str = "/v1/uploads";
/// Of four doors, three pictures each.
const PICTURES: usize = 12;
/// Where so many begin before an answer comes, it is asked of so many where they stand.
const AT_ONCE: usize = 4;

/// Twelve pictures wait, their facts are at the office.
async fn begin() -> (World, Handheld, Vec<Saved>) {
    let world = World::begin().await;
    let mut callbacks = Vec::new();
    for home in ["8-1-101", "8-1-102", "8-1-201", "8-1-202"] {
        callbacks.push(world.site.repair(home).await);
    }
    let lin = world.handheld_of("lin").await;
    world.network.set_at(UPLOADS, Fault::Unreachable);
    let saved = (0_u8..).zip(&callbacks);
    let saved = saved.map(|(door, callback)| {
        lin.attempt_with_pictures(callback, &[draw(3 * door), draw(3 * door + 1), draw(3 * door + 2)])
    });
    let saved = saved.collect();
    lin.sync().await;
    world.network.heal();
    (world, lin, saved)
}

fn count(world: &World, since: usize, begins: &str) -> usize {
    world.network.asked().iter().skip(since).filter(|asked| asked.starts_with(begins)).count()
}

fn there(lin: &Handheld) -> usize {
    let pictures = lin.outbox().into_iter().flat_map(|row| row.pictures);
    pictures.filter(|picture| picture.state == UploadState::Sent).count()
}

#[tokio::test]
async fn f_01_each_is_begun_once_and_only_the_first_are_asked_for() {
    let (world, lin, saved) = begin().await;
    let before = world.network.asked().len();
    lin.sync().await;
    world.check_all_green(&lin, &saved);
    assert_eq!(there(&lin), PICTURES);
    assert_eq!(count(&world, before, "POST /v1/uploads"), PICTURES);
    assert_eq!(count(&world, before, "HEAD "), AT_ONCE);
    assert!(count(&world, before, "POST /v1/heartbeats") < PICTURES, "the office is not told of each");
}

/// After so many requests, in the middle of several that are under way.
#[tokio::test]
async fn f_01_cut_anywhere_what_is_there_is_kept_and_asked_for_instead_of_sent_again() {
    for after in 0..2 * PICTURES {
        let (world, lin, saved) = begin().await;
        world.network.set_at(UPLOADS, Fault::CloseAfter(after));
        lin.sync().await;
        world.network.heal();
        let (known, before) = (there(&lin), world.network.asked().len());
        lin.sync().await;
        world.check_all_green(&lin, &saved);
        let begun = count(&world, before, "POST /v1/uploads");
        assert_eq!(known + begun, PICTURES, "cut after {after}: none came twice");
    }
}

#[tokio::test]
async fn f_01_answers_that_are_lost_or_anybodys_prove_nothing() {
    let faults = [
        Fault::DropAnswer,
        Fault::CutAnswer(20),
        Fault::CutRequest(1_500),
        Fault::Replay,
        Fault::AnswerChange(Canned::Portal),
        Fault::AnswerChange(Canned::ServerError),
        Fault::AnswerChange(Canned::Unauthorized),
    ];
    for fault in faults {
        let (world, lin, saved) = begin().await;
        // The first ones go up, so that several are under way when it breaks.
        world.network.set_at(UPLOADS, Fault::CloseAfter(2 * AT_ONCE));
        lin.sync().await;
        assert_eq!(there(&lin), AT_ONCE);
        world.network.heal();
        world.network.set_at(UPLOADS, fault);
        for _ in 0..3 {
            lin.sync().await;
        }
        world.network.heal();
        lin.sync().await;
        world.check_all_green(&lin, &saved);
        assert_eq!(there(&lin), PICTURES, "{fault:?}");
    }
}
