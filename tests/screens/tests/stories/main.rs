//! Stories on the built programs: an office and a handheld as processes, a hand that taps.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story stops at what it did not expect"
)]

mod after_a_minute;
mod bad_starts;
mod callback;
mod carry;
mod complaint;
mod complaint_grave;
mod exceptions;
mod first_start;
mod languages;
mod must_hold;
mod order;
mod order_warranty;
mod order_ways;
mod order_whole;
mod shifts;
mod supervision;
mod swallower;
mod wide;

use doorstep_office::sample::STAFF;
use doorstep_tests_screens::hand::Hand;
use doorstep_tests_screens::programs::{Programs, Running};
use doorstep_tests_screens::residence::{Residence, pin};

/// 王先生, whose kitchen sink leaks for the third time: overdue since yesterday.
const SINK: &str = "厨房水槽漏水";
/// The words of the avatar, which only Today has.
const TODAY: &str = "我和这台手持机";

fn programs() -> Programs {
    Programs(env!("CARGO_BIN_EXE_driven").into())
}

/// A residence whose handheld knows these people, with the office served.
fn residence(people: &[&str]) -> (Residence, Running) {
    let residence = Residence::new(&programs());
    let office = residence.serve();
    residence.enrol(people);
    (residence, office)
}

#[track_caller]
fn sign_in(hand: &Hand, id: &str) {
    let member = STAFF.iter().find(|member| member.id == id).unwrap();
    hand.tap(member.name.zh);
    hand.digits(pin(id));
    hand.gone("今天谁当班？");
}
