//! Section V of the rulebook, told as facts: what is judged how, and what the fold makes of it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::calendar::Calendar;
use doorstep_domain::callback::{
    Assignment, Attempt, CallbackState, CallbackVerdict, Disposal, Manner, Opening, PhoneReason, Ratings,
    Record, RefusalReason, Relation, Review, SignOff, judge,
};
use doorstep_domain::catalogue::NO_CATALOGUE;
use doorstep_domain::context::Context;
use doorstep_domain::event::{EventKind, Stage};
use doorstep_domain::fact::{Author, Body, Carriage, Head, Outcome, Part, Reason, Seen};
use doorstep_domain::grade::{Grade, GradingPolicy};
use doorstep_domain::ids::{BootId, FactId, InstallationId};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::{Moment, OfficeTime};
use doorstep_domain::role::Role;
use uuid::Uuid;

const DAY: i64 = 86_400_000;
/// Friday 2026-11-20, 15:00 in Shanghai.
const FINISHED: i64 = 1_795_158_000_000;

/// A callback and the office that judges what happens to it.
struct Story {
    state: CallbackState,
    next: u128,
    now: Moment,
    calendar: Calendar,
}

impl Story {
    fn before(after: EventKind) -> (Self, Opening) {
        let at = Moment::nearest(FINISHED);
        let opening = Opening {
            event: "event/e-1".parse().unwrap(),
            after,
            home: "8-2-1602".parse().unwrap(),
            matter: "sink".parse().unwrap(),
            registered: at.shifted(-DAY),
            finished: at,
        };
        let state = CallbackState::default();
        (Self { state, next: 1, now: at, calendar: Calendar::default() }, opening)
    }

    fn opened(after: EventKind) -> Self {
        let (mut story, opening) = Self::before(after);
        assert_eq!(story.tell(("office", None), Body::CallbackOpened(opening)), Ok(()));
        story
    }

    /// Something happens now; answers the reason if the office held it.
    fn tell(&mut self, who: (&str, Option<Role>), body: Body) -> Result<(), Reason> {
        let slots: &[&str] = match &body {
            Body::CallbackRecorded(record) => record.needed_parts(),
            _ => &[],
        };
        self.tell_with(who, body, slots)
    }

    fn tell_with(&mut self, who: (&str, Option<Role>), body: Body, slots: &[&str]) -> Result<(), Reason> {
        let head = self.head(who.0, &body, slots);
        let time = OfficeTime::exact(self.now);
        let context = Context {
            time,
            role: who.1,
            calendar: &self.calendar,
            site_revision: 1,
            catalogue: &NO_CATALOGUE,
            grading: GradingPolicy::default(),
            place: None,
        };
        let verdict = judge(&self.state, &head, &body, &context);
        self.state.apply(&head, &body, &verdict);
        assert_ne!(verdict.outcome, Outcome::Refused);
        verdict.reason.map_or(Ok(()), Err)
    }

    fn head(&mut self, person: &str, body: &Body, slots: &[&str]) -> Head {
        let empty =
            |slot: &&str| Part { slot: slot.parse().unwrap(), salt: Fixed([0; 32]), bytes: Blob::default() };
        let id = FactId(Uuid::from_u128(self.next));
        self.next += 1;
        Head {
            v: 1,
            id,
            kind: body.kind().word.into(),
            kv: 1,
            site: "s".parse().unwrap(),
            subject: "callback/c-1".parse().unwrap(),
            by: Author { person: person.parse().unwrap(), key: Fixed([0; 32]) },
            installation: InstallationId(Uuid::nil()),
            sequence: 1,
            wall: self.now,
            boot: BootId(Uuid::nil()),
            office: OfficeTime::exact(self.now),
            seen: Seen { office: 0, pending: 0 },
            body: body.to_value(),
            parts: slots.iter().map(|slot| empty(slot).reference(Carriage::Inline)).collect(),
        }
    }

    fn last(&self) -> FactId {
        FactId(Uuid::from_u128(self.next - 1))
    }

    fn wait(&mut self, millis: i64) {
        self.now = self.now.shifted(millis);
    }
}

