//! Events finished in another system: who may tell them, and what is refused.

use doorstep_domain::bytes::encode;
use doorstep_protocol::problem::ProblemCode;
use serde_json::{Value, json};

use crate::handheld::call;
use crate::stage::{Stage, finished_json};

async fn post(stage: &Stage, as_whom: &str, event: &Value) -> Result<Value, ProblemCode> {
    let token = stage.office.token(&as_whom.parse().unwrap()).await.unwrap();
    let url = format!("{}/v1/events", stage.url());
    call(reqwest::Client::new().post(url).bearer_auth(token).json(event)).await
}

#[tokio::test]
async fn p_09_who_may_say_that_something_was_finished() {
    let stage = Stage::set().await;
    for (id, expected) in [
        ("chen", true),
        ("sun", true),
        ("manager", true),
        ("general", true),
        ("qian", true),
        ("lin", false),
        ("zhao", false),
        ("builder", false),
    ] {
        let event = finished_json(id, "8-1-101", json!({"kind": "repair"}));
        let refused = post(&stage, id, &event).await.err();
        assert_eq!(refused, (!expected).then_some(ProblemCode::Role), "{id}");
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_its_reason() {
    let stage = Stage::set().await;
    let ahead = (chrono::Utc::now() + chrono::TimeDelta::minutes(10)).to_rfc3339();
    let long = "长".repeat(5000);
    let cases: [(&str, &str, Value); 17] = [
        ("an unknown home", "/home", json!("9-9-909")),
        ("a home that is no code", "/home", json!("八栋")),
        ("an unknown matter", "/matter", json!("unicorn")),
        ("an unknown department", "/department", json!("astronomy")),
        ("an unknown person", "/done_by", json!("nobody")),
        ("negative money", "/charge/yuan", json!("-80.00")),
        ("money as a number", "/charge/yuan", json!(80.0)),
        ("an unknown payment", "/charge/payment", json!("gold")),
        ("finished in the future", "/finished", json!(ahead)),
        ("finished before registered", "/finished", json!("2020-01-01T00:00:00Z")),
        ("a time without a zone", "/finished", json!("2026-11-20T15:00:00")),
        ("an unknown event", "/event", json!({"kind": "party"})),
        ("a complaint without a grade", "/event", json!({"kind": "complaint"})),
        ("no number", "/number", json!(" ")),
        ("a text without end", "/reported/zh", json!(long)),
        ("a file over HTTP", "/pictures", picture(json!({"file": "/etc/passwd"}))),
        ("no picture", "/pictures", picture(json!({"bytes": encode(b"GIF89a")}))),
    ];
    for (name, place, value) in cases {
        let mut event = finished_json("1", "8-1-101", json!({"kind": "repair"}));
        event["pictures"] = json!([]);
        *event.pointer_mut(place).unwrap() = value;
        assert_eq!(post(&stage, "chen", &event).await.err(), Some(ProblemCode::BadRequest), "{name}");
    }
    let event = finished_json("1", "8-1-101", json!({"kind": "repair"}));
    assert_eq!(post(&stage, "chen", &event).await.unwrap()["repeated"], false, "nothing was kept of those");
}

fn picture(source: Value) -> Value {
    let mut picture = json!({"shows": "after", "taken": "2026-11-20T14:00:00Z"});
    for (key, value) in source.as_object().unwrap() {
        picture[key] = value.clone();
    }
    json!([picture])
}
