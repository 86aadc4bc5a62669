//! V-12: an unqualified callback opens its linked complaint, once.

use doorstep_domain::callback::{CallbackVerdict, Texts};
use doorstep_domain::fact::Body;
use doorstep_domain::ids::{FactId, SubjectId};
use serde_json::{Value, json};

use crate::complaint_feed::has;
use crate::crew::Crew;
use crate::handheld::Says;
use crate::stage::{Stage, record_superseding};

fn says(callback: &SubjectId, verdict: CallbackVerdict, supersedes: Option<FactId>) -> Says {
    let mut says = record_superseding(callback, b"{}", supersedes);
    if let Body::CallbackRecorded(record) = &mut says.body {
        record.verdict = verdict;
    }
    let texts =
        Texts {
            shortcomings: "还是漏水".to_owned(), opinions: "请换新的".to_owned(), ..Texts::default()
        };
    says.parts.retain(|part| part.slot.as_str() != "texts");
    says.with("texts", &serde_json::to_vec(&texts).unwrap())
}

/// What somebody finds; the record's id.
async fn records(
    crew: &mut Crew<'_>,
    callback: &SubjectId,
    verdict: CallbackVerdict,
    supersedes: Option<FactId>,
) -> FactId {
    let judged = crew.says("lin", says(callback, verdict, supersedes)).await;
    assert_eq!(judged.reason, None);
    let copy = crew.get("chen", &format!("/v1/callbacks/{}", callback.key())).await.unwrap();
    copy["state"]["record"]["fact"].as_str().unwrap().parse().unwrap()
}

/// The complaints that are linked to a callback.
async fn linked(crew: &mut Crew<'_>, callback: &SubjectId) -> Vec<Value> {
    let mut found = Vec::new();
    for subject in has(crew, "chen").await.iter().filter(|subject| subject.as_str().starts_with("complaint/"))
    {
        let copy = crew.complaint_for("chen", subject).await.unwrap();
        if copy["state"]["received"]["what"]["linked"]["callback"] == callback.as_str() {
            found.push(copy);
        }
    }
    found
}

use CallbackVerdict::{Qualified, Unqualified};

#[tokio::test]
async fn v_12_it_opens_a_complaint_with_what_the_record_says() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let complaint = |grade: &str| json!({"kind": "complaint", "grade": grade});
    let cases = [
        (json!({"kind": "repair"}), "ordinary"),
        (complaint("ordinary"), "serious"),
        (complaint("serious"), "major"),
        (complaint("major"), "especially_major"),
        (complaint("especially_major"), "especially_major"),
    ];
    for (number, (event, grade)) in cases.into_iter().enumerate() {
        let callback = stage.finish(&number.to_string(), "8-1-101", event.clone()).await.callback;
        let to = doorstep_domain::callback::Assignment { to: "lin".parse().unwrap() };
        crew.says("general", Says::new(&callback, Body::CallbackAssigned(to))).await;
        let record = records(&mut crew, &callback, Unqualified, None).await;
        let opened = linked(&mut crew, &callback).await;
        assert_eq!(opened.len(), 1, "{event}");
        let (state, received) = (&opened[0]["state"], &opened[0]["facts"][0]);
        let what = &state["received"]["what"];
        assert_eq!(state["gradings"][0]["what"]["grading"]["grade"], grade, "{event}");
        assert_eq!(what["linked"]["record"], record.to_string());
        assert_eq!(
            (&what["home"], &what["matter"], &what["channel"]),
            (&json!("8-1-101"), &json!("sink"), &json!("door"))
        );
        assert_eq!(state["assigned"]["what"]["department"], "engineering", "who dealt with it");
        assert_eq!(state["owner"], "lin", "P-11: who called back");
        assert_eq!(received["texts"]["happened"], "还是漏水");
        assert_eq!(received["texts"]["wish"], "请换新的");
        assert_eq!(received["texts"]["customer"]["phone"], "13900000000");
    }
}

#[tokio::test]
async fn v_12_once_for_all_records_of_a_callback() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let cases: [(&[CallbackVerdict], usize); 5] = [
        (&[Qualified], 0),
        (&[Unqualified, Unqualified], 1),
        (&[Qualified, Unqualified], 1),
        (&[Unqualified, Qualified], 1),
        (&[Unqualified, Qualified, Unqualified], 1),
    ];
    for (number, (verdicts, expected)) in cases.into_iter().enumerate() {
        let callback = stage.repair(&number.to_string(), "8-1-101").await.callback;
        let mut before = None;
        for verdict in verdicts {
            before = Some(records(&mut crew, &callback, *verdict, before).await);
        }
        assert_eq!(linked(&mut crew, &callback).await.len(), expected, "{verdicts:?}");
    }
}

#[tokio::test]
async fn v_12_what_was_held_opens_nothing() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    assert!(!crew.says("zhao", says(&callback, Unqualified, None)).await.is_applied());
    assert!(linked(&mut crew, &callback).await.is_empty());
}

#[tokio::test]
async fn v_12_those_stored_before_this_was_built_open_theirs_at_the_next_start() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let mut crew = Crew::of(&stage).await;
    records(&mut crew, &callback, Unqualified, None).await;
    let old = linked(&mut crew, &callback).await[0]["subject"].as_str().unwrap().to_owned();
    // As an earlier program left it: the record is there, the complaint is not.
    let stage = stage
        .restart_with(|office| {
            let database = rusqlite::Connection::open(office.join("office.db")).unwrap();
            let of_it = "DELETE FROM parts WHERE fact IN (SELECT id FROM facts WHERE subject = ?1)";
            for sql in [
                of_it,
                "DELETE FROM facts WHERE subject = ?1",
                "DELETE FROM subjects WHERE subject = ?1",
                "DELETE FROM grants WHERE subject = ?1",
                "DELETE FROM log WHERE subject = ?1",
            ] {
                database.execute(sql, [&old]).unwrap();
            }
        })
        .await;
    for _ in 0..2 {
        let mut crew = Crew::of(&stage).await;
        let opened = linked(&mut crew, &callback).await;
        assert_eq!(opened.len(), 1);
        let received = opened[0]["state"]["received"]["what"]["received"].as_i64().unwrap();
        assert!(stage.office.now().millis() - received < 60_000, "its clocks run from now");
    }
}
