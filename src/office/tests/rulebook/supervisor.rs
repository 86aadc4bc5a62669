//! P-03's view: what each handheld has not sent, a lost one revoked, a lock lifted, the month's coverage.

use doorstep_protocol::problem::ProblemCode;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::crew::Crew;
use crate::handheld::Handheld;
use crate::stage::{Stage, finished_json, record};

async fn post(stage: &Stage, who: &str, path: &str) -> StatusCode {
    let token = stage.office.token(&who.parse().unwrap()).await.unwrap();
    let url = format!("{}{path}", stage.url());
    reqwest::Client::new().post(url).bearer_auth(token).send().await.unwrap().status()
}

/// A handheld that says so of itself.
async fn saying(
    stage: &Stage,
    change: impl FnOnce(&mut doorstep_protocol::heartbeat::Heartbeat),
) -> Handheld {
    let handheld = stage.handheld().await;
    let mut heartbeat = handheld.heartbeat(&[]);
    (heartbeat.unsent_facts, heartbeat.oldest_unsent) = (0, None);
    change(&mut heartbeat);
    handheld.beat_with(None, &heartbeat).await;
    handheld
}

#[tokio::test]
async fn f_01_the_handhelds_that_worry_most_come_first() {
    let stage = Stage::set().await;
    let now = stage.office.now();
    let ago = |minutes: i64| Some(now.shifted(-minutes * 60_000));
    let silent = saying(&stage, |_| ()).await;
    stage.clock.advance(60_000);
    let fine = saying(&stage, |_| ()).await;
    let young = saying(&stage, |h| (h.unsent_pictures, h.oldest_unsent) = (1, ago(5))).await;
    let old = saying(&stage, |h| (h.unsent_facts, h.oldest_unsent) = (1, ago(900))).await;
    let grave = saying(&stage, |h| (h.unsent_facts, h.unsent_grave, h.oldest_unsent) = (1, 1, ago(2))).await;
    let lost = saying(&stage, |_| ()).await;
    let never = stage.handheld().await;
    stage.office.revoke(lost.number).await.unwrap();
    let listed = Crew::of(&stage).await.get("sun", "/v1/devices").await.unwrap();
    let numbers: Vec<i64> =
        listed["devices"].as_array().unwrap().iter().map(|d| d["number"].as_i64().unwrap()).collect();
    let newest = numbers.len() as i64;
    let expected = [&grave, &old, &young, &never].map(|handheld| handheld.number);
    assert_eq!(numbers[..4], expected, "C-07: a grave complaint that nobody knows of before all else");
    assert_eq!(numbers[4..], [newest, silent.number, fine.number, lost.number]);
}

#[tokio::test]
async fn f_02_f_03_what_a_handheld_said_last_and_who_used_it() {
    let stage = Stage::set().await;
    let mut handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let fact = handheld.write(&lin, record(&callback, b"{}"));
    handheld.push_one(&fact).await;
    let row = async || {
        let listed = Crew::of(&stage).await.get("manager", "/v1/devices").await.unwrap();
        let devices = listed["devices"].as_array().unwrap().clone();
        devices.into_iter().find(|device| device["number"] == handheld.number).unwrap()
    };
    assert_eq!(
        (&row().await["person"], &row().await["contact"]),
        (&json!("lin"), &Value::Null),
        "by its facts"
    );
    let wu = stage.sign_in(&handheld, "wu").await;
    let mut heartbeat = handheld.heartbeat(&["lin"]);
    heartbeat.wall = heartbeat.wall.shifted(9 * 3_600_000);
    handheld.beat_with(Some(&wu), &heartbeat).await;
    handheld.beat_with(None, &heartbeat).await;
    let row = row().await;
    let contact = &row["contact"];
    assert_eq!(row["person"], "wu", "signed in at the last contact with anybody");
    assert!((contact["clock_offset"].as_i64().unwrap() - 9 * 3_600_000).abs() < 5000);
    let said = json!([2, 0, "0.1.0", 80, "file", ["lin"]]);
    let names = ["unsent_facts", "unsent_pictures", "version", "battery", "keystore", "locked"];
    assert_eq!(json!(names.map(|name| contact[name].clone())), said);
}

