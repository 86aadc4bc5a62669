//! F-01, F-04: facts arrive, once, whatever happens on the way.

use doorstep_domain::bytes::Fixed;
use doorstep_domain::fact::{Outcome, Reason, SignedFact, SigningKey, Unsigned, Verdict};
use doorstep_domain::moment::{Moment, OfficeTime};
use doorstep_domain::role::Role;
use doorstep_protocol::facts::{AgainReason, Answer};
use doorstep_protocol::problem::ProblemCode;

use crate::handheld::{Handheld, Person, random};
use crate::stage::{Stage, attempt, record, record_superseding};

fn verdict(answer: &Answer) -> &Verdict {
    match answer {
        Answer::Taken { verdict, .. } => verdict,
        other => panic!("not taken: {other:?}"),
    }
}

fn held_for(answer: &Answer) -> Option<Reason> {
    assert_eq!(verdict(answer).outcome, Outcome::Held, "{answer:?}");
    verdict(answer).reason.clone()
}

#[tokio::test]
async fn f_01_the_same_bytes_get_the_same_answer_again() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let mut handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    let fact = handheld.write(&lin, record(&callback, b"{}"));
    let first = handheld.push_one(&fact).await;
    let Answer::Taken { receipt, verdict, .. } = &first else { panic!("{first:?}") };
    assert_eq!(verdict.outcome, Outcome::Applied);
    let read = receipt.verify(&handheld.office.signing_key).unwrap();
    assert_eq!((read.content, read.missing.len()), (fact.content_hash(), 0));
    let bytes = |answer: &Answer| serde_json::to_vec(answer).unwrap();
    assert_eq!(bytes(&handheld.push_one(&fact).await), bytes(&first));
    let twice = handheld.push(&[fact.clone(), fact.clone()]).await;
    assert_eq!((bytes(&twice[0]), bytes(&twice[1])), (bytes(&first), bytes(&first)));
}

#[tokio::test]
async fn f_04_the_same_id_with_other_bytes_is_refused_and_kept() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let mut handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    handheld.sequence += 1;
    let head = handheld.head(&lin, &attempt(&callback));
    let parts = attempt(&callback).parts;
    let with_parts = |mut head: doorstep_domain::fact::Head| {
        head.parts = parts.iter().map(|p| p.reference(doorstep_domain::fact::Carriage::Inline)).collect();
        Unsigned { head, parts: parts.clone() }.sign(&lin.key)
    };
    let (first, mut other) = (with_parts(head.clone()), head);
    other.wall = Moment::nearest(1);
    let other = with_parts(other);
    assert!(verdict(&handheld.push_one(&first).await).is_applied());
    let refused = Answer::Refused { sequence: 1, reason: Reason::SameId };
    assert_eq!(handheld.push_one(&other).await, refused);
    assert_eq!(handheld.push_one(&other).await, refused);
    assert!(verdict(&handheld.push_one(&first).await).is_applied());
}

#[tokio::test]
async fn broken_bytes_are_refused_and_block_nothing() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let mut handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    let good = handheld.write(&lin, attempt(&callback));
    let alter = |change: fn(&mut SignedFact)| {
        let mut fact = good.clone();
        change(&mut fact);
        fact
    };
    let cases: [(&str, SignedFact); 6] = [
        ("a head that is no JSON", alter(|f| f.head = "{".to_owned())),
        ("a head of another shape", alter(|f| f.head = "[1]".to_owned())),
        ("an altered head", alter(|f| f.head = f.head.replace("callback.attempted", "callback.recorded"))),
        ("another signature", alter(|f| f.signature = Fixed([7; 64]))),
        ("an altered part", alter(|f| f.parts[0].bytes.0.push(1))),
        ("a missing part", alter(|f| f.parts.clear())),
    ];
    for (name, fact) in cases {
        let answer = handheld.push_one(&fact).await;
        assert!(matches!(answer, Answer::Refused { reason: Reason::Broken, .. }), "{name}: {answer:?}");
    }
    let mut routed_elsewhere = handheld.seal(&good);
    routed_elsewhere.routing.sequence += 1;
    let answers = handheld.push_sealed(vec![routed_elsewhere, handheld.seal(&good)]).await.unwrap();
    assert!(matches!(answers[0], Answer::Refused { reason: Reason::Broken, .. }));
    assert!(verdict(&answers[1]).is_applied());
}

