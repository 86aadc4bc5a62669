//! What those see who answer for others: plan, reviews, signals, coverage, handhelds (V-01, V-10 to V-14, F-03).

use doorstep_device::commands::form::{CallbackForm, FormError};
use doorstep_device::commands::plan::PlanError;
use doorstep_device::commands::review::ReviewForm;
use doorstep_device::commands::save::SaveError;
use doorstep_device::queries::QueryError;
use doorstep_device::queries::handhelds::Worry;
use doorstep_device::queries::reviews::Duty as Todo;
use doorstep_domain::callback::CallbackVerdict;
use doorstep_domain::coverage::Coverage;
use doorstep_domain::directory::PersonEntry;
use doorstep_domain::duty::Duty;
use doorstep_domain::event::EventKind;
use doorstep_domain::fact::{Body, Reason};
use doorstep_domain::grade::Grade;
use doorstep_domain::ids::{PersonId, SubjectId, SubjectKind};
use doorstep_domain::lang::Lang;
use doorstep_domain::repeat::RepeatSignal;
use doorstep_domain::role::Role;
use doorstep_protocol::devices::{ContactRow, DeviceRow};
use doorstep_protocol::heartbeat::Keystore;

use super::handheld::{Handheld, content, pin, signature};
use super::office::Office;
use super::sample::{self, DAY, HOUR, lin, now, zhou};

fn sun() -> PersonId {
    "sun".parse().unwrap()
}

fn gu() -> PersonId {
    "gu".parse().unwrap()
}

fn gone() -> PersonId {
    "gone".parse().unwrap()
}

fn chen() -> PersonId {
    "chen".parse().unwrap()
}

/// The residence of `sample`, with those who answer for it, and whom nobody can be sent for.
fn residence() -> Office {
    let office = Office::new(now());
    office.lock().page_size = 100;
    sample::residence(&office);
    for (person, role, zh, en, active) in [
        (sun(), Role::Supervisor, "孙悦", "Sun Yue", true),
        (gu(), Role::GeneralManager, "顾诚", "Gu Cheng", true),
        (chen(), Role::Technician, "陈伟", "Chen Wei", true),
        (gone(), Role::Butler, "何静", "He Jing", false),
    ] {
        let entry = PersonEntry { role, department: None, active };
        let texts = serde_json::to_vec(&sample::contact(zh, en)).unwrap();
        let subject = SubjectId::new(SubjectKind::Person, &person);
        office.say(&subject, Body::PersonRecorded(entry), Some(texts));
    }
    sample::home(&office, "8-2-1602", "王先生", "Mr Wang", Lang::Zh);
    sample::home(&office, "8-1-2203", "哈里斯先生", "Mr Harris", Lang::En);
    office
}

/// The watchers have everything; so it is once more after something was said.
async fn handheld_of(office: &Office, person: &PersonId) -> Handheld {
    for subject in office.subjects() {
        office.grant(person, &subject);
    }
    Handheld::of(office, person).await
}

/// Somebody else on the same handheld, with everything.
async fn hand_to(handheld: &Handheld, person: &PersonId) {
    for subject in handheld.office.subjects() {
        handheld.office.grant(person, &subject);
    }
    handheld.engine.enter(person, "12345678", &pin()).await.unwrap();
    handheld.engine.sync_once().await;
}

/// Lin recorded it: content, or not.
fn record(handheld: &Handheld, callback: &SubjectId, satisfaction: u8) {
    let satisfied = Some(satisfaction.try_into().unwrap());
    let form = CallbackForm { satisfaction: satisfied, ..content(callback) };
    let (form, _) = handheld.with(|d| d.show_sheet(form)).unwrap();
    let form = CallbackForm { pad: Some(signature()), ..form };
    handheld.with(|d| d.record_callback(&form)).unwrap();
}

