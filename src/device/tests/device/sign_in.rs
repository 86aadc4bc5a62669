//! Enrolment, first sign-in, PINs, shifts (F-03).

use doorstep_device::Device;
use doorstep_device::commands::sign_in::SignInError;
use doorstep_device::device::OpenError;
use doorstep_device::engine::{ConnectError, EnterError};
use doorstep_device::keyring::{Gate, Pin};
use doorstep_device::sync::client::CallError;
use doorstep_domain::moment::Moment;
use doorstep_protocol::enrol::EnrolCode;
use doorstep_protocol::problem::ProblemCode;

use super::callback::with_a_repair;
use super::handheld::{Handheld, config, pin};
use super::office::{CODE, Fault, Office};
use super::sample::{self, DAY, HOUR, lin, now, su, zhou};

const URL: &str = "https://office.test";

fn wrong() -> Pin {
    "999999".parse().unwrap()
}

#[tokio::test]
async fn an_office_that_is_not_ours_is_told_nothing() {
    let office = Office::new(now());
    let handheld = Handheld::new(&office);
    let elsewhere = EnrolCode::new(CODE, "ABCDEFGH".into()).to_string();
    let refused = handheld.engine.connect(URL, &elsewhere).await;
    assert!(matches!(refused, Err(ConnectError::NotThatOffice)));
    assert_eq!(office.lock().calls, ["/v1/office"]);
    for (url, code) in
        [(URL, "12"), ("http://office.test", &office.code()), ("not an address", &office.code())]
    {
        assert!(handheld.engine.connect(url, code).await.is_err(), "{url} {code}");
    }
    assert_eq!(office.lock().calls.len(), 1, "no call at all");
}

#[tokio::test]
async fn a_lost_answer_to_the_enrolment_costs_nothing() {
    let office = Office::new(now());
    let handheld = Handheld::new(&office);
    office.fail("/v1/devices", Fault::AnswerLost);
    let lost = handheld.engine.connect(URL, &office.code()).await;
    assert!(matches!(lost, Err(ConnectError::Call(CallError::Transport(_)))));
    let handheld = handheld.restart();
    handheld.engine.connect(URL, &office.code()).await.unwrap();
    assert_eq!(handheld.with(|d| d.office()).unwrap().unwrap().device_number, 7);
    let other = Office::new(now());
    let refused = handheld.engine.connect(URL, &other.code()).await;
    assert!(matches!(refused, Err(ConnectError::EnrolledAlready)));
}

#[tokio::test]
async fn f_01_an_office_that_forgot_the_device_is_told_again_and_the_stores_stay() {
    let (office, handheld, callback) = with_a_repair().await;
    let form = handheld.signed_form(&callback);
    handheld.with(|d| d.save_draft(&form)).unwrap();
    office.forget_devices();
    handheld.engine.connect(URL, &office.code()).await.unwrap();
    handheld.engine.enter(&lin(), "12345678", &pin()).await.unwrap();
    assert_eq!(handheld.with(|d| d.reopen()).unwrap(), Some(form));
}

#[tokio::test]
async fn f_03_the_first_sign_in_needs_a_code_and_then_the_pin_is_enough_offline() {
    let office = Office::new(now());
    sample::residence(&office);
    let handheld = Handheld::new(&office);
    handheld.engine.connect(URL, &office.code()).await.unwrap();
    let page = handheld.with(|d| d.sign_in_page()).unwrap();
    assert_eq!((page.device_number, page.tiles.len()), (7, 3));
    assert_eq!((page.tiles[0].name.zh.as_str(), page.tiles[0].gate), ("林晓", None));
    assert!(matches!(handheld.engine.sign_in(&lin(), &pin()), Err(SignInError::FirstSignIn)));
    let refused = handheld.engine.enter(&lin(), "00000000", &pin()).await;
    assert!(matches!(refused, Err(EnterError::Call(CallError::Refused(ProblemCode::WrongCode)))));
    handheld.engine.enter(&lin(), "12345678", &pin()).await.unwrap();
    handheld.engine.sync_once().await;
    let me = handheld.with(|d| d.me()).unwrap();
    assert_eq!((me.name.zh.as_str(), me.department.unwrap().zh.as_str()), ("林晓", "工程部"));

    let handheld = handheld.restart();
    let calls = office.lock().calls.len();
    handheld.sign_in(&lin());
    assert_eq!(office.lock().calls.len(), calls, "offline");
    assert_eq!(handheld.with(|d| d.me()).unwrap().person, lin());
}

