//! The residence: ten homes in two buildings, nine members of staff, and the working days of two years.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::calendar::PublishedYear;
use doorstep_domain::directory::{CalendarYear, Contact, HomeEntry, Label, PersonEntry, SiteEntry};
use doorstep_domain::fact::{Body, Part, Slot};
use doorstep_domain::ids::{FactId, SubjectId, SubjectKind};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;
use doorstep_office::{Draft, DraftPart};
use serde_json::{Value, json};
use uuid::Uuid;

/// The site's code.
pub const SITE: &str = "garden";

/// Who works here.
pub const STAFF: [(&str, Role); 8] = [
    ("general", Role::GeneralManager),
    ("manager", Role::SiteManager),
    ("sun", Role::Supervisor),
    ("chen", Role::FrontDesk),
    ("lin", Role::Butler),
    ("wu", Role::Butler),
    ("zhao", Role::Technician),
    ("qian", Role::EngineeringSupervisor),
];

/// The homes and their butlers. Building 9 is `wu`'s.
pub const HOMES: [(&str, &str); 8] = [
    ("8-1-101", "lin"),
    ("8-1-102", "lin"),
    ("8-1-201", "lin"),
    ("8-1-202", "lin"),
    ("9-1-101", "wu"),
    ("9-1-102", "wu"),
    ("9-1-201", "wu"),
    ("9-1-202", "wu"),
];

/// The day after the stories begin: a holiday at this site alone, so that its own calendar shows (V-02).
const OWN_HOLIDAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();

/// Everything that the office knows before the stories begin.
pub fn entries(at: Moment) -> Vec<Draft> {
    let site = draft(SubjectId::new(SubjectKind::Site, SITE), Body::SiteRecorded(Box::new(site())), None, at);
    let staff = STAFF.iter().map(|(id, role)| person(id, *role, true, at));
    let homes = HOMES.iter().map(|(id, butler)| home(id, butler, at));
    let years = [2026, 2027].map(|year| calendar(year, at));
    std::iter::once(site).chain(years).chain(staff).chain(homes).collect()
}

fn site() -> SiteEntry {
    let label = |code: &str| Label::new(format!("名{code}"), code);
    SiteEntry {
        revision: 1,
        name: Label::new("测试园", "Test Garden"),
        time_zone: "Asia/Shanghai".to_owned(),
        closes_at: 1440,
        serious_loss: 200_000,
        idle_minutes: 5,
        matters: BTreeMap::from(
            ["sink", "noise", "parquet", "wall", "other"].map(|code| (code.parse().unwrap(), label(code))),
        ),
        departments: BTreeMap::from(
            ["engineering", "service"].map(|code| (code.parse().unwrap(), label(code))),
        ),
        shortcomings: Vec::new(),
        opinions: Vec::new(),
    }
}

fn calendar(year: i32, at: Moment) -> Draft {
    let holidays = [OWN_HOLIDAY].into_iter().filter(|day| day.to_string().starts_with(&year.to_string()));
    let published = PublishedYear { holidays: holidays.collect(), ..PublishedYear::default() };
    let body = Body::CalendarRecorded(CalendarYear { year, published });
    draft(SubjectId::new(SubjectKind::Calendar, year), body, None, at)
}

/// A member of staff, as of now: whether they work here.
pub fn person(id: &str, role: Role, active: bool, at: Moment) -> Draft {
    let contact = Contact { name: Label::new(format!("姓名{id}"), id), phone: "13800000000".to_owned() };
    let body = Body::PersonRecorded(PersonEntry { role, department: None, active });
    draft(SubjectId::new(SubjectKind::Person, id), body, Some(json!(contact)), at)
}

/// A home, as of now. Who lives there is named after it.
pub fn home(id: &str, butler: &str, at: Moment) -> Draft {
    let parts: Vec<&str> = id.split('-').collect();
    let contact = Contact { name: Label::new(format!("住户{id}"), ""), phone: "13900000000".to_owned() };
    let body = Body::HomeRecorded(HomeEntry {
        building: parts[0].to_owned(),
        section: parts[1].to_owned(),
        room: parts[2].to_owned(),
        butler: Some(butler.parse().unwrap()),
        language: Lang::Zh,
    });
    draft(SubjectId::new(SubjectKind::Home, id), body, Some(json!(contact)), at)
}

/// A fact of the office.
pub fn draft(subject: SubjectId, body: Body, texts: Option<Value>, at: Moment) -> Draft {
    let part = |texts: Value| Part {
        slot: Slot::TEXTS.parse().unwrap(),
        salt: salt(),
        bytes: Blob(serde_json::to_vec(&texts).unwrap()),
    };
    let parts = texts.map(|texts| DraftPart { part: part(texts), file: None }).into_iter().collect();
    Draft { id: FactId(Uuid::now_v7()), subject, body, at, parts }
}

fn salt() -> Fixed<32> {
    let mut salt = [0; 32];
    for half in salt.chunks_exact_mut(16) {
        half.copy_from_slice(Uuid::new_v4().as_bytes());
    }
    Fixed(salt)
}
