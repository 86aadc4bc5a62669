//! A work order as the people who have it do it, tap by tap: what the stories about orders share.

use std::time::Duration;

use doorstep_office::sample::{STAFF, Scene, Sketch};
use doorstep_tests_screens::copy::{Copy, Told};
use doorstep_tests_screens::hand::{Hand, until};
use doorstep_tests_screens::programs::Running;
use doorstep_tests_screens::residence::Residence;
use serde_json::Value;

use crate::callback::sign;
use crate::shifts::change_shift;
use crate::{TODAY, sign_in};

const PATIENCE: Duration = Duration::from_secs(20);
/// what the customer taps.
pub const AGREED: &str = "同意，请开始";
pub const AGREED_EN: &str = "I agree, please start";
/// what was done, in the customer's language.
pub const REPLACED: &str = "已更换，试用正常";
pub const REPLACED_EN: &str = "Replaced, tried, works";
/// 周雅宁's too, and not what is searched for.
const ANOTHER_HOME: &str = "3栋 1单元 0901";
/// how a repair begins and ends, as the camera sees it.
const BEFORE: Sketch = Sketch { scene: Scene::Pipe, after: false, variant: 0 };
const AFTER: Sketch = Sketch { scene: Scene::Pipe, after: true, variant: 0 };

/// Whoever holds the handheld hands it to somebody else.
#[track_caller]
pub fn hand_over(hand: &Hand, id: &str) {
    change_shift(hand);
    if !hand.sees(name(id)) {
        hand.tap("其他人");
        hand.reach(name(id));
    }
    sign_in(hand, id);
    hand.wait(TODAY);
}

fn name(id: &str) -> &'static str {
    STAFF.iter().find(|member| member.id == id).unwrap().name.zh
}

/// From a list, wherever it stands in it.
#[track_caller]
pub fn open(hand: &Hand, row: &str) {
    hand.reach_and_tap(row);
    hand.wait("派工单 ");
}

/// Back on Today.
#[track_caller]
pub fn leave(hand: &Hand) {
    hand.tap("返回");
    hand.wait(TODAY);
}

/// 王先生's, by its number.
#[track_caller]
pub fn choose_home(hand: &Hand, field: &str) {
    hand.tap(field);
    hand.write("房号或姓名", "1602");
    hand.gone(ANOTHER_HOME);
    hand.tap("8栋 2单元 1602 · 王先生");
}

/// name, telephone and language come with the home; what is wrong is tapped.
#[track_caller]
pub fn begin_registration(hand: &Hand, matter: &str) {
    begin_registration_by(hand, || hand.tap("在门口登记"), matter);
}

/// As [`begin_registration`], begun otherwise than by a tap.
#[track_caller]
pub fn begin_registration_by(hand: &Hand, begin: impl FnOnce(), matter: &str) {
    begin();
    // By its note: a desk's rail says the same.
    hand.tap_words("坏了、漏水、不能用");
    choose_home(hand, "选哪一户");
    hand.wait("客户姓名");
    hand.reach_and_tap(matter);
}

/// saved, and numbered by the office.
#[track_caller]
pub fn register(hand: &Hand) {
    hand.tap("登记，现在就修");
    hand.wait("已登记，已存本机");
    hand.wait("管理处给的单号");
    hand.tap("回到今天");
}

/// The camera takes a picture, and the form has it.
#[track_caller]
fn photograph(hand: &Hand, residence: &Residence, sketch: Sketch, tile: &str, caption: &str) {
    residence.photograph(sketch);
    hand.reach_and_tap(tile);
    hand.wait(caption);
}

#[track_caller]
pub fn photograph_on_site(hand: &Hand, residence: &Residence) {
    photograph(hand, residence, BEFORE, "拍现场", "现场 1");
}

#[track_caller]
pub fn photograph_before(hand: &Hand, residence: &Residence) {
    photograph(hand, residence, BEFORE, "拍修前", "修前 1");
}