#[tokio::test]
async fn f_03_wrong_pins_slow_down_lock_and_never_destroy() {
    let (office, handheld, callback) = with_a_repair().await;
    let form = handheld.signed_form(&callback);
    handheld.with(|d| d.record_callback(&form)).unwrap();
    let mut handheld = handheld.restart();
    let mut answers = Vec::new();
    for _ in 0..10 {
        match handheld.engine.sign_in(&lin(), &wrong()) {
            Err(SignInError::WrongPin { next }) => answers.push(next),
            other => panic!("{other:?}"),
        }
        handheld = handheld.restart();
        handheld.pass(2 * HOUR);
    }
    let wait = |seconds| Gate::Wait { seconds };
    let open = |left| Gate::Open { left };
    let expected = [
        open(9),
        open(8),
        wait(30),
        wait(60),
        wait(300),
        wait(900),
        wait(1_800),
        wait(3_600),
        wait(3_600),
        Gate::Locked,
    ];
    assert_eq!(answers, expected);
    assert!(matches!(handheld.engine.sign_in(&lin(), &pin()), Err(SignInError::Locked)), "the right PIN too");

    handheld.engine.send_now().await;
    assert_eq!(office.received().len(), 1, "what waits is sent while it is locked");
    assert_eq!(office.lock().heartbeats.last().unwrap().locked, [lin()]);
    office.lock().unlocked.push(lin());
    handheld.pass(HOUR);
    handheld.engine.send_now().await;
    handheld.sign_in(&lin());
    assert_eq!(handheld.with(|d| d.callback(&callback)).unwrap().records.len(), 1);
}

#[tokio::test]
async fn f_02_f_03_setting_the_wall_clock_does_not_shorten_the_wait() {
    let (_office, handheld, _) = with_a_repair().await;
    for _ in 0..3 {
        handheld.engine.sign_in(&lin(), &wrong()).unwrap_err();
    }
    handheld.clock.set_wall(Moment::nearest(sample::NOW + 365 * DAY));
    assert!(matches!(handheld.engine.sign_in(&lin(), &pin()), Err(SignInError::Wait { seconds: 30 })));
    handheld.clock.reboot(10 * DAY);
    let handheld = handheld.restart();
    assert!(matches!(handheld.engine.sign_in(&lin(), &pin()), Err(SignInError::Wait { seconds: 29 })));
    handheld.clock.pass(29_000);
    handheld.sign_in(&lin());
    handheld.with(|d| assert!(matches!(d.gate(&lin()), Ok(Gate::Open { left: 10 })), "forgotten"));
}

#[tokio::test]
async fn f_03_shifts_change_offline_and_the_next_one_sees_what_was_left_unsent() {
    let (office, handheld, callback) = with_a_repair().await;
    handheld.engine.enter(&su(), "12345678", &pin()).await.unwrap();
    handheld.engine.sync_once().await;
    handheld.sign_in(&lin());
    let form = handheld.signed_form(&callback);
    handheld.with(|d| d.record_callback(&form)).unwrap();
    handheld.engine.lock();
    let (name, waiting) = handheld.with(|d| d.sign_in_page()).unwrap().left_unsent.unwrap();
    assert_eq!((name.unwrap().zh.as_str(), waiting), ("林晓", 1));
    handheld.sign_in(&su());
    assert_eq!(handheld.with(|d| d.me()).unwrap().name.zh, "苏敏");
    assert_eq!(handheld.with(|d| d.outbox()).unwrap()[0].author.zh, "林晓");
    handheld.engine.send_now().await;
    assert_eq!(office.received()[0].by.person, lin());
    assert!(handheld.with(|d| d.sign_in_page()).unwrap().left_unsent.is_none());
}

#[tokio::test]
async fn p_10_whoever_has_no_grant_sees_nothing_on_a_shared_device() {
    let (_office, handheld, callback) = with_a_repair().await;
    handheld.engine.enter(&zhou(), "12345678", &pin()).await.unwrap();
    handheld.engine.sync_once().await;
    assert!(handheld.with(|d| d.today()).unwrap().rows.is_empty());
    assert!(handheld.with(|d| d.callback(&callback)).is_err());
    assert!(handheld.with(|d| d.search("王")).unwrap().is_empty());
    assert!(handheld.with(|d| d.home(&"8-2-1602".parse().unwrap())).is_err());
}

