//! A residence small enough to read: two homes, three people, a repair and its callback.

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::callback::Opening;
use doorstep_domain::directory::{Contact, HomeEntry, Label, PersonEntry, SiteEntry};
use doorstep_domain::event::{Charge, EventKind, Finish, Payment, Picture, PictureOf, Step, Story};
use doorstep_domain::fact::{Body, Part};
use doorstep_domain::ids::{PersonId, SubjectId, SubjectKind};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;
use doorstep_protocol::heartbeat::StaffTile;

use super::office::{Office, subject};

pub const HOUR: i64 = 3_600_000;
pub const DAY: i64 = 24 * HOUR;
/// 2026-11-24 09:42 in Shanghai, a Tuesday.
pub const NOW: i64 = 1_795_484_520_000;

pub fn now() -> Moment {
    Moment::nearest(NOW)
}

pub fn lin() -> PersonId {
    "lin".parse().unwrap()
}

pub fn zhou() -> PersonId {
    "zhou".parse().unwrap()
}

pub fn su() -> PersonId {
    "su".parse().unwrap()
}

fn texts(value: &impl serde::Serialize) -> Option<Vec<u8>> {
    Some(serde_json::to_vec(value).unwrap())
}

pub fn contact(zh: &str, en: &str) -> Contact {
    Contact { name: Label::new(zh, en), phone: "13800000000".into() }
}

/// The site's own data and its people, granted to everybody.
pub fn residence(office: &Office) {
    let site = SiteEntry {
        revision: 1,
        name: Label::new("云栖华府", "Yunqi Residence"),
        time_zone: "Asia/Shanghai".into(),
        closes_at: 1440,
        serious_loss: 200_000,
        idle_minutes: 5,
        matters: [("sink".parse().unwrap(), Label::new("水槽", "Sink"))].into(),
        departments: [("works".parse().unwrap(), Label::new("工程部", "Works"))].into(),
        shortcomings: vec![Label::new("上门晚", "Came late")],
        opinions: vec![Label::new("谢谢", "Thanks")],
    };
    let body = Body::SiteRecorded(Box::new(site));
    granted_to_all(office, &subject(SubjectKind::Site, "yunqi"), body, None);
    for (person, role, zh, en) in [
        (lin(), Role::Butler, "林晓", "Lin Xiao"),
        (zhou(), Role::Butler, "周雅宁", "Zhou Yaning"),
        (su(), Role::FrontDesk, "苏敏", "Su Min"),
    ] {
        let body = Body::PersonRecorded(PersonEntry {
            role,
            department: Some("works".parse().unwrap()),
            active: true,
        });
        granted_to_all(office, &SubjectId::new(SubjectKind::Person, &person), body, texts(&contact(zh, en)));
        office.lock().staff.push(StaffTile { person, name: Label::new(zh, en), role });
    }
}

fn granted_to_all(office: &Office, subject: &SubjectId, body: Body, texts: Option<Vec<u8>>) {
    office.say(subject, body, texts);
    for person in [lin(), zhou(), su()] {
        office.grant(&person, subject);
    }
}

/// A home of Lin's.
pub fn home(office: &Office, key: &str, zh: &str, en: &str, language: Lang) {
    let (building, rest) = key.split_once('-').unwrap();
    let (section, room) = rest.split_once('-').unwrap();
    let entry = HomeEntry {
        building: building.into(),
        section: section.into(),
        room: room.into(),
        butler: Some(lin()),
        language,
    };
    let subject = subject(SubjectKind::Home, key);
    office.say(&subject, Body::HomeRecorded(entry), texts(&contact(zh, en)));
    office.grant(&lin(), &subject);
    office.grant(&su(), &subject);
}

pub fn picture() -> Part {
    Part {
        slot: "picture/1".parse().unwrap(),
        salt: Fixed([5; 32]),
        bytes: Blob(b"a jpeg of a sink".to_vec()),
    }
}

/// A repair that was finished `days` ago, and the callback that it opens, granted to Lin.
pub fn repair(office: &Office, home: &str, key: &str, days: i64) -> SubjectId {
    event(office, home, key, days, EventKind::Repair, "sink")
}

pub fn event(office: &Office, home: &str, key: &str, days: i64, kind: EventKind, matter: &str) -> SubjectId {
    let at = now().shifted(-days * DAY);
    let finish = Finish {
        event: kind,
        number: format!("1119-{key}"),
        home: home.parse().unwrap(),
        matter: matter.parse().unwrap(),
        department: "works".parse().unwrap(),
        registered: at.shifted(-2 * HOUR),
        finished: at,
        done_by: Some(zhou()),
        charge: Some(Charge { fen: 8_000, payment: Payment::Cash }),
        pictures: vec![Picture { slot: "picture/1".parse().unwrap(), shows: PictureOf::After, taken: at }],
    };
    let step = |zh: &str| Step { at, title: Label::new("完工", "Done"), text: Label::new(zh, "") };
    let story = Story {
        customer: contact("王先生", "Mr Wang"),
        reported: Label::new("厨房水槽漏水", "Kitchen sink leaks"),
        done: Label::new("换弯管", "Replaced the trap"),
        steps: vec![step("试水 5 分钟不漏")],
    };
    let event = subject(SubjectKind::Event, key);
    let (home, matter) = (finish.home.clone(), finish.matter.clone());
    let (registered, finished) = (finish.registered, finish.finished);
    let cause = office.say_with(&event, Body::EventFinished(finish), texts(&story), vec![picture()]);
    let callback = SubjectId::callback_of(cause);
    let opening = Opening { event: event.clone(), after: kind, home, matter, registered, finished };
    let time = office.lock().time;
    office.lock().time = at;
    office.say(&callback, Body::CallbackOpened(opening), None);
    office.lock().time = time;
    for subject in [&event, &callback] {
        office.grant(&lin(), subject);
        office.grant(&su(), subject);
    }
    callback
}

/// The callback was made, long ago and on another device.
pub fn done(office: &Office, callback: &SubjectId) {
    let rating = |n: u8| n.try_into().unwrap();
    let record = doorstep_domain::callback::Record {
        manner: doorstep_domain::callback::Manner::Face,
        ratings: doorstep_domain::callback::Ratings {
            quality: rating(5),
            effect: rating(5),
            satisfaction: rating(5),
        },
        verdict: doorstep_domain::callback::CallbackVerdict::Qualified,
        sign_off: doorstep_domain::callback::SignOff::Signed,
        language: Lang::Zh,
        document: Fixed([1; 32]),
        supersedes: None,
    };
    let slots = ["document", "texts", "signature"];
    let part =
        |slot: &str| Part { slot: slot.parse().unwrap(), salt: Fixed([2; 32]), bytes: Blob(b"{}".to_vec()) };
    office.say_as(Role::Butler, callback, Body::CallbackRecorded(Box::new(record)), slots.map(part).to_vec());
}

/// V-11: the callback of a subject that was finished just now, granted to Lin.
pub fn calls_back(office: &Office, event: &SubjectId, after: EventKind) -> SubjectId {
    let at = office.lock().time;
    let cause = doorstep_domain::ids::FactId(uuid::Uuid::from_u128(11));
    let callback = SubjectId::callback_of(cause);
    let (home, matter) = ("3-2-1503".parse().unwrap(), "sink".parse().unwrap());
    let opening = Opening { event: event.clone(), after, home, matter, registered: at, finished: at };
    office.say(&callback, Body::CallbackOpened(opening), None);
    office.grant(&lin(), &callback);
    callback
}
