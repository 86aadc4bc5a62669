//! P-09 to P-11, C-06, F-04: who is told of a complaint, how soon, and what goes when it goes to somebody else.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::{About, Act, Handover, Note};
use doorstep_domain::grade::Grade;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::role::Role;
use doorstep_protocol::feed::FeedEntry;

use crate::crew::Crew;
use crate::desk::{acknowledge, assign};
use crate::stage::{STAFF, Stage};

/// What somebody has, as their feed tells it from the beginning.
pub async fn has(crew: &mut Crew<'_>, who: &str) -> BTreeSet<SubjectId> {
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

/// Who has the complaint, by their feed and by HTTP; and who has its home too.
async fn who_has(crew: &mut Crew<'_>, complaint: &SubjectId) -> (String, String) {
    let home: SubjectId = "home/8-1-101".parse().unwrap();
    let (mut have, mut at_home) = (Vec::new(), Vec::new());
    for (who, _) in STAFF {
        let fed = has(crew, who).await;
        assert_eq!(crew.complaint_for(who, complaint).await.is_ok(), fed.contains(complaint), "{who}");
        have.extend(fed.contains(complaint).then_some(who));
        at_home.extend(fed.contains(&home).then_some(who));
    }
    (have.join(" "), at_home.join(" "))
}

const DESK: &str = "general manager sun chen lin";

#[tokio::test]
async fn p_09_c_06_a_complaint_is_told_to_those_on_it_and_to_nobody_else() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let complaint = crew.complaint_with("lin", |reception| reception.about = About::Nobody).await;
    assert_eq!(who_has(&mut crew, &complaint).await, (DESK.to_owned(), DESK.to_owned()));
    let elsewhere = crew.complaint_with("wu", |reception| reception.about = About::Nobody).await;
    let with_wu = format!("{DESK} wu");
    assert_eq!(who_has(&mut crew, &elsewhere).await, (with_wu.clone(), with_wu), "P-11: who was asked first");
    crew.complains("chen", &complaint, assign("engineering", Some("zhao"))).await;
    let (have, _) = who_has(&mut crew, &complaint).await;
    assert_eq!(have, format!("{DESK} zhao qian"), "the assignee, and who signs for the department");
}

#[tokio::test]
async fn c_06_it_is_withdrawn_from_who_has_nothing_in_it_when_it_goes_elsewhere() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let complaint = crew.complaint(Grade::Ordinary).await;
    crew.complains("chen", &complaint, assign("engineering", Some("zhao"))).await;
    crew.complains("chen", &complaint, assign("engineering", Some("feng"))).await;
    assert_eq!(who_has(&mut crew, &complaint).await.0, format!("{DESK} feng qian"));
    crew.complains("feng", &complaint, Act::Note(Note::default())).await;
    crew.complains("chen", &complaint, assign("service", None)).await;
    let (have, at_home) = who_has(&mut crew, &complaint).await;
    assert_eq!(have, format!("{DESK} feng"), "F-04: what is theirs stays with them");
    assert!(!at_home.contains("feng") && !at_home.contains("qian"), "{at_home}");
}

#[tokio::test]
async fn c_06_a_head_who_signed_for_it_keeps_it() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let complaint = crew.complaint(Grade::Ordinary).await;
    crew.complains("qian", &complaint, acknowledge(MustReach::Department)).await;
    crew.complains("chen", &complaint, assign("service", None)).await;
    assert_eq!(who_has(&mut crew, &complaint).await.0, format!("{DESK} qian"));
}

#[tokio::test]
async fn c_06_a_department_is_its_heads() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let complaint = crew.complaint_with("lin", |reception| reception.about = About::Nobody).await;
    crew.complains("chen", &complaint, assign("service", None)).await;
    assert_eq!(who_has(&mut crew, &complaint).await.0, DESK);
    stage.record_member("qian", Role::EngineeringSupervisor, Some("service")).await;
    assert_eq!(who_has(&mut crew, &complaint).await.0, format!("{DESK} qian"), "who becomes its head");
    stage.record_member("qian", Role::EngineeringSupervisor, None).await;
    assert_eq!(who_has(&mut crew, &complaint).await.0, DESK, "who is it no more");
    stage.record_member("zhao", Role::Technician, Some("service")).await;
    assert_eq!(who_has(&mut crew, &complaint).await.0, DESK, "who only works there");
}

#[tokio::test]
async fn p_11_to_whom_it_is_handed_over() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let complaint = crew.complaint_with("lin", |reception| reception.about = About::Nobody).await;
    crew.complains("lin", &complaint, Act::HandOver(Handover { to: "wu".parse().unwrap() })).await;
    assert_eq!(who_has(&mut crew, &complaint).await.0, format!("{DESK} wu"));
    crew.complains("chen", &complaint, Act::HandOver(Handover { to: "chen".parse().unwrap() })).await;
    assert_eq!(who_has(&mut crew, &complaint).await.0, DESK);
}

#[tokio::test]
async fn v_05_whoever_calls_back_has_the_complaint_with_it() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let complaint = crew.complaint(Grade::Ordinary).await;
    crew.told(&complaint).await;
    let fed = has(&mut crew, "chen").await;
    let callback = fed.iter().find(|subject| subject.as_str().starts_with("callback/")).unwrap().clone();
    assert!(!has(&mut crew, "wu").await.contains(&complaint));
    let to = doorstep_domain::callback::Assignment { to: "wu".parse().unwrap() };
    let body = doorstep_domain::fact::Body::CallbackAssigned(to);
    crew.says("sun", crate::handheld::Says::new(&callback, body)).await;
    let fed = has(&mut crew, "wu").await;
    assert!(fed.contains(&complaint) && fed.contains(&callback));
}

#[tokio::test]
async fn c_06_who_must_have_it_is_rung_within_a_second() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    crew.person("lin").await;
    for (grade, who) in [(Grade::Serious, "manager"), (Grade::Major, "general"), (Grade::Ordinary, "qian")] {
        let person = crew.person(who).await;
        let bearer = crew.handheld.bearer(Some(&person)).await;
        let mut page = crew.handheld.feed(&bearer, None, 0).await.unwrap();
        while page.more {
            page = crew.handheld.feed(&bearer, Some(&page.cursor), 0).await.unwrap();
        }
        let begun = Instant::now();
        let (ring, complaint) = tokio::join!(
            async {
                let reader = crate::handheld::Handheld::new(&stage.url()).await;
                let page = reader.feed(&bearer, Some(&page.cursor), 30).await.unwrap();
                (page, Instant::now())
            },
            async {
                tokio::time::sleep(Duration::from_millis(300)).await;
                let sent = Instant::now();
                (crew.complaint(grade).await, sent)
            }
        );
        let ((page, rung), (complaint, sent)) = (ring, complaint);
        assert!(rung.duration_since(sent) < Duration::from_secs(1), "{grade:?}: {:?}", rung - sent);
        assert!(rung > sent && begun < sent, "it had waited");
        let told =
            |entry: &FeedEntry| matches!(entry, FeedEntry::Grant { subject, .. } if *subject == complaint);
        assert!(page.entries.iter().any(told), "{who} {page:?}");
    }
}