const BUTLER: (&str, Option<Role>) = ("b-01", Some(Role::Butler));
const OTHER_BUTLER: (&str, Option<Role>) = ("b-02", Some(Role::Butler));
const DESK: (&str, Option<Role>) = ("f-01", Some(Role::FrontDesk));
const SUPERVISOR: (&str, Option<Role>) = ("s-01", Some(Role::Supervisor));
const SITE_MANAGER: (&str, Option<Role>) = ("m-01", Some(Role::SiteManager));
const GENERAL_MANAGER: (&str, Option<Role>) = ("g-01", Some(Role::GeneralManager));
const TECHNICIAN: (&str, Option<Role>) = ("t-01", Some(Role::Technician));

fn ratings(satisfaction: u8) -> Ratings {
    let rating = |n: u8| n.try_into().unwrap();
    Ratings { quality: rating(5), effect: rating(4), satisfaction: rating(satisfaction) }
}

fn record() -> Record {
    Record {
        manner: Manner::Face,
        ratings: ratings(5),
        verdict: CallbackVerdict::Qualified,
        sign_off: SignOff::Signed,
        language: Lang::Zh,
        document: Fixed([1; 32]),
        supersedes: None,
    }
}

fn recorded(record: Record) -> Body {
    Body::CallbackRecorded(Box::new(record))
}

fn complaint(grade: Grade) -> EventKind {
    EventKind::Complaint { grade }
}

#[test]
fn v_01_who_may_record_after_what() {
    let check = |after: EventKind, who: (&str, Option<Role>), expected: Result<(), Reason>| {
        let mut story = Story::opened(after);
        assert_eq!(story.tell(who, recorded(record())), expected, "{after:?} {who:?}");
        assert_eq!(story.state.is_open(), expected.is_err(), "{after:?} {who:?}");
    };
    let not_yours = || Err(Reason::NotYours);
    check(EventKind::Repair, BUTLER, Ok(()));
    check(EventKind::Repair, DESK, Ok(()));
    check(EventKind::Repair, SUPERVISOR, not_yours());
    check(EventKind::Repair, TECHNICIAN, not_yours());
    check(EventKind::SpecialService { stage: Stage::Middle }, BUTLER, Ok(()));
    check(EventKind::CommunityActivity, DESK, Ok(()));
    check(EventKind::Other, BUTLER, not_yours());
    check(complaint(Grade::Ordinary), SUPERVISOR, Ok(()));
    check(complaint(Grade::Serious), BUTLER, not_yours());
    check(complaint(Grade::Serious), SITE_MANAGER, Ok(()));
    check(complaint(Grade::Major), SUPERVISOR, not_yours());
    check(complaint(Grade::Major), GENERAL_MANAGER, Ok(()));
    check(complaint(Grade::EspeciallyMajor), SITE_MANAGER, Ok(()));
    check(EventKind::Repair, ("x-01", None), Err(Reason::Role));
}

#[test]
fn v_01_whoever_is_assigned_may_record() {
    let mut story = Story::opened(complaint(Grade::Major));
    let assign = |to: &str| Body::CallbackAssigned(Assignment { to: to.parse().unwrap() });
    assert_eq!(story.tell(BUTLER, assign("b-01")), Err(Reason::Role), "P-09");
    assert_eq!(story.tell(BUTLER, recorded(record())), Err(Reason::NotYours));
    assert_eq!(story.tell(GENERAL_MANAGER, assign("b-01")), Ok(()));
    assert_eq!(story.tell(OTHER_BUTLER, recorded(record())), Err(Reason::NotYours));
    assert_eq!(story.tell(BUTLER, recorded(record())), Ok(()));
}

#[test]
fn v_01_p_03_plans_but_the_graver_ones_are_set_by_p_01_or_p_02() {
    let assign = || Body::CallbackAssigned(Assignment { to: "b-01".parse().unwrap() });
    let check = |after: EventKind, who: (&str, Option<Role>), expected: Result<(), Reason>| {
        assert_eq!(Story::opened(after).tell(who, assign()), expected, "{after:?} {who:?}");
    };
    check(EventKind::Repair, SUPERVISOR, Ok(()));
    check(complaint(Grade::Ordinary), SUPERVISOR, Ok(()));
    check(complaint(Grade::Serious), SUPERVISOR, Err(Reason::Role));
    check(EventKind::Other, SUPERVISOR, Err(Reason::Role));
    check(complaint(Grade::Major), SUPERVISOR, Err(Reason::Role));
    check(complaint(Grade::EspeciallyMajor), SUPERVISOR, Err(Reason::Role));
    check(complaint(Grade::Major), SITE_MANAGER, Ok(()));
    check(complaint(Grade::EspeciallyMajor), GENERAL_MANAGER, Ok(()));
    check(EventKind::Repair, DESK, Err(Reason::Role));
}

