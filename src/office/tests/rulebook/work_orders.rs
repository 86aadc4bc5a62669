//! Section R over HTTP: who repairs what, what counts, what follows.

use doorstep_domain::event::Payment;
use doorstep_domain::fact::Reason;
use doorstep_domain::ids::{FactId, SubjectId};
use doorstep_domain::role::Role;
use doorstep_domain::work_order::{
    Act, Cancellation, ClockKind, Countersignature, DeclineReason, Declining, Manner, Notification, Quote,
    QuoteAnswer, QuoteQuestion, Return, ReturnReason, Step,
};
use doorstep_protocol::problem::ProblemCode;
use serde_json::{Value, json};

use crate::crew::{
    Crew, accept, agree, arrive, charge, confirm, finish, held, lines, new_order, register, saying, sign,
    taken, verify, whole_repair, yuan,
};
use crate::stage::Stage;

const DAY: i64 = 24 * 60 * 60 * 1000;

fn assigned(state: &Value) -> Vec<&str> {
    let all = state["assignments"].as_array().unwrap();
    all.iter().map(|assignment| assignment["to"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn r_01_r_05_who_gets_what_was_registered() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    // In this order: of two technicians the one with fewer open orders, the first where they have as many.
    let cases = [
        ("sink", Some(("zhao", false, true))),
        ("sink", Some(("feng", false, true))),
        ("tap", Some(("zhao", false, false))),
        ("sink", Some(("feng", false, true))),
        ("wall", Some(("builder", true, true))),
        ("noise", None),
    ];
    for (matter, expected) in cases {
        let order = crew.registered(matter).await;
        let state = crew.state(&order).await;
        let step = if expected.is_some() { "dispatched" } else { "registered" };
        assert_eq!(state["step"], step, "{matter}");
        let last = state["assignments"].as_array().unwrap().last().cloned();
        let got = last.map(|a| (a["to"].clone(), a["under_warranty"].clone(), a["listed"].clone()));
        assert_eq!(got, expected.map(|(to, warranty, listed)| (json!(to), json!(warranty), json!(listed))));
    }
}

#[tokio::test]
async fn r_01_who_left_gets_nothing_and_who_has_settled_is_free() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let first = crew.registered("sink").await;
    crew.brought_to("zhao", &first, 8).await;
    let second = crew.registered("sink").await;
    assert_eq!(assigned(&crew.state(&second).await), ["zhao"], "what is settled is no work any more");
    stage.record_person("feng", Role::Technician, false).await;
    let third = crew.registered("sink").await;
    assert_eq!(assigned(&crew.state(&third).await), ["zhao"], "nobody else works here");
    stage.record_person("zhao", Role::Technician, false).await;
    let nobody = crew.registered("sink").await;
    assert_eq!(crew.state(&nobody).await["step"], "registered");
    stage.record_person("builder", Role::Contractor, false).await;
    let warranty = crew.registered("wall").await;
    assert_eq!(crew.state(&warranty).await["step"], "registered", "never at the customer's cost by itself");
}

#[tokio::test]
async fn r_05_what_comes_back_for_its_warranty_goes_to_the_contractor() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let returned = |reason| Act::Return(Return { reason });
    let cases = [
        ("wall", ReturnReason::Warranty, vec!["zhao", "builder"], "dispatched"),
        ("wall", ReturnReason::OtherTrade, vec!["zhao"], "registered"),
        ("sink", ReturnReason::Warranty, vec!["zhao"], "registered"),
    ];
    for (matter, reason, expected, step) in cases {
        let order = crew.registered(matter).await;
        crew.dispatch("chen", &order, &json!({"to": "zhao", "trade": "water"})).await.unwrap();
        crew.did("zhao", &order, accept()).await;
        crew.did("zhao", &order, returned(reason)).await;
        let state = crew.state(&order).await;
        assert!(assigned(&state).ends_with(&expected), "{matter} {reason:?}: {:?}", assigned(&state));
        assert_eq!(state["step"], step, "{matter} {reason:?}");
    }
    let order = crew.registered("wall").await;
    let clocks = |state: &Value| state["clocks"].as_array().unwrap().len();
    assert_eq!(clocks(&crew.state(&order).await), 2, "R-01's, and R-05's from the registration");
    crew.did("chen", &order, Act::NotifyContractor(Notification { manner: Manner::Phone })).await;
    let state = crew.state(&order).await;
    assert!(state["clocks"].as_array().unwrap().iter().all(|clock| clock["ended"]["reached"] == true));
}

