//! the customer tries it, then signs (V-07, V-08).

use doorstep_domain::document;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::work_order::{Act, Signing, Texts};

use super::act::With;
use super::error::OrderError;
use super::form::{OrderForm, SigningForm};
use crate::commands::pad::Pad;
use crate::commands::save::{SaveError, Saved};
use crate::device::Device;
use crate::queries::form::kept_order_form;

impl Device {
    /// R-12, V-07, V-08: records who signed the sheet that was shown, or why nobody did. After this nothing
    /// can be edited.
    ///
    /// # Errors
    /// When they were shown something else, the signature is missing, state or role do not allow it, or the
    /// store fails.
    pub fn sign_order(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        let entry = self.order_entry(&form.order)?;
        let (signed, document) = self.shown_sheet(&entry, form)?;
        let hash = document::hash(&document);
        let strokes = Pad::under(form.signing.pad.as_ref(), signed.sign_off, hash)?;
        let body = Signing {
            sign_off: signed.sign_off,
            total: entry.state.price().unwrap_or_default(),
            language: form.language,
            document: hash,
            supersedes: signed.supersedes,
        };
        let texts = Texts { signer: signed.signer, note: signed.note, ..Texts::default() };
        let rest = OrderForm { signing: SigningForm::default(), ..form.clone() };
        self.act(rest, Act::Sign(body), With { document: Some(document), strokes, ..texts.into() })
    }

    /// V-07: a form that supersedes the signing that stands.
    ///
    /// # Errors
    /// When there is no such order or nothing was signed.
    pub fn supersede_signing(&self, order: &SubjectId) -> Result<OrderForm, OrderError> {
        let standing = self.order_entry(order)?.state.signed.ok_or(SaveError::NotHere)?;
        let form = kept_order_form(self.shift()?, order)?;
        let form = form.unwrap_or_else(|| OrderForm::new(order.clone(), standing.what.language));
        let signing = SigningForm { supersedes: Some(standing.fact), ..SigningForm::default() };
        let form = OrderForm { signing, language: standing.what.language, ..form };
        self.save_order_form(&form)?;
        Ok(form)
    }
}
