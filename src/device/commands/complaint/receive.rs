//! C-01, C-02: taking a complaint, offline, at the door or at the desk.

use doorstep_domain::complaint::{About, Act, Channel, Reception, Sort, Texts};
use doorstep_domain::event::PictureOf;
use doorstep_domain::grade::Grade;
use doorstep_domain::ids::{FactId, HomeId, MatterCode, SubjectId};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use uuid::Uuid;

use super::act::{With, said};
use super::error::{ComplaintError, ComplaintField};
use super::form::{ComplaintForm, GradingForm, RaisingForm, ReceptionForm};
use crate::commands::save::Saved;
use crate::device::Device;
use crate::store::personal::{HomeRow, PicturePlace};

impl Device {
    /// C-02: begins the form of a new complaint; in `home`, where it is known already. It is kept at once. The clocks
    /// of what becomes of it run from here (C-05).
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn begin_complaint(&self, home: Option<&HomeId>) -> Result<ComplaintForm, ComplaintError> {
        let complaint = SubjectId::complaint(FactId(Uuid::now_v7()));
        let row = home.map(|home| self.complainant_home(home)).transpose()?.flatten();
        let language = row.as_ref().map(|row| row.entry.language).unwrap_or_default();
        let now = self.now();
        let reception = ReceptionForm {
            begun: now,
            received: now,
            home: home.cloned(),
            customer: row.map(|row| row.contact).unwrap_or_default(),
            about: About::Nobody,
            channel: Channel::Door,
            sort: Sort::Complaint,
            matter: None,
            happened: String::new(),
            happened_at: None,
            place: String::new(),
            wish: String::new(),
            asked_for: None,
            grading: GradingForm::default(),
        };
        let form = ComplaintForm { reception: Some(reception), ..ComplaintForm::new(complaint, language) };
        self.save_complaint_form(&form)?;
        Ok(form)
    }

    /// C-02: the home of a form that was begun without one, with who lives there.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn choose_complaint_home(
        &self,
        form: ComplaintForm,
        home: &HomeId,
    ) -> Result<ComplaintForm, ComplaintError> {
        let row = self.complainant_home(home)?;
        let language = row.as_ref().map_or(form.language, |row| row.entry.language);
        let customer = row.map(|row| row.contact).unwrap_or_default();
        let at = |reception| ReceptionForm { home: Some(home.clone()), customer, ..reception };
        let form = ComplaintForm { reception: form.reception.map(at), language, ..form };
        self.save_complaint_form(&form)?;
        Ok(form)
    }

    fn complainant_home(&self, home: &HomeId) -> Result<Option<HomeRow>, ComplaintError> {
        let shift = self.shift()?;
        Ok(shift.personal.home(&shift.person, home)?)
    }

    /// C-01, C-02: saves the complaint of this form, with the pictures that were taken for it; C-04: and that it was
    /// raised by hand, where the form says so. P-11: whoever saves it is the first person asked.
    ///
    /// # Errors
    /// When something is missing or cannot be, the role may not, or the store fails.
    pub fn receive_complaint(&mut self, form: &ComplaintForm) -> Result<Saved, ComplaintError> {
        let filled = form.reception.as_ref().ok_or(ComplaintError::Missing(ComplaintField::Home))?;
        let home = filled.home.clone().ok_or(ComplaintError::Missing(ComplaintField::Home))?;
        let texts = filled.texts()?;
        filled.check_times(self.now())?;
        let raising = self.raising_at_once(form)?;
        let (pictures, kept) =
            self.take_pictures(&form.complaint, PicturePlace::RECEPTION, PictureOf::Site)?;
        let reception = Reception { pictures, ..filled.reception(home)? };
        let rest = ComplaintForm {
            raising: raising.clone().unwrap_or_default(),
            ..ComplaintForm::new(form.complaint.clone(), Lang::default())
        };
        let with = With { pictures: kept, ..texts.into() };
        let saved = self.complain(rest.clone(), Act::Receive(Box::new(reception)), with)?;
        if raising.is_some()
            && let Err(error) = self.raise_complaint(&rest)
        {
            tracing::warn!(%error, "received, but not raised yet: that is half-done on its form");
        }
        Ok(saved)
    }

    /// C-04: a grade by hand that is above the one by rule, with its reason.
    fn raising_at_once(&self, form: &ComplaintForm) -> Result<Option<RaisingForm>, ComplaintError> {
        let Some(grade) = form.raising.grade else { return Ok(None) };
        let by_rule: Option<Grade> = self.foresee(form)?.map(|foreseen| foreseen.grade);
        if by_rule.is_none_or(|by_rule| grade <= by_rule) {
            return Ok(None);
        }
        said(&form.raising.reason, ComplaintField::Reason)?;
        Ok(Some(form.raising.clone()))
    }
}

/// V-13: what the site's list does not name.
fn unnamed() -> Option<MatterCode> {
    "other".parse().ok()
}

impl ReceptionForm {
    /// As it is said in `home`, without pictures.
    pub(super) fn reception(&self, home: HomeId) -> Result<Reception, ComplaintError> {
        let matter = self.matter.clone().or_else(unnamed);
        Ok(Reception {
            home,
            matter: matter.ok_or(ComplaintError::Missing(ComplaintField::Happened))?,
            about: self.about.clone(),
            channel: self.channel,
            sort: self.sort,
            happened: self.happened_at,
            received: self.received,
            facts: if self.sort == Sort::Complaint { self.grading.facts()? } else { Default::default() },
            asked_for: self.asked_for,
            linked: None,
            pictures: Vec::new(),
        })
    }

    fn texts(&self) -> Result<Texts, ComplaintError> {
        said(self.customer.name.in_lang(Lang::Zh), ComplaintField::Customer)?;
        Ok(Texts {
            customer: Some(self.customer.clone()),
            happened: said(&self.happened, ComplaintField::Happened)?,
            place: self.place.clone(),
            wish: self.wish.clone(),
            ..Texts::default()
        })
    }

    /// C-05: what happened and was received lies behind, what is wanted ahead.
    fn check_times(&self, now: Moment) -> Result<(), ComplaintError> {
        if self.received > now {
            return Err(ComplaintError::Future(ComplaintField::Received));
        }
        if self.happened_at.is_some_and(|at| at > now) {
            return Err(ComplaintError::Future(ComplaintField::HappenedAt));
        }
        match self.asked_for {
            Some(at) if at <= now => Err(ComplaintError::Past(ComplaintField::AskedFor)),
            _ => Ok(()),
        }
    }
}
