//! Section R over the real office: registered at a door, numbered and dispatched by rule, repaired and charged
//! on another handheld, confirmed by P-07, called back on the first one.

use doorstep_device::queries::orders::OrderList;
use doorstep_device::queries::work_order::next_action::NextAction;
use doorstep_domain::event::Payment;
use doorstep_domain::work_order::Action;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::event::draw;
use doorstep_tests_sync::repair::{DONE, LEAKS};
use doorstep_tests_sync::works::LISTED;
use doorstep_tests_sync::world::World;

#[tokio::test]
async fn r_01_to_r_15_v_11_an_order_goes_from_door_to_door() {
    let world = World::with_works().await;
    let butler = world.handheld_of("lin").await;
    let technician = world.handheld_of("zhao").await;
    let supervisor = world.handheld_of("qian").await;
    let order = butler.register("8-1-101", "sink");
    butler.sync().await;
    technician.sync().await;
    let rows = technician.engine.with(|device| device.orders_today()).unwrap().rows;
    assert_eq!(rows.len(), 1, "R-01: dispatched by rule");
    assert_eq!((&rows[0].order, rows[0].next), (&order, NextAction::Do(Action::Accept)));
    assert!(rows[0].number.starts_with("2026-1124-"), "{}", rows[0].number);
    assert_eq!((rows[0].customer.zh.as_str(), rows[0].reported.zh.as_str()), ("住户8-1-101", LEAKS));

    technician.repair(&order, &Customer::content(), [&draw(1), &draw(2)]);
    technician.charge(&order, "NO-1");
    technician.sync().await;
    world.check_outbox_once(&technician);
    let detail = technician.order(&order);
    assert!(detail.held.is_empty() && detail.row.pending == 0, "{:?}", detail.held);
    supervisor.sync().await;
    assert_eq!(supervisor.listed(OrderList::ToConfirm), std::slice::from_ref(&order));
    supervisor.act(&order, |device, form| device.confirm_order(&form));
    supervisor.sync().await;

    butler.sync().await;
    let today = butler.today().rows;
    assert_eq!(today.len(), 1, "V-11: its callback opened by itself");
    let event = butler.callback(&today[0].callback).event.unwrap();
    assert_eq!((event.event, event.done.zh.as_str()), (order, DONE));
    assert_eq!(event.charge.map(|charge| (charge.fen, charge.payment)), Some((LISTED, Payment::Cash)));
    assert!(event.signed.is_some());
}
