//! Forms: the half-done one, or a fresh one; and which reopens by itself (F-01, F-03).

use doorstep_domain::ids::{SubjectId, SubjectKind};

use super::QueryError;
use crate::commands::complaint::ComplaintForm;
use crate::commands::form::CallbackForm;
use crate::commands::work_order::OrderForm;
use crate::device::Device;
use crate::shift::Shift;
use crate::store::StoreError;

impl Device {
    /// This person's form about a callback: as they left it, or a fresh one in the residents' language (F-05).
    ///
    /// # Errors
    /// When nobody is signed in, this person may not see the callback, or the store fails.
    pub fn form(&self, callback: &SubjectId) -> Result<CallbackForm, QueryError> {
        let shift = self.shift()?;
        let entry = shift.personal.callback(&shift.person, callback)?.ok_or(QueryError::NotHere)?;
        let draft = shift.personal.draft(&shift.person, callback)?;
        // A form that a newer version left and this one cannot read begins anew.
        let kept = draft.and_then(|draft| serde_json::from_str(&draft.form).ok());
        let language = entry.home.map(|home| home.entry.language).unwrap_or_default();
        Ok(kept.unwrap_or_else(|| CallbackForm::new(callback.clone(), language)))
    }

    /// The form that reopens by itself: what this person left open, nobody else's.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn reopen(&self) -> Result<Option<CallbackForm>, QueryError> {
        let shift = self.shift()?;
        let Some(callback) = shift.personal.open_draft(&shift.person)? else { return Ok(None) };
        // A comment on a callback is kept beside it, and reopens as what it is (V-12).
        if self.reopen_review()?.is_some() {
            return Ok(None);
        }
        match self.form(&callback) {
            Err(QueryError::NotHere) => Ok(None),
            form => form.map(Some),
        }
    }

    /// This person's form about an order: as they left it, or a fresh one in the residents' language (F-05).
    ///
    /// # Errors
    /// When nobody is signed in, there is neither such a form nor such an order for this person, or the
    /// store fails.
    pub fn order_form(&self, order: &SubjectId) -> Result<OrderForm, QueryError> {
        let shift = self.shift()?;
        if let Some(kept) = kept_order_form(shift, order)? {
            return Ok(kept);
        }
        let entry = shift.personal.order(&shift.person, order)?.ok_or(QueryError::NotHere)?;
        let language = entry.home.map(|home| home.entry.language).unwrap_or_default();
        Ok(OrderForm::new(order.clone(), language))
    }

    /// the registration that this person left half-done, the last touched one.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn left_registration(&self) -> Result<Option<OrderForm>, QueryError> {
        let shift = self.shift()?;
        let drafts = shift.personal.drafts(&shift.person)?;
        let mut forms = drafts.iter().filter_map(|draft| OrderForm::read(&draft.form));
        Ok(forms.find(|form| form.registration.is_some()))
    }

    /// The form about an order that reopens by itself; see [`Device::reopen`].
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn reopen_order(&self) -> Result<Option<OrderForm>, QueryError> {
        let shift = self.shift()?;
        let open = shift.personal.open_draft(&shift.person)?;
        let order = open.filter(|subject| subject.kind() == Some(SubjectKind::WorkOrder));
        Ok(order.map(|order| kept_order_form(shift, &order)).transpose()?.flatten())
    }

    /// This person's form about a complaint: as they left it, or a fresh one in the residents' language (F-05).
    ///
    /// # Errors
    /// When nobody is signed in, there is neither such a form nor such a complaint for this person, or the
    /// store fails.
    pub fn complaint_form(&self, complaint: &SubjectId) -> Result<ComplaintForm, QueryError> {
        let shift = self.shift()?;
        if let Some(kept) = kept_complaint_form(shift, complaint)? {
            return Ok(kept);
        }
        let entry = shift.personal.complaint(&shift.person, complaint)?.ok_or(QueryError::NotHere)?;
        let language = entry.home.map(|home| home.entry.language).unwrap_or_default();
        Ok(ComplaintForm::new(complaint.clone(), language))
    }

    /// C-02: the reception that this person left half-done, the last touched one.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn left_reception(&self) -> Result<Option<ComplaintForm>, QueryError> {
        let shift = self.shift()?;
        let drafts = shift.personal.drafts(&shift.person)?;
        let mut forms = drafts.iter().filter_map(|draft| ComplaintForm::read(&draft.form));
        Ok(forms.find(|form| form.reception.is_some()))
    }

    /// The form about a complaint that reopens by itself; see [`Device::reopen`].
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn reopen_complaint(&self) -> Result<Option<ComplaintForm>, QueryError> {
        let shift = self.shift()?;
        let open = shift.personal.open_draft(&shift.person)?;
        let complaint = open.filter(|subject| subject.kind() == Some(SubjectKind::Complaint));
        Ok(complaint.map(|complaint| kept_complaint_form(shift, &complaint)).transpose()?.flatten())
    }
}

/// A form that a newer version left and this one cannot read begins anew.
pub(crate) fn kept_complaint_form(
    shift: &Shift,
    complaint: &SubjectId,
) -> Result<Option<ComplaintForm>, StoreError> {
    let draft = shift.personal.draft(&shift.person, complaint)?;
    Ok(draft.and_then(|draft| ComplaintForm::read(&draft.form)))
}

/// A form that a newer version left and this one cannot read begins anew.
pub(crate) fn kept_order_form(shift: &Shift, order: &SubjectId) -> Result<Option<OrderForm>, StoreError> {
    let draft = shift.personal.draft(&shift.person, order)?;
    Ok(draft.and_then(|draft| OrderForm::read(&draft.form)))
}
