//! P-09 to P-11, V-05, F-04: who is told of a work order, and what goes when it goes to somebody else.

use std::collections::BTreeSet;

use doorstep_domain::ids::{SubjectId, SubjectKind};
use doorstep_domain::role::Role;
use doorstep_domain::work_order::{Act, Cancellation};
use doorstep_protocol::feed::FeedEntry;
use serde_json::json;

use crate::crew::{Crew, accept, arrive, confirm, held};
use crate::stage::{STAFF, Stage};

/// What somebody has, as their feed tells it from the beginning.
async fn has(crew: &mut Crew<'_>, who: &str) -> BTreeSet<SubjectId> {
    let person = crew.person(who).await;
    let bearer = crew.handheld.bearer(Some(&person)).await;
    let (mut has, mut cursor) = (BTreeSet::new(), None::<String>);
    loop {
        let page = crew.handheld.feed(&bearer, cursor.as_deref(), 0).await.unwrap();
        for entry in page.entries {
            match entry {
                FeedEntry::Grant { subject, .. } => has.insert(subject),
                FeedEntry::Withdraw { subject } => has.remove(&subject),
                FeedEntry::Fact(_) => true,
            };
        }
        cursor = Some(page.cursor);
        if !page.more {
            return has;
        }
    }
}

/// Whether they have the order, its home, and what was finished there before.
async fn sees(crew: &mut Crew<'_>, who: &str, of: &[&SubjectId; 3]) -> [bool; 3] {
    let has = has(crew, who).await;
    of.map(|subject| has.contains(subject))
}

fn home() -> SubjectId {
    "home/8-1-101".parse().unwrap()
}

const ALL: [bool; 3] = [true; 3];
const NOTHING: [bool; 3] = [false; 3];
const ORDER_ONLY: [bool; 3] = [true, false, false];
const ADDRESS_TOO: [bool; 3] = [true, true, false];

#[tokio::test]
async fn p_10_an_order_is_told_to_those_on_it_and_to_nobody_else() {
    let stage = Stage::set().await;
    let earlier = stage.repair("1", "8-1-101").await;
    let mut crew = Crew::of(&stage).await;
    let order = crew.registered_by("wu", "8-1-101", "sink").await;
    let cases = [
        ("general", ALL),
        ("manager", ALL),
        ("sun", ALL),
        ("chen", ALL),
        ("lin", ALL),
        // P-11: the first person asked, though the home is in another's care.
        ("wu", ADDRESS_TOO),
        ("zhao", ALL),
        ("feng", NOTHING),
        ("qian", ADDRESS_TOO),
        ("builder", NOTHING),
    ];
    let everybody: BTreeSet<&str> = STAFF.iter().map(|(id, _)| *id).collect();
    assert_eq!(cases.map(|(id, _)| id).into_iter().collect::<BTreeSet<_>>(), everybody);
    for (who, expected) in cases {
        assert_eq!(sees(&mut crew, who, &[&order, &home(), &earlier.event]).await, expected, "{who}");
        let may = crew.copy_for(who, &order).await.is_ok();
        assert_eq!(may, expected[0], "{who} over HTTP");
    }
    let catalogue: SubjectId = "catalogue/test".parse().unwrap();
    assert!(has(&mut crew, "builder").await.contains(&catalogue), "the price list is everybody's");
}

#[tokio::test]
async fn v_13_the_technician_at_the_door_has_what_happened_there() {
    let stage = Stage::set().await;
    let earlier = stage.repair("1", "8-1-101").await;
    let mut crew = Crew::of(&stage).await;
    let first = crew.registered("sink").await;
    let second = crew.registered("sink").await;
    let has = has(&mut crew, "zhao").await;
    for subject in [&earlier.event, &earlier.callback, &first, &second] {
        assert!(has.contains(subject), "{subject}");
    }
}

#[tokio::test]
async fn p_10_a_contractor_has_their_orders_and_where_they_are_and_nothing_else() {
    let stage = Stage::set().await;
    let earlier = stage.repair("1", "8-1-101").await;
    let mut crew = Crew::of(&stage).await;
    let not_theirs = crew.registered("sink").await;
    let elsewhere = crew.registered_by("wu", "8-1-201", "sink").await;
    assert_eq!(of_cases(&mut crew, "builder").await, BTreeSet::new(), "R-05: nothing is with them");
    let theirs = crew.registered("wall").await;
    let expected = BTreeSet::from([theirs.clone(), home()]);
    assert_eq!(of_cases(&mut crew, "builder").await, expected);
    let may_not = [&not_theirs, &elsewhere, &earlier.event, &earlier.callback];
    for subject in may_not {
        assert!(!has(&mut crew, "builder").await.contains(subject), "{subject}");
    }
    assert!(crew.copy_for("builder", &not_theirs).await.is_err());
    crew.did("builder", &theirs, accept()).await;
    crew.dispatch("chen", &theirs, &json!({"to": "zhao", "trade": "water"})).await.unwrap();
    let kept = BTreeSet::from([theirs]);
    assert_eq!(of_cases(&mut crew, "builder").await, kept, "F-04: what they signed for, but no home");
}