/// at the door, all of it, in one tap.
#[track_caller]
pub fn arrive(hand: &Hand) {
    hand.tap("到场");
    hand.tap("全部做到，已进门");
    hand.wait("核对故障");
}

/// it is what was reported, and costs what that costs.
#[track_caller]
pub fn find_as_reported(hand: &Hand) {
    hand.tap("核对故障");
    hand.tap("与报修一致");
}

/// in the customer's language.
#[track_caller]
pub fn agree(hand: &Hand, words: &str) {
    hand.tap(words);
    hand.tap("开始施工");
}

/// first a picture of how it looks now.
#[track_caller]
pub fn finish(hand: &Hand, residence: &Residence, done: &str) {
    residence.photograph(AFTER);
    hand.tap("拍修后照片");
    hand.wait("移除照片 修后 1");
    hand.tap("完工");
    hand.tap(done);
    hand.tap("全部做到，完工");
}

///
#[track_caller]
pub fn let_sign(hand: &Hand) {
    hand.tap("请客户签名");
    sign(hand);
}

/// in cash, with the number of the receipt.
#[track_caller]
pub fn take_cash(hand: &Hand, receipt: &str) {
    hand.tap("收款");
    hand.tap("现金");
    hand.tap("收据号");
    hand.digits(receipt);
    hand.tap("输好了");
    hand.tap("记下 ");
}

/// P-07's page, where it stands.
#[track_caller]
pub fn decide_about(hand: &Hand, row: &str) {
    hand.tap("确认 ");
    hand.wait("等您处理");
    hand.reach_and_tap(row);
}

/// P-07 looks through the order and confirms it.
#[track_caller]
pub fn confirm(hand: &Hand, row: &str) {
    hand_over(hand, "e-01");
    decide_about(hand, row);
    hand.wait("确认后转客服");
    hand.tap("确认");
    hand.wait("等您处理");
    hand.gone(row);
    leave(hand);
    see_all_arrive(hand);
}

/// What was done about orders beyond what was known, in the office's order.
pub fn new_acts(copy: &Copy, known: &[Told]) -> Vec<Told> {
    let seen: Vec<_> = known.iter().map(|told| told.head.id).collect();
    copy.order_acts().into_iter().filter(|told| !seen.contains(&told.head.id)).collect()
}

/// The facts of the order that was registered, as the office tells them: each was made once, by whom it was to be
/// made, and counts.
#[track_caller]
pub fn check_whole(copy: &Copy, acts: &[Told], expected: &[(&str, &str)]) -> Vec<Value> {
    let registered = acts.iter().find(|told| told.head.kind == "work_order.registered").unwrap();
    check_facts(&copy.order(&registered.head.subject), expected)
}

/// The facts of an order or complaint: each was made once, by whom it was to be made, and counts.
#[track_caller]
pub fn check_facts(case: &Value, expected: &[(&str, &str)]) -> Vec<Value> {
    let facts = case["facts"].as_array().unwrap();
    let made: Vec<(&str, &str)> = facts.iter().map(|fact| (text(fact, "kind"), text(fact, "by"))).collect();
    assert_eq!(made, expected);
    assert!(facts.iter().all(|fact| fact["verdict"]["outcome"] == "applied"), "{case:#}");
    facts.clone()
}

fn text<'a>(fact: &'a Value, of: &str) -> &'a str {
    fact[of].as_str().unwrap()
}

/// All that waited is at the office, each picture too.
#[track_caller]
pub fn see_all_arrive(hand: &Hand) {
    hand.tap("发件箱");
    until(PATIENCE, || hand.sees("现在试发") || hand.sees("没有待发送的"));
    if hand.sees("现在试发") {
        hand.tap("现在试发");
    }
    hand.wait("全部已送达");
    leave(hand);
}

/// `kill -9`, and the same person again.
pub fn killed((handheld, _hand): (Running, Hand), residence: &Residence, id: &str) -> (Running, Hand) {
    handheld.kill();
    let again = residence.handheld_with_camera();
    sign_in(&again.1, id);
    again
}
