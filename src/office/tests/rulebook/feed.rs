//! P-09, P-10: everybody is told what they may see, nothing more.

use std::time::{Duration, Instant};

use doorstep_domain::bytes::Fixed;
use doorstep_domain::fact::RollingHash;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::role::Role;
use doorstep_protocol::feed::{FeedEntry, FeedPage, OrderedFact};
use doorstep_protocol::problem::ProblemCode;

use crate::handheld::{Handheld, Person};
use crate::stage::{Stage, attempt};

/// A person's feed, read on one handheld.
struct Reader<'a> {
    handheld: &'a Handheld,
    person: Person,
    cursor: Option<String>,
}

impl<'a> Reader<'a> {
    async fn new(stage: &Stage, handheld: &'a Handheld, id: &str) -> Self {
        Self { handheld, person: stage.sign_in(handheld, id).await, cursor: None }
    }

    async fn page(&mut self, wait: u64) -> FeedPage {
        let bearer = self.handheld.bearer(Some(&self.person)).await;
        let page = self.handheld.feed(&bearer, self.cursor.as_deref(), wait).await.unwrap();
        self.cursor = Some(page.cursor.clone());
        page
    }

    /// What came, as `+subject` for a grant, `=subject` for a fact, `-subject` for a withdrawal.
    async fn told(&mut self) -> Vec<String> {
        let mut told = Vec::new();
        loop {
            let page = self.page(0).await;
            told.extend(page.entries.iter().map(sign));
            if !page.more {
                told.sort();
                return told;
            }
        }
    }
}

fn sign(entry: &FeedEntry) -> String {
    match entry {
        FeedEntry::Grant { subject, .. } => format!("+{subject}"),
        FeedEntry::Withdraw { subject } => format!("-{subject}"),
        FeedEntry::Fact(fact) => {
            let head: serde_json::Value = serde_json::from_str(&fact.fact.head).unwrap();
            format!("={}", head["subject"].as_str().unwrap())
        }
    }
}

fn with(sign: char, subjects: &[&SubjectId]) -> Vec<String> {
    let mut all: Vec<String> = subjects.iter().map(|s| format!("{sign}{s}")).collect();
    all.sort();
    all
}

fn facts(page: &FeedPage) -> Vec<&OrderedFact> {
    let mut facts = Vec::new();
    for entry in &page.entries {
        match entry {
            FeedEntry::Fact(fact) => facts.push(&**fact),
            FeedEntry::Grant { history, .. } => facts.extend(history),
            FeedEntry::Withdraw { .. } => {}
        }
    }
    facts
}

#[tokio::test]
async fn p_09_each_role_is_told_what_it_needs() {
    let stage = Stage::set().await;
    let done = stage.repair("1", "8-1-101").await;
    let other = stage.repair("2", "8-1-201").await;
    let handheld = stage.handheld().await;
    let everybody = 1 + crate::stage::STAFF.len();
    let cases = [
        ("lin", 2, true, false),
        ("wu", 2, false, true),
        ("chen", 4, true, true),
        ("sun", 4, true, true),
        ("manager", 4, true, true),
        ("general", 4, true, true),
        ("zhao", 0, false, false),
        ("qian", 0, false, false),
        ("builder", 0, false, false),
    ];
    for (id, homes, lins, wus) in cases {
        let told = Reader::new(&stage, &handheld, id).await.told().await;
        let has = |subject: &SubjectId| told.contains(&format!("+{subject}"));
        let of_kind = |kind: &str| told.iter().filter(|t| t.starts_with(kind)).count();
        assert_eq!(of_kind("+site/") + of_kind("+person/"), everybody, "{id}");
        assert_eq!(of_kind("+home/"), homes, "{id}");
        assert_eq!((has(&done.event), has(&done.callback)), (lins, lins), "{id}");
        assert_eq!((has(&other.event), has(&other.callback)), (wus, wus), "{id}");
    }
}

