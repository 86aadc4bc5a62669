//! The ways of an order (section R), each to its end over the real office, what is done on site without a network.

use doorstep_device::commands::work_order::form::{DeclineForm, MaterialForm};
use doorstep_device::queries::callback::EventDetail;
use doorstep_device::queries::orders::OrderList;
use doorstep_device::queries::work_order::next_action::NextAction;
use doorstep_domain::callback::{RefusalReason, SignOff};
use doorstep_domain::event::{Payment, PictureOf};
use doorstep_domain::fact::Slot;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::work_order::{Action, DeclineReason, Manner, MaterialChoice, MaterialQuality, Step};
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::event::draw;
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::repair::DONE;
use doorstep_tests_sync::works::LISTED;
use doorstep_tests_sync::world::World;

use crate::order_crew::{Before, Crew};

/// A way that an order goes.
struct Way {
    name: &'static str,
    matter: &'static str,
    worker: &'static str,
    before: Before,
    /// Without a network, up to the signature.
    on_site: fn(&Handheld, &SubjectId),
    total: i64,
    /// who takes the money, if there is any to take.
    taken_by: Option<&'static str>,
    signed: SignOff,
    /// what the sheet tells.
    told: &'static [&'static str],
}

const REFUSED: SignOff = SignOff::Refused { reason: RefusalReason::Dissatisfied };

const WAYS: [Way; 5] = [
    Way {
        name: "on the price list",
        matter: "sink",
        worker: "zhao",
        before: Before::Listed,
        on_site: as_listed,
        total: LISTED,
        taken_by: Some("zhao"),
        signed: SignOff::Signed,
        told: &[DONE, "80 元"],
    },
    Way {
        name: "R-04: an unlisted price, asked and answered",
        matter: "parquet",
        worker: "feng",
        before: Before::Quoted,
        on_site: as_quoted,
        total: 120_050,
        taken_by: Some("chen"),
        signed: SignOff::Signed,
        told: &["按工程主管报价维修", "1200.50 元"],
    },
    Way {
        name: "R-05: under warranty the contractor signs for it",
        matter: "wall",
        worker: "builder",
        before: Before::Warranty,
        on_site: under_warranty,
        total: 0,
        taken_by: None,
        signed: SignOff::Signed,
        told: &[DONE, "0 元"],
    },
    Way {
        name: "R-10: the customer's own material, used after a warning",
        matter: "sink",
        worker: "zhao",
        before: Before::Listed,
        on_site: with_bad_material,
        total: LISTED,
        taken_by: Some("zhao"),
        signed: SignOff::Signed,
        told: &["自备密封圈", "可能再次渗漏", "80 元"],
    },
    Way {
        name: "V-08: the customer refuses to sign",
        matter: "sink",
        worker: "zhao",
        before: Before::Listed,
        on_site: unsigned,
        total: LISTED,
        taken_by: Some("zhao"),
        signed: REFUSED,
        told: &[DONE],
    },
];

fn as_listed(worker: &Handheld, order: &SubjectId) {
    worker.repair(order, &Customer::content(), [&draw(2), &draw(3)]);
}

/// agreed by telephone before anybody goes there, so it is no second price.
fn as_quoted(worker: &Handheld, order: &SubjectId) {
    assert_eq!(worker.next(order), NextAction::Do(Action::Agree));
    worker.engine.with(|device| {
        let mut form = device.order_form(order).unwrap();
        form.price.manner = Some(Manner::Phone);
        let (form, _) = device.show_price(form).unwrap();
        device.agree_price(&form).unwrap();
    });
    worker.act(order, |device, form| device.arrive(&form, true));
    worker.verify(order, &draw(2));
    worker.act(order, |device, form| device.start_order(&form));
    worker.finish(order, &draw(3));
    worker.sign(order, &Customer::content());
    assert_eq!(worker.next(order), NextAction::AwaitDesk, "R-13: the front desk collects");
}

fn under_warranty(worker: &Handheld, order: &SubjectId) {
    worker.act(order, |device, mut form| {
        // the contractor signs for it.
        form.acceptance = Some(Customer::angry().pad());
        device.accept_order(&form)
    });
    worker.act(order, |device, form| device.arrive(&form, true));
    worker.verify(order, &draw(2));
    worker.agree(order);
    worker.finish(order, &draw(3));
    worker.sign(order, &Customer::content());
}

fn with_bad_material(worker: &Handheld, order: &SubjectId) {
    worker.go_there(order);
    worker.verify(order, &draw(2));
    worker.agree(order);
    worker.act(order, |device, mut form| {
        form.material = MaterialForm {
            material: "自备密封圈".to_owned(),
            quality: Some(MaterialQuality::Unqualified),
            warning: "可能再次渗漏".to_owned(),
            choice: Some(MaterialChoice::Use),
        };
        device.check_material(&form)
    });
    worker.finish(order, &draw(3));
    worker.sign(order, &Customer::content());
}

fn unsigned(worker: &Handheld, order: &SubjectId) {
    worker.go_there(order);
    worker.verify(order, &draw(2));
    worker.agree(order);
    worker.finish(order, &draw(3));
    worker.refuse_to_sign(order, RefusalReason::Dissatisfied);
}

