//! F-01: a month of work without a network, as big as one pleases: one person with one handheld, who registers,
//! repairs and charges orders with pictures all day; then everything goes to the office.
//!
//! P-07 does it, because P-07 alone may do every act of an order that nobody else has seen. Each home has one open
//! order from before, so that its address is known here.

mod check;
pub mod figures;

use std::time::{Duration, Instant};

use doorstep_device::Device;
use doorstep_device::commands::save::Saved;
use doorstep_device::commands::work_order::form::{ChargeForm, SigningForm};
use doorstep_device::commands::work_order::{OrderError, OrderForm};
use doorstep_device::engine::{Progress, SyncState};
use doorstep_device::media::{Limits, Prepared, prepare};
use doorstep_device::store::personal::PicturePlace;
use doorstep_domain::event::Payment;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::work_order::Parts;
use doorstep_protocol::upload::TAG;

use crate::customer::Customer;
use crate::directory;
use crate::event::photograph;
use crate::folder::Place;
use crate::handheld::{DAY, Handheld};
use crate::works::catalogue;
use crate::world::World;
use figures::{DayFigures, Sample, SyncFigures, resident};

/// Who does it all.
const PERSON: &str = "qian";
/// So many different pictures: each is kept under a salt and a key of its own, however often it is taken.
const DIFFERENT: u32 = 6;
/// Between two orders.
const QUARTER: i64 = 15 * 60 * 1000;

/// How much work there is.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Days without a network.
    pub days: usize,
    /// Orders a day.
    pub orders: usize,
    /// Pictures a day.
    pub pictures: usize,
    /// The long edge of a picture, in pixels.
    pub edge: u32,
}

/// A month under way.
pub struct Month {
    world: World,
    handheld: Handheld,
    load: Load,
    pictures: Vec<Prepared>,
    taken: usize,
    charged: usize,
}

/// What one day showed.
#[derive(Default)]
struct Day {
    saves: Sample,
    pictures: Sample,
}

impl Month {
    /// Everything is set up, online; then the network goes, and with it the office.
    pub async fn begin(load: Load, place: Place) -> Self {
        let world = World::begin_on(place).await;
        world.open_works(catalogue(&[PERSON])).await;
        let homes = (0..load.orders).map(|home| directory::home(&room(home), "lin", world.site.now()));
        world.site.office().append(homes.collect()).await.unwrap();
        let handheld = world.handheld_of_on(PERSON, place).await;
        (0..load.orders).for_each(|home| drop(handheld.register(&room(home), "sink")));
        handheld.sync().await;
        let pictures =
            (0..DIFFERENT).map(|seed| prepare(&photograph(seed, load.edge)[..], Limits::default()).unwrap());
        let mut month = Self { world, handheld, load, pictures: pictures.collect(), taken: 0, charged: 0 };
        month.world.stop_office().await;
        month
    }

    /// One more day without a network; in the evening it is tried.
    pub async fn day(&mut self) -> DayFigures {
        let mut day = Day::default();
        let orders: Vec<SubjectId> = (0..self.load.orders).map(|i| self.register(&mut day, i)).collect();
        let noon = self.look(&orders[0]);
        for (i, order) in orders.iter().enumerate() {
            self.repair(&mut day, order, i);
            self.pass(QUARTER);
        }
        self.pass(DAY - QUARTER * orders.len() as i64);
        self.handheld.sync().await;
        DayFigures { saves: day.saves, pictures: day.pictures, ..noon }
    }

    fn pass(&self, millis: i64) {
        self.world.pass(&self.handheld, millis);
    }

    /// What the screens show at noon, with the day's orders still open.
    fn look(&self, order: &SubjectId) -> DayFigures {
        let on = |work: &dyn Fn(&Device)| Sample::of(9, || self.handheld.engine.with(|device| work(device)));
        DayFigures {
            today: on(&|device| drop((device.orders_today().unwrap(), device.today().unwrap()))),
            listed: self.handheld.engine.with(|device| device.orders_today()).unwrap().rows.len(),
            order: on(&|device| drop(device.work_order(order).unwrap())),
            outbox: on(&|device| drop(device.outbox().unwrap())),
            line: on(&|device| assert!(device.waiting().unwrap().facts > 0)),
            facts: self.handheld.waiting(),
            resident: resident(),
            ..DayFigures::default()
        }
    }

    fn register(&mut self, day: &mut Day, i: usize) -> SubjectId {
        let home = room(i).parse().unwrap();
        let mut form = self.handheld.engine.with(|device| device.begin_order(Some(&home))).unwrap();
        self.take(day, &form.order, i, 0);
        let filled = form.registration.as_mut().unwrap();
        (filled.matter, filled.reported) = (Some("sink".parse().unwrap()), "水槽漏水".to_owned());
        day.saves.time(|| self.handheld.engine.with(|device| device.register_order(&form)).unwrap());
        form.order
    }

