//! First contact: what is needed first, then everything else, then the histories, whatever happens in between; and the
//! handheld knows the same as one that read the feed from its beginning (P-09, P-10, V-05, F-01).

use std::collections::BTreeSet;

use doorstep_device::commands::save::Saved;
use doorstep_device::queries::QueryError;
use doorstep_device::store::personal::Known;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{HomeId, SubjectId};
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::directory;
use doorstep_tests_sync::handheld::{Handheld, who};
use doorstep_tests_sync::proxy::{Canned, Fault};
use doorstep_tests_sync::world::World;

const SNAPSHOT: &str = "/v1/snapshot";
const HISTORIES: &str = "/v1/histories";
const HOME: &str = "8-1-101";
/// So many homes beside those of the directory: a snapshot of them is three pages.
const HOMES: usize = 1_100;

/// A world with a callback that was made, one that is open, and many homes.
struct Grown {
    world: World,
    made: SubjectId,
    open: SubjectId,
}

impl Grown {
    async fn begin() -> Self {
        Self::with_homes(HOMES).await
    }

    async fn with_homes(homes: usize) -> Self {
        let world = World::begin().await;
        let homes =
            (0..homes).map(|home| directory::home(&format!("10-1-{home:04}"), "wu", world.site.now()));
        world.site.office().append(homes.collect()).await.unwrap();
        let (made, open) = (world.site.repair(HOME).await, world.site.repair("9-1-101").await);
        let lin = world.handheld_of("lin").await;
        lin.record(&made, &Customer::angry());
        lin.sync().await;
        Self { world, made, open }
    }

    /// A new handheld, on which this person has just entered their code.
    async fn new_handheld(&self, person: &str) -> Handheld {
        let handheld = self.world.handheld().await;
        self.enter(&handheld, person).await;
        handheld
    }

    async fn enter(&self, handheld: &Handheld, person: &str) {
        let code = self.world.site.person_code(&who(person)).await;
        handheld.enter(person, &code).await.unwrap();
    }

    /// What the feed alone gives this person on a new handheld: an office without snapshots.
    async fn by_feed(&self, person: &str) -> Handheld {
        self.world.network.set_at(SNAPSHOT, Fault::Answer(Canned::NotFound));
        let handheld = self.new_handheld(person).await;
        let before = self.world.network.asked().len();
        handheld.sync().await;
        let asked = self.world.network.asked().split_off(before);
        assert!(!asked.iter().any(|line| line.contains(HISTORIES)), "there is nothing left to ask for");
        self.world.network.heal();
        handheld
    }

    /// Both know the same of everything, and neither more than its person may see.
    async fn check_same_as_by_feed(&self, handheld: &Handheld, person: &str) {
        let other = self.by_feed(person).await;
        let subjects: BTreeSet<SubjectId> =
            self.world.site.ledger().all().into_iter().map(|entry| entry.head.subject).collect();
        let mut granted = 0;
        for subject in &subjects {
            let (expected, found) = (known(&other, person, subject), known(handheld, person, subject));
            assert!(expected == found, "{subject}: {found:?} instead of {expected:?}");
            granted += usize::from(found.is_some());
        }
        assert!(granted > 10, "there is something to compare");
        assert_eq!(titles(handheld), titles(&other));
    }
}

fn titles(handheld: &Handheld) -> Vec<SubjectId> {
    handheld.today().rows.into_iter().map(|row| row.callback).collect()
}

/// What this person may see of a subject: its state and its history's end.
fn known(handheld: &Handheld, person: &str, subject: &SubjectId) -> Option<(State, Option<Known>)> {
    handheld.engine.with(|device| {
        let personal = &device.shift().unwrap().personal;
        let granted = personal.is_granted(&who(person), subject).unwrap();
        let shown = personal.shown(subject).unwrap().filter(|_| granted);
        shown.map(|(state, _)| (state, personal.known(subject).unwrap()))
    })
}

/// How many histories are still to come.
fn to_come(handheld: &Handheld) -> i64 {
    handheld.engine.with(|device| device.shift().unwrap().personal.count_wanted_histories()).unwrap()
}

fn homes_found(handheld: &Handheld, words: &str) -> usize {
    handheld.engine.with(|device| device.search(words)).unwrap().len()
}

#[tokio::test]
async fn v_05_lists_can_be_used_at_once_and_what_is_done_with_waits_for_its_history() {
    let grown = Grown::with_homes(40).await;
    let handheld = grown.new_handheld("sun").await;
    grown.world.network.set_at(HISTORIES, Fault::Unreachable);
    handheld.sync().await;
    assert!(!handheld.today().first_load);
    let open = handheld.engine.with(|device| device.callback(&grown.open)).unwrap();
    assert!(
        open.event.is_some_and(|event| !event.steps.is_empty()),
        "what is open is here with all that led to it"
    );
    assert_eq!(homes_found(&handheld, "10-1-0007"), 1, "homes are found");
    let home: HomeId = HOME.parse().unwrap();
    let page = handheld.engine.with(|device| device.home(&home)).unwrap();
    assert_eq!(page.callbacks.len(), 1, "a home lists its callbacks");
    let page = |subject: &SubjectId| handheld.engine.with(|device| device.callback(subject)).unwrap_err();
    assert!(matches!(page(&grown.made), QueryError::OnItsWay), "but the page of what is done with waits");
    let nobodys = "callback/nobody".parse().unwrap();
    assert!(matches!(page(&nobodys), QueryError::NotHere), "what is not his does not come");
    grown.world.network.heal();
    handheld.sync().await;
    let record = handheld.callback(&grown.made).records.remove(0);
    assert_eq!(record.texts.opinions, Customer::angry().opinions);
    assert!(handheld.engine.with(|device| device.proof(record.fact)).unwrap().strokes.is_some());
    grown.check_same_as_by_feed(&handheld, "sun").await;
}

