//! Whatever the network does, each fact is at the office exactly once (F-01), and green comes from receipts alone.

use doorstep_device::commands::form::CallbackForm;
use doorstep_device::engine::Network;
use doorstep_device::store::outbox::RowState;
use doorstep_device::sync::plan::Step;
use doorstep_domain::ids::SubjectKind;
use doorstep_domain::lang::Lang;
use doorstep_protocol::heartbeat::Compression;

use super::callback::with_a_repair;
use super::handheld::{Handheld, pin};
use super::office::{Fault, Office, subject};
use super::sample::{self, DAY, HOUR, lin, now, su};

#[tokio::test]
async fn f_01_each_fact_arrives_exactly_once_through_a_network_that_breaks() {
    let faults = [
        ("unreachable", Fault::Unreachable, Network::Unreachable),
        ("the answer is lost", Fault::AnswerLost, Network::Unreachable),
        ("500", Fault::Html(500), Network::NotTheOffice),
        ("401", Fault::Html(401), Network::Unauthenticated),
        ("a captive portal", Fault::Html(200), Network::NotTheOffice),
        ("forged receipts", Fault::ForgedReceipts, Network::NotTheOffice),
    ];
    for (name, fault, network) in faults {
        let (office, handheld, callback) = with_a_repair().await;
        let form = handheld.signed_form(&callback);
        let saved = handheld.with(|d| d.record_callback(&form)).unwrap();
        office.fail("/v1/facts", fault);
        let step = handheld.engine.sync_once().await;
        assert!(matches!(step, Step::Rest { .. }), "{name}: it pauses");
        let line = handheld.engine.line().unwrap();
        assert_eq!((line.waiting.facts, line.network), (1, network), "{name}");
        assert!(line.waiting.all_confirmed_at.is_none(), "{name}: not green");
        handheld.pass(10_000);
        assert_eq!(handheld.engine.sync_once().await, Step::Listen, "{name}");
        assert_eq!(office.received().iter().map(|h| h.id).collect::<Vec<_>>(), [saved.fact], "{name}");
        let line = handheld.engine.line().unwrap();
        assert_eq!((line.waiting.facts, line.network), (0, Network::Online), "{name}");
        assert!(line.waiting.all_confirmed_at.is_some(), "{name}: green");
    }
}

/// What is sealed is never packed anew: a handheld packs as the office said that it can read, and an office that was set
/// back to an older program gets bodies as they are.
#[tokio::test]
async fn f_01_facts_are_packed_as_the_office_reads_them() {
    let known = Compression { packings: vec![0, 1, 9], bodies: true };
    for (said, expected) in [(Compression::default(), 0), (known, 1)] {
        let (office, handheld, callback) = with_a_repair().await;
        office.lock().compression = said;
        handheld.pass(HOUR);
        handheld.engine.sync_once().await;
        let form = handheld.signed_form(&callback);
        handheld.with(|d| d.record_callback(&form)).unwrap();
        handheld.engine.sync_once().await;
        assert_eq!(office.lock().packings, [expected]);
        assert_eq!(handheld.engine.line().unwrap().waiting.facts, 0);
    }
}

#[tokio::test]
async fn f_01_what_a_crash_kept_out_of_the_outbox_is_caught_up() {
    let (office, handheld, callback) = with_a_repair().await;
    let form = handheld.signed_form(&callback);
    let saved = handheld.with(|d| d.commit_callback(&form)).unwrap();
    assert!(!saved.sealed);
    let handheld = handheld.restart();
    assert_eq!(handheld.engine.line().unwrap().waiting.facts, 0, "not in the outbox");
    handheld.sign_in(&lin());
    assert_eq!(handheld.engine.line().unwrap().waiting.facts, 1, "caught up");
    handheld.engine.sync_once().await;
    assert_eq!(office.received().iter().map(|h| (h.id, h.sequence)).collect::<Vec<_>>(), [(saved.fact, 1)]);
    handheld.with(|d| assert_eq!(d.seal_pending().unwrap(), 0));
}

/// A disk that is full between the two stores keeps it out as well, and its person may stay signed in all day. Found by the
/// simulator (seed 202392).
#[tokio::test]
async fn f_01_what_was_kept_out_of_the_outbox_goes_in_while_its_person_stays_signed_in() {
    let (office, handheld, callback) = with_a_repair().await;
    let form = handheld.signed_form(&callback);
    let saved = handheld.with(|d| d.commit_callback(&form)).unwrap();
    handheld.pass(HOUR);
    handheld.engine.sync_once().await;
    assert_eq!(office.received().iter().map(|head| head.id).collect::<Vec<_>>(), [saved.fact]);
}

