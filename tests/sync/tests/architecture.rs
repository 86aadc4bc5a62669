//! The arrows of DESIGN.md §2, checked: who may depend on whom, who may name Slint, who may read a clock.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

use std::fs;
use std::path::{Path, PathBuf};

/// A crate's folder and the crates of ours that it may depend on.
const ARROWS: [(&str, &[&str]); 14] = [
    ("src/domain", &[]),
    ("src/protocol", &["domain"]),
    ("src/device", &["domain", "protocol"]),
    ("src/office", &["domain", "protocol"]),
    ("ui", &[]),
    ("src/app", &["ui", "device", "domain", "protocol"]),
    ("android", &["app", "domain"]),
    ("src/demo", &["app", "office", "device", "domain", "protocol"]),
    ("tests/sync", &["device", "office", "domain", "protocol"]),
    ("tests/chaos", &["device", "office", "domain", "protocol", "tests-sync"]),
    ("tests/sim", &["device", "office", "domain", "protocol", "tests-sync"]),
    ("tests/figures", &["device", "office", "domain", "protocol", "tests-sync"]),
    ("tests/fuzz", &["device", "office", "domain", "protocol"]),
    ("tests/screens", &["app", "ui", "office", "device", "domain", "protocol", "demo"]),
];

/// Only these know Slint, so that tests of rules and of sync never build it.
const MAY_NAME_SLINT: [&str; 5] = ["ui", "src/app", "android", "src/demo", "tests/screens"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn manifest(folder: &str) -> String {
    fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap()
}

/// The dependencies that a manifest names, whatever their section.
fn dependencies(manifest: &str) -> impl Iterator<Item = &str> {
    let names = |line: &str| line.contains("workspace") || line.contains("version") || line.contains("= \"");
    manifest
        .lines()
        .filter(move |line| names(line) && !line.starts_with("name"))
        .filter_map(|line| line.split(['=', '.', ' ']).next())
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => rust_files(&path),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .collect()
}

#[test]
fn each_part_knows_only_what_its_arrow_allows() {
    for (folder, allowed) in ARROWS {
        let manifest = manifest(folder);
        let ours = dependencies(&manifest).filter_map(|name| name.strip_prefix("doorstep-"));
        for name in ours {
            assert!(allowed.contains(&name), "{folder} must not depend on doorstep-{name}");
        }
    }
}

#[test]
fn every_crate_has_an_arrow() {
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let members = workspace.split("members = [").nth(1).unwrap().split(']').next().unwrap();
    for member in members.split(',').map(|m| m.trim().trim_matches('"')).filter(|m| !m.is_empty()) {
        assert!(ARROWS.iter().any(|(folder, _)| *folder == member), "{member} has no arrow");
    }
}

#[test]
fn only_what_shows_screens_names_slint() {
    for (folder, _) in ARROWS {
        let manifest = manifest(folder);
        let named = dependencies(&manifest).any(|name| name.contains("slint"));
        assert!(!named || MAY_NAME_SLINT.contains(&folder), "{folder} must not know Slint");
    }
}

#[test]
fn domain_reads_no_clock_no_file_and_no_network() {
    let forbidden = [
        "Utc::now",
        "Local::now",
        "SystemTime",
        "Instant::now",
        "std::fs",
        "std::net",
        "std::env",
        "async fn",
    ];
    for path in rust_files(&root().join("src/domain"))
        .iter()
        .filter(|path| !path.to_string_lossy().contains("/tests/"))
    {
        let text = fs::read_to_string(path).unwrap();
        for word in forbidden {
            assert!(!text.contains(word), "{} says {word}", path.display());
        }
    }
}

#[test]
fn sql_is_written_in_stores_alone() {
    for folder in ["src/device", "src/office", "src/app", "src/demo"] {
        for path in rust_files(&root().join(folder)) {
            let text = fs::read_to_string(&path).unwrap();
            let is_store = path.components().any(|c| c.as_os_str() == "store" || c.as_os_str() == "tests");
            let has_sql =
                ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM"].iter().any(|w| text.contains(w));
            assert!(is_store || !has_sql, "{} holds SQL", path.display());
        }
    }
}