#[tokio::test]
async fn f_03_a_new_pin_is_a_new_key_and_what_the_old_one_signed_still_goes_out() {
    let (office, handheld, callback) = with_a_repair().await;
    let form = handheld.signed_form(&callback);
    handheld.with(|d| d.record_callback(&form)).unwrap();
    let new: Pin = "654321".parse().unwrap();
    handheld.engine.enter(&lin(), "12345678", &new).await.unwrap();
    assert!(matches!(handheld.engine.sign_in(&lin(), &pin()), Err(SignInError::WrongPin { .. })));
    handheld.engine.sign_in(&lin(), &new).unwrap();
    handheld.engine.sync_once().await;
    assert_eq!(office.received().len(), 1);
}

#[tokio::test]
async fn f_03_revoked_means_hand_in_only() {
    let (office, handheld, callback) = with_a_repair().await;
    let form = handheld.signed_form(&callback);
    handheld.with(|d| d.record_callback(&form)).unwrap();
    office.lock().revoked = true;
    handheld.engine.lock();
    handheld.pass(HOUR);
    handheld.engine.send_now().await;
    assert_eq!(office.received().len(), 1, "handed in");
    assert!(matches!(handheld.engine.sign_in(&lin(), &pin()), Err(SignInError::Revoked)));
    assert!(handheld.with(|d| d.sign_in_page()).unwrap().hand_in_only);
    handheld.with(|d| assert!(matches!(d.gate(&lin()), Err(SignInError::FirstSignIn)), "the keys are gone"));
}

/// What was kept out of the outbox is sealed before the keys go, and goes out like the rest. Found by the simulator
/// (seed 202392).
#[tokio::test]
async fn f_03_what_was_not_sealed_yet_is_handed_in_too() {
    let (office, handheld, callback) = with_a_repair().await;
    let form = handheld.signed_form(&callback);
    let saved = handheld.with(|d| d.commit_callback(&form)).unwrap();
    office.lock().revoked = true;
    handheld.pass(HOUR);
    handheld.engine.sync_once().await;
    assert_eq!(office.received().iter().map(|head| head.id).collect::<Vec<_>>(), [saved.fact]);
}

#[tokio::test]
async fn a_lost_device_secret_is_noticed() {
    let (_office, handheld, _) = with_a_repair().await;
    let (folder, clock) = handheld.close();
    std::fs::remove_file(folder.path().join("device-secret")).unwrap();
    let opened = Device::open(config(folder.path().to_owned(), &clock));
    assert!(matches!(opened, Err(OpenError::OtherSecret)));
}

#[tokio::test]
async fn f_03_a_revoked_device_can_be_enrolled_anew_and_what_waited_is_not_lost() {
    let (office, handheld, callback) = with_a_repair().await;
    let form = handheld.signed_form(&callback);
    handheld.with(|d| d.record_callback(&form)).unwrap();
    office.lock().revoked = true;
    office.fail("/v1/facts", Fault::Unreachable);
    handheld.engine.lock();
    handheld.pass(HOUR);
    handheld.engine.send_now().await;
    office.lock().revoked = false;
    handheld.engine.connect(URL, &office.code()).await.unwrap();
    handheld.engine.enter(&lin(), "12345678", &pin()).await.unwrap();
    handheld.engine.sync_once().await;
    assert_eq!(office.received().len(), 1);
    assert_eq!(handheld.with(|d| d.callback(&callback)).unwrap().records.len(), 1);
}

#[tokio::test]
async fn f_03_a_shift_change_between_two_calls_mixes_nobody_s_feed() {
    let (office, handheld, callback) = with_a_repair().await;
    handheld.engine.enter(&zhou(), "12345678", &pin()).await.unwrap();
    handheld.engine.sync_once().await;
    // Lin's session is open; Zhou signs in by a command, and the feed must be Zhou's.
    handheld.sign_in(&lin());
    handheld.engine.sync_once().await;
    handheld.with(|d| d.sign_in(&zhou(), &pin())).unwrap();
    office.pass(1);
    handheld.engine.send_now().await;
    assert!(handheld.with(|d| d.callback(&callback)).is_err());
}
