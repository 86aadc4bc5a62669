//! Orders in lists, the catalogue, cash-up and timeliness, as they are here offline.

use doorstep_device::commands::work_order::HandInForm;
use doorstep_device::queries::orders::OrderList;
use doorstep_device::queries::task::Section;
use doorstep_device::queries::work_order::next_action::NextAction;
use doorstep_domain::cash_up::Means;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::repeat::RepeatSignal;
use doorstep_domain::work_order::{Action, DeclineReason, ReturnReason};

use super::site::{self, fan, han, handheld_of, peng, works};
use crate::handheld::Handheld;
use crate::sample::{DAY, HOUR, lin, su};

const MINUTE: i64 = 60_000;

fn list(handheld: &Handheld, list: OrderList) -> Vec<SubjectId> {
    let rows = handheld.with(|d| d.orders(list)).unwrap().rows;
    rows.into_iter().map(|row| row.order).collect()
}

fn later(handheld: &Handheld, millis: i64) -> SubjectId {
    let mut form = handheld.with(|d| d.begin_order(Some(&site::home()))).unwrap();
    let filled = form.registration.as_mut().unwrap();
    filled.matter = Some("sink".parse().unwrap());
    filled.appointment = Some(filled.requested.shifted(millis));
    handheld.with(|d| d.register_order(&form)).unwrap();
    form.order
}

#[tokio::test]
async fn r_02_r_03_my_orders_go_by_the_clock_that_runs_out_first() {
    let handheld = handheld_of(&works(), &[peng()]).await;
    let tomorrow = later(&handheld, DAY + HOUR);
    let soon = later(&handheld, HOUR);
    let now = site::register(&handheld, "sink");
    for order in [&tomorrow, &soon, &now] {
        site::dispatch(&handheld, order, peng());
        let form = site::form(&handheld, order);
        handheld.with(|d| d.accept_order(&form)).unwrap();
    }
    let rows = handheld.with(|d| d.orders_today()).unwrap().rows;
    let seen: Vec<_> = rows.iter().map(|row| (&row.order, row.section)).collect();
    assert_eq!(seen, [(&now, Section::Today), (&soon, Section::Today), (&tomorrow, Section::Later)]);
    let at = rows[1].appointment.unwrap();
    assert_eq!(rows[1].clock.unwrap().by, at.shifted(-5 * MINUTE), "R-03: 5 minutes before it");
    assert_eq!(rows[1].due_by, at.shifted(-5 * MINUTE));
    assert_eq!(
        (rows[0].next, rows[0].assignee.as_ref().unwrap().zh.as_str()),
        (NextAction::Do(Action::Arrive), "彭海")
    );
    handheld.pass(16 * MINUTE);
    let rows = handheld.with(|d| d.orders_today()).unwrap().rows;
    assert_eq!((&rows[0].order, rows[0].section), (&now, Section::Overdue), "R-02: 15 minutes are over");
    assert!(!rows[0].follow_up);
    handheld.pass(3 * DAY);
    assert!(handheld.with(|d| d.orders_today()).unwrap().rows.iter().all(|row| row.follow_up), "V-10");
}

#[tokio::test]
async fn each_role_s_lists() {
    let handheld = handheld_of(&works(), &[peng()]).await;
    let [new, running, declined, settled] = [0, 1, 2, 3].map(|_| site::register(&handheld, "sink"));
    for order in [&running, &declined, &settled] {
        site::dispatch(&handheld, order, peng());
    }
    let mut form = site::form(&handheld, &declined);
    form.decline.reason = Some(DeclineReason::Price);
    handheld.with(|d| d.decline_order(&form)).unwrap();
    site::repair(&handheld, &settled, "no-1");
    assert_eq!(list(&handheld, OrderList::Undispatched), std::slice::from_ref(&new));
    assert_eq!(list(&handheld, OrderList::Running), [running]);
    assert_eq!(list(&handheld, OrderList::ToCountersign), std::slice::from_ref(&declined));
    assert_eq!(list(&handheld, OrderList::ToConfirm), std::slice::from_ref(&settled));
    assert_eq!(list(&handheld, OrderList::ToQuote), []);
    assert_eq!(list(&handheld, OrderList::Mine).len(), 4);
    let detail = handheld.with(|d| d.work_order(&declined)).unwrap();
    assert_eq!(detail.declined.as_ref().map(|row| row.reason), Some(DeclineReason::Price));
    let form = site::form(&handheld, &declined);
    handheld.with(|d| d.countersign_order(&form)).unwrap();
    assert_eq!(list(&handheld, OrderList::ToCountersign), []);
    handheld.with(|d| d.confirm_order(&site::form_of(&settled))).unwrap();
    assert_eq!(list(&handheld, OrderList::ToConfirm), []);
    let page = handheld.with(|d| d.home(&site::home())).unwrap();
    assert_eq!((page.orders.len(), page.events.len()), (2, 1), "open ones, and what was finished there");
    assert_eq!(page.events[0].done.zh, "更换下水弯管，试水不漏");
}

