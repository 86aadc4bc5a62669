//! Section R where it does not go straight: declined, not on the list, material of the customer's that is no
//! good, a signature refused. Done without a network wherever it is done on site.

use doorstep_tests_screens::copy::Told;
use doorstep_tests_screens::hand::Hand;
use doorstep_tests_screens::residence::Residence;
use serde_json::json;

use crate::order::{
    AGREED, AGREED_EN, REPLACED, REPLACED_EN, agree, arrive, decide_about, find_as_reported, finish,
    hand_over, leave, new_acts, open, see_all_arrive,
};
use crate::{TODAY, residence, sign_in};

/// The sample's orders of 陈伟, by their homes.
const TAP: &str = "5栋 1单元 0901";
const SHOWER: &str = "8栋 1单元 0502";
const HOT_WATER: &str = "3栋 1单元 1102";
/// The desk has a callback of the same home as well.
const HOT_WATER_ORDER: &str = "3栋 1单元 1102 · Ms Clarke · 热水不热";

#[track_caller]
fn one<'a>(acts: &'a [Told], kind: &str) -> &'a Told {
    let of_kind: Vec<&Told> = acts.iter().filter(|told| told.head.kind == kind).collect();
    let [told] = of_kind[..] else { panic!("{kind}: {of_kind:#?}") };
    told
}

#[test]
fn r_09_declined_on_site_and_countersigned() {
    let (residence, office) = residence(&["e-01", "t-01"]);
    let known = residence.copy("f-01").order_acts();
    office.stop();
    let (_handheld, hand) = residence.handheld_with_camera();
    sign_in(&hand, "t-01");
    open(&hand, TAP);
    arrive(&hand);
    find_as_reported(&hand);
    hand.tap("给客户看价格");
    hand.tap("I do not agree");
    hand.tap("嫌价格高");
    hand.tap("记为客户不修");
    hand.wait("还要工程主管会签");
    leave(&hand);

    let _office = residence.serve();
    see_all_arrive(&hand);
    hand_over(&hand, "e-01");
    decide_about(&hand, TAP);
    hand.wait("您的会签与");
    assert!(hand.reads("嫌价格高"));
    hand.tap("会签");
    hand.wait("等您处理");
    hand.gone(TAP);
    leave(&hand);
    see_all_arrive(&hand);
    let acts = new_acts(&residence.copy("f-01"), &known);
    assert_eq!(one(&acts, "work_order.declined").head.body["reason"], json!("price"));
    assert_eq!(one(&acts, "work_order.countersigned").head.by.person.as_str(), "e-01");
}

#[test]
fn r_10_v_08_bad_material_is_warned_of_and_a_refused_signature_is_recorded() {
    let (residence, office) = residence(&["t-01"]);
    let known = residence.copy("f-01").order_acts();
    office.stop();
    let (_handheld, hand) = residence.handheld_with_camera();
    sign_in(&hand, "t-01");
    open(&hand, SHOWER);
    arrive(&hand);
    find_as_reported(&hand);
    hand.tap("给客户看价格");
    hand.wait("免费");
    agree(&hand, AGREED);
    check_material(&hand);
    finish(&hand, &residence, REPLACED);
    refuse_to_sign(&hand);
    leave(&hand);

    let _office = residence.serve();
    see_all_arrive(&hand);
    let acts = new_acts(&residence.copy("f-01"), &known);
    let signed = one(&acts, "work_order.signed");
    assert!(!signed.is_signed());
    assert!(signed.document().rows.iter().any(|row| row.text.contains("用它可能再次渗漏")));
}

///
fn check_material(hand: &Hand) {
    hand.reach_and_tap("客户自带材料");
    hand.write("是什么材料", "花洒头");
    hand.tap("不合格");
    hand.reach_and_tap("用它可能再次渗漏");
    hand.reach_and_tap("仍选择使用");
    hand.tap("记下");
    hand.reach("已提醒：用它可能再次渗漏");
}

/// V-08: the sheet with the warning was shown. What costs nothing is settled with it.
fn refuse_to_sign(hand: &Hand) {
    hand.tap("请客户签名");
    hand.wait("用它可能再次渗漏");
    hand.tap("不愿签名");
    hand.tap("不便签字");
    hand.tap("如实记下，不签名");
    hand.wait("给客户一联");
    hand.wait("未签名 · 不便签字");
}

/// 15 minutes; the sample's question is asked already.
#[test]
fn r_04_a_price_that_is_not_on_the_list_comes_from_p_07() {
    let (residence, office) = residence(&["f-01", "e-01", "t-01"]);
    let (_handheld, hand) = residence.handheld_with_camera();
    sign_in(&hand, "e-01");
    answer(&hand);
    see_all_arrive(&hand);
    hand_over(&hand, "t-01");
    open(&hand, HOT_WATER);
    office.stop();
    hand.tap("给客户看价格");
    hand.wait("260");
    hand.tap(AGREED_EN);
    hand.wait("到场");
    repair_at_the_price(&hand, &residence);
    leave(&hand);
    collect(&hand);
}

fn answer(hand: &Hand) {
    decide_about(hand, HOT_WATER);
    hand.tap("可以修");
    hand.tap("一共多少钱（元）");
    hand.digits("260");
    hand.tap("输好了");
    hand.tap("答复：260 元");
    hand.wait("等您处理");
    hand.gone(HOT_WATER);
    leave(hand);
}

fn repair_at_the_price(hand: &Hand, residence: &Residence) {
    arrive(hand);
    find_as_reported(hand);
    // It is what it was thought to be: the agreement by telephone stands, and is shown once more.
    hand.tap("给客户看价格");
    hand.tap("Hand it back");
    hand.tap("开始施工");
    finish(hand, residence, REPLACED_EN);
    hand.tap("请客户签名");
    hand.stroke("Please sign on the line", (80.0, -20.0));
    hand.tap("Confirm signature");
    // F-05: the staff's language again.
    hand.wait("本人签名");
}

/// the desk collects what was quoted.
fn collect(hand: &Hand) {
    hand_over(hand, "f-01");
    open(hand, HOT_WATER_ORDER);
    crate::order::take_cash(hand, "20261126");
    hand.wait("260 元 · 现金");
    leave(hand);
    hand.wait(TODAY);
}