#[tokio::test]
async fn r_01_to_r_15_every_way_ends_with_a_callback_that_tells_of_it() {
    for way in &WAYS {
        println!("{}", way.name);
        let crew = Crew::new().await;
        let worker = crew.world.handheld_of(way.worker).await;
        let order = crew.registered(way.matter, &worker).await;
        crew.prepare(way.before, &worker, &order).await;
        crew.world.network.set(Fault::Unreachable);
        (way.on_site)(&worker, &order);
        worker.sync().await;
        assert!(worker.waiting() > 0 && worker.order(&order).held.is_empty(), "{}", way.name);
        crew.world.network.heal();
        worker.sync().await;
        crew.world.check_outbox_once(&worker);
        check_signed(&crew.world, way, &worker, &order);
        if let Some(by) = way.taken_by {
            let collector = if by == way.worker { &worker } else { &crew.desk };
            crew.collect(by, collector, &order).await;
        }
        let callback = crew.confirm(&order).await;
        crew.world.network.set(Fault::Unreachable);
        check_called_back(way, &crew.butler, &order, &callback);
        crew.world.network.heal();
        check_pictures(&crew, &callback).await;
        for handheld in [&worker, &crew.butler, &crew.desk, &crew.supervisor] {
            handheld.sync().await;
            crew.world.check_outbox_once(handheld);
            assert!(handheld.order(&order).held.is_empty(), "{}", way.name);
        }
    }
}

/// R-12, V-07, V-08: what was shown is at the office, with strokes or with the reason why there are none.
fn check_signed(world: &World, way: &Way, worker: &Handheld, order: &SubjectId) {
    let signed = worker.order(order).signed.unwrap();
    assert_eq!((signed.sign_off, signed.total.get()), (way.signed, way.total), "{}", way.name);
    let entry = world.site.ledger().fact(signed.fact);
    let document = String::from_utf8(entry.part(Slot::DOCUMENT).to_vec()).unwrap();
    for told in way.told {
        assert!(document.contains(told), "{}: {told} is not in {document}", way.name);
    }
    let drawn = entry.fact.parts.iter().any(|part| part.slot.as_str() == Slot::SIGNATURE);
    assert_eq!(drawn, way.signed == SignOff::Signed, "{}", way.name);
    let accepted = world.site.ledger().on(order).into_iter().find(|e| e.head.kind == "work_order.accepted");
    let for_it = accepted.unwrap().fact.parts.iter().any(|part| part.slot.as_str() == Slot::SIGNATURE);
    assert_eq!(for_it, way.before == Before::Warranty, "R-05: {}", way.name);
}

/// V-05: the butler has all of it at the door, offline, and makes the callback there.
fn check_called_back(way: &Way, butler: &Handheld, order: &SubjectId, callback: &SubjectId) {
    let event = butler.callback(callback).event.unwrap();
    assert_eq!((&event.event, event.done.zh.as_str()), (order, DONE), "{}", way.name);
    let paid = if way.taken_by.is_some() { Payment::Cash } else { Payment::Unpaid };
    let charge = event.charge.as_ref().map(|charge| (charge.fen, charge.payment));
    assert_eq!(charge, Some((way.total, paid)), "{}", way.name);
    let proof = butler.engine.with(|device| device.proof(event.signed.unwrap())).unwrap();
    assert_eq!(proof.strokes.is_some(), way.signed == SignOff::Signed, "{}", way.name);
    butler.record(callback, &Customer::content());
    butler.check_to_do(&[]);
}

/// The site, before and after: the very bytes that the office holds.
async fn check_pictures(crew: &Crew, callback: &SubjectId) {
    let EventDetail { pictures, .. } = crew.butler.callback(callback).event.unwrap();
    let shows: Vec<PictureOf> = pictures.iter().map(|picture| picture.shows).collect();
    assert!(shows.ends_with(&[PictureOf::Before, PictureOf::After]), "{shows:?}");
    assert_eq!(shows[0], PictureOf::Site);
    for row in pictures {
        assert!(row.here);
        let shown = crew.butler.engine.with(|device| device.picture(row.fact, &row.slot)).unwrap().unwrap();
        assert!(shown == crew.world.site.part(row.fact, row.slot.as_str()).await);
    }
}

/// no work, no price, no callback; technician and P-07 sign, and the desk knows why.
#[tokio::test]
async fn r_09_declined_at_the_door_and_countersigned() {
    let crew = Crew::new().await;
    let worker = crew.world.handheld_of("zhao").await;
    let order = crew.registered("sink", &worker).await;
    crew.world.network.set(Fault::Unreachable);
    worker.go_there(&order);
    worker.verify(&order, &draw(2));
    worker.engine.with(|device| device.show_price(device.order_form(&order).unwrap())).unwrap();
    let decline = DeclineForm { reason: Some(DeclineReason::Price), note: "太贵，再考虑".to_owned() };
    worker.act(&order, |device, mut form| {
        form.decline = decline;
        device.decline_order(&form)
    });
    assert_eq!(worker.next(&order), NextAction::None);
    crew.world.network.heal();
    worker.sync().await;
    crew.supervisor.sync().await;
    assert_eq!(crew.supervisor.listed(OrderList::ToCountersign), std::slice::from_ref(&order));
    crew.supervisor.act(&order, |device, form| device.countersign_order(&form));
    crew.supervisor.sync().await;
    for handheld in [&crew.supervisor, &worker, &crew.desk, &crew.butler] {
        handheld.sync().await;
        let detail = handheld.order(&order);
        let declined = detail.declined.unwrap();
        assert_eq!((declined.reason, declined.note.as_str()), (DeclineReason::Price, "太贵，再考虑"));
        assert_eq!(
            (declined.by.en.as_str(), declined.countersigned.unwrap().0.en.as_str()),
            ("zhao", "qian")
        );
        assert!(detail.row.step == Step::Declined && !detail.row.is_open && detail.charges.is_empty());
        crew.world.check_outbox_once(handheld);
        handheld.check_to_do(&[]);
    }
    let again = crew.registered("sink", &worker).await;
    assert_ne!(again, order, "R-09: reported again after thinking it over");
}