    /// Handed to themselves, gone there, repaired, signed, charged and confirmed: ten facts after the first.
    fn repair(&mut self, day: &mut Day, order: &SubjectId, i: usize) {
        self.act(day, order, |device, mut form| {
            form.dispatch.to = Some(PERSON.parse().unwrap());
            device.dispatch_order(&form)
        });
        self.act(day, order, |device, form| device.accept_order(&form));
        self.act(day, order, |device, form| device.arrive(&form, true));
        self.take(day, order, i, 1);
        self.act(day, order, |device, form| device.verify_order(&form));
        // Two facts at once, so it is in no figure.
        self.handheld.agree(order);
        self.take(day, order, i, 2);
        self.act(day, order, |device, mut form| {
            (form.finish.done, form.finish.tidy) = ("换弯管，试水不漏".to_owned(), true);
            form.finish.parts = Some(Parts::Left);
            device.finish_order(&form)
        });
        self.sign(day, order);
        self.charged += 1;
        let charge = ChargeForm { payment: Some(Payment::Cash), receipt: format!("NO-{}", self.charged) };
        self.act(day, order, |device, form| device.charge_order(&OrderForm { charge, ..form }));
        self.act(day, order, |device, form| device.confirm_order(&form));
    }

    fn sign(&self, day: &mut Day, order: &SubjectId) {
        let mut form = self.handheld.engine.with(|device| {
            let form = device.order_form(order).unwrap();
            let signing = SigningForm::default();
            device.show_order_sheet(OrderForm { signing, ..form }).unwrap().0
        });
        form.signing.pad = Some(Customer::content().pad());
        day.saves.time(|| self.handheld.engine.with(|device| device.sign_order(&form)).unwrap());
    }

    /// One fact: what is timed is from the tap to "saved", sealed into the outbox.
    fn act(
        &self,
        day: &mut Day,
        order: &SubjectId,
        act: impl FnOnce(&mut Device, OrderForm) -> Result<Saved, OrderError>,
    ) {
        let form = self.handheld.engine.with(|device| device.order_form(order)).unwrap();
        day.saves.time(|| self.handheld.engine.with(|device| act(device, form)).unwrap());
    }

    /// The pictures of the day's order `i` at this moment of it: before it is registered, before the work, after it.
    fn take(&mut self, day: &mut Day, order: &SubjectId, i: usize, moment: usize) {
        let (all, orders) = (self.load.pictures, self.load.orders);
        let of_order = all * (i + 1) / orders - all * i / orders;
        let place = if moment == 2 { PicturePlace::after() } else { PicturePlace::before() };
        for _ in (0..of_order).filter(|picture| picture % 3 == moment) {
            let prepared = self.pictures[self.taken % self.pictures.len()].clone();
            self.taken += 1;
            let keep = |device: &mut Device| device.keep_picture(order, place.clone(), prepared);
            day.pictures.time(|| self.handheld.engine.with(keep).unwrap());
        }
    }

    /// How many bytes each thing has that waits: facts as they are sealed, each as long as the average, and pictures.
    pub fn waiting_sizes(&self) -> Vec<i64> {
        let picture = |taken: usize| self.pictures[taken % self.pictures.len()].jpeg.len() as i64 + TAG;
        let pictures: Vec<i64> = (0..self.taken).map(picture).collect();
        let waiting = self.handheld.engine.with(|device| device.waiting()).unwrap();
        let facts = (waiting.bytes - pictures.iter().sum::<i64>()) / waiting.facts.max(1);
        std::iter::repeat_n(facts, usize::try_from(waiting.facts).unwrap()).chain(pictures).collect()
    }

    /// Bytes that the handheld sent so far.
    pub fn bytes_sent(&self) -> u64 {
        self.world.network.bytes_sent()
    }

    /// The network is back: everything goes.
    pub async fn sync(&mut self) -> SyncFigures {
        self.world.start_office().await;
        let watch = tokio::spawn(facts_sent(self.handheld.engine.watch(), Instant::now()));
        let (begin, sent) = (Instant::now(), self.world.network.bytes_sent());
        self.handheld.sync().await;
        let sent = self.world.network.bytes_sent() - sent;
        let all = begin.elapsed();
        assert_eq!(self.handheld.waiting(), 0, "one round is enough");
        SyncFigures { all, sent, facts_in: watch.await.unwrap(), resident: resident(), ..self.check().await }
    }
}

/// When the first picture went up: the facts go before them.
async fn facts_sent(mut changes: tokio::sync::watch::Receiver<SyncState>, begin: Instant) -> Duration {
    let uploading = |state: &SyncState| matches!(state.progress, Some(Progress::Uploading { .. }));
    let _ = changes.wait_for(uploading).await;
    begin.elapsed()
}

fn room(number: usize) -> String {
    format!("10-{}-{:03}", number % 4, number)
}
