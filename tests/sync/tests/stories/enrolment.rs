//! F-03: a handheld's first contact, a person's first sign-in, and the PIN.

use doorstep_device::commands::sign_in::SignInError;
use doorstep_device::engine::{ConnectError, EnterError};
use doorstep_device::keyring::Gate;
use doorstep_device::store::outbox::RowState;
use doorstep_device::sync::client::CallError;
use doorstep_protocol::problem::ProblemCode;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::handheld::{DAY, HOUR, Handheld, PIN, pin, who};
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::world::World;

fn refusal(result: Result<(), ConnectError>) -> ProblemCode {
    match result {
        Err(ConnectError::Call(CallError::Refused(code))) => code,
        other => panic!("{other:?}"),
    }
}

fn entry_refusal(result: Result<(), EnterError>) -> ProblemCode {
    match result {
        Err(EnterError::Call(CallError::Refused(code))) => code,
        other => panic!("{other:?}"),
    }
}

async fn enrol_code(world: &World) -> String {
    world.site.office().enrol_code().await.unwrap().to_string()
}

/// The code's secret, changed; the fingerprint stays, so that the office is asked.
fn spoilt(code: &str) -> String {
    let first = if code.starts_with('7') { "8" } else { "7" };
    format!("{first}{}", &code[1..])
}

#[tokio::test]
async fn f_03_a_code_that_is_not_good_is_refused_with_its_reason() {
    let world = World::begin().await;
    let handheld = Handheld::unbox(world.site.now());
    let url = world.network.url();
    let code = enrol_code(&world).await;
    assert_eq!(refusal(handheld.engine.connect(&url, &spoilt(&code)).await), ProblemCode::WrongCode);
    world.pass(&handheld, DAY);
    assert_eq!(refusal(handheld.engine.connect(&url, &code).await), ProblemCode::ExpiredCode);
    let code = enrol_code(&world).await;
    handheld.engine.connect(&url, &code).await.unwrap();
    let second = Handheld::unbox(world.site.now());
    assert_eq!(refusal(second.engine.connect(&url, &code).await), ProblemCode::UsedCode);
    assert_eq!(world.site.ledger().devices().len(), 1);
}

/// What was typed is no code, or the address none of an office: nobody is asked anything.
#[tokio::test]
async fn f_03_a_slip_of_the_finger_asks_nobody() {
    let world = World::begin().await;
    let handheld = Handheld::unbox(world.site.now());
    let (url, code) = (world.network.url(), enrol_code(&world).await);
    let short = handheld.engine.connect(&url, &code[1..]).await;
    assert!(matches!(short, Err(ConnectError::Code(_))), "{short:?}");
    for address in ["", "office", "http://office.example", "ftp://127.0.0.1"] {
        let nowhere = handheld.engine.connect(address, &code).await;
        assert!(matches!(nowhere, Err(ConnectError::Address)), "{address}: {nowhere:?}");
    }
    assert!(world.network.asked().is_empty());
}

/// F-03: at another office's address the handheld asks who is there, and tells nothing.
#[tokio::test]
async fn f_03_another_office_is_told_nothing() {
    let (world, other) = (World::begin().await, World::begin().await);
    let handheld = Handheld::unbox(world.site.now());
    let code = enrol_code(&world).await;
    let refused = handheld.engine.connect(&other.network.url(), &code).await;
    assert!(matches!(refused, Err(ConnectError::NotThatOffice)), "{refused:?}");
    assert_eq!(other.network.asked(), ["GET /v1/office"]);
    assert!(other.site.ledger().devices().is_empty());
    handheld.engine.connect(&world.network.url(), &code).await.unwrap();
    assert_eq!(world.site.ledger().devices().len(), 1, "the code is still good at its own");
}

/// F-01: a handheld belongs to one office. Enrolled there once more, it is the same, and nothing is lost.
#[tokio::test]
async fn f_01_enrolling_again_loses_nothing() {
    let (world, other) = (World::begin().await, World::begin().await);
    let callback = world.site.repair("8-1-101").await;
    let lin = world.handheld_of("lin").await;
    world.network.set_at("/v1/facts", Fault::Unreachable);
    let recorded = lin.record(&callback, &Customer::content());
    let elsewhere = lin.engine.connect(&other.network.url(), &enrol_code(&other).await).await;
    assert!(matches!(elsewhere, Err(ConnectError::EnrolledAlready)), "{elsewhere:?}");
    assert!(other.network.asked().is_empty());
    world.enrol(&lin).await;
    assert_eq!(world.site.ledger().devices().len(), 1);
    let lin = lin.restart();
    lin.sign_in("lin");
    assert_eq!(lin.states(), [RowState::Waiting]);
    world.network.heal();
    lin.sync().await;
    world.check_all_green(&lin, &[recorded.saved]);
}

