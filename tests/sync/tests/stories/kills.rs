//! F-01: the app is killed at the worst moments, and everything is there once.

use doorstep_device::commands::form::{CallbackForm, Pad};
use doorstep_device::store::outbox::RowState;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::stroke::Stroke;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::world::World;

/// A butler with two callbacks to make.
async fn begin() -> (World, Handheld, [SubjectId; 2]) {
    let world = World::begin().await;
    let callbacks = [world.site.repair("8-1-101").await, world.site.repair("8-1-102").await];
    let lin = world.handheld_of("lin").await;
    (world, lin, callbacks)
}

/// The handheld syncs until an answer to a request at `path` is on its way; then it is killed.
async fn kill_while_waiting(world: &World, handheld: Handheld, path: &'static str) -> Handheld {
    world.network.set_at(path, Fault::HoldAnswer);
    tokio::select! {
        _ = handheld.sync() => panic!("nothing was asked at {path}"),
        () = world.network.held() => {}
    }
    let killed = handheld.restart();
    world.network.heal();
    killed
}

#[tokio::test]
async fn f_01_killed_between_the_commit_and_the_sealing() {
    let (world, lin, [one, other]) = begin().await;
    world.network.set(Fault::Unreachable);
    let sealed = lin.record(&one, &Customer::content()).saved;
    let outbox = lin.outbox_files();
    let unsealed = [lin.attempt(&other), lin.record(&other, &Customer::angry()).saved];
    let lin = lin.restart_unsealed(&outbox);
    assert_eq!(lin.waiting(), 1, "only the personal store has the others");
    world.network.heal();
    lin.sync().await;
    assert_eq!(world.site.ledger().by(lin.installation()).len(), 1);
    lin.sign_in("lin");
    lin.check_to_do(&[]);
    assert_eq!(lin.waiting(), 2, "caught up at the sign-in");
    lin.sync().await;
    world.check_all_green(&lin, &[sealed, unsealed[0], unsealed[1]]);
}

/// What is saved after a catch-up never takes the place of something that was not sealed.
#[tokio::test]
async fn f_01_killed_before_the_sealing_and_the_next_fact_has_a_sequence_of_its_own() {
    let (world, lin, [one, other]) = begin().await;
    let outbox = lin.outbox_files();
    let first = lin.attempt(&one);
    let lin = lin.restart_unsealed(&outbox);
    lin.sign_in("lin");
    let second = lin.attempt(&other);
    assert_eq!((first.sequence, second.sequence), (1, 2));
    lin.sync().await;
    world.check_all_green(&lin, &[first, second]);
}

#[tokio::test]
async fn f_01_killed_between_the_push_and_its_answer() {
    let (world, lin, [one, other]) = begin().await;
    let saved = [lin.record(&one, &Customer::content()).saved, lin.attempt(&other)];
    let lin = kill_while_waiting(&world, lin, "/v1/facts").await;
    assert_eq!(world.site.ledger().by(lin.installation()).len(), 2, "the office had them");
    assert_eq!(lin.waiting(), 2, "and the handheld does not know it");
    lin.sync().await;
    lin.sign_in("lin");
    world.check_all_green(&lin, &saved);
    lin.sync().await;
    world.check_all_green(&lin, &saved);
}

#[tokio::test]
async fn f_01_killed_while_a_page_is_on_its_way() {
    let (world, lin, [one, other]) = begin().await;
    let new = world.site.repair("8-1-201").await;
    let lin = kill_while_waiting(&world, lin, "/v1/feed").await;
    lin.sign_in("lin");
    lin.check_to_do(&[&one, &other]);
    lin.sync().await;
    lin.check_to_do(&[&one, &other, &new]);
}

/// Confirmed while locked, killed, and only then signed in: the personal store hears of it at the sign-in.
#[tokio::test]
async fn f_01_killed_between_the_answer_and_the_personal_store() {
    let (world, lin, [one, _]) = begin().await;
    let recorded = lin.record(&one, &Customer::content());
    lin.engine.lock();
    lin.sync().await;
    let lin = lin.restart();
    world.network.set(Fault::Unreachable);
    lin.sign_in("lin");
    assert_eq!(lin.callback(&one).task.pending, 0);
    assert_eq!(lin.callback(&one).records[0].outbox, Some(RowState::Confirmed));
    world.check_all_green(&lin, &[recorded.saved]);
}

/// F-01, F-03: in the middle of the form, with half a signature: it reopens in place, for its person alone.
#[tokio::test]
async fn f_01_killed_in_the_middle_of_the_form() {
    let (world, lin, [one, _]) = begin().await;
    world.admit(&lin, "chen").await;
    lin.sign_in("lin");
    let form = half_signed(&lin, &one);
    let lin = lin.restart();
    lin.sign_in("chen");
    assert!(lin.can_see(&one), "she may make it herself");
    assert_eq!(lin.engine.with(|device| device.reopen()).unwrap(), None);
    assert_eq!(lin.engine.with(|device| device.form(&one)).unwrap().quality, None);
    lin.sign_in("lin");
    let reopened = lin.engine.with(|device| device.reopen()).unwrap();
    assert_eq!(reopened.as_ref(), Some(&form));
    let signed = Customer::content().sign(form.clone());
    let saved = lin.engine.with(|device| device.record_callback(&signed)).unwrap();
    assert_eq!(lin.engine.with(|device| device.reopen()).unwrap(), None);
    lin.sync().await;
    world.check_all_green(&lin, &[saved]);
    let shown = form.shown.unwrap().document.0;
    assert_eq!(world.site.ledger().fact(saved.fact).part("document"), shown, "shown before, signed after");
}

fn half_signed(handheld: &Handheld, callback: &SubjectId) -> CallbackForm {
    handheld.engine.with(|device| {
        let form = Customer::content().fill(device.form(callback).unwrap());
        let (form, _) = device.show_sheet(form).unwrap();
        let pad = Customer::content().pad();
        let half: Vec<Stroke> = pad.strokes[..1].to_vec();
        let form = CallbackForm { page: "sign".to_owned(), pad: Some(Pad { strokes: half, ..pad }), ..form };
        device.save_draft(&form).unwrap();
        form
    })
}
