//! The half-done form: what reopens, and keeping it field by field.

use doorstep_device::commands::complaint::ComplaintForm;
use doorstep_device::commands::form::CallbackForm;
use doorstep_device::commands::work_order::OrderForm;
use doorstep_domain::ids::SubjectId;

use super::{Person, Trouble};
use crate::told::{Kept, Told};

/// A form that was left half-done.
pub(super) enum Open {
    Callback(CallbackForm, Kept),
    Order(OrderForm, Kept),
    Complaint(ComplaintForm, Kept),
}

impl Open {
    pub fn kept(&self) -> &Kept {
        match self {
            Open::Callback(_, kept) | Open::Order(_, kept) | Open::Complaint(_, kept) => kept,
        }
    }
}

/// A form that can be kept.
pub(super) trait Form {
    fn keep(&mut self, person: &Person, page: String) -> Result<(), Trouble>;
}

impl Form for CallbackForm {
    fn keep(&mut self, person: &Person, page: String) -> Result<(), Trouble> {
        self.page = page;
        Ok(person.engine.with(|device| device.save_draft(self))?)
    }
}

impl Form for OrderForm {
    fn keep(&mut self, person: &Person, page: String) -> Result<(), Trouble> {
        self.page = page;
        Ok(person.engine.with(|device| device.save_order_form(self))?)
    }
}

impl Form for ComplaintForm {
    fn keep(&mut self, person: &Person, page: String) -> Result<(), Trouble> {
        self.page = page;
        Ok(person.engine.with(|device| device.save_complaint_form(self))?)
    }
}

impl Person {
    /// What reopens by itself, unless its act was saved: then what stays of it is for another act.
    pub(super) fn reopen(&self) -> Result<Option<Open>, Trouble> {
        let highest = self.highest()?;
        let kept =
            |subject: &SubjectId, page: &str| Kept::of(subject, page).filter(|kept| kept.token > highest);
        if let Some(form) = self.engine.with(|device| device.reopen())? {
            return Ok(kept(&form.callback, &form.page).map(|kept| Open::Callback(form, kept)));
        }
        if let Some(form) = self.engine.with(|device| device.reopen_order())? {
            return Ok(kept(&form.order, &form.page).map(|kept| Open::Order(form, kept)));
        }
        let form = self.engine.with(|device| device.reopen_complaint())?;
        Ok(form.and_then(|form| Some(Open::Complaint(form.clone(), kept(&form.complaint, &form.page)?))))
    }

    /// What a form for this act is known by from now on.
    pub(super) fn begin_form(&self, subject: &SubjectId, act: &str) -> Result<Kept, Trouble> {
        let token = self.highest()? + 1;
        Ok(Kept { subject: subject.clone(), act: act.to_owned(), token, step: 0 })
    }

    /// One more field: the form is kept, and the person is told so.
    pub(super) fn keep(&self, form: &mut impl Form, kept: &mut Kept) -> Result<(), Trouble> {
        kept.step += 1;
        form.keep(self, kept.page())?;
        Told::Kept(kept.clone()).say();
        Ok(())
    }
}
