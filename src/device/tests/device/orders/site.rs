//! The works department: a technician, P-07, the front desk and a contractor, with what they repair.

use doorstep_device::commands::sheet::Sheet;
use doorstep_device::commands::work_order::OrderForm;
use doorstep_device::commands::work_order::form::ChargeForm;
use doorstep_domain::catalogue::{Catalogue, Fault, PriceItem, Trade, Warranty};
use doorstep_domain::directory::{Label, PersonEntry};
use doorstep_domain::event::Payment;
use doorstep_domain::fact::Body;
use doorstep_domain::ids::{HomeId, PersonId, SubjectId, SubjectKind};
use doorstep_domain::lang::Lang;
use doorstep_domain::money::Fen;
use doorstep_domain::role::Role;
use doorstep_domain::work_order::Parts;

use crate::handheld::{Handheld, pin, signature};
use crate::office::{Office, subject};
use crate::sample::{self, lin, now, su};

pub fn han() -> PersonId {
    "han".parse().unwrap()
}

pub fn peng() -> PersonId {
    "peng".parse().unwrap()
}

pub fn fan() -> PersonId {
    "fan".parse().unwrap()
}

pub const STAFF: [(&str, Role, &str, &str); 3] = [
    ("han", Role::Technician, "韩立成", "Han Licheng"),
    ("peng", Role::EngineeringSupervisor, "彭海", "Peng Hai"),
    ("fan", Role::Contractor, "范师傅", "Mr Fan"),
];

pub fn home() -> HomeId {
    "3-2-1503".parse().unwrap()
}

/// The residence with its works department.
pub fn works() -> Office {
    let office = Office::new(now());
    sample::residence(&office);
    sample::home(&office, "3-2-1503", "许女士", "Ms Xu", Lang::Zh);
    let everything: Vec<SubjectId> = office.subjects();
    for (person, role, zh, en) in STAFF {
        let subject = subject(SubjectKind::Person, person);
        let entry = PersonEntry { role, department: Some("works".parse().unwrap()), active: true };
        let texts = serde_json::to_vec(&sample::contact(zh, en)).unwrap();
        office.say(&subject, Body::PersonRecorded(entry), Some(texts));
    }
    let body = Body::CatalogueRecorded(Box::new(catalogue()));
    office.say(&subject(SubjectKind::Catalogue, "yunqi"), body, None);
    for (person, ..) in STAFF {
        everything.iter().for_each(|subject| office.grant(&person.parse().unwrap(), subject));
    }
    let new = office.subjects().into_iter().filter(|subject| !everything.contains(subject));
    for subject in new {
        for person in [lin(), su(), han(), peng(), fan()] {
            office.grant(&person, &subject);
        }
    }
    office
}

pub fn catalogue() -> Catalogue {
    let trade = || "water".parse().unwrap();
    let item = |zh: &str, en: &str, each: i64| PriceItem {
        label: Label::new(zh, en),
        unit: Label::new("个", "piece"),
        each: each.try_into().unwrap(),
        trade: trade(),
    };
    let fault = |prices: &[&str]| Fault {
        trade: trade(),
        prices: prices.iter().map(|code| code.parse().unwrap()).collect(),
    };
    Catalogue {
        revision: 3,
        trades: [(
            trade(),
            Trade {
                label: Label::new("水电", "Water and power"),
                department: "works".parse().unwrap(),
                technicians: vec![han()],
            },
        )]
        .into(),
        prices: [
            ("trap".parse().unwrap(), item("更换弯管", "New trap", 5_500)),
            ("labour".parse().unwrap(), item("人工", "Labour", 2_500)),
            ("visit".parse().unwrap(), item("上门检查", "Inspection", 0)),
        ]
        .into(),
        faults: [
            ("sink".parse().unwrap(), fault(&["trap", "labour"])),
            ("bulb".parse().unwrap(), fault(&["visit"])),
            ("parquet".parse().unwrap(), fault(&[])),
        ]
        .into(),
        warranties: vec![Warranty {
            building: "3".into(),
            trade: trade(),
            until: "2027-06-30".parse().unwrap(),
            contractor: fan(),
        }],
        ..Catalogue::default()
    }
}

