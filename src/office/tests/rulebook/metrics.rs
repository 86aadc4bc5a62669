//! What the office counts of itself, for who watches over it.

use std::time::Duration;

use doorstep_domain::grade::Grade;

use crate::crew::{Crew, saying};
use crate::desk::MINUTE;
use crate::stage::Stage;

pub async fn metric(stage: &Stage, name: &str) -> u64 {
    let text = reqwest::get(format!("{}/metrics", stage.url())).await.unwrap().text().await.unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')).map(str::to_owned);
    line.unwrap_or_else(|| panic!("{name} in {text}")).parse().unwrap()
}

#[tokio::test]
async fn metrics_count_facts_clocks_handhelds_and_polls() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    crew.complaint(Grade::Ordinary).await;
    crew.says("zhao", saying(&crate::crew::new_order(), crate::crew::accept())).await;
    let idle = [
        ("doorstep_facts_total{answer=\"applied\"}", 1),
        ("doorstep_facts_total{answer=\"held\"}", 1),
        ("doorstep_facts_total{answer=\"refused\"}", 0),
        ("doorstep_writer_queue", 0),
        ("doorstep_waiting_polls", 0),
        ("doorstep_complaint_clocks{state=\"running\"}", 3),
        ("doorstep_complaint_clocks{state=\"missed\"}", 0),
        ("doorstep_devices", 1),
        ("doorstep_devices_behind", 0),
    ];
    for (name, expected) in idle {
        assert_eq!(metric(&stage, name).await, expected, "{name}");
    }
    crew.handheld.beat(&[]).await;
    assert_eq!(metric(&stage, "doorstep_devices_behind").await, 1);
    stage.clock.advance(11 * MINUTE);
    assert_eq!(metric(&stage, "doorstep_complaint_clocks{state=\"missed\"}").await, 2);
}

#[tokio::test]
async fn c_06_a_poll_waits_and_is_woken_only_by_what_concerns_it() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    crew.person("lin").await;
    let wu = crew.person("wu").await;
    let bearer = crew.handheld.bearer(Some(&wu)).await;
    let page = crew.handheld.feed(&bearer, None, 0).await.unwrap();
    let (cursor, reader) = (page.cursor, crate::handheld::Handheld::new(&stage.url()).await);
    let poll = tokio::spawn(async move { reader.feed(&bearer, Some(&cursor), 30).await.unwrap() });
    while metric(&stage, "doorstep_waiting_polls").await == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    crew.complaint(Grade::Major).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!poll.is_finished(), "another butler's complaint");
    let own = crew.complaint_with("wu", |_| ()).await;
    let page = tokio::time::timeout(Duration::from_secs(1), poll).await.unwrap().unwrap();
    let granted = serde_json::to_string(&page.entries).unwrap();
    assert!(granted.contains(own.as_str()));
    assert_eq!(metric(&stage, "doorstep_waiting_polls").await, 0);
}