#[test]
fn v_03_the_deadline_is_decided_at_opening_and_passes_at_midnight() {
    let story = Story::opened(EventKind::Repair);
    let due = &story.state.opened.as_ref().unwrap().due;
    // Friday's repair: target Monday 24:00, due Tuesday 24:00 in Shanghai.
    assert_eq!(due.target_by.unwrap().to_utc().to_rfc3339(), "2026-11-23T16:00:00+00:00");
    assert_eq!(due.due_by.to_utc().to_rfc3339(), "2026-11-24T16:00:00+00:00");
    assert!(!story.state.is_overdue(due.due_by.shifted(-1)));
    assert!(story.state.is_overdue(due.due_by));
}

#[test]
fn v_04_and_v_08_how_it_is_signed_must_fit_how_it_was_made() {
    let phone = Manner::Phone { reason: PhoneReason::CustomerAway };
    let behalf = SignOff::OnBehalf { relation: Relation::Spouse };
    let refused = SignOff::Refused { reason: RefusalReason::Hurry };
    let cases = [
        ("signed at the door", Manner::Face, SignOff::Signed, true),
        ("signed by the spouse", Manner::Face, behalf, true),
        ("refused at the door", Manner::Face, refused, true),
        ("by phone, nobody signs", phone, SignOff::NotPossible, true),
        ("by phone, yet signed", phone, SignOff::Signed, false),
        ("at the door, as if by phone", Manner::Face, SignOff::NotPossible, false),
    ];
    for (name, manner, sign_off, fits) in cases {
        let mut story = Story::opened(EventKind::Repair);
        let told = story.tell(BUTLER, recorded(Record { manner, sign_off, ..record() }));
        assert_eq!(told, if fits { Ok(()) } else { Err(Reason::Incomplete) }, "{name}");
    }
}

#[test]
fn v_07_a_signature_without_strokes_or_document_moves_nothing() {
    for slots in [&["document", "texts"][..], &["texts", "signature"], &[]] {
        let mut story = Story::opened(EventKind::Repair);
        assert_eq!(story.tell_with(BUTLER, recorded(record()), slots), Err(Reason::Incomplete), "{slots:?}");
        assert_eq!(story.state.held.len(), 1, "kept all the same");
    }
}

#[test]
fn v_06_a_satisfaction_of_1_or_2_proposes_unqualified() {
    for (satisfaction, proposed) in [
        (1, CallbackVerdict::Unqualified),
        (2, CallbackVerdict::Unqualified),
        (3, CallbackVerdict::Qualified),
        (5, CallbackVerdict::Qualified),
    ] {
        assert_eq!(ratings(satisfaction).proposed_verdict(), proposed);
    }
}

#[test]
fn v_07_a_record_is_superseded_by_a_new_one_and_never_edited() {
    let mut story = Story::opened(EventKind::Repair);
    story.tell(BUTLER, recorded(record())).unwrap();
    let first = story.last();
    let correction = Record { supersedes: Some(first), ratings: ratings(2), ..record() };
    assert_eq!(story.tell(BUTLER, recorded(correction.clone())), Ok(()));
    assert_eq!(story.state.superseded.len(), 1);
    assert_eq!(story.state.superseded[0].fact, first);
    assert_eq!(u8::from(story.state.record.as_ref().unwrap().ratings.satisfaction), 2);
    assert_eq!(
        story.tell(BUTLER, recorded(correction)),
        Err(Reason::NotTheRecord),
        "the first no longer stands"
    );
}