#[tokio::test]
async fn f_01_a_first_contact_that_is_cut_goes_on_where_it_was() {
    let grown = Grown::begin().await;
    let mut handheld = grown.new_handheld("sun").await;
    // One page more with each try, and killed after each; at last among the histories.
    for pages in 1..=2 {
        grown.world.network.set_at(SNAPSHOT, Fault::CloseAfter(1));
        handheld.sync().await;
        assert!((400 * pages..=500 * pages).contains(&to_come(&handheld)), "{}", to_come(&handheld));
        handheld = handheld.restart();
        handheld.sign_in("sun");
    }
    grown.world.network.set_at(HISTORIES, Fault::CloseAfter(2));
    handheld.sync().await;
    assert!((1..1_100).contains(&to_come(&handheld)), "{}", to_come(&handheld));
    grown.world.network.heal();
    let before = grown.world.network.asked().len();
    let handheld = handheld.restart();
    handheld.sign_in("sun");
    handheld.sync().await;
    let asked = grown.world.network.asked().split_off(before);
    assert!(!asked.iter().any(|line| line.contains(SNAPSHOT)), "what came does not come again");
    grown.check_same_as_by_feed(&handheld, "sun").await;
}

#[tokio::test]
async fn f_01_what_happens_during_a_first_contact_is_not_lost() {
    let mut grown = Grown::begin().await;
    let sun = grown.new_handheld("sun").await;
    grown.world.network.set_at(SNAPSHOT, Fault::CloseAfter(1));
    sun.sync().await;
    assert!(!sun.today().first_load, "the first page is enough");
    // The office restarts; homes change hands, something new is finished, and what was made is corrected.
    grown.world.stop_office().await;
    grown.world.start_office().await;
    grown.world.network.heal();
    grown.world.site.give_home(HOME, "wu").await;
    grown.world.site.give_home("10-1-0003", "lin").await;
    let news = grown.world.site.repair("10-1-1001").await;
    let wu = grown.world.handheld_of("wu").await;
    wu.attempt(&grown.open);
    wu.sync().await;
    sun.sync().await;
    assert_eq!(sun.callback(&grown.open).attempts.len(), 1);
    assert!(sun.can_see(&news));
    grown.check_same_as_by_feed(&sun, "sun").await;
    grown.check_same_as_by_feed(&wu, "wu").await;
}

/// F-03: each person has a first contact of their own, and what the other one has here already need not come again.
#[tokio::test]
async fn f_03_the_person_changes_in_the_middle() {
    let grown = Grown::begin().await;
    let handheld = grown.new_handheld("sun").await;
    grown.world.network.set_at(SNAPSHOT, Fault::CloseAfter(1));
    handheld.sync().await;
    grown.world.network.heal();
    grown.enter(&handheld, "wu").await;
    let saved = attempt_without_histories(&grown, &handheld).await;
    handheld.sync().await;
    grown.world.check_all_green(&handheld, &[saved]);
    assert_eq!(handheld.callback(&grown.open).attempts.len(), 1, "once");
    grown.check_same_as_by_feed(&handheld, "wu").await;
    handheld.sign_in("sun");
    assert!(!handheld.today().first_load, "it goes on");
    handheld.sync().await;
    assert_eq!(handheld.callback(&grown.open).attempts.len(), 1, "and not a second time");
    grown.check_same_as_by_feed(&handheld, "sun").await;
}

/// Everything of the new person's is here but the histories, and somebody stands at the door.
async fn attempt_without_histories(grown: &Grown, handheld: &Handheld) -> Saved {
    grown.world.network.set_at(HISTORIES, Fault::Unreachable);
    handheld.sync().await;
    let saved = handheld.attempt(&grown.open);
    grown.world.network.heal();
    saved
}

/// The office is restored from a backup in the middle: its new epoch begins the contact anew.
#[tokio::test]
async fn f_01_a_first_contact_survives_that_the_office_is_restored() {
    let mut grown = Grown::begin().await;
    let handheld = grown.new_handheld("sun").await;
    let backup = grown.world.site.back_up();
    grown.world.site.give_home("10-1-0003", "lin").await;
    grown.world.network.set_at(SNAPSHOT, Fault::CloseAfter(1));
    handheld.sync().await;
    grown.world.restore(backup).await;
    grown.world.network.heal();
    handheld.sync().await;
    grown.check_same_as_by_feed(&handheld, "sun").await;
}
