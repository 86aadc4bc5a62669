//! What state or role do not allow, and what is missing: nothing is saved, and the form stays.

use doorstep_device::commands::form::{Field, FormError};
use doorstep_device::commands::pad::Signing;
use doorstep_device::commands::save::Saved;
use doorstep_device::commands::work_order::form::{MaterialForm, SigningForm};
use doorstep_device::commands::work_order::{HandInForm, OrderError, OrderField, OrderForm};
use doorstep_device::device::Device;
use doorstep_domain::callback::RefusalReason;
use doorstep_domain::cash_up::Means;
use doorstep_domain::event::Payment;
use doorstep_domain::fact::Reason;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::money::AmountError;
use doorstep_domain::work_order::{DeclineReason, Manner, MaterialQuality, Parts, ReturnReason, Step};

use super::site::{self, han, handheld_of, peng, works};
use crate::handheld::{Handheld, signature};
use crate::sample::{HOUR, lin};

type Done = Result<Saved, OrderError>;

fn word(done: &Done) -> String {
    match done {
        Ok(_) => "saved".to_owned(),
        Err(OrderError::Missing(field)) => format!("missing {field:?}"),
        Err(OrderError::Past(field)) => format!("past {field:?}"),
        Err(OrderError::Refused(Reason::NotNow { step, .. })) => format!("not now: {step:?}"),
        Err(OrderError::Refused(reason)) => format!("refused {reason:?}"),
        Err(other) => format!("{other}"),
    }
}

fn facts(handheld: &Handheld) -> i64 {
    handheld.engine.line().unwrap().waiting.facts
}

/// Each refused act leaves no fact behind.
fn check(handheld: &Handheld, name: &str, work: impl FnOnce(&mut Device) -> Done, expected: &str) {
    let before = facts(handheld);
    let done = handheld.with(work);
    assert_eq!(word(&done), expected, "{name}");
    assert_eq!(facts(handheld) - before, i64::from(done.is_ok()), "{name}");
}

fn changed(handheld: &Handheld, order: &SubjectId, change: impl FnOnce(&mut OrderForm)) -> OrderForm {
    let mut form = site::form(handheld, order);
    change(&mut form);
    form
}

#[tokio::test]
async fn r_01_what_a_registration_must_have() {
    let handheld = handheld_of(&works(), &[lin()]).await;
    let now = handheld.with(|d| d.now());
    let full = handheld.with(|d| d.begin_order(Some(&site::home()))).unwrap();
    type Change = fn(&mut OrderForm, Moment);
    let cases: [(&str, Change, &str); 6] = [
        ("no home", |f, _| f.registration.as_mut().unwrap().home = None, "missing Home"),
        ("no matter", |f, _| f.registration.as_mut().unwrap().matter = None, "missing Matter"),
        (
            "R-01: `other` says nothing",
            |f, _| f.registration.as_mut().unwrap().matter = Some("other".parse().unwrap()),
            "missing Reported",
        ),
        (
            "R-03: an appointment that is over",
            |f, now| f.registration.as_mut().unwrap().appointment = Some(now.shifted(-1)),
            "past Appointment",
        ),
        (
            "a text that is too long",
            |f, _| f.registration.as_mut().unwrap().access = "长".repeat(2_001),
            "a text of 2001 characters is longer than 2000",
        ),
        ("R-03", |f, now| f.registration.as_mut().unwrap().appointment = Some(now.shifted(HOUR)), "saved"),
    ];
    for (name, change, expected) in cases {
        let mut form = full.clone();
        form.registration.as_mut().unwrap().matter = Some("sink".parse().unwrap());
        change(&mut form, now);
        handheld.with(|d| d.save_order_form(&form)).unwrap();
        check(&handheld, name, |d| d.register_order(&form), expected);
        let kept = handheld.with(|d| d.reopen_order()).unwrap();
        assert_eq!(kept.is_some(), expected != "saved", "{name}: the form stays");
    }
    check(&handheld, "twice", |d| d.register_order(&changed_matter(&full)), "not now: Registered");
}

