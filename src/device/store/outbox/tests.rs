//! In which order things go, from a queue of whatever length, and from one that an older version left.

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::ids::{FactId, InstallationId};
use doorstep_domain::moment::Moment;
use doorstep_protocol::facts::{AgainReason, Routing, SealedFact};
use doorstep_protocol::heartbeat::{Lacking, Sequences, WithoutPictures};
use doorstep_protocol::seal::Sealed;
use rusqlite::params;
use uuid::Uuid;

use super::*;

const GRAVE: u8 = 0;
const PLAIN: u8 = 1;

fn outbox(migrations: Migrations) -> (tempfile::TempDir, Outbox) {
    let folder = tempfile::tempdir().unwrap();
    let connection = open(&folder.path().join("outbox.db"), None, migrations).unwrap();
    (folder, Outbox { connection })
}

fn sealed() -> Sealed {
    Sealed { encapsulated: Fixed([0; 32]), counter: 0, ciphertext: Blob(vec![7; 4_000]) }
}

fn put(outbox: &Outbox, sequence: i64, subject: u8, priority: u8) {
    let installation = InstallationId(Uuid::nil());
    let routing = Routing { installation, sequence, priority, tag: Fixed([subject; 16]) };
    let fact = SealedFact { routing, sealed: sealed() };
    let picture = NewUpload {
        slot: "picture/1".parse().unwrap(),
        secret: sealed(),
        file: sequence.to_string(),
        bytes: 9,
    };
    let author = "lin".parse().unwrap();
    outbox.put(&fact, id(sequence), &author, Fixed([0; 32]), Moment::EARLIEST, &[picture]).unwrap();
}

fn id(sequence: i64) -> FactId {
    FactId(Uuid::from_u128(sequence as u128))
}

fn hold(outbox: &Outbox, sequence: i64) {
    let sql = "UPDATE rows SET state = 'pictures', receipt = '{}' WHERE sequence = ?1";
    outbox.connection.execute(sql, [sequence]).unwrap();
}

fn batch(outbox: &Outbox, again: bool) -> Vec<i64> {
    let batch = outbox.batch(100, 1_000_000, again).unwrap();
    assert_eq!(outbox.has_open(again).unwrap(), !batch.is_empty());
    batch.iter().map(|fact| fact.routing.sequence).collect()
}

fn next_upload(outbox: &Outbox) -> Option<i64> {
    outbox.next_uploads(1).unwrap().first().map(|upload| upload.sequence)
}

#[test]
fn c_07_a_grave_complaint_goes_first_with_what_precedes_it_on_its_subject() {
    let (_folder, outbox) = outbox(MIGRATIONS);
    assert_eq!(batch(&outbox, true), [0; 0]);
    for (sequence, subject, priority) in [(1, 1, PLAIN), (2, 2, PLAIN), (3, 1, PLAIN), (4, 2, GRAVE)] {
        put(&outbox, sequence, subject, priority);
    }
    assert_eq!(batch(&outbox, false), [2, 4, 1, 3]);
    outbox.put_off(1, AgainReason::TooOld).unwrap();
    assert_eq!((batch(&outbox, false), batch(&outbox, true)), (vec![2, 4, 3], vec![2, 4, 1, 3]));
    hold(&outbox, 4);
    assert_eq!(batch(&outbox, false), [2, 3]);
}

#[test]
fn f_01_pictures_go_in_their_order_and_only_of_facts_that_are_held() {
    let (_folder, outbox) = outbox(MIGRATIONS);
    for (sequence, priority) in [(1, PLAIN), (2, PLAIN), (3, GRAVE)] {
        put(&outbox, sequence, 1, priority);
    }
    assert_eq!(next_upload(&outbox), None);
    for (held, expected) in [(2, 2), (1, 1), (3, 3)] {
        hold(&outbox, held);
        assert_eq!(next_upload(&outbox), Some(expected));
    }
}

/// A handheld that was set back to an old copy gives a sequence twice, and what is lost of its first life cannot come: it is
/// not sent in a circle. Found by the simulator (seed 301551).
#[test]
fn f_01_what_the_office_lacks_waits_again_and_nothing_else_does() {
    let check = |name: &str, upload: &str, lacking: Lacking, expected: &[i64]| {
        let (_folder, outbox) = outbox(MIGRATIONS);
        for sequence in 1..=3 {
            put(&outbox, sequence, 1, PLAIN);
        }
        let sent = format!(
            "UPDATE rows SET state = 'confirmed', receipt = '{{}}' WHERE sequence < 3;
             UPDATE uploads SET state = '{upload}' WHERE sequence < 3"
        );
        outbox.connection.execute_batch(&sent).unwrap();
        outbox.offer_lacking(&lacking).unwrap();
        assert_eq!(batch(&outbox, false), expected, "{name}");
    };
    let facts = |first, last| Lacking { facts: vec![Sequences { first, last }], ..Lacking::default() };
    let pictures = |sequence, fact| Lacking {
        pictures: vec![WithoutPictures { sequence, fact: id(fact) }],
        ..Lacking::default()
    };
    check("nothing", "sent", Lacking::default(), &[3]);
    check("a fact", "sent", facts(2, 2), &[2, 3]);
    check("all facts, and what was never there", "sent", facts(1, i64::MAX), &[1, 2, 3]);
    check("a fact whose picture is lost here", "refused", facts(1, 1), &[1, 3]);
    check("pictures", "sent", pictures(2, 2), &[2, 3]);
    check("pictures of this sequence's first life", "sent", pictures(2, 7), &[3]);
    check("pictures that are lost here", "refused", pictures(2, 2), &[3]);
    check("pictures that wait anyway", "sent", pictures(3, 3), &[3]);
}

/// F-01: what an older version left in the outbox goes on.
#[test]
fn f_01_pictures_of_an_older_outbox_go_on_in_their_order() {
    let (folder, older) = outbox(Migrations(&MIGRATIONS.0[..2]));
    let row = "INSERT INTO rows (sequence, fact, author, priority, tag, sealed, content, bytes, saved, state, receipt)
               VALUES (?1, ?2, 'lin', ?3, '', '', '', 1, 0, 'pictures', '{}')";
    let upload = "INSERT INTO uploads (sequence, slot, secret, file, bytes, state)
                  VALUES (?1, 'picture/1', ?2, 'f', 1, 'waiting')";
    for (sequence, priority) in [(1, PLAIN), (2, GRAVE)] {
        older.connection.execute(row, params![sequence, Uuid::nil().to_string(), priority]).unwrap();
        older.connection.execute(upload, params![sequence, crate::store::to_json(&sealed())]).unwrap();
    }
    drop(older);
    let newer = Outbox::open(&folder.path().join("outbox.db")).unwrap();
    assert_eq!(next_upload(&newer), Some(2));
}
