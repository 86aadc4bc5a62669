//! registering an order, offline, at the door or at the desk.

use doorstep_domain::event::PictureOf;
use doorstep_domain::ids::{FactId, HomeId, SubjectId};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::work_order::{Act, Manner, Registration, Texts, Wanted};
use uuid::Uuid;

use super::act::With;
use super::error::{OrderError, OrderField};
use super::form::{OrderForm, RegistrationForm};
use crate::commands::save::Saved;
use crate::device::Device;
use crate::store::personal::{HomeRow, PicturePlace};

impl Device {
    /// begins the form of a new order; in `home`, where it is known already. It is kept at once.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn begin_order(&self, home: Option<&HomeId>) -> Result<OrderForm, OrderError> {
        let order = SubjectId::work_order(FactId(Uuid::now_v7()));
        let row = home.map(|home| self.home_row(home)).transpose()?.flatten();
        let language = row.as_ref().map(|row| row.entry.language).unwrap_or_default();
        let registration = RegistrationForm {
            home: home.cloned(),
            matter: None,
            appointment: None,
            requested: self.now(),
            manner: Manner::Face,
            customer: row.map(|row| row.contact).unwrap_or_default(),
            reported: String::new(),
            access: String::new(),
        };
        let form = OrderForm { registration: Some(registration), ..OrderForm::new(order, language) };
        self.save_order_form(&form)?;
        Ok(form)
    }

    /// the home of a form that was begun without one, with who lives there.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn choose_home(&self, form: OrderForm, home: &HomeId) -> Result<OrderForm, OrderError> {
        let row = self.home_row(home)?;
        let language = row.as_ref().map_or(form.language, |row| row.entry.language);
        let customer = row.map(|row| row.contact).unwrap_or_default();
        let at = |registration| RegistrationForm { home: Some(home.clone()), customer, ..registration };
        let form = OrderForm { registration: form.registration.map(at), language, ..form };
        self.save_order_form(&form)?;
        Ok(form)
    }

    fn home_row(&self, home: &HomeId) -> Result<Option<HomeRow>, OrderError> {
        let shift = self.shift()?;
        Ok(shift.personal.home(&shift.person, home)?)
    }

    /// registers the order of this form, with the pictures that were taken for it.
    ///
    /// # Errors
    /// When home or matter are missing, the appointment lies in the past, the role may not, or the store fails.
    pub fn register_order(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        let filled = form.registration.as_ref().ok_or(OrderError::Missing(OrderField::Home))?;
        let matter = filled.matter.clone().ok_or(OrderError::Missing(OrderField::Matter))?;
        if filled.reported.trim().is_empty() && !matter.repeats() {
            return Err(OrderError::Missing(OrderField::Reported));
        }
        let (pictures, kept) = self.take_pictures(&form.order, PicturePlace::BEFORE, PictureOf::Site)?;
        let registration = Registration {
            home: filled.home.clone().ok_or(OrderError::Missing(OrderField::Home))?,
            matter,
            wanted: wanted(filled, self.now())?,
            requested: filled.requested,
            manner: filled.manner,
            pictures,
        };
        let texts = Texts {
            customer: Some(filled.customer.clone()),
            reported: filled.reported.clone(),
            access: filled.access.clone(),
            ..Texts::default()
        };
        let rest = OrderForm::new(form.order.clone(), Lang::default());
        self.act(rest, Act::Register(registration), With { pictures: kept, ..texts.into() })
    }
}

/// an appointment lies ahead.
fn wanted(filled: &RegistrationForm, now: Moment) -> Result<Wanted, OrderError> {
    match filled.appointment {
        None => Ok(Wanted::Now),
        Some(at) if at > now => Ok(Wanted::Appointment { at }),
        Some(_) => Err(OrderError::Past(OrderField::Appointment)),
    }
}
