//! Released formats are read forever: each file under `golden/` was written by some version and must
//! be read by this one to the same meaning. `UPDATE_GOLDEN=1 cargo test -p doorstep-domain --test golden`
//! writes what is missing or changed; a change of a released file is a mistake, a new file is not.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod complaints;
mod repairs;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use doorstep_domain::bytes::{Blob, Fixed, Hash};
use doorstep_domain::calendar::PublishedYear;
use doorstep_domain::callback::{
    Assignment, Attempt, CallbackVerdict, Manner, Opening, Ratings, Record, SignOff, Texts,
};
use doorstep_domain::directory::{CalendarYear, HomeEntry, Label, PersonEntry, SiteEntry};
use doorstep_domain::document::{self, CallbackSheet, Document};
use doorstep_domain::event::{Charge, EventKind, Finish, Payment, Picture, PictureOf};
use doorstep_domain::fact::verdict::Due;
use doorstep_domain::fact::{
    Author, Body, Carriage, Head, Part, Reason, RollingHash, Seen, SignedFact, SigningKey, Unsigned, Verdict,
};
use doorstep_domain::identity::{Certificate, Certified};
use doorstep_domain::ids::{BootId, FactId, InstallationId, SubjectId};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::{Moment, OfficeTime};
use doorstep_domain::role::Role;
use doorstep_domain::stroke::{Point, Stroke, Strokes};
use serde_json::{Value, json};
use uuid::Uuid;

const WALL: i64 = 1_795_513_320_000; // 2026-11-24T17:42:00+08:00

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn fact_id(n: u128) -> FactId {
    FactId(Uuid::from_u128(0x0193_5c1e_8a00_7000_8000_0000_0000_0000 + n))
}

fn subject(text: &str) -> SubjectId {
    text.parse().unwrap()
}

fn moment(millis_after: i64) -> Moment {
    Moment::nearest(WALL + millis_after)
}

fn sign(n: u128, about: &str, body: Body, parts: Vec<(Part, Carriage)>) -> SignedFact {
    let head = Head {
        v: 1,
        id: fact_id(n),
        kind: body.kind().word.to_owned(),
        kv: body.kind().version,
        site: "yunqi".parse().unwrap(),
        subject: subject(about),
        by: Author { person: "b-02".parse().unwrap(), key: doorstep_domain::fact::sign::public(&key()) },
        installation: InstallationId(Uuid::from_u128(1)),
        sequence: n as i64,
        wall: moment(0),
        boot: BootId(Uuid::from_u128(2)),
        office: OfficeTime::between(moment(-200), moment(300)),
        seen: Seen { office: 12, pending: 0 },
        body: body.to_value(),
        parts: parts.iter().map(|(part, carriage)| part.reference(*carriage)).collect(),
    };
    Unsigned { head, parts: parts.into_iter().map(|(part, _)| part).collect() }.sign(&key())
}

fn part(slot: &str, bytes: &[u8]) -> Part {
    Part { slot: slot.parse().unwrap(), salt: Fixed([9; 32]), bytes: Blob(bytes.to_vec()) }
}

fn sheet() -> Document {
    let zone: chrono_tz::Tz = "Asia/Shanghai".parse().unwrap();
    let texts = Texts { opinions: "希望以后一次修好".into(), ..Texts::default() };
    let ratings = ratings();
    CallbackSheet {
        language: Lang::Zh,
        customer: "王先生",
        caller: "周雅宁",
        at: moment(0).to_utc().with_timezone(&zone),
        manner: Manner::Face,
        after: EventKind::Repair,
        reported: "厨房水槽漏水",
        done: "换弯管、密封圈",
        finished: moment(-5 * 86_400_000).to_utc().with_timezone(&zone),
        charge: Some(Charge { fen: 8000, payment: Payment::Cash }),
        ratings,
        texts: &texts,
        verdict: CallbackVerdict::Qualified,
        supersedes: false,
        pictures: vec![Fixed([3; 32])],
    }
    .write()
}

fn ratings() -> Ratings {
    let rating = |n: u8| n.try_into().unwrap();
    Ratings { quality: rating(5), effect: rating(4), satisfaction: rating(5) }
}

fn strokes() -> Strokes {
    let point = |x, y, t| Point { x, y, t };
    Strokes {
        v: 1,
        document: document::hash(&sheet().encode()),
        width: 11_456,
        height: 5_760,
        strokes: vec![
            Stroke(vec![point(320, 640, 0), point(960, 655, 16), point(1600, 650, 33)]),
            Stroke(vec![point(900, 300, 410)]),
        ],
    }
}