/// P-09, P-10: first contact holds neither more nor less than the feed.
#[tokio::test]
async fn p_10_first_contact_shows_each_role_what_its_feed_shows() {
    let stage = Stage::set().await;
    let done = stage.repair("1", "8-1-101").await;
    stage.repair("2", "8-1-201").await;
    let handheld = stage.handheld().await;
    for id in ["lin", "wu", "chen", "sun", "manager", "general", "zhao", "qian", "builder"] {
        let mut reader = Reader::new(&stage, &handheld, id).await;
        let bearer = handheld.bearer(Some(&reader.person)).await;
        let page = handheld.snapshot(&bearer, None).await.unwrap();
        assert_eq!((&page.next, page.usable), (&None, true));
        let whole = page.entries.iter().map(sign);
        let mut seen: Vec<String> =
            whole.chain(page.summaries.iter().map(|s| format!("+{}", s.subject))).collect();
        seen.sort();
        seen.dedup();
        assert_eq!(seen, reader.told().await, "{id}");
        let asked: Vec<SubjectId> = vec![done.event.clone(), "home/8-1-201".parse().unwrap()];
        let answer = handheld.histories(&bearer, &asked).await.unwrap();
        for (subject, history) in asked.iter().zip(&answer.histories) {
            assert_eq!(!history.history.is_empty(), seen.contains(&format!("+{subject}")), "{id} {subject}");
        }
        reader.cursor = Some(page.cursor);
        assert_eq!(reader.told().await, Vec::<String>::new(), "{id}: the feed goes on where it stood");
    }
}

#[tokio::test]
async fn p_05_a_home_goes_from_butler_to_butler_with_its_whole_history() {
    let stage = Stage::set().await;
    let done = stage.repair("1", "8-1-101").await;
    let fact = attempt_at(&stage, &done.callback).await;
    let handheld = stage.handheld().await;
    let mut lin = Reader::new(&stage, &handheld, "lin").await;
    let mut wu = Reader::new(&stage, &handheld, "wu").await;
    lin.told().await;
    wu.told().await;
    stage.record_home("8-1-101", "wu").await;
    let home: SubjectId = "home/8-1-101".parse().unwrap();
    let moved = [&home, &done.event, &done.callback];
    assert_eq!(lin.told().await, with('-', &moved));
    let page = wu.page(0).await;
    let mut told: Vec<String> = page.entries.iter().map(sign).collect();
    told.sort();
    assert_eq!(told, with('+', &moved));
    assert!(facts(&page).iter().any(|f| f.fact.head == fact), "what was written before is wu's now");
    stage.record_home("8-1-101", "lin").await;
    assert_eq!(wu.told().await, with('-', &moved));
    assert_eq!(lin.told().await, with('+', &moved));
}

/// The desk's attempt at a callback: its head.
async fn attempt_at(stage: &Stage, callback: &SubjectId) -> String {
    let mut handheld = stage.handheld().await;
    let chen = stage.sign_in(&handheld, "chen").await;
    let fact = handheld.write(&chen, attempt(callback));
    handheld.push_one(&fact).await;
    fact.head
}

#[tokio::test]
async fn p_10_what_was_withdrawn_is_not_told_to_who_begins_anew() {
    let stage = Stage::set().await;
    let done = stage.repair("1", "8-1-101").await;
    stage.record_home("8-1-101", "wu").await;
    let handheld = stage.handheld().await;
    let told = Reader::new(&stage, &handheld, "lin").await.told().await;
    assert!(!told.contains(&format!("+{}", done.callback)), "{told:?}");
    assert!(!told.contains(&format!("={}", done.callback)), "{told:?}");
}

