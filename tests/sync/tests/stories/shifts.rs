//! F-03: a handheld is shared in shifts; what waits is sent whoever is signed in, or nobody.

use doorstep_device::commands::form::CallbackForm;
use doorstep_device::queries::QueryError;
use doorstep_device::queries::outbox::What;
use doorstep_device::store::outbox::RowState;
use doorstep_domain::ids::SubjectId;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::world::World;

#[tokio::test]
async fn f_01_what_waits_is_sent_while_nobody_is_signed_in() {
    let world = World::begin().await;
    let callback = world.site.repair("8-1-101").await;
    let lin = world.handheld_of("lin").await;
    world.network.set(Fault::Unreachable);
    let recorded = lin.record(&callback, &Customer::content());
    lin.engine.lock();
    let lin = lin.restart();
    world.network.heal();
    lin.sync().await;
    assert_eq!(lin.waiting(), 0);
    assert!(lin.engine.line().unwrap().waiting.all_confirmed_at.is_some());
    world.network.set(Fault::Unreachable);
    let lin = lin.restart();
    lin.sign_in("lin");
    world.check_all_green(&lin, &[recorded.saved]);
    let detail = lin.callback(&callback);
    assert_eq!((detail.task.pending, detail.records[0].outbox.clone()), (0, Some(RowState::Confirmed)));
}

#[tokio::test]
async fn f_03_a_shift_changes_offline_and_both_queues_go_out() {
    let world = World::begin().await;
    let [hers, his] = [world.site.repair("8-1-101").await, world.site.repair("9-1-101").await];
    let unfinished = world.site.repair("8-1-102").await;
    let shared = world.handheld_of("wu").await;
    world.admit(&shared, "lin").await;
    world.network.set(Fault::Unreachable);
    let by_lin = shared.record(&hers, &Customer::content());
    let form = begin_form(&shared, &unfinished);
    shared.engine.lock();
    let left = shared.engine.with(|device| device.sign_in_page()).unwrap().left_unsent;
    assert_eq!(left.map(|(name, count)| (name.unwrap().zh, count)), Some(("姓名lin".to_owned(), 1)));
    shared.sign_in("wu");
    check_nothing_of_hers(&shared, &hers, &by_lin.saved.fact.to_string());
    shared.check_to_do(&[&his]);
    let by_wu = shared.attempt(&his);
    world.network.heal();
    shared.sync().await;
    world.check_all_once(&shared, &[by_lin.saved, by_wu]);
    let there = world.site.ledger().by(shared.installation());
    let authors: Vec<&str> = there.iter().map(|entry| entry.head.by.person.as_str()).collect();
    assert_eq!(authors, ["lin", "wu"]);
    assert_ne!(there[0].head.by.key, there[1].head.by.key, "each signs with a key of their own");
    shared.sign_in("lin");
    assert_eq!(shared.engine.with(|device| device.reopen()).unwrap(), Some(form));
    assert_eq!(shared.states(), [const { RowState::Confirmed }; 2]);
}

fn begin_form(handheld: &Handheld, callback: &SubjectId) -> CallbackForm {
    handheld.engine.with(|device| {
        let form = Customer::angry().fill(device.form(callback).unwrap());
        device.save_draft(&form).unwrap();
        form
    })
}

/// P-10: no list, no search, no page, no proof and no form of hers is there for him.
fn check_nothing_of_hers(handheld: &Handheld, hers: &SubjectId, fact: &str) {
    handheld.engine.with(|device| {
        assert!(matches!(device.callback(hers), Err(QueryError::NotHere)));
        assert!(matches!(device.home(&"8-1-101".parse().unwrap()), Err(QueryError::NotHere)));
        assert!(matches!(device.proof(fact.parse().unwrap()), Err(QueryError::NotHere)));
        assert_eq!(device.search("8-1").unwrap(), []);
        assert_eq!(device.search("住户8").unwrap(), []);
        assert_eq!(device.reopen().unwrap(), None);
    });
    let rows = handheld.outbox();
    assert_eq!((rows.len(), &rows[0].what), (1, &What::Unknown));
}