#[test]
fn v_12_p_03_reviews_what_stands_once_and_p_01_gives_an_opinion_of_what_failed() {
    let mut story = Story::opened(EventKind::Repair);
    let failed = Record { verdict: CallbackVerdict::Unqualified, ..record() };
    story.tell(BUTLER, recorded(failed.clone())).unwrap();
    let first = story.last();
    let review = |record| Body::CallbackReviewed(Review { record });
    let disposal = |record| Body::CallbackDisposed(Disposal { record, document: Fixed([2; 32]) });
    let signed: &[&str] = &["document", "texts", "signature"];
    assert!(story.state.waits_for_review() && story.state.waits_for_disposal());
    assert_eq!(story.tell_with(BUTLER, review(first), &["texts"]), Err(Reason::Role));
    assert_eq!(story.tell_with(SUPERVISOR, review(first), &[]), Err(Reason::Incomplete), "no comment");
    assert_eq!(story.tell_with(SUPERVISOR, review(first), &["texts"]), Ok(()));
    let again = story.tell_with(SUPERVISOR, review(first), &["texts"]);
    assert!(matches!(again, Err(Reason::AlreadyRecorded { .. })), "{again:?}");
    assert_eq!(story.tell_with(SITE_MANAGER, disposal(first), signed), Err(Reason::Role));
    assert_eq!(story.tell_with(GENERAL_MANAGER, disposal(first), &["texts"]), Err(Reason::Incomplete));
    assert_eq!(story.tell_with(GENERAL_MANAGER, disposal(first), signed), Ok(()));
    assert!(!story.state.waits_for_review() && !story.state.waits_for_disposal());
    // A correction is another record: it is looked at anew.
    story.tell(BUTLER, recorded(Record { supersedes: Some(first), ..failed })).unwrap();
    assert!(story.state.waits_for_review() && story.state.waits_for_disposal());
    assert_eq!(story.tell_with(SUPERVISOR, review(first), &["texts"]), Err(Reason::NotTheRecord));
}

#[test]
fn v_12_what_is_qualified_needs_no_opinion() {
    let mut story = Story::opened(EventKind::Repair);
    story.tell(BUTLER, recorded(record())).unwrap();
    let disposal = Body::CallbackDisposed(Disposal { record: story.last(), document: Fixed([2; 32]) });
    let answer = story.tell_with(GENERAL_MANAGER, disposal, &["document", "texts", "signature"]);
    assert_eq!((answer, story.state.waits_for_disposal()), (Err(Reason::Incomplete), false));
}

#[test]
fn f_04_of_two_records_the_offices_order_decides_and_both_are_kept() {
    let mut story = Story::opened(EventKind::Repair);
    story.tell(BUTLER, recorded(record())).unwrap();
    let first_at = story.now;
    story.wait(60_000);
    let told = story.tell(DESK, recorded(record()));
    assert_eq!(told, Err(Reason::AlreadyRecorded { by: "b-01".parse().unwrap(), at: first_at }));
    assert_eq!(story.state.record.as_ref().unwrap().by.as_str(), "b-01");
    assert_eq!(story.state.held.len(), 1);
}

#[test]
fn v_09_an_attempt_is_history_and_closes_nothing() {
    let mut story = Story::opened(EventKind::Repair);
    let next_try = story.now.shifted(3_600_000);
    assert_eq!(story.tell(BUTLER, Body::CallbackAttempted(Attempt { next_try })), Ok(()));
    assert!(story.state.is_open());
    assert_eq!(story.state.next_try(), Some(next_try));
    story.tell(BUTLER, recorded(record())).unwrap();
    assert_eq!(story.state.next_try(), None);
    // F-04: somebody else stood at the door meanwhile; it happened, so it counts.
    assert_eq!(story.tell(OTHER_BUTLER, Body::CallbackAttempted(Attempt { next_try })), Ok(()));
    assert_eq!(story.state.attempts.len(), 2);
}

#[test]
fn v_10_after_more_than_three_calendar_days_the_front_desk_goes() {
    let mut story = Story::opened(EventKind::Repair);
    story.wait(3 * DAY);
    assert!(!story.state.needs_follow_up(story.now), "not after exactly 3 days");
    story.wait(1);
    assert!(story.state.needs_follow_up(story.now));
    story.tell(BUTLER, recorded(record())).unwrap();
    assert!(!story.state.needs_follow_up(story.now), "done is done");
}

#[test]
fn v_11_only_the_office_opens_and_only_once() {
    let (mut story, opening) = Story::before(EventKind::Repair);
    assert_eq!(story.tell(SUPERVISOR, Body::CallbackOpened(opening.clone())), Err(Reason::Role));
    assert_eq!(story.tell(BUTLER, recorded(record())), Err(Reason::UnknownSubject));
    assert_eq!(story.tell(("office", None), Body::CallbackOpened(opening.clone())), Ok(()));
    assert_eq!(story.tell(("office", None), Body::CallbackOpened(opening)), Err(Reason::Exists));
}
