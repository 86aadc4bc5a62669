//! Half-done forms survive everything (F-01), and open for their own person alone (F-03).

use doorstep_device::commands::form::CallbackForm;
use doorstep_domain::lang::Lang;

use super::callback::with_a_repair;
use super::handheld::{content, pin, signature};
use super::sample::{lin, su};

#[tokio::test]
async fn f_01_a_form_reopens_in_place_after_a_kill_for_its_own_person() {
    let (_office, handheld, callback) = with_a_repair().await;
    handheld.engine.enter(&su(), "12345678", &pin()).await.unwrap();
    handheld.engine.sync_once().await;
    handheld.sign_in(&lin());
    let half = CallbackForm { page: "rating".into(), satisfaction: None, ..content(&callback) };
    handheld.with(|d| d.save_draft(&half)).unwrap();

    let handheld = handheld.restart();
    handheld.sign_in(&su());
    assert_eq!(handheld.with(|d| d.reopen()).unwrap(), None, "nobody else's");
    let fresh = handheld.with(|d| d.form(&callback)).unwrap();
    assert_eq!(fresh, CallbackForm::new(callback.clone(), Lang::Zh));
    handheld.sign_in(&lin());
    assert_eq!(handheld.with(|d| d.reopen()).unwrap(), Some(half), "in place");
}

#[tokio::test]
async fn f_01_the_strokes_and_the_sheet_survive_too() {
    let (_office, handheld, callback) = with_a_repair().await;
    let signed = handheld.signed_form(&callback);
    handheld.with(|d| d.save_draft(&signed)).unwrap();
    let handheld = handheld.restart();
    handheld.sign_in(&lin());
    let form = handheld.with(|d| d.reopen()).unwrap().unwrap();
    assert_eq!(form.pad, Some(signature()));
    handheld.with(|d| d.record_callback(&form)).unwrap();
}

#[tokio::test]
async fn a_form_that_was_left_by_the_back_button_waits_but_does_not_reopen() {
    let (_office, handheld, callback) = with_a_repair().await;
    let form = content(&callback);
    handheld.with(|d| d.save_draft(&form)).unwrap();
    handheld.with(|d| d.close_draft(&callback)).unwrap();
    assert_eq!(handheld.with(|d| d.reopen()).unwrap(), None);
    assert_eq!(handheld.with(|d| d.form(&callback)).unwrap(), form);
    handheld.with(|d| d.drop_draft(&callback)).unwrap();
    assert_eq!(handheld.with(|d| d.form(&callback)).unwrap().quality, None);
}
