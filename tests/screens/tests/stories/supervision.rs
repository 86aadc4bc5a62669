//! What those who answer for others do on a handheld: plan, review, give an opinion, revoke (P-01, P-03).

use std::time::Duration;

use doorstep_tests_screens::copy::Told;
use doorstep_tests_screens::hand::{Hand, until};
use doorstep_tests_screens::residence::Residence;

use crate::callback::{draw, rate, sign};
use crate::order::hand_over;
use crate::{SINK, TODAY, residence, sign_in};

const SUPERVISOR: &str = "s-01";
const GENERAL_MANAGER: &str = "g-01";
const BUTLER: &str = "b-02";
const PATIENCE: Duration = Duration::from_secs(30);
/// 王先生's sink, once it failed.
const FAILED: &str = "8栋 2单元 1602 · 厨房水槽漏水 · 不合格";
const COMMENT: &str = "换过弯管仍渗水，已约工程部复检";
const OPINION: &str = "三日内整改，费用由公司承担";

/// From Today to what is watched over, whatever the line there says now.
#[track_caller]
fn watch(hand: &Hand, view: &str) {
    const WAYS: [&str; 4] = ["待审回访", "待签意见", "手持机待处理", "手持机与本月情况"];
    let mut way = None;
    let seen = until(PATIENCE, || {
        way = WAYS.into_iter().find(|words| hand.sees(words));
        way.is_some()
    });
    assert!(seen, "no way to what is watched over: {:#?}", hand.words());
    hand.tap(way.unwrap());
    hand.gone(TODAY);
    hand.tap(view);
}

/// The facts of this kind that the office has.
fn said(residence: &Residence, kind: &str) -> Vec<Told> {
    residence.copy(SUPERVISOR).acts(kind)
}

/// Waits for one beyond what was known, and sees whose it is.
#[track_caller]
fn see_it_said(residence: &Residence, kind: &str, known: &[Told], by: &str) -> Told {
    let is_known = |told: &Told| known.iter().any(|known| known.head.id == told.head.id);
    let mut new = None;
    let arrived = until(PATIENCE, || {
        new = said(residence, kind).into_iter().find(|told| !is_known(told));
        new.is_some()
    });
    assert!(arrived, "no {kind} came to the office");
    let new = new.unwrap();
    assert_eq!(new.head.by.person.as_str(), by, "{kind}");
    new
}

#[test]
fn v_01_a_supervisor_plans_a_day_of_callbacks() {
    let (residence, _office) = residence(&[SUPERVISOR]);
    let known = said(&residence, "callback.assigned");
    let (_handheld, hand) = residence.handheld();
    sign_in(&hand, SUPERVISOR);
    watch(&hand, "安排");
    hand.wait("先选回访");
    hand.tap("按人员");
    hand.tap("全选：还没安排");
    hand.tap("安排这");
    hand.wait("交给谁？");
    hand.reach_and_tap("周雅宁 · 管家");
    hand.gone("交给谁？");
    hand.wait("先选回访");
    hand.reach("全选：周雅宁");
    see_it_said(&residence, "callback.assigned", &known, SUPERVISOR);
}

#[test]
fn v_12_a_failed_callback_is_reviewed_and_answered_by_a_signed_opinion() {
    let (residence, _office) = residence(&[GENERAL_MANAGER, SUPERVISOR, BUTLER]);
    let reviewed = said(&residence, "callback.reviewed");
    let disposed = said(&residence, "callback.disposed");
    let (_handheld, hand) = residence.handheld();
    sign_in(&hand, BUTLER);
    hand.tap(SINK);
    rate(&hand, [1, 2, 1]);
    hand.tap("不合格，请王先生过目");
    sign(&hand);
    hand.tap("回到今天");

    hand_over(&hand, SUPERVISOR);
    watch(&hand, "待审");
    hand.reach_and_tap(FAILED);
    hand.wait("客户看过并签名的内容");
    hand.wait("先写审阅意见");
    hand.write("审阅意见", COMMENT);
    hand.tap("保存审阅意见");
    hand.gone("客户看过并签名的内容");
    see_it_said(&residence, "callback.reviewed", &reviewed, SUPERVISOR);
    hand.tap("返回");

    hand_over(&hand, GENERAL_MANAGER);
    watch(&hand, "待批");
    hand.reach_and_tap(FAILED);
    hand.wait(COMMENT);
    hand.write("处理意见", OPINION);
    hand.tap("去签名");
    hand.wait("不合格回访处理意见");
    hand.wait(OPINION);
    draw(&hand);
    hand.tap("签署处理意见");
    hand.gone("不合格回访处理意见");
    let signed = see_it_said(&residence, "callback.disposed", &disposed, GENERAL_MANAGER);
    assert!(!signed.strokes().strokes.is_empty(), "V-07: the strokes name the sheet");
    assert!(signed.document().rows.iter().any(|row| row.text == OPINION));
}

#[test]
fn f_03_a_lost_handheld_is_revoked_from_another_one() {
    let (residence, _office) = residence(&[SUPERVISOR]);
    // The sample has a first one of its own, and the supervisor's is the second.
    let lost = residence.another(&["b-01"]);
    let (_handheld, hand) = residence.handheld();
    sign_in(&hand, SUPERVISOR);
    watch(&hand, "手持机");
    hand.tap("03 · 林晓");
    hand.tap("丢失，停用这台");
    hand.wait("停用 03 号手持机？");
    hand.tap("停用");
    hand.wait("03 · 林晓 · 管家 · 已停用");
    // A bearer that it has is refused first, and a new session says why.
    let refused = || {
        lost.sync();
        lost.sign_in("b-01").is_err()
    };
    assert!(until(PATIENCE, refused), "F-03: nobody works on it any more");
}

/// C-05: what is open, overdue and archived of the whole site, for who supervises.
#[test]
fn p_03_every_complaint_of_the_site_is_listed() {
    let (residence, _office) = residence(&[SUPERVISOR]);
    let (_handheld, hand) = residence.handheld();
    sign_in(&hand, SUPERVISOR);
    hand.tap(TODAY);
    hand.tap_words("办理中、逾期、已归档的");
    hand.wait("办理中 ");
    assert!(!hand.sees("逾期 0"), "the sample has one that ran out: {:#?}", hand.words());
    hand.tap("已归档");
    hand.wait("单元 ");
}