fn changed_matter(form: &OrderForm) -> OrderForm {
    let mut form = form.clone();
    form.registration.as_mut().unwrap().matter = Some("sink".parse().unwrap());
    form
}

#[tokio::test]
async fn f_04_an_action_from_an_old_screen_is_refused_with_the_reason() {
    let office = works();
    let handheld = handheld_of(&office, &[han(), lin(), peng()]).await;
    let order = site::register(&handheld, "sink");
    let form = site::form(&handheld, &order);
    check(&handheld, "nobody has it yet", |d| d.accept_order(&form), "not now: Registered");
    check(&handheld, "no technician", |d| d.dispatch_order(&form), "missing Technician");
    site::dispatch(&handheld, &order, han());
    check(&handheld, "somebody else's", |d| d.accept_order(&form), "refused Role");
    check(&handheld, "no contractor", |d| d.notify_contractor(&form, Manner::Phone), "refused Incomplete");
    check(&handheld, "nothing declined", |d| d.countersign_order(&form), "refused Incomplete");
    check(&handheld, "not settled", |d| d.confirm_order(&form), "not now: Dispatched");
    check(
        &handheld,
        "P-07 does not call off",
        |d| d.cancel_order(&OrderForm { cancellation: "客户不在".into(), ..form.clone() }),
        "refused Role",
    );
    handheld.engine.send_now().await;
    office.grant(&lin(), &order);
    handheld.sign_in(&lin());
    handheld.engine.send_now().await;
    check(&handheld, "P-05 does not confirm", |d| d.confirm_order(&form), "not now: Dispatched");
    check(&handheld, "P-05 accepts nothing", |d| d.accept_order(&form), "refused Role");
    handheld.sign_in(&han());
    check(&handheld, "P-10: not granted", |d| d.accept_order(&form), "there is no such callback here");
    handheld.engine.lock();
    check(&handheld, "F-03: nobody signed in", |d| d.accept_order(&form), "nobody is signed in");
}