#[tokio::test]
async fn v_01_callbacks_are_handed_to_a_person_several_at_once() {
    let office = residence();
    let sink = sample::repair(&office, "8-2-1602", "sink", 0);
    let late = sample::repair(&office, "8-1-2203", "late", 5);
    let grave = EventKind::Complaint { grade: Grade::Major };
    let grave = sample::event(&office, "8-2-1602", "grave", 0, grave, "sink");
    let handheld = handheld_of(&office, &sun()).await;
    let plan = handheld.with(|d| d.plan()).unwrap();
    let rows: Vec<_> =
        plan.rows.iter().map(|row| (row.task.callback.clone(), row.task.follow_up, row.may_assign)).collect();
    let expected = [(late.clone(), true, true), (grave.clone(), false, false), (sink.clone(), false, true)];
    let waited = handheld.with(|d| d.follow_up()).unwrap();
    let waited: Vec<_> = waited.callbacks.iter().map(|task| &task.callback).collect();
    assert_eq!(waited, [&late], "V-10");
    assert_eq!(rows, expected, "V-10 first, then by due time; P-01 and P-02 set who makes the graver ones");
    let names = |callbacks: &[SubjectId]| -> Vec<String> {
        plan.candidates_for(callbacks).iter().map(|one| one.contact.person.to_string()).collect()
    };
    assert_eq!(names(&[sink.clone(), late.clone()]), ["lin", "zhou", "su"]);
    assert_eq!(names(std::slice::from_ref(&grave)).len(), 5, "whoever calls on customers, but no technician");
    let both = [sink.clone(), late.clone()];
    let refused = handheld.with(|d| d.assign_callbacks(&[sink.clone(), grave], &zhou())).unwrap_err();
    let role = matches!(refused, PlanError::Save(SaveError::Refused(Reason::Role)));
    assert!(role, "V-01: a graver one is not P-03's to plan: {refused:?}");
    for nobody in [chen(), gone(), "stranger".parse().unwrap()] {
        let refused = handheld.with(|d| d.assign_callbacks(&both, &nobody)).unwrap_err();
        assert!(matches!(refused, PlanError::NotTheirs), "{nobody}: {refused:?}");
    }
    assert!(handheld.with(|d| d.plan()).unwrap().rows.iter().all(|row| row.assigned_to.is_none()));
    assert_eq!(handheld.with(|d| d.assign_callbacks(&both, &zhou())).unwrap().len(), 2);
    assert_eq!(handheld.with(|d| d.assign_callbacks(&both, &zhou())).unwrap().len(), 0, "they have them");
    let plan = handheld.with(|d| d.plan()).unwrap();
    assert_eq!(plan.people.iter().find(|one| one.contact.person == zhou()).unwrap().has, 2);
    let today = handheld.with(|d| d.site().unwrap().date(d.now()));
    let log = |who: &PersonId| {
        let rows = handheld.with(|d| d.duty_log(who, today)).unwrap().rows;
        rows.into_iter().map(|row| (row.duty, row.matter.zh)).collect::<Vec<_>>()
    };
    assert_eq!(log(&sun()), vec![(Duty::HandedOn, "水槽".to_owned()); 2], "P-12");
    assert_eq!(log(&zhou()), vec![(Duty::Received, "水槽".to_owned()); 2], "P-12: P-03 sees everybody's");
    handheld.engine.send_now().await;
    let (held, heads) = (handheld.with(|d| d.outbox()).unwrap(), office.received());
    assert_eq!(heads.len(), 2, "{held:?}");
}

