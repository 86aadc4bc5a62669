//! A complaint that is taken at the door, and who does what about it.

use doorstep_device::commands::complaint::ComplaintForm;
use doorstep_device::commands::complaint::form::{AgreedForm, AssignmentForm, ReceptionForm};
use doorstep_device::commands::save::Saved;
use doorstep_domain::directory::PersonEntry;
use doorstep_domain::fact::Body;
use doorstep_domain::grade::GradingFacts;
use doorstep_domain::ids::{PersonId, SubjectId, SubjectKind};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;

use crate::complaint_views::{GAO, HE, QI, desk, id};
use crate::handheld::{Handheld, signature};
use crate::office::{Office, subject};
use crate::orders::site::{han, handheld_of, home, peng};
use crate::sample::{lin, su};

pub fn he() -> PersonId {
    id(HE)
}

pub fn qi() -> PersonId {
    id(QI)
}

pub fn gao() -> PersonId {
    id(GAO)
}

/// Everybody who does something about complaints.
pub fn everybody() -> Vec<PersonId> {
    vec![su(), peng(), he(), qi(), gao(), han(), lin()]
}

/// A handheld that all of them have signed in on; Lin Xiao is signed in.
pub async fn shared() -> (Office, Handheld) {
    let office = desk();
    let gone = subject(SubjectKind::Person, "gone");
    let entry = PersonEntry { role: Role::Technician, department: None, active: false };
    office.say(&gone, Body::PersonRecorded(entry), None);
    office.grant(&lin(), &gone);
    let handheld = handheld_of(&office, &everybody()).await;
    (office, handheld)
}

/// The form of a complaint at the door, filled in.
pub fn filled(handheld: &Handheld, change: impl FnOnce(&mut ReceptionForm)) -> ComplaintForm {
    let mut form = handheld.with(|d| d.begin_complaint(Some(&home()))).unwrap();
    let reception = form.reception.as_mut().unwrap();
    reception.happened = "水管修了两次还漏".into();
    reception.wish = "本周内修好".into();
    change(reception);
    form
}

/// Taken at the door by whoever is signed in.
pub fn receive(handheld: &Handheld, change: impl FnOnce(&mut ReceptionForm)) -> SubjectId {
    let form = filled(handheld, change);
    handheld.with(|d| d.receive_complaint(&form)).unwrap();
    form.complaint
}

pub fn graded(facts: GradingFacts) -> impl FnOnce(&mut ReceptionForm) {
    move |reception| reception.grading.facts = facts
}

/// Raised for the third time: serious (C-03).
pub fn serious(reception: &mut ReceptionForm) {
    reception.grading.facts.times_raised = 3;
}

pub fn ordinary(_: &mut ReceptionForm) {}

/// A loss of 20 000 yuan: major (C-03).
pub fn major(reception: &mut ReceptionForm) {
    reception.grading.loss = "20000".into();
}

/// Everybody may see it, on this handheld: the office's grants came. Lin Xiao is signed in again.
pub async fn known_to_all(office: &Office, handheld: &Handheld, complaint: &SubjectId) {
    handheld.engine.send_now().await;
    for person in everybody() {
        office.grant(&person, complaint);
        handheld.sign_in(&person);
        handheld.engine.send_now().await;
    }
}

/// This person does something with the complaint's form.
pub fn does<T>(
    handheld: &Handheld,
    who: &PersonId,
    complaint: &SubjectId,
    change: impl FnOnce(&mut ComplaintForm),
    act: impl FnOnce(&mut doorstep_device::Device, &ComplaintForm) -> T,
) -> T {
    handheld.sign_in(who);
    let mut form = handheld.with(|d| d.complaint_form(complaint)).unwrap();
    change(&mut form);
    handheld.with(|d| act(d, &form))
}

pub fn assign(handheld: &Handheld, complaint: &SubjectId, to: Option<PersonId>) -> Saved {
    let assignment = AssignmentForm { department: Some("works".parse().unwrap()), to };
    does(handheld, &su(), complaint, |f| f.assignment = assignment, |d, f| d.assign_complaint(f)).unwrap()
}

pub fn handle(handheld: &Handheld, complaint: &SubjectId) -> Saved {
    let done = |f: &mut ComplaintForm| f.handled = "更换整段水管，试压 30 分钟不漏".into();
    does(handheld, &peng(), complaint, done, |d, f| d.handle_complaint(f)).unwrap()
}

pub fn sign(handheld: &Handheld, complaint: &SubjectId, opinion: &str) -> Saved {
    handheld.sign_in(&lin());
    let form = handheld.with(|d| d.complaint_form(complaint)).unwrap();
    let form = ComplaintForm { opinion: opinion.into(), ..form };
    let (mut form, _) = handheld.with(|d| d.show_opinion_sheet(form)).unwrap();
    form.signing.pad = Some(signature());
    handheld.with(|d| d.sign_opinion(&form)).unwrap()
}

pub fn agreed(at: Moment, note: &str) -> AgreedForm {
    AgreedForm { at: Some(at), note: note.into() }
}

/// A form without anything, without asking for one.
pub fn form_of(complaint: &SubjectId) -> ComplaintForm {
    ComplaintForm::new(complaint.clone(), Lang::Zh)
}
