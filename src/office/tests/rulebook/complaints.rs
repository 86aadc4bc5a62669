//! Section C over HTTP: who handles what, who acknowledges it, what is held, what follows.

use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::{About, Act, AgreedFinish, Handling, NextReply, Sort};
use doorstep_domain::fact::Reason;
use doorstep_domain::grade::Grade;
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;
use doorstep_protocol::problem::ProblemCode;
use serde_json::{Value, json};

use crate::crew::{Crew, held};
use crate::desk::{HOUR, MINUTE, about, acknowledge, new_complaint, reception, sign_opinion, tell};
use crate::handheld::call;
use crate::stage::Stage;

async fn post(stage: &Stage, who: &str, path: &str, body: Value) -> Result<Value, ProblemCode> {
    let token = stage.office.token(&who.parse().unwrap()).await.unwrap();
    call(reqwest::Client::new().post(format!("{}{path}", stage.url())).bearer_auth(token).json(&body)).await
}

#[tokio::test]
async fn c_06_it_goes_to_the_department_that_it_is_about() {
    let stage = Stage::set().await;
    stage.record_member("wu", Role::Butler, Some("service")).await;
    let mut crew = Crew::of(&stage).await;
    let department = |code: &str| About::Department { department: code.parse().unwrap() };
    let person = |id: &str| About::Person { person: id.parse().unwrap() };
    let cases = [
        (department("engineering"), Some("engineering")),
        (department("service"), Some("service")),
        (department("kitchen"), None),
        (person("wu"), Some("service")),
        (person("qian"), Some("engineering")),
        (person("lin"), None),
        (About::Nobody, None),
    ];
    for (whom, expected) in cases {
        let complaint = crew.complaint_with("lin", |reception| reception.about = whom.clone()).await;
        let state = crew.complaint_state(&complaint).await;
        assert_eq!(state["assigned"]["what"]["department"].as_str(), expected, "{whom:?}");
        assert_eq!(state["step"], if expected.is_some() { "assigned" } else { "received" }, "{whom:?}");
    }
}

#[tokio::test]
async fn c_11_each_local_day_has_its_own_numbers_of_complaints() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let now = chrono::Utc::now().with_timezone(&chrono_tz::Asia::Shanghai);
    let mut numbers = Vec::new();
    for days in [2, 1, 1, 2] {
        // An order of the day takes no complaint's number.
        crew.registered("sink").await;
        let act = Act::Receive(Box::new(reception()));
        let verdict = crew.says("lin", about(&new_complaint(), act.clone()).ago(days * 24 * HOUR)).await;
        numbers.push(verdict.complaint.unwrap().number.unwrap());
        held(&crew.says("builder", about(&new_complaint(), act).ago(days * 24 * HOUR)).await);
    }
    let day = |days: i64| (now - chrono::TimeDelta::days(days)).format("%Y-%m%d").to_string();
    let expected = [(2, "C001"), (1, "C001"), (1, "C002"), (2, "C002")];
    assert_eq!(numbers, expected.map(|(days, count)| format!("{}-{count}", day(days))));
}

#[tokio::test]
async fn v_11_a_complaint_is_called_back_once_when_its_customer_knows_the_result() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let cases = [
        (Grade::Ordinary, Sort::Complaint, json!({"kind": "complaint", "grade": "ordinary"})),
        (Grade::Major, Sort::Complaint, json!({"kind": "complaint", "grade": "major"})),
        (Grade::Ordinary, Sort::Suggestion, json!({"kind": "other"})),
    ];
    for (grade, sort, after) in cases {
        let change = |reception: &mut doorstep_domain::complaint::Reception| {
            (reception.facts, reception.sort) = (crate::desk::facts_of(grade), sort);
        };
        let complaint = crew.complaint_with("lin", change).await;
        assert_eq!(callbacks(&mut crew, &complaint).await.len(), 0);
        crew.complains("qian", &complaint, Act::Handle(Handling::default())).await;
        let handled = crew.complaint_state(&complaint).await["handled"]["at"].clone();
        crew.complains("lin", &complaint, tell()).await;
        crew.complains("lin", &complaint, sign_opinion()).await;
        let opened = callbacks(&mut crew, &complaint).await;
        assert_eq!(opened.len(), 1, "told and signed, called back once");
        let body = &opened[0]["opened"]["body"];
        assert_eq!((&body["after"], &body["finished"]), (&after, &handled));
    }
}

/// The states of the callbacks that follow a complaint, as the desk has them.
async fn callbacks(crew: &mut Crew<'_>, event: &doorstep_domain::ids::SubjectId) -> Vec<Value> {
    let mut found = Vec::new();
    for subject in crate::complaint_feed::has(crew, "chen").await {
        if subject.as_str().starts_with("callback/") {
            let copy = crew.get("chen", &format!("/v1/callbacks/{}", subject.key())).await.unwrap();
            if copy["state"]["opened"]["body"]["event"] == event.as_str() {
                found.push(copy["state"].clone());
            }
        }
    }
    found
}

#[tokio::test]
async fn c_05_acknowledged_twice_is_held_and_says_by_whom() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let complaint = crew.complaint(Grade::Serious).await;
    crew.complains("manager", &complaint, acknowledge(MustReach::SiteManager)).await;
    let again = held(&crew.tries("manager", &complaint, acknowledge(MustReach::SiteManager)).await);
    assert!(matches!(again, Reason::AlreadyRecorded { by, .. } if by.as_str() == "manager"));
    assert_eq!(held(&crew.tries("lin", &complaint, acknowledge(MustReach::Department)).await), Reason::Role);
    let state = crew.complaint_state(&complaint).await;
    assert_eq!(state["acknowledged"].as_array().unwrap().len(), 1);
    assert_eq!(state["held"].as_array().unwrap().len(), 2, "nobody's act is lost (F-04)");
}

