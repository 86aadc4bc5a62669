//! C-06, P-10: a handheld on which nobody is signed in hears who is wanted, and nothing more.

use std::time::Duration;

use doorstep_domain::clock::MustReach;
use doorstep_domain::grade::Grade;
use doorstep_protocol::bells::BellsAnswer;
use doorstep_protocol::problem::ProblemCode;

use crate::crew::Crew;
use crate::desk::acknowledge;
use crate::handheld::{Handheld, call};
use crate::stage::Stage;

const PATIENCE: Duration = Duration::from_secs(20);

/// A handheld in a drawer: these people have signed in on it once, and nobody is signed in now.
async fn drawer(stage: &Stage, people: &[&str]) -> (Handheld, String) {
    let handheld = stage.handheld().await;
    for person in people {
        stage.sign_in(&handheld, person).await;
    }
    let bearer = handheld.bearer(None).await;
    (handheld, bearer)
}

async fn ask(url: &str, bearer: &str, known: Option<&str>, wait: u64) -> Result<BellsAnswer, ProblemCode> {
    let known = known.map(|mark| format!("&known={mark}")).unwrap_or_default();
    let request = reqwest::Client::new().get(format!("{url}/v1/bells?wait={wait}{known}"));
    call(request.bearer_auth(bearer)).await
}

fn wanted(answer: &BellsAnswer) -> Vec<(&str, Grade)> {
    answer.bells.iter().map(|bell| (bell.person.as_str(), bell.grade)).collect()
}

#[tokio::test]
async fn c_06_whom_a_complaint_must_reach_is_wanted_until_they_acknowledge_it() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let (_handheld, bearer) = drawer(&stage, &["general", "manager", "qian", "lin", "zhao"]).await;
    let bells = async || ask(&stage.url(), &bearer, None, 0).await.unwrap();
    assert_eq!(wanted(&bells().await), []);
    crew.complaint(Grade::Ordinary).await;
    assert_eq!(wanted(&bells().await), [], "ordinary: it is in their Today");
    let serious = crew.complaint(Grade::Serious).await;
    let both = [("manager", Grade::Serious), ("qian", Grade::Serious)];
    assert_eq!(wanted(&bells().await), both, "P-02, and the head of the department that it is about");
    crew.complains("manager", &serious, acknowledge(MustReach::SiteManager)).await;
    assert_eq!(wanted(&bells().await), [("qian", Grade::Serious)]);
    crew.complains("qian", &serious, acknowledge(MustReach::Department)).await;
    crew.complaint(Grade::EspeciallyMajor).await;
    let first = ("general", Grade::EspeciallyMajor);
    assert_eq!(wanted(&bells().await), [first, ("qian", Grade::EspeciallyMajor)], "the shorter clock first");
}

#[tokio::test]
async fn c_06_whoever_waits_hears_at_once_and_only_of_another_answer() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let (_handheld, bearer) = drawer(&stage, &["manager"]).await;
    let mark = ask(&stage.url(), &bearer, None, 0).await.unwrap().mark;
    let (url, known) = (stage.url(), mark.clone());
    let poll = tokio::spawn(async move { ask(&url, &bearer, Some(&known), 50).await.unwrap() });
    // Told to the desk, and nothing that rings.
    crew.complaint(Grade::Ordinary).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!poll.is_finished());
    crew.complaint(Grade::Serious).await;
    let heard = tokio::time::timeout(PATIENCE, poll).await.unwrap().unwrap();
    assert_eq!(wanted(&heard), [("manager", Grade::Serious)]);
    assert_ne!(heard.mark, mark);
}

#[tokio::test]
async fn c_06_bells_survive_a_restart_under_the_same_mark() {
    let stage = Stage::set().await;
    Crew::of(&stage).await.complaint(Grade::Major).await;
    let (mut handheld, bearer) = drawer(&stage, &["general"]).await;
    let before = ask(&stage.url(), &bearer, None, 0).await.unwrap();
    let stage = stage.restart().await;
    handheld.url = stage.url();
    let after = ask(&stage.url(), &handheld.bearer(None).await, None, 0).await.unwrap();
    assert_eq!((wanted(&after), &after), (vec![("general", Grade::Major)], &before));
}

#[tokio::test]
async fn f_03_a_revoked_handheld_rings_for_nobody() {
    let stage = Stage::set().await;
    let (_handheld, bearer) = drawer(&stage, &["manager"]).await;
    stage.office.revoke(1).await.unwrap();
    assert_eq!(ask(&stage.url(), &bearer, None, 0).await.unwrap_err(), ProblemCode::Revoked);
    let script = stage.office.token(&"manager".parse().unwrap()).await.unwrap();
    assert_eq!(ask(&stage.url(), &script, None, 0).await.unwrap_err(), ProblemCode::Unauthenticated);
}

/// C-05: it has risen by then, and is overdue in every list; a locked handheld does not ring for weeks.
#[tokio::test]
async fn c_06_what_ran_out_a_day_ago_rings_no_more() {
    let stage = Stage::set().await;
    Crew::of(&stage).await.complaint(Grade::Serious).await;
    let (handheld, bearer) = drawer(&stage, &["manager"]).await;
    assert_eq!(wanted(&ask(&stage.url(), &bearer, None, 0).await.unwrap()), [("manager", Grade::Serious)]);
    for (hours, expected) in [(23, vec![("manager", Grade::Serious)]), (2, vec![])] {
        stage.clock.advance(hours * 60 * 60 * 1000);
        let bearer = handheld.bearer(None).await;
        assert_eq!(wanted(&ask(&stage.url(), &bearer, None, 0).await.unwrap()), expected, "{hours} h later");
    }
}
