//! C-03: more is known of what grades it.

use doorstep_domain::complaint::{Act, Assessment};
use doorstep_domain::fact::{Body, Head};
use doorstep_domain::grade::GradingFacts;
use doorstep_domain::ids::SubjectId;

use super::act::With;
use super::error::{ComplaintError, ComplaintField};
use super::form::{ComplaintForm, GradingForm};
use crate::commands::save::{SaveError, Saved};
use crate::device::Device;
use crate::queries::form::kept_complaint_form;

impl Device {
    /// C-03: the form with what is known of it so far, to say more; what is half-done of that stays.
    ///
    /// # Errors
    /// When there is no such complaint for this person, or the store fails.
    pub fn begin_assessment(&self, complaint: &SubjectId) -> Result<ComplaintForm, ComplaintError> {
        let entry = self.complaint_entry(complaint)?;
        let language = entry.home.as_ref().map(|home| home.entry.language).unwrap_or_default();
        let kept = kept_complaint_form(self.shift()?, complaint)?;
        let form = kept.unwrap_or_else(|| ComplaintForm::new(complaint.clone(), language));
        let known = || Ok::<_, ComplaintError>(GradingForm::of(self.known_facts(complaint)?));
        let assessment = Some(form.assessment.clone().map_or_else(known, Ok)?);
        let form = ComplaintForm { assessment, ..form };
        self.save_complaint_form(&form)?;
        Ok(form)
    }

    /// C-03: all of it as known now. It never lowers the grade (C-04).
    ///
    /// # Errors
    /// When nothing is filled in, the loss is no amount, state or role do not allow it, or the store fails.
    pub fn assess_complaint(&mut self, form: &ComplaintForm) -> Result<Saved, ComplaintError> {
        let filled = form.assessment.as_ref().ok_or(ComplaintError::Missing(ComplaintField::Facts))?;
        let facts = filled.facts()?;
        let rest = ComplaintForm { assessment: None, ..form.clone() };
        self.complain(rest, Act::Assess(Assessment { facts }), With::default())
    }

    /// What was said last of what grades it.
    fn known_facts(&self, complaint: &SubjectId) -> Result<GradingFacts, SaveError> {
        let facts = self.shift()?.personal.facts_on(complaint)?;
        let said = facts.iter().rev().find_map(|fact| {
            let head = Head::parse(fact.signed.head.as_bytes()).ok()?;
            match Body::parse(&head.kind, head.kv, &head.body).ok()? {
                Body::Complaint(act) => known_by(*act),
                _ => None,
            }
        });
        said.ok_or(SaveError::NotHere)
    }
}

fn known_by(act: Act) -> Option<GradingFacts> {
    match act {
        Act::Assess(assessment) => Some(assessment.facts),
        Act::Receive(reception) => Some(reception.facts),
        _ => None,
    }
}
