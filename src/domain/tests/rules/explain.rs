//! `explain_line`: the shared examples, and every way in which a line can be bad.

use doorstep_domain::explain::{MAX_LINE_BYTES, explain_line};
use doorstep_domain::lang::Lang;
use serde_json::{Value, json};

fn explain_in(lang: Lang, line: &str) -> Value {
    serde_json::from_str(&explain_line(7, line.as_bytes(), lang).unwrap()).unwrap()
}

fn explain(line: &str) -> Value {
    explain_in(Lang::En, line)
}

/// An answer without its words: `because` holds each rule that decided once.
fn without_words(mut answer: Value) -> Value {
    if let Some(error) = answer.get_mut("error") {
        *error = "…".into();
    }
    if let Some(because) = answer.get_mut("because").and_then(Value::as_array_mut) {
        for reason in &mut *because {
            reason["text"] = "…".into();
        }
        because.dedup();
    }
    answer
}

/// The examples show the first rule of each answer; the others that decided follow it.
fn first_rule_only(mut answer: Value) -> Value {
    if let Some(because) = answer.get_mut("because").and_then(Value::as_array_mut) {
        because.truncate(1);
    }
    answer
}

#[test]
fn c_03_to_v_03_the_shared_examples() {
    for (number, line) in (1_u64..).zip(include_str!("../explain-examples.jsonl").lines()) {
        let example: Value = serde_json::from_str(line).unwrap();
        for lang in Lang::ALL {
            let answer = explain_line(number, example["in"].to_string().as_bytes(), lang).unwrap();
            let answer = serde_json::from_str(&answer).unwrap();
            assert_eq!(first_rule_only(without_words(answer)), example["out"], "line {number}");
        }
    }
}