#[tokio::test]
async fn f_01_thirty_days_offline_then_all_of_it_in_order() {
    let office = Office::new(now());
    sample::residence(&office);
    sample::home(&office, "8-2-1602", "王先生", "Mr Wang", Lang::Zh);
    let callbacks: Vec<_> =
        (0..12).map(|i| sample::repair(&office, "8-2-1602", &format!("r{i}"), i)).collect();
    let mut handheld = Handheld::of_lin(&office).await;
    for (day, callback) in callbacks.iter().enumerate() {
        handheld.clock.pass(DAY);
        if day % 4 == 3 {
            handheld.clock.reboot(HOUR);
        }
        handheld = handheld.restart();
        handheld.sign_in(&lin());
        let next_try = Some(handheld.with(|d| d.now()).shifted(HOUR));
        let form = CallbackForm { next_try, ..handheld.with(|d| d.form(callback)).unwrap() };
        handheld.with(|d| d.record_attempt(&form)).unwrap();
        let form = handheld.signed_form(callback);
        handheld.with(|d| d.record_callback(&form)).unwrap();
    }
    assert_eq!(handheld.engine.line().unwrap().waiting.facts, 24);
    assert_eq!(handheld.with(|d| d.today()).unwrap().rows.len(), 0);
    handheld.engine.sync_once().await;
    let sequences: Vec<i64> = office.received().iter().map(|head| head.sequence).collect();
    assert_eq!(sequences, (1..=24).collect::<Vec<_>>(), "without gaps");
    let received = office.received();
    let last = received.last().unwrap();
    let off = last.office.middle().since(now().shifted(12 * DAY + 3 * HOUR)).abs();
    assert!(off < 60_000, "F-02: {off} ms off after 12 days and three restarts");
}

#[tokio::test]
async fn an_office_too_old_for_a_kind_gets_it_later() {
    let (office, handheld, callback) = with_a_repair().await;
    office.lock().too_old_for = vec!["callback.recorded"];
    let form = handheld.signed_form(&callback);
    handheld.with(|d| d.record_callback(&form)).unwrap();
    assert_eq!(handheld.engine.sync_once().await, Step::Listen, "it does not spin");
    let item = handheld.with(|d| d.outbox()).unwrap().remove(0);
    assert!(matches!(item.state, RowState::Again(_)) && !item.needs_look);
    assert_eq!(handheld.engine.line().unwrap().waiting.facts, 1, "it goes on waiting");
    office.lock().too_old_for.clear();
    handheld.engine.send_now().await;
    assert_eq!(handheld.with(|d| d.outbox()).unwrap()[0].state, RowState::Confirmed);
}

#[tokio::test]
async fn an_office_restored_from_a_backup_is_offered_what_it_lost() {
    let (office, handheld, callback) = with_a_repair().await;
    let form = handheld.signed_form(&callback);
    handheld.with(|d| d.record_callback(&form)).unwrap();
    handheld.engine.sync_once().await;
    assert_eq!(office.received().len(), 1);
    office.restore(7);
    assert!(office.received().is_empty());
    handheld.pass(HOUR);
    handheld.engine.send_now().await;
    handheld.engine.sync_once().await;
    assert_eq!(office.received().len(), 1, "offered again");
    let detail = handheld.with(|d| d.callback(&callback)).unwrap();
    assert_eq!((detail.records.len(), detail.task.pending), (1, 0));
    assert_eq!(handheld.with(|d| d.outbox()).unwrap()[0].state, RowState::Confirmed);
}

/// F-01: the answer of the office that was lost, given once more by something on the way, would leave for good what it lost with
/// it. Found by the simulator (seed 200247).
#[tokio::test]
async fn f_01_an_answer_from_before_a_restore_proves_nothing() {
    let (office, handheld, callback) = with_a_repair().await;
    let form = handheld.signed_form(&callback);
    handheld.with(|d| d.record_callback(&form)).unwrap();
    handheld.engine.sync_once().await;
    office.restore(7);
    office.fail("/v1/facts", Fault::OldAnswer);
    handheld.pass(HOUR);
    handheld.engine.send_now().await;
    assert!(office.received().is_empty());
    let line = handheld.engine.line().unwrap();
    assert_eq!((line.waiting.facts, line.waiting.all_confirmed_at), (1, None), "not green");
    handheld.pass(HOUR);
    handheld.engine.send_now().await;
    assert_eq!(office.received().len(), 1, "offered again");
    assert_eq!(handheld.with(|d| d.outbox()).unwrap()[0].state, RowState::Confirmed);
}

