//! Whatever is altered, taken away or put elsewhere in an office or a backup, `verify` names it.

use std::fs;
use std::path::{Path, PathBuf};

use doorstep_domain::bytes::Blob;
use doorstep_office::backup::back_up;
use doorstep_office::verify::{VerifyError, verify};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::stage::{attempt, record};
use crate::uploads::{self, Waiting};

/// An office with facts of its own and of lin, and a picture; and where the newest fact stands: lin's attempt.
async fn begin() -> (Waiting, i64) {
    let waiting = uploads::begin().await;
    waiting.create().await;
    waiting.patch(0, &waiting.ciphertext).send().await.unwrap();
    let connection = Connection::open(waiting.stage.data().join("office.db")).unwrap();
    let place = connection.query_row("SELECT MAX(sequence) FROM facts", [], |row| row.get(0)).unwrap();
    (waiting, place)
}

/// A backup of it that a case may spoil.
fn copy_of(data: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    back_up(data, copy.path()).unwrap();
    copy
}

fn alter(folder: &Path, sql: &str) {
    let connection = Connection::open(folder.join("office.db")).unwrap();
    connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).unwrap();
}

/// Everything that is found, a line each.
fn found(folder: &Path) -> Vec<String> {
    verify(folder).unwrap().findings.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn what_is_whole_is_called_whole_while_it_is_served_and_as_a_backup() {
    let (waiting, place) = begin().await;
    for folder in [waiting.stage.data(), copy_of(&waiting.stage.data()).keep()] {
        let verified = verify(&folder).unwrap();
        assert!(verified.is_whole(), "{verified}");
        assert_eq!((verified.facts, verified.pictures, verified.bytes), (place as u64, 1, 600_000));
        assert!(verified.parts > 0 && verified.keys == 1);
        assert_eq!(verified.notes, Default::default());
    }
}

/// One thing is altered in each case; `N` is the place of the newest fact.
#[tokio::test]
async fn one_thing_that_was_altered_is_named() {
    let (waiting, place) = begin().await;
    let of_newest = |set: &str| format!("UPDATE facts SET {set} WHERE sequence = {place}");
    let fact = |what: &str| format!("place {place}, fact {}: {what}", waiting.fact);
    let cases: Vec<(&str, String, String)> = vec![
        (
            "a byte of the head",
            of_newest(r#"head = replace(head, '"boot":', '"boot": ')"#),
            fact("the signature does not fit: head, author's key or signature is altered"),
        ),
        (
            "the head cut",
            of_newest("head = substr(head, 2)"),
            fact("its signed bytes are altered: no head can be read"),
        ),
        (
            "the head no text",
            of_newest("head = CAST(x'ff' || head AS TEXT)"),
            fact("its signed bytes are altered: no head can be read"),
        ),
        (
            "the signature",
            of_newest("signature = zeroblob(64)"),
            fact("the signature does not fit: head, author's key or signature is altered"),
        ),
        (
            "who it says it is by",
            of_newest("person = 'wu'"),
            fact("what is kept beside the head is not what the head says"),
        ),
        (
            "what it says it is about",
            of_newest("subject = 'callback/other'"),
            fact("what is kept beside the head is not what the head says"),
        ),
        ("the content hash", of_newest("content = zeroblob(32)"), fact("the content hash is another one")),
        (
            "the rolling hash",
            of_newest("rolling = zeroblob(32)"),
            fact("the rolling hash does not follow from the one before"),
        ),
        (
            "the verdict's outcome",
            of_newest("verdict = replace(verdict, 'applied', 'held')"),
            fact("the verdict is altered"),
        ),
        (
            "one digit of the verdict",
            of_newest("verdict = replace(verdict, '\"v\":1', '\"v\":2')"),
            fact("the verdict is altered"),
        ),
        (
            "the verdict and its seal",
            of_newest("verdict = replace(verdict, 'applied', 'held'), seal = zeroblob(32)"),
            fact("the verdict is altered"),
        ),
        ("no verdict", of_newest("verdict = ''"), fact("no verdict can be read")),
        (
            "the receipt",
            of_newest("receipt = replace(receipt, 'applied', 'held')"),
            fact("the receipt is altered"),
        ),
        (
            "another fact's receipt",
            of_newest(
                "(receipt, receipt_signature) = (SELECT receipt, receipt_signature FROM facts WHERE sequence = 1)",
            ),
            fact("the receipt is for something else"),
        ),
        ("when it was taken", of_newest("taken = taken + 1"), fact("the receipt is for something else")),
        (
            "a fact in the middle taken away",
            "DELETE FROM facts WHERE sequence = 3".into(),
            "place 3: the fact is missing".into(),
        ),
        (
            "the newest fact taken away",
            format!("DELETE FROM facts WHERE sequence = {place}"),
            format!("place {place}: the fact is missing"),
        ),
        (
            "a part taken away",
            "DELETE FROM parts WHERE slot = 'picture/1'".into(),
            fact("picture/1 is missing"),
        ),
        (
            "a part's salt",
            "UPDATE parts SET salt = zeroblob(32) WHERE slot = 'picture/1'".into(),
            fact("picture/1 is altered"),
        ),
        (
            "a part's hash",
            "UPDATE parts SET hash = zeroblob(32) WHERE slot = 'picture/1'".into(),
            fact("picture/1 is altered"),
        ),
        (
            "a part under another slot",
            "UPDATE parts SET slot = 'picture/2' WHERE slot = 'picture/1'".into(),
            fact("picture/2 is there, and the head does not name it"),
        ),
        (
            "a part of no fact",
            "UPDATE parts SET fact = 'gone' WHERE slot = 'picture/1'".into(),
            "picture/1 of gone: its fact is missing".into(),
        ),
        (
            "a certificate",
            "UPDATE person_keys SET certificate = replace(certificate, 'lin', 'wuu')".into(),
            fact("the key that signed is not certified"),
        ),
        (
            "a certificate for somebody else",
            "UPDATE person_keys SET person = 'wu'".into(),
            fact("the key that signed is not certified"),
        ),
        (
            "a certificate taken away",
            "DELETE FROM person_keys".into(),
            fact("the key that signed is not certified"),
        ),
    ];
    for (name, sql, expected) in cases {
        let copy = copy_of(&waiting.stage.data());
        alter(copy.path(), &sql);
        let found = found(copy.path());
        assert!(found.contains(&expected), "{name}: {found:#?}");
    }
}

#[tokio::test]
async fn an_order_that_was_swapped_is_named_at_both_places() {
    let (waiting, _) = begin().await;
    let copy = copy_of(&waiting.stage.data());
    let swap =
        "UPDATE facts SET sequence = -1 WHERE sequence = 3; UPDATE facts SET sequence = 3 WHERE sequence = 4;
                UPDATE facts SET sequence = 4 WHERE sequence = -1";
    alter(copy.path(), swap);
    let found = found(copy.path());
    for place in [3, 4] {
        let begin = format!("place {place}, ");
        let here = |what: &str| found.iter().any(|f| f.starts_with(&begin) && f.ends_with(what));
        assert!(here("the rolling hash does not follow from the one before"), "{found:#?}");
        assert!(here("the receipt is for something else"), "{found:#?}");
    }
}

#[tokio::test]
async fn the_offices_own_facts_count_without_a_gap_and_handhelds_gaps_are_told() {
    let (mut waiting, _) = begin().await;
    let stage = &waiting.stage;
    let callback = stage.repair("2", "8-1-101").await.callback;
    let lin = stage.sign_in(&waiting.handheld, "lin").await;
    waiting.handheld.sequence += 2;
    let late = waiting.handheld.write(&lin, attempt(&callback));
    waiting.handheld.push_one(&late).await;
    let verified = verify(&waiting.stage.data()).unwrap();
    assert!(verified.is_whole(), "what has not arrived is no damage: {verified}");
    let gaps: Vec<_> = verified.notes.not_arrived.iter().map(|gap| (gap.from, gap.through)).collect();
    assert_eq!(gaps, [(2, 3)]);
}

#[tokio::test]
async fn what_was_refused_stays_what_came() {
    let (mut waiting, _) = begin().await;
    let callback = waiting.stage.repair("2", "8-1-101").await.callback;
    let lin = waiting.stage.sign_in(&waiting.handheld, "lin").await;
    let fact = waiting.handheld.write(&lin, record(&callback, b"document"));
    let mut sealed = waiting.handheld.seal(&fact);
    sealed.sealed.ciphertext = Blob(vec![1; 40]);
    waiting.handheld.push_sealed(vec![sealed]).await.unwrap();
    let copy = copy_of(&waiting.stage.data());
    assert!(verify(copy.path()).unwrap().is_whole());
    alter(copy.path(), "UPDATE refused SET bytes = x'00'");
    assert!(found(copy.path())[0].ends_with("was refused is altered"));
}

/// The only picture's file.
fn picture(folder: &Path) -> PathBuf {
    let folder = fs::read_dir(folder.join("parts")).unwrap().next().unwrap().unwrap().path();
    fs::read_dir(folder).unwrap().next().unwrap().unwrap().path()
}

#[tokio::test]
async fn files_that_are_gone_or_altered_are_named() {
    let (waiting, place) = begin().await;
    let fact = |what: &str| [format!("place {place}, fact {}: {what}", waiting.fact)];
    let copy = copy_of(&waiting.stage.data());
    let path = picture(copy.path());
    let mut bytes = fs::read(&path).unwrap();
    bytes[500_000] ^= 1;
    // Not in place: it is the office's own file under a second name.
    fs::remove_file(&path).unwrap();
    fs::write(&path, bytes).unwrap();
    assert_eq!(found(copy.path()), fact("picture/1 is altered"));
    fs::remove_file(&path).unwrap();
    assert_eq!(found(copy.path()), fact("the file of picture/1 is missing"));

    let growing = uploads::begin().await;
    growing.create().await;
    growing.patch(0, &growing.ciphertext[..300_000]).send().await.unwrap();
    let data = growing.stage.data();
    let verified = verify(&data).unwrap();
    assert!(verified.is_whole() && verified.notes.pictures_missing == 1, "{verified}");
    for file in fs::read_dir(data.join("uploads")).unwrap() {
        fs::write(file.unwrap().path(), b"short").unwrap();
    }
    let lacks =
        format!("picture/1 of {}, on its way up: bytes that were acknowledged are missing", growing.fact);
    assert_eq!(found(&data), [lacks]);
    let copy = copy_of(&data);
    assert!(verify(copy.path()).unwrap().is_whole(), "a backup leaves out what is only under way");
}

#[tokio::test]
async fn a_database_that_is_torn_is_never_called_whole() {
    let (waiting, _) = begin().await;
    for part in 1..8 {
        let copy = copy_of(&waiting.stage.data());
        let database = copy.path().join("office.db");
        let mut bytes = fs::read(&database).unwrap();
        let at = bytes.len() * part / 8;
        bytes[at..at + 4096].fill(0x5a);
        fs::write(&database, bytes).unwrap();
        let verified = verify(copy.path());
        assert!(verified.is_err() || !verified.unwrap().is_whole(), "torn at {at}");
    }
}

#[tokio::test]
async fn what_cannot_be_verified_says_why() {
    let (waiting, _) = begin().await;
    let nothing = tempfile::tempdir().unwrap();
    assert!(matches!(verify(nothing.path()), Err(VerifyError::NoOffice(_))));
    let copy = copy_of(&waiting.stage.data());
    fs::remove_file(copy.path().join("keys/signing.key")).unwrap();
    assert!(matches!(verify(copy.path()), Err(VerifyError::Keys(_))));
    fs::write(copy.path().join("NOT-A-WHOLE-BACKUP"), b"").unwrap();
    assert!(matches!(verify(copy.path()), Err(VerifyError::Unfinished(_))));
}
