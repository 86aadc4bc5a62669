//! Facts, read, judged and applied, as the office and every handheld do it.

use std::sync::LazyLock;

use doorstep_domain::calendar::Calendar;
use doorstep_domain::catalogue::Catalogue;
use doorstep_domain::context::{Context, Place};
use doorstep_domain::fact::{Body, Head, Verdict};
use doorstep_domain::fold::State;
use doorstep_domain::grade::GradingPolicy;
use doorstep_domain::role::Role;

use crate::wire::round;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::default);
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::default);
const ROLES: [Option<Role>; 9] = [
    None,
    Some(Role::GeneralManager),
    Some(Role::SiteManager),
    Some(Role::Supervisor),
    Some(Role::FrontDesk),
    Some(Role::Butler),
    Some(Role::Technician),
    Some(Role::EngineeringSupervisor),
    Some(Role::Contractor),
];

/// A line is a head, or the verdict of the head that follows: without one, the head is judged. The first head says
/// which subject it is about.
pub fn feed(bytes: &[u8]) {
    let (mut state, mut given) = (None, None);
    for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        round::<State>(line);
        round::<Verdict>(line);
        if let Ok(verdict) = serde_json::from_slice::<Verdict>(line) {
            given = Some(verdict);
        }
        let Some((head, body)) = read(line) else { continue };
        let state = state.get_or_insert_with(|| State::of(&head.subject));
        let verdict = given.take().unwrap_or_else(|| judge(state, &head, &body, number));
        state.apply(&head, &body, &verdict);
        kept(state);
    }
}

/// What is read is written again the same; a body never means something else the second time.
fn read(line: &[u8]) -> Option<(Head, Body)> {
    let head = Head::parse(line).ok()?;
    assert_eq!(Head::parse(&head.encode()).as_ref(), Ok(&head));
    let body = Body::parse(&head.kind, head.kv, &head.body).ok()?;
    let again = Body::parse(&head.kind, head.kv, &body.to_value());
    assert_eq!(again.as_ref().ok(), Some(&body));
    Some((head, body))
}

/// Somebody of each role could say it.
fn judge(state: &State, head: &Head, body: &Body, number: usize) -> Verdict {
    let judge = |role: Option<Role>| {
        let context = Context {
            time: head.office,
            role,
            calendar: &CALENDAR,
            site_revision: 1,
            catalogue: &CATALOGUE,
            grading: GradingPolicy::default(),
            place: Some(Place { sequence: number as i64 + 1, numbered_today: 3 }),
        };
        let verdict = state.judge(head, body, &context);
        let written = serde_json::to_string(&verdict).unwrap();
        assert_eq!(serde_json::from_str::<Verdict>(&written).unwrap(), verdict);
        verdict
    };
    let verdicts: Vec<Verdict> = ROLES.into_iter().map(judge).collect();
    let applied = verdicts.iter().find(|verdict| verdict.is_applied());
    applied.or(verdicts.first()).cloned().unwrap()
}

/// The office keeps a state as JSON, and reads it again before the next fact.
fn kept(state: &State) {
    let written = serde_json::to_string(state).unwrap();
    let again: State = serde_json::from_str(&written).expect("a state is read again");
    assert_eq!(&again, state);
}
