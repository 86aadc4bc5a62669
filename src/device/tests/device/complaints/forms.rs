//! Half-done forms of complaints survive everything (F-01), and open for their own person alone (F-03).

use doorstep_domain::complaint::{About, Channel};
use doorstep_domain::lang::Lang;

use super::site::*;
use crate::handheld::signature;
use crate::orders::site::{home, register, take_picture};
use crate::sample::{HOUR, lin, su};

#[tokio::test]
async fn f_01_a_reception_reopens_in_place_after_a_kill_with_its_pictures_for_its_own_person() {
    let (_, handheld) = shared().await;
    let mut form = handheld.with(|d| d.begin_complaint(None)).unwrap();
    form.page = "what".into();
    let filled = form.reception.as_mut().unwrap();
    (filled.happened, filled.channel) = ("夜里施工".into(), Channel::Phone);
    filled.about = About::Department { department: "works".parse().unwrap() };
    filled.grading.loss = "25".into();
    handheld.with(|d| d.save_complaint_form(&form)).unwrap();
    let form = handheld.with(|d| d.choose_complaint_home(form, &home())).unwrap();
    assert_eq!(form.reception.as_ref().unwrap().customer.name.zh, "许女士");
    take_picture(&handheld, &form.complaint, "reception");

    let handheld = handheld.restart();
    handheld.sign_in(&su());
    assert_eq!(handheld.with(|d| d.reopen_complaint()).unwrap(), None, "nobody else's");
    assert_eq!(handheld.with(|d| d.left_reception()).unwrap(), None, "nobody else's");
    handheld.sign_in(&lin());
    assert_eq!(handheld.with(|d| d.reopen()).unwrap(), None, "no callback's");
    assert_eq!(handheld.with(|d| d.reopen_order()).unwrap(), None, "no order's");
    let again = handheld.with(|d| d.reopen_complaint()).unwrap().unwrap();
    assert_eq!(again, form, "in place");
    assert_eq!(handheld.with(|d| d.left_reception()).unwrap().as_ref(), Some(&form));
    handheld.with(|d| d.receive_complaint(&again)).unwrap();
    assert_eq!(handheld.with(|d| d.reopen_complaint()).unwrap(), None, "it went with the save");
    assert_eq!(handheld.with(|d| d.left_reception()).unwrap(), None);
    assert_eq!(handheld.with(|d| d.complaint(&form.complaint)).unwrap().pictures.len(), 1);
}

#[tokio::test]
async fn f_01_the_clock_runs_from_when_the_form_was_begun() {
    let (office, handheld) = shared().await;
    let form = filled(&handheld, serious);
    handheld.pass(6 * 60_000);
    handheld.with(|d| d.receive_complaint(&form)).unwrap();
    handheld.engine.send_now().await;
    let received = office.complaint(&form.complaint).received_at();
    assert_eq!(received, Some(form.reception.unwrap().begun), "C-05: the customer has waited since then");
}

#[tokio::test]
async fn f_01_what_is_half_done_for_another_act_stays_with_the_form() {
    let (office, handheld) = shared().await;
    let complaint = receive(&handheld, ordinary);
    known_to_all(&office, &handheld, &complaint).await;
    let mut form = handheld.with(|d| d.complaint_form(&complaint)).unwrap();
    form.page = "note".into();
    form.note = "已电话催办".into();
    form.reply = agreed(handheld.with(|d| d.now()).shifted(HOUR), "");
    handheld.with(|d| d.save_complaint_form(&form)).unwrap();
    handheld.with(|d| d.note_on_complaint(&form)).unwrap();
    let handheld = handheld.restart();
    handheld.sign_in(&lin());
    let left = handheld.with(|d| d.reopen_complaint()).unwrap().unwrap();
    assert_eq!((left.note.as_str(), &left.reply, left.page.as_str()), ("", &form.reply, "note"));
}

/// A tap on the banner or on what rings leaves the form alone that the person is filling in.
#[tokio::test]
async fn f_01_one_tap_leaves_every_form_as_it_is() {
    let (office, handheld) = shared().await;
    let complaint = receive(&handheld, serious);
    known_to_all(&office, &handheld, &complaint).await;
    handheld.sign_in(&qi());
    let half_done =
        doorstep_device::commands::complaint::ComplaintForm { note: "半".into(), ..form_of(&complaint) };
    handheld.with(|d| d.save_complaint_form(&half_done)).unwrap();
    let reception = filled(&handheld, ordinary);
    handheld.with(|d| d.save_complaint_form(&reception)).unwrap();
    handheld.with(|d| d.acknowledge_complaint(&complaint)).unwrap();
    handheld.with(|d| d.phone_about_complaint(&complaint, &he(), d.now())).unwrap();
    let handheld = handheld.restart();
    handheld.sign_in(&qi());
    assert_eq!(handheld.with(|d| d.reopen_complaint()).unwrap(), Some(reception), "the one that was open");
    assert_eq!(handheld.with(|d| d.complaint_form(&complaint)).unwrap(), half_done);
}

#[tokio::test]
async fn f_01_v_07_sheet_and_strokes_survive_a_kill_before_they_are_saved() {
    let (office, handheld) = shared().await;
    let complaint = receive(&handheld, ordinary);
    known_to_all(&office, &handheld, &complaint).await;
    assign(&handheld, &complaint, None);
    handle(&handheld, &complaint);
    handheld.sign_in(&lin());
    let (mut form, sheet) = handheld.with(|d| d.show_opinion_sheet(form_of(&complaint))).unwrap();
    form.signing.pad = Some(signature());
    handheld.with(|d| d.save_complaint_form(&form)).unwrap();
    let handheld = handheld.restart();
    handheld.sign_in(&lin());
    handheld.pass(HOUR);
    let form = handheld.with(|d| d.reopen_complaint()).unwrap().unwrap();
    let (form, again) = handheld.with(|d| d.show_opinion_sheet(form)).unwrap();
    assert_eq!(again.bytes, sheet.bytes, "V-07: shown again as it was");
    let saved = handheld.with(|d| d.sign_opinion(&form)).unwrap();
    let proof = handheld.with(|d| d.proof(saved.fact)).unwrap();
    assert_eq!(proof.document_bytes, Some(sheet.bytes));
    assert_eq!(proof.strokes.map(|strokes| strokes.document), Some(sheet.hash));
}

#[tokio::test]
async fn forms_of_a_complaint_and_of_an_order_stand_side_by_side() {
    let (_, handheld) = shared().await;
    let reception = filled(&handheld, ordinary);
    handheld.with(|d| d.save_complaint_form(&reception)).unwrap();
    register(&handheld, "sink");
    let order = handheld.with(|d| d.begin_order(None)).unwrap();
    assert_eq!(handheld.with(|d| d.reopen_complaint()).unwrap(), None, "the order's was touched last");
    assert_eq!(handheld.with(|d| d.reopen_order()).unwrap(), Some(order));
    assert_eq!(handheld.with(|d| d.left_reception()).unwrap(), Some(reception), "kept all the same");
    assert_eq!(handheld.with(|d| d.left_registration()).unwrap().map(|form| form.language), Some(Lang::Zh));
}
