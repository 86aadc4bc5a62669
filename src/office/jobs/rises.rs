//! C-05: what is overdue rises to the next owner by itself, once for each clock that ran out.

use doorstep_domain::complaint::{Act, Clock, ClockKind, ComplaintState, Rise, Step};
use doorstep_domain::fact::Body;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{FactId, SubjectId, SubjectKind};
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;

use crate::draft::Draft;
use crate::error::OfficeError;
use crate::ledger::Ledger;
use crate::store::StoreError;

const RULE: &str = "C-05";
/// So many complaints rise in one transaction at most.
const BATCH: i64 = 50;

/// A clock that can still make its complaint rise.
struct Rising {
    fact: FactId,
    clock: Clock,
}

/// Whose it becomes next.
fn above(owner: Role) -> Option<Role> {
    match owner {
        Role::Supervisor => Some(Role::SiteManager),
        Role::SiteManager => Some(Role::GeneralManager),
        _ => None,
    }
}

/// The clocks that run and have not made it rise, the first one to end first. None where the customer knows the
/// result, or where nobody stands above who has it.
fn rising(complaint: &ComplaintState) -> Vec<Rising> {
    let Some(received) = &complaint.received else { return Vec::new() };
    let open = complaint.step.is_some_and(|step| step < Step::Told);
    let can_rise = complaint.owner_role().and_then(above).is_some();
    let running = complaint.clocks.iter().filter(|clock| clock.is_running() && open && can_rise);
    // C-06: that it passes P-02 the same day is no deadline of its owner's.
    let running = running.filter(|clock| clock.kind != ClockKind::SameDay);
    let risings = running.map(|clock| Rising { fact: id(received.fact, clock), clock: *clock });
    let mut risings: Vec<Rising> = risings.filter(|rising| !has(complaint, rising.fact)).collect();
    risings.sort_by_key(|rising| (rising.clock.by, rising.clock.kind));
    risings
}

/// The same for the same clock, whoever computes it.
fn id(received: FactId, clock: &Clock) -> FactId {
    FactId::caused(received, &format!("{RULE}/{:?}/{}", clock.kind, clock.by.millis()))
}

fn has(complaint: &ComplaintState, fact: FactId) -> bool {
    complaint.taken.iter().any(|taken| taken.fact == fact)
        || complaint.held.iter().any(|held| held.fact == fact)
}

/// What rises by `now`: clocks that ran out at the same moment to the same next owner, later ones one further.
fn due(complaint: &ComplaintState, now: Moment) -> Vec<(FactId, Rise)> {
    let (mut owner, mut since, mut due) = (complaint.owner_role(), None, Vec::new());
    for Rising { fact, clock } in rising(complaint).into_iter().filter(|rising| rising.clock.by < now) {
        if since != Some(clock.by) {
            (owner, since) = (owner.and_then(above), Some(clock.by));
        }
        let Some(to) = owner else { break };
        due.push((fact, Rise { clock: clock.kind, to }));
    }
    due
}

/// Sets when the office has to look at a complaint again.
pub(crate) fn watch(ledger: &mut Ledger, subject: &SubjectId) -> Result<(), StoreError> {
    if subject.kind() != Some(SubjectKind::Complaint) {
        return Ok(());
    }
    let State::Complaint(complaint) = ledger.subject(subject)?.state else { return Ok(()) };
    let first = rising(&complaint).first().map(|rising| rising.clock.by.shifted(1));
    ledger.store.set_waited_for(subject, complaint.clocks.iter().any(Clock::is_running))?;
    ledger.store.set_alarm(subject, first)
}

/// C-05: lets rise what is overdue now, a batch of it; says how many complaints it looked at.
pub(crate) fn raise_overdue(ledger: &mut Ledger) -> Result<usize, OfficeError> {
    let now = ledger.now();
    let subjects = ledger.store.alarms_due(now, BATCH)?;
    for subject in &subjects {
        raise(ledger, subject, now)?;
        watch(ledger, subject)?;
    }
    Ok(subjects.len())
}

fn raise(ledger: &mut Ledger, subject: &SubjectId, now: Moment) -> Result<(), OfficeError> {
    let State::Complaint(complaint) = ledger.subject(subject)?.state else { return Ok(()) };
    for (id, rise) in due(&complaint, now) {
        tracing::info!(complaint = %subject, clock = ?rise.clock, to = rise.to.code(), "overdue: it rose");
        let body = Body::Complaint(Box::new(Act::Rise(rise)));
        ledger.append(Draft { id, subject: subject.clone(), body, at: now, parts: Vec::new() })?;
    }
    Ok(())
}