/// A handheld that everybody named has signed in on; the last one is signed in now, everything is received.
pub async fn handheld_of(office: &Office, people: &[PersonId]) -> Handheld {
    let handheld = Handheld::new(office);
    handheld.engine.connect("https://office.test/", &office.code()).await.unwrap();
    for person in people {
        handheld.engine.enter(person, "12345678", &pin()).await.unwrap();
        handheld.engine.sync_once().await;
    }
    handheld
}

pub fn fen(fen: i64) -> Fen {
    fen.try_into().unwrap()
}

/// Registered at the door by whoever is signed in.
pub fn register(handheld: &Handheld, matter: &str) -> SubjectId {
    register_at(handheld, &home(), matter)
}

pub fn register_at(handheld: &Handheld, home: &HomeId, matter: &str) -> SubjectId {
    let mut form = handheld.with(|d| d.begin_order(Some(home))).unwrap();
    let filled = form.registration.as_mut().unwrap();
    filled.matter = Some(matter.parse().unwrap());
    filled.reported = "洗手盆漏水".into();
    filled.access = "家里有狗".into();
    handheld.with(|d| d.register_order(&form)).unwrap();
    form.order
}

pub fn form(handheld: &Handheld, order: &SubjectId) -> OrderForm {
    handheld.with(|d| d.order_form(order)).unwrap()
}

/// A form without anything, without asking for one.
pub fn form_of(order: &SubjectId) -> OrderForm {
    OrderForm::new(order.clone(), Lang::Zh)
}

pub fn dispatch(handheld: &Handheld, order: &SubjectId, to: PersonId) {
    let mut form = form(handheld, order);
    form.dispatch.to = Some(to);
    handheld.with(|d| d.dispatch_order(&form)).unwrap();
}

/// From accepted to let in and compared: as reported.
pub fn go_there(handheld: &Handheld, order: &SubjectId) {
    let form = form(handheld, order);
    handheld.with(|d| d.accept_order(&form)).unwrap();
    handheld.with(|d| d.arrive(&form, true)).unwrap();
    handheld.with(|d| d.verify_order(&form)).unwrap();
}

pub fn show_price(handheld: &Handheld, order: &SubjectId) -> (OrderForm, Sheet) {
    let form = form(handheld, order);
    handheld.with(|d| d.show_price(form)).unwrap()
}

pub fn show_sheet(handheld: &Handheld, order: &SubjectId) -> (OrderForm, Sheet) {
    let form = form(handheld, order);
    handheld.with(|d| d.show_order_sheet(form)).unwrap()
}

pub fn take_picture(handheld: &Handheld, order: &SubjectId, place: &str) {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(8, 8).write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let place = place.parse().unwrap();
    handheld.with(|d| d.add_picture(order, place, &jpeg.get_ref()[..])).unwrap();
}

pub fn agree(handheld: &Handheld, order: &SubjectId) {
    let (form, _) = show_price(handheld, order);
    handheld.with(|d| d.agree_price(&form)).unwrap();
}

pub fn finish(handheld: &Handheld, order: &SubjectId) {
    let mut form = form(handheld, order);
    form.finish.done = "更换下水弯管，试水不漏".into();
    (form.finish.tidy, form.finish.parts) = (true, Some(Parts::Left));
    handheld.with(|d| d.finish_order(&form)).unwrap();
}

pub fn sign(handheld: &Handheld, order: &SubjectId) {
    let (mut form, _) = show_sheet(handheld, order);
    form.signing.pad = Some(signature());
    handheld.with(|d| d.sign_order(&form)).unwrap();
}

/// The same form, paid in cash.
pub fn paid(form: &OrderForm, receipt: &str) -> OrderForm {
    let charge = ChargeForm { payment: Some(Payment::Cash), receipt: receipt.into() };
    OrderForm { charge, ..form.clone() }
}

/// From dispatched to this person to charged.
pub fn repair(handheld: &Handheld, order: &SubjectId, receipt: &str) {
    go_there(handheld, order);
    agree(handheld, order);
    finish(handheld, order);
    sign(handheld, order);
    let form = paid(&form(handheld, order), receipt);
    handheld.with(|d| d.charge_order(&form)).unwrap();
}
