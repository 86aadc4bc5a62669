//! The people of an order, each with a handheld, and what they see to before anybody goes there.

use doorstep_device::queries::orders::OrderList;
use doorstep_device::queries::work_order::next_action::NextAction;
use doorstep_device::store::personal::PicturePlace;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::work_order::{Action, Manner, QuoteAnswer};
use doorstep_tests_sync::event::draw;
use doorstep_tests_sync::handheld::{HOUR, Handheld};
use doorstep_tests_sync::world::World;

const HOME: &str = "8-1-101";

/// The people of an order.
pub struct Crew {
    pub world: World,
    pub butler: Handheld,
    pub desk: Handheld,
    pub supervisor: Handheld,
}

/// What the office and the worker see to before anybody goes there.
#[derive(Clone, Copy, PartialEq)]
pub enum Before {
    /// It is on the price list.
    Listed,
    /// P-07 is asked for a price, across the network, and answers.
    Quoted,
    /// the contractor is told, and a time is agreed.
    Warranty,
}

impl Crew {
    pub async fn new() -> Self {
        let world = World::with_works().await;
        let butler = world.handheld_of("lin").await;
        let desk = world.handheld_of("chen").await;
        let supervisor = world.handheld_of("qian").await;
        Self { world, butler, desk, supervisor }
    }

    /// registered at the door with a picture, and with whoever repairs such a thing.
    pub async fn registered(&self, matter: &str, worker: &Handheld) -> SubjectId {
        let order = self.butler.register_with(HOME, matter, &[draw(1)]);
        self.butler.sync().await;
        worker.sync().await;
        assert_eq!(worker.next(&order), NextAction::Do(Action::Accept));
        order
    }

    pub async fn prepare(&self, before: Before, worker: &Handheld, order: &SubjectId) {
        match before {
            Before::Listed => {}
            Before::Quoted => self.quote(worker, order).await,
            Before::Warranty => self.tell_contractor(worker, order).await,
        }
    }

    /// the question goes up with its picture, the answer comes back.
    async fn quote(&self, worker: &Handheld, order: &SubjectId) {
        worker.act(order, |device, form| device.accept_order(&form));
        assert_eq!(worker.next(order), NextAction::AwaitQuote);
        let picture = worker.take(order, PicturePlace::question(), &draw(4));
        worker.act(order, |device, mut form| {
            form.question = "客厅地板起翘".to_owned();
            device.ask_quote(&form)
        });
        worker.sync().await;
        self.supervisor.sync().await;
        assert_eq!(self.supervisor.listed(OrderList::ToQuote), std::slice::from_ref(order));
        let detail = self.supervisor.order(order);
        assert_eq!(detail.quote.unwrap().question, "客厅地板起翘");
        let asked = detail.pictures.last().unwrap();
        let seen = self.supervisor.engine.with(|device| device.picture(asked.fact, &asked.slot)).unwrap();
        assert!(seen == Some(picture), "P-07 sees what is asked about");
        self.supervisor.act(order, |device, mut form| {
            form.quote.price = "1200.50".to_owned();
            device.quote_order(&form)
        });
        self.supervisor.sync().await;
        worker.sync().await;
        let answer = worker.order(order).quote.unwrap().answer;
        assert_eq!(answer, Some(QuoteAnswer::Price { fen: 120_050.try_into().unwrap() }));
    }

    /// told within 5 minutes, a time agreed; the contractor's handheld has both.
    async fn tell_contractor(&self, worker: &Handheld, order: &SubjectId) {
        self.desk.sync().await;
        self.desk.act(order, |device, form| device.notify_contractor(&form, Manner::Phone));
        assert_eq!(self.desk.next(order), NextAction::Do(Action::AgreeTime));
        self.desk.act(order, |device, mut form| {
            form.appointment = Some(device.now().shifted(2 * HOUR));
            device.agree_time(&form)
        });
        self.desk.sync().await;
        worker.sync().await;
        let row = worker.order(order).row;
        assert!(row.under_warranty && row.appointment.is_some());
    }

    /// whoever takes the money, as the policy has it, answers for it.
    pub async fn collect(&self, by: &str, collector: &Handheld, order: &SubjectId) {
        collector.sync().await;
        assert_eq!(collector.next(order), NextAction::Do(Action::Charge));
        collector.charge(order, "NO-1");
        collector.sync().await;
        let total = collector.order(order).row.price.unwrap().get();
        assert_eq!(self.world.site.cash_up(by).await["taken"]["cash"], total);
    }

    /// P-07 confirms, and V-11 opens the callback.
    pub async fn confirm(&self, order: &SubjectId) -> SubjectId {
        self.supervisor.sync().await;
        assert_eq!(self.supervisor.listed(OrderList::ToConfirm), std::slice::from_ref(order));
        self.butler.sync().await;
        self.butler.check_to_do(&[]);
        self.supervisor.act(order, |device, form| device.confirm_order(&form));
        self.supervisor.sync().await;
        self.butler.sync().await;
        let [row] = &self.butler.today().rows[..] else { panic!("V-11: its callback opens by itself") };
        row.callback.clone()
    }
}