/// The homes, and what happened or happens in them.
async fn of_cases(crew: &mut Crew<'_>, who: &str) -> BTreeSet<SubjectId> {
    use SubjectKind::{Calendar, Catalogue, Person, Site};
    let common = [Calendar, Catalogue, Person, Site];
    has(crew, who).await.into_iter().filter(|s| !s.kind().is_some_and(|k| common.contains(&k))).collect()
}

#[tokio::test]
async fn f_04_who_had_it_keeps_it_if_something_of_theirs_is_in_it() {
    let stage = Stage::set().await;
    let earlier = stage.repair("1", "8-1-101").await;
    let mut crew = Crew::of(&stage).await;
    let untouched = crew.registered("sink").await;
    let accepted = crew.registered("tap").await;
    let subjects = |order| [order, home(), earlier.event.clone()];
    crew.dispatch("chen", &accepted, &json!({"to": "zhao"})).await.unwrap();
    crew.did("zhao", &accepted, accept()).await;
    for order in [&untouched, &accepted] {
        crew.dispatch("chen", order, &json!({"to": "feng"})).await.unwrap();
    }
    for (order, expected) in [(&untouched, NOTHING), (&accepted, ORDER_ONLY)] {
        let [order, home, event] = subjects(order.clone());
        assert_eq!(sees(&mut crew, "zhao", &[&order, &home, &event]).await, expected);
        assert_eq!(sees(&mut crew, "feng", &[&order, &home, &event]).await, ALL);
    }
    held(&crew.does("zhao", &untouched, arrive()).await);
    let [order, home, event] = subjects(untouched);
    assert_eq!(
        sees(&mut crew, "zhao", &[&order, &home, &event]).await,
        ORDER_ONLY,
        "to see what became of it"
    );
    held(&crew.does("builder", &order, arrive()).await);
    assert_eq!(
        sees(&mut crew, "builder", &[&order, &home, &event]).await,
        NOTHING,
        "a held fact opens no door"
    );
}

#[tokio::test]
async fn p_10_when_an_order_is_over_the_home_goes_and_the_order_stays() {
    let stage = Stage::set().await;
    let earlier = stage.repair("1", "8-1-101").await;
    let mut crew = Crew::of(&stage).await;
    let done = crew.registered("sink").await;
    let of_done = [&done, &home(), &earlier.event];
    crew.brought_to("zhao", &done, 8).await;
    assert_eq!(sees(&mut crew, "zhao", &of_done).await, ALL, "until P-07 confirms");
    let cancelled = crew.registered("sink").await;
    crew.dispatch("chen", &cancelled, &json!({"to": "zhao"})).await.unwrap();
    crew.did("qian", &done, confirm()).await;
    assert_eq!(sees(&mut crew, "zhao", &of_done).await, ALL, "another order of theirs is open there");
    crew.did("chen", &cancelled, Act::Cancel(Cancellation {})).await;
    assert_eq!(sees(&mut crew, "zhao", &of_done).await, ORDER_ONLY);
    assert_eq!(sees(&mut crew, "qian", &of_done).await, ORDER_ONLY);
    let over = [&cancelled, &home(), &earlier.event];
    assert_eq!(sees(&mut crew, "zhao", &over).await, ORDER_ONLY);
}

#[tokio::test]
async fn v_05_whoever_a_callback_is_assigned_to_has_its_work_order() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let order = crew.registered("sink").await;
    crew.brought_to("zhao", &order, 8).await;
    crew.did("qian", &order, confirm()).await;
    assert!(!has(&mut crew, "wu").await.contains(&order));
    let callback = has(&mut crew, "lin").await.into_iter().find(|s| s.as_str().starts_with("callback/"));
    let token = stage.office.token(&"manager".parse().unwrap()).await.unwrap();
    let url = format!("{}/v1/callbacks/{}/assign", stage.url(), callback.unwrap().key());
    let request = reqwest::Client::new().post(url).bearer_auth(token).json(&json!({"to": "wu"}));
    crate::handheld::call::<serde_json::Value>(request).await.unwrap();
    assert!(has(&mut crew, "wu").await.contains(&order));
}

#[tokio::test]
async fn p_07_who_becomes_engineering_supervisor_gets_the_orders_and_loses_them_again() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let order = crew.registered("sink").await;
    for (role, expected) in [(Role::EngineeringSupervisor, true), (Role::Technician, false)] {
        stage.record_person("feng", role, true).await;
        assert_eq!(has(&mut crew, "feng").await.contains(&order), expected, "{role:?}");
    }
}
