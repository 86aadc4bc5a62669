//! V-05, P-10: pictures are there offline, and nothing on the flash is readable.

use std::fs;
use std::path::Path;

use doorstep_device::queries::callback::PictureRow;
use doorstep_domain::ids::SubjectId;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::event::{DONE, REPORTED};
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::proxy::{Canned, Fault};
use doorstep_tests_sync::world::World;
use serde_json::json;

const PARTS: &str = "/v1/parts";

async fn repair_with_pictures(world: &World) -> SubjectId {
    let event = world.site.event(json!({"kind": "repair"}), "8-1-101").with_pictures(3);
    world.site.tell(event).await.callback
}

fn rows(handheld: &Handheld, callback: &SubjectId) -> Vec<PictureRow> {
    handheld.callback(callback).event.unwrap().pictures
}

fn picture(handheld: &Handheld, row: &PictureRow) -> Option<Vec<u8>> {
    handheld.engine.with(|device| device.picture(row.fact, &row.slot)).unwrap()
}

/// Fetched ahead, they are the office's own bytes; the network may break on the way as it likes.
#[tokio::test]
async fn v_05_pictures_are_fetched_ahead_and_there_offline() {
    let faults = [
        Fault::None,
        Fault::DropAnswer,
        Fault::CutAnswer(100),
        Fault::CutAnswer(1000),
        Fault::Answer(Canned::ServerError),
        Fault::Answer(Canned::Portal),
    ];
    for fault in faults {
        let world = World::begin().await;
        let callback = repair_with_pictures(&world).await;
        world.network.set_at(PARTS, fault);
        let lin = world.handheld_of("lin").await;
        let came = rows(&lin, &callback).iter().filter(|row| row.here).count();
        assert_eq!(came, if fault == Fault::None { 3 } else { 0 }, "{fault:?}");
        world.network.heal();
        lin.sync().await;
        world.network.set(Fault::Unreachable);
        for row in rows(&lin, &callback) {
            assert!(row.here, "{fault:?}");
            let bytes = picture(&lin, &row).unwrap();
            assert_eq!(bytes, world.site.part(row.fact, row.slot.as_str()).await, "{fault:?}");
            assert_eq!(image::guess_format(&bytes).unwrap(), image::ImageFormat::Jpeg);
        }
    }
}

/// V-07: what was shown names the pictures that were shown with it.
#[tokio::test]
async fn v_07_the_document_names_the_pictures_that_were_there() {
    let world = World::begin().await;
    let callback = repair_with_pictures(&world).await;
    let lin = world.handheld_of("lin").await;
    let recorded = lin.record(&callback, &Customer::content());
    let event = world.site.ledger().fact(rows(&lin, &callback)[0].fact);
    let hashes: Vec<_> =
        ["picture/1", "picture/2", "picture/3"].map(|slot| event.head.part(slot).unwrap().hash).into();
    assert_eq!(recorded.sheet.document.pictures, hashes);
}

/// P-10, F-03: whoever reads the flash reads no name, no telephone, no word and no picture.
#[tokio::test]
async fn p_10_nothing_about_anybody_is_readable_on_the_flash() {
    let world = World::begin().await;
    let callback = repair_with_pictures(&world).await;
    let lin = world.handheld_of("lin").await;
    let jpeg = picture(&lin, &rows(&lin, &callback)[0]).unwrap();
    let customer = Customer::angry();
    lin.record(&callback, &customer);
    let half = jpeg.len() / 2;
    let words = ["王先生", "13900000000", "13800000000", "姓名lin", "住户8-1-101", REPORTED, DONE];
    let needles = words.iter().map(|word| word.as_bytes());
    let needles = needles.chain([customer.opinions.as_bytes(), &jpeg[half..half + 64], "8-1-101".as_bytes()]);
    let files = files(lin.folder());
    assert!(files.iter().any(|(name, _)| name.contains("media")), "pictures are among them");
    for needle in needles {
        for (name, bytes) in &files {
            let found = bytes.windows(needle.len()).any(|window| window == needle);
            assert!(!found, "{name} holds {}", String::from_utf8_lossy(needle));
        }
    }
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: &Path| vec![(path.display().to_string(), fs::read(path).unwrap())];
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { read(&path) }).collect()
}
