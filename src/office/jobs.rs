//! What the office does by itself: facts with an id derived from their cause, made once, whoever computes them.

pub mod assign;
pub mod callbacks;
pub mod dispatch;
pub mod linked;
pub mod rises;

use doorstep_domain::fact::{Body, Head, Verdict};

use crate::error::OfficeError;
use crate::ledger::Ledger;

/// What follows from a fact, in the same transaction. From one that does not count nothing does.
pub(crate) fn follow(
    ledger: &mut Ledger,
    head: &Head,
    body: &Body,
    verdict: &Verdict,
) -> Result<(), OfficeError> {
    if !verdict.is_applied() {
        return Ok(());
    }
    callbacks::open_for(ledger, head, body, verdict)?;
    dispatch::dispatch_for(ledger, head, body)?;
    assign::assign_for(ledger, head, body)?;
    linked::open_for(ledger, head, body)?;
    Ok(rises::watch(ledger, &head.subject)?)
}