#[tokio::test]
async fn r_06_to_r_13_what_each_act_must_have() {
    let handheld = handheld_of(&works(), &[peng()]).await;
    let order = site::register(&handheld, "sink");
    site::dispatch(&handheld, &order, peng());
    let form = site::form(&handheld, &order);
    handheld.with(|d| d.accept_order(&form)).unwrap();
    let now = handheld.with(|d| d.now());
    let with = |change: &dyn Fn(&mut OrderForm)| changed(&handheld, &order, |form| change(form));
    let check = |name: &str, work: &dyn Fn(&mut Device) -> Done, expected: &str| {
        check(&handheld, name, |d| work(d), expected);
    };
    check("V-09: no next try", &|d| d.attempt_order(&form), "missing NextTry");
    let past = with(&|f| f.attempt.next_try = Some(now));
    check("V-09: not after now", &|d| d.attempt_order(&past), "past NextTry");
    check("R-03: no time", &|d| d.agree_time(&form), "missing Appointment");
    check("R-06", &|d| d.arrive(&form, false), "missing Checklist");
    check("R-07 comes after R-06", &|d| d.verify_order(&form), "not now: Accepted");
    check("R-06 done", &|d| d.arrive(&form, true), "saved");

    let differs = with(&|f| f.verification.differs = true);
    check("R-07: how it differs", &|d| d.verify_order(&differs), "missing Found");
    let unlisted = with(&|f| f.verification.lines = Some(Vec::new()));
    check("R-04: no price yet", &|d| d.verify_order(&unlisted), "saved");
    check(
        "R-04: nothing says what it costs",
        &|d| d.show_price(form.clone()).and_then(|(f, _)| d.agree_price(&f)),
        "nothing says what this costs",
    );
    check("R-04: what is asked", &|d| d.ask_quote(&form), "missing Question");
    check("R-04: no price", &|d| d.quote_order(&form), "missing Price");
    for (text, error) in
        [("-1", AmountError::Negative), ("abc", AmountError::Shape), ("99999999", AmountError::TooLarge)]
    {
        let typed = with(&|f| f.quote.price = text.into());
        check(text, &|d| d.quote_order(&typed), &error.to_string());
    }
    check("R-07", &|d| d.verify_order(&form), "saved");
    check("R-08: not shown", &|d| d.agree_price(&form), "missing Shown");
    check("R-08: no work without a yes", &|d| d.start_order(&form), "not now: Verified");
    check("R-09: why", &|d| d.decline_order(&form), "missing Reason");
    let other = with(&|f| f.decline.reason = Some(DeclineReason::Other));
    check("R-09: why else", &|d| d.decline_order(&other), "missing Note");
    check("why back", &|d| d.give_back_order(&form), "missing Reason");
    check("R-10: what", &|d| d.check_material(&form), "missing Material");
    let unwarned = with(&|f| {
        (f.material.material, f.material.quality) = ("密封圈".into(), Some(MaterialQuality::Poor));
    });
    check("R-10: unwarned", &|d| d.check_material(&unwarned), "missing Warning");
    let unchosen =
        with(&|f| f.material = MaterialForm { warning: "会漏".into(), ..unwarned.material.clone() });
    check("R-10: no choice", &|d| d.check_material(&unchosen), "missing Choice");

    let (shown, _) = site::show_price(&handheld, &order);
    let english = OrderForm { language: Lang::En, ..shown.clone() };
    check("V-07: another language", &|d| d.agree_price(&english), "the customer was shown something else");
    handheld.with(|d| d.agree_price(&shown)).unwrap();
}

#[tokio::test]
async fn r_11_to_r_13_what_finishing_signing_and_charging_must_have() {
    let handheld = handheld_of(&works(), &[peng()]).await;
    let order = site::register(&handheld, "sink");
    site::dispatch(&handheld, &order, peng());
    site::go_there(&handheld, &order);
    site::agree(&handheld, &order);
    let form = site::form(&handheld, &order);
    let with = |change: &dyn Fn(&mut OrderForm)| changed(&handheld, &order, |form| change(form));
    let check = |name: &str, work: &dyn Fn(&mut Device) -> Done, expected: &str| {
        check(&handheld, name, |d| work(d), expected);
    };
    check("R-11: what was done", &|d| d.finish_order(&form), "missing Done");
    let done = with(&|f| f.finish.done = "换弯管".into());
    check("R-11: the parts", &|d| d.finish_order(&done), "missing Parts");
    let untidy = with(&|f| (f.finish.done, f.finish.parts) = ("换弯管".into(), Some(Parts::Left)));
    check("R-11: clean", &|d| d.finish_order(&untidy), "missing Tidy");
    let early = handheld.with(|d| d.show_order_sheet(form.clone()));
    assert!(matches!(early, Err(OrderError::Missing(OrderField::Done))), "R-12 comes after R-11");
    site::finish(&handheld, &order);
    check("R-12: not shown", &|d| d.sign_order(&form), "missing Shown");
    let (shown, _) = site::show_sheet(&handheld, &order);
    let unsigned = handheld.with(|d| d.sign_order(&shown)).unwrap_err();
    assert!(matches!(unsigned, OrderError::Signing(FormError::Missing(Field::Signature))));
    let refused = with(&|f| {
        f.signing.signing = Signing::Refused;
        f.signing.refusal = Some(RefusalReason::Hurry);
        f.signing.pad = Some(signature());
    });
    check(
        "V-08: was shown another sheet",
        &|d| d.sign_order(&refused),
        "the customer was shown something else",
    );
    check("R-13: before the signature", &|d| d.charge_order(&site::paid(&form, "A-1")), "not now: Finished");
    site::sign(&handheld, &order);
    let again = OrderForm {
        signing: SigningForm { pad: Some(signature()), ..shown.signing.clone() },
        ..shown.clone()
    };
    let twice = handheld.with(|d| d.sign_order(&again));
    assert!(matches!(twice, Err(OrderError::Refused(Reason::AlreadyRecorded { .. }))), "V-07");
    check("R-13: how", &|d| d.charge_order(&form), "missing Payment");
    let no_receipt = with(&|f| f.charge.payment = Some(Payment::Card));
    check("R-13: receipt", &|d| d.charge_order(&no_receipt), "missing Receipt");
    let strange = with(&|f| (f.charge.payment, f.charge.receipt) = (Some(Payment::Cash), "七号".into()));
    check(
        "R-13: no number",
        &|d| d.charge_order(&strange),
        "not a receipt number: 1 to 40 letters, digits and `-`",
    );
    check("back again", &|d| d.give_back_order(&with_reason(&form)), "not now: Signed");
}

