//! R-05 from the door to the callback: the desk tells the contractor and agrees a time, the contractor signs for the
//! order on a handheld, repairs it, and it goes the way of every order (R-06 to R-15, V-11).

use doorstep_tests_screens::hand::Hand;
use doorstep_tests_screens::residence::Residence;
use serde_json::{Value, json};

use crate::order::{
    AGREED, REPLACED, agree, arrive, begin_registration, check_whole, confirm, find_as_reported, finish,
    hand_over, leave, let_sign, new_acts, open, register, see_all_arrive,
};
use crate::{residence, sign_in};

const ROW: &str = "8栋 2单元 1602 · 王先生 · 外墙渗水";
const CONTRACTOR: &str = "c-01";
/// 袁林's number in the directory.
const NUMBER: &str = "15400000023";

#[test]
fn r_05_under_warranty_the_contractor_does_it_from_the_door_to_the_callback() {
    let (residence, _office) = residence(&["f-01", CONTRACTOR, "e-01", "b-02"]);
    let known = residence.copy("f-01").order_acts();
    let (_handheld, hand) = residence.handheld_with_camera();
    sign_in(&hand, "b-02");
    begin_registration(&hand, "外墙渗水");
    hand.wait("保修：袁林");
    register(&hand);
    tell(&hand);
    agree_a_time(&hand);
    repair(&hand, &residence);
    confirm(&hand, ROW);
    hand_over(&hand, "b-02");
    hand.reach_and_tap(ROW);
    hand.wait(REPLACED);

    let copy = residence.copy("f-01");
    check(&check_whole(&copy, &new_acts(&copy, &known), &expected()));
}

/// within 5 minutes, with name and number at hand.
fn tell(hand: &Hand) {
    hand_over(hand, "f-01");
    open(hand, ROW);
    hand.wait("前通知维保");
    hand.wait(NUMBER);
    hand.tap("已通知维保单位");
    hand.tap("电话");
    hand.wait(" 通知维保单位");
}

/// a repair time is agreed and told to the customer.
fn agree_a_time(hand: &Hand) {
    hand.tap("约时间");
    hand.wait("王先生什么时间方便？");
    hand.tap("另选时间");
    hand.tap("明天");
    hand.tap("10:00");
    hand.tap("就这个时间");
    hand.tap("已与客户约好");
    hand.wait("现在由袁林处理");
    leave(hand);
    see_all_arrive(hand);
}

/// P-09: the contractor finds their orders, and nothing else to begin or to look for. hold.
fn repair(hand: &Hand, residence: &Residence) {
    hand_over(hand, CONTRACTOR);
    hand.wait(ROW);
    assert!(!hand.reads("报修") && !hand.sees("找住户"), "{:#?}", hand.words());
    open(hand, ROW);
    hand.tap("接单");
    arrive(hand);
    find_as_reported(hand);
    hand.tap("给客户看价格");
    hand.wait("免费");
    agree(hand, AGREED);
    finish(hand, residence, REPLACED);
    let_sign(hand);
    // nothing is to be paid, so the signature settles it.
    hand.wait("给客户一联");
    leave(hand);
    see_all_arrive(hand);
}

fn check(facts: &[Value]) {
    assert_eq!(facts[1]["body"]["to"], json!(CONTRACTOR));
    assert_eq!(facts[1]["body"]["under_warranty"], json!(true));
    assert_eq!(facts[2]["body"]["manner"], json!("phone"));
}

fn expected() -> [(&'static str, &'static str); 12] {
    [
        ("work_order.registered", "b-02"),
        ("work_order.dispatched", "office"),
        ("work_order.contractor_notified", "f-01"),
        ("work_order.time_agreed", "f-01"),
        ("work_order.accepted", CONTRACTOR),
        ("work_order.arrived", CONTRACTOR),
        ("work_order.verified", CONTRACTOR),
        ("work_order.agreed", CONTRACTOR),
        ("work_order.started", CONTRACTOR),
        ("work_order.finished", CONTRACTOR),
        ("work_order.signed", CONTRACTOR),
        ("work_order.confirmed", "e-01"),
    ]
}