#[tokio::test]
async fn why_it_came_back_and_why_it_was_called_off() {
    let office = works();
    let handheld = handheld_of(&office, &[su(), peng()]).await;
    let order = site::register(&handheld, "sink");
    site::dispatch(&handheld, &order, peng());
    let mut form = site::form(&handheld, &order);
    (form.give_back.reason, form.give_back.note) = (Some(ReturnReason::NotFeasible), "缺配件".into());
    handheld.with(|d| d.give_back_order(&form)).unwrap();
    let detail = handheld.with(|d| d.work_order(&order)).unwrap();
    let returned = detail.returned.unwrap();
    assert_eq!((returned.reason, returned.note.as_str()), (ReturnReason::NotFeasible, "缺配件"));
    assert_eq!(
        (detail.row.next, detail.row.trade.unwrap().zh),
        (NextAction::Do(Action::Dispatch), "水电".to_owned())
    );
    handheld.engine.send_now().await;
    office.grant(&su(), &order);
    handheld.sign_in(&su());
    handheld.engine.send_now().await;
    let mut form = site::form(&handheld, &order);
    form.cancellation = "客户自行解决".into();
    handheld.with(|d| d.cancel_order(&form)).unwrap();
    let detail = handheld.with(|d| d.work_order(&order)).unwrap();
    assert_eq!(
        detail.cancelled.map(|row| (row.note, row.by.zh)),
        Some(("客户自行解决".into(), "苏敏".into()))
    );
    assert!(!detail.row.is_open);
}

#[tokio::test]
async fn v_13_the_third_repair_of_the_same_thing_is_shown_at_the_door() {
    let handheld = handheld_of(&works(), &[peng()]).await;
    for receipt in ["no-1", "no-2", "no-3"] {
        let order = site::register(&handheld, "sink");
        site::dispatch(&handheld, &order, peng());
        site::repair(&handheld, &order, receipt);
        handheld.pass(DAY);
    }
    let order = site::register(&handheld, "sink");
    assert_eq!(handheld.with(|d| d.work_order(&order)).unwrap().row.signals, [RepeatSignal::Repairs(3)]);
    let other = site::register(&handheld, "bulb");
    assert_eq!(handheld.with(|d| d.work_order(&other)).unwrap().row.signals, []);
}

#[tokio::test]
async fn r_02_r_05_price_list_faults_trades_and_contractors() {
    let handheld = handheld_of(&works(), &[peng()]).await;
    let found = |query: &str| {
        let rows = handheld.with(|d| d.prices(query, None)).unwrap();
        rows.iter().map(|row| row.item.as_str().to_owned()).collect::<Vec<_>>()
    };
    for (query, expected) in
        [("弯管", vec!["trap"]), ("NEW tr", vec!["trap"]), ("labour", vec!["labour"]), ("没有", vec![])]
    {
        assert_eq!(found(query), expected, "{query}");
    }
    assert_eq!(found("").len(), 3);
    let wood = "wood".parse().unwrap();
    assert_eq!(handheld.with(|d| d.prices("", Some(&wood))).unwrap(), []);
    let faults = handheld.with(|d| d.faults(None)).unwrap();
    let faults: Vec<_> = faults.iter().map(|row| (row.matter.as_str(), row.listed)).collect();
    assert_eq!(faults, [("bulb", true), ("parquet", false), ("sink", true)]);
    let trades = handheld.with(|d| d.trades()).unwrap();
    assert_eq!((trades[0].label.zh.as_str(), trades[0].technicians[0].person.clone()), ("水电", han()));
    let contractors = handheld.with(|d| d.contractors()).unwrap();
    assert_eq!((contractors.len(), contractors[0].contact.phone.as_str()), (1, "13800000000"));
    assert_eq!((contractors[0].covers[0].building.as_str(), contractors[0].covers[0].is_over), ("3", false));
}

