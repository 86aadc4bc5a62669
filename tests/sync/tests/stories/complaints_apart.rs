//! Complaints where things go wrong: apart (F-04), killed, cut off, lost (F-01, F-03, C-07).

use doorstep_device::queries::complaints::ComplaintList;
use doorstep_device::store::outbox::RowState;
use doorstep_domain::complaint::{Action, ClockKind};
use doorstep_domain::fact::{Outcome, Reason};
use doorstep_domain::ids::SubjectId;
use doorstep_tests_sync::complaint::SERIOUS;
use doorstep_tests_sync::handheld::{HOUR, Handheld, who};
use doorstep_tests_sync::proxy::{Canned, Fault};
use doorstep_tests_sync::world::World;

const MINUTE: i64 = 60_000;

/// F-04: P-02 has two handhelds, and acknowledges on both while they are apart.
#[tokio::test]
async fn f_04_c_06_acknowledged_twice_while_apart() {
    for second_first in [false, true] {
        let world = World::begin().await;
        let lin = world.handheld_of("lin").await;
        let [one, other] = [world.handheld_of("manager").await, world.handheld_of("manager").await];
        let complaint = lin.take_complaint("8-1-101", SERIOUS);
        lin.sync().await;
        one.sync().await;
        other.sync().await;
        world.network.set(Fault::Unreachable);
        let at = one.acknowledge(&complaint).at;
        other.clock.pass(MINUTE);
        other.acknowledge(&complaint);
        world.network.heal();
        let (first, second) = if second_first { (&other, &one) } else { (&one, &other) };
        first.sync().await;
        second.sync().await;
        first.sync().await;
        for handheld in [first, second] {
            let page = handheld.complaint(&complaint);
            assert_eq!((page.acknowledged.len(), page.held.len()), (1, 1), "nobody's act is lost");
            assert_eq!((page.held[0].action, page.row.pending), (Action::Acknowledge, 0));
            assert_eq!(handheld.kept(&complaint, ClockKind::Respond), Some(true));
        }
        let row = second.outbox().pop().unwrap();
        assert!(matches!(row.state, RowState::Held(Reason::AlreadyRecorded { .. })), "amber: {row:?}");
        assert_eq!(row.first_by.map(|(by, _)| by.en), Some("manager".to_owned()));
        let acknowledged = first.complaint(&complaint).acknowledged[0].at;
        assert_eq!((acknowledged == at), !second_first, "the office's order decides");
    }
}

/// C-07: only a receipt ends the alarm; whatever stands between, it arrives once.
#[tokio::test]
async fn c_07_f_01_nothing_but_a_receipt_ends_the_alarm() {
    for fault in [
        Fault::Unreachable,
        Fault::DropAnswer,
        Fault::CutAnswer(20),
        Fault::CutRequest(200),
        Fault::Answer(Canned::ServerError),
        Fault::Answer(Canned::Unauthorized),
        Fault::Answer(Canned::Portal),
    ] {
        let world = World::begin().await;
        let lin = world.handheld_of("lin").await;
        world.network.set_at("/v1/facts", fault);
        let complaint = lin.take_complaint("8-1-101", SERIOUS);
        lin.sync().await;
        assert_eq!(lin.unreached(), std::slice::from_ref(&complaint), "{fault:?}");
        world.network.heal();
        lin.sync().await;
        assert_eq!(lin.unreached(), [], "{fault:?}");
        world.check_outbox_once(&lin);
    }
}

/// F-01: killed between the commit and the sealing: the alarm is caught up with the fact.
#[tokio::test]
async fn c_07_f_01_killed_before_it_was_sealed_the_alarm_comes_with_the_sign_in() {
    let world = World::begin().await;
    let lin = world.handheld_of("lin").await;
    world.network.set(Fault::Unreachable);
    let outbox = lin.outbox_files();
    let complaint = lin.take_complaint("8-1-101", SERIOUS);
    let lin = lin.restart_unsealed(&outbox);
    lin.sign_in("lin");
    assert_eq!(lin.unreached(), std::slice::from_ref(&complaint));
    let outbox = lin.outbox_files();
    phone(&lin, &complaint);
    let lin = lin.restart_unsealed(&outbox);
    assert_eq!(lin.unreached(), std::slice::from_ref(&complaint), "the call is in the personal store alone");
    lin.sign_in("lin");
    assert_eq!(lin.unreached(), [], "the call, too, is caught up");
    world.network.heal();
    lin.sync().await;
    world.check_outbox_once(&lin);
    assert_eq!(lin.complaint(&complaint).phoned.len(), 1);
}

fn phone(handheld: &Handheld, complaint: &SubjectId) {
    let call = |device: &mut doorstep_device::Device| {
        let at = device.now();
        device.phone_about_complaint(complaint, &who("manager"), at)
    };
    handheld.engine.with(call).unwrap();
}

/// F-03: a lost handheld hands in its complaint, marked; its alarm ends with the receipt, though no one can sign in.
#[tokio::test]
async fn f_03_c_07_a_revoked_handheld_hands_in_its_complaint() {
    let world = World::begin().await;
    let lin = world.handheld_of("lin").await;
    let manager = world.handheld_of("manager").await;
    world.network.set(Fault::Unreachable);
    let complaint = lin.take_complaint("8-1-101", SERIOUS);
    let number = lin.engine.with(|device| device.office()).unwrap().unwrap().device_number;
    world.site.office().revoke(number).await.unwrap();
    world.pass(&lin, HOUR);
    manager.clock.pass(HOUR);
    lin.sync().await;
    assert_eq!(lin.unreached(), std::slice::from_ref(&complaint));
    world.network.heal();
    lin.sync().await;
    assert!(!lin.is_signed_in());
    assert_eq!(lin.unreached(), [], "the office has it");
    let ledger = world.site.ledger();
    let there = ledger.by(lin.installation());
    assert_eq!(there.len(), 1);
    assert_eq!((there[0].verdict.outcome, there[0].verdict.after_revocation), (Outcome::Applied, true));
    manager.sync().await;
    assert_eq!(manager.rings(), std::slice::from_ref(&complaint), "late, and it rings all the same");
    let open = manager.engine.with(|device| device.complaints(ComplaintList::Overdue)).unwrap().rows;
    assert_eq!(
        open.iter().map(|row| &row.complaint).collect::<Vec<_>>(),
        [&complaint],
        "C-05: since its reception"
    );
}

/// P-11, C-07: of two butlers who phone about one complaint while apart, both calls are on the record.
#[tokio::test]
async fn c_07_a_call_by_the_next_shift_is_on_the_record() {
    let world = World::begin().await;
    let shared = world.handheld_of("wu").await;
    world.admit(&shared, "lin").await;
    world.network.set(Fault::Unreachable);
    let complaint = shared.take_complaint("8-1-101", SERIOUS);
    shared.sign_in("wu");
    assert!(!shared.has_complaint(&complaint), "P-10: not theirs to read");
    assert_eq!(shared.unreached(), std::slice::from_ref(&complaint), "F-03: across the shift");
    phone(&shared, &complaint);
    assert_eq!(shared.unreached(), []);
    world.network.heal();
    shared.sync().await;
    world.check_outbox_once(&shared);
    let calls = world.site.ledger().on(&complaint).into_iter();
    let calls: Vec<_> = calls.filter(|entry| entry.head.kind == "complaint.phoned").collect();
    assert_eq!(calls.len(), 1);
    assert_eq!((&calls[0].head.by.person, calls[0].verdict.outcome), (&who("wu"), Outcome::Applied));
}
