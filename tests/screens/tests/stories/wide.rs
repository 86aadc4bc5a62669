//! 10 A front desk at a PC: list and page beside each other, and what a keyboard does.

use doorstep_tests_screens::hand::{Hand, keys};

use crate::order::begin_registration_by;
use crate::{TODAY, residence, sign_in};

/// What stands beside the list while nothing is open.
const NOTHING_OPEN: &str = "请选一项";

#[test]
fn at_a_front_desk_the_keyboard_picks_a_row_and_registers_a_repair() {
    let (residence, _office) = residence(&["f-01"]);
    let (_handheld, hand) = residence.front_desk();
    sign_in(&hand, "f-01");
    hand.wait(NOTHING_OPEN);
    registers(&hand);
    picks_rows(&hand);
}

/// Enter is the list's main action while nothing is open, then the page's.
fn registers(hand: &Hand) {
    begin_registration_by(hand, || hand.key(keys::ENTER), "洗手盆漏水");
    assert!(hand.sees(TODAY), "the list stays beside the form");
    hand.key(keys::ENTER);
    hand.wait("已登记，已存本机");
    hand.wait("管理处给的单号");
    hand.key(keys::ENTER);
    hand.wait(NOTHING_OPEN);
}

/// The arrow keys open what they lead to; Escape leads back, Enter opens the same row again.
fn picks_rows(hand: &Hand) {
    hand.key(keys::DOWN);
    hand.gone(NOTHING_OPEN);
    hand.key(keys::ESCAPE);
    hand.wait(NOTHING_OPEN);
    hand.key(keys::ENTER);
    hand.gone(NOTHING_OPEN);
    hand.key(keys::ESCAPE);
    hand.wait(NOTHING_OPEN);
}
