//! F-01: every fact that a person was told was saved is at the office exactly once, byte for byte and with its
//! pictures, or refused with a reason that its handheld shows; and what is about one subject is there in order.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_device::store::outbox::RowState;
use doorstep_domain::fact::{Carriage, Head};
use doorstep_office::blobs::Blobs;
use doorstep_office::store::sqlite::Sqlite;
use doorstep_office::store::{FactStore as _, Store as _, StoredFact};

use super::{Broken, expect};
use crate::told::Told;
use crate::world::World;

/// What is not there as it was promised.
pub fn check(world: &World, broken: &mut Vec<Broken>) {
    let store = world.room.store();
    for told in &world.told {
        match store.fact(told.id).unwrap() {
            Some(stored) => check_there(world, &store, told, &stored, broken),
            None => {
                let gone = told.perished || world.is_locked_in(told);
                expect(broken, gone || is_refused(world, told), "saved and at the office", || name(told));
            }
        }
    }
    check_once_and_in_order(world, &store, broken);
    // What it had confirmed and did not keep would come again, and be there once more in the end; but not unnoticed.
    let first = store.office_value("epoch").unwrap().as_deref() == Some("1");
    expect(broken, first || world.office_was_restored, "an office keeps what it confirmed", String::new);
}

fn name(told: &Told) -> String {
    format!("h{} {} {:?}", told.handheld, told.sequence, told.subject.kind())
}

/// Refused bytes are kept on the handheld, and shown with the reason.
fn is_refused(world: &World, told: &Told) -> bool {
    let row = world.handhelds[told.handheld].outbox().row(told.sequence).unwrap();
    row.is_some_and(|row| row.fact == told.id && matches!(row.state, RowState::Refused(_)))
}

fn check_there(world: &World, store: &Sqlite, told: &Told, stored: &StoredFact, broken: &mut Vec<Broken>) {
    let same = stored.fact.head == told.fact.head && stored.fact.signature == told.fact.signature;
    expect(broken, same, "the office holds the very bytes", || name(told));
    let mut parts = told.fact.parts.clone();
    parts.sort_by(|a, b| a.slot.as_str().cmp(b.slot.as_str()));
    expect(broken, stored.fact.parts == parts, "the office holds every part", || name(told));
    let blobs = Blobs::open(&world.room.folder().join("parts")).unwrap();
    for (slot, bytes) in &told.pictures {
        let part = store.part(told.id, slot.as_str()).unwrap();
        let file = part.and_then(|part| part.file);
        let there = file.and_then(|file| blobs.read(&file).ok());
        let perished = told.perished && there.is_none();
        expect(broken, perished || there.as_ref() == Some(bytes), "the office holds every picture", || {
            format!("{} {}", name(told), slot.as_str())
        });
    }
}

/// Each sequence of an installation once, and ascending on each subject; no fact that nobody made.
fn check_once_and_in_order(world: &World, store: &Sqlite, broken: &mut Vec<Broken>) {
    let known: BTreeSet<_> = world.told.iter().map(|told| told.id).collect();
    for handheld in world.handhelds.iter().filter(|handheld| !handheld.restored) {
        let (mut newest, mut seen) = (BTreeMap::new(), BTreeSet::new());
        for head in all(store).iter().filter(|head| head.installation == handheld.installation()) {
            let where_ = || format!("h{} {}", handheld.number, head.sequence);
            expect(broken, seen.insert(head.sequence), "each fact is there once", where_);
            let before = newest.insert(head.subject.clone(), head.sequence).unwrap_or(0);
            let in_order = before < head.sequence || world.office_was_set_back;
            expect(broken, in_order, "what is about a subject is in order", where_);
            expect(broken, known.contains(&head.id), "no fact is there that nobody saved", where_);
            let apart = head.parts.iter().filter(|part| part.carriage == Carriage::Apart).count();
            let taken =
                world.told.iter().find(|told| told.id == head.id).map_or(0, |told| told.pictures.len());
            expect(broken, apart == taken, "each picture is one that was taken", where_);
        }
    }
}

fn all(store: &Sqlite) -> Vec<Head> {
    let last = store.last_place().unwrap().map_or(0, |place| place.sequence);
    let head = |place| {
        let stored = store.fact_at(place).unwrap().expect("no place is empty");
        stored.fact.verify().expect("what the office holds is genuine")
    };
    (1..=last).map(head).collect()
}
