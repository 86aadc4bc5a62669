//! the customer's own material is checked before use.

use doorstep_domain::work_order::{Act, MaterialCheck, MaterialQuality, Texts};

use super::error::{OrderError, OrderField};
use super::form::{MaterialForm, OrderForm};
use crate::commands::save::Saved;
use crate::device::Device;

impl Device {
    /// what it is, what the check says; unless it is qualified, the warning and the customer's choice.
    ///
    /// # Errors
    /// When one of them is missing, state or role do not allow it, or the store fails.
    pub fn check_material(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        let (check, texts) = checked(&form.material)?;
        let rest = OrderForm { material: MaterialForm::default(), ..form.clone() };
        self.act(rest, Act::CheckMaterial(check), texts.into())
    }
}

fn checked(form: &MaterialForm) -> Result<(MaterialCheck, Texts), OrderError> {
    let missing = |field| Err(OrderError::Missing(field));
    if form.material.trim().is_empty() {
        return missing(OrderField::Material);
    }
    let quality = form.quality.ok_or(OrderError::Missing(OrderField::Quality))?;
    let texts = Texts { material: form.material.clone(), ..Texts::default() };
    if quality == MaterialQuality::Qualified {
        return Ok((MaterialCheck { quality, choice: None }, texts));
    }
    if form.warning.trim().is_empty() {
        return missing(OrderField::Warning);
    }
    let choice = Some(form.choice.ok_or(OrderError::Missing(OrderField::Choice))?);
    Ok((MaterialCheck { quality, choice }, Texts { warning: form.warning.clone(), ..texts }))
}
