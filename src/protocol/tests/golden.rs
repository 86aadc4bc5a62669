//! Released wire formats are read forever. `UPDATE_GOLDEN=1 cargo test -p doorstep-protocol --test golden`
//! writes what is missing; a change of a released file is a mistake, a new file is not.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

use std::fs;
use std::path::PathBuf;

use doorstep_domain::about::About;
use doorstep_domain::bytes::{Blob, Fixed, Hash};
use doorstep_domain::directory::Label;
use doorstep_domain::fact::sign::public;
use doorstep_domain::fact::{Outcome, Reason, SignedFact, SigningKey, Slot, Verdict};
use doorstep_domain::grade::Grade;
use doorstep_domain::identity::Certificate;
use doorstep_domain::ids::{FactId, InstallationId, SubjectId};
use doorstep_domain::moment::{Moment, OfficeTime};
use doorstep_domain::role::Role;
use doorstep_protocol::bells::{Bell, BellsAnswer};
use doorstep_protocol::cursor::Cursor;
use doorstep_protocol::enrol::{
    CertificatesAnswer, CertificatesRequest, EnrolAnswer, EnrolCode, EnrolRequest, PersonKeyRequest,
};
use doorstep_protocol::facts::{
    AgainReason, Answer, PushAnswer, PushRequest, Routing, SealedFact, SealedFactError, subject_tag,
};
use doorstep_protocol::feed::{FeedEntry, FeedPage, OrderedFact};
use doorstep_protocol::heartbeat::{
    Compression, Heartbeat, HeartbeatAnswer, Keystore, Lacking, Sequences, StaffTile, WithoutPictures,
};
use doorstep_protocol::office::OfficeIdentity;
use doorstep_protocol::pack::{DICTIONARY, Packing};
use doorstep_protocol::problem::{Problem, ProblemCode};
use doorstep_protocol::receipt::{Receipt, SignedReceipt};
use doorstep_protocol::seal::{OpeningKey, Purpose, Sealed, Sealer};
use doorstep_protocol::session::{PersonProof, SessionAnswer, SessionRequest, challenge_bytes};
use doorstep_protocol::snapshot::{HistoriesAnswer, HistoriesRequest, History, SnapshotPage, Summary};
use doorstep_protocol::upload::{PictureSecret, UploadMetadata, receipt_from_header, receipt_to_header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

fn updating() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some()
}

fn write(name: &str, value: &Value) {
    fs::create_dir_all(path("")).unwrap();
    fs::write(path(name), format!("{value:#}\n")).unwrap();
}

fn read(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(path(name)).unwrap()).unwrap()
}

/// What this version writes is what stands in the file, and the file is read to the same value.
fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(name: &str, today: &T) {
    let value = serde_json::to_value(today).unwrap();
    if updating() {
        write(name, &value);
    }
    assert_eq!(read(name), value, "{name}");
    assert_eq!(&serde_json::from_value::<T>(read(name)).unwrap(), today, "{name}");
}

fn office() -> SigningKey {
    SigningKey::from_bytes(&[5; 32])
}

fn opening_key() -> OpeningKey {
    OpeningKey::from_bytes([6; 32])
}

fn installation() -> InstallationId {
    InstallationId(Uuid::from_u128(1))
}

fn moment() -> Moment {
    Moment::nearest(1_795_513_320_000)
}

fn fact() -> SignedFact {
    SignedFact {
        head: "{}".into(),
        algorithm: "ed25519".into(),
        signature: Fixed([1; 64]),
        parts: vec![doorstep_domain::fact::Part {
            slot: "texts".parse().unwrap(),
            salt: Fixed([2; 32]),
            bytes: Blob("合格".as_bytes().to_vec()),
        }],
    }
}

fn routing() -> Routing {
    let subject: SubjectId = "callback/c-1".parse().unwrap();
    Routing { installation: installation(), sequence: 7, priority: 1, tag: subject_tag(&[4; 32], &subject) }
}