#[tokio::test]
async fn v_01_whoever_a_callback_is_assigned_to_has_its_history() {
    let stage = Stage::set().await;
    let done = stage.repair("1", "8-1-101").await;
    let earlier = stage.repair("2", "8-1-101").await;
    let handheld = stage.handheld().await;
    let mut qian = Reader::new(&stage, &handheld, "qian").await;
    qian.told().await;
    assign(&stage, &done.callback, "qian").await;
    let home: SubjectId = "home/8-1-101".parse().unwrap();
    let granted = [&home, &done.event, &earlier.event, &done.callback];
    assert_eq!(qian.told().await, with('+', &granted));
    let later = stage.repair("3", "8-1-101").await;
    assert_eq!(qian.told().await, with('+', &[&later.event]), "what happens there later, too");
    assign(&stage, &done.callback, "zhao").await;
    let withdrawn = [&home, &done.event, &earlier.event, &later.event, &done.callback];
    assert_eq!(qian.told().await, with('-', &withdrawn));
}

async fn assign(stage: &Stage, callback: &SubjectId, to: &str) {
    let token = stage.office.token(&"manager".parse().unwrap()).await.unwrap();
    let url = format!("{}/v1/callbacks/{}/assign", stage.url(), callback.key());
    let request = reqwest::Client::new().post(url).bearer_auth(token);
    let answer: serde_json::Value =
        crate::handheld::call(request.json(&serde_json::json!({"to": to}))).await.unwrap();
    assert_eq!(answer["assigned_to"], to);
}

#[tokio::test]
async fn p_09_who_leaves_the_desk_leaves_its_subjects() {
    let stage = Stage::set().await;
    let done = stage.repair("1", "8-1-101").await;
    let handheld = stage.handheld().await;
    let mut chen = Reader::new(&stage, &handheld, "chen").await;
    chen.told().await;
    stage.record_person("chen", Role::Technician, true).await;
    let told = chen.told().await;
    assert!(told.contains(&format!("-{}", done.callback)), "{told:?}");
    assert_eq!(told.iter().filter(|t| t.starts_with("-home/")).count(), 4);
    stage.record_person("chen", Role::FrontDesk, true).await;
    assert!(chen.told().await.contains(&format!("+{}", done.callback)));
}

#[tokio::test]
async fn the_rolling_hash_leads_from_fact_to_fact() {
    let stage = Stage::set().await;
    stage.repair("1", "8-1-101").await;
    let handheld = stage.handheld().await;
    let page = Reader::new(&stage, &handheld, "chen").await.page(0).await;
    let mut all = facts(&page);
    all.sort_by_key(|fact| fact.sequence);
    let mut rolling = RollingHash::START;
    for (fact, place) in all.iter().zip(1..) {
        assert_eq!(fact.sequence, place, "the desk has everything");
        rolling = rolling.after(place, fact.fact.content_hash());
        assert_eq!(fact.rolling, rolling.0);
        assert!(fact.fact.verify().is_ok());
    }
}

#[tokio::test]
async fn a_cursor_of_another_person_begins_anew_and_a_made_up_one_is_refused() {
    let stage = Stage::set().await;
    stage.repair("1", "8-1-101").await;
    let handheld = stage.handheld().await;
    let (mut lin, mut wu) =
        (Reader::new(&stage, &handheld, "lin").await, Reader::new(&stage, &handheld, "wu").await);
    let all = wu.told().await;
    lin.told().await;
    wu.cursor = lin.cursor.clone();
    assert_eq!(wu.told().await, all);
    let bearer = handheld.bearer(Some(&lin.person)).await;
    let cursor = lin.cursor.clone().unwrap();
    let altered = format!("A{}", &cursor[1..]);
    for made_up in ["x", "a.b", altered.as_str()] {
        let refused = handheld.feed(&bearer, Some(made_up), 0).await.unwrap_err();
        assert_eq!(refused, ProblemCode::BadRequest, "{made_up}");
    }
}

