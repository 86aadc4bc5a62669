//! F-01: the file of a queue that is carried by hand. The golden file is read forever; what is whole in a damaged one is
//! found.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

use std::fs;
use std::path::PathBuf;

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::fact::SigningKey;
use doorstep_domain::fact::sign::public;
use doorstep_domain::ids::{FactId, InstallationId};
use doorstep_domain::moment::Moment;
use doorstep_protocol::carried::{
    Bringer, CarriedPicture, End, PictureError, Reader, ReaderError, Record, SignedBringer, Writer,
};
use doorstep_protocol::facts::{Routing, SealedFact};
use doorstep_protocol::seal::Sealed;
use doorstep_protocol::upload::UploadMetadata;
use uuid::Uuid;

fn device() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn bringer() -> Bringer {
    Bringer {
        v: 1,
        installation: InstallationId(Uuid::from_u128(1)),
        office: Fixed([5; 32]),
        sealed_to: Fixed([6; 32]),
        written: Moment::nearest(1_795_513_320_000),
    }
}

fn sealed(counter: u64) -> Sealed {
    Sealed { encapsulated: Fixed([8; 32]), counter, ciphertext: Blob(vec![1, 2, 3]) }
}

fn fact(sequence: i64) -> SealedFact {
    let installation = InstallationId(Uuid::from_u128(1));
    let routing = Routing { installation, sequence, priority: 1, tag: Fixed([4; 16]) };
    SealedFact { routing, sealed: sealed(sequence.unsigned_abs()) }
}

fn picture(number: u8) -> CarriedPicture {
    let slot = format!("picture/{number}").parse().unwrap();
    let metadata = UploadMetadata { fact: FactId(Uuid::from_u128(9)), slot, secret: sealed(90) };
    CarriedPicture { metadata, ciphertext: vec![number; 300] }
}

fn records() -> Vec<Record> {
    vec![
        Record::Begin(SignedBringer::sign(&bringer(), &device())),
        Record::Fact(Box::new(fact(7))),
        Record::Fact(Box::new(fact(8))),
        Record::Picture(picture(1)),
        Record::Picture(picture(2)),
        Record::End(End { facts: 2, pictures: 2 }),
    ]
}

fn write(records: &[Record]) -> Vec<u8> {
    let mut writer = None;
    for record in records {
        match (record, &mut writer) {
            (Record::Begin(bringer), _) => writer = Some(Writer::begin(Vec::new(), bringer).unwrap()),
            (Record::Fact(fact), Some(writer)) => {
                writer.fact(&serde_json::to_string(fact).unwrap()).unwrap();
            }
            (Record::Picture(CarriedPicture { metadata, ciphertext }), Some(writer)) => {
                writer.picture(metadata, ciphertext.len() as u64, &ciphertext[..]).unwrap();
            }
            (Record::End(end), Some(_)) => return writer.take().unwrap().end(end).unwrap(),
            other => panic!("{other:?}", other = other.0),
        }
    }
    panic!("no end")
}

fn read(bytes: &[u8]) -> Vec<Record> {
    let mut reader = Reader::open(bytes).unwrap();
    std::iter::from_fn(|| reader.next_record().unwrap()).collect()
}

fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/queue-1.doorstep")
}

#[test]
fn what_is_written_today_is_what_is_read_forever() {
    let today = write(&records());
    if std::env::var_os("UPDATE_GOLDEN").is_some() && !golden().exists() {
        fs::write(golden(), &today).unwrap();
    }
    let released = fs::read(golden()).unwrap();
    assert!(released == today, "a released format changed");
    assert_eq!(read(&released), records());
}

#[test]
fn only_its_handheld_signs_who_brings_it() {
    let signed = SignedBringer::sign(&bringer(), &device());
    assert_eq!(signed.read(), Ok(bringer()));
    assert!(signed.is_by(&public(&device())));
    assert!(!signed.is_by(&public(&SigningKey::from_bytes(&[8; 32]))));
    let other = SignedBringer { bringer: signed.bringer.replace("\"v\":1", "\"v\":2"), ..signed };
    assert!(other.read().is_err() && !other.is_by(&public(&device())));
}

#[test]
fn what_is_no_queue_is_told_apart_from_a_newer_one() {
    let error = |bytes: &[u8]| Reader::open(bytes).err().unwrap();
    for nothing in ["", "\n", "doorstep/carried/1", "doorstep/carried/\n", "PK\u{3}\u{4}", &"x".repeat(999)] {
        assert!(matches!(error(nothing.as_bytes()), ReaderError::NotAQueue), "{nothing}");
    }
    assert!(matches!(error(b"doorstep/carried/2\nanything"), ReaderError::Newer(2)));
}

/// Wherever one byte is altered, only the record that it stands in is lost.
#[test]
fn f_01_one_altered_byte_costs_one_record() {
    let (whole, records) = (write(&records()), records());
    let first_line = b"doorstep/carried/1\n".len();
    for at in first_line..whole.len() {
        let mut altered = whole.clone();
        altered[at] ^= 0x40;
        let read = read(&altered);
        let found: Vec<&Record> = read.iter().filter(|record| **record != Record::Damaged).collect();
        assert_eq!(found.len(), records.len() - 1, "at {at}");
        assert!(found.iter().all(|record| records.contains(record)), "at {at}");
        assert_eq!(read.len() - found.len(), 1, "told once, at {at}");
    }
}

#[test]
fn f_01_of_a_file_that_was_cut_off_the_whole_records_are_read_and_no_end() {
    let (whole, records) = (write(&records()), records());
    for length in b"doorstep/carried/1\n".len()..whole.len() {
        let read = read(&whole[..length]);
        let whole_ones = read.iter().filter(|record| **record != Record::Damaged).count();
        assert_eq!(read[..whole_ones], records[..whole_ones], "cut at {length}");
        assert!(whole_ones < records.len(), "cut at {length}");
    }
}

#[test]
fn a_zeroed_sector_costs_what_it_touches() {
    let (mut bytes, records) = (write(&records()), records());
    let second_fact = 19 + 300;
    bytes[second_fact..second_fact + 400].fill(0);
    let read = read(&bytes);
    let found = read.iter().filter(|record| records.contains(record)).count();
    assert!(found >= 3 && read.last() == records.last(), "{read:?}");
}

#[test]
fn where_a_record_ends_is_known_so_that_writing_goes_on_there() {
    let whole = write(&records());
    let mut reader = Reader::open(&whole[..whole.len() - 3]).unwrap();
    let mut end = 0;
    while let Some(record) = reader.next_record().unwrap() {
        if record == Record::Damaged {
            break;
        }
        end = usize::try_from(reader.position()).unwrap();
    }
    let mut sink = whole[..end].to_vec();
    sink = Writer::go_on(sink).end(&End { facts: 2, pictures: 2 }).unwrap();
    assert!(sink == whole);
}

#[test]
fn a_picture_that_got_shorter_is_no_record() {
    let mut writer = Writer::begin(Vec::new(), &SignedBringer::sign(&bringer(), &device())).unwrap();
    let CarriedPicture { metadata, ciphertext } = picture(1);
    let error = writer.picture(&metadata, 301, &ciphertext[..]).unwrap_err();
    assert!(matches!(error, PictureError::Shorter));
    assert!(writer.picture(&metadata, u64::MAX / 2, &ciphertext[..]).is_err(), "longer than any picture");
}
