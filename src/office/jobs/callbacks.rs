//! V-11: a finished event, a confirmed work order, or a complaint whose customer knows the result opens its
//! callback, with the deadline that V-01 to V-03 give it.

use doorstep_domain::callback::Opening;
use doorstep_domain::complaint;
use doorstep_domain::event::{EventKind, Finish};
use doorstep_domain::fact::{Body, Head, Verdict};
use doorstep_domain::fold::State;
use doorstep_domain::ids::{FactId, SubjectId};
use doorstep_domain::work_order::Act;

use crate::draft::Draft;
use crate::error::OfficeError;
use crate::ledger::Ledger;
use crate::store::StoreError;

const RULE: &str = "V-11";

/// V-11: opens the callback of what is finished, in the same transaction.
pub(crate) fn open_for(
    ledger: &mut Ledger,
    head: &Head,
    body: &Body,
    verdict: &Verdict,
) -> Result<(), OfficeError> {
    let opening = match body {
        Body::EventFinished(finish) => Some((head.id, after_event(head, finish))),
        Body::WorkOrder(act) if matches!(**act, Act::Confirm(_)) => {
            after_order(ledger, head)?.map(|opening| (head.id, opening))
        }
        Body::Complaint(act) if tells(act) => after_complaint(ledger, head)?,
        _ => None,
    };
    let Some((cause, opening)) = opening else { return Ok(()) };
    let opened = ledger.append(Draft {
        id: FactId::caused(cause, RULE),
        subject: SubjectId::callback_of(cause),
        body: Body::CallbackOpened(opening),
        at: verdict.time.middle(),
        parts: Vec::new(),
    })?;
    tracing::debug!(%cause, callback = %opened.subject, "a callback was opened");
    Ok(())
}

/// C-10: from here on the customer knows the result.
fn tells(act: &complaint::Act) -> bool {
    matches!(act, complaint::Act::Tell(_) | complaint::Act::SignOpinion(_))
}

/// V-11: the clock starts when it was handled. Its reception is the cause: who is told and then signs is called
/// back once. A suggestion or an opinion has no grade (C-02), so it is called back as anything else.
fn after_complaint(ledger: &Ledger, head: &Head) -> Result<Option<(FactId, Opening)>, StoreError> {
    let State::Complaint(complaint) = ledger.subject(&head.subject)?.state else { return Ok(None) };
    let after = complaint.grade().map_or(EventKind::Other, |grade| EventKind::Complaint { grade });
    let Some(registered) = complaint.received_at() else { return Ok(None) };
    let (Some(received), Some(handled)) = (complaint.received, complaint.handled) else { return Ok(None) };
    let opening = Opening {
        event: head.subject.clone(),
        after,
        home: received.what.home,
        matter: received.what.matter,
        registered,
        finished: handled.at,
    };
    Ok(Some((received.fact, opening)))
}

fn after_event(head: &Head, finish: &Finish) -> Opening {
    Opening {
        event: head.subject.clone(),
        after: finish.event,
        home: finish.home.clone(),
        matter: finish.matter.clone(),
        registered: finish.registered,
        finished: finish.finished,
    }
}

/// R-15, V-11: P-07 confirmed it; the clock starts when the work was finished, not when that was confirmed.
fn after_order(ledger: &Ledger, head: &Head) -> Result<Option<Opening>, StoreError> {
    let State::WorkOrder(order) = ledger.subject(&head.subject)?.state else { return Ok(None) };
    let (Some(registered), Some(finished)) = (&order.registered, &order.finished) else { return Ok(None) };
    let matter = order.matter().unwrap_or(&registered.what.matter);
    Ok(Some(Opening {
        event: head.subject.clone(),
        after: EventKind::Repair,
        home: registered.what.home.clone(),
        matter: matter.clone(),
        registered: registered.at,
        finished: finished.at,
    }))
}

/// V-11: opens what an earlier program left unopened; says how many.
pub(crate) fn open_missing(ledger: &mut Ledger) -> Result<usize, OfficeError> {
    let mut opened = 0;
    for event in ledger.store.facts_of_kind("event.finished")? {
        if ledger.store.fact(FactId::caused(event, RULE))?.is_some() {
            continue;
        }
        let Some(stored) = ledger.store.fact(event)? else { continue };
        let head = Head::parse(stored.fact.head.as_bytes()).map_err(|_| StoreError::Unreadable("head"))?;
        let body = Body::parse(&head.kind, head.kv, &head.body);
        if let (Ok(body), true) = (body, stored.verdict.is_applied()) {
            open_for(ledger, &head, &body, &stored.verdict)?;
            opened += 1;
        }
    }
    Ok(opened)
}
