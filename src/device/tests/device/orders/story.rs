//! A whole order without a network (F-01): from the request at the door to the charge.

use doorstep_device::queries::orders::OrderList;
use doorstep_device::queries::outbox::{OutboxItem, What};
use doorstep_device::queries::work_order::next_action::NextAction;
use doorstep_domain::callback::SignOff;
use doorstep_domain::document::Document;
use doorstep_domain::event::PictureOf;
use doorstep_domain::work_order::{Action, ClockKind, Manner, MaterialChoice, MaterialQuality, Step};

use super::site::{self, fen, han, handheld_of, peng, works};
use crate::office::Fault;
use crate::sample::lin;

#[tokio::test]
async fn f_01_r_01_to_r_15_a_whole_order_offline_then_all_of_it_at_the_office() {
    let office = works();
    let handheld = handheld_of(&office, &[peng()]).await;
    office.fail("/v1/", Fault::Unreachable);
    let order = site::register(&handheld, "sink");
    let next = || handheld.with(|d| d.work_order(&order)).unwrap().next();
    assert_eq!(next(), NextAction::Do(Action::Dispatch));
    site::dispatch(&handheld, &order, peng());
    assert_eq!(next(), NextAction::Do(Action::Accept));
    let form = site::form(&handheld, &order);
    handheld.with(|d| d.accept_order(&form)).unwrap();
    handheld.pass(9 * 60_000);
    handheld.with(|d| d.arrive(&form, true)).unwrap();
    let mut form = site::form(&handheld, &order);
    (form.verification.differs, form.verification.found) = (true, "下水弯管开裂".into());
    handheld.with(|d| d.verify_order(&form)).unwrap();
    assert_eq!(next(), NextAction::Do(Action::Agree));

    let (form, sheet) = site::show_price(&handheld, &order);
    let text = |document: &Document| serde_json::to_string(document).unwrap();
    assert!(text(&sheet.document).contains("下水弯管开裂") && text(&sheet.document).contains("80 元"));
    let agreed = handheld.with(|d| d.agree_price(&form)).unwrap();
    let detail = handheld.with(|d| d.work_order(&order)).unwrap();
    assert_eq!(detail.row.step, Step::InProgress, "agreed on site: the work begins with it");
    assert_eq!(
        detail.agreed.as_ref().map(|agreed| (agreed.fact, agreed.total)),
        Some((agreed.fact, fen(8_000)))
    );
    assert_eq!(
        detail.clocks.iter().map(|c| (c.kind, c.kept)).collect::<Vec<_>>(),
        [(ClockKind::Notify, Some(true)), (ClockKind::OnSite, Some(true)),]
    );

    let mut form = site::form(&handheld, &order);
    form.material.material = "密封圈".into();
    form.material.quality = Some(MaterialQuality::Unqualified);
    (form.material.warning, form.material.choice) = ("用它可能再次渗漏".into(), Some(MaterialChoice::Use));
    handheld.with(|d| d.check_material(&form)).unwrap();
    site::finish(&handheld, &order);
    let (_, sheet) = site::show_sheet(&handheld, &order);
    for told in ["密封圈", "用它可能再次渗漏", "更换下水弯管", "80 元", "已留给您"] {
        assert!(text(&sheet.document).contains(told), "R-12: {told} is part of what is signed");
    }
    site::sign(&handheld, &order);
    assert_eq!(next(), NextAction::Do(Action::Charge));
    let form = site::paid(&site::form(&handheld, &order), "no-0007");
    handheld.with(|d| d.charge_order(&form)).unwrap();
    assert_eq!(next(), NextAction::Do(Action::Confirm), "P-07 is the technician here");
    handheld.with(|d| d.confirm_order(&form)).unwrap();

    let detail = handheld.with(|d| d.work_order(&order)).unwrap();
    assert!(detail.row.number.starts_with('#'), "no number yet: a short code");
    assert!(!detail.row.is_open && detail.held.is_empty());
    assert_eq!((detail.row.customer.zh.as_str(), detail.access.as_str()), ("许女士", "家里有狗"));
    assert_eq!(detail.signed.as_ref().map(|signed| signed.sign_off), Some(SignOff::Signed));
    assert_eq!(detail.done_steps, 8);
    assert!(office.received().is_empty());

    handheld.engine.send_now().await;
    handheld.engine.send_now().await;
    let heads = office.received();
    let kinds: Vec<&str> = heads.iter().map(|head| head.kind.trim_start_matches("work_order.")).collect();
    let expected = [
        "registered",
        "dispatched",
        "accepted",
        "arrived",
        "verified",
        "agreed",
        "started",
        "material_checked",
        "finished",
        "signed",
        "charged",
        "confirmed",
    ];
    assert_eq!(kinds, expected);
    let detail = handheld.with(|d| d.work_order(&order)).unwrap();
    assert_eq!((detail.row.number.as_str(), detail.row.pending), ("2026-1124-001", 0));
    assert!(detail.held.is_empty(), "what was allowed here is allowed there: {:?}", detail.held);
}