#[test]
fn because_names_every_rule_that_decided() {
    let complaint = explain(
        r#"{"complaint":{"deaths":1,"joint_complainants":10},"received_at":"2026-11-24T09:45:00+08:00"}"#,
    );
    let rules = |answer: &Value| -> Vec<String> {
        let because = answer["because"].as_array().unwrap().iter();
        because.map(|reason| reason["rule"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(rules(&complaint), ["C-03", "C-03", "C-05", "C-06"]);
    let callback = explain(r#"{"callback":{"after":"other"},"finished_at":"2026-12-31T10:00:00+08:00"}"#);
    assert_eq!(rules(&callback), ["V-01", "V-02", "V-03"]);
    assert!(callback["because"][1]["text"].as_str().unwrap().contains("2027"));
}

#[test]
fn words_are_in_the_language_that_was_asked_for() {
    let line = r#"{"complaint":{"loss_yuan":2500},"received_at":"2026-11-24T09:45:00+08:00"}"#;
    let text = |lang| explain_in(lang, line)["because"][0]["text"].as_str().unwrap().to_owned();
    assert_eq!(text(Lang::Zh), "较大投诉：经济损失达到本项目标准2000元、不足10000元");
    assert_eq!(
        text(Lang::En),
        "serious: economic loss of the site's figure, 2000 yuan, or more, under 10000"
    );
    assert_eq!(explain_in(Lang::Zh, "[]"), json!({"error": "此行不是JSON对象", "line": 7}));
    assert_eq!(explain_in(Lang::En, "[]"), json!({"error": "the line is not a JSON object", "line": 7}));
}

fn graded(complaint: &str) -> Value {
    explain(&format!(r#"{{"complaint":{complaint},"received_at":"2026-11-24T09:45:00+08:00"}}"#))["grade"]
        .clone()
}

#[test]
fn c_03_amounts_are_compared_exactly() {
    let check =
        |loss: &str, grade: &str| assert_eq!(graded(&format!(r#"{{"loss_yuan":{loss}}}"#)), grade, "{loss}");
    check("1999.99", "ordinary");
    check("2000", "serious");
    check("9999.99", "serious");
    check("9999.999999999999999999", "serious");
    check("10000", "major");
    check("10000.0", "major");
    check("1e4", "major");
    check("10000.000000000000000001", "major");
    check("99999.99", "major");
    check("1E5", "especially_major");
}

#[test]
fn c_03_what_is_left_out_is_harmless_and_null_is_no_escalation() {
    assert_eq!(graded("{}"), "ordinary");
    assert_eq!(graded(r#"{"escalated_from":null}"#), "ordinary");
    assert_eq!(graded(r#"{"escalated_from":"major"}"#), "especially_major");
    assert_eq!(graded(r#"{"injury":"minor"}"#), "serious");
}

#[test]
fn the_sites_zone_and_figure_count() {
    let line = r#"{"complaint":{"loss_yuan":5000},"received_at":"2026-11-24T09:45:00Z",
        "site":{"time_zone":"America/New_York","serious_loss_yuan":5000.01}}"#;
    let answer = explain(line);
    assert_eq!(answer["grade"], "ordinary");
    assert_eq!(answer["respond_by"], "2026-11-24T04:55:00-05:00");
    let line =
        r#"{"callback":{"after":"other"},"finished_at":"2026-11-24T20:00:00Z","site":{"time_zone":"UTC"}}"#;
    assert_eq!(explain(line)["due_by"], "2026-11-26T00:00:00+00:00");
    let line = r#"{"callback":{"after":"other"},"finished_at":"2026-11-24T20:00:00Z","site":{}}"#;
    assert_eq!(explain(line)["due_by"], "2026-11-27T00:00:00+08:00");
}

/// The line is answered with an error that says `part`, and in Chinese too.
fn check_bad(line: &str, part: &str) {
    let answer = explain(line);
    let error = answer["error"].as_str().unwrap_or_else(|| panic!("{line}: {answer}"));
    assert!(error.contains(part), "{line}: {error}");
    assert_eq!(answer, json!({"error": error, "line": 7}));
    let chinese = explain_in(Lang::Zh, line)["error"].as_str().unwrap().to_owned();
    assert!(chinese.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{chinese}");
}

fn check_bad_complaint(fields: &str, part: &str) {
    check_bad(&format!(r#"{{"complaint":{{{fields}}},"received_at":"2026-11-24T09:45:00+08:00"}}"#), part);
}

#[test]
fn c_03_bad_values_are_refused_with_the_reason() {
    check_bad_complaint(r#""colour":1"#, "unknown field `complaint.colour`");
    check_bad_complaint(r#""deaths":0,"deaths":1"#, "`complaint.deaths` stands there twice");
    check_bad_complaint(r#""deaths":0,"de\u0061ths":1"#, "`complaint.deaths` stands there twice");
    check_bad_complaint(r#""deaths":-1"#, "`complaint.deaths` must not be negative");
    check_bad_complaint(r#""deaths":1.5"#, "`complaint.deaths` must be a whole number");
    check_bad_complaint(r#""deaths":"1""#, "`complaint.deaths` must be a whole number");
    check_bad_complaint(r#""deaths":true"#, "`complaint.deaths` must be a whole number");
    check_bad_complaint(r#""deaths":null"#, "`complaint.deaths` must be a whole number");
    check_bad_complaint(r#""deaths":4294967296"#, "`complaint.deaths` is too large");
    check_bad_complaint(r#""deaths":99999999999999999999999"#, "`complaint.deaths` is too large");
    check_bad_complaint(r#""deaths":NaN"#, "cannot be read as JSON");
    check_bad_complaint(r#""loss_yuan":-0.01"#, "`complaint.loss_yuan` must not be negative");
    check_bad_complaint(r#""loss_yuan":"100""#, "`complaint.loss_yuan` must be a number");
    check_bad_complaint(r#""loss_yuan":[100]"#, "`complaint.loss_yuan` must be a number");
    check_bad_complaint(r#""loss_yuan":1e300"#, "`complaint.loss_yuan` is too large");
    check_bad_complaint(r#""loss_yuan":1e999"#, "the number is too large: 1e999");
    check_bad_complaint(r#""promise_broken":1"#, "`complaint.promise_broken` must be true or false");
    check_bad_complaint(
        r#""injury":"fatal""#,
        "`complaint.injury` cannot be `fatal`, only one of: none, minor, serious",
    );
    check_bad_complaint(r#""injury":null"#, "`complaint.injury` must be a text");
    check_bad_complaint(r#""escalated_from":"especially_major""#, "only one of: ordinary, serious, major");
    check_bad_complaint(r#""escalated_from":{}"#, "`complaint.escalated_from` must be a text");
}

#[test]
fn v_01_bad_callbacks_are_refused_with_the_reason() {
    let check = |fields: &str, part: &str| {
        check_bad(&format!(r#"{{"callback":{{{fields}}},"finished_at":"2026-11-24T09:45:00Z"}}"#), part)
    };
    check("", "`callback.after` is missing");
    check(r#""after":"lunch""#, "`callback.after` cannot be `lunch`");
    check(r#""after":null"#, "`callback.after` must be a text");
    check(r#""after":"repair","before":1"#, "unknown field `callback.before`");
}

#[test]
fn bad_lines_are_refused_with_the_reason() {
    check_bad("{", "cannot be read as JSON");
    check_bad("null", "not a JSON object");
    check_bad("{}", "either `complaint` or `callback`");
    check_bad(
        r#"{"complaint":{},"callback":{"after":"repair"},"received_at":"2026-11-24T09:45:00Z"}"#,
        "not both",
    );
    check_bad(r#"{"complaint":[],"received_at":"2026-11-24T09:45:00Z"}"#, "`complaint` must be an object");
    check_bad(r#"{"complaint":{}}"#, "`received_at` is missing");
    check_bad(r#"{"callback":{"after":"repair"}}"#, "`finished_at` is missing");
    check_bad(r#"{"complaint":{},"received_at":"2026-11-24T09:45:00Z","note":""}"#, "unknown field `note`");
    check_bad(
        r#"{"complaint":{},"received_at":"2026-11-24T09:45:00Z","finished_at":"2026-11-24T09:45:00Z"}"#,
        "unknown field",
    );
    check_bad(
        r#"{"complaint":{},"complaint":{},"received_at":"2026-11-24T09:45:00Z"}"#,
        "`complaint` stands there twice",
    );
    check_bad(r#"{"complaint":{},"received_at":"2026-11-24T09:45:00Z"} x"#, "cannot be read as JSON");
}

#[test]
fn v_03_bad_times_and_sites_are_refused_with_the_reason() {
    let received =
        |text: &str, part: &str| check_bad(&format!(r#"{{"complaint":{{}},"received_at":{text}}}"#), part);
    received(r#""yesterday""#, "no RFC 3339 time");
    received(r#""2026-11-24T09:45:00""#, "no RFC 3339 time");
    received(r#""2026-11-24""#, "no RFC 3339 time");
    received(r#""2026-02-30T09:45:00Z""#, "no RFC 3339 time");
    received("1764000000", "`received_at` must be a text");
    received(r#""1969-12-31T15:59:59Z""#, "not in the years 1970 to 9999");
    received(r#""0000-01-01T00:00:00Z""#, "not in the years 1970 to 9999");
    received(r#""9999-12-31T23:59:59+08:00""#, "not in the years 1970 to 9999");
    let site = |fields: &str, part: &str| {
        check_bad(
            &format!(r#"{{"complaint":{{}},"received_at":"2026-11-24T09:45:00Z","site":{fields}}}"#),
            part,
        )
    };
    site(r#"{"time_zone":"Mars/Olympus"}"#, "`site.time_zone` is no IANA time zone: `Mars/Olympus`");
    site(r#"{"time_zone":8}"#, "`site.time_zone` must be a text");
    site(r#"{"serious_loss_yuan":-1}"#, "`site.serious_loss_yuan` must not be negative");
    site(r#"{"closes":"18:00"}"#, "unknown field `site.closes`");
    site("[]", "`site` must be an object");
}

#[test]
fn the_whole_reckoned_range_is_answered() {
    for received in ["1970-01-01T00:00:00+08:00", "2099-06-01T00:00:00Z", "9999-12-31T11:59:59+08:00"] {
        let answer = explain(&format!(r#"{{"complaint":{{}},"received_at":"{received}"}}"#));
        assert_eq!(answer["grade"], "ordinary", "{answer}");
    }
}

#[test]
fn blank_lines_are_skipped_and_line_ends_do_not_matter() {
    for line in ["", " ", "\t\r\n"] {
        assert_eq!(explain_line(1, line.as_bytes(), Lang::En), None);
    }
    let line = "{\"complaint\":{},\"received_at\":\"2026-11-24T09:45:00Z\"}\r\n";
    assert_eq!(explain(line)["grade"], "ordinary");
    let marked = format!("\u{feff}{line}");
    let answer = |number| explain_line(number, marked.as_bytes(), Lang::En).unwrap();
    assert!(answer(1).contains("ordinary"));
    assert!(answer(2).contains("error"), "a byte order mark belongs to the start of a file");
}

#[test]
fn oversized_deep_and_broken_lines_are_answered() {
    let case = r#"{"complaint":{},"received_at":"2026-11-24T09:45:00Z"}"#;
    let padded = |length: usize| format!("{case}{}", " ".repeat(length - case.len()));
    assert_eq!(explain(&padded(MAX_LINE_BYTES))["grade"], "ordinary");
    check_bad(&padded(MAX_LINE_BYTES + 1), "longer than 65536 bytes");
    check_bad(&"[".repeat(MAX_LINE_BYTES), "nested too deep");
    check_bad(&r#"{"complaint":"#.repeat(5_000), "nested too deep");
    check_bad(&format!("{{\"{}\":1}}", "x".repeat(60_000)), "either `complaint` or `callback`");
    let broken = explain_line(7, b"{\"complaint\":\"\xff\xfe\"}", Lang::En).unwrap();
    assert_eq!(broken, r#"{"error":"the line is not UTF-8 text","line":7}"#);
    let long =
        format!(r#"{{"complaint":{{}},"received_at":"2026-11-24T09:45:00Z","{}":1}}"#, "名".repeat(20_000));
    assert!(explain(&long)["error"].as_str().unwrap().len() < 200, "a line is not repeated whole");
}

proptest::proptest! {
    #[test]
    fn no_line_crashes(line in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        for lang in Lang::ALL {
            explain_line(1, &line, lang);
        }
    }

    #[test]
    fn nothing_that_looks_like_a_case_crashes(loss in "-?[0-9]{1,30}(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,25})?", at in "\\PC{0,30}") {
        let line = json!({"complaint": {"loss_yuan": "loss"}, "received_at": at}).to_string().replace("\"loss\"", &loss);
        explain_line(1, line.as_bytes(), Lang::En);
    }
}
