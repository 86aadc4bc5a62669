//! What is on the screens, a callback, a work order or a complaint, as the pages see it that they share: the
//! customer's sheet, signed by another, refused, nobody home (V-07 to V-09).

use doorstep_device::commands::complaint::ComplaintForm;
use doorstep_device::commands::form::{CallbackForm, Pad, Signing};
use doorstep_device::commands::work_order::OrderForm;
use doorstep_device::commands::work_order::form::SigningForm;
use doorstep_domain::callback::{RefusalReason, Relation};
use doorstep_domain::directory::Label;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_ui::Screen;

use crate::screens::callback;
use crate::shell::Shell;
use crate::{complaint_form, order_form};

/// What it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// What was recorded of a callback is signed (V-07).
    Callback,
    /// The sheet of a finished order is signed.
    Order,
    /// The customer's opinion of how a complaint was handled is signed (C-08).
    Complaint,
}

/// What all forms say about the signature.
pub struct Signature<'a> {
    /// F-05.
    pub language: &'a mut Lang,
    /// Who signs.
    pub signing: &'a mut Signing,
    /// V-08: what they are to the customer.
    pub relation: &'a mut Option<Relation>,
    /// V-08: why nobody does.
    pub refusal: &'a mut Option<RefusalReason>,
    /// V-08: their name.
    pub signer: &'a mut String,
    /// A note.
    pub note: &'a mut String,
    /// What was drawn.
    pub pad: &'a mut Option<Pad>,
}

impl<'a> From<&'a mut CallbackForm> for Signature<'a> {
    fn from(form: &'a mut CallbackForm) -> Self {
        Self {
            language: &mut form.language,
            signing: &mut form.signing,
            relation: &mut form.relation,
            refusal: &mut form.refusal,
            signer: &mut form.texts.signer,
            note: &mut form.texts.note,
            pad: &mut form.pad,
        }
    }
}

impl<'a> From<&'a mut OrderForm> for Signature<'a> {
    fn from(form: &'a mut OrderForm) -> Self {
        Self::of(&mut form.language, &mut form.signing)
    }
}

impl<'a> From<&'a mut ComplaintForm> for Signature<'a> {
    fn from(form: &'a mut ComplaintForm) -> Self {
        Self::of(&mut form.language, &mut form.signing)
    }
}

impl<'a> Signature<'a> {
    fn of(language: &'a mut Lang, by: &'a mut SigningForm) -> Self {
        Self {
            language,
            signing: &mut by.signing,
            relation: &mut by.relation,
            refusal: &mut by.refusal,
            signer: &mut by.signer,
            note: &mut by.note,
            pad: &mut by.pad,
        }
    }
}

/// V-09: what both forms say about a try.
pub struct Attempt<'a> {
    /// When to try again.
    pub next_try: &'a mut Option<Moment>,
    /// A note.
    pub note: &'a mut String,
}

impl<'a> From<&'a mut CallbackForm> for Attempt<'a> {
    fn from(form: &'a mut CallbackForm) -> Self {
        Self { next_try: &mut form.next_try, note: &mut form.texts.note }
    }
}

impl<'a> From<&'a mut OrderForm> for Attempt<'a> {
    fn from(form: &'a mut OrderForm) -> Self {
        Self { next_try: &mut form.attempt.next_try, note: &mut form.attempt.note }
    }
}

/// What is on the screens: an order's or a complaint's form is open only while no callback's is.
pub fn what(shell: &Shell) -> Task {
    match (shell.order_form.borrow().is_some(), shell.complaint_form.borrow().is_some()) {
        (true, _) => Task::Order,
        (_, true) => Task::Complaint,
        _ => Task::Callback,
    }
}

/// Which one.
pub fn subject(shell: &Shell) -> Option<SubjectId> {
    let order = shell.order_form.borrow().as_ref().map(|form| form.order.clone());
    let complaint = || shell.complaint_form.borrow().as_ref().map(|form| form.complaint.clone());
    order.or_else(complaint).or_else(|| shell.form.borrow().as_ref().map(|form| form.callback.clone()))
}

/// Changes what the form says about the signature, and keeps it.
pub fn edit_signature(shell: &Shell, change: impl FnOnce(Signature<'_>)) {
    match what(shell) {
        Task::Callback => callback::edit(shell, |form| change(form.into())),
        Task::Order => order_form::edit(shell, |form| change(form.into())),
        Task::Complaint => complaint_form::edit(shell, |form| change(form.into())),
    }
}

/// What the form says about the signature.
pub fn signature<T>(shell: &Shell, of: impl FnOnce(Signature<'_>) -> T) -> Option<T> {
    match what(shell) {
        Task::Callback => shell.form.borrow().clone().map(|mut form| of((&mut form).into())),
        Task::Order => shell.order_form.borrow().clone().map(|mut form| of((&mut form).into())),
        Task::Complaint => shell.complaint_form.borrow().clone().map(|mut form| of((&mut form).into())),
    }
}

/// Changes what the form says about a try, and keeps it.
pub fn edit_attempt(shell: &Shell, change: impl FnOnce(Attempt<'_>)) {
    match what(shell) {
        Task::Callback => callback::edit(shell, |form| change(form.into())),
        Task::Order => order_form::edit(shell, |form| change(form.into())),
        // Nobody goes to a door for a complaint's form alone.
        Task::Complaint => {}
    }
}

/// What the form says about a try.
pub fn attempt<T>(shell: &Shell, of: impl FnOnce(Attempt<'_>) -> T) -> Option<T> {
    match what(shell) {
        Task::Callback => shell.form.borrow().clone().map(|mut form| of((&mut form).into())),
        Task::Order => shell.order_form.borrow().clone().map(|mut form| of((&mut form).into())),
        Task::Complaint => None,
    }
}

/// Keeps where the person is; a callback's word and an order's are the same.
pub fn arrive_at(shell: &Shell, screen: Screen, word: &str) {
    match what(shell) {
        Task::Callback => callback::edit(shell, |form| word.clone_into(&mut form.page)),
        Task::Order => order_form::arrive_at(shell, screen),
        Task::Complaint => complaint_form::arrive_at(shell, screen),
    }
}

/// Whose door it is.
pub struct Door {
    /// Building, section and room; empty while the home is not known here.
    pub place: [slint::SharedString; 3],
    /// Whom to ask for.
    pub customer: Label,
    /// V-09: how often nobody was home before.
    pub attempts: usize,
    /// The office's time when this was read.
    pub now: Moment,
}

/// The home of what is on the screens.
pub fn door(shell: &Shell) -> Option<Door> {
    let (order, detail) = (shell.order.borrow(), shell.detail.borrow());
    let complaint = shell.complaint.borrow();
    let (place, customer, attempts, now) = match what(shell) {
        Task::Order => {
            let loaded = order.as_ref()?;
            let row = &loaded.detail.row;
            (&row.place, &row.customer, row.attempts, loaded.now)
        }
        Task::Callback => {
            let loaded = detail.as_ref()?;
            let task = &loaded.detail.task;
            (&task.place, &task.customer, task.attempts, loaded.now)
        }
        Task::Complaint => {
            let detail = &complaint.as_ref()?.detail;
            (&detail.row.place, &detail.row.customer, 0, detail.now)
        }
    };
    let parts = place.as_ref().map(|place| [&place.building, &place.section, &place.room]);
    let place = parts.map(|parts| parts.map(|part| part.as_str().into())).unwrap_or_default();
    Some(Door { place, customer: customer.clone(), attempts, now })
}
