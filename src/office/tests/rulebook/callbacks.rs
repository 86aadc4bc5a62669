//! V-11, V-01 to V-03: callbacks open by themselves; V-05 to V-08: the office's copy.

use chrono::{DateTime, Utc};
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;
use doorstep_protocol::problem::ProblemCode;
use serde_json::{Value, json};

use crate::handheld::call;
use crate::stage::{Stage, finished_json, record};

async fn show(stage: &Stage, as_whom: &str, callback: &SubjectId) -> Result<Value, ProblemCode> {
    let token = stage.office.token(&as_whom.parse().unwrap()).await.unwrap();
    let url = format!("{}/v1/callbacks/{}", stage.url(), callback.key());
    call(reqwest::Client::new().get(url).bearer_auth(token)).await
}

async fn assign(stage: &Stage, as_whom: &str, callback: &SubjectId, to: &str) -> Result<Value, ProblemCode> {
    let token = stage.office.token(&as_whom.parse().unwrap()).await.unwrap();
    let url = format!("{}/v1/callbacks/{}/assign", stage.url(), callback.key());
    call(reqwest::Client::new().post(url).bearer_auth(token).json(&json!({"to": to}))).await
}

/// Finished on Friday, 20 November 2026 at 15:00 in Shanghai.
const FRIDAY: &str = "2026-11-20T15:00:00+08:00";

fn at(time: &str) -> i64 {
    Moment::from(time.parse::<DateTime<Utc>>().unwrap()).millis()
}

#[tokio::test]
async fn v_11_a_finished_event_opens_its_callback_with_the_deadline_of_v_01() {
    let stage = Stage::set().await;
    // The office lives on Saturday, 21 November 2026, whenever this runs.
    stage.clock.advance(at("2026-11-21T12:00:00Z") - stage.office.now().millis());
    let butler = json!(["front_desk", "butler"]);
    let managers = json!(["general_manager", "site_manager"]);
    let monday_24 = "2026-11-23T16:00:00Z";
    let tuesday_24 = "2026-11-24T16:00:00Z";
    let cases = [
        (json!({"kind": "repair"}), Some(monday_24), tuesday_24, butler.clone()),
        (
            json!({"kind": "complaint", "grade": "ordinary"}),
            None,
            tuesday_24,
            json!(["supervisor", "front_desk", "butler"]),
        ),
        (json!({"kind": "complaint", "grade": "serious"}), None, tuesday_24, json!(["site_manager"])),
        (json!({"kind": "complaint", "grade": "major"}), None, monday_24, managers.clone()),
        (json!({"kind": "complaint", "grade": "especially_major"}), None, monday_24, managers),
        (json!({"kind": "special_service", "stage": "middle"}), None, tuesday_24, butler.clone()),
        (json!({"kind": "special_service", "stage": "end"}), None, tuesday_24, butler.clone()),
        (json!({"kind": "community_activity"}), None, tuesday_24, butler),
        (json!({"kind": "other"}), None, monday_24, json!([])),
    ];
    for (number, (event, target, due, who)) in cases.into_iter().enumerate() {
        let mut given = finished_json(&number.to_string(), "8-1-101", event.clone());
        (given["registered"], given["finished"]) = (json!(FRIDAY), json!(FRIDAY));
        let answer = stage.office.finish(serde_json::from_value(given).unwrap()).await.unwrap();
        let copy = show(&stage, "chen", &answer.callback).await.unwrap();
        let opened = &copy["state"]["opened"];
        assert_eq!(opened["due"]["due_by"], at(due), "{event}");
        assert_eq!(opened["due"]["target_by"], json!(target.map(at)), "{event}");
        assert_eq!(opened["due"]["who"], who, "{event}");
        assert_eq!(opened["body"]["event"], answer.event.as_str(), "{event}");
        assert_eq!(copy["facts"].as_array().unwrap().len(), 1, "{event}");
    }
}

#[tokio::test]
async fn v_11_the_same_event_opens_one_callback_however_often_it_comes() {
    let stage = Stage::set().await;
    let first = stage.repair("WX-1", "8-1-101").await;
    let again = stage.repair("WX-1", "8-1-101").await;
    assert!(!first.repeated && again.repeated);
    assert_eq!((&first.event, first.fact, &first.callback), (&again.event, again.fact, &again.callback));
    let copy = show(&stage, "lin", &first.callback).await.unwrap();
    assert_eq!(copy["facts"].as_array().unwrap().len(), 1);
    let other_kind = stage.finish("WX-1", "8-1-101", json!({"kind": "other"})).await;
    assert_ne!(other_kind.callback, first.callback);
}

#[tokio::test]
async fn v_07_the_offices_copy_holds_what_was_said_seen_and_signed() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let mut handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    let document = "{\"v\":1,\"heading\":\"王先生，请您过目\"}".as_bytes();
    let fact = handheld.write(&lin, record(&callback, document));
    handheld.push_one(&fact).await;
    let copy = show(&stage, "chen", &callback).await.unwrap();
    let recorded = &copy["facts"][1];
    assert_eq!(copy["state"]["record"]["ratings"]["satisfaction"], 5);
    assert_eq!(recorded["texts"]["opinions"], "师傅很准时");
    assert_eq!(recorded["document"].as_str().unwrap().as_bytes(), document);
    assert_eq!(recorded["strokes"]["strokes"][0], json!([1, 2, 0, 3, 4, 9]));
    assert_eq!(recorded["head"], fact.head);
    assert_eq!(recorded["verdict"]["outcome"], "applied");
}

#[tokio::test]
async fn p_10_a_callback_is_shown_to_who_has_it() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    for (id, expected) in [("lin", true), ("chen", true), ("sun", true), ("wu", false), ("zhao", false)] {
        let shown = show(&stage, id, &callback).await;
        assert_eq!(shown.is_ok(), expected, "{id}");
    }
    let made_up: SubjectId = "callback/none".parse().unwrap();
    assert_eq!(show(&stage, "chen", &made_up).await.unwrap_err(), ProblemCode::NotFound);
}

#[tokio::test]
async fn v_01_who_may_assign_which_callback() {
    let stage = Stage::set().await;
    let repair = stage.repair("1", "8-1-101").await.callback;
    let serious = json!({"kind": "complaint", "grade": "serious"});
    let serious = stage.finish("2", "8-1-101", serious).await.callback;
    let cases = [
        ("sun", &repair, "wu", Ok(())),
        ("chen", &repair, "wu", Err(ProblemCode::Role)),
        ("lin", &repair, "wu", Err(ProblemCode::Role)),
        ("zhao", &repair, "wu", Err(ProblemCode::NotFound)),
        ("sun", &serious, "wu", Err(ProblemCode::Role)),
        ("manager", &serious, "chen", Ok(())),
        ("general", &serious, "wu", Ok(())),
        ("manager", &repair, "nobody", Err(ProblemCode::BadRequest)),
    ];
    for (id, callback, to, expected) in cases {
        let done = assign(&stage, id, callback, to).await.map(drop);
        assert_eq!(done, expected, "{id} assigns {callback} to {to}");
    }
    let copy = show(&stage, "wu", &serious).await.unwrap();
    assert_eq!(copy["state"]["assigned_to"], "wu");
    let mut handheld = stage.handheld().await;
    let wu = stage.sign_in(&handheld, "wu").await;
    let fact = handheld.write(&wu, record(&serious, b"{}"));
    handheld.push_one(&fact).await;
    assert_eq!(show(&stage, "wu", &serious).await.unwrap()["facts"][3]["verdict"]["outcome"], "applied");
}