#[tokio::test]
async fn v_12_what_failed_goes_from_the_review_to_a_signed_opinion() {
    let office = residence();
    let [good, failed] = ["good", "failed"].map(|key| sample::repair(&office, "8-2-1602", key, 1));
    let handheld = Handheld::of_lin(&office).await;
    record(&handheld, &good, 5);
    handheld.pass(60_000);
    record(&handheld, &failed, 1);
    handheld.engine.send_now().await;
    assert!(matches!(handheld.with(|d| d.reviews()), Err(QueryError::NotHere)), "P-09");
    hand_to(&handheld, &sun()).await;
    assert_eq!(handheld.with(|d| d.reviews_due()).unwrap(), 2);
    let rows = handheld.with(|d| d.reviews()).unwrap();
    let order: Vec<_> = rows.iter().map(|row| (row.task.callback.clone(), row.duty, row.failed())).collect();
    let expected = [(failed.clone(), Todo::Comment, true), (good.clone(), Todo::Comment, false)];
    assert_eq!(order, expected, "what failed first");
    let seen = handheld.with(|d| d.review(&failed)).unwrap();
    assert!(
        seen.proof.document.is_some() && seen.proof.strokes.is_some(),
        "what the customer saw and signed"
    );

    let write = |text: &str| ReviewForm { text: text.into(), ..seen.form.clone() };
    for (name, text) in [("nothing", ""), ("blanks", " \n"), ("a million characters", &*"好".repeat(1 << 20))]
    {
        let refused = handheld.with(|d| d.review_callback(&write(text)));
        assert!(matches!(refused, Err(SaveError::Form(_))), "{name}: {refused:?}");
    }
    let left = write("换过弯管仍渗水，");
    handheld.with(|d| d.save_review_form(&left)).unwrap();
    let handheld = handheld.restart();
    handheld.sign_in(&sun());
    assert_eq!(handheld.with(|d| d.reopen_review()).unwrap(), Some(left), "F-01: a kill costs nothing");
    assert_eq!(handheld.with(|d| d.reopen()).unwrap(), None, "and it is no callback's form");
    handheld.with(|d| d.review_callback(&write("换过弯管仍渗水，已约工程部复检"))).unwrap();
    let again = handheld.with(|d| d.review_callback(&write("又一次")));
    assert!(matches!(again, Err(SaveError::Refused(Reason::AlreadyRecorded { .. }))), "{again:?}");
    let rows = handheld.with(|d| d.reviews()).unwrap();
    assert_eq!(rows.iter().map(|row| row.duty).collect::<Vec<_>>(), [Todo::Comment, Todo::Watch]);
    handheld.engine.send_now().await;

    hand_to(&handheld, &gu()).await;
    let rows = handheld.with(|d| d.reviews()).unwrap();
    let [row] = &rows[..] else { panic!("P-01 sees what failed alone: {rows:?}") };
    assert_eq!((row.duty, row.record.verdict), (Todo::Opinion, CallbackVerdict::Unqualified));
    assert_eq!(row.comment.as_ref().unwrap().text, "换过弯管仍渗水，已约工程部复检");
    let form = handheld.with(|d| d.review(&failed)).unwrap().form;
    let form = ReviewForm { text: "三日内整改，费用由公司承担".into(), ..form };
    let unseen = handheld.with(|d| d.dispose_callback(&form));
    assert!(matches!(unseen, Err(SaveError::Form(FormError::Missing(_)))), "{unseen:?}");
    let (form, sheet) = handheld.with(|d| d.show_opinion(form)).unwrap();
    let said: Vec<&str> = sheet.document.rows.iter().map(|row| row.text.as_str()).collect();
    assert!(said.contains(&"三日内整改，费用由公司承担") && said.contains(&"换过弯管仍渗水，已约工程部复检"));
    let signed = ReviewForm { pad: Some(signature()), ..form };
    let other = ReviewForm { text: "另一种意见".into(), ..signed.clone() };
    let refused = handheld.with(|d| d.dispose_callback(&other));
    assert!(matches!(refused, Err(SaveError::Form(FormError::ShownOther))), "V-07: {refused:?}");
    handheld.with(|d| d.dispose_callback(&signed)).unwrap();
    assert_eq!(handheld.with(|d| d.reviews()).unwrap(), []);
    let seen = handheld.with(|d| d.review(&failed)).unwrap().row.opinion.unwrap();
    assert!(handheld.with(|d| d.proof(seen.fact)).unwrap().strokes.is_some());
    handheld.engine.send_now().await;
    let kinds: Vec<String> = office.received().into_iter().map(|head| head.kind).collect();
    assert_eq!(kinds[2..], ["callback.reviewed", "callback.disposed"]);
}

