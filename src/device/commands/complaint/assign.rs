//! C-06: handing it to the department that handles it, and to somebody there.

use doorstep_domain::complaint::table::takes_part;
use doorstep_domain::complaint::{Act, Assignment};
use doorstep_domain::directory::PersonEntry;
use doorstep_domain::ids::{DepartmentCode, PersonId};

use super::act::With;
use super::error::{ComplaintError, ComplaintField};
use super::form::{AssignmentForm, ComplaintForm};
use crate::commands::save::Saved;
use crate::device::Device;
use crate::queries::people::person;

impl Device {
    /// C-06: hands it to the form's department, and to the person there where one is named.
    ///
    /// # Errors
    /// When no department is named or the site has none of that code, the person does not work there or has nothing to do with complaints, state or role
    /// do not allow it, or the store fails.
    pub fn assign_complaint(&mut self, form: &ComplaintForm) -> Result<Saved, ComplaintError> {
        let AssignmentForm { department, to } = form.assignment.clone();
        let department = department.ok_or(ComplaintError::Missing(ComplaintField::Department))?;
        let site = self.shift()?.site()?;
        if !site.entry.as_ref().is_some_and(|site| site.departments.contains_key(&department)) {
            return Err(ComplaintError::NoDepartment(department));
        }
        if let Some(to) = &to {
            self.check_member(&department, to)?;
        }
        let rest = ComplaintForm { assignment: AssignmentForm::default(), ..form.clone() };
        self.complain(rest, Act::Assign(Assignment { department, to }), With::default())
    }

    fn check_member(&self, department: &DepartmentCode, to: &PersonId) -> Result<(), ComplaintError> {
        let own = self.takes_part(to)?.belongs_to();
        match own.is_some_and(|own| own != *department) {
            true => Err(ComplaintError::OtherDepartment(to.clone())),
            false => Ok(()),
        }
    }

    /// P-09: somebody who works here now and has to do with complaints.
    pub(super) fn takes_part(&self, who: &PersonId) -> Result<PersonEntry, ComplaintError> {
        let entry = self.at_work(who)?;
        if takes_part(entry.role) { Ok(entry) } else { Err(ComplaintError::WrongRole(who.clone())) }
    }

    /// Somebody who works here now.
    pub(super) fn at_work(&self, who: &PersonId) -> Result<PersonEntry, ComplaintError> {
        let entry = person(&self.shift()?.personal, who)?.filter(|entry| entry.active);
        entry.ok_or_else(|| ComplaintError::OffDuty(who.clone()))
    }
}
