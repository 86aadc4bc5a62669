//! the reported fault compared with the real one.

use doorstep_domain::event::PictureOf;
use doorstep_domain::work_order::{Act, PriceLine, Texts, Verification, WorkOrderState};

use super::act::With;
use super::error::{OrderError, OrderField};
use super::form::{OrderForm, VerificationForm};
use super::lines::{reported_lines, usual_lines};
use crate::commands::save::{SaveError, Saved};
use crate::device::Device;
use crate::site::Site;
use crate::store::personal::PicturePlace;

impl Device {
    /// what it really is and what it is to cost, with the pictures from before the work.
    ///
    /// # Errors
    /// When it differs and nobody says how, the lines cost too much, state or role do not allow it, or the
    /// store fails.
    pub fn verify_order(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        let entry = self.order_entry(&form.order)?;
        let site = self.shift()?.site()?;
        let (pictures, kept) = self.take_pictures(&form.order, PicturePlace::BEFORE, PictureOf::Before)?;
        let body = verification(&form.verification, &entry.state, &site)?;
        let texts = Texts { found: form.verification.found.clone(), ..Texts::default() };
        let rest = OrderForm { verification: VerificationForm::default(), ..form.clone() };
        self.act(
            rest,
            Act::Verify(Verification { pictures, ..body }),
            With { pictures: kept, ..texts.into() },
        )
    }
}

fn verification(
    form: &VerificationForm,
    state: &WorkOrderState,
    site: &Site,
) -> Result<Verification, OrderError> {
    let reported = &state.registered.as_ref().ok_or(SaveError::NotHere)?.what.matter;
    let matter = form.matter.as_ref().unwrap_or(reported);
    let differs = form.differs || matter != reported;
    if differs && matter == reported && form.found.trim().is_empty() {
        return Err(OrderError::Missing(OrderField::Found));
    }
    let agreed = state.agreed.as_ref().map(|agreed| agreed.what.lines.clone());
    let usual = || match differs {
        true => usual_lines(&site.catalogue, matter),
        false => agreed.unwrap_or_else(|| reported_lines(&site.catalogue, state, matter)),
    };
    let lines = form.lines.clone().unwrap_or_else(usual);
    PriceLine::total(&lines)?;
    Ok(Verification { matter: matter.clone(), differs, lines, pictures: Vec::new() })
}