#[tokio::test]
async fn a_cursor_beyond_the_offices_order_begins_a_new_epoch() {
    use doorstep_protocol::cursor::Cursor;
    let stage = Stage::set().await;
    let handheld = stage.handheld().await;
    let mut lin = Reader::new(&stage, &handheld, "lin").await;
    let page = lin.page(0).await;
    assert_eq!(page.epoch, 1);
    let keys = &stage.office.identity().keys;
    let lost =
        Cursor { v: 1, epoch: 1, sequence: 9999, rolling: Fixed([9; 32]), person: lin.person.id.clone() };
    lin.cursor = Some(lost.issue(&keys.signing));
    let restored = lin.page(0).await;
    assert!(restored.epoch > 1, "one that no other copy has begun");
    assert_eq!(restored.entries.len(), page.entries.len());
    lin.cursor = Some(page.cursor);
    let anew = lin.page(0).await;
    assert_eq!((anew.epoch, anew.entries.len()), (restored.epoch, page.entries.len()), "from an old epoch");
    // Of an office that is gone, set back to a copy that never heard of it.
    let to_come = Cursor { epoch: restored.epoch + 1, sequence: 0, rolling: RollingHash::START.0, ..lost };
    lin.cursor = Some(to_come.issue(&keys.signing));
    let newest = lin.page(0).await;
    assert!(newest.epoch > restored.epoch + 1, "an epoch that is still to come is lost too");
    assert_eq!(newest.entries.len(), page.entries.len());
}

#[tokio::test]
async fn a_poll_waits_for_news_and_not_for_others() {
    let stage = Stage::set().await;
    let handheld = stage.handheld().await;
    let mut lin = Reader::new(&stage, &handheld, "lin").await;
    lin.told().await;
    let begun = Instant::now();
    assert!(lin.page(1).await.entries.is_empty());
    assert!(begun.elapsed() >= Duration::from_secs(1));
    let begun = Instant::now();
    let (page, _) = tokio::join!(lin.page(30), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        stage.repair("1", "8-1-201").await;
        stage.repair("2", "8-1-101").await
    });
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert!(page.entries.iter().any(|entry| sign(entry).starts_with("+event/")));
}

#[tokio::test]
async fn the_office_stops_while_somebody_waits() {
    let stage = Stage::set().await;
    let handheld = stage.handheld().await;
    let mut lin = Reader::new(&stage, &handheld, "lin").await;
    lin.told().await;
    let begun = Instant::now();
    let stopping = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        stage.restart().await
    };
    let (page, _stage) = tokio::join!(lin.page(50), stopping);
    assert!(page.entries.is_empty() && begun.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_long_feed_comes_in_pages() {
    let stage = Stage::set().await;
    for number in 0..110 {
        stage.repair(&number.to_string(), "8-1-101").await;
    }
    let handheld = stage.handheld().await;
    let mut lin = Reader::new(&stage, &handheld, "lin").await;
    let first = lin.page(0).await;
    assert!(first.more && first.remaining > 0 && first.entries.len() <= 200);
    let second = lin.page(0).await;
    assert_eq!(second.entries.len() as i64, first.remaining);
    assert!(!second.more);
    assert!(lin.told().await.is_empty());
}

#[tokio::test]
async fn p_10_what_somebody_without_the_right_writes_reaches_nobody() {
    use doorstep_domain::directory::PersonEntry;
    use doorstep_domain::fact::Body;
    let stage = Stage::set().await;
    let mut handheld = stage.handheld().await;
    let zhao = stage.sign_in(&handheld, "zhao").await;
    let entry =
        || Body::PersonRecorded(PersonEntry { role: Role::GeneralManager, department: None, active: true });
    for subject in ["person/ghost", "person/zhao"] {
        let says = crate::handheld::Says::new(&subject.parse().unwrap(), entry()).with("texts", b"{}");
        let fact = handheld.write(&zhao, says);
        handheld.push_one(&fact).await;
    }
    let mut chen = Reader::new(&stage, &handheld, "chen").await;
    let page = chen.page(0).await;
    assert!(facts(&page).iter().all(|fact| fact.verdict.is_applied()));
    assert!(!page.entries.iter().any(|entry| sign(entry) == "+person/ghost"));
    assert!(stage.office.token(&"ghost".parse().unwrap()).await.is_err());
}
