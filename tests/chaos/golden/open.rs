//! Opens a copy of a golden store with the programs at hand.

use std::path::Path;
use std::sync::Arc;

use doorstep_device::keyring::PinCost;
use doorstep_device::secret::FileKeystore;
use doorstep_device::sync::http::HttpTransport;
use doorstep_device::{Config, Device, Engine, SetClock};
use doorstep_domain::ids::{PersonId, SubjectId};
use doorstep_domain::moment::Moment;
use doorstep_office::clock::Clock;
use doorstep_office::{Office, Serving};
use doorstep_tests_sync::directory::SITE;
use doorstep_tests_sync::handheld::{PIN, pin, who};
use serde_json::{Value, to_value};
use tokio::net::TcpListener;

use super::{Expected, Form, unpack};
use crate::check::{Archive, subjects};
use crate::person::Whose;
use crate::record::Record;
use crate::settle::look;

/// F-01: signs in, finds the forms, sends what waits to the office as it is now, and checks that it is there once; a
/// new handheld reads the office, too.
pub async fn open(archive: &Path) {
    let folder = tempfile::tempdir().unwrap();
    unpack(archive, folder.path());
    let expected = std::fs::read_to_string(folder.path().join("expected.json")).unwrap();
    let expected: Expected = serde_json::from_str(&expected).unwrap();
    let handheld = engine(&folder.path().join("handheld"), expected.at);
    check_forms(&handheld, &expected);
    let data = folder.path().join("office");
    let (office, serving) = serve(&data, expected.at).await;
    // The office of then is somewhere else now: who has its code is told so.
    let code = office.enrol_code().await.unwrap().to_string();
    handheld.connect(&serving.url(), &code).await.unwrap();
    handheld.send_now().await;
    let (new, newcomer) = (folder.path().join("newcomer"), who("chen"));
    let fresh = engine(&new, expected.at);
    fresh.connect(&serving.url(), &office.enrol_code().await.unwrap().to_string()).await.unwrap();
    let code = office.person_code(&newcomer).await.unwrap().to_string();
    fresh.enter(&newcomer, &code, &pin(PIN)).await.unwrap();
    fresh.send_now().await;
    let all: Vec<SubjectId> = subjects(&data).into_iter().collect();
    let looked = |engine: &Engine, folder: &Path, person: PersonId| {
        let whose = Whose { folder: folder.to_owned(), person };
        engine.with(|device| look(device, &whose, all.clone()))
    };
    let settled = looked(&handheld, &folder.path().join("handheld"), who("lin"));
    let read = looked(&fresh, &new, newcomer);
    serving.stop().await.unwrap();
    drop(office);
    let record = Record::of(expected.saved.clone());
    let archive = Archive::open(&data);
    let counted = archive.check(&record, &settled);
    assert_eq!((counted.facts, counted.pictures), (expected.saved.len(), expected.pictures));
    assert_eq!((counted.held, settled.not_green), (0, Vec::new()), "all of it is green");
    [settled.states, read.states].iter().for_each(|states| archive.check_converged(states));
}

/// The program at hand on a handheld's folder, at that time.
fn engine(folder: &Path, at: Moment) -> Engine {
    let device = Device::open(Config {
        folder: folder.to_owned(),
        clock: Arc::new(SetClock::at(at)),
        keystore: Arc::new(FileKeystore::in_folder(folder)),
        pin_cost: PinCost::CHEAP,
        version: "today".to_owned(),
    });
    Engine::new(device.unwrap(), Arc::new(HttpTransport::new().unwrap()))
}

async fn serve(data: &Path, at: Moment) -> (Office, Serving) {
    let clock = Clock::default();
    clock.advance(at.since(clock.now()));
    let office = Office::open_as(data, &SITE.parse().unwrap(), clock).unwrap();
    let serving = office.serve(TcpListener::bind("127.0.0.1:0").await.unwrap()).unwrap();
    (office, serving)
}

/// F-01, F-03: each half-done form is there for its person, with all that was in it; the last one reopens by itself.
fn check_forms(handheld: &Engine, expected: &Expected) {
    let mut last = Value::Null;
    for form in &expected.forms {
        let person = if matches!(form, Form::Review(_)) { "sun" } else { "lin" };
        handheld.sign_in(&who(person), &pin(PIN)).unwrap();
        let (kept, found) = handheld.with(|device| find(device, form));
        check_contains(&kept["page"], &found, &kept);
        last = kept;
    }
    let reopens = handheld.with(|device| {
        let (callback, order) = (device.reopen().unwrap(), device.reopen_order().unwrap());
        callback.map(to_value).or(order.map(to_value)).expect("a form reopens").unwrap()
    });
    check_contains(&Value::Null, &reopens, &last);
}

/// The form as it was kept, and as it is found now.
fn find(device: &mut Device, form: &Form) -> (Value, Value) {
    let subject = |form: &Value, of: &str| -> SubjectId { form[of].as_str().unwrap().parse().unwrap() };
    let found = match form {
        Form::Callback(form) => to_value(device.form(&subject(form, "callback")).unwrap()),
        Form::Order(form) => to_value(device.order_form(&subject(form, "order")).unwrap()),
        Form::Complaint(form) => to_value(device.complaint_form(&subject(form, "complaint")).unwrap()),
        Form::Review(_) => to_value(device.reopen_review().unwrap().expect("the comment reopens")),
    };
    let (Form::Callback(kept) | Form::Order(kept) | Form::Complaint(kept) | Form::Review(kept)) = form;
    (kept.clone(), found.unwrap())
}

/// What a newer form has beside, is its own business.
fn check_contains(at: &Value, found: &Value, kept: &Value) {
    match (found, kept) {
        (Value::Object(found), Value::Object(kept)) => {
            kept.iter().for_each(|(name, kept)| check_contains(at, &found[name], kept));
        }
        _ => assert_eq!(found, kept, "{at}"),
    }
}
