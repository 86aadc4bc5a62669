//! What waits goes out: batches of sealed rows, each answered on its own (F-01). Works while nobody is
//! signed in.

use std::collections::BTreeSet;

use doorstep_domain::fact::{Head, Verdict};
use doorstep_domain::moment::OfficeTime;
use doorstep_protocol::facts::{Answer, MAX_BYTES, MAX_FACTS, PushAnswer, PushRequest};
use doorstep_protocol::office::OfficeIdentity;
use doorstep_protocol::receipt::{Receipt, SignedReceipt};
use thiserror::Error;

use crate::device::Device;
use crate::refold::refold;
use crate::shift::Shift;
use crate::site::Site;
use crate::store::StoreError;
use crate::store::outbox::{Confirmation, OutboxRow, RowState};
use crate::store::personal::{Personal, StoredFact};
use crate::sync::pace::Pace;

/// Why an answer proves nothing.
#[derive(Debug, Error)]
pub enum AnswerError {
    /// The answers are not those to the facts that were sent.
    #[error("the answers are not those to the facts that were sent")]
    Mismatch,
    /// The answers were given in an epoch of the office that is over: what they confirm may be lost with it.
    #[error("the answers are of an epoch of the office that is over")]
    Over,
    /// A receipt is not by this office, or for other bytes.
    #[error("a receipt is not by this office, or for other bytes")]
    Receipt,
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Device {
    /// The next batch, at most [`MAX_FACTS`], [`MAX_BYTES`] and what the line carries; empty when nothing waits.
    pub(crate) fn next_batch(&self, again: bool, pace: Pace) -> Result<PushRequest, StoreError> {
        let most = usize::try_from(pace.bytes()).unwrap_or(MAX_BYTES);
        // The brackets and the name around the facts take room too.
        let facts = self.outbox.batch(MAX_FACTS, most.min(MAX_BYTES - 64), again)?;
        Ok(PushRequest { facts })
    }

    /// Takes the answers to a batch. A receipt counts only if this office signed it for these very bytes;
    /// one that does not spoils the whole answer, which then proves nothing. So does an answer from before a restore that
    /// is known here: something on the way has given it once more.
    pub(crate) fn take_answers(
        &mut self,
        sent: &PushRequest,
        answer: &PushAnswer,
    ) -> Result<(), AnswerError> {
        let sequences = |i: usize| sent.facts[i].routing.sequence;
        let fits = answer.answers.len() == sent.facts.len()
            && answer.answers.iter().enumerate().all(|(i, answer)| answer.sequence() == sequences(i));
        if !fits {
            return Err(AnswerError::Mismatch);
        }
        let office = self.outbox.office()?.ok_or(AnswerError::Receipt)?;
        if answer.epoch.is_some_and(|epoch| epoch < office.epoch) {
            return Err(AnswerError::Over);
        }
        let mut words = Vec::new();
        for answer in &answer.answers {
            words.push(self.check_answer(&office.identity, answer)?);
        }
        self.outbox.write(|outbox| {
            for (answer, word) in answer.answers.iter().zip(&words) {
                match (answer, word) {
                    (_, Some(word)) => outbox.confirm(word)?,
                    (Answer::Refused { sequence, reason }, None) => outbox.refuse(*sequence, reason)?,
                    (Answer::Again { sequence, why }, None) => outbox.put_off(*sequence, *why)?,
                    (Answer::Taken { .. }, None) => {}
                }
            }
            Ok::<_, StoreError>(())
        })?;
        let sequences: Vec<i64> = answer.answers.iter().map(Answer::sequence).collect();
        Ok(self.absorb_answers_to(&sequences)?)
    }

    /// Receipts are verified against the office's key and the row's own content hash.
    fn check_answer(
        &self,
        office: &OfficeIdentity,
        answer: &Answer,
    ) -> Result<Option<Confirmation>, AnswerError> {
        let Answer::Taken { sequence, verdict, receipt: signed } = answer else { return Ok(None) };
        let row = self.outbox.row(*sequence)?.ok_or(AnswerError::Mismatch)?;
        let receipt = check_receipt(office, &row, signed)?;
        if receipt.outcome != verdict.outcome {
            return Err(AnswerError::Receipt);
        }
        let (sequence, verdict, signed) = (*sequence, Verdict::clone(verdict), signed.clone());
        Ok(Some(Confirmation { sequence, verdict, signed, receipt }))
    }

    /// Brings the office's verdicts into the personal store, once it is open: all that came meanwhile.
    pub(crate) fn absorb_answers(&self) -> Result<(), StoreError> {
        let Some(shift) = &self.shift else { return Ok(()) };
        self.absorb(shift, &shift.personal.unanswered_own_after(0)?)
    }

    /// Brings these answers into the personal store, while it is open. What else waits there is not looked at:
    /// after a month without a network that is much.
    fn absorb_answers_to(&self, sequences: &[i64]) -> Result<(), StoreError> {
        let Some(shift) = &self.shift else { return Ok(()) };
        let kept = sequences.iter().map(|sequence| shift.personal.own_fact(*sequence));
        let kept: Vec<StoredFact> = kept.filter_map(Result::transpose).collect::<Result<_, _>>()?;
        // A summary may have taken it in before its answer came.
        let is_unanswered =
            |fact: &StoredFact| fact.office_sequence.unwrap_or(0) == 0 && fact.verdict.is_none();
        self.absorb(shift, &kept.into_iter().filter(is_unanswered).collect::<Vec<_>>())
    }

    fn absorb(&self, shift: &Shift, facts: &[StoredFact]) -> Result<(), StoreError> {
        let mut answered = Vec::new();
        for fact in facts {
            answered.extend(self.answer_to(fact)?.map(|verdict| (fact, verdict)));
        }
        if answered.is_empty() {
            return Ok(());
        }
        let site = shift.site()?;
        shift.personal.write(|personal| absorb(personal, &site, &answered))?;
        self.erase_withdrawn()
    }

    fn answer_to(&self, fact: &StoredFact) -> Result<Option<Verdict>, StoreError> {
        let row = self.outbox.row(fact.own_sequence.unwrap_or_default())?;
        let same = row.filter(|row| row.content == fact.signed.content_hash());
        Ok(same.and_then(|row| match (row.verdict, row.state) {
            // Refused bytes get no verdict of the office: they moved nothing, and are shown so.
            (None, RowState::Refused(reason)) => Some(Verdict::refused(OfficeTime::exact(row.saved), reason)),
            (verdict, _) => verdict,
        }))
    }
}

/// What a receipt says, if this office signed it for this row's very bytes.
pub(crate) fn check_receipt(
    office: &OfficeIdentity,
    row: &OutboxRow,
    signed: &SignedReceipt,
) -> Result<Receipt, AnswerError> {
    let receipt = signed.verify(&office.signing_key).map_err(|_| AnswerError::Receipt)?;
    let for_this = receipt.fact == row.fact && receipt.content == row.content;
    if for_this && receipt.site == office.site { Ok(receipt) } else { Err(AnswerError::Receipt) }
}

/// All of them in one transaction, and each subject folded once: a batch may be a hundred facts on one.
fn absorb(personal: &Personal, site: &Site, answered: &[(&StoredFact, Verdict)]) -> Result<(), StoreError> {
    let mut changed = BTreeSet::new();
    for (fact, verdict) in answered {
        let head = Head::parse(fact.signed.head.as_bytes()).map_err(|_| StoreError::Unreadable("head"))?;
        personal.set_verdict(fact.id, verdict)?;
        changed.insert(head.subject);
    }
    changed.iter().try_for_each(|subject| refold(personal, site, subject))
}
