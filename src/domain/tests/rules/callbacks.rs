//! V-01 with V-02 and V-03.

use chrono::{DateTime, Utc};
use doorstep_domain::calendar::{Calendar, CalendarError};
use doorstep_domain::deadline::{CallbackAfter, CallbackRule, UnknownEvent, decide, participants_to_call};
use doorstep_domain::grade::Grade;
use doorstep_domain::lang::Lang;
use doorstep_domain::role::Role;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn check(after: &str, target_by: Option<&str>, due_by: &str, coverage: Option<u8>, who: &[Role]) {
    let deadline =
        decide(after.parse().unwrap(), at("2026-11-20T15:00:00+08:00"), &Calendar::default()).unwrap();
    assert_eq!(deadline.target_by, target_by.map(at), "{after} target");
    assert_eq!(deadline.due_by, at(due_by), "{after} due");
    assert_eq!((deadline.coverage_percent, deadline.who), (coverage, who), "{after}");
    assert!(!deadline.assumed, "{after}");
}

#[test]
fn v_01_the_table() {
    let (first, second) = ("2026-11-24T00:00:00+08:00", "2026-11-25T00:00:00+08:00");
    let managers = [Role::GeneralManager, Role::SiteManager];
    let desk = [Role::FrontDesk, Role::Butler];
    check("complaint:especially_major", None, first, Some(100), &managers);
    check("complaint:major", None, first, Some(100), &managers);
    check("complaint:serious", None, second, Some(100), &[Role::SiteManager]);
    check("complaint:ordinary", None, second, Some(100), &[Role::Supervisor, Role::FrontDesk, Role::Butler]);
    check("repair", Some(first), second, Some(100), &desk);
    check("special_service", None, second, Some(100), &desk);
    check("community_activity", None, second, Some(20), &desk);
    check("other", None, first, None, &[]);
}

#[test]
fn v_01_every_event_has_its_own_line() {
    let complaints = Grade::ALL.map(CallbackAfter::Complaint);
    let rest = [
        CallbackAfter::Repair,
        CallbackAfter::SpecialService,
        CallbackAfter::CommunityActivity,
        CallbackAfter::Other,
    ];
    for after in complaints.into_iter().chain(rest) {
        let rule = CallbackRule::of(after);
        assert_eq!(rule.after, after);
        assert_eq!(after.to_string().parse(), Ok(after));
        assert_eq!(serde_json::to_value(after).unwrap(), after.to_string());
        assert_eq!(serde_json::from_value::<CallbackAfter>(after.to_string().into()).unwrap(), after);
        for lang in Lang::ALL {
            assert!(rule.text(lang).contains(&rule.due_days.to_string()), "{after}");
            assert!(
                rule.coverage_percent.is_none_or(|percent| rule.text(lang).contains(&percent.to_string()))
            );
        }
    }
    assert_eq!(CallbackRule::all().count(), 8);
    for grade in Grade::ALL {
        assert_eq!(CallbackAfter::Complaint(grade).to_string(), format!("complaint:{}", grade.code()));
    }
}

#[test]
fn v_01_unknown_events_are_refused() {
    for text in ["", "lunch", "complaint", "complaint:", "complaint:grave", "Repair", " repair"] {
        assert_eq!(text.parse::<CallbackAfter>(), Err(UnknownEvent(text.into())));
    }
}

#[test]
fn v_01_participants_are_20_percent_rounded_up() {
    let cases = [(0, 0), (1, 1), (4, 1), (5, 1), (6, 2), (10, 2), (11, 3), (100, 20), (101, 21)];
    for (participants, to_call) in cases {
        assert_eq!(participants_to_call(participants), to_call, "{participants}");
    }
    assert_eq!(participants_to_call(u32::MAX), u32::MAX / 5);
}

#[test]
fn v_02_a_deadline_in_a_year_without_data_is_assumed() {
    let assumed = |after: CallbackAfter| {
        decide(after, at("2026-12-30T12:00:00+08:00"), &Calendar::default()).unwrap().assumed
    };
    assert!(!assumed(CallbackAfter::Other), "ends on 2026-12-31");
    assert!(assumed(CallbackAfter::Repair), "ends on 2027-01-01");
}

#[test]
fn v_03_times_that_nothing_can_be_reckoned_from() {
    for finished in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, at("9999-12-31T12:00:00Z")] {
        let decided = decide(CallbackAfter::Repair, finished, &Calendar::default());
        assert_eq!(decided, Err(CalendarError::OutOfRange));
    }
}
