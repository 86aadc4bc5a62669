//! V-11: a finished event opens its callback, with the deadline that V-01 to V-03 give it.

use doorstep_domain::callback::Opening;
use doorstep_domain::event::Finish;
use doorstep_domain::fact::{Body, Head, Verdict};
use doorstep_domain::ids::{FactId, SubjectId};

use crate::draft::Draft;
use crate::error::OfficeError;
use crate::ledger::Ledger;
use crate::store::StoreError;

const RULE: &str = "V-11";

/// V-11: opens the callback of a finish that counts, in the same transaction.
pub(crate) fn open_for(
    ledger: &mut Ledger,
    head: &Head,
    body: &Body,
    verdict: &Verdict,
) -> Result<(), OfficeError> {
    let Body::EventFinished(finish) = body else { return Ok(()) };
    if !verdict.is_applied() {
        return Ok(());
    }
    let opened = ledger.append(draft(head, finish, verdict))?;
    tracing::debug!(cause = %head.id, callback = %opened.subject, "a callback was opened");
    Ok(())
}

fn draft(head: &Head, finish: &Finish, verdict: &Verdict) -> Draft {
    Draft {
        id: FactId::caused(head.id, RULE),
        subject: SubjectId::callback_of(head.id),
        body: Body::CallbackOpened(Opening {
            event: head.subject.clone(),
            after: finish.event,
            home: finish.home.clone(),
            matter: finish.matter.clone(),
            registered: finish.registered,
            finished: finish.finished,
        }),
        at: verdict.time.middle(),
        parts: Vec::new(),
    }
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
        if let Ok(body) = Body::parse(&head.kind, head.kv, &head.body) {
            open_for(ledger, &head, &body, &stored.verdict)?;
            opened += usize::from(stored.verdict.is_applied());
        }
    }
    Ok(opened)
}