#[tokio::test]
async fn what_is_newer_than_the_office_waits() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let mut handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    handheld.sequence += 1;
    let head = handheld.head(&lin, &attempt(&callback));
    let newer = |change: fn(&mut doorstep_domain::fact::Head)| {
        let mut head = head.clone();
        head.parts.clear();
        change(&mut head);
        Unsigned { head, parts: Vec::new() }.sign(&lin.key)
    };
    let cases = [
        ("a newer envelope", newer(|h| h.v = 2)),
        ("an unknown kind", newer(|h| h.kind = "parcel.received".to_owned())),
        ("a newer version of a kind", newer(|h| h.kv = 9)),
    ];
    for (name, fact) in cases {
        let expected = Answer::Again { sequence: 1, why: AgainReason::TooOld };
        assert_eq!(handheld.push_one(&fact).await, expected, "{name}");
    }
    assert!(verdict(&handheld.push_one(&handheld.write_again(&lin, &callback)).await).is_applied());
}

impl Handheld {
    fn write_again(&self, person: &Person, callback: &doorstep_domain::ids::SubjectId) -> SignedFact {
        let says = attempt(callback);
        Unsigned { head: self.head(person, &says), parts: says.parts }.sign(&person.key)
    }
}

#[tokio::test]
async fn p_09_roles_are_enforced_here() {
    let stage = Stage::set().await;
    let repair = stage.repair("1", "8-1-101").await.callback;
    let serious = serde_json::json!({"kind": "complaint", "grade": "serious"});
    let serious = stage.finish("2", "8-1-102", serious).await.callback;
    let cases = [
        ("lin", &serious, Some(Reason::NotYours)),
        ("manager", &serious, None),
        ("zhao", &repair, Some(Reason::NotYours)),
        ("builder", &repair, Some(Reason::NotYours)),
        ("lin", &repair, None),
    ];
    let mut handheld = stage.handheld().await;
    for (id, callback, expected) in cases {
        let person = stage.sign_in(&handheld, id).await;
        let fact = handheld.write(&person, record(callback, b"{}"));
        let answer = handheld.push_one(&fact).await;
        assert_eq!(verdict(&answer).reason, expected, "{id} on {callback}");
    }
}

#[tokio::test]
async fn f_04_the_offices_order_decides_between_two_records() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let (mut first, mut second) = (stage.handheld().await, stage.handheld().await);
    let (lin, chen) = (stage.sign_in(&first, "lin").await, stage.sign_in(&second, "chen").await);
    let record_1 = first.write(&lin, record(&callback, b"{}"));
    let record_2 = second.write(&chen, record(&callback, b"{}"));
    assert!(verdict(&second.push_one(&record_2).await).is_applied());
    let reason = held_for(&first.push_one(&record_1).await);
    assert!(
        matches!(&reason, Some(Reason::AlreadyRecorded { by, .. }) if by.as_str() == "chen"),
        "{reason:?}"
    );
    let id = doorstep_domain::fact::Head::parse(record_2.head.as_bytes()).unwrap().id;
    let correction = second.write(&chen, record_superseding(&callback, b"{\"v\":1}", Some(id)));
    assert!(
        verdict(&second.push_one(&correction).await).is_applied(),
        "V-07: superseded by one that says so"
    );
}

#[tokio::test]
async fn uncertified_keys_are_held() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let (mut handheld, mut other) = (stage.handheld().await, stage.handheld().await);
    let lin = stage.sign_in(&handheld, "lin").await;
    let stranger = Person { id: "lin".parse().unwrap(), key: SigningKey::from_bytes(&random()) };
    let as_another = Person { id: "wu".parse().unwrap(), key: lin.key.clone() };
    let as_office = Person { id: "office".parse().unwrap(), key: lin.key.clone() };
    for (name, person) in [("own key", stranger), ("another's name", as_another), ("the office's", as_office)]
    {
        let fact = handheld.write(&person, record(&callback, b"{}"));
        assert_eq!(held_for(&handheld.push_one(&fact).await), Some(Reason::Uncertified), "{name}");
    }
    let fact = other.write(&lin, record(&callback, b"{}"));
    assert_eq!(held_for(&other.push_one(&fact).await), Some(Reason::Uncertified), "another installation");
}

