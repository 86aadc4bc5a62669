//! F-05: the staff's words in both languages, switched at once.

use std::time::Duration;

use doorstep_tests_screens::hand::{Hand, until};
use doorstep_tests_screens::residence::pin;

use crate::{TODAY, residence};

/// The texts change at once; what the device words follows.
const PATIENCE: Duration = Duration::from_secs(20);
/// How the language calls itself, in whatever language it is offered.
const OF_ITSELF: &str = "中文";

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// Everything that stands on the screen is English, as soon as what comes from the device has followed.
#[track_caller]
fn all_english(hand: &Hand, screen: &str) {
    hand.wait(screen);
    let mut chinese = Vec::new();
    let english = until(PATIENCE, || {
        chinese = hand.words();
        chinese.retain(|words| words.replace(OF_ITSELF, "").contains(is_chinese));
        chinese.is_empty()
    });
    assert!(english, "{screen} says {chinese:?}");
}

fn english_sign_in(hand: &Hand) {
    hand.wait("今天谁当班？");
    hand.tap("EN");
    all_english(hand, "Who works today?");
    hand.tap("Others");
    all_english(hand, "Engineering supervisor");
    hand.tap("Back");
    hand.tap("Zhou Yaning");
    all_english(hand, ", your PIN");
    hand.digits(pin("b-02"));
}

fn english_callback(hand: &Hand) {
    hand.tap("Kitchen sink leaks");
    all_english(hand, "Missing: Work");
    hand.tap("Before");
    all_english(hand, "1 of 2");
    hand.tap("Close");
    hand.tap_words("Whole story");
    all_english(hand, "Go and rate");
    hand.tap("Back");
    hand.tap("In person");
    all_english(hand, "How is it made?");
    hand.tap("By phone");
    all_english(hand, "Customer asked for it");
    hand.tap("Back");
    hand.tap("Nobody home");
    all_english(hand, "When is the next try?");
    hand.tap("Back");
    hand.tap("Back");
}

fn english_home(hand: &Hand) {
    hand.tap("Find");
    all_english(hand, "Find a home");
    hand.write("Home or name", "1602");
    all_english(hand, "8-2-1602, Mr Wang");
    hand.tap("8-2-1602, Mr Wang");
    all_english(hand, "What happened here");
    hand.tap("Back");
    hand.tap("Back");
}

#[test]
fn f_05_no_chinese_is_left_on_the_english_screens() {
    let (residence, _office) = residence(&["b-02"]);
    let (_handheld, hand) = residence.handheld();
    english_sign_in(&hand);
    all_english(&hand, "Me and this device");
    english_callback(&hand);
    english_home(&hand);
    hand.tap("Outbox");
    all_english(&hand, "Nothing waits");
    hand.tap("Back");
    hand.tap("Me and this device");
    hand.tap("About Doorstep");
    all_english(&hand, "Fingerprint");
    hand.tap("Back");
    back_to_chinese(&hand);
}

/// In the sheet behind the avatar, at once, with everything behind it.
fn back_to_chinese(hand: &Hand) {
    hand.tap("Me and this device");
    all_english(hand, "Change shift");
    hand.tap(OF_ITSELF);
    hand.wait("换班");
    hand.wait("周雅宁 · 管家");
    hand.wait("8栋 2单元 1602 · 王先生 · 厨房水槽漏水");
    hand.tap("关闭");
    hand.gone("换班");
    assert!(hand.sees(TODAY) && !hand.sees("Kitchen"));
}