/// F-01: a lost answer costs nothing: the same code again, and there is one handheld.
#[tokio::test]
async fn f_01_an_enrolment_whose_answer_was_lost_is_not_doubled() {
    let world = World::begin().await;
    let handheld = Handheld::unbox(world.site.now());
    let (url, code) = (world.network.url(), enrol_code(&world).await);
    world.network.set_at("/v1/devices", Fault::DropAnswer);
    assert!(matches!(handheld.engine.connect(&url, &code).await, Err(ConnectError::Call(_))));
    assert_eq!(world.site.ledger().devices().len(), 1, "it had arrived");
    world.network.heal();
    let handheld = handheld.restart();
    handheld.engine.connect(&url, &code).await.unwrap();
    assert_eq!(world.site.ledger().devices().len(), 1);
    world.admit(&handheld, "lin").await;
    assert!(handheld.is_signed_in(), "the store key that the office keeps is the right one");
}

#[tokio::test]
async fn f_03_a_persons_code_that_is_not_good_is_refused_and_their_facts_survive() {
    let world = World::begin().await;
    let callback = world.site.repair("8-1-101").await;
    let lin = world.handheld_of("lin").await;
    world.network.set(Fault::Unreachable);
    let recorded = lin.record(&callback, &Customer::content());
    world.network.set_at("/v1/facts", Fault::Unreachable);
    let code = world.site.person_code(&who("lin")).await;
    let wrong = if code == "12345678" { "12345679" } else { "12345678" };
    assert_eq!(entry_refusal(lin.enter("lin", wrong).await), ProblemCode::WrongCode);
    assert_eq!(entry_refusal(lin.enter("wu", &code).await), ProblemCode::WrongCode, "another's code");
    world.pass(&lin, DAY);
    assert_eq!(entry_refusal(lin.enter("lin", &code).await), ProblemCode::ExpiredCode);
    assert!(!lin.is_signed_in());
    let code = world.site.person_code(&who("lin")).await;
    lin.engine.enter(&who("lin"), &code, &pin("314159")).await.unwrap();
    assert!(matches!(lin.try_pin("lin", PIN), Err(SignInError::WrongPin { .. })), "the old PIN");
    assert_eq!(entry_refusal(lin.enter("lin", &code).await), ProblemCode::UsedCode);
    lin.try_pin("lin", "314159").unwrap();
    assert_eq!(lin.states(), [RowState::Waiting], "nothing is lost by any of it");
    world.network.heal();
    lin.sync().await;
    world.check_all_green(&lin, &[recorded.saved]);
}

/// A person's first sign-in whose answer was lost: the code is spent, a new one lets them in.
#[tokio::test]
async fn f_03_a_first_sign_in_whose_answer_was_lost_needs_a_new_code() {
    let world = World::begin().await;
    let handheld = world.handheld().await;
    let code = world.site.person_code(&who("lin")).await;
    world.network.set_at("/v1/persons", Fault::DropAnswer);
    assert!(matches!(handheld.enter("lin", &code).await, Err(EnterError::Call(_))));
    world.network.heal();
    assert_eq!(entry_refusal(handheld.enter("lin", &code).await), ProblemCode::UsedCode);
    world.admit(&handheld, "lin").await;
    let callback = world.site.repair("8-1-101").await;
    handheld.sync().await;
    let saved = handheld.attempt(&callback);
    handheld.sync().await;
    world.check_all_green(&handheld, &[saved]);
}

/// F-03: wrong PINs slow down, then lock until the office unlocks. They never destroy what is unsent.
#[tokio::test]
async fn f_03_a_locked_pin_is_unlocked_by_the_office_and_nothing_is_lost() {
    let world = World::begin().await;
    let callback = world.site.repair("8-1-101").await;
    let lin = world.handheld_of("lin").await;
    world.network.set(Fault::Unreachable);
    let recorded = lin.record(&callback, &Customer::content());
    try_wrong_pins_until_locked(&lin);
    let lin = lin.restart();
    assert!(matches!(lin.try_pin("lin", PIN), Err(SignInError::Locked)), "even the right one");
    assert_eq!(lin.waiting(), 1);
    world.network.heal();
    lin.sync().await;
    assert_eq!(world.site.ledger().by(lin.installation()).len(), 1, "sent while it is locked");
    world.site.office().unlock(&who("lin")).await.unwrap();
    assert!(matches!(lin.try_pin("lin", PIN), Err(SignInError::Locked)), "not told yet");
    lin.sync().await;
    lin.sign_in("lin");
    world.check_all_green(&lin, &[recorded.saved]);
    assert_eq!(lin.callback(&callback).records.len(), 1);
}

fn try_wrong_pins_until_locked(handheld: &Handheld) {
    for tries in 1..=10 {
        let next = match handheld.try_pin("lin", "000000") {
            Err(SignInError::WrongPin { next }) => next,
            other => panic!("{other:?}"),
        };
        match next {
            Gate::Open { .. } => assert!(tries < 3),
            Gate::Wait { .. } => {
                assert!((3..10).contains(&tries));
                assert!(matches!(handheld.try_pin("lin", PIN), Err(SignInError::Wait { .. })));
            }
            Gate::Locked => assert_eq!(tries, 10),
        }
        handheld.clock.pass(HOUR);
    }
}