fn record() -> SignedFact {
    let (document, strokes) = (sheet().encode(), serde_json::to_vec(&strokes()).unwrap());
    let body = Record {
        manner: Manner::Face,
        ratings: ratings(),
        verdict: CallbackVerdict::Qualified,
        sign_off: SignOff::Signed,
        language: Lang::Zh,
        document: document::hash(&document),
        supersedes: None,
    };
    let parts = vec![
        (part("document", &document), Carriage::Inline),
        (part("texts", "{\"opinions\":\"希望以后一次修好\"}".as_bytes()), Carriage::Inline),
        (part("signature", &strokes), Carriage::Inline),
    ];
    sign(5, "callback/01935c1e-8a00-7000-8000-0000000000aa", Body::CallbackRecorded(Box::new(body)), parts)
}

fn finish() -> Finish {
    Finish {
        event: EventKind::Repair,
        number: "1119-004".into(),
        home: "8-2-1602".parse().unwrap(),
        matter: "sink".parse().unwrap(),
        department: "engineering".parse().unwrap(),
        registered: moment(-6 * 86_400_000),
        finished: moment(-5 * 86_400_000),
        done_by: Some("t-02".parse().unwrap()),
        charge: Some(Charge { fen: 8000, payment: Payment::Cash }),
        pictures: vec![Picture {
            slot: "picture/1".parse().unwrap(),
            shows: PictureOf::Before,
            taken: moment(-5),
        }],
    }
}

fn opening() -> Opening {
    Opening {
        event: subject("event/01935c1e-8a00-7000-8000-0000000000bb"),
        after: EventKind::Repair,
        home: "8-2-1602".parse().unwrap(),
        matter: "sink".parse().unwrap(),
        registered: moment(-6 * 86_400_000),
        finished: moment(-5 * 86_400_000),
    }
}

fn site() -> SiteEntry {
    SiteEntry {
        revision: 3,
        name: Label::new("云栖华府", "Yunqi Residence"),
        time_zone: "Asia/Shanghai".into(),
        closes_at: 1440,
        serious_loss: 200_000,
        idle_minutes: 5,
        matters: BTreeMap::from([(
            "sink".parse().unwrap(),
            Label::new("厨房水槽漏水", "Kitchen sink leaks"),
        )]),
        departments: BTreeMap::from([("engineering".parse().unwrap(), Label::new("工程部", "Engineering"))]),
        shortcomings: vec![Label::new("来得晚", "Came late")],
        opinions: vec![Label::new("希望以后一次修好", "Please get it right the first time")],
    }
}

fn calendar_year() -> CalendarYear {
    let day = |text: &str| text.parse().unwrap();
    let published =
        PublishedYear { holidays: [day("2026-10-01")].into(), working_weekends: [day("2026-10-10")].into() };
    CalendarYear { year: 2026, published }
}

/// One fact of every kind.
fn facts() -> Vec<SignedFact> {
    let callback = "callback/01935c1e-8a00-7000-8000-0000000000aa";
    let event = "event/01935c1e-8a00-7000-8000-0000000000bb";
    let butler = Some("b-02".parse().unwrap());
    let home = HomeEntry {
        building: "8".into(),
        section: "2".into(),
        room: "1602".into(),
        butler,
        language: Lang::Zh,
    };
    let contact = "{\"name\":{\"zh\":\"王先生\",\"en\":\"Mr Wang\"},\"phone\":\"13800000000\"}".as_bytes();
    let picture = (part("picture/1", b"\xff\xd8\xff\xd9"), Carriage::Apart);
    let texts = |bytes: &[u8]| vec![(part("texts", bytes), Carriage::Inline)];
    let person = PersonEntry { role: Role::Butler, department: None, active: true };
    vec![
        sign(1, event, Body::EventFinished(finish()), vec![picture]),
        sign(2, callback, Body::CallbackOpened(opening()), vec![]),
        sign(3, callback, Body::CallbackAssigned(Assignment { to: "b-02".parse().unwrap() }), vec![]),
        sign(4, callback, Body::CallbackAttempted(Attempt { next_try: moment(3_600_000) }), texts(b"{}")),
        record(),
        sign(6, "person/b-02", Body::PersonRecorded(person), texts(contact)),
        sign(7, "home/8-2-1602", Body::HomeRecorded(home), texts(contact)),
        sign(8, "site/yunqi", Body::SiteRecorded(Box::new(site())), vec![]),
        sign(9, "calendar/2026", Body::CalendarRecorded(calendar_year()), vec![]),
    ]
}

fn every_fact() -> Vec<SignedFact> {
    facts().into_iter().chain(repairs::facts()).chain(complaints::facts()).collect()
}

fn verdicts() -> Vec<Verdict> {
    let time = OfficeTime::between(moment(-200), moment(300));
    let who = vec![Role::FrontDesk, Role::Butler];
    let due =
        Due { target_by: Some(moment(1)), due_by: moment(2), calendar_assumed: true, who, site_revision: 3 };
    let already = Reason::AlreadyRecorded { by: "b-01".parse().unwrap(), at: moment(0) };
    vec![
        Verdict::applied(time),
        Verdict { due: Some(due), ..Verdict::applied(time) },
        Verdict::held(time, already),
        Verdict { after_revocation: true, ..Verdict::held(time, Reason::Role) },
        Verdict::refused(time, Reason::Broken),
    ]
}

