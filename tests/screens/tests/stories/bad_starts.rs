//! A start that cannot go well says so in words, ends with an error, and leaves everything as it was.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use doorstep_tests_screens::hand::until;
use doorstep_tests_screens::residence::Residence;

use crate::callback::{rate, sign};
use crate::{SINK, programs, residence, sign_in};

/// Where SQLite keeps a program's own version of the schema: four bytes of the file's head.
const USER_VERSION: std::ops::Range<usize> = 60..64;
const PATIENCE: Duration = Duration::from_secs(20);

/// What it says when it does not start.
#[track_caller]
fn fails(command: &mut Command) -> String {
    let Output { status, stderr, .. } = command.output().unwrap();
    let said = String::from_utf8_lossy(&stderr).into_owned();
    assert!(!status.success() && status.code().is_some(), "{status}: {said}");
    assert!(!said.contains("panicked"), "{said}");
    said
}

fn headless(residence: &Residence) -> Command {
    let mut command = residence.programs.handheld_command(&residence.handheld_data());
    command.env("SLINT_BACKEND", "headless");
    command
}

#[test]
fn no_display_is_said_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = programs().handheld_command(folder.path());
    command.env("SLINT_BACKEND", "winit").env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command.env_remove("WAYLAND_SOCKET");
    let said = fails(&mut command);
    assert!(said.contains("there is no display") && said.contains("SLINT_BACKEND=headless"), "{said}");
}

#[test]
fn no_font_is_said_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("fonts.conf");
    fs::write(&config, "<?xml version=\"1.0\"?><fontconfig></fontconfig>").unwrap();
    let mut command = programs().handheld_command(&folder.path().join("handheld"));
    command.env("SLINT_BACKEND", "headless").env("FONTCONFIG_FILE", &config);
    let said = fails(&mut command);
    assert!(said.contains("there is no font on this machine"), "{said}");
}

/// Writes over the outbox, and expects that nobody touches it.
fn outbox_is_refused(residence: &Residence, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let file = residence.handheld_data().join("outbox.db");
    let mut bytes = fs::read(&file).unwrap();
    change(&mut bytes);
    fs::write(&file, &bytes).unwrap();
    let said = fails(&mut headless(residence));
    assert!(said.contains("cannot be opened") && said.contains("Nothing in it was changed"), "{said}");
    assert!(fs::read(&file).unwrap() == bytes, "it was changed");
    said
}

/// As after a clean end: all of the database is in its one file.
fn is_in_one_file(data: &Path) -> bool {
    fs::metadata(data.join("outbox.db-wal")).map_or(true, |wal| wal.len() == 0)
}

#[test]
fn an_outbox_that_does_not_open_is_left_alone() {
    let (residence, _office) = residence(&["b-02"]);
    let file = residence.handheld_data().join("outbox.db");
    assert!(is_in_one_file(&residence.handheld_data()));
    let good = fs::read(&file).unwrap();

    let newer = outbox_is_refused(&residence, |bytes| bytes[USER_VERSION].copy_from_slice(&[0, 0, 1, 0]));
    assert!(newer.contains("newer"), "{newer}");
    fs::write(&file, &good).unwrap();
    outbox_is_refused(&residence, |bytes| bytes.fill(0x5a));
    fs::write(&file, &good).unwrap();
    outbox_is_refused(&residence, |bytes| bytes[200..].fill(0));

    fs::write(&file, &good).unwrap();
    let (_handheld, hand) = residence.handheld();
    sign_in(&hand, "b-02");
    hand.wait(SINK);
}

/// What waits to be sent is in the outbox: it arrives all the same.
#[test]
fn a_torn_personal_store_is_said_in_words_and_costs_nothing_that_waits() {
    let (residence, office) = residence(&["b-02"]);
    let known = residence.copy("b-02").records();
    office.stop();
    record_and_end(&residence);
    let file = residence.handheld_data().join("personal.db");
    let torn = vec![0x5a; 64 * 1024];
    fs::write(&file, &torn).unwrap();

    let (_handheld, hand) = residence.handheld();
    hand.tap("周雅宁");
    hand.digits("246810");
    hand.wait("本机数据已损坏");
    assert!(fs::read(&file).unwrap() == torn, "it was changed");
    let _office = residence.serve();
    let copy = residence.copy("b-02");
    assert!(until(PATIENCE, || copy.records_beyond(&known).len() == 1));
}

fn record_and_end(residence: &Residence) {
    let (handheld, hand) = residence.handheld();
    sign_in(&hand, "b-02");
    hand.tap(SINK);
    rate(&hand, [5, 4, 5]);
    hand.tap("合格，请");
    sign(&hand);
    hand.wait("已签名，已存本机");
    handheld.stop();
}