#[tokio::test]
async fn p_09_who_sees_the_handhelds_and_who_revokes_and_unlocks() {
    let stage = Stage::set().await;
    let handheld = stage.handheld().await;
    handheld.beat(&["lin"]).await;
    let crew = Crew::of(&stage).await;
    for who in ["lin", "zhao", "qian", "builder"] {
        assert_eq!(crew.get(who, "/v1/devices").await, Err(ProblemCode::Role), "{who}");
    }
    let revoke = format!("/v1/devices/{}/revoke", handheld.number);
    let cases = [
        ("lin", "/v1/persons/lin/unlock", StatusCode::FORBIDDEN),
        ("chen", "/v1/persons/lin/unlock", StatusCode::FORBIDDEN),
        ("sun", "/v1/persons/nobody/unlock", StatusCode::NOT_FOUND),
        ("sun", "/v1/persons/lin/unlock", StatusCode::NO_CONTENT),
        ("chen", revoke.as_str(), StatusCode::FORBIDDEN),
        ("sun", "/v1/devices/99/revoke", StatusCode::NOT_FOUND),
        ("sun", "/v1/devices/x/revoke", StatusCode::NOT_FOUND),
        ("sun", revoke.as_str(), StatusCode::NO_CONTENT),
        ("sun", revoke.as_str(), StatusCode::NO_CONTENT),
    ];
    for (who, path, expected) in cases {
        assert_eq!(post(&stage, who, path).await, expected, "{who} {path}");
    }
    let answer = handheld.beat(&["lin"]).await;
    assert_eq!((answer.unlocked.len(), answer.staff.len()), (1, 0), "unlocked, and revoked");
    assert!(handheld.session(None).await.unwrap().hand_in_only);
}

#[tokio::test]
async fn v_14_the_coverage_of_a_month_by_kind_person_and_building() {
    let stage = Stage::set().await;
    let at = |time: &str| time.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp_millis();
    // Friday, 20 November 2026: a repair is due by the end of Tuesday, anything else by Monday's.
    stage.clock.advance(at("2026-11-20T12:00:00+08:00") - stage.office.now().millis());
    let mut callbacks = Vec::new();
    for (number, home, kind) in
        [("1", "8-1-101", "repair"), ("2", "8-1-102", "repair"), ("3", "8-1-201", "other")]
    {
        let mut given = finished_json(number, home, json!({"kind": kind}));
        (given["registered"], given["finished"]) =
            (json!("2026-11-20T09:00:00+08:00"), json!("2026-11-20T10:00:00+08:00"));
        callbacks.push(stage.office.finish(serde_json::from_value(given).unwrap()).await.unwrap().callback);
    }
    let mut crew = Crew::of(&stage).await;
    let record = record(&callbacks[0], b"{}");
    let ago = chrono::Utc::now().timestamp_millis() - stage.office.now().millis();
    assert!(crew.says("lin", record.ago(ago)).await.is_applied());
    stage.clock.advance(at("2026-11-24T12:00:00+08:00") - stage.office.now().millis());
    let report = crew.get("sun", "/v1/coverage?month=2026-11").await.unwrap();
    let count =
        |row: &Value| ["due", "done", "on_time", "overdue"].map(|name| row["count"][name].as_u64().unwrap());
    assert_eq!((&report["all"]["due"], &report["all"]["covered_per_mille"]), (&json!(3), &json!(333)));
    let rows = |by: &str, name: &str| -> Vec<(Value, [u64; 4])> {
        report[by].as_array().unwrap().iter().map(|row| (row[name].clone(), count(row))).collect()
    };
    assert_eq!(rows("by_kind", "after"), [(json!("repair"), [2, 1, 1, 0]), (json!("other"), [1, 0, 0, 1])]);
    assert_eq!(rows("by_person", "person"), [(Value::Null, [2, 0, 0, 1]), (json!("lin"), [1, 1, 1, 0])]);
    assert_eq!(rows("by_building", "building"), [(json!("8"), [3, 1, 1, 1])]);
    assert_eq!(crew.get("sun", "/v1/coverage?month=2026-12").await.unwrap()["all"]["due"], 0);
    assert_eq!(crew.get("lin", "/v1/coverage?month=2026-11").await, Err(ProblemCode::Role));
    assert_eq!(crew.get("sun", "/v1/coverage?month=2026-13").await, Err(ProblemCode::BadRequest));
}
