//! How the rows of an order's page are read: from the state, and what the parts of its facts say.

use doorstep_domain::directory::Label;
use doorstep_domain::fact::Reason;
use doorstep_domain::ids::{FactId, MatterCode};
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;
use doorstep_domain::work_order::{
    Action, Agreement, Charged, ClockKind, Done, Finish, HeldAct, PriceLine, Signing, Taken, Texts,
    Verification, WorkOrderState,
};

use super::rows::{
    AgreedRow, CancelledRow, ChargeRow, ClockRow, DeclinedRow, FinishedRow, FoundRow, HeldRow, LineRow,
    MaterialRow, QuoteRow, ReturnedRow, SignedRow, TakenRow,
};
use crate::commands::work_order::{line_labels, reported_lines};
use crate::queries::callback::{AttemptRow, PictureRow, picture_row};
use crate::queries::catalogue::ContactRow;
use crate::queries::orders::Look;
use crate::queries::people::name;
use crate::refold::texts;
use crate::store::StoreError;

impl Look<'_> {
    pub(super) fn texts(&self, fact: FactId) -> Result<Texts, StoreError> {
        Ok(texts(self.personal, fact)?.unwrap_or_default())
    }

    fn who<T>(&self, done: &Done<T>) -> Result<Label, StoreError> {
        name(self.personal, &done.by)
    }

    fn who_and_when<T>(&self, done: &Done<T>) -> Result<(Label, Moment), StoreError> {
        Ok((self.who(done)?, done.at))
    }

    pub(super) fn line_rows(&self, lines: &[PriceLine]) -> Vec<LineRow> {
        let row = |line: &PriceLine| {
            let (label, unit) = line_labels(&self.site.catalogue, line);
            Some(LineRow { amount: line.amount().ok()?, line: line.clone(), label, unit })
        };
        lines.iter().filter_map(row).collect()
    }

    pub(super) fn usual_rows(&self, state: &WorkOrderState, matter: &MatterCode) -> Vec<LineRow> {
        let agreed = state.agreed.as_ref().map(|agreed| agreed.what.lines.clone());
        self.line_rows(&agreed.unwrap_or_else(|| reported_lines(&self.site.catalogue, state, matter)))
    }

    pub(super) fn found_row(&self, found: &Done<Verification>) -> Result<FoundRow, StoreError> {
        Ok(FoundRow {
            code: found.what.matter.clone(),
            matter: self.site.matter(&found.what.matter),
            differs: found.what.differs,
            found: self.texts(found.fact)?.found,
            by: self.who(found)?,
            at: found.at,
        })
    }

    /// nothing, where the price list says it all.
    pub(super) fn quote_row(&self, state: &WorkOrderState) -> Result<Option<QuoteRow>, StoreError> {
        let waiting = state.waits_for_quote();
        if !waiting && state.quote.is_none() {
            return Ok(None);
        }
        let question = state.question.as_ref();
        let clock = state.clocks.iter().rfind(|clock| clock.kind == ClockKind::Quote);
        let note = state.quote.as_ref().map(|quote| self.texts(quote.fact)).transpose()?;
        Ok(Some(QuoteRow {
            waiting,
            asked: question.map(|question| question.at).or_else(|| state.when(Action::Accept)),
            clock: clock.map(|clock| ClockRow::of(clock, self.now)),
            question: question.map(|asked| self.texts(asked.fact)).transpose()?.unwrap_or_default().found,
            answer: state.quote.as_ref().map(|quote| quote.what),
            answered: state.quote.as_ref().map(|quote| self.who_and_when(quote)).transpose()?,
            note: note.unwrap_or_default().note,
            supervisors: self.supervisors(state)?,
        }))
    }

    /// P-07: of the trade's department first.
    fn supervisors(&self, state: &WorkOrderState) -> Result<Vec<ContactRow>, StoreError> {
        let trade = state.assignments.last().map(|assignment| &assignment.trade);
        let department = trade.and_then(|trade| Some(&self.site.catalogue.trades.get(trade)?.department));
        let mut people = self.personal.people()?;
        people.retain(|row| row.entry.role == Role::EngineeringSupervisor);
        people.sort_by_key(|row| row.entry.department.as_ref() != department);
        Ok(people.into_iter().map(ContactRow::from).collect())
    }

    pub(super) fn agreed_row(
        &self,
        agreed: &Done<Agreement>,
        customer: &Label,
    ) -> Result<AgreedRow, StoreError> {
        Ok(AgreedRow {
            fact: agreed.fact,
            customer: customer.clone(),
            manner: agreed.what.manner,
            at: agreed.at,
            by: self.who(agreed)?,
            lines: self.line_rows(&agreed.what.lines),
            total: agreed.what.total,
            language: agreed.what.language,
        })
    }

    pub(super) fn declined_row(&self, state: &WorkOrderState) -> Result<Option<DeclinedRow>, StoreError> {
        let Some(declined) = &state.declined else { return Ok(None) };
        Ok(Some(DeclinedRow {
            reason: declined.what,
            note: self.texts(declined.fact)?.note,
            by: self.who(declined)?,
            at: declined.at,
            countersigned: state
                .countersigned
                .as_ref()
                .map(|signed| self.who_and_when(signed))
                .transpose()?,
        }))
    }

    pub(super) fn returned_row(&self, state: &WorkOrderState) -> Result<Option<ReturnedRow>, StoreError> {
        let Some(returned) = &state.returned else { return Ok(None) };
        let note = self.texts(returned.fact)?.note;
        Ok(Some(ReturnedRow { reason: returned.what, note, by: self.who(returned)?, at: returned.at }))
    }

    pub(super) fn cancelled_row(&self, state: &WorkOrderState) -> Result<Option<CancelledRow>, StoreError> {
        let taken = state.taken.iter().rfind(|taken| taken.action == Action::Cancel);
        let row = |taken: &Taken| {
            let note = self.texts(taken.fact)?.note;
            Ok(CancelledRow { note, by: name(self.personal, &taken.by)?, at: taken.at })
        };
        taken.map(row).transpose()
    }

    pub(super) fn material_rows(&self, state: &WorkOrderState) -> Result<Vec<MaterialRow>, StoreError> {
        let row = |checked: &Done<_>| {
            let Texts { material, warning, .. } = self.texts(checked.fact)?;
            Ok(MaterialRow { material, check: checked.what, warning, by: self.who(checked)?, at: checked.at })
        };
        state.materials.iter().map(row).collect()
    }

    pub(super) fn finished_row(&self, finished: &Done<Finish>) -> Result<FinishedRow, StoreError> {
        let done = self.texts(finished.fact)?.done;
        Ok(FinishedRow { done, parts: finished.what.parts, by: self.who(finished)?, at: finished.at })
    }

    pub(super) fn signed_row(&self, signed: &Done<Signing>) -> Result<SignedRow, StoreError> {
        let Texts { signer, note, .. } = self.texts(signed.fact)?;
        Ok(SignedRow {
            fact: signed.fact,
            sign_off: signed.what.sign_off,
            signer,
            note,
            total: signed.what.total,
            by: self.who(signed)?,
            at: signed.at,
            language: signed.what.language,
        })
    }

    pub(super) fn charge_rows(&self, state: &WorkOrderState) -> Result<Vec<ChargeRow>, StoreError> {
        let row = |charge: &Charged| {
            Ok(ChargeRow {
                fact: charge.fact,
                payment: charge.payment,
                fen: charge.fen,
                receipt: charge.receipt.clone(),
                by: name(self.personal, &charge.by)?,
                at: charge.at,
                held: charge.held,
            })
        };
        state.charges.iter().map(row).collect()
    }

    pub(super) fn picture_rows(&self, state: &WorkOrderState) -> Result<Vec<PictureRow>, StoreError> {
        let pictures = state.pictures.iter();
        pictures.map(|picture| picture_row(self.personal, picture.fact, picture.what.clone())).collect()
    }

    pub(super) fn attempt_rows(&self, state: &WorkOrderState) -> Result<Vec<AttemptRow>, StoreError> {
        let row = |attempt: &Done<_>| {
            Ok(AttemptRow {
                at: attempt.at,
                by: self.who(attempt)?,
                next_try: attempt.what,
                note: self.texts(attempt.fact)?.note,
                pending: self.is_pending(attempt.fact)?,
            })
        };
        state.attempts.iter().map(row).collect()
    }

    /// F-04.
    pub(super) fn held_rows(&self, state: &WorkOrderState) -> Result<Vec<HeldRow>, StoreError> {
        let row = |held: &HeldAct| {
            let first = match &held.reason {
                Reason::AlreadyRecorded { by, at } | Reason::NotNow { by, at, .. } => {
                    Some((name(self.personal, by)?, *at))
                }
                _ => None,
            };
            Ok(HeldRow {
                fact: held.fact,
                action: held.action,
                by: name(self.personal, &held.by)?,
                is_mine: held.by == *self.me,
                at: held.at,
                reason: held.reason.clone(),
                first,
            })
        };
        state.held.iter().map(row).collect()
    }

    pub(super) fn taken_rows(&self, state: &WorkOrderState) -> Result<Vec<TakenRow>, StoreError> {
        let row = |taken: &Taken| {
            Ok(TakenRow {
                fact: taken.fact,
                action: taken.action,
                by: name(self.personal, &taken.by)?,
                at: taken.at,
                pending: self.is_pending(taken.fact)?,
            })
        };
        state.taken.iter().map(row).collect()
    }

    fn is_pending(&self, fact: FactId) -> Result<bool, StoreError> {
        Ok(self.personal.fact(fact)?.is_some_and(|fact| fact.verdict.is_none()))
    }
}
