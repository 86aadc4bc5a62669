//! What people do with complaints on their handhelds (section C).

use doorstep_device::Device;
use doorstep_device::commands::complaint::{ComplaintError, ComplaintForm};
use doorstep_device::commands::save::Saved;
use doorstep_device::queries::complaint::ComplaintDetail;
use doorstep_domain::complaint::{About, Channel, ClockKind};
use doorstep_domain::ids::SubjectId;

use crate::customer::Customer;
use crate::handheld::Handheld;

/// A loss that grades a complaint serious at this site (C-03), in yuan.
pub const SERIOUS: &str = "3500";
/// One that grades it major.
pub const MAJOR: &str = "20000";

impl Handheld {
    /// C-02: somebody complains at a door about engineering; the loss grades it.
    pub fn take_complaint(&self, home: &str, loss: &str) -> SubjectId {
        self.engine.with(|device| {
            let mut form = device.begin_complaint(Some(&home.parse().unwrap())).unwrap();
            let filled = form.reception.as_mut().unwrap();
            filled.about = About::Department { department: "engineering".parse().unwrap() };
            filled.happened = "水管修了两次还漏".to_owned();
            filled.wish = "本周内修好".to_owned();
            filled.grading.loss = loss.to_owned();
            device.receive_complaint(&form).unwrap();
            form.complaint
        })
    }

    /// Something is done with the complaint's form.
    pub fn complain(
        &self,
        complaint: &SubjectId,
        act: impl FnOnce(&mut Device, ComplaintForm) -> Result<Saved, ComplaintError>,
    ) -> Saved {
        self.engine.with(|device| {
            let form = device.complaint_form(complaint).unwrap();
            act(device, form).unwrap()
        })
    }

    /// C-06: whoever is signed in has it.
    pub fn acknowledge(&self, complaint: &SubjectId) -> Saved {
        self.engine.with(|device| device.acknowledge_complaint(complaint)).unwrap()
    }

    /// C-10: the department is done.
    pub fn handle(&self, complaint: &SubjectId) -> Saved {
        let handled = "更换整段水管".to_owned();
        self.complain(complaint, |device, form| device.handle_complaint(&ComplaintForm { handled, ..form }))
    }

    /// C-10: the customer is told by telephone.
    pub fn tell(&self, complaint: &SubjectId) -> Saved {
        self.complain(complaint, |device, mut form| {
            form.telling.channel = Some(Channel::Phone);
            device.tell_customer(&form)
        })
    }

    /// C-08: the customer is shown the form and signs it.
    pub fn sign_opinion(&self, complaint: &SubjectId, customer: &Customer) -> Saved {
        self.complain(complaint, |device, form| {
            let form = ComplaintForm { opinion: customer.opinions.clone(), ..form };
            let (mut form, _) = device.show_opinion_sheet(form)?;
            form.signing.pad = Some(customer.pad());
            device.sign_opinion(&form)
        })
    }

    /// A complaint with everything about it.
    pub fn complaint(&self, complaint: &SubjectId) -> ComplaintDetail {
        self.engine.with(|device| device.complaint(complaint)).unwrap()
    }

    /// Whether the person who is signed in may see a complaint here.
    pub fn has_complaint(&self, complaint: &SubjectId) -> bool {
        self.engine.with(|device| device.complaint(complaint)).is_ok()
    }

    /// C-06: what rings for whoever is signed in.
    pub fn rings(&self) -> Vec<SubjectId> {
        let bells = self.engine.with(|device| device.bells()).unwrap().bells;
        bells.into_iter().map(|bell| bell.complaint).collect()
    }

    /// C-07: what the office does not have and nobody was phoned about, whoever holds the handheld.
    pub fn unreached(&self) -> Vec<SubjectId> {
        let rows = self.engine.with(|device| device.unreached()).unwrap();
        rows.into_iter().map(|row| row.alarm.complaint).collect()
    }

    /// How a clock of a complaint ended: kept or not; `None` while it runs.
    pub fn kept(&self, complaint: &SubjectId, clock: ClockKind) -> Option<bool> {
        let detail = self.complaint(complaint);
        detail.clocks.iter().rfind(|row| row.kind == clock).and_then(|row| row.kept)
    }
}
