//! What is not as planned: nobody home, refused, another signs, by telephone, a correction. Each is saved
//! without a network, stands in the outbox, and arrives.

use doorstep_domain::callback::SignOff;
use doorstep_tests_screens::copy::Told;
use doorstep_tests_screens::hand::Hand;
use serde_json::{Value, json};

use crate::callback::{draw, rate, sign};
use crate::{SINK, TODAY, residence, sign_in};

#[track_caller]
fn saved(hand: &Hand, words: &str) {
    hand.wait(words);
    assert!(!hand.reads("已送达"), "nobody has it yet");
    hand.tap("回到今天");
    hand.wait(TODAY);
}

fn nobody_is_home(hand: &Hand) {
    hand.reach_and_tap("电梯噪声");
    hand.wait("没人在家");
    let before = hand.taps();
    hand.tap("没人在家");
    hand.tap("明天 上午");
    hand.tap("记下，明天 上午");
    hand.wait("已记下，已存本机");
    assert_eq!(hand.taps() - before, 3);
    saved(hand, "已记下，已存本机");
}

/// Mr Harris reads English, so does his page; whoever writes down why he does not sign reads Chinese.
fn refuses(hand: &Hand) {
    hand.reach_and_tap("空调不制冷");
    rate(hand, [4, 4, 4]);
    hand.tap("合格，请");
    hand.wait("Mr Harris, please check");
    hand.tap("I prefer not to");
    hand.tap("不便签字");
    hand.tap("如实记下，不签名");
    saved(hand, "如实记下，已存本机");
}

fn another_signs(hand: &Hand) {
    hand.reach_and_tap("孙太太 · 家宴布置");
    rate(hand, [5, 5, 5]);
    hand.tap("合格，请");
    hand.tap("他人代签");
    hand.tap("配偶");
    hand.write("代签人姓名", "李梅");
    hand.tap("请李梅签名");
    hand.wait("李梅（配偶）");
    sign(hand);
    saved(hand, "已代签，已存本机");
}

/// V-04: where nobody was at home before.
fn by_telephone(hand: &Hand) {
    hand.reach_and_tap("电梯噪声");
    hand.tap("当面");
    hand.tap("电话回访");
    hand.tap("多次敲门没人");
    hand.tap("用电话回访");
    rate(hand, [5, 4, 4]);
    hand.tap("合格，存下");
    saved(hand, "电话回访，已存本机");
}

fn signs(hand: &Hand) {
    hand.reach_and_tap(SINK);
    rate(hand, [5, 4, 5]);
    hand.tap("合格，请");
    sign(hand);
    saved(hand, "已签名，已存本机");
}

/// V-07: from the home's page; the customer signs anew.
fn corrects(hand: &Hand) {
    hand.tap("找住户");
    hand.write("房号或姓名", "1602");
    hand.tap("8栋 2单元 1602 · 王先生");
    hand.tap("更正");
    hand.wait("更正：代替");
    hand.tap("满意程度 3");
    hand.tap("合格，请");
    draw(hand);
    hand.tap("签名确认");
    hand.wait("已更正");
    saved(hand, "已签名，已存本机");
}

#[test]
fn v_07_to_v_09_each_exception_is_saved_and_arrives() {
    let (residence, office) = residence(&["b-02"]);
    let known = residence.copy("b-02").records();
    office.stop();
    let (_handheld, hand) = residence.handheld();
    sign_in(&hand, "b-02");

    for exception in [nobody_is_home, refuses, another_signs, by_telephone, signs, corrects] {
        exception(&hand);
    }
    hand.tap("发件箱");
    hand.wait("待发送 6");
    let kinds = ["没人在家 · ", "· 未签名", "· 他人代签", "· 电话", "· 已签名", "· 更正"];
    kinds.iter().for_each(|kind| assert!(hand.sees(kind), "{kind}: {:#?}", hand.words()));

    let _office = residence.serve();
    hand.tap("现在试发");
    hand.wait("已送达 6");
    check(residence.copy("b-02").records_beyond(&known));
}

/// The office has all six, as they were made.
fn check(mut told: Vec<Told>) {
    told.sort_by_key(|told| told.head.sequence);
    let bodies: Vec<&Value> = told.iter().map(|told| &told.head.body).collect();
    let how = |body: &Value| serde_json::from_value::<SignOff>(body["sign_off"].clone()).ok();
    assert_eq!(told.len(), 6);
    assert_eq!(told[0].head.kind, "callback.attempted");
    assert!(matches!(how(bodies[1]), Some(SignOff::Refused { .. })) && !told[1].is_signed());
    assert!(matches!(how(bodies[2]), Some(SignOff::OnBehalf { .. })) && told[2].is_signed());
    assert!(told[2].document().rows.iter().any(|row| row.text == "李梅（配偶）"));
    assert_eq!(how(bodies[3]), Some(SignOff::NotPossible));
    assert_eq!(how(bodies[4]), Some(SignOff::Signed));
    assert_eq!((how(bodies[5]), &bodies[5]["supersedes"]), (Some(SignOff::Signed), &json!(told[4].head.id)));
    assert_ne!(told[4].strokes().document, told[5].strokes().document);
}