#[tokio::test]
async fn r_05_under_warranty_the_contractor_is_told_signs_and_the_desk_records() {
    let office = works();
    let handheld = handheld_of(&office, &[fan(), su()]).await;
    let order = site::register(&handheld, "sink");
    let contractor = handheld.with(|d| d.work_order(&order)).unwrap().contractor.unwrap();
    assert_eq!(contractor.person, fan(), "R-05: whose warranty covers it");
    site::dispatch(&handheld, &order, fan());
    let next = || handheld.with(|d| d.work_order(&order)).unwrap().next();
    assert_eq!(next(), NextAction::Do(Action::NotifyContractor));
    let mut form = site::form(&handheld, &order);
    handheld.with(|d| d.notify_contractor(&form, doorstep_domain::work_order::Manner::Phone)).unwrap();
    assert_eq!(next(), NextAction::Do(Action::AgreeTime));
    form.appointment = Some(handheld.with(|d| d.now()).shifted(2 * HOUR));
    handheld.with(|d| d.agree_time(&form)).unwrap();
    assert_eq!(next(), NextAction::None, "now the contractor signs for it");
    handheld.engine.send_now().await;
    office.grant(&fan(), &order);
    handheld.sign_in(&fan());
    handheld.engine.send_now().await;
    let mut signed = site::form(&handheld, &order);
    // the contractor signs with their own key, and on the pad where there is one.
    signed.acceptance = Some(crate::handheld::signature());
    handheld.with(|d| d.accept_order(&signed)).unwrap();
    handheld.engine.send_now().await;
    handheld.sign_in(&su());
    handheld.engine.send_now().await;
    assert_eq!(next(), NextAction::Do(Action::Arrive), "R-05: P-04 records their arrival");
    let form = site::form(&handheld, &order);
    handheld.with(|d| d.arrive(&form, true)).unwrap();
    assert_eq!(handheld.with(|d| d.work_order(&order)).unwrap().usual, [], "R-05: not the customer's to pay");
    handheld.with(|d| d.verify_order(&form)).unwrap();
    let asking = handheld.with(|d| d.work_order(&order)).unwrap().asking;
    assert_eq!(
        (asking, next()),
        (Some(Vec::new()), NextAction::Do(Action::Agree)),
        "R-08: 0 is said plainly"
    );
}

#[tokio::test]
async fn r_13_the_cash_up_of_a_person_and_day_adds_up() {
    let handheld = handheld_of(&works(), &[lin(), peng()]).await;
    for receipt in ["no-1", "no-2"] {
        let order = site::register(&handheld, "sink");
        site::dispatch(&handheld, &order, peng());
        site::repair(&handheld, &order, receipt);
    }
    let day = "2026-11-24".parse().unwrap();
    let page = || handheld.with(|d| d.cash_up(&peng(), day)).unwrap();
    assert_eq!((page().charges.len(), page().sums.missing(Means::Cash)), (2, 16_000));
    let handed = HandInForm {
        person: peng(),
        day,
        means: Some(Means::Cash),
        amount: "160".into(),
        slip: "s-1".into(),
    };
    handheld.with(|d| d.hand_in(&handed)).unwrap();
    assert!(page().sums.adds_up());
    assert_eq!(
        (page().handed_in.len(), page().charges[0].place.as_ref().unwrap().room.as_str()),
        (1, "1503")
    );
    assert_eq!(handheld.with(|d| d.cash_up(&peng(), "2026-11-25".parse().unwrap())).unwrap().charges, []);
    assert!(handheld.with(|d| d.cash_up(&han(), day)).is_err(), "P-09: not what others took");
}

#[tokio::test]
async fn r_16_the_timeliness_of_a_month() {
    let handheld = handheld_of(&works(), &[peng()]).await;
    for late in [0, 20 * MINUTE] {
        let order = site::register(&handheld, "sink");
        site::dispatch(&handheld, &order, peng());
        let form = site::form(&handheld, &order);
        handheld.with(|d| d.accept_order(&form)).unwrap();
        handheld.pass(late);
        handheld.with(|d| d.arrive(&form, true)).unwrap();
    }
    let rows = handheld.with(|d| d.timeliness(2026, 11)).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].timeliness.kept, rows[0].timeliness.counted), (1, 2));
    assert_eq!((rows[0].name.zh.as_str(), rows[0].label.zh.as_str()), ("彭海", "水电"));
    assert_eq!(handheld.with(|d| d.timeliness(2026, 10)).unwrap(), []);
}