#[tokio::test]
async fn r_04_not_on_the_list_the_price_is_asked_and_answered_first() {
    let office = works();
    let handheld = handheld_of(&office, &[han(), lin(), peng()]).await;
    let order = site::register(&handheld, "parquet");
    site::dispatch(&handheld, &order, han());
    handheld.engine.send_now().await;
    office.grant(&han(), &order);
    handheld.sign_in(&han());
    handheld.engine.send_now().await;
    let form = site::form(&handheld, &order);
    handheld.with(|d| d.accept_order(&form)).unwrap();
    let detail = handheld.with(|d| d.work_order(&order)).unwrap();
    assert_eq!(detail.next(), NextAction::AwaitQuote);
    let quote = detail.quote.unwrap();
    assert!(quote.waiting && quote.clock.unwrap().ended.is_none());
    assert_eq!(
        (quote.supervisors[0].name.zh.as_str(), quote.supervisors[0].phone.as_str()),
        ("彭海", "13800000000")
    );
    handheld.engine.send_now().await;

    handheld.sign_in(&peng());
    handheld.engine.send_now().await;
    let rows = |list| handheld.with(|d| d.orders(list)).unwrap().rows;
    assert_eq!(rows(OrderList::ToQuote).len(), 1);
    let mut form = site::form(&handheld, &order);
    (form.quote.price, form.quote.note) = ("1200.50".into(), "含材料".into());
    handheld.with(|d| d.quote_order(&form)).unwrap();
    assert_eq!(rows(OrderList::ToQuote), []);
    handheld.engine.send_now().await;

    handheld.sign_in(&han());
    handheld.engine.send_now().await;
    let next = || handheld.with(|d| d.work_order(&order)).unwrap().next();
    assert_eq!(next(), NextAction::Do(Action::Agree));
    let mut form = site::form(&handheld, &order);
    form.price.manner = Some(Manner::Phone);
    let (form, _) = handheld.with(|d| d.show_price(form)).unwrap();
    handheld.with(|d| d.agree_price(&form)).unwrap();
    assert_eq!(next(), NextAction::Do(Action::Arrive), "agreed before anybody goes there");
    let form = site::form(&handheld, &order);
    handheld.with(|d| d.arrive(&form, true)).unwrap();
    handheld.with(|d| d.verify_order(&form)).unwrap();
    assert_eq!(next(), NextAction::Do(Action::Start), "as agreed: no second price");
    handheld.with(|d| d.start_order(&form)).unwrap();
    site::finish(&handheld, &order);
    site::sign(&handheld, &order);
    assert_eq!(next(), NextAction::AwaitDesk, "R-13: what was quoted is the front desk's to collect");
}

#[tokio::test]
async fn r_01_r_12_pictures_go_with_the_act_that_they_were_taken_for() {
    let office = works();
    let handheld = handheld_of(&office, &[peng()]).await;
    let mut form = handheld.with(|d| d.begin_order(Some(&site::home()))).unwrap();
    form.registration.as_mut().unwrap().matter = Some("bulb".parse().unwrap());
    let order = form.order.clone();
    site::take_picture(&handheld, &order, "before");
    site::take_picture(&handheld, &order, "after");
    handheld.with(|d| d.register_order(&form)).unwrap();
    let shown = || {
        let pictures = handheld.with(|d| d.work_order(&order)).unwrap().pictures;
        pictures.into_iter().map(|picture| (picture.shows, picture.here)).collect::<Vec<_>>()
    };
    assert_eq!(shown(), [(PictureOf::Site, true)]);
    site::dispatch(&handheld, &order, peng());
    site::go_there(&handheld, &order);
    site::agree(&handheld, &order);
    site::finish(&handheld, &order);
    assert_eq!(shown(), [(PictureOf::Site, true), (PictureOf::After, true)]);
    let (_, sheet) = site::show_sheet(&handheld, &order);
    assert_eq!(sheet.document.pictures.len(), 2, "R-12");
    site::sign(&handheld, &order);
    let detail = handheld.with(|d| d.work_order(&order)).unwrap();
    assert_eq!(
        (detail.row.step, detail.next()),
        (Step::Settled, NextAction::Do(Action::Confirm)),
        "R-08: free"
    );
    assert!(detail.charges.is_empty());
    assert_eq!(detail.row.price.map(|price| price.is_free()), Some(true));
}

