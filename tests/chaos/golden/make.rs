//! Makes a golden store of the program at hand, of invented people.

use std::fs;
use std::path::Path;

use doorstep_device::commands::form::{CallbackForm, Pad};
use doorstep_device::commands::review::ReviewForm;
use doorstep_device::store::personal::PicturePlace;
use doorstep_domain::ids::{FactId, SubjectId};
use doorstep_tests_sync::complaint::SERIOUS;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::event::draw;
use doorstep_tests_sync::folder;
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::world::World;
use serde_json::{Value, to_value};

use super::{Expected, Form, pack};
use crate::told::SavedFact;

/// A shift in the middle: some of it is at the office, some waits, and there is a half-done form of each kind.
pub async fn make(archive: &Path) {
    let mut world = World::with_works().await;
    let mut callbacks = Vec::new();
    for home in ["8-1-101", "8-1-102", "8-1-201", "8-1-202", "8-1-101"] {
        callbacks.push(world.site.repair(home).await);
    }
    let lin = world.handheld_of("lin").await;
    world.admit(&lin, "sun").await;
    lin.sign_in("lin");
    lin.attempt_with_pictures(&callbacks[0], &[draw(10)]);
    let reviewed = lin.record(&callbacks[4], &Customer::content()).saved.fact;
    lin.register("8-1-202", "sink");
    lin.sync().await;
    lin.sign_in("sun");
    lin.sync().await;
    let review = half_reviewed(&lin, &callbacks[4], reviewed);
    lin.sign_in("lin");
    world.network.set(Fault::Unreachable);
    lin.record(&callbacks[1], &Customer::content());
    lin.attempt_with_pictures(&callbacks[2], &[draw(50), draw(90)]);
    lin.register_with("8-1-101", "sink", &[draw(130)]);
    lin.take_complaint("8-1-102", SERIOUS);
    let mut forms = vec![
        Form::Review(review),
        Form::Complaint(half_received(&lin, "8-1-102")),
        Form::Order(half_registered(&lin, "8-1-102")),
    ];
    // A restart moves the log into the database, which is smaller; what comes then lies in the log, as a kill leaves it.
    let lin = lin.restart();
    lin.sign_in("lin");
    forms.push(Form::Callback(half_signed(&lin, &callbacks[3])));
    world.stop_office().await;
    let expected = Expected { at: world.site.now(), saved: saved(&lin), pictures: 4, forms };
    let left = tempfile::tempdir().unwrap();
    let json = serde_json::to_string_pretty(&expected).unwrap();
    fs::write(left.path().join("expected.json"), json).unwrap();
    put(lin.folder(), &left.path().join("handheld"));
    put(world.site.database().parent().unwrap(), &left.path().join("office"));
    pack(left.path(), archive);
}

/// Without the index of a log: it is made anew.
fn put(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    folder::copy(from, to);
    let files = fs::read_dir(to).unwrap().map(|file| file.unwrap().path());
    for index in files.filter(|file| file.to_string_lossy().ends_with("-shm")) {
        fs::remove_file(index).unwrap();
    }
}

fn saved(handheld: &Handheld) -> Vec<SavedFact> {
    handheld.engine.with(|device| {
        let personal = &device.shift().unwrap().personal;
        let own = |sequence| personal.own_fact(sequence).unwrap().unwrap();
        let said = |sequence| {
            let fact = own(sequence);
            SavedFact { fact: fact.id, sequence, content: fact.signed.content_hash() }
        };
        (1..=personal.highest_own_sequence().unwrap()).map(said).collect()
    })
}

/// With a picture of the door that no fact has yet, and half a signature.
fn half_signed(handheld: &Handheld, callback: &SubjectId) -> Value {
    handheld.engine.with(|device| {
        device.add_picture(callback, PicturePlace::door(), &draw(170)[..]).unwrap();
        let form = Customer::content().fill(device.form(callback).unwrap());
        let (form, _) = device.show_sheet(form).unwrap();
        let pad = Customer::content().pad();
        let half = pad.strokes[..1].to_vec();
        let form = CallbackForm { page: "sign".to_owned(), pad: Some(Pad { strokes: half, ..pad }), ..form };
        device.save_draft(&form).unwrap();
        to_value(form).unwrap()
    })
}

fn half_registered(handheld: &Handheld, home: &str) -> Value {
    handheld.engine.with(|device| {
        let mut form = device.begin_order(Some(&home.parse().unwrap())).unwrap();
        form.registration.as_mut().unwrap().reported = "水槽漏".to_owned();
        device.save_order_form(&form).unwrap();
        to_value(form).unwrap()
    })
}

fn half_received(handheld: &Handheld, home: &str) -> Value {
    handheld.engine.with(|device| {
        let mut form = device.begin_complaint(Some(&home.parse().unwrap())).unwrap();
        form.reception.as_mut().unwrap().happened = "电梯又停了".to_owned();
        device.save_complaint_form(&form).unwrap();
        to_value(form).unwrap()
    })
}

fn half_reviewed(handheld: &Handheld, callback: &SubjectId, record: FactId) -> Value {
    handheld.engine.with(|device| {
        let text = "已核对".to_owned();
        let form = ReviewForm { text, ..ReviewForm::new(callback.clone(), record, Default::default()) };
        device.save_review_form(&form).unwrap();
        to_value(form).unwrap()
    })
}