fn with_reason(form: &OrderForm) -> OrderForm {
    let mut form = form.clone();
    form.give_back.reason = Some(ReturnReason::Unable);
    form
}

#[tokio::test]
async fn r_13_a_receipt_is_for_one_order_and_unpaid_is_a_state() {
    let handheld = handheld_of(&works(), &[peng()]).await;
    let (first, second) = (site::register(&handheld, "sink"), site::register(&handheld, "sink"));
    for (order, receipt) in [(&first, "no-7"), (&second, "NO-8")] {
        site::dispatch(&handheld, order, peng());
        site::repair(&handheld, order, receipt);
    }
    let third = site::register(&handheld, "sink");
    site::dispatch(&handheld, &third, peng());
    site::go_there(&handheld, &third);
    site::agree(&handheld, &third);
    site::finish(&handheld, &third);
    site::sign(&handheld, &third);
    let number = handheld.with(|d| d.work_order(&first)).unwrap().row.number;
    let form = site::paid(&site::form(&handheld, &third), " No-7 ");
    let used = handheld.with(|d| d.charge_order(&form));
    assert!(matches!(used, Err(OrderError::ReceiptUsed { order }) if order == number));
    let mut unpaid = form.clone();
    unpaid.charge.payment = Some(Payment::Unpaid);
    handheld.with(|d| d.charge_order(&unpaid)).unwrap();
    let detail = handheld.with(|d| d.work_order(&third)).unwrap();
    assert_eq!((detail.row.step, detail.charges[0].payment), (Step::Settled, Payment::Unpaid));
    handheld.with(|d| d.charge_order(&site::paid(&form, "no-9"))).unwrap();
    let twice = handheld.with(|d| d.charge_order(&site::paid(&form, "no-10")));
    assert!(matches!(twice, Err(OrderError::Refused(Reason::AlreadyRecorded { .. }))));
}

#[tokio::test]
async fn r_13_what_a_handing_in_must_have() {
    let handheld = handheld_of(&works(), &[peng()]).await;
    let full = HandInForm {
        person: peng(),
        day: "2026-11-24".parse().unwrap(),
        means: Some(Means::Cash),
        amount: "80".into(),
        slip: "S-1".into(),
    };
    let cases = [
        ("how", HandInForm { means: None, ..full.clone() }, "missing Means"),
        ("no slip", HandInForm { slip: " ".into(), ..full.clone() }, "missing Receipt"),
        (
            "no amount",
            HandInForm { amount: "8o".into(), ..full.clone() },
            "not an amount: digits, and at most two decimals",
        ),
        ("another's", HandInForm { person: han(), ..full.clone() }, "refused Role"),
        ("full", full, "saved"),
    ];
    for (name, form, expected) in cases {
        check(&handheld, name, |d| d.hand_in(&form), expected);
    }
}