#[tokio::test]
async fn r_04_p_07_prices_what_is_not_on_the_list_and_the_desk_collects() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let order = crew.registered("tap").await;
    let verdict = crew.did("zhao", &order, accept()).await;
    let clock = verdict.order.unwrap().started[0];
    assert_eq!((clock.clock, clock.by.since(verdict.time.middle())), (ClockKind::Quote, 15 * 60_000));
    crew.did("zhao", &order, Act::AskQuote(QuoteQuestion { pictures: Vec::new() })).await;
    let price = |by_phone: Option<&str>| {
        let answer = QuoteAnswer::Price { fen: yuan(300) };
        Act::Quote(Quote { answer, by_phone: by_phone.map(|person| person.parse().unwrap()) })
    };
    assert_eq!(held(&crew.does("lin", &order, price(None)).await), Reason::Role);
    crew.did("qian", &order, price(None)).await;
    let quote: FactId = crew.state(&order).await["quote"]["fact"].as_str().unwrap().parse().unwrap();
    let mut quoted = lines();
    quoted.truncate(1);
    (quoted[0].item, quoted[0].each) = (None, yuan(300));
    crew.did("zhao", &order, arrive()).await;
    crew.did("zhao", &order, verify(quoted.clone())).await;
    let mut dearer = quoted.clone();
    dearer[0].each = yuan(400);
    let cases = [(&dearer, Some(quote), Reason::AmountDiffers), (&quoted, None, Reason::Incomplete)];
    for (lines, quote, expected) in cases {
        assert_eq!(held(&crew.does("zhao", &order, agree(lines.clone(), quote)).await), expected);
    }
    crew.did("zhao", &order, agree(quoted, Some(quote))).await;
    for act in [Act::Start(doorstep_domain::work_order::Start {}), finish(), sign(yuan(300))] {
        crew.did("zhao", &order, act).await;
    }
    let cash = || charge(Payment::Cash, yuan(300), Some("NO-9"));
    assert_eq!(held(&crew.does("zhao", &order, cash()).await), Reason::DeskCollects);
    crew.did("chen", &order, cash()).await;
}

#[tokio::test]
async fn r_09_who_does_not_agree_signs_nothing_and_p_07_countersigns() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let order = crew.registered("sink").await;
    crew.brought_to("zhao", &order, 3).await;
    crew.did("zhao", &order, Act::Decline(Declining { reason: DeclineReason::Price })).await;
    let state = crew.state(&order).await;
    assert_eq!(state["step"], "declined");
    let declining = state["declined"]["fact"].as_str().unwrap().parse().unwrap();
    let countersign = |declining| Act::Countersign(Countersignature { declining });
    assert_eq!(held(&crew.does("zhao", &order, countersign(declining)).await), Reason::Role);
    let another = FactId(uuid::Uuid::now_v7());
    assert_eq!(held(&crew.does("qian", &order, countersign(another)).await), Reason::Incomplete);
    crew.did("qian", &order, countersign(declining)).await;
    assert!(matches!(held(&crew.does("zhao", &order, accept()).await), Reason::NotNow { .. }));
}