fn certificate() -> Certificate {
    let certified = Certified {
        v: 1,
        site: "yunqi".parse().unwrap(),
        person: "b-02".parse().unwrap(),
        key: doorstep_domain::fact::sign::public(&key()),
        installation: InstallationId(Uuid::from_u128(1)),
        since: moment(0),
    };
    Certificate::issue(&certified, &key())
}

fn order() -> Value {
    let contents = facts().iter().map(SignedFact::content_hash).collect::<Vec<Hash>>();
    let start = (RollingHash::START, Vec::new());
    let (_, rolling) = contents.iter().zip(1..).fold(start, |(hash, mut all), (content, sequence)| {
        let next = hash.after(sequence, *content);
        all.push(next.0);
        (next, all)
    });
    json!({ "contents": contents, "rolling": rolling })
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// What this version writes is what stands in the file.
fn check(name: &str, today: &Value) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path("")).unwrap();
        fs::write(path(name), format!("{today:#}\n")).unwrap();
    }
    assert_eq!(&read(name), today, "{name}");
}

fn read(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(path(name)).unwrap()).unwrap()
}

#[test]
fn facts_of_every_kind_are_read_and_still_written_so() {
    for fact in every_fact() {
        let head = fact.verify_whole().unwrap();
        let name = format!("fact-{}-{}.json", head.kind, head.kv);
        // The head's bytes are text within the file: what was signed is compared to the byte.
        check(&name, &serde_json::to_value(&fact).unwrap());
        let stored: SignedFact = serde_json::from_value(read(&name)).unwrap();
        let body = Body::parse(&head.kind, head.kv, &stored.verify_whole().unwrap().body).unwrap();
        assert_eq!(body.to_value(), head.body, "{name}");
    }
}

#[test]
fn every_kind_has_its_golden_fact() {
    let golden: Vec<String> = every_fact().iter().map(|fact| fact.verify_whole().unwrap().kind).collect();
    for kind in &doorstep_domain::fact::body::KINDS {
        assert!(golden.iter().any(|word| word == kind.word), "{}", kind.word);
    }
}

#[test]
fn verdicts_are_read() {
    check("verdicts.json", &serde_json::to_value(verdicts()).unwrap());
    assert_eq!(serde_json::from_value::<Vec<Verdict>>(read("verdicts.json")).unwrap(), verdicts());
}

#[test]
fn a_verdict_of_a_newer_office_is_read_as_far_as_it_is_known() {
    let mut newer = serde_json::to_value(Verdict::applied(OfficeTime::exact(moment(0)))).unwrap();
    newer["outcome"] = "held".into();
    newer["reason"] = json!({ "code": "moon_phase", "phase": 3 });
    newer["stars"] = 5.into();
    let read: Verdict = serde_json::from_value(newer).unwrap();
    assert_eq!(read.reason, Some(Reason::Unknown));
}

#[test]
fn certificates_are_read() {
    check("certificate.json", &serde_json::to_value(certificate()).unwrap());
    let stored: Certificate = serde_json::from_value(read("certificate.json")).unwrap();
    let certified = stored.verify(&doorstep_domain::fact::sign::public(&key())).unwrap();
    assert_eq!(certified.person.as_str(), "b-02");
    let other = doorstep_domain::fact::sign::public(&SigningKey::from_bytes(&[8; 32]));
    assert!(stored.verify(&other).is_err());
}

#[test]
fn v_07_the_signed_document_and_its_strokes_are_read() {
    check("document-callback.json", &serde_json::to_value(sheet()).unwrap());
    check("strokes.json", &serde_json::to_value(strokes()).unwrap());
    let stored: Strokes = serde_json::from_value(read("strokes.json")).unwrap();
    assert_eq!(stored, strokes());
    assert_eq!(Document::parse(read("document-callback.json").to_string().as_bytes()).unwrap(), sheet());
}

#[test]
fn the_rolling_hash_is_still_the_same() {
    check("order.json", &order());
}

type Change<'a> = &'a dyn Fn(&mut SignedFact);

#[test]
fn a_fact_that_was_altered_is_no_fact() {
    let alter = |change: Change<'_>| {
        let mut fact = record();
        change(&mut fact);
        fact.verify_whole().unwrap_err().to_string()
    };
    let cases: [(&str, Change<'_>, &str); 5] = [
        ("a rating", &|f| f.head = f.head.replace("\"quality\":5", "\"quality\":4"), "signature"),
        ("the algorithm", &|f| f.algorithm = "rsa".into(), "algorithm"),
        ("a text", &|f| f.parts[1].bytes.0.push(b' '), "`texts` does not fit"),
        ("a missing signature", &|f| drop(f.parts.pop()), "`signature` is missing"),
        ("broken bytes", &|f| f.head.truncate(40), "not allowed"),
    ];
    for (name, change, words) in cases {
        let error = alter(change);
        assert!(error.contains(words), "{name}: {error}");
    }
}