#[tokio::test]
async fn f_03_a_retired_key_stays_good_for_what_was_signed_before() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let mut handheld = stage.handheld().await;
    let old = stage.sign_in(&handheld, "lin").await;
    let before = handheld.write(&old, attempt(&callback));
    let _new = stage.sign_in(&handheld, "lin").await;
    handheld.sequence += 1;
    let says = attempt(&callback);
    let mut head = handheld.head(&old, &says);
    head.office = OfficeTime::exact(stage.office.now().shifted(60_000));
    let after = Unsigned { head, parts: says.parts }.sign(&old.key);
    let answers = handheld.push(&[before, after]).await;
    assert!(verdict(&answers[0]).is_applied());
    assert_eq!(held_for(&answers[1]), Some(Reason::Uncertified));
}

#[tokio::test]
async fn f_03_a_revoked_handheld_hands_in_and_no_more() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let mut handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    let bearer = handheld.bearer(Some(&lin)).await;
    let fact = handheld.write(&lin, record(&callback, b"{}"));
    stage.office.revoke(handheld.number).await.unwrap();
    assert!(handheld.session(Some(&lin)).await.unwrap().hand_in_only);
    assert_eq!(handheld.feed(&bearer, None, 0).await.unwrap_err(), ProblemCode::Revoked);
    let answer = handheld.push_one(&fact).await;
    assert!(verdict(&answer).is_applied() && verdict(&answer).after_revocation);
    let key = SigningKey::from_bytes(&random());
    let code = stage.office.person_code(&"wu".parse().unwrap()).await.unwrap();
    assert_eq!(handheld.admit("wu", &code.0, &key).await.unwrap_err(), ProblemCode::Revoked);
    assert!(stage.office.revoke(99).await.is_err());
}

#[tokio::test]
async fn f_03_who_left_hands_in_and_no_more() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let mut handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    let fact = handheld.write(&lin, record(&callback, b"{}"));
    stage.record_person("lin", Role::Butler, false).await;
    assert_eq!(handheld.session(Some(&lin)).await.unwrap_err(), ProblemCode::Revoked);
    assert!(!handheld.session(None).await.unwrap().hand_in_only, "the handheld itself is not revoked");
    let answer = handheld.push_one(&fact).await;
    assert!(verdict(&answer).after_revocation);
}

#[tokio::test]
async fn only_predecessors_on_the_same_subject_must_precede() {
    let stage = Stage::set().await;
    let (a, b) = (stage.repair("1", "8-1-101").await.callback, stage.repair("2", "8-1-102").await.callback);
    let mut handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    let first = handheld.write(&lin, attempt(&a));
    let second = handheld.write(&lin, attempt(&a).behind(1));
    let elsewhere = handheld.write(&lin, attempt(&b));
    let answers = handheld.push(&[second.clone(), elsewhere]).await;
    assert_eq!(answers[0], Answer::Again { sequence: 2, why: AgainReason::Predecessor });
    assert!(verdict(&answers[1]).is_applied(), "another subject is not blocked");
    let answers = handheld.push(&[first, second]).await;
    assert!(answers.iter().all(|answer| verdict(answer).is_applied()));
}

#[tokio::test]
async fn a_refused_predecessor_blocks_nothing_for_good() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let mut handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    let mut first = handheld.write(&lin, attempt(&callback));
    first.signature = Fixed([1; 64]);
    let second = handheld.write(&lin, attempt(&callback).behind(1));
    let answers = handheld.push(&[first, second]).await;
    assert!(matches!(answers[0], Answer::Refused { .. }));
    assert!(verdict(&answers[1]).is_applied());
}

#[tokio::test]
async fn f_02_nothing_happened_later_than_it_arrived() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let mut handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    let now = stage.office.now();
    let cases = [
        ("a clock in 1970", OfficeTime::exact(Moment::EARLIEST), Moment::EARLIEST),
        ("a clock in 9999", OfficeTime::exact(Moment::LATEST), now),
        ("anything", OfficeTime::between(Moment::EARLIEST, Moment::LATEST), Moment::EARLIEST),
    ];
    for (name, time, earliest) in cases {
        handheld.sequence += 1;
        let says = attempt(&callback);
        let mut head = handheld.head(&lin, &says);
        (head.office, head.wall) = (time, time.latest());
        let fact = Unsigned { head, parts: says.parts }.sign(&lin.key);
        let judged = verdict(&handheld.push_one(&fact).await).time;
        assert!(judged.latest() <= stage.office.now(), "{name}");
        assert!(judged.earliest() >= earliest, "{name}");
    }
}
