//! Section R from a butler's registration to the callback, over the real office. What is done on site is done
//! without a network, with pictures, killed in the form and right after it was saved.

use std::time::Duration;

use doorstep_domain::event::Payment;
use doorstep_tests_screens::copy::{Copy, Told};
use doorstep_tests_screens::hand::Hand;
use doorstep_tests_screens::programs::Running;
use doorstep_tests_screens::residence::Residence;
use serde_json::json;

use crate::callback::rate;
use crate::order::{
    AGREED, REPLACED, agree, arrive, begin_registration, check_whole, confirm, find_as_reported, finish,
    hand_over, killed, leave, let_sign, new_acts, open, photograph_before, photograph_on_site, register,
    see_all_arrive, take_cash,
};
use crate::{TODAY, residence, sign_in};

const ROW: &str = "8栋 2单元 1602 · 王先生 · 洗手盆漏水";
/// The office's rule hands plumbing to whoever of the trade has the least to do.
const TECHNICIAN: &str = "t-03";
/// A change of a form is in the store so soon.
const DRAFT_IS_KEPT: Duration = Duration::from_millis(500);

#[test]
fn r_01_to_v_11_a_whole_order_whose_repair_is_done_offline() {
    let (residence, office) = residence(&[TECHNICIAN, "e-01", "b-02"]);
    let known = residence.copy("f-01").order_acts();
    let running = residence.handheld_with_camera();
    sign_in(&running.1, "b-02");
    begin_registration(&running.1, "洗手盆漏水");
    photograph_on_site(&running.1, &residence);
    register(&running.1);
    hand_over(&running.1, TECHNICIAN);
    accept(&running.1);
    office.stop();

    let running = repair(running, &residence);
    let hand = &running.1;
    hand.wait("待发送 ");
    let _office = residence.serve();
    see_all_arrive(hand);
    confirm(hand, ROW);
    call_back(hand);
    check(&residence.copy("f-01"), &known);
}

/// the office has numbered and dispatched it by now.
fn accept(hand: &Hand) {
    open(hand, ROW);
    hand.tap("接单");
    hand.wait("到场");
}

/// with a kill in the form and one right after "saved".
fn repair(running: (Running, Hand), residence: &Residence) -> (Running, Hand) {
    arrive(&running.1);
    find_as_reported(&running.1);
    photograph_before(&running.1, residence);
    std::thread::sleep(DRAFT_IS_KEPT);
    let running = killed(running, residence, TECHNICIAN);
    let hand = &running.1;
    hand.wait("与报修一致");
    assert!(hand.sees_chosen("与报修一致"), "the form reopens in place");
    hand.reach("修前 1");
    hand.tap("给客户看价格");
    hand.wait("80");
    agree(hand, AGREED);
    finish(hand, residence, REPLACED);
    let_sign(hand);
    hand.wait("收款");
    let running = killed(running, residence, TECHNICIAN);
    let hand = &running.1;
    hand.wait("收款");
    take_cash(hand, "20261125");
    give_copy(hand);
    leave(hand);
    running
}

///
fn give_copy(hand: &Hand) {
    hand.tap("给客户一联");
    hand.gone("正在出联……");
    hand.tap("给完了");
    hand.wait("给客户一联");
}

/// V-11, V-05: its callback opened by itself, and shows what was done.
fn call_back(hand: &Hand) {
    hand_over(hand, "b-02");
    hand.reach_and_tap(ROW);
    hand.wait(REPLACED);
    rate(hand, [5, 4, 5]);
    hand.tap("合格，请王先生过目");
    crate::callback::sign(hand);
    hand.wait("已签名，已存本机");
    hand.tap("回到今天");
    hand.wait(TODAY);
    see_all_arrive(hand);
}

/// Each act once, by whom it was done and adopted; the signed document is the price that was agreed.
fn check(copy: &Copy, known: &[Told]) {
    let acts = new_acts(copy, known);
    let facts = check_whole(copy, &acts, &expected());
    let charged = facts.iter().find(|fact| fact["kind"] == "work_order.charged").unwrap();
    assert_eq!(charged["body"]["payment"], json!(Payment::Cash));
    let signed = acts.iter().find(|told| told.head.kind == "work_order.signed").unwrap();
    assert_eq!(signed.strokes().strokes.len(), 1);
    assert!(signed.document().rows.iter().any(|row| row.text.contains("80")));
}

fn expected() -> [(&'static str, &'static str); 11] {
    [
        ("work_order.registered", "b-02"),
        ("work_order.dispatched", "office"),
        ("work_order.accepted", TECHNICIAN),
        ("work_order.arrived", TECHNICIAN),
        ("work_order.verified", TECHNICIAN),
        ("work_order.agreed", TECHNICIAN),
        ("work_order.started", TECHNICIAN),
        ("work_order.finished", TECHNICIAN),
        ("work_order.signed", TECHNICIAN),
        ("work_order.charged", TECHNICIAN),
        ("work_order.confirmed", "e-01"),
    ]
}