fn receipt() -> SignedReceipt {
    let receipt = Receipt {
        v: 1,
        site: "yunqi".parse().unwrap(),
        epoch: 1,
        fact: FactId(Uuid::from_u128(9)),
        content: Fixed([3; 32]),
        sequence: 48_213,
        rolling: Fixed([4; 32]),
        taken: moment(),
        outcome: Outcome::Applied,
        missing: vec!["picture/1".parse().unwrap()],
    };
    SignedReceipt::issue(&receipt, &office())
}

fn identity() -> OfficeIdentity {
    OfficeIdentity {
        site: "yunqi".parse().unwrap(),
        name: Label::new("云栖华府", "Yunqi Residence"),
        signing_key: public(&office()),
        sealing_key: opening_key().public().unwrap(),
        time: moment(),
    }
}

fn verdict() -> Verdict {
    Verdict::applied(OfficeTime::exact(moment()))
}

fn sealed() -> Sealed {
    Sealed { encapsulated: Fixed([8; 32]), counter: 3, ciphertext: Blob(vec![1, 2, 3]) }
}

#[test]
fn a_sealed_fact_of_any_release_is_opened() {
    for (name, packing) in [("sealed-fact.json", Packing::Plain), ("sealed-fact-1.json", Packing::Dictionary)]
    {
        check_sealed(name, packing);
    }
}

/// The dictionary is part of the format: whoever packs with another one packs as nobody reads.
#[test]
fn the_first_dictionary_stays_as_it_was_released() {
    let hash: Hash = Fixed(Sha256::digest(DICTIONARY).into());
    assert_eq!(hash.to_string(), "wwV4_c3gAbTd43KUvkVd0PPCKrBnmlizeWqYsQMkW_w");
}

fn check_sealed(name: &str, packing: Packing) {
    if updating() && !path(name).exists() {
        // Sealing is never the same twice, so this file is written once and only ever read.
        let mut sealer = Sealer::new(&opening_key().public().unwrap(), Purpose::Outbox).unwrap();
        let sealed = SealedFact::seal(&mut sealer, routing(), &fact(), packing).unwrap();
        write(name, &serde_json::to_value(sealed).unwrap());
    }
    let stored: SealedFact = serde_json::from_value(read(name)).unwrap();
    assert_eq!(stored.open(&opening_key()).unwrap(), fact());
    assert_eq!(stored.routing, routing());

    let rerouted = SealedFact { routing: Routing { sequence: 8, ..routing() }, ..stored };
    assert!(
        matches!(rerouted.open(&opening_key()), Err(SealedFactError::Seal(_))),
        "routing is bound to the seal"
    );
}

#[test]
fn a_picture_of_any_release_is_opened() {
    let (fact, slot): (_, Slot) = (FactId(Uuid::from_u128(9)), "picture/1".parse().unwrap());
    let secret = PictureSecret::new(Fixed([11; 32]), Fixed([12; 32]));
    check("picture-secret.json", &secret);
    check("picture-ciphertext.json", &Blob(secret.encrypt(b"jpeg").unwrap()));
    if updating() && !path("upload-metadata.json").exists() {
        // Sealing is never the same twice, so this file is written once and only ever read.
        let mut sealer = Sealer::new(&opening_key().public().unwrap(), Purpose::Outbox).unwrap();
        let secret = secret.seal(&mut sealer, fact, &slot).unwrap();
        write(
            "upload-metadata.json",
            &UploadMetadata { fact, slot: slot.clone(), secret }.to_header().into(),
        );
    }
    let stored = UploadMetadata::from_header(read("upload-metadata.json").as_str().unwrap()).unwrap();
    assert_eq!((stored.fact, &stored.slot), (fact, &slot));
    assert_eq!(stored.open(&opening_key()).unwrap(), secret);
    let ciphertext: Blob = serde_json::from_value(read("picture-ciphertext.json")).unwrap();
    assert_eq!(secret.decrypt(&ciphertext.0).unwrap(), b"jpeg");

    let elsewhere = UploadMetadata { slot: "picture/2".parse().unwrap(), ..stored };
    assert!(elsewhere.open(&opening_key()).is_err(), "the place is bound to the seal");
    check("upload-receipt.json", &receipt_to_header(&receipt()));
    assert_eq!(receipt_from_header(read("upload-receipt.json").as_str().unwrap()), Some(receipt()));
}

