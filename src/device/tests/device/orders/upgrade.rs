//! A store that a version without work orders folded: after the upgrade they are folded by this one.

use doorstep_device::store::personal::SubjectRow;
use doorstep_domain::fold::State;

use super::site::{self, handheld_of, peng, works};

#[tokio::test]
async fn what_an_older_fold_made_nothing_of_is_folded_again_in_the_background() {
    let handheld = handheld_of(&works(), &[peng()]).await;
    let (order, other) = (site::register(&handheld, "sink"), site::register(&handheld, "sink"));
    for (order, receipt) in [(&order, "no-1"), (&other, "no-2")] {
        site::dispatch(&handheld, order, peng());
        site::repair(&handheld, order, receipt);
    }
    let before = handheld.with(|d| d.work_order(&order)).unwrap();
    let catalogue = "catalogue/yunqi".parse().unwrap();
    handheld.with(|d| {
        let personal = &d.shift().unwrap().personal;
        for subject in [&order, &other, &catalogue] {
            personal.put_subject(&as_unknown(subject)).unwrap();
            personal.put_charges(subject, &[]).unwrap();
        }
        // Marks all of it as folded by another version.
        personal.begin_epoch(1).unwrap();
    });
    assert!(handheld.with(|d| d.work_order(&order)).is_err(), "not there yet, and no crash");
    assert!(handheld.with(|d| d.orders_today()).unwrap().rows.is_empty());

    handheld.engine.sync_once().await;
    assert!(!handheld.with(|d| d.refold_some(1)).unwrap(), "nothing is left to fold");
    let after = handheld.with(|d| d.work_order(&order)).unwrap();
    assert_eq!((after.row.step, after.charges), (before.row.step, before.charges));
    assert!(after.held.is_empty(), "the catalogue comes first: what is judged by it stands");
    let form = site::paid(&site::form_of(&order), "no-2");
    assert!(handheld.with(|d| d.charge_order(&form)).is_err(), "receipts are known again");
}

fn as_unknown(subject: &doorstep_domain::ids::SubjectId) -> SubjectRow {
    SubjectRow {
        subject: subject.clone(),
        home: None,
        matter: None,
        event: None,
        due_by: None,
        open: false,
        case: None,
        about: None,
        office: Some(State::Unknown),
        shown: State::Unknown,
        pending: 0,
        unknown: 12,
        summary: None,
    }
}

/// F-04: what each act added to what is shown is what folding all of them gives.
#[tokio::test]
async fn f_04_what_is_added_is_what_is_folded() {
    let handheld = handheld_of(&works(), &[peng()]).await;
    let orders = ["no-1", "no-2"].map(|receipt| {
        let order = site::register(&handheld, "sink");
        site::dispatch(&handheld, &order, peng());
        site::repair(&handheld, &order, receipt);
        order
    });
    let folded = || {
        let read = |order| handheld.with(|d| d.shift().unwrap().personal.folded(order)).unwrap().unwrap();
        orders.each_ref().map(read)
    };
    let added = folded();
    assert!(added.iter().all(|order| order.pending > 5), "{added:?}");
    handheld.with(|d| d.shift().unwrap().personal.begin_epoch(1)).unwrap();
    while handheld.with(|d| d.refold_some(50)).unwrap() {}
    assert_eq!(folded(), added);
}
