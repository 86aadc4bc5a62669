//! A real office takes the sample, and makes of it what the sample promises.

use doorstep_domain::fold::State;
use doorstep_domain::ids::SubjectKind;
use doorstep_domain::moment::Moment;

use super::*;
use crate::clock::Clock;
use crate::sample::{SEED, SITE, write};

/// Tuesday 2026-11-24, 09:42 in Shanghai.
const NOW: i64 = 1_795_484_520_000;

fn office_at(folder: &std::path::Path, now: i64) -> Office {
    let clock = Clock::default();
    clock.advance(now - clock.now().millis());
    Office::open_as(folder, &SITE.parse().unwrap(), clock).unwrap()
}

/// Another office with the same sample.
async fn another() -> Office {
    let folder = tempfile::tempdir().unwrap();
    let office = office_at(folder.path(), NOW);
    install(&office, write(SEED, Moment::nearest(NOW)).unwrap()).await.unwrap();
    office
}

/// The heads in the office's order, without ids and keys.
async fn heads(office: &Office) -> Vec<String> {
    let anonymous = |head: &str| {
        let mut head: serde_json::Value = serde_json::from_str(head).unwrap();
        for name in ["boot", "installation"] {
            head[name].take();
        }
        head["by"]["key"].take();
        head.to_string()
    };
    let heads = office
        .read(move |store| {
            let mut heads = Vec::new();
            for kind in doorstep_domain::fact::body::KINDS {
                for fact in store.facts_of_kind(kind.word)? {
                    heads.extend(store.fact(fact)?.map(|stored| stored.fact.head));
                }
            }
            Ok(heads)
        })
        .await;
    heads.unwrap().iter().map(|head| anonymous(head)).collect()
}

#[tokio::test]
async fn an_office_takes_the_whole_sample_with_the_same_heads_each_time_and_a_second_one_not() {
    let folder = tempfile::tempdir().unwrap();
    let office = office_at(folder.path(), NOW);
    let sample = write(SEED, Moment::nearest(NOW)).unwrap();
    let all = sample.entries.len();
    let installed = install(&office, sample.clone()).await.unwrap();
    assert_eq!(held(&office).await, Vec::<String>::new());
    assert_eq!(installed.held, 0);
    assert_eq!(installed.by_office + installed.by_persons, all);
    assert!(installed.by_persons > 250, "{installed:?}");
    assert!(install(&office, sample).await.is_err());
    let callbacks = office.read(|store| Ok(store.subjects_of_kind(SubjectKind::Callback)?)).await.unwrap();
    let open = callbacks.iter().filter(|row| matches!(&row.state, State::Callback(state) if state.is_open()));
    assert!((80..=100).contains(&open.count()));
    let orders = office.read(|store| Ok(store.subjects_of_kind(SubjectKind::WorkOrder)?)).await.unwrap();
    for row in &orders {
        check_order(&office, &row.state).await;
    }
    let devices = office.read(|store| Ok(store.devices()?)).await.unwrap();
    assert!(devices.iter().all(|device| device.revoked.is_some() && device.quarantined.is_none()));
    let (heads, others) = (heads(&office).await, heads(&another().await).await);
    assert_eq!(heads.iter().zip(&others).find(|(head, other)| head != other), None);
    assert_eq!(heads.len(), others.len());
}

/// Whom the rule found is who does it, the number is the one on the sheet, and every picture is here.
async fn check_order(office: &Office, state: &State) {
    let State::WorkOrder(order) = state.clone() else { panic!("{state:?}") };
    let number = order.number.clone().unwrap();
    assert!(order.assignments.len() <= 2, "{number}: {:?}", order.assignments);
    let (signed, pictures) = (order.signed.clone(), order.pictures.clone());
    let check = move |store: &dyn crate::store::Store| {
        for picture in &pictures {
            let part = store.part(picture.fact, picture.what.slot.as_str())?.unwrap();
            assert!(part.file.is_some() && part.salt.is_some());
        }
        let Some(signed) = signed else { return Ok(()) };
        let fact = store.fact(signed.fact)?.unwrap().fact;
        let document = fact.parts.iter().find(|part| part.slot.as_str() == Slot::DOCUMENT).unwrap();
        assert!(String::from_utf8_lossy(&document.bytes.0).contains(&number), "{number}");
        Ok(())
    };
    office.read(check).await.unwrap();
}

/// What the office did not let count, and why.
async fn held(office: &Office) -> Vec<String> {
    let held = office.read(|store| {
        let mut held = Vec::new();
        for kind in doorstep_domain::fact::body::KINDS {
            for fact in store.facts_of_kind(kind.word)? {
                let verdict = store.fact(fact)?.map(|stored| stored.verdict);
                let reason = verdict.and_then(|verdict| verdict.reason);
                held.extend(reason.map(|reason| format!("{}: {reason:?}", kind.word)));
            }
        }
        Ok(held)
    });
    held.await.unwrap()
}
