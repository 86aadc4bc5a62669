//! The form of a work order: everything half-done about one order, kept as a draft at each change (F-01).
//!
//! Each act has its own section and empties it when it is saved; what is half-done for another act stays.

use doorstep_domain::callback::{RefusalReason, Relation};
use doorstep_domain::directory::Contact;
use doorstep_domain::event::Payment;
use doorstep_domain::ids::{FactId, HomeId, MatterCode, PersonId, SubjectId, TradeCode};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::work_order::{
    DeclineReason, Manner, MaterialChoice, MaterialQuality, Parts, PriceLine, ReturnReason,
};
use serde::{Deserialize, Serialize};

use crate::commands::form::Shown;
use crate::commands::pad::{Pad, Signing};

/// The version of the form that this code writes and reads.
const VERSION: u8 = 1;

/// An order's form as far as it is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderForm {
    /// The form's version: 1.
    pub v: u8,
    /// The order; of a new one it is made when the form is begun, so that its pictures belong to it.
    pub order: SubjectId,
    /// The screen's own word for where the person is, so that the form reopens in place.
    #[serde(default)]
    pub page: String,
    /// F-05: the language that the customer is shown.
    #[serde(default)]
    pub language: Lang,
    /// of an order that is not registered yet.
    #[serde(default)]
    pub registration: Option<RegistrationForm>,
    /// by hand.
    #[serde(default)]
    pub dispatch: DispatchForm,
    /// the contractor's signature for the order.
    #[serde(default)]
    pub acceptance: Option<Pad>,
    /// a new time.
    #[serde(default)]
    pub appointment: Option<Moment>,
    /// V-09.
    #[serde(default)]
    pub attempt: AttemptForm,
    ///
    #[serde(default)]
    pub verification: VerificationForm,
    /// what P-07 is asked, in words.
    #[serde(default)]
    pub question: String,
    /// the answer.
    #[serde(default)]
    pub quote: QuoteForm,
    ///
    #[serde(default)]
    pub price: PriceForm,
    ///
    #[serde(default)]
    pub decline: DeclineForm,
    /// Back to the front desk.
    #[serde(default)]
    pub give_back: GiveBackForm,
    ///
    #[serde(default)]
    pub material: MaterialForm,
    ///
    #[serde(default)]
    pub finish: FinishForm,
    ///
    #[serde(default)]
    pub signing: SigningForm,
    ///
    #[serde(default)]
    pub charge: ChargeForm,
    /// Why it is called off.
    #[serde(default)]
    pub cancellation: String,
}

///
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationForm {
    /// Where.
    pub home: Option<HomeId>,
    /// What is wrong, from the site's list.
    pub matter: Option<MatterCode>,
    /// the appointment; `None` is at once.
    pub appointment: Option<Moment>,
    /// When the customer asked: as the form was begun, unless somebody says otherwise.
    pub requested: Moment,
    /// How they asked.
    pub manner: Manner,
    /// Who they are and how to reach them; begins with who lives there.
    pub customer: Contact,
    /// What is wrong, in their words.
    pub reported: String,
    /// How to get in, what to take care of.
    pub access: String,
}

/// to whom it is handed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DispatchForm {
    /// The trade; `None` is the one that repairs this matter.
    pub trade: Option<TradeCode>,
    /// Who: a contractor repairs under warranty.
    pub to: Option<PersonId>,
}

/// V-09: nobody was home.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AttemptForm {
    /// When to try again.
    pub next_try: Option<Moment>,
    /// A note.
    pub note: String,
}

/// what it really is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct VerificationForm {
    /// It is not what was reported.
    pub differs: bool,
    /// The real fault, from the site's list; `None` is what was reported.
    pub matter: Option<MatterCode>,
    /// The real fault, in words.
    pub found: String,
    /// what it is to cost; `None` is what was agreed before, else what the matter costs as a rule.
    pub lines: Option<Vec<PriceLine>>,
}

/// P-07's answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct QuoteForm {
    /// It cannot be done.
    pub not_feasible: bool,
    /// For how much, in yuan, as typed.
    pub price: String,
    /// Who said so by telephone, where somebody else writes it down.
    pub by_phone: Option<PersonId>,
    /// A note to the price.
    pub note: String,
}

/// the customer is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PriceForm {
    /// How they answer; `None` is face to face.
    pub manner: Option<Manner>,
    /// What they were shown.
    pub shown: Option<Shown>,
}

/// the customer does not want it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DeclineForm {
    /// Why.
    pub reason: Option<DeclineReason>,
    /// Why, in words.
    pub note: String,
}

/// Back to the front desk.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GiveBackForm {
    /// Why.
    pub reason: Option<ReturnReason>,
    /// Why, in words.
    pub note: String,
}

/// the customer's own material.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MaterialForm {
    /// What it is.
    pub material: String,
    /// What the check says.
    pub quality: Option<MaterialQuality>,
    /// What the customer was warned of.
    pub warning: String,
    /// What they chose.
    pub choice: Option<MaterialChoice>,
}

/// the work is done.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FinishForm {
    /// What was done.
    pub done: String,
    /// The place is clean, tools are collected.
    pub tidy: bool,
    /// Where the replaced parts are.
    pub parts: Option<Parts>,
}

/// R-12, V-07, V-08: the customer tries it and signs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SigningForm {
    /// Who signs.
    pub signing: Signing,
    /// What they are to the customer.
    pub relation: Option<Relation>,
    /// Why nobody signs.
    pub refusal: Option<RefusalReason>,
    /// Their name.
    pub signer: String,
    /// A note; needed where a reason is `other`.
    pub note: String,
    /// What they were shown.
    pub shown: Option<Shown>,
    /// What was drawn so far.
    pub pad: Option<Pad>,
    /// V-07: the signing that this one replaces.
    pub supersedes: Option<FactId>,
}

/// the charge.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChargeForm {
    /// Cash, card or unpaid.
    pub payment: Option<Payment>,
    /// The receipt's number, as typed.
    pub receipt: String,
}

impl OrderForm {
    /// An empty form.
    pub fn new(order: SubjectId, language: Lang) -> Self {
        Self {
            v: VERSION,
            order,
            page: String::new(),
            language,
            registration: None,
            dispatch: DispatchForm::default(),
            acceptance: None,
            appointment: None,
            attempt: AttemptForm::default(),
            verification: VerificationForm::default(),
            question: String::new(),
            quote: QuoteForm::default(),
            price: PriceForm::default(),
            decline: DeclineForm::default(),
            give_back: GiveBackForm::default(),
            material: MaterialForm::default(),
            finish: FinishForm::default(),
            signing: SigningForm::default(),
            charge: ChargeForm::default(),
            cancellation: String::new(),
        }
    }

    /// From a draft; `None` where a newer version left it.
    pub(crate) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().filter(|form: &Self| form.v == VERSION)
    }

    /// Whether nothing of it is half-done.
    pub fn is_blank(&self) -> bool {
        let blank = Self::new(self.order.clone(), self.language);
        *self == Self { page: self.page.clone(), ..blank }
    }
}
