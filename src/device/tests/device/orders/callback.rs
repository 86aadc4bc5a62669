//! V-05, V-11: the callback of an order tells the order as history.

use doorstep_device::commands::form::CallbackForm;
use doorstep_domain::callback::Opening;
use doorstep_domain::event::{EventKind, Payment};
use doorstep_domain::fact::Body;
use doorstep_domain::ids::SubjectId;

use super::site::{self, handheld_of, peng, works};
use crate::handheld::{content, signature};
use crate::office::Office;
use crate::sample::su;

/// As the office does when P-07 has confirmed.
fn open_callback(office: &Office, order: &SubjectId) -> SubjectId {
    let head = office.received().into_iter().find(|head| head.kind == "work_order.finished").unwrap();
    let callback = SubjectId::callback_of(head.id);
    let at = office.lock().time;
    let opening = Opening {
        event: order.clone(),
        after: EventKind::Repair,
        home: site::home(),
        matter: "sink".parse().unwrap(),
        registered: at,
        finished: at,
    };
    office.say(&callback, Body::CallbackOpened(opening), None);
    for subject in [order, &callback] {
        office.grant(&su(), subject);
    }
    callback
}

#[tokio::test]
async fn v_05_reported_found_done_by_whom_when_price_payment_signature() {
    let office = works();
    let handheld = handheld_of(&office, &[su(), peng()]).await;
    let order = site::register(&handheld, "sink");
    site::dispatch(&handheld, &order, peng());
    site::repair(&handheld, &order, "no-1");
    handheld.engine.send_now().await;
    let callback = open_callback(&office, &order);
    handheld.sign_in(&su());
    handheld.engine.send_now().await;

    let today = handheld.with(|d| d.today()).unwrap().rows;
    let row = today.iter().find(|row| row.callback == callback).unwrap();
    assert_eq!((row.customer.zh.as_str(), row.reported.zh.as_str()), ("许女士", "洗手盆漏水"));
    let event = handheld.with(|d| d.callback(&callback)).unwrap().event.unwrap();
    assert_eq!((event.number.as_str(), event.department.zh.as_str()), ("2026-1124-001", "工程部"));
    assert_eq!(event.done_by.as_ref().unwrap().zh, "彭海");
    assert_eq!(event.done.zh, "更换下水弯管，试水不漏");
    let charge = event.charge.unwrap();
    assert_eq!((charge.fen, charge.payment), (8_000, Payment::Cash));
    assert_eq!(event.steps.len(), 10, "{:?}", event.steps);
    assert_eq!(
        (event.steps[8].title.zh.as_str(), event.steps[0].text.zh.as_str()),
        ("签名", "彭海 · 洗手盆漏水")
    );
    assert!(handheld.with(|d| d.proof(event.signed.unwrap())).unwrap().strokes.is_some(), "R-12");

    let (form, sheet) = handheld.with(|d| d.show_sheet(content(&callback))).unwrap();
    let text = serde_json::to_string(&sheet.document).unwrap();
    for told in ["洗手盆漏水", "更换下水弯管", "80 元 · 现金 · 已付"] {
        assert!(text.contains(told), "{told} in {text}");
    }
    let form = CallbackForm { pad: Some(signature()), ..form };
    handheld.with(|d| d.record_callback(&form)).unwrap();
}