#[tokio::test]
async fn f_01_the_outbox_says_what_was_done_about_which_order() {
    let office = works();
    let handheld = handheld_of(&office, &[lin(), peng()]).await;
    let order = site::register(&handheld, "sink");
    site::dispatch(&handheld, &order, han());
    let number = handheld.with(|d| d.work_order(&order)).unwrap().row.number;
    let items = handheld.with(|d| d.outbox()).unwrap();
    let told = |item: &OutboxItem| match &item.what {
        What::Order { number, place, action, .. } => (number.clone(), place.clone().unwrap().room, *action),
        other => panic!("{other:?}"),
    };
    let told: Vec<_> = items.iter().map(told).collect();
    let expected =
        [Action::Dispatch, Action::Register].map(|action| (number.clone(), "1503".to_owned(), action));
    assert_eq!(told, expected);
    handheld.sign_in(&lin());
    let items = handheld.with(|d| d.outbox()).unwrap();
    assert!(items.iter().all(|item| item.what == What::Unknown), "P-10: somebody else's");
}

#[tokio::test]
async fn f_04_of_two_who_were_apart_the_office_s_order_decides_and_the_loser_sees_who_was_first() {
    let office = works();
    let (one, two) = (handheld_of(&office, &[peng()]).await, handheld_of(&office, &[peng()]).await);
    let order = site::register(&one, "sink");
    site::dispatch(&one, &order, peng());
    one.engine.send_now().await;
    two.engine.send_now().await;
    for handheld in [&one, &two] {
        site::repair(handheld, &order, if std::ptr::eq(handheld, &one) { "no-1" } else { "no-2" });
    }
    one.engine.send_now().await;
    two.engine.send_now().await;
    two.engine.send_now().await;
    let detail = two.with(|d| d.work_order(&order)).unwrap();
    assert_eq!((detail.row.step, detail.charges.len()), (Step::Settled, 2), "R-13: the money of both counts");
    let held: Vec<_> = detail.held.iter().map(|held| held.action).collect();
    assert_eq!(held.first(), Some(&Action::Accept));
    assert!(detail.held.iter().all(|held| held.is_mine));
    let first = detail.held[0].first.as_ref().unwrap();
    assert_eq!(first.0.zh, "彭海");
    let proof =
        two.with(|d| d.proof(detail.held.iter().find(|h| h.action == Action::Sign).unwrap().fact)).unwrap();
    assert!(proof.strokes.is_some(), "nobody's signature is discarded");
}

#[tokio::test]
async fn v_07_a_signing_is_superseded_by_one_that_names_it() {
    let office = works();
    let handheld = handheld_of(&office, &[peng()]).await;
    let order = site::register(&handheld, "sink");
    site::dispatch(&handheld, &order, peng());
    site::go_there(&handheld, &order);
    site::agree(&handheld, &order);
    site::finish(&handheld, &order);
    site::sign(&handheld, &order);
    let signed = || handheld.with(|d| d.work_order(&order)).unwrap().signed.map(|signed| signed.fact);
    let first = signed();
    let form = handheld.with(|d| d.supersede_signing(&order)).unwrap();
    assert_eq!(form.signing.supersedes, first);
    let (_, sheet) = site::show_sheet(&handheld, &order);
    let told = serde_json::to_string(&sheet.document).unwrap();
    assert!(told.contains("本单代替此前签名的记录"), "the customer reads that it replaces the first");
    site::sign(&handheld, &order);
    assert!(signed().is_some() && signed() != first);
}
