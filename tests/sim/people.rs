//! What people do on their handhelds, as their screens do it: each act is one call of the device's commands, and
//! what the rules or the state forbid is simply not done.

use std::error::Error;

use doorstep_device::Device;
use doorstep_device::commands::save::Saved;
use doorstep_device::store::personal::PicturePlace;
use doorstep_domain::callback::CallbackVerdict;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{SubjectId, SubjectKind};
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::directory::HOMES;

use crate::callbacks;
use crate::chance::Chance;
use crate::complaints;
use crate::orders;
use crate::told::photograph;

/// What came of an act.
pub type Said = Result<Saved, Box<dyn Error>>;

/// Somebody at work: their handheld, and what comes to their mind.
pub struct Hand<'a> {
    /// The handheld.
    pub device: &'a mut Device,
    /// What comes to their mind.
    pub chance: &'a Chance,
}

impl Hand<'_> {
    /// Something new, or something about a case.
    pub fn work(&mut self, cases: &[SubjectId]) -> Said {
        let own: Vec<SubjectId> = cases.iter().filter(|case| self.is_to_do(case)).cloned().collect();
        let cases = if self.chance.happens(800) && !own.is_empty() { &own } else { cases };
        match (self.chance.happens(150), self.chance.pick(cases)) {
            (true, _) | (_, None) => self.begin(),
            (false, Some(case)) => self.work_on(case).inspect_err(|_| self.give_up(case)),
        }
    }

    /// Whether it is here for whoever is signed in, and open.
    fn is_to_do(&self, case: &SubjectId) -> bool {
        let Ok(shift) = self.device.shift() else { return false };
        let granted = shift.personal.is_granted(&shift.person, case).unwrap();
        match shift.personal.shown(case).unwrap().filter(|_| granted) {
            Some((State::Callback(callback), _)) => callback.is_open(),
            Some((State::WorkOrder(order), _)) => order.is_open(),
            Some((State::Complaint(complaint), _)) => complaint.is_open(),
            _ => false,
        }
    }

    /// What cannot be saved is thrown away at once, or stays half-done.
    fn give_up(&mut self, case: &SubjectId) {
        if self.chance.happens(700) {
            let _ = self.device.drop_draft(case);
        }
    }

    fn begin(&mut self) -> Said {
        let (home, _) = self.chance.pick(&HOMES).copied().unwrap_or(HOMES[0]);
        match self.chance.below(2) {
            0 => orders::register(self, home),
            _ => complaints::receive(self, home),
        }
    }

    fn work_on(&mut self, case: &SubjectId) -> Said {
        match case.kind() {
            Some(SubjectKind::Callback) => callbacks::work_on(self, case),
            Some(SubjectKind::WorkOrder) => orders::work_on(self, case),
            Some(SubjectKind::Complaint) => complaints::work_on(self, case),
            _ => not_done(),
        }
    }

    /// Now and then a picture is taken.
    pub fn photograph(
        &mut self,
        case: &SubjectId,
        place: PicturePlace,
        per_mille: u64,
    ) -> Result<(), Box<dyn Error>> {
        let kind = self.chance.below(16);
        if self.chance.happens(per_mille) {
            self.device.add_picture(case, place, photograph(kind))?;
        }
        Ok(())
    }

    /// Whoever they stand before.
    pub fn customer(&self) -> Customer {
        if self.chance.happens(800) {
            Customer::content()
        } else {
            Customer { verdict: CallbackVerdict::Unqualified, ..Customer::angry() }
        }
    }
}

/// Nothing here for this person.
pub fn not_done() -> Said {
    Err("nothing to do here".into())
}
