//! Section R over the real office: registered at a door, numbered and dispatched by rule, repaired and charged
//! on another handheld, confirmed by P-07, called back on the first one.

use doorstep_device::commands::work_order::OrderForm;
use doorstep_device::queries::orders::OrderList;
use doorstep_device::queries::work_order::next_action::NextAction;
use doorstep_domain::catalogue::{Catalogue, Fault, PriceItem, Trade};
use doorstep_domain::directory::Label;
use doorstep_domain::event::Payment;
use doorstep_domain::fact::Body;
use doorstep_domain::ids::{SubjectId, SubjectKind};
use doorstep_domain::work_order::{Action, Parts};
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::directory::{self, SITE};
use doorstep_tests_sync::handheld::{Handheld, who};
use doorstep_tests_sync::world::World;

fn catalogue() -> Catalogue {
    let trade = || "water".parse().unwrap();
    let label = |text: &str| Label::new(text, "");
    let item = PriceItem {
        label: label("更换弯管"),
        unit: label("个"),
        each: 8_000.try_into().unwrap(),
        trade: trade(),
    };
    Catalogue {
        revision: 1,
        trades: [(
            trade(),
            Trade {
                label: label("水电"),
                department: "engineering".parse().unwrap(),
                technicians: vec![who("zhao")],
            },
        )]
        .into(),
        prices: [("trap".parse().unwrap(), item)].into(),
        faults: [("sink".parse().unwrap(), Fault { trade: trade(), prices: vec!["trap".parse().unwrap()] })]
            .into(),
        ..Catalogue::default()
    }
}

async fn world() -> World {
    let world = World::begin().await;
    let subject = SubjectId::new(SubjectKind::Catalogue, SITE);
    let body = Body::CatalogueRecorded(Box::new(catalogue()));
    let draft = directory::draft(subject, body, None, world.site.now());
    world.site.office().append(vec![draft]).await.unwrap();
    world
}

fn register(handheld: &Handheld) -> SubjectId {
    handheld.engine.with(|device| {
        let mut form = device.begin_order(Some(&"8-1-101".parse().unwrap())).unwrap();
        let filled = form.registration.as_mut().unwrap();
        (filled.matter, filled.reported) = (Some("sink".parse().unwrap()), "水槽漏水".into());
        device.register_order(&form).unwrap();
        form.order
    })
}

/// From accepted to charged, without a network.
fn repair(handheld: &Handheld, order: &SubjectId) {
    let form = || handheld.engine.with(|device| device.order_form(order)).unwrap();
    handheld.engine.with(|device| {
        let blank = form_of(order);
        device.accept_order(&blank).unwrap();
        device.arrive(&blank, true).unwrap();
        device.verify_order(&blank).unwrap();
        let (shown, _) = device.show_price(blank).unwrap();
        device.agree_price(&shown).unwrap();
    });
    let mut done = form();
    (done.finish.done, done.finish.tidy, done.finish.parts) = ("换弯管".into(), true, Some(Parts::Left));
    handheld.engine.with(|device| device.finish_order(&done)).unwrap();
    let (mut signed, _) = handheld.engine.with(|device| device.show_order_sheet(form_of(order))).unwrap();
    signed.signing.pad = Some(Customer::content().pad());
    handheld.engine.with(|device| device.sign_order(&signed)).unwrap();
    let mut paid = form();
    (paid.charge.payment, paid.charge.receipt) = (Some(Payment::Cash), "NO-1".into());
    handheld.engine.with(|device| device.charge_order(&paid)).unwrap();
}

fn form_of(order: &SubjectId) -> OrderForm {
    OrderForm::new(order.clone(), Default::default())
}

#[tokio::test]
async fn r_01_to_r_15_v_11_an_order_goes_from_door_to_door() {
    let world = world().await;
    let butler = world.handheld_of("lin").await;
    let technician = world.handheld_of("zhao").await;
    let supervisor = world.handheld_of("qian").await;
    let order = register(&butler);
    let mine = |handheld: &Handheld| handheld.engine.with(|device| device.orders_today()).unwrap().rows;
    butler.sync().await;
    technician.sync().await;
    let rows = mine(&technician);
    assert_eq!(rows.len(), 1, "R-01: dispatched by rule");
    assert_eq!((&rows[0].order, rows[0].next), (&order, NextAction::Do(Action::Accept)));
    assert!(rows[0].number.starts_with("2026-1124-"), "{}", rows[0].number);
    assert_eq!((rows[0].customer.zh.as_str(), rows[0].reported.zh.as_str()), ("住户8-1-101", "水槽漏水"));

    repair(&technician, &order);
    technician.sync().await;
    assert_eq!(technician.waiting(), 0);
    let detail = technician.engine.with(|device| device.work_order(&order)).unwrap();
    assert!(detail.held.is_empty() && detail.row.pending == 0, "{:?}", detail.held);
    supervisor.sync().await;
    let confirm = supervisor.engine.with(|device| device.orders(OrderList::ToConfirm)).unwrap().rows;
    assert_eq!(confirm.iter().map(|row| &row.order).collect::<Vec<_>>(), [&order]);
    supervisor.engine.with(|device| device.confirm_order(&form_of(&order))).unwrap();
    supervisor.sync().await;

    butler.sync().await;
    let today = butler.engine.with(|device| device.today()).unwrap().rows;
    assert_eq!(today.len(), 1, "V-11: its callback opened by itself");
    let event = butler.engine.with(|device| device.callback(&today[0].callback)).unwrap().event.unwrap();
    assert_eq!((event.event, event.done.zh.as_str()), (order, "换弯管"));
    assert_eq!(event.charge.map(|charge| (charge.fen, charge.payment)), Some((8_000, Payment::Cash)));
    assert!(event.signed.is_some());
}
