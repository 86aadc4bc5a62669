//! C-07: a grave complaint that the office does not have cannot be overlooked; C-06: whom it must reach has it ringing.

use std::time::Duration;

use doorstep_tests_screens::hand::{Hand, until};
use serde_json::json;

use crate::complaint::{begin_complaint, lose, save_complaint};
use crate::order::leave;
use crate::shifts::change_shift;
use crate::{TODAY, residence, sign_in};

/// What stands on every screen.
const TITLE: &str = "较大投诉还没送达";
/// C-06: 陆文清, the site manager, whom a serious one must reach.
const MANAGER: &str = "陆文清";
const NUMBER: &str = "15400000002";
/// After a minute without an office a handheld tries again at least this often.
const PAUSE: Duration = Duration::from_secs(90);

#[track_caller]
fn sees_whom_to_phone(hand: &Hand) {
    hand.wait(TITLE);
    hand.wait(NUMBER);
}

/// C-03: 3 500 yuan is serious; whom to phone stands in the form already.
#[track_caller]
fn take_a_grave_one(hand: &Hand) {
    begin_complaint(hand);
    lose(hand, "3500");
    hand.wait("较大");
    hand.wait("没网络，请打电话给");
    hand.wait(NUMBER);
    save_complaint(hand);
}

#[test]
fn c_07_taken_offline_it_stands_on_every_screen_over_restart_and_shift_until_phoned() {
    let (residence, office) = residence(&["b-01", "b-02"]);
    office.stop();
    let (handheld, hand) = residence.handheld();
    sign_in(&hand, "b-02");
    take_a_grave_one(&hand);
    sees_whom_to_phone(&hand);
    for way in ["发件箱", "找住户"] {
        hand.tap(way);
        sees_whom_to_phone(&hand);
        leave(&hand);
    }
    change_shift(&hand);
    sees_whom_to_phone(&hand);
    handheld.kill();

    let (_handheld, hand) = residence.handheld();
    sees_whom_to_phone(&hand);
    sign_in(&hand, "b-01");
    hand.wait(TODAY);
    sees_whom_to_phone(&hand);
    state_that_phoned(&hand);
    hand.gone(TITLE);

    let _office = residence.serve();
    hand.tap("发件箱");
    assert!(until(PAUSE, || hand.sees("全部已送达")), "{:#?}", hand.words());
    let complaint = residence.copy("f-01").newest_complaint();
    let facts = complaint["facts"].as_array().unwrap();
    let phoned = facts.iter().find(|fact| fact["kind"] == "complaint.phoned").unwrap();
    assert_eq!((&phoned["by"], &phoned["body"]["whom"]), (&json!("b-01"), &json!("m-01")));
}

/// C-07: whom, and when: just now. Today says the same behind the sheet.
#[track_caller]
fn state_that_phoned(hand: &Hand) {
    hand.tap("我已打过");
    hand.wait("打给了谁？");
    hand.tap(&format!("管理处经理 {MANAGER}"));
    hand.tap_words("我已打过");
}

#[test]
fn c_06_c_07_until_the_receipt_and_then_it_rings_for_who_must_have_it() {
    let (residence, office) = residence(&["m-01", "b-02"]);
    office.stop();
    let (_handheld, hand) = residence.handheld();
    sign_in(&hand, "b-02");
    take_a_grave_one(&hand);
    sees_whom_to_phone(&hand);

    let _office = residence.serve();
    assert!(until(PAUSE, || !hand.sees(TITLE)), "the office has it: {:#?}", hand.words());
    change_shift(&hand);
    // Locked, it says who is wanted, and nothing of the customer.
    hand.wait(&format!("请找：管理处经理 {MANAGER}"));
    assert!(!hand.sees("王先生") && !hand.sees("1602"), "P-10: {:#?}", hand.words());
    hand.tap("登录");
    hand.digits(doorstep_tests_screens::residence::pin("m-01"));
    hand.wait("王先生");
    hand.wait("计时停止，大家看到您已收到");
    hand.tap("我已收到");
    hand.gone("计时停止，大家看到您已收到");
    assert!(until(PAUSE, || is_acknowledged(&residence.copy("m-01").newest_complaint())));
}

fn is_acknowledged(complaint: &serde_json::Value) -> bool {
    let facts = complaint["facts"].as_array().unwrap();
    facts.iter().any(|fact| fact["kind"] == "complaint.acknowledged" && fact["by"] == "m-01")
}
