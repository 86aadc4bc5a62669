//! F-03: one-time codes and what they open.

use doorstep_domain::fact::SigningKey;
use doorstep_office::codes::{GOOD_FOR, MAX_WRONG};
use doorstep_protocol::enrol::EnrolCode;
use doorstep_protocol::problem::ProblemCode;

use crate::handheld::{Handheld, random};
use crate::stage::Stage;

/// The same code with another last letter.
fn mistyped(code: &EnrolCode) -> EnrolCode {
    let last = if code.secret.ends_with('0') { '1' } else { '0' };
    EnrolCode { secret: format!("{}{last}", &code.secret[..7]), fingerprint: code.fingerprint.clone() }
}

#[tokio::test]
async fn f_03_a_code_enrols_one_handheld_and_numbers_it() {
    let stage = Stage::set().await;
    let code = stage.office.enrol_code().await.unwrap();
    let mut first = Handheld::new(&stage.url()).await;
    assert_eq!(first.office.fingerprint(), code.fingerprint);
    assert_eq!(first.enrol(&code).await.unwrap().device_number, 1);
    assert_eq!(first.enrol(&code).await.unwrap().device_number, 1, "its answer may have been lost");
    let mut second = Handheld::new(&stage.url()).await;
    assert_eq!(second.enrol(&code).await.unwrap_err(), ProblemCode::UsedCode);
    let code = stage.office.enrol_code().await.unwrap();
    assert_eq!(second.enrol(&code).await.unwrap().device_number, 2);
}

#[tokio::test]
async fn f_03_wrong_and_expired_enrolment_codes_are_told_apart() {
    let stage = Stage::set().await;
    let code = stage.office.enrol_code().await.unwrap();
    let mut handheld = Handheld::new(&stage.url()).await;
    assert_eq!(handheld.enrol(&mistyped(&code)).await.unwrap_err(), ProblemCode::WrongCode);
    stage.clock.advance(GOOD_FOR);
    assert_eq!(handheld.enrol(&code).await.unwrap_err(), ProblemCode::ExpiredCode);
}

#[tokio::test]
async fn f_03_a_code_is_dead_after_five_wrong_tries_and_spoils_no_other() {
    let stage = Stage::set().await;
    let (code, other) = (stage.office.enrol_code().await.unwrap(), stage.office.enrol_code().await.unwrap());
    let mut handheld = Handheld::new(&stage.url()).await;
    for _ in 0..MAX_WRONG {
        assert_eq!(handheld.enrol(&mistyped(&code)).await.unwrap_err(), ProblemCode::WrongCode);
    }
    assert_eq!(handheld.enrol(&code).await.unwrap_err(), ProblemCode::ExpiredCode);
    assert!(handheld.enrol(&other).await.is_ok());
}

#[tokio::test]
async fn f_03_a_persons_code_certifies_one_key() {
    let stage = Stage::set().await;
    let (handheld, other) = (stage.handheld().await, stage.handheld().await);
    let (key, other_key) = (SigningKey::from_bytes(&random()), SigningKey::from_bytes(&random()));
    let code = stage.office.person_code(&"lin".parse().unwrap()).await.unwrap();
    let spaced = code.to_string();
    assert_eq!((spaced.len(), &spaced[4..5]), (9, " "));
    assert_eq!(handheld.admit("wu", &code.0, &key).await.unwrap_err(), ProblemCode::WrongCode);
    assert_eq!(handheld.admit("nobody", &code.0, &key).await.unwrap_err(), ProblemCode::WrongCode);
    assert!(handheld.admit("lin", &spaced, &key).await.is_ok());
    assert!(handheld.admit("lin", &code.0, &key).await.is_ok(), "its answer may have been lost");
    assert_eq!(handheld.admit("lin", &code.0, &other_key).await.unwrap_err(), ProblemCode::UsedCode);
    assert_eq!(other.admit("lin", &code.0, &other_key).await.unwrap_err(), ProblemCode::UsedCode);
}

#[tokio::test]
async fn f_03_a_persons_code_runs_out_dies_of_wrong_tries_and_is_replaced() {
    let stage = Stage::set().await;
    let handheld = stage.handheld().await;
    let key = SigningKey::from_bytes(&random());
    let lin = "lin".parse().unwrap();
    let replaced = stage.office.person_code(&lin).await.unwrap();
    let code = stage.office.person_code(&lin).await.unwrap();
    assert_eq!(handheld.admit("lin", &replaced.0, &key).await.unwrap_err(), ProblemCode::ExpiredCode);
    for _ in 0..MAX_WRONG {
        assert_eq!(handheld.admit("lin", "not8digits", &key).await.unwrap_err(), ProblemCode::WrongCode);
    }
    assert_eq!(handheld.admit("lin", &code.0, &key).await.unwrap_err(), ProblemCode::ExpiredCode);
    let code = stage.office.person_code(&lin).await.unwrap();
    stage.clock.advance(GOOD_FOR);
    assert_eq!(handheld.admit("lin", &code.0, &key).await.unwrap_err(), ProblemCode::ExpiredCode);
}

#[tokio::test]
async fn f_03_a_bearer_runs_out_and_a_challenge_is_good_once() {
    let stage = Stage::set().await;
    let handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    let bearer = handheld.bearer(Some(&lin)).await;
    assert!(handheld.feed(&bearer, None, 0).await.is_ok());
    stage.clock.advance(15 * 60 * 1000);
    assert_eq!(handheld.feed(&bearer, None, 0).await.unwrap_err(), ProblemCode::Unauthenticated);
    let stranger = Handheld::new(&stage.url()).await;
    assert_eq!(stranger.session(None).await.unwrap_err(), ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn f_03_a_new_pin_retires_the_old_key() {
    let stage = Stage::set().await;
    let handheld = stage.handheld().await;
    let old = stage.sign_in(&handheld, "lin").await;
    let new = stage.sign_in(&handheld, "lin").await;
    assert_eq!(handheld.session(Some(&old)).await.unwrap_err(), ProblemCode::Unauthenticated);
    assert!(handheld.session(Some(&new)).await.is_ok());
}
