//! F-03: PINs, changing shifts, and what one person leaves for the next: nothing but what waits to be sent.

use std::time::Duration;

use doorstep_tests_screens::hand::{Hand, until};
use doorstep_tests_screens::residence::pin;

use crate::callback::{rate, sign};
use crate::{SINK, TODAY, residence, sign_in};

/// After a minute without an office a handheld tries again at least this often.
const PAUSE: Duration = Duration::from_secs(90);
const WRONG: &str = "908172";

#[track_caller]
pub fn change_shift(hand: &Hand) {
    hand.tap(TODAY);
    hand.tap("换班");
    hand.wait("今天谁当班？");
}

#[test]
fn f_03_a_wrong_pin_is_counted_and_slowed_also_over_a_restart() {
    let (residence, _office) = residence(&["b-01", "b-02"]);
    let (handheld, hand) = residence.handheld();
    hand.tap("周雅宁");
    hand.digits(WRONG);
    hand.wait("PIN 不对，还可试 9 次");
    hand.digits(WRONG);
    hand.wait("PIN 不对，还可试 8 次");
    hand.digits(WRONG);
    hand.wait("后可以再试");

    handheld.kill();
    let (_handheld, hand) = residence.handheld();
    hand.tap("周雅宁");
    hand.wait("后可以再试");
    hand.digits(pin("b-02"));
    assert!(hand.sees("已输 0 位"), "the pad takes nothing now");
    // It is about one person, not about the handheld.
    sign_in(&hand, "b-01");
    hand.wait(TODAY);
}

#[test]
fn f_03_a_form_reopens_for_its_own_person_alone() {
    let (residence, _office) = residence(&["b-01", "b-02"]);
    let (handheld, hand) = residence.handheld();
    sign_in(&hand, "b-02");
    hand.tap(SINK);
    rate(&hand, [2, 3, 4]);
    handheld.kill();

    let (_handheld, hand) = residence.handheld();
    sign_in(&hand, "b-01");
    hand.wait(TODAY);
    assert!(!hand.sees("维修质量"));
    change_shift(&hand);
    sign_in(&hand, "b-02");
    hand.wait("维修质量 2");
    assert!(hand.sees_chosen("维修质量 2"));
}

#[test]
fn f_01_what_waits_is_sent_while_nobody_is_signed_in() {
    let (residence, office) = residence(&["b-02"]);
    let known = residence.copy("b-02").records();
    office.stop();
    let (_handheld, hand) = residence.handheld();
    sign_in(&hand, "b-02");
    hand.tap(SINK);
    rate(&hand, [5, 4, 5]);
    hand.tap("合格，请");
    sign(&hand);
    hand.tap("回到今天");
    change_shift(&hand);
    hand.wait("上一班周雅宁还有 1 条待发送");

    let _office = residence.serve();
    assert!(until(PAUSE, || !hand.sees("上一班")), "it goes out by itself");
    assert_eq!(residence.copy("b-02").records_beyond(&known).len(), 1);
}
