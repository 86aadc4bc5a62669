//! Databases that do not open, and disks that are full: a clear answer, and nothing lost.

use std::fs::{self, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};

use doorstep_device::Device;
use doorstep_device::commands::form::{CallbackForm, Pad};
use doorstep_device::commands::save::SaveError;
use doorstep_device::commands::sign_in::SignInError;
use doorstep_device::device::OpenError;
use doorstep_device::keyring::Gate;
use doorstep_device::look::{Colours, Look};
use doorstep_device::store::outbox::Outbox;
use doorstep_device::store::personal::Personal;
use doorstep_device::store::{Safe, StoreError, ToDo};
use doorstep_domain::stroke::{Point, Stroke};

use super::callback::with_a_repair;
use super::handheld::{Handheld, config, pin};
use super::office::Office;
use super::sample::{lin, now};

fn overwrite(path: &std::path::Path, at: u64, bytes: &[u8]) {
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

#[test]
fn another_key_does_not_open_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("personal.db");
    drop(Personal::open(&path, &[1; 32]).unwrap());
    let error = Personal::open(&path, &[2; 32]).err().unwrap();
    assert_eq!((error.to_do(), &error), (ToDo::SignInWithCode, &StoreError::WrongKey));
    Personal::open(&path, &[1; 32]).unwrap();
}

#[test]
fn p_10_nothing_readable_stands_in_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("personal.db");
    let store = Personal::open(&path, &[1; 32]).unwrap();
    store.set_cursor(&lin(), "a-cursor-in-clear").unwrap();
    for name in ["personal.db", "personal.db-wal"] {
        let bytes = fs::read(folder.path().join(name)).unwrap_or_default();
        assert!(!bytes.windows(8).any(|w| w == b"a-cursor" || w == b"SQLite f"), "{name}");
    }
}

/// What a program that was killed left in the log may never have reached the disk.
#[test]
fn f_01_what_is_found_is_durable_before_anybody_is_told_of_it() {
    let (folder, after_kill) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = Personal::open(&folder.path().join("personal.db"), &[1; 32]).unwrap();
    store.set_cursor(&lin(), "committed").unwrap();
    for name in ["personal.db", "personal.db-wal"] {
        fs::copy(folder.path().join(name), after_kill.path().join(name)).unwrap();
    }
    let log = || fs::metadata(after_kill.path().join("personal.db-wal")).unwrap().len();
    assert!(log() > 0);
    let found = Personal::open(&after_kill.path().join("personal.db"), &[1; 32]).unwrap();
    assert_eq!(found.cursor(&lin()).unwrap().as_deref(), Some("committed"));
    assert_eq!(log(), 0, "written anew, into the database itself, and synced");
}

#[test]
fn a_newer_schema_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("outbox.db");
    drop(Outbox::open(&path).unwrap());
    // user_version stands at byte 60 of the header.
    overwrite(&path, 60, &99_u32.to_be_bytes());
    let before = fs::read(&path).unwrap();
    let error = Outbox::open(&path).err().unwrap();
    assert_eq!(
        (error.to_do(), error.safe(), &error),
        (ToDo::Update, Safe::EverythingSaved, &StoreError::Newer(99))
    );
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn f_01_a_torn_personal_store_is_set_aside_and_what_waits_is_sent() {
    let (office, handheld, callback) = with_a_repair().await;
    let form = handheld.signed_form(&callback);
    handheld.with(|d| d.record_callback(&form)).unwrap();
    let handheld = handheld.restart();
    overwrite(&handheld.path("personal.db"), 0, &[0xAA; 4096]);
    let _ = fs::remove_file(handheld.path("personal.db-wal"));
    let error = match handheld.engine.sign_in(&lin(), &pin()) {
        Err(SignInError::Store(error)) => error,
        other => panic!("{other:?}"),
    };
    assert_eq!((error.to_do(), error.safe(), &error), (ToDo::SetAside, Safe::Unsent, &StoreError::Torn));
    handheld.with(|d| assert!(matches!(d.gate(&lin()), Ok(Gate::Open { left: 10 })), "no wrong try"));

    handheld.with(|d| d.set_personal_store_aside()).unwrap();
    handheld.sign_in(&lin());
    handheld.engine.sync_once().await;
    assert_eq!(office.received().len(), 1, "it was sealed in the outbox");
    let detail = handheld.with(|d| d.callback(&callback)).unwrap();
    assert_eq!(detail.records.len(), 1, "everything came back from the office");
    let next = handheld.with(|d| d.supersede(&callback)).unwrap();
    let (form, _) = handheld.with(|d| d.show_sheet(next)).unwrap();
    let form = CallbackForm { pad: Some(super::handheld::signature()), ..form };
    assert_eq!(handheld.with(|d| d.record_callback(&form)).unwrap().sequence, 2, "the count goes on");
}

#[tokio::test]
async fn f_01_a_full_disk_says_so_and_saves_nothing_by_half() {
    let (office, handheld, callback) = with_a_repair().await;
    // A long hand: more than what the form leaves free.
    let points = (0..2_000).map(|i| Point { x: i * 5, y: i % 700, t: i * 8 }).collect();
    let pad = Pad { strokes: vec![Stroke(points)], ..super::handheld::signature() };
    let form = CallbackForm { pad: Some(pad), ..handheld.signed_form(&callback) };
    handheld.with(|d| d.shift().unwrap().personal.limit_pages(1)).unwrap();
    let error = match handheld.with(|d| d.record_callback(&form)) {
        Err(SaveError::Store(error)) => error,
        other => panic!("{other:?}"),
    };
    assert_eq!((error.to_do(), error.safe()), (ToDo::MakeRoom, Safe::EverythingSaved));
    assert_eq!(handheld.with(|d| d.today()).unwrap().rows.len(), 1, "it is still to be made");
    assert_eq!(
        handheld.with(|d| d.reopen()).unwrap().unwrap().quality,
        form.quality,
        "and the form is there"
    );
    handheld.with(|d| d.shift().unwrap().personal.limit_pages(1_000_000)).unwrap();
    handheld.with(|d| d.record_callback(&form)).unwrap();
    handheld.engine.sync_once().await;
    assert_eq!(office.received().len(), 1);
}

#[test]
fn a_folder_that_cannot_be_written_says_so() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), b"").unwrap();
    let clock = doorstep_device::SetClock::at(super::sample::now());
    let opened = Device::open(config(folder.path().join("file"), &clock));
    assert!(matches!(opened, Err(OpenError::Store(StoreError::Io(_)))));
}

#[tokio::test]
async fn two_programs_do_not_share_a_folder() {
    let (_office, handheld, _) = with_a_repair().await;
    let second = Device::open(config(handheld.path(""), &handheld.clock));
    assert!(matches!(second, Err(OpenError::InUse)));
}

#[tokio::test]
async fn how_the_screens_look_is_kept_for_whoever_comes_and_known_before_anybody_signs_in() {
    let handheld = Handheld::new(&Office::new(now()));
    assert_eq!(handheld.with(|d| d.look()).unwrap(), Look::default(), "light, ordinary text");
    let chosen = Look { colours: Colours::System, large_text: true };
    handheld.with(|d| d.set_look(chosen)).unwrap();
    assert_eq!(handheld.restart().with(|d| d.look()).unwrap(), chosen);
}
