//! The form of a complaint: everything half-done about one complaint, kept as a draft at each change (F-01).
//!
//! Each act has its own section and empties it when it is saved; what is half-done for another act stays.

use doorstep_domain::complaint::{About, Channel, Mark, Sort};
use doorstep_domain::directory::Contact;
use doorstep_domain::grade::{Grade, GradingFacts};
use doorstep_domain::ids::{DepartmentCode, HomeId, MatterCode, PersonId, SubjectId};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::money::{AmountError, Fen, yuan};
use serde::{Deserialize, Serialize};

use crate::commands::work_order::form::SigningForm;

/// The version of the form that this code writes and reads.
const VERSION: u8 = 1;

/// A complaint's form as far as it is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintForm {
    /// The form's version: 1.
    pub v: u8,
    /// The complaint; of a new one it is made when the form is begun, so that its pictures belong to it.
    pub complaint: SubjectId,
    /// The screen's own word for where the person is, so that the form reopens in place.
    #[serde(default)]
    pub page: String,
    /// F-05: the language that the customer is shown.
    #[serde(default)]
    pub language: Lang,
    /// C-02: of a complaint that is not received yet.
    #[serde(default)]
    pub reception: Option<ReceptionForm>,
    /// C-03: more is known of what grades it; see [`crate::Device::begin_assessment`].
    #[serde(default)]
    pub assessment: Option<GradingForm>,
    /// C-04.
    #[serde(default)]
    pub raising: RaisingForm,
    /// C-03: what went wrong with it.
    #[serde(default)]
    pub escalation: String,
    /// C-06.
    #[serde(default)]
    pub assignment: AssignmentForm,
    /// P-11: what was chased.
    #[serde(default)]
    pub note: String,
    /// P-11: who chases it next.
    #[serde(default)]
    pub hand_over: Option<PersonId>,
    /// C-09.
    #[serde(default)]
    pub reply: AgreedForm,
    /// C-05.
    #[serde(default)]
    pub finish: AgreedForm,
    /// C-11.
    #[serde(default)]
    pub marking: MarkingForm,
    /// C-11: what was answered in writing.
    #[serde(default)]
    pub answer: String,
    /// C-10: what was done, and the result.
    #[serde(default)]
    pub handled: String,
    /// C-10.
    #[serde(default)]
    pub telling: TellingForm,
    /// C-08: what the customer thinks of it.
    #[serde(default)]
    pub opinion: String,
    /// C-08, V-07, V-08.
    #[serde(default)]
    pub signing: SigningForm,
}

/// C-01, C-02.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceptionForm {
    /// When the form was begun.
    pub begun: Moment,
    /// C-05: when it was received: as the form was begun, unless somebody says earlier.
    pub received: Moment,
    /// Where.
    pub home: Option<HomeId>,
    /// Who complains and how to reach them; begins with who lives there.
    pub customer: Contact,
    /// Whom it is about.
    pub about: About,
    /// C-01.
    pub channel: Channel,
    /// Complaint, suggestion or opinion.
    pub sort: Sort,
    /// What it is about, from the site's list; `None` is what the list does not name.
    pub matter: Option<MatterCode>,
    /// What happened, in their words.
    pub happened: String,
    /// When it happened, where they said so.
    pub happened_at: Option<Moment>,
    /// Where it happened.
    pub place: String,
    /// What they ask for.
    pub wish: String,
    /// C-05: until when they want it.
    pub asked_for: Option<Moment>,
    /// C-03: what grades it.
    pub grading: GradingForm,
}

/// C-03: what grades it, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct GradingForm {
    /// The loss in yuan, as typed; empty is none.
    pub loss: String,
    /// The rest of it: `loss_fen` is what is typed.
    pub facts: GradingFacts,
}

/// C-04: a higher grade by hand.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RaisingForm {
    /// Which.
    pub grade: Option<Grade>,
    /// Why.
    pub reason: String,
}

/// C-06: who handles it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AssignmentForm {
    /// The department.
    pub department: Option<DepartmentCode>,
    /// The person there, where one is named.
    pub to: Option<PersonId>,
}

/// C-05, C-09: a time agreed with the customer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AgreedForm {
    /// When.
    pub at: Option<Moment>,
    /// What was explained.
    pub note: String,
}

/// C-11: what it turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MarkingForm {
    /// What.
    pub mark: Option<Mark>,
    /// Why.
    pub reason: String,
}

/// C-10: the customer is told.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TellingForm {
    /// How.
    pub channel: Option<Channel>,
    /// What they said to it.
    pub note: String,
}

impl GradingForm {
    /// As it is known already.
    pub fn of(facts: GradingFacts) -> Self {
        let loss = if facts.loss_fen == 0 { String::new() } else { yuan(facts.loss_fen) };
        Self { loss, facts }
    }

    /// C-03: what grades it.
    ///
    /// # Errors
    /// When the loss is no amount.
    pub fn facts(&self) -> Result<GradingFacts, AmountError> {
        let loss = if self.loss.trim().is_empty() { Fen::FREE } else { Fen::parse_yuan(&self.loss)? };
        Ok(GradingFacts { loss_fen: loss.get(), ..self.facts.clone() })
    }
}

impl ComplaintForm {
    /// An empty form.
    pub fn new(complaint: SubjectId, language: Lang) -> Self {
        Self {
            v: VERSION,
            complaint,
            page: String::new(),
            language,
            reception: None,
            assessment: None,
            raising: RaisingForm::default(),
            escalation: String::new(),
            assignment: AssignmentForm::default(),
            note: String::new(),
            hand_over: None,
            reply: AgreedForm::default(),
            finish: AgreedForm::default(),
            marking: MarkingForm::default(),
            answer: String::new(),
            handled: String::new(),
            telling: TellingForm::default(),
            opinion: String::new(),
            signing: SigningForm::default(),
        }
    }

    /// From a draft; `None` where a newer version left it.
    pub(crate) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().filter(|form: &Self| form.v == VERSION)
    }

    /// Whether nothing of it is half-done.
    pub fn is_blank(&self) -> bool {
        let blank = Self::new(self.complaint.clone(), self.language);
        *self == Self { page: self.page.clone(), ..blank }
    }
}