#[test]
fn receipts_are_read_and_prove_only_their_office() {
    check("receipt.json", &receipt());
    let stored: SignedReceipt = serde_json::from_value(read("receipt.json")).unwrap();
    assert_eq!(stored.verify(&public(&office())).unwrap().sequence, 48_213);
    assert!(stored.verify(&public(&SigningKey::from_bytes(&[6; 32]))).is_err());
    let forged = SignedReceipt { receipt: stored.receipt.replace("48213", "48214"), ..stored };
    assert!(forged.verify(&public(&office())).is_err());
}

#[test]
fn cursors_are_read_by_their_office_alone() {
    let cursor =
        Cursor { v: 1, epoch: 1, sequence: 12, rolling: Fixed([4; 32]), person: "b-02".parse().unwrap() };
    let text = cursor.issue(&office());
    check("cursor.json", &text);
    assert_eq!(Cursor::read(read("cursor.json").as_str().unwrap(), &public(&office())), Some(cursor));
    assert_eq!(Cursor::read(&text, &public(&SigningKey::from_bytes(&[6; 32]))), None);
    for broken in ["", ".", "abc", "abc.def", &text[1..], &text[..text.len() - 1]] {
        assert_eq!(Cursor::read(broken, &public(&office())), None, "{broken}");
    }
}

#[test]
fn fingerprints_codes_and_challenges_stay_as_they_are() {
    check("fingerprint.json", &identity().fingerprint());
    check("enrol-code.json", &EnrolCode::new([1, 2, 3, 4, 5], identity().fingerprint()).to_string());
    check("challenge-bytes.json", &Blob(challenge_bytes(&Fixed([1; 32]), installation())));
}

#[test]
fn requests_and_answers_stay_as_they_are() {
    check("office.json", &identity());
    check(
        "enrol-request.json",
        &EnrolRequest {
            secret: "041061050".into(),
            installation: installation(),
            device_key: Fixed([1; 32]),
            store_key: sealed(),
        },
    );
    check("enrol-answer.json", &EnrolAnswer { office: identity(), device_number: 7 });
    let (key, handover_key) = (Fixed([1; 32]), Fixed([2; 32]));
    check("person-key-request.json", &PersonKeyRequest { code: "48219930".into(), key, handover_key });
    let certificate = Certificate { certified: "{}".into(), signature: Fixed([4; 64]) };
    check("certificates-request.json", &CertificatesRequest { certificates: vec![certificate] });
    check("certificates-answer.json", &CertificatesAnswer { new: 1 });
    let person = PersonProof { person: "b-02".parse().unwrap(), key, signature: Fixed([3; 64]) };
    let request = SessionRequest {
        challenge: Fixed([1; 32]),
        installation: installation(),
        signature: Fixed([2; 64]),
        person: Some(person),
        epoch: None,
    };
    check("session-request.json", &request);
    check("session-request-epoch.json", &SessionRequest { person: None, epoch: Some(3), ..request });
    let answer = SessionAnswer { bearer: "x".into(), seconds: 900, hand_in_only: false, epoch: None };
    check("session-answer.json", &answer);
    check("session-answer-epoch.json", &SessionAnswer { epoch: Some(2), ..answer });
    let problem = Problem { code: ProblemCode::ExpiredCode, detail: "the code has run out".into() };
    check("problem.json", &problem);
}

#[test]
fn pushes_stay_as_they_are() {
    check(
        "push-request.json",
        &PushRequest { facts: vec![SealedFact { routing: routing(), sealed: sealed() }] },
    );
    let answers = vec![
        Answer::Taken { sequence: 7, verdict: Box::new(verdict()), receipt: receipt() },
        Answer::Refused { sequence: 8, reason: Reason::Broken },
        Answer::Again { sequence: 9, why: AgainReason::TooOld },
    ];
    let answer = PushAnswer { answers, epoch: None };
    check("push-answer.json", &answer);
    check("push-answer-epoch.json", &PushAnswer { epoch: Some(2), ..answer });
}