#[tokio::test]
async fn c_05_c_09_agreed_times_that_cannot_be() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let now = Moment::from(chrono::Utc::now());
    let finish = |millis| Act::AgreeFinish(AgreedFinish { by: now.shifted(millis) });
    let reply = |millis| Act::AgreeReply(NextReply { at: now.shifted(millis) });
    let cases = [
        (Grade::Ordinary, finish(-HOUR), Some(Reason::TimePassed)),
        (Grade::Ordinary, reply(-HOUR), Some(Reason::TimePassed)),
        (Grade::Serious, finish(72 * HOUR), Some(Reason::NotForGrade)),
        (Grade::Serious, reply(72 * HOUR), None),
        (Grade::EspeciallyMajor, finish(72 * HOUR), None),
    ];
    for (grade, act, expected) in cases {
        let complaint = crew.complaint(grade).await;
        assert_eq!(crew.tries("sun", &complaint, act.clone()).await.reason, expected, "{grade:?} {act:?}");
    }
    let late = crew.complaint_with("lin", |reception| reception.received = now.shifted(-13 * HOUR)).await;
    let reason = crew.tries("sun", &late, finish(HOUR)).await.reason;
    assert_eq!(reason, Some(Reason::ClockRanOut), "after the 12 hours");
}

#[tokio::test]
async fn c_06_who_may_have_the_office_assign_a_complaint() {
    let stage = Stage::set().await;
    stage.record_person("feng", Role::Technician, false).await;
    stage.record_member("wu", Role::Butler, Some("service")).await;
    let mut crew = Crew::of(&stage).await;
    let complaint = crew.complaint_with("lin", |reception| reception.about = About::Nobody).await;
    let path = format!("/v1/complaints/{}/assign", complaint.key());
    let to = |department: &str, to: Option<&str>| match to {
        Some(to) => json!({"department": department, "to": to}),
        None => json!({"department": department}),
    };
    let cases = [
        ("zhao", to("engineering", None), Err(ProblemCode::NotFound)),
        ("wu", to("engineering", None), Err(ProblemCode::NotFound)),
        ("chen", to("kitchen", None), Err(ProblemCode::BadRequest)),
        ("chen", to("engineering", Some("nobody")), Err(ProblemCode::BadRequest)),
        ("chen", to("engineering", Some("feng")), Err(ProblemCode::BadRequest)),
        ("chen", to("engineering", Some("wu")), Err(ProblemCode::BadRequest)),
        ("chen", to("engineering", Some("builder")), Err(ProblemCode::BadRequest)),
        ("chen", json!({"to": "zhao"}), Err(ProblemCode::BadRequest)),
        ("chen", to("engineering", Some("zhao")), Ok(())),
        ("lin", to("service", Some("wu")), Ok(())),
    ];
    for (who, body, expected) in cases {
        assert_eq!(post(&stage, who, &path, body.clone()).await.map(drop), expected, "{who} {body}");
    }
    assert_eq!(crew.complaint_state(&complaint).await["assigned"]["what"]["to"], "wu");
    crew.told(&complaint).await;
    let late = post(&stage, "chen", &path, to("service", None)).await;
    assert_eq!(late.map(drop), Err(ProblemCode::BadRequest), "the customer knows the result");
}

#[tokio::test]
async fn c_06_a_script_acknowledges_for_whom_its_person_stands() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let complaint = crew.complaint(Grade::Major).await;
    let path = format!("/v1/complaints/{}/acknowledge", complaint.key());
    let cases = [
        ("wu", Err(ProblemCode::NotFound)),
        ("lin", Err(ProblemCode::Role)),
        ("qian", Ok("department")),
        ("sun", Err(ProblemCode::BadRequest)),
        ("manager", Ok("site_manager")),
        ("general", Ok("general_manager")),
    ];
    for (who, expected) in cases {
        let answer = post(&stage, who, &path, json!({})).await;
        let reached = answer.map(|answer| answer["reached"].as_str().unwrap().to_owned());
        assert_eq!(reached, expected.map(str::to_owned), "{who}");
    }
    let clocks = crew.complaint_state(&complaint).await["clocks"].clone();
    let respond = clocks.as_array().unwrap().iter().find(|clock| clock["kind"] == "respond").unwrap();
    assert_eq!(respond["ended"]["reached"], true);
    assert!(respond["by"].as_i64().unwrap() - stage.office.now().millis() < 5 * MINUTE);
}

#[tokio::test]
async fn f_03_what_a_revoked_handheld_still_held_is_taken_and_marked() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let complaint = new_complaint();
    crew.person("lin").await;
    stage.office.revoke(crew.handheld.number).await.unwrap();
    let verdict = crew.complains("lin", &complaint, Act::Receive(Box::new(reception()))).await;
    assert!(verdict.after_revocation);
    let copy = crew.complaint_for("sun", &complaint).await.unwrap();
    assert_eq!(copy["facts"][0]["verdict"]["after_revocation"], true);
    assert_eq!(copy["state"]["step"], "assigned", "its clocks run all the same");
}
