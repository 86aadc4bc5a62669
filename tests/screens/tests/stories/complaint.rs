//! A complaint as the people who have it do it, tap by tap (section C); and a whole ordinary one, to the archive.

use doorstep_tests_screens::hand::Hand;
use serde_json::json;

use crate::callback::sign;
use crate::order::{check_facts, choose_home, hand_over, leave, see_all_arrive};
use crate::{TODAY, residence, sign_in};

/// Where the complaint stands in Today.
pub const ROW: &str = "8栋 2单元 1602 · 王先生";
const HAPPENED: &str = "空调水管修了两次还漏";
const DONE: &str = "换了整段水管，试机一小时不漏";
const OPINION: &str = "这次修得好";

/// C-02: whose home, about which department, and what happened.
#[track_caller]
pub fn begin_complaint(hand: &Hand) {
    hand.tap("在门口登记");
    hand.tap_words("也包括提议和意见");
    // The page stands: before it does, the nearest to "住户" is Today's "找住户".
    hand.wait("投诉谁、哪个部门");
    choose_home(hand, "住户");
    hand.tap("投诉谁、哪个部门");
    hand.tap("工程部");
    hand.tap("发生了什么");
    hand.write("照客户的话写", HAPPENED);
    hand.tap("好了");
}

/// C-03: the loss in yuan.
#[track_caller]
pub fn lose(hand: &Hand, yuan: &str) {
    hand.tap("损失约");
    hand.digits(yuan);
    hand.tap("输好了");
}

/// Saved here, and back on Today.
#[track_caller]
pub fn save_complaint(hand: &Hand) {
    hand.tap("保存投诉");
    hand.wait("已登记，已存本机");
    hand.tap("回到今天");
    hand.wait(TODAY);
}

/// From Today.
#[track_caller]
pub fn open_complaint(hand: &Hand) {
    hand.reach_and_tap(&format!("{ROW} · 其它"));
    hand.wait(HAPPENED);
}

#[test]
fn c_01_to_c_12_a_whole_complaint_from_the_door_to_the_archive() {
    let (residence, _office) = residence(&["e-01", "f-01", "b-02"]);
    let (_handheld, hand) = residence.handheld();
    sign_in(&hand, "b-02");
    begin_complaint(&hand);
    hand.wait("一般");
    save_complaint(&hand);
    see_all_arrive(&hand);

    handle(&hand);
    hand_over(&hand, "b-02");
    tell(&hand);
    let_sign(&hand);
    see_all_arrive(&hand);

    hand_over(&hand, "f-01");
    open_complaint(&hand);
    hand.tap("归档");
    hand.wait("已归档");
    leave(&hand);
    see_all_arrive(&hand);
    check(&residence.copy("f-01").newest_complaint());
}

/// C-05, C-06, C-10: the department signs for it, and says what it did.
#[track_caller]
fn handle(hand: &Hand) {
    hand_over(hand, "e-01");
    open_complaint(hand);
    hand.tap("我已收到");
    hand.tap("处理完毕");
    hand.write("怎么处理的，结果如何", DONE);
    hand.tap("记下");
    hand.wait("已处理");
    leave(hand);
    see_all_arrive(hand);
}

/// C-10: whoever received it tells the customer.
#[track_caller]
fn tell(hand: &Hand) {
    open_complaint(hand);
    hand.wait(DONE);
    hand.tap("已告知客户");
    hand.tap("上门");
    hand.tap("记下");
    hand.wait("已告知");
}

/// C-08: matter, work and result, with the customer's opinion.
#[track_caller]
fn let_sign(hand: &Hand) {
    hand.tap("请客户签意见");
    hand.write("客户意见", OPINION);
    hand.tap("请客户过目");
    for shown in [HAPPENED, DONE, OPINION] {
        hand.wait(shown);
    }
    sign(hand);
    hand.wait("已签意见");
    leave(hand);
}

fn check(complaint: &serde_json::Value) {
    let facts = check_facts(
        complaint,
        &[
            ("complaint.received", "b-02"),
            ("complaint.assigned", "office"),
            ("complaint.acknowledged", "e-01"),
            ("complaint.handled", "e-01"),
            ("complaint.told", "b-02"),
            ("complaint.opinion_signed", "b-02"),
            ("complaint.archived", "f-01"),
        ],
    );
    assert_eq!(facts[2]["body"]["reached"], json!("department"), "C-06");
    assert_eq!(facts[3]["texts"]["handled"], json!(DONE));
    assert_eq!(facts[5]["texts"]["opinion"], json!(OPINION));
    assert!(
        facts[5]["document"].as_str().unwrap().contains(HAPPENED),
        "V-07: what was shown is what was signed"
    );
}

/// C-04: with the reason, or not at all; what follows from it is seen before it is saved.
#[test]
fn c_04_raised_by_hand_with_the_reason_while_it_is_taken() {
    let (residence, _office) = residence(&["f-01", "b-02"]);
    let (_handheld, hand) = residence.handheld();
    sign_in(&hand, "b-02");
    begin_complaint(&hand);
    hand.wait("一般");
    hand.tap("提高等级");
    hand.tap("重大");
    hand.tap("好了");
    hand.wait("人工提高");
    hand.tap("还差：提高等级的原因");
    hand.write("原因", "业委会主任");
    hand.tap("好了");
    save_complaint(&hand);
    see_all_arrive(&hand);
    let complaint = residence.copy("f-01").newest_complaint();
    let facts = complaint["facts"].as_array().unwrap();
    let raised = facts.iter().find(|fact| fact["kind"] == "complaint.raised").unwrap();
    assert_eq!((&raised["by"], &raised["texts"]["note"]), (&json!("b-02"), &json!("业委会主任")));
    assert_eq!(raised["body"]["grade"], json!("major"));
}
