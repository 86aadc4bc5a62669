//! C-05: what is overdue rises to the next owner by itself, once a clock, also while nobody served.

use std::time::Duration;

use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::{Act, Handling, NextReply};
use doorstep_domain::grade::Grade;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;
use serde_json::Value;

use crate::crew::Crew;
use crate::desk::{HOUR, MINUTE, acknowledge};
use crate::stage::Stage;

/// What rose, as `clock role`, in the office's order.
fn rises(copy: &Value) -> Vec<String> {
    let facts = copy["facts"].as_array().unwrap().iter();
    let rises = facts.filter(|fact| fact["kind"] == "complaint.rose");
    rises
        .map(|fact| {
            assert_eq!((&fact["verdict"]["outcome"], &fact["by"]), (&"applied".into(), &"office".into()));
            format!("{} {}", fact["body"]["clock"].as_str().unwrap(), fact["body"]["to"].as_str().unwrap())
        })
        .collect()
}

/// Waits until as much has risen, and a little longer for what must not.
async fn risen(stage: &Stage, complaint: &SubjectId, expected: &[&str]) {
    let crew = Crew::of(stage).await;
    let seen = async || rises(&crew.complaint_for("sun", complaint).await.unwrap());
    for _ in 0..100 {
        if seen().await.len() >= expected.len() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(seen().await, expected);
}

#[tokio::test]
async fn c_05_each_clock_that_runs_out_rises_once_to_the_next_owner() {
    let stage = Stage::set().await;
    let complaint = Crew::of(&stage).await.complaint(Grade::Ordinary).await;
    stage.clock.advance(9 * MINUTE);
    risen(&stage, &complaint, &[]).await;
    stage.clock.advance(2 * MINUTE);
    // Respond and department ran out at the same moment: one step.
    risen(&stage, &complaint, &["respond site_manager", "department site_manager"]).await;
    stage.clock.advance(12 * HOUR);
    let all = ["respond site_manager", "department site_manager", "finish general_manager"];
    risen(&stage, &complaint, &all).await;
    stage.clock.advance(400 * HOUR);
    risen(&stage, &complaint, &all).await;
}

#[tokio::test]
async fn c_05_it_catches_up_after_a_restart_and_says_nothing_twice() {
    let stage = Stage::set().await;
    let complaint = Crew::of(&stage).await.complaint(Grade::Serious).await;
    stage.clock.advance(9 * MINUTE);
    risen(&stage, &complaint, &["respond site_manager"]).await;
    let stage = stage.restart_after(2 * MINUTE).await;
    risen(&stage, &complaint, &["respond site_manager", "department general_manager"]).await;
    let stage = stage.restart_after(72 * HOUR).await;
    risen(&stage, &complaint, &["respond site_manager", "department general_manager"]).await;
}

#[tokio::test]
async fn c_05_what_was_answered_in_time_does_not_rise() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let complaint = crew.complaint(Grade::Ordinary).await;
    crew.complains("qian", &complaint, acknowledge(MustReach::Department)).await;
    let at = Moment::from(chrono::Utc::now()).shifted(HOUR);
    crew.complains("lin", &complaint, Act::AgreeReply(NextReply { at })).await;
    stage.clock.advance(30 * MINUTE);
    risen(&stage, &complaint, &[]).await;
    stage.clock.advance(31 * MINUTE);
    risen(&stage, &complaint, &["reply site_manager"]).await;
    crew.complains("qian", &complaint, Act::Handle(Handling::default())).await;
    stage.clock.advance(25 * HOUR);
    risen(&stage, &complaint, &["reply site_manager", "tell general_manager"]).await;
}

#[tokio::test]
async fn c_05_what_is_p_01s_from_the_beginning_rises_to_nobody() {
    let stage = Stage::set().await;
    let complaint = Crew::of(&stage).await.complaint(Grade::EspeciallyMajor).await;
    stage.clock.advance(48 * HOUR);
    risen(&stage, &complaint, &[]).await;
}

#[tokio::test]
async fn c_05_once_the_customer_knows_nothing_rises() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let complaint = crew.complaint(Grade::Ordinary).await;
    crew.told(&complaint).await;
    stage.clock.advance(48 * HOUR);
    risen(&stage, &complaint, &[]).await;
}