#[tokio::test]
async fn a_kind_that_is_not_known_here_is_kept_and_shown_as_unknown() {
    let (office, handheld, callback) = with_a_repair().await;
    office.say_unknown(&callback);
    let strange = subject(SubjectKind::Callback, "x").as_str().replace("callback", "robot").parse().unwrap();
    office.say_unknown(&strange);
    office.grant(&lin(), &strange);
    handheld.pass(HOUR);
    handheld.engine.send_now().await;
    let row = handheld.with(|d| d.today()).unwrap().rows.remove(0);
    assert!(row.has_unknown);
    let form = handheld.signed_form(&callback);
    handheld.with(|d| d.record_callback(&form)).unwrap();
}

#[tokio::test]
async fn v_05_pictures_are_there_offline_because_they_were_fetched_ahead() {
    let (office, handheld, callback) = with_a_repair().await;
    let picture = handheld.with(|d| d.callback(&callback)).unwrap().event.unwrap().pictures.remove(0);
    assert!(picture.here);
    let calls = office.lock().calls.len();
    let bytes = handheld.with(|d| d.picture(picture.fact, &picture.slot)).unwrap();
    assert_eq!(bytes.unwrap(), sample::picture().bytes.0);
    assert_eq!(office.lock().calls.len(), calls);
    let (_, sheet) = handheld.with(|d| d.show_sheet(super::handheld::content(&callback))).unwrap();
    assert_eq!(sheet.document.pictures, [sample::picture().hash()]);
}

#[tokio::test]
async fn v_05_a_picture_that_is_not_what_the_fact_names_is_not_kept() {
    let office = Office::new(now());
    sample::residence(&office);
    sample::home(&office, "8-2-1602", "王先生", "Mr Wang", Lang::Zh);
    let callback = sample::repair(&office, "8-2-1602", "r1", 1);
    office.swap_pictures(b"another jpeg now");
    let handheld = Handheld::of_lin(&office).await;
    let here = |handheld: &Handheld| {
        handheld.with(|d| d.callback(&callback)).unwrap().event.unwrap().pictures[0].here
    };
    assert!(!here(&handheld));
    office.swap_pictures(&sample::picture().bytes.0);
    std::fs::create_dir_all(handheld.path("media")).unwrap();
    std::fs::write(handheld.path("media").join("left-by-a-crash.new"), b"").unwrap();
    handheld.sign_in(&lin());
    assert_eq!(std::fs::read_dir(handheld.path("media")).unwrap().count(), 0, "swept");
    handheld.engine.sync_once().await;
    assert!(here(&handheld), "asked for again");
}

#[tokio::test]
async fn a_feed_goes_on_where_it_stopped_whatever_breaks_in_between() {
    let office = Office::new(now());
    sample::residence(&office);
    sample::home(&office, "8-2-1602", "王先生", "Mr Wang", Lang::Zh);
    for i in 0..10 {
        sample::repair(&office, "8-2-1602", &format!("r{i}"), 1);
    }
    let handheld = Handheld::new(&office);
    handheld.engine.connect("https://office.test", &office.code()).await.unwrap();
    handheld.engine.enter(&lin(), "12345678", &pin()).await.unwrap();
    assert!(handheld.with(|d| d.today()).unwrap().first_load);
    for fault in [Fault::AnswerLost, Fault::Html(200), Fault::Unreachable] {
        office.fail("/v1/feed", fault);
        handheld.engine.sync_once().await;
        handheld.pass(60_000);
    }
    handheld.engine.sync_once().await;
    let today = handheld.with(|d| d.today()).unwrap();
    assert_eq!((today.rows.len(), today.first_load), (10, false));
}

