//! F-01: what was answered is there after a restart, and another program is kept out.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use doorstep_office::admin::{Command, Outcome, Reached};
use doorstep_office::{Office, OfficeError};

use crate::stage::{Stage, attempt};

#[tokio::test]
async fn f_01_a_restart_keeps_everything() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let mut handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    let fact = handheld.write(&lin, attempt(&callback));
    let answer = handheld.push_one(&fact).await;
    let page = handheld.feed(&handheld.bearer(Some(&lin)).await, None, 0).await.unwrap();
    let fingerprint = handheld.office.fingerprint();
    let stage = stage.restart().await;
    handheld.url = stage.url();
    assert_eq!(stage.office.introduce().await.unwrap().fingerprint(), fingerprint);
    assert_eq!(handheld.push_one(&fact).await, answer);
    let bearer = handheld.bearer(Some(&lin)).await;
    let again = handheld.feed(&bearer, None, 0).await.unwrap();
    assert_eq!((again.entries, again.epoch), (page.entries, page.epoch));
    assert!(handheld.feed(&bearer, Some(&page.cursor), 0).await.unwrap().entries.is_empty());
    assert!(stage.repair("1", "8-1-101").await.repeated);
}

#[tokio::test]
async fn one_program_has_the_folder_and_others_ask_it() {
    let stage = Stage::set().await;
    assert!(matches!(Office::open(&stage.data()), Err(OfficeError::InUse(_))));
    let ask = |command: Command| {
        let data = stage.data();
        async move {
            let ask = move || Reached::at(&data).unwrap().obey(&command).unwrap();
            tokio::task::spawn_blocking(ask).await.unwrap()
        }
    };
    assert!(matches!(ask(Command::Enrol).await, Outcome::Code { code } if code.len() == 19));
    let person = || "lin".parse().unwrap();
    assert!(
        matches!(ask(Command::PersonCode { person: person() }).await, Outcome::Code { code } if code.len() == 9)
    );
    assert!(matches!(ask(Command::Token { person: person() }).await, Outcome::Token { .. }));
    assert_eq!(ask(Command::Unlock { person: person() }).await, Outcome::Done);
    assert!(matches!(ask(Command::Revoke { device: 7 }).await, Outcome::Refused(_)));
}

#[tokio::test]
async fn p_10_nobody_else_on_the_machine_reads_the_folder() {
    let stage = Stage::set().await;
    let mode = |path: &str| fs::metadata(stage.data().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(""), 0o700);
    assert_eq!(mode("parts"), 0o700);
    assert_eq!(mode("keys/signing.key"), 0o600);
    assert_eq!(mode("keys/sealing.key"), 0o600);
    assert_eq!(mode("admin.sock"), 0o600);
}

#[tokio::test]
async fn what_does_not_open_says_why_and_is_left_alone() {
    type Spoil = fn(&std::path::Path);
    let cases: [(&str, Spoil); 3] = [
        ("torn", |data| {
            fs::write(data.join("office.db"), "not a database, but long enough to be one").unwrap()
        }),
        ("missing", |data| fs::remove_file(data.join("keys/signing.key")).unwrap()),
        ("newer", |data| {
            let connection = rusqlite::Connection::open(data.join("office.db")).unwrap();
            connection.pragma_update(None, "user_version", 99).unwrap();
        }),
    ];
    for (name, spoil) in cases {
        let folder = tempfile::tempdir().unwrap();
        drop(Office::open(folder.path()).unwrap());
        while Office::open(folder.path()).is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        for leftover in ["office.db-wal", "office.db-shm"] {
            let _ = fs::remove_file(folder.path().join(leftover));
        }
        spoil(folder.path());
        let before = fs::read(folder.path().join("office.db")).unwrap();
        let error = Office::open(folder.path()).err().map(|e| e.to_string()).unwrap();
        let words = match name {
            "torn" => "not a database",
            "missing" => "is missing",
            _ => "newer program",
        };
        assert!(error.contains(words), "{name}: {error}");
        assert_eq!(fs::read(folder.path().join("office.db")).unwrap(), before, "{name}");
    }
}
