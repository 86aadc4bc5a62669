//! F-03: a new handheld asks for its office, and a person's first sign-in for a code.

use doorstep_tests_screens::hand::Hand;
use doorstep_tests_screens::programs::free_port;
use doorstep_tests_screens::residence::Residence;

use crate::{TODAY, programs};

const PIN: &str = "271828";

#[track_caller]
fn connect(hand: &Hand, code: &str) {
    hand.write("本机的一次性码", code);
    hand.tap("接入");
}

/// A well-formed code of the same office that was never given.
fn never_given(code: &str) -> String {
    let secret = if code.starts_with('A') { 'B' } else { 'A' };
    format!("{secret}{}", &code[1..])
}

/// The secret of one code with the fingerprint of another.
fn crossed(secret: &str, fingerprint: &str) -> String {
    format!("{}{}", &secret[..9], &fingerprint[9..])
}

fn wrong_codes(hand: &Hand, code: &str, other: &str) {
    hand.wait("接入本机");
    hand.tap("还差：一次性码");
    connect(hand, &crossed(code, other));
    hand.wait("这不是本机所属的管理处");
    connect(hand, &never_given(code));
    hand.gone("这不是本机所属的管理处");
    hand.wait("码不对");
}

fn first_sign_in(hand: &Hand, code: &str) {
    hand.tap("林晓");
    hand.wait("请输入您的一次性码");
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    enter(hand, "00000000", [PIN, PIN]);
    hand.wait("码不对");
    hand.digits(&code);
    hand.wait("，请设一个 PIN");
    hand.digits("123456");
    hand.wait("太容易猜到");
    hand.digits(PIN);
    hand.wait("，再输一次 PIN");
    hand.digits("314159");
    hand.wait("两次不一样");
    hand.digits(PIN);
    hand.digits(PIN);
}

#[track_caller]
fn enter(hand: &Hand, code: &str, pins: [&str; 2]) {
    hand.digits(code);
    pins.iter().for_each(|pin| hand.digits(pin));
}

#[test]
fn f_03_a_new_handheld_is_connected_and_a_person_signs_in_for_the_first_time() {
    let residence = Residence::new(&programs());
    let _office = residence.serve();
    let code = residence.ask("enrol", &[]);
    let url = residence.url();
    let more = ["--office", url.as_str()];
    let (handheld, hand) = residence.programs.handheld(&residence.handheld_data(), &more);
    both_languages(&hand);
    wrong_codes(&hand, &code, &code_of_another_office(&residence));
    connect(&hand, &code);
    hand.wait("今天谁当班？");

    first_sign_in(&hand, &residence.ask("person-code", &["b-01"]));
    hand.wait(TODAY);
    handheld.stop();
    its_code_is_used(&residence, &code);
}

/// F-05: the first screen too switches its language at once.
fn both_languages(hand: &Hand) {
    hand.wait("接入本机");
    hand.tap("EN");
    hand.wait("Connect this device");
    hand.tap("中文");
    hand.wait("接入本机");
}

fn code_of_another_office(residence: &Residence) -> String {
    let data = residence.handheld_data().with_file_name("elsewhere");
    let _served = residence.programs.serve(&data, free_port());
    residence.programs.office(&["enrol", "--data", data.to_str().unwrap()])
}

fn its_code_is_used(residence: &Residence, code: &str) {
    let data = residence.handheld_data().with_file_name("another");
    let (_handheld, hand) = residence.programs.handheld(&data, &[]);
    hand.write("管理处地址", &residence.url());
    connect(&hand, code);
    hand.wait("码已用过");
}