#[tokio::test]
async fn p_10_what_is_withdrawn_is_erased() {
    let (office, handheld, callback) = with_a_repair().await;
    handheld.engine.enter(&su(), "12345678", &pin()).await.unwrap();
    handheld.engine.sync_once().await;
    let media = || std::fs::read_dir(handheld.path("media")).unwrap().count();
    assert_eq!(media(), 1);
    let subjects = [callback.clone(), "event/r1".parse().unwrap(), "home/8-2-1602".parse().unwrap()];
    subjects.iter().for_each(|subject| office.withdraw(&su(), subject));
    handheld.pass(HOUR);
    handheld.engine.send_now().await;
    assert!(handheld.with(|d| d.callback(&callback)).is_err());
    assert_eq!(media(), 1, "Lin may see it still");
    handheld.sign_in(&lin());
    subjects.iter().for_each(|subject| office.withdraw(&lin(), subject));
    handheld.engine.send_now().await;
    assert!(handheld.with(|d| d.callback(&callback)).is_err());
    assert_eq!(media(), 0);
}

/// Nobody withdraws what a lost office had granted after its backup: it is gone once the new epoch has told all it has, which
/// takes several pages here.
#[tokio::test]
async fn p_10_what_a_lost_office_had_granted_is_taken_back() {
    let (office, handheld, callback) = with_a_repair().await;
    let kept = sample::repair(&office, "8-2-1602", "r2", 1);
    handheld.engine.enter(&su(), "12345678", &pin()).await.unwrap();
    handheld.engine.sync_once().await;
    let subjects = [callback.clone(), "event/r1".parse().unwrap()];
    for person in [lin(), su()] {
        subjects.iter().for_each(|subject| office.forget_grant(&person, subject));
    }
    office.restore(usize::MAX);
    let media = || std::fs::read_dir(handheld.path("media")).unwrap().count();
    let sees = |callback| handheld.with(|d| d.callback(callback)).is_ok();
    let before = media();
    handheld.pass(HOUR);
    handheld.engine.send_now().await;
    assert_eq!((sees(&callback), sees(&kept)), (false, true), "Su");
    assert_eq!(media(), before, "Lin has not heard of it yet");
    handheld.sign_in(&lin());
    handheld.engine.send_now().await;
    assert_eq!((sees(&callback), sees(&kept)), (false, true), "Lin");
    assert_eq!(media(), before - 1);
}

/// P-10, F-01: what somebody works on stays until it is at the office, which may grant it anew then, or until it is thrown
/// away.
#[tokio::test]
async fn p_10_what_a_lost_office_had_granted_stays_while_something_of_it_waits() {
    let names = ["saved, and not sent yet", "half done"];
    for (name, is_saved) in names.into_iter().zip([true, false]) {
        let (office, handheld, callback) = with_a_repair().await;
        let form = handheld.signed_form(&callback);
        if is_saved {
            office.lock().too_old_for = vec!["callback.recorded"];
            handheld.with(|d| d.record_callback(&form)).unwrap();
        }
        let subjects = [callback.clone(), "event/r1".parse().unwrap(), "home/8-2-1602".parse().unwrap()];
        subjects.iter().for_each(|subject| office.forget_grant(&lin(), subject));
        office.restore(usize::MAX);
        handheld.pass(HOUR);
        handheld.engine.send_now().await;
        let detail = handheld.with(|d| d.callback(&callback)).expect(name);
        assert!(detail.task.place.is_some() && detail.event.is_some(), "{name}: with its home and event");
        if is_saved {
            office.lock().too_old_for.clear();
            handheld.engine.send_now().await;
            assert_eq!(office.received().len(), 1, "{name}");
        } else {
            handheld.with(|d| d.drop_draft(&callback)).unwrap();
        }
        handheld.engine.send_now().await;
        assert!(handheld.with(|d| d.callback(&callback)).is_err(), "{name}: then it goes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn f_01_a_save_is_sent_by_itself_in_the_background() {
    let (office, handheld, callback) = with_a_repair().await;
    let form = handheld.signed_form(&callback);
    let engine = handheld.engine.clone();
    let running = tokio::spawn(async move { engine.run().await });
    let mut watching = handheld.engine.watch();
    handheld.with(|d| d.record_callback(&form)).unwrap();
    let sent = async {
        while handheld.engine.line().unwrap().waiting.all_confirmed_at.is_none() {
            watching.changed().await.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), sent).await.unwrap();
    assert_eq!(office.received().len(), 1);
    running.abort();
}
