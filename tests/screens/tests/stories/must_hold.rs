//! What must hold: made offline, killed twice, at the office once; and the office holds what was seen.

use std::time::Duration;

use doorstep_domain::document::Document;
use doorstep_tests_screens::copy::{Copy, Told};
use doorstep_tests_screens::hand::{Hand, until};
use doorstep_tests_screens::programs::{Running, free_port};
use doorstep_tests_screens::residence::Residence;
use serde_json::Value;

use crate::callback::{draw, rate};
use crate::swallower::Swallower;
use crate::{SINK, TODAY, residence, sign_in};

/// A change of a form is in the store so soon. Whoever kills the app within it loses that one change.
const DRAFT_IS_KEPT: Duration = Duration::from_millis(500);
const PATIENCE: Duration = Duration::from_secs(30);
/// So long it is watched that nothing turns green.
const WITHOUT_RECEIPT: Duration = Duration::from_secs(3);
const OPINION: &str = "师傅很专业";

/// `kill -9`, and the same person again.
fn killed((handheld, _hand): (Running, Hand), residence: &Residence) -> (Running, Hand) {
    handheld.kill();
    let again = residence.handheld();
    sign_in(&again.1, "b-02");
    again
}

fn killed_in_the_form(running: (Running, Hand), residence: &Residence) -> (Running, Hand) {
    std::thread::sleep(DRAFT_IS_KEPT);
    killed(running, residence)
}

#[test]
fn f_01_made_offline_and_killed_twice_it_is_at_the_office_once() {
    let (residence, office) = residence(&["b-02"]);
    let known = residence.copy("b-02").records();
    office.stop();

    let running = residence.handheld();
    sign_in(&running.1, "b-02");
    let (running, shown) = make(running, &residence);
    see_it_saved(&running.1);
    see_it_at_the_office_but_not_green(&running.1, &residence, &known);

    let _office = residence.serve();
    see_it_green(&running.1);
    let told = see_it_once(&residence.copy("b-02"), &known);
    check_what_the_office_holds(&residence.copy("b-02"), &told, &shown);
}

/// V-04 to V-07: with a kill after the ratings, one after the signature, and one right after "saved".
fn make(running: (Running, Hand), residence: &Residence) -> ((Running, Hand), Vec<String>) {
    running.1.tap(SINK);
    rate(&running.1, [5, 4, 5]);
    let running = killed_in_the_form(running, residence);
    see_the_ratings(&running.1);
    pick_an_opinion(&running.1);
    running.1.tap("合格，请王先生过目");
    draw(&running.1);
    let running = killed_in_the_form(running, residence);
    // The stroke is there again: it can be confirmed.
    running.1.wait("签名确认");
    let shown = running.1.words();
    running.1.tap("签名确认");
    running.1.wait("已签名，已存本机");
    (killed(running, residence), shown)
}

fn see_the_ratings(hand: &Hand) {
    hand.wait("合格，请王先生过目");
    for chosen in ["维修质量 5", "服务效果 4", "满意程度 5"] {
        assert!(hand.sees_chosen(chosen), "{chosen}");
    }
    assert!(!hand.sees_chosen("维修质量 4"));
}

fn pick_an_opinion(hand: &Hand) {
    hand.tap("意见");
    hand.tap(OPINION);
}

fn see_it_saved(hand: &Hand) {
    hand.wait(TODAY);
    assert!(!hand.sees(SINK) || !hand.sees("王先生"), "it is done");
    hand.wait("待发送 1 条");
    hand.tap("发件箱");
    hand.wait("8栋 1602 · 已签名");
    hand.wait("待发送 1");
    assert!(!hand.reads("已送达"));
}

/// The office has it, and its receipt is lost on the way: here it waits on.
fn see_it_at_the_office_but_not_green(hand: &Hand, residence: &Residence, known: &[Told]) {
    let port = free_port();
    let office = residence.programs.serve(&residence.office_data(), port);
    let _network = Swallower::between(residence.port(), port);
    hand.tap("现在试发");
    let bearer = residence.ask("token", &["--person", "b-02"]);
    let copy = Copy::new(format!("http://127.0.0.1:{port}"), bearer);
    assert!(until(PATIENCE, || copy.records_beyond(known).len() == 1), "it never came");
    let green = until(WITHOUT_RECEIPT, || hand.reads("已送达") || !hand.sees("已送达 0"));
    assert!(!green, "there was no receipt: {:#?}", hand.words());
    office.stop();
}

fn see_it_green(hand: &Hand) {
    hand.tap("现在试发");
    assert!(until(PATIENCE, || hand.reads("已送达")), "{:#?}", hand.words());
    hand.wait("已送达 1");
    hand.wait("待发送 0");
    hand.wait("全部已送达");
}

fn see_it_once(copy: &Copy, known: &[Told]) -> Told {
    let mut new = copy.records_beyond(known);
    assert_eq!(new.len(), 1);
    new.remove(0)
}

/// V-07: ratings, text and signature; and the bytes of the document are what the screen showed.
fn check_what_the_office_holds(copy: &Copy, told: &Told, shown: &[String]) {
    let callback = copy.callback(&told.callback());
    let facts: Vec<&Value> = callback["facts"].as_array().unwrap().iter().collect();
    let made: Vec<&&Value> = facts.iter().filter(|fact| fact["kind"] == "callback.recorded").collect();
    assert_eq!(made.len(), 1);
    let made = made[0];
    assert_eq!(made["id"], told.head.id.to_string());
    assert_eq!(made["by"], "b-02");
    let ratings = &made["body"]["ratings"];
    assert_eq!([&ratings["quality"], &ratings["effect"], &ratings["satisfaction"]], [5, 4, 5]);
    assert_eq!(made["texts"]["opinions"], OPINION);

    let document = told.document();
    assert_eq!(made["document"].as_str().unwrap().as_bytes(), document.encode());
    check_it_was_shown(&document, shown);
    let strokes = told.strokes();
    assert_eq!(made["strokes"], serde_json::to_value(&strokes).unwrap());
    let [stroke] = &strokes.strokes[..] else { panic!("{strokes:?}") };
    let (first, last) = (stroke.0.first().unwrap(), stroke.0.last().unwrap());
    assert!(last.x - first.x > 70 * 32 && first.y - last.y > 15 * 32, "{stroke:?}");
}

fn check_it_was_shown(document: &Document, shown: &[String]) {
    let rows = document.rows.iter().flat_map(|row| [&row.label, &row.text]);
    for words in rows.chain([&document.heading, &document.intro]) {
        assert!(shown.contains(words), "{words} was not shown: {shown:#?}");
    }
    assert!(document.rows.iter().any(|row| row.text == OPINION));
}
