//! Half-done forms of orders survive everything (F-01), and open for their own person alone (F-03).

use doorstep_device::commands::form::CallbackForm;
use doorstep_device::commands::work_order::OrderForm;
use doorstep_domain::event::PictureOf;
use doorstep_domain::lang::Lang;
use doorstep_domain::work_order::{MaterialQuality, Parts};

use super::site::{self, han, handheld_of, peng, works};
use crate::handheld::signature;
use crate::sample::{self, su};

#[tokio::test]
async fn f_01_a_registration_reopens_in_place_after_a_kill_with_its_pictures_for_its_own_person() {
    let handheld = handheld_of(&works(), &[han(), peng()]).await;
    let mut form = handheld.with(|d| d.begin_order(None)).unwrap();
    form.page = "reported".into();
    form.registration.as_mut().unwrap().reported = "客厅地板起翘".into();
    let form = handheld.with(|d| d.choose_home(form, &site::home())).unwrap();
    assert_eq!(form.registration.as_ref().unwrap().customer.name.zh, "许女士");
    site::take_picture(&handheld, &form.order, "before");

    let handheld = handheld.restart();
    handheld.sign_in(&han());
    assert_eq!(handheld.with(|d| d.reopen_order()).unwrap(), None, "nobody else's");
    handheld.sign_in(&peng());
    assert_eq!(handheld.with(|d| d.reopen()).unwrap(), None, "no callback's");
    let mut again = handheld.with(|d| d.reopen_order()).unwrap().unwrap();
    assert_eq!(again, form, "in place");
    again.registration.as_mut().unwrap().matter = Some("parquet".parse().unwrap());
    handheld.with(|d| d.register_order(&again)).unwrap();
    assert_eq!(handheld.with(|d| d.reopen_order()).unwrap(), None, "it went with the save");
    let pictures = handheld.with(|d| d.work_order(&form.order)).unwrap().pictures;
    assert_eq!(pictures.iter().map(|picture| picture.shows).collect::<Vec<_>>(), [PictureOf::Site]);
}

#[tokio::test]
async fn f_01_what_is_half_done_for_another_act_stays_with_the_form() {
    let handheld = handheld_of(&works(), &[peng()]).await;
    let order = site::register(&handheld, "sink");
    site::dispatch(&handheld, &order, peng());
    site::go_there(&handheld, &order);
    let mut form = site::form(&handheld, &order);
    form.page = "material".into();
    (form.finish.done, form.finish.parts) = ("换".into(), Some(Parts::None));
    (form.material.material, form.material.quality) = ("密封圈".into(), Some(MaterialQuality::Qualified));
    handheld.with(|d| d.save_order_form(&form)).unwrap();
    handheld.with(|d| d.check_material(&form)).unwrap();
    let handheld = handheld.restart();
    handheld.sign_in(&peng());
    let left = handheld.with(|d| d.reopen_order()).unwrap().unwrap();
    assert_eq!(left.finish, form.finish);
    assert_eq!((left.material.material.as_str(), left.page.as_str()), ("", "material"));
}

#[tokio::test]
async fn f_01_sheet_and_strokes_survive_a_kill_before_they_are_saved() {
    let handheld = handheld_of(&works(), &[peng()]).await;
    let order = site::register(&handheld, "sink");
    site::dispatch(&handheld, &order, peng());
    site::go_there(&handheld, &order);
    let (shown, sheet) = site::show_price(&handheld, &order);
    let handheld = handheld.restart();
    handheld.sign_in(&peng());
    assert_eq!(handheld.with(|d| d.reopen_order()).unwrap().as_ref(), Some(&shown));
    handheld.pass(sample::HOUR);
    let (_, again) = site::show_price(&handheld, &order);
    assert_eq!(again.bytes, sheet.bytes, "V-07: shown again as it was");
    handheld.with(|d| d.agree_price(&shown)).unwrap();
    site::finish(&handheld, &order);
    let (mut form, sheet) = site::show_sheet(&handheld, &order);
    form.signing.pad = Some(signature());
    handheld.with(|d| d.save_order_form(&form)).unwrap();
    let handheld = handheld.restart();
    handheld.sign_in(&peng());
    let form = handheld.with(|d| d.reopen_order()).unwrap().unwrap();
    let saved = handheld.with(|d| d.sign_order(&form)).unwrap();
    let proof = handheld.with(|d| d.proof(saved.fact)).unwrap();
    assert_eq!(proof.document_bytes, Some(sheet.bytes));
    assert_eq!(proof.strokes.map(|strokes| strokes.document), Some(sheet.hash));
}

#[tokio::test]
async fn an_order_s_form_and_a_callback_s_stand_side_by_side() {
    let office = works();
    let callback = sample::repair(&office, "3-2-1503", "r1", 1);
    let handheld = handheld_of(&office, &[su()]).await;
    let order = site::register(&handheld, "sink");
    let of_callback = CallbackForm { page: "rating".into(), ..CallbackForm::new(callback.clone(), Lang::Zh) };
    handheld.with(|d| d.save_draft(&of_callback)).unwrap();
    let of_order = OrderForm { cancellation: "重复".into(), ..site::form(&handheld, &order) };
    handheld.with(|d| d.save_order_form(&of_order)).unwrap();
    assert_eq!(handheld.with(|d| d.reopen_order()).unwrap(), Some(of_order.clone()), "the one last touched");
    assert_eq!(handheld.with(|d| d.reopen()).unwrap(), None);
    assert_eq!(handheld.with(|d| d.form(&callback)).unwrap(), of_callback, "kept all the same");
    handheld.with(|d| d.drop_draft(&order)).unwrap();
    assert!(site::form(&handheld, &order).is_blank());
}
