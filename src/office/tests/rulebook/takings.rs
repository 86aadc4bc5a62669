//! cash-up and timeliness, as the office answers them.

use doorstep_domain::cash_up::{HandIn, Means};
use doorstep_domain::event::Payment;
use doorstep_domain::fact::{Body, Reason};
use doorstep_domain::ids::SubjectId;
use doorstep_protocol::problem::ProblemCode;
use serde_json::{Value, json};

use crate::crew::{Crew, charge, held, saying, whole_repair, yuan};
use crate::handheld::Says;
use crate::stage::Stage;

fn today() -> chrono::NaiveDate {
    chrono::Utc::now().with_timezone(&chrono_tz::Asia::Shanghai).date_naive()
}

fn hand_in(of: &str, means: Means, amount: i64, slip: &str) -> Says {
    let (person, day) = (of.parse().unwrap(), today());
    let subject = SubjectId::cash_up(&person, day);
    let slip = slip.parse().unwrap();
    Says::new(&subject, Body::CashHandedIn(HandIn { person, day, means, fen: yuan(amount), slip }))
}

async fn repaired(crew: &mut Crew<'_>, payment: Payment, receipt: Option<&str>) -> SubjectId {
    let order = crew.registered("sink").await;
    crew.dispatch("chen", &order, &json!({"to": "zhao"})).await.unwrap();
    crew.brought_to("zhao", &order, 7).await;
    crew.did("zhao", &order, charge(payment, yuan(80), receipt)).await;
    order
}

async fn cash_up(crew: &Crew<'_>, who: &str, of: &str) -> Result<Value, ProblemCode> {
    crew.get(who, &format!("/v1/cash-up?person={of}&day={}", today())).await
}

#[tokio::test]
async fn r_13_a_cash_up_adds_up_once_everything_is_handed_in() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    repaired(&mut crew, Payment::Cash, Some("A-1")).await;
    repaired(&mut crew, Payment::Cash, Some("A-2")).await;
    repaired(&mut crew, Payment::Card, Some("A-3")).await;
    let owed = repaired(&mut crew, Payment::Unpaid, None).await;
    let report = cash_up(&crew, "chen", "zhao").await.unwrap();
    assert_eq!(report["taken"], json!({"cash": 16_000, "card": 8_000}));
    assert_eq!((&report["unpaid"], &report["adds_up"]), (&json!(8_000), &json!(false)));
    assert_eq!(report["charges"].as_array().unwrap().len(), 4);
    assert!(report["charges"][0]["number"].as_str().unwrap().ends_with("-001"));
    let not_theirs = hand_in("zhao", Means::Cash, 160, "S-1");
    assert_eq!(held(&crew.says("feng", not_theirs).await), Reason::Role);
    assert!(crew.says("zhao", hand_in("zhao", Means::Cash, 160, "S-1")).await.is_applied());
    assert!(crew.says("chen", hand_in("zhao", Means::Card, 80, "S-2")).await.is_applied());
    let report = cash_up(&crew, "zhao", "zhao").await.unwrap();
    assert_eq!(report["missing"], json!({"cash": 0, "card": 0}));
    assert_eq!(report["adds_up"], true);
    crew.did("chen", &owed, charge(Payment::Cash, yuan(80), Some("A-4"))).await;
    let desk = cash_up(&crew, "sun", "chen").await.unwrap();
    assert_eq!(desk["taken"], json!({"cash": 8_000}), "whoever took it answers for it");
}

#[tokio::test]
async fn r_13_a_number_that_stands_twice_is_seen() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    repaired(&mut crew, Payment::Cash, Some("a-1")).await;
    repaired(&mut crew, Payment::Cash, Some("A-1")).await;
    crew.says("zhao", hand_in("zhao", Means::Cash, 160, "S-1")).await;
    let report = cash_up(&crew, "chen", "zhao").await.unwrap();
    assert_eq!((&report["doubled"], &report["adds_up"]), (&json!(["A-1"]), &json!(false)));
}

#[tokio::test]
async fn p_09_whose_takings_who_may_see() {
    let stage = Stage::set().await;
    let crew = Crew::of(&stage).await;
    let role = Err(ProblemCode::Role);
    let cases = [
        ("general", "zhao", Ok(())),
        ("manager", "zhao", Ok(())),
        ("sun", "zhao", Ok(())),
        ("chen", "zhao", Ok(())),
        ("qian", "zhao", Ok(())),
        ("zhao", "zhao", Ok(())),
        ("feng", "zhao", role),
        ("lin", "zhao", role),
        ("builder", "zhao", role),
    ];
    for (who, of, expected) in cases {
        assert_eq!(cash_up(&crew, who, of).await.map(drop), expected, "{who}");
        let noted = stage.office.count_readings(&who.parse().unwrap(), "cash_up").await.unwrap();
        assert_eq!(noted, i64::from(expected.is_ok()), "{who} (P-10)");
    }
    for query in ["", "?person=zhao", "?person=zhao&day=yesterday", "?month=2026"] {
        let asked = crew.get("chen", &format!("/v1/cash-up{query}")).await;
        assert_eq!(asked, Err(ProblemCode::BadRequest), "{query}");
    }
}

#[tokio::test]
async fn r_16_timeliness_counts_orders_whose_clocks_are_decided() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let in_time = crew.registered("sink").await;
    crew.brought_to("zhao", &in_time, 8).await;
    // Accepted 20 minutes before the arrival: R-02's 15 are over.
    let late = crew.registered("sink").await;
    crew.dispatch("chen", &late, &json!({"to": "feng"})).await.unwrap();
    for (act, ago) in whole_repair().into_iter().take(2).zip([20 * 60_000, 0]) {
        assert!(crew.says("feng", saying(&late, act).ago(ago)).await.is_applied());
    }
    crew.registered("noise").await;
    let month = today().format("%Y-%m");
    let report = crew.get("sun", &format!("/v1/timeliness?month={month}")).await.unwrap();
    assert_eq!(report["all"], json!({"kept": 1, "counted": 2, "per_mille": 500}));
    let row = |person: &str, kept: u64, per_mille: u64| {
        json!({"trade": "water", "person": person,
            "count": {"kept": kept, "counted": 1, "per_mille": per_mille}})
    };
    assert_eq!(report["rows"], json!([row("feng", 0, 0), row("zhao", 1, 1000)]));
    let before = crew.get("qian", "/v1/timeliness?month=2020-02").await.unwrap();
    assert_eq!(before["all"], json!({"kept": 0, "counted": 0, "per_mille": null}));
    assert_eq!(crew.get("zhao", "/v1/timeliness?month=2020-02").await, Err(ProblemCode::Role));
    for month in ["2020-2", "2020", "2020-13", "x"] {
        let asked = crew.get("sun", &format!("/v1/timeliness?month={month}")).await;
        assert_eq!(asked, Err(ProblemCode::BadRequest), "{month}");
    }
}
