//! A butler: callbacks with signatures, nobody home with pictures of the door, complaints at the door.

use doorstep_device::commands::complaint::ComplaintForm;
use doorstep_device::commands::form::{CallbackForm, Pad};
use doorstep_device::store::personal::PicturePlace;
use doorstep_domain::complaint::About;
use doorstep_domain::ids::SubjectId;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::handheld::DAY;

use super::form::Open;
use super::{Person, Trouble};
use crate::told::{Kept, Told};

/// The homes of the butler.
const HOMES: [&str; 4] = ["8-1-101", "8-1-102", "8-1-201", "8-1-202"];
/// The acts, one more likely than the other.
const ACTS: [&str; 6] = ["attempt", "attempt", "attempt", "record", "record", "complaint"];

impl Person {
    pub(super) fn act_as_butler(&mut self) -> Result<(), Trouble> {
        match self.reopen()? {
            Some(Open::Callback(form, kept)) if kept.act == "record" => self.record(form, kept),
            Some(Open::Callback(form, kept)) => self.attempt(form, kept),
            Some(Open::Complaint(form, kept)) => self.complain(form, kept),
            Some(Open::Order(..)) | None => self.begin_an_act(),
        }
    }

    fn begin_an_act(&mut self) -> Result<(), Trouble> {
        let act = *self.chance.of(&ACTS).unwrap_or(&"complaint");
        let open = self.engine.with(|device| device.today())?.rows;
        let callback = self.chance.of(&open).map(|row| row.callback.clone());
        match (act, callback) {
            ("record", Some(callback)) => {
                let form = self.fresh(&callback)?;
                let kept = self.begin_form(&callback, act)?;
                self.record(form, kept)
            }
            ("attempt", Some(callback)) => {
                let form = self.fresh(&callback)?;
                let kept = self.begin_form(&callback, act)?;
                self.attempt(form, kept)
            }
            _ => {
                let home = self.chance.of(&HOMES).and_then(|home| home.parse().ok());
                let form = self.engine.with(|device| device.begin_complaint(home.as_ref()))?;
                let kept = self.begin_form(&form.complaint, "complaint")?;
                self.complain(form, kept)
            }
        }
    }

    /// What others left of the form is not this act's.
    fn fresh(&self, callback: &SubjectId) -> Result<CallbackForm, Trouble> {
        let form = self.engine.with(|device| device.form(callback))?;
        Ok(CallbackForm::new(callback.clone(), form.language))
    }

    /// V-09.
    fn attempt(&mut self, mut form: CallbackForm, mut kept: Kept) -> Result<(), Trouble> {
        form.texts.note = format!("敲门无人应 #{}", kept.token);
        self.keep(&mut form, &mut kept)?;
        self.photograph(&kept.subject, &PicturePlace::door(), 2)?;
        form.next_try = Some(self.engine.with(|device| device.now()).shifted(DAY));
        self.keep(&mut form, &mut kept)?;
        self.save(|device| device.record_attempt(&form))
    }

    /// V-06, V-07: filled in, shown, half signed, signed.
    fn record(&mut self, form: CallbackForm, mut kept: Kept) -> Result<(), Trouble> {
        let customer = Customer { opinions: format!("谢谢 #{}", kept.token), ..Customer::content() };
        let mut form = customer.fill(form);
        self.keep(&mut form, &mut kept)?;
        kept.step += 1;
        form.page = kept.page();
        let (mut form, _) = self.engine.with(|device| device.show_sheet(form))?;
        Told::Kept(kept.clone()).say();
        let pad = customer.pad();
        form.pad = Some(Pad { strokes: pad.strokes[..1].to_vec(), ..pad });
        self.keep(&mut form, &mut kept)?;
        let form = customer.sign(form);
        self.save(|device| device.record_callback(&form))
    }

    /// C-02.
    fn complain(&mut self, mut form: ComplaintForm, mut kept: Kept) -> Result<(), Trouble> {
        if let Some(filled) = form.reception.as_mut() {
            filled.about = About::Department { department: "engineering".parse().unwrap() };
            filled.happened = format!("水管修了两次还漏 #{}", kept.token);
        }
        self.keep(&mut form, &mut kept)?;
        self.photograph(&kept.subject, &PicturePlace::reception(), 1)?;
        if let Some(filled) = form.reception.as_mut() {
            filled.wish = "本周内修好".to_owned();
        }
        self.keep(&mut form, &mut kept)?;
        self.save(|device| device.receive_complaint(&form))
    }
}
