//! A callback as a butler makes it, tap by tap.

use doorstep_tests_screens::hand::Hand;

use crate::{SINK, TODAY, residence, sign_in};

/// The pad, and a line across it.
const PAD: &str = "请在线上签名";
const LINE: (f64, f64) = (80.0, -20.0);

/// V-06: three ratings of a repair.
#[track_caller]
pub fn rate(hand: &Hand, [quality, effect, satisfaction]: [u8; 3]) {
    hand.tap(&format!("质量 {quality}"));
    hand.tap(&format!("服务效果 {effect}"));
    hand.tap(&format!("满意程度 {satisfaction}"));
}

/// One stroke on the pad.
#[track_caller]
pub fn draw(hand: &Hand) {
    hand.stroke(PAD, LINE);
}

/// One stroke, and confirmed.
#[track_caller]
pub fn sign(hand: &Hand) {
    draw(hand);
    hand.tap("签名确认");
}

#[test]
fn a_content_customer_takes_six_taps_besides_the_signature() {
    let (residence, _office) = residence(&["b-02"]);
    let (_handheld, hand) = residence.handheld();
    sign_in(&hand, "b-02");
    hand.wait(TODAY);

    let before = hand.taps();
    hand.tap(SINK);
    rate(&hand, [5, 4, 5]);
    hand.tap("合格，请王先生过目");
    sign(&hand);
    hand.wait("已签名，已存本机");
    assert_eq!(hand.taps() - before, 6);
}