#[test]
fn feeds_stay_as_they_are() {
    let ordered = || OrderedFact { sequence: 3, rolling: Fixed([4; 32]), fact: fact(), verdict: verdict() };
    let subject: SubjectId = "callback/c-1".parse().unwrap();
    let entries = vec![
        FeedEntry::Grant { subject: subject.clone(), history: vec![ordered()] },
        FeedEntry::Fact(Box::new(ordered())),
        FeedEntry::Withdraw { subject },
    ];
    let cursor = "c.s".into();
    let page = FeedPage { epoch: 1, entries, cursor, more: true, remaining: 40, backed_up_through: 0 };
    check("feed-page.json", &page);
}

#[test]
fn heartbeats_stay_as_they_are() {
    let heartbeat = Heartbeat {
        unsent_facts: 3,
        unsent_grave: 0,
        unsent_pictures: 2,
        unsent_bytes: 1_100_000,
        oldest_unsent: Some(moment()),
        highest_sequence: 12,
        version: "0.1.0".into(),
        battery: Some(80),
        wall: moment(),
        office: OfficeTime::exact(moment()),
        keystore: Keystore::File,
        locked: vec!["b-02".parse().unwrap()],
    };
    check("heartbeat.json", &heartbeat);
    check("heartbeat-grave.json", &Heartbeat { unsent_grave: 2, ..heartbeat });
    let tile = StaffTile {
        person: "b-02".parse().unwrap(),
        name: Label::new("周雅宁", "Zhou Yaning"),
        role: Role::Butler,
    };
    let answer = HeartbeatAnswer {
        time: moment(),
        staff: vec![tile],
        unlocked: vec!["b-02".parse().unwrap()],
        backed_up_through: 0,
        epoch: 0,
        compression: Compression::default(),
        lacking: Lacking::default(),
    };
    check("heartbeat-answer.json", &answer);
    let compression = Compression { packings: vec![0, 1], bodies: true };
    let answer = HeartbeatAnswer { compression, ..answer };
    check("heartbeat-answer-compression.json", &answer);
    let lacking = Lacking {
        facts: vec![Sequences { first: 7, last: 9 }],
        pictures: vec![WithoutPictures { sequence: 5, fact: FactId(Uuid::from_u128(5)) }],
    };
    check("heartbeat-answer-lacking.json", &HeartbeatAnswer { lacking, ..answer });
}

#[test]
fn first_contact_stays_as_it_is() {
    let subject: SubjectId = "home/8-2-1602".parse().unwrap();
    let about = About { done: Label::new("换阀芯", "Replaced the valve"), ..About::default() };
    let state = r#"{"kind":"unknown"}"#.to_owned();
    let summary = Summary { subject: subject.clone(), through: 12, own: 3, state, about: Some(about) };
    let page = SnapshotPage {
        epoch: 1,
        entries: vec![FeedEntry::Withdraw { subject: subject.clone() }],
        summaries: vec![summary],
        next: Some("place".into()),
        cursor: "c.s".into(),
        usable: true,
        remaining: 40,
        backed_up_through: 0,
    };
    check("snapshot-page.json", &page);
    check("histories-request.json", &HistoriesRequest { subjects: vec![subject.clone()] });
    let histories = vec![History { subject, history: Vec::new() }];
    check("histories-answer.json", &HistoriesAnswer { epoch: 1, histories });
}

#[test]
fn c_06_bells() {
    let bell = Bell {
        person: "m-01".parse().unwrap(),
        grade: Grade::Serious,
        by: Moment::nearest(1_795_489_680_000),
    };
    check("bells-answer.json", &BellsAnswer { mark: "bXJr".to_owned(), bells: vec![bell] });
}