#[tokio::test]
async fn r_15_v_11_a_confirmed_order_opens_its_callback() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let order = crew.registered("sink").await;
    crew.brought_to("zhao", &order, 8).await;
    assert_eq!(held(&crew.does("zhao", &order, confirm()).await), Reason::Role);
    crew.did("qian", &order, confirm()).await;
    let copy = crew.copy_for("chen", &order).await.unwrap();
    let confirmed: FactId = copy["state"]["confirmed"]["fact"].as_str().unwrap().parse().unwrap();
    let callback = SubjectId::callback_of(confirmed);
    let shown = crew.get("lin", &format!("/v1/callbacks/{}", callback.key())).await.unwrap();
    let opened = &shown["state"]["opened"]["body"];
    assert_eq!(opened["event"], order.as_str());
    assert_eq!(opened["after"], json!({"kind": "repair"}));
    assert_eq!((&opened["home"], &opened["matter"]), (&json!("8-1-101"), &json!("sink")));
    assert_eq!(opened["registered"], copy["state"]["registered"]["at"]);
    assert_eq!(opened["finished"], copy["state"]["finished"]["at"], "not when P-07 confirmed it");
}

#[tokio::test]
async fn f_04_two_close_the_same_order_apart_and_nobodys_evidence_is_lost() {
    let stage = Stage::set().await;
    let mut first = Crew::of(&stage).await;
    let order = first.registered("sink").await;
    first.did("zhao", &order, accept()).await;
    // Feng's handheld hears of the reassignment, zhao's does not; both go there and close it.
    first.dispatch("chen", &order, &json!({"to": "feng"})).await.unwrap();
    let mut second = Crew::of(&stage).await;
    second.brought_to("feng", &order, 8).await;
    let zhao = first.person("zhao").await;
    let acts: Vec<Act> = whole_repair().into_iter().skip(1).collect();
    let mut facts = Vec::new();
    for (act, pending) in acts.into_iter().zip(0..) {
        let mut says = saying(&order, act).behind(pending);
        // What zhao had seen: registered, dispatched, accepted.
        says.seen.office = seen_by_zhao(&first, &order).await;
        facts.push(first.handheld.write(&zhao, says));
    }
    for answer in first.handheld.push(&facts).await {
        match held(&taken(answer)) {
            Reason::NotNow { step, by, .. } => assert_eq!((step, by.as_str()), (Step::Settled, "feng")),
            // The customer's signature and the money.
            Reason::AlreadyRecorded { by, .. } => assert_eq!(by.as_str(), "feng"),
            other => panic!("{other:?}"),
        }
    }
    let state = first.state(&order).await;
    assert_eq!(state["charges"].as_array().unwrap().len(), 2, "both took money");
    assert_eq!((&state["charges"][0]["by"], &state["charges"][0]["held"]), (&json!("feng"), &json!(false)));
    assert_eq!((&state["charges"][1]["by"], &state["charges"][1]["held"]), (&json!("zhao"), &json!(true)));
    assert_eq!(state["held"].as_array().unwrap().len(), 7);
    let copy = first.copy_for("zhao", &order).await.unwrap();
    let signed = copy["facts"].as_array().unwrap().iter().filter(|f| f["kind"] == "work_order.signed");
    assert_eq!(signed.filter(|fact| fact["strokes"].is_object()).count(), 2, "both signatures are kept");
    let today = chrono::Utc::now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive();
    let cash = first.get("zhao", &format!("/v1/cash-up?person=zhao&day={today}")).await.unwrap();
    assert_eq!(cash["taken"], json!({"cash": 8000}));
    assert_eq!(cash["charges"][0]["held"], true);
}

/// The place of zhao's acceptance.
async fn seen_by_zhao(crew: &Crew<'_>, order: &SubjectId) -> i64 {
    let copy = crew.copy_for("chen", order).await.unwrap();
    let facts = copy["facts"].as_array().unwrap();
    facts.iter().find(|fact| fact["kind"] == "work_order.accepted").unwrap()["sequence"].as_i64().unwrap()
}

