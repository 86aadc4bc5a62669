//! Handhelds that were away: each with a queue of sealed facts, and the office's folder from before.

use std::path::Path;

use doorstep_device::commands::work_order::OrderForm;
use doorstep_device::commands::work_order::form::FinishForm;
use doorstep_device::store::outbox::Outbox;
use doorstep_domain::ids::InstallationId;
use doorstep_domain::role::Role;
use doorstep_domain::work_order::Parts;
use doorstep_protocol::facts::{PushRequest, SealedFact};
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::directory;
use doorstep_tests_sync::folder::{self, Place};
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::repair::DONE;
use doorstep_tests_sync::works::catalogue;
use doorstep_tests_sync::world::World;
use tempfile::TempDir;

/// Homes with an order from before, so that their addresses are known to every P-07.
const HOMES: usize = 400;

/// What was recorded while the office was away.
pub struct Queues {
    office: TempDir,
    /// One for each handheld.
    pub all: Vec<Queue>,
}

/// The queue of one handheld, in its order.
pub struct Queue {
    /// The handheld.
    pub installation: InstallationId,
    /// What waits on it.
    pub facts: Vec<SealedFact>,
}

impl Queues {
    /// Each handheld is of a P-07 of its own, who alone may do every act of an order that nobody else has seen.
    pub async fn fill(devices: usize, orders: usize) -> Self {
        let mut world = World::begin_on(Place::Memory).await;
        let people: Vec<String> = (0..devices).map(|number| format!("qian-{number}")).collect();
        prepare(&world, &people).await;
        let mut handhelds = Vec::new();
        for person in &people {
            handhelds.push(world.handheld_of(person).await);
        }
        world.stop_office().await;
        let all = handhelds.iter().zip(&people).map(|(handheld, person)| work(handheld, person, orders));
        let all = all.collect();
        let office = Place::Disk.folder();
        folder::copy(world.site.database().parent().unwrap(), office.path());
        Self { office, all }
    }

    /// How many facts wait.
    pub fn len(&self) -> usize {
        self.all.iter().map(|queue| queue.facts.len()).sum()
    }

    /// Whether this handheld is among them.
    pub fn has(&self, installation: InstallationId) -> bool {
        self.all.iter().any(|queue| queue.installation == installation)
    }

    /// How long one of them is as it travels, in bytes.
    pub fn mean(&self) -> usize {
        self.bytes().map(|bytes| bytes.len()).sum::<usize>() / self.len()
    }

    /// Each as it travels.
    pub fn bytes(&self) -> impl Iterator<Item = Vec<u8>> {
        self.all.iter().flat_map(|queue| &queue.facts).map(|fact| serde_json::to_vec(fact).unwrap())
    }

    /// A copy of the office's folder, as it was before.
    pub fn office(&self) -> TempDir {
        let copy = Place::Disk.folder();
        folder::copy(self.office.path(), copy.path());
        copy
    }
}

impl Queue {
    /// The bodies of its requests, each with so many facts.
    pub fn requests(&self, batch: usize) -> Vec<Vec<u8>> {
        let body = |facts: &[SealedFact]| serde_json::to_vec(&PushRequest { facts: facts.to_vec() }).unwrap();
        self.facts.chunks(batch).map(body).collect()
    }
}

async fn prepare(world: &World, people: &[String]) {
    let plumbers: Vec<&str> = people.iter().map(String::as_str).collect();
    world.open_works(catalogue(&plumbers)).await;
    let now = world.site.now();
    let people = people.iter().map(|id| directory::person(id, Role::EngineeringSupervisor, true, now));
    let homes = (0..HOMES).map(|home| directory::home(&room(home), "lin", now));
    world.site.office().append(people.chain(homes).collect()).await.unwrap();
    let desk = world.handheld_of("qian").await;
    (0..HOMES).for_each(|home| drop(desk.register(&room(home), "sink")));
    desk.sync().await;
}

/// Registered, dispatched, accepted, gone there, verified, agreed, begun, finished, signed, charged and confirmed.
fn work(handheld: &Handheld, person: &str, orders: usize) -> Queue {
    for number in 0..orders {
        let order = handheld.register(&room(number % HOMES), "sink");
        handheld.dispatch(&order, person);
        handheld.go_there(&order);
        handheld.act(&order, |device, form| device.verify_order(&form));
        handheld.agree(&order);
        let finish = FinishForm { done: DONE.to_owned(), tidy: true, parts: Some(Parts::Left) };
        handheld.act(&order, |device, form| device.finish_order(&OrderForm { finish, ..form }));
        handheld.sign(&order, &Customer::content());
        handheld.charge(&order, &format!("NO-{number}"));
        handheld.act(&order, |device, form| device.confirm_order(&form));
    }
    Queue { installation: handheld.installation(), facts: sealed(handheld.folder()) }
}

fn sealed(folder: &Path) -> Vec<SealedFact> {
    let outbox = Outbox::open(&folder.join("outbox.db")).unwrap();
    outbox.batch(usize::MAX >> 1, usize::MAX >> 1, false).unwrap()
}

fn room(number: usize) -> String {
    format!("10-{}-{:03}", number % 4, number)
}