#[tokio::test]
async fn v_13_v_14_what_repeats_and_how_far_the_month_has_come() {
    let office = residence();
    let [done, second, third] = [("done", 1), ("second", 3), ("third", 9)]
        .map(|(key, days)| sample::repair(&office, "8-2-1602", key, days));
    let other = sample::event(&office, "8-1-2203", "noise", 0, EventKind::Other, "sink");
    sample::done(&office, &done);
    let handheld = handheld_of(&office, &sun()).await;
    let rows = handheld.with(|d| d.signals()).unwrap();
    let [row] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!((row.home.as_str(), &row.signals[..]), ("8-2-1602", &[RepeatSignal::Repairs(3)][..]));

    handheld.with(|d| d.assign_callbacks(&[second, third], &lin())).unwrap();
    let month = handheld.with(|d| d.running_month()).unwrap();
    let page = handheld.with(|d| d.coverage(month)).unwrap();
    let count = |due, done, overdue| Coverage { due, done, on_time: done, unqualified: 0, overdue };
    assert_eq!(page.all, count(4, 1, 1), "{other}");
    let kinds: Vec<_> = page.by_kind.iter().map(|row| (row.target_percent, row.count)).collect();
    assert_eq!(
        kinds,
        [(Some(100), count(3, 1, 1)), (None, count(1, 0, 0))],
        "V-01's order; P-02 sets the last"
    );
    let people: Vec<_> =
        page.by_person.iter().map(|(name, count)| (name.as_ref().map(|name| &*name.zh), *count)).collect();
    assert_eq!(
        people,
        [(Some("林晓"), count(2, 0, 1)), (Some("苏敏"), count(1, 1, 0)), (None, count(1, 0, 0))]
    );
    assert_eq!(page.by_building, [("8".to_owned(), count(4, 1, 1))]);
    let next = doorstep_domain::coverage::Month { month: 12, ..month };
    assert_eq!(handheld.with(|d| d.coverage(next)).unwrap().all, Coverage::default());
    hand_to(&handheld, &lin()).await;
    assert!(matches!(handheld.with(|d| d.coverage(month)), Err(QueryError::NotHere)), "P-09");
}

fn silent(number: i64, hours: i64, unsent: i64) -> DeviceRow {
    let contact = ContactRow {
        at: now().shifted(-hours * HOUR),
        unsent_facts: unsent,
        unsent_grave: 0,
        unsent_pictures: 0,
        oldest_unsent: (unsent > 0).then(|| now().shifted(-hours * HOUR)),
        clock_offset: 9 * HOUR,
        version: "0.1.0".into(),
        battery: Some(12),
        keystore: Keystore::File,
        locked: vec![lin()],
    };
    DeviceRow { number, person: Some(zhou()), revoked: None, quarantined: None, contact: Some(contact) }
}

#[tokio::test]
async fn f_01_f_03_handhelds_are_known_offline_and_a_lost_one_is_revoked() {
    let office = residence();
    office.lock().handhelds = vec![silent(3, 19, 17), silent(2, 0, 0)];
    let handheld = handheld_of(&office, &sun()).await;
    assert_eq!(handheld.with(|d| d.handhelds()).unwrap(), None, "the office was not asked yet");
    handheld.engine.fetch_handhelds().await.unwrap();
    let known = handheld.with(|d| d.handhelds()).unwrap().unwrap();
    let rows: Vec<_> = known.rows.iter().map(|row| (row.device.number, row.worry, row.clock_wrong)).collect();
    assert_eq!(rows, [(3, Worry::Alarming, true), (2, Worry::Locked, true)]);
    assert_eq!(known.rows[0].person.as_ref().unwrap().phone, "13800000000");
    assert_eq!((known.worrying(), known.may_revoke), (2, true));

    let own = handheld.with(|d| d.office()).unwrap().unwrap().device_number;
    assert!(known.rows.iter().all(|row| !row.is_this));
    office.lock().handhelds = vec![silent(own, 1, 0), silent(3, 19, 17)];
    handheld.engine.fetch_handhelds().await.unwrap();
    let known = handheld.with(|d| d.handhelds()).unwrap().unwrap();
    assert_eq!(known.rows.iter().map(|row| row.is_this).collect::<Vec<_>>(), [true, false]);

    handheld.engine.revoke_handheld(3).await.unwrap();
    handheld.engine.unlock_person(&lin()).await.unwrap();
    assert_eq!(office.lock().orders, ["/v1/devices/3/revoke", "/v1/persons/lin/unlock"]);
    office.fail("/v1/devices", super::office::Fault::Unreachable);
    assert!(handheld.engine.fetch_handhelds().await.is_err());
    handheld.pass(DAY);
    let kept = handheld.with(|d| d.handhelds()).unwrap().unwrap();
    assert_eq!((kept.as_of, kept.rows.len()), (now(), 2), "F-01: as the office last said, and when");
    hand_to(&handheld, &lin()).await;
    assert!(matches!(handheld.with(|d| d.handhelds()), Err(QueryError::NotHere)), "P-09");
}