#[tokio::test]
async fn p_09_each_role_does_what_it_may_and_the_rest_is_held() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let cancel = || Act::Cancel(Cancellation {});
    // On an order that zhao has accepted, or has yet to, or none for a registration.
    let cases = [
        ("general", register("8-1-101", "sink"), Reason::Role),
        ("builder", register("8-1-101", "sink"), Reason::Role),
        ("lin", accept(), Reason::Role),
        ("lin", arrive(), Reason::Role),
        ("chen", arrive(), Reason::Role),
        ("feng", arrive(), Reason::NotYours),
        ("builder", arrive(), Reason::NotYours),
        ("zhao", cancel(), Reason::Role),
        ("lin", cancel(), Reason::Role),
        ("qian", cancel(), Reason::Role),
        ("general", cancel(), Reason::Role),
    ];
    for (who, act, expected) in cases {
        let order = match act {
            Act::Register(_) => new_order(),
            _ => {
                let order = crew.registered("sink").await;
                crew.dispatch("chen", &order, &json!({"to": "zhao"})).await.unwrap();
                if !matches!(act, Act::Accept(_)) {
                    crew.did("zhao", &order, accept()).await;
                }
                order
            }
        };
        assert_eq!(held(&crew.does(who, &order, act.clone()).await), expected, "{who} {act:?}");
    }
}

#[tokio::test]
async fn r_01_numbers_follow_each_other_on_each_local_day_across_restarts() {
    let stage = Stage::set().await;
    let now = chrono::Utc::now().with_timezone(&chrono_tz::Asia::Shanghai);
    let into_today = i64::from(chrono::Timelike::num_seconds_from_midnight(&now.time())) * 1000;
    // Since midnight at the site: a minute before it is the day before, by the site's zone alone.
    let (evening, night) = (into_today + DAY + 60_000, into_today + DAY - 60_000);
    let mut numbers = Vec::new();
    let (mut stage, rounds) = (stage, [evening, night, evening, night, night]);
    for ago in rounds {
        {
            let mut crew = Crew::of(&stage).await;
            let verdict = crew.says("lin", saying(&new_order(), register("8-1-101", "sink")).ago(ago)).await;
            numbers.push(verdict.order.unwrap().number.unwrap());
            // What does not count uses no number up.
            held(&crew.says("builder", saying(&new_order(), register("8-1-101", "sink")).ago(ago)).await);
        }
        stage = stage.restart().await;
    }
    let day = |days: i64| (now - chrono::TimeDelta::days(days)).format("%Y-%m%d").to_string();
    let expected = [(2, "001"), (1, "001"), (2, "002"), (1, "002"), (1, "003")];
    assert_eq!(numbers, expected.map(|(days, count)| format!("{}-{count}", day(days))));
}

#[tokio::test]
async fn r_01_r_05_who_may_have_the_office_dispatch() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let order = crew.registered("noise").await;
    let water = |to: &str| json!({"to": to, "trade": "water"});
    let cases = [
        ("zhao", water("zhao"), Err(ProblemCode::NotFound)),
        ("wu", water("zhao"), Err(ProblemCode::NotFound)),
        ("general", water("zhao"), Err(ProblemCode::Role)),
        ("chen", water("nobody"), Err(ProblemCode::BadRequest)),
        ("chen", json!({"to": "zhao"}), Err(ProblemCode::BadRequest)),
        ("chen", json!({"to": "zhao", "trade": "magic"}), Err(ProblemCode::BadRequest)),
        ("lin", water("zhao"), Ok(false)),
        ("qian", water("feng"), Ok(false)),
        ("chen", water("builder"), Ok(true)),
    ];
    for (who, to, expected) in cases {
        let answer = crew.dispatch(who, &order, &to).await;
        let warranty = answer.map(|answer| answer["dispatched"]["under_warranty"].as_bool().unwrap());
        assert_eq!(warranty, expected, "{who} {to}");
    }
    crew.did("builder", &order, accept()).await;
    crew.did("builder", &order, arrive()).await;
    let late = crew.dispatch("chen", &order, &water("zhao")).await;
    assert_eq!(late, Err(ProblemCode::BadRequest), "somebody is in the home");
}
