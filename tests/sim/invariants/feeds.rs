//! Every feed converges to the office's fold: what a person may see is on their handheld as the office has it, and
//! nothing else of it is.

use doorstep_device::Device;
use doorstep_domain::directory::PersonEntry;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{PersonId, SubjectId, SubjectKind};
use doorstep_office::audience::audiences_of;
use doorstep_office::store::sqlite::Sqlite;
use doorstep_office::store::{FeedStore as _, SubjectRow, SubjectStore as _};
use doorstep_tests_sync::handheld::who;

use super::{Broken, expect};
use crate::time::pass;
use crate::world::World;

/// All that there is to be seen.
const KINDS: [SubjectKind; 9] = [
    SubjectKind::Site,
    SubjectKind::Calendar,
    SubjectKind::Catalogue,
    SubjectKind::Person,
    SubjectKind::Home,
    SubjectKind::Event,
    SubjectKind::Callback,
    SubjectKind::WorkOrder,
    SubjectKind::Complaint,
];

/// One after the other signs in, and everything comes.
pub async fn check(world: &mut World, broken: &mut Vec<Broken>) {
    for number in 0..world.handhelds.len() {
        for person in world.handhelds[number].people {
            let is_in = world.handhelds[number].sign_in(person);
            let revoked = world.handhelds[number].revoked;
            let may = is_in != revoked || world.forgot_revocation(number);
            expect(broken, may, "whoever may sign in can", || format!("h{number} {person}"));
            throw_forms_away(world, number);
            pass(20_000).await;
        }
    }
    // What was only sealed at the last sign-in has gone out by now, and comes back to everybody.
    for number in 0..world.handhelds.len() {
        for person in world.handhelds[number].people {
            if world.handhelds[number].sign_in(person) {
                pass(60_000).await;
                check_person(world, (number, person), broken);
            }
        }
    }
    pass(330_000).await;
}

/// What is half-done keeps what was withdrawn (F-04).
fn throw_forms_away(world: &World, number: usize) {
    for case in world.cases() {
        let _ = world.handhelds[number].with(|device| device.drop_draft(&case));
    }
}

fn check_person(world: &World, (number, person): (usize, &str), broken: &mut Vec<Broken>) {
    let store = world.room.store();
    let Some(entry) = entry(&store, &who(person)) else { return };
    let audiences = audiences_of(&who(person), &entry);
    for row in KINDS.iter().flat_map(|kind| store.subjects_of_kind(*kind).unwrap()) {
        let granted = store.is_granted(&row.subject, &audiences).unwrap();
        let here = world.handhelds[number].with(|device| read(device, &who(person), &row.subject));
        let where_ = || format!("h{number} {person} {:?}", row.subject.kind());
        let (may_see, state) = here.unwrap_or((false, None));
        expect(broken, may_see == granted, "a person sees what they may, and no more", || {
            format!("{}: granted {granted}, here {may_see}", where_())
        });
        let same = !granted || state.as_ref() == Some(&row.state);
        expect(broken, same, "every feed converges to the office's fold", || {
            format!("{}: {}", where_(), difference(&row, state.as_ref()))
        });
    }
}

fn entry(store: &Sqlite, person: &PersonId) -> Option<PersonEntry> {
    let row = store.subject(&SubjectId::new(SubjectKind::Person, person)).unwrap()?;
    match row.state {
        State::Person(newest) => newest.entry.map(|(_, entry)| entry),
        _ => None,
    }
}

fn read(device: &Device, person: &PersonId, subject: &SubjectId) -> (bool, Option<State>) {
    let Ok(shift) = device.shift() else { return (false, None) };
    let may_see = shift.personal.is_granted(person, subject).unwrap();
    (may_see, shift.personal.shown(subject).unwrap().map(|(state, _)| state))
}

/// Where the two begin to differ.
fn difference(row: &SubjectRow, shown: Option<&State>) -> String {
    let Some(shown) = shown else { return "it is not here".to_owned() };
    let [office, here] = [format!("{:?}", row.state), format!("{shown:?}")];
    let same = office.chars().zip(here.chars()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.chars().skip(same.saturating_sub(40)).take(120).collect::<String>();
    format!("office …{}…, here …{}…", around(&office), around(&here))
}
