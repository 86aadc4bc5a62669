//! C-07: what becomes of the alarm when a fact is sealed: in the same transaction, so that neither is without the other.

use doorstep_domain::clock::ClockRule;
use doorstep_domain::complaint::{Act, ClockKind, ComplaintState};
use doorstep_domain::fact::{Body, Head};
use doorstep_domain::fold::State;
use doorstep_domain::grade::Grade;
use doorstep_domain::ids::{SubjectId, SubjectKind};
use doorstep_protocol::facts::Routing;

use crate::device::Device;
use crate::secret::DeviceSecret;
use crate::store::StoreError;
use crate::store::outbox::{Alarm, Callee, Outbox};
use crate::store::personal::Personal;

/// What a device secret closes alarms for.
const ALARM: &[u8] = b"doorstep/alarm/1";

/// Grave complaints go before all else (DESIGN.md §4) …
const GRAVE: u8 = 0;
/// … and all other facts of a handheld in the installation's order.
const IN_ORDER: u8 = 1;

/// What a fact does to its complaint's alarm.
pub(super) enum Change {
    /// It graded the complaint serious or higher: a new alarm, closed.
    Begins(Vec<u8>),
    /// Somebody was phoned.
    Ends,
    /// Nothing.
    Leaves,
}

impl Change {
    /// Brings it about, in the transaction that keeps the sealed fact.
    pub fn keep(&self, outbox: &Outbox, routing: &Routing) -> Result<(), StoreError> {
        match self {
            Change::Begins(closed) => outbox.put_alarm(routing.tag, routing.sequence, closed),
            Change::Ends => outbox.end_alarm(routing.tag),
            Change::Leaves => Ok(()),
        }
    }
}

/// C-07: what the fact of this head does to the alarm of its complaint.
pub(super) fn of(personal: &Personal, head: &Head, secret: &DeviceSecret) -> Result<Change, StoreError> {
    let Some(complaint) = complaint(personal, &head.subject)? else { return Ok(Change::Leaves) };
    if is_call(head) {
        return Ok(Change::Ends);
    }
    let Some(alarm) = begun_by(personal, &complaint, head)? else { return Ok(Change::Leaves) };
    let plain = serde_json::to_vec(&alarm).unwrap_or_default();
    Ok(Change::Begins(secret.close(ALARM, &plain).map_err(|e| StoreError::Io(e.to_string()))?))
}

/// How soon a fact on this subject goes out.
pub(super) fn priority(personal: &Personal, subject: &SubjectId) -> Result<u8, StoreError> {
    let grave = complaint(personal, subject)?.and_then(|complaint| complaint.grade()).is_some_and(is_grave);
    Ok(if grave { GRAVE } else { IN_ORDER })
}

/// C-07: whom it must reach cannot wait for the network.
fn is_grave(grade: Grade) -> bool {
    grade >= Grade::Serious
}

/// `None` for every other subject: they are not read for this.
fn complaint(personal: &Personal, subject: &SubjectId) -> Result<Option<ComplaintState>, StoreError> {
    if subject.kind() != Some(SubjectKind::Complaint) {
        return Ok(None);
    }
    Ok(match personal.shown(subject)? {
        Some((State::Complaint(state), _)) => Some(*state),
        _ => None,
    })
}

fn is_call(head: &Head) -> bool {
    let body = Body::parse(&head.kind, head.kv, &head.body);
    matches!(body, Ok(Body::Complaint(act)) if matches!(*act, Act::Phone(_)))
}

fn begun_by(
    personal: &Personal,
    complaint: &ComplaintState,
    head: &Head,
) -> Result<Option<Alarm>, StoreError> {
    let graded = complaint.gradings.iter().find(|graded| graded.fact == head.id);
    let Some(graded) = graded.filter(|graded| is_grave(graded.what.grading.grade)) else { return Ok(None) };
    let grade = graded.what.grading.grade;
    let respond = complaint.clocks.iter().rfind(|clock| clock.kind == ClockKind::Respond);
    let default = || graded.at.shifted(ClockRule::of(grade).respond_within.num_milliseconds());
    Ok(Some(Alarm {
        complaint: head.subject.clone(),
        grade,
        received: complaint.received_at().unwrap_or(graded.at),
        respond_by: respond.map_or_else(default, |clock| clock.by),
        callees: Callee::of_grade(personal, grade)?,
    }))
}

impl Device {
    /// C-07: the alarms that stand; one that cannot be read any more is over.
    pub(crate) fn alarms(&self) -> Result<Vec<Alarm>, StoreError> {
        let closed = self.outbox.alarms()?;
        let open = |closed: &Vec<u8>| self.secret.open(ALARM, closed);
        let opened = closed.iter().filter_map(open);
        let mut alarms = opened.filter_map(|plain| serde_json::from_slice(&plain).ok()).collect();
        self.follow_unsealed(&mut alarms)?;
        Ok(alarms)
    }

    /// C-07: what is saved is grave at once, though the outbox could not be written yet; for whoever is signed in.
    fn follow_unsealed(&self, alarms: &mut Vec<Alarm>) -> Result<(), StoreError> {
        let Ok(shift) = self.shift() else { return Ok(()) };
        for fact in shift.personal.unanswered_own_after(self.outbox.highest_sequence()?)? {
            let Ok(head) = Head::parse(fact.signed.head.as_bytes()) else { continue };
            let Some(complaint) = complaint(&shift.personal, &head.subject)? else { continue };
            let begun = begun_by(&shift.personal, &complaint, &head)?;
            if begun.is_some() || is_call(&head) {
                alarms.retain(|alarm| alarm.complaint != head.subject);
            }
            alarms.extend(begun);
        }
        Ok(())
    }
}
