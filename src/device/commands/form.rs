//! The form of a callback (V-04 to V-09): half-done in a draft, checked before it is shown and saved.

use doorstep_domain::bytes::{Blob, Hash};
use doorstep_domain::callback::{
    CallbackVerdict, Manner, PhoneReason, Rating, Ratings, RefusalReason, Relation, SignOff, Texts,
};
use doorstep_domain::ids::{FactId, SubjectId};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::pad::sign_off;
use crate::text::{TooLong, clean, clean_name};

pub use super::pad::{Pad, Signing, is_real};

/// A callback as far as it is filled in. Kept at each field and each pen-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallbackForm {
    /// The callback.
    pub callback: SubjectId,
    /// The screen's own word for where the person is, so that the form reopens in place.
    #[serde(default)]
    pub page: String,
    /// V-06: quality of the work.
    #[serde(default)]
    pub quality: Option<Rating>,
    /// V-06: effect of the service.
    #[serde(default)]
    pub effect: Option<Rating>,
    /// V-06: satisfaction.
    #[serde(default)]
    pub satisfaction: Option<Rating>,
    /// V-06: what the person decided; `None` follows the proposal.
    #[serde(default)]
    pub verdict: Option<CallbackVerdict>,
    /// V-04: by telephone instead of face to face.
    #[serde(default)]
    pub by_phone: bool,
    /// V-04: why by telephone.
    #[serde(default)]
    pub phone_reason: Option<PhoneReason>,
    /// V-06, V-08, V-09: free text and names.
    #[serde(default)]
    pub texts: Texts,
    /// F-05: the language that the customer is shown.
    #[serde(default)]
    pub language: Lang,
    /// V-07, V-08: who signs.
    #[serde(default)]
    pub signing: Signing,
    /// V-08: what the person who signs is to the customer.
    #[serde(default)]
    pub relation: Option<Relation>,
    /// V-08: why the customer does not sign.
    #[serde(default)]
    pub refusal: Option<RefusalReason>,
    /// V-07: what the customer was shown.
    #[serde(default)]
    pub shown: Option<Shown>,
    /// V-07: what was drawn on the pad so far.
    #[serde(default)]
    pub pad: Option<Pad>,
    /// V-07: the record that this one replaces.
    #[serde(default)]
    pub supersedes: Option<FactId>,
    /// V-09: when to try again.
    #[serde(default)]
    pub next_try: Option<Moment>,
}

/// V-07: the document that the customer was shown, made once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// Its bytes.
    pub document: Blob,
    /// What the form said then: when it says something else, this was not what is recorded.
    pub of: Hash,
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// V-06: quality of the work.
    Quality,
    /// V-06: effect of the service.
    Effect,
    /// V-06: satisfaction.
    Satisfaction,
    /// V-04: why by telephone.
    PhoneReason,
    /// One of the texts.
    Text,
    /// A note; needed where a reason is `other`.
    Note,
    /// V-08: relation of who signs.
    Relation,
    /// V-08: name of who signs.
    Signer,
    /// V-08: why the customer does not sign.
    Refusal,
    /// V-07: the signature.
    Signature,
    /// V-07: the customer has not been shown what is recorded.
    Shown,
    /// V-09: when to try again.
    NextTry,
}

/// What is wrong with a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FormError {
    /// This is still to be filled in.
    #[error("{0:?} is missing")]
    Missing(Field),
    /// This text is too long.
    #[error("{0:?}: {1}")]
    TooLong(Field, TooLong),
    /// V-07: the form was changed after the customer was shown it.
    #[error("the customer was shown something else")]
    ShownOther,
    /// V-07: more points than a signature has.
    #[error("the signature has too many points")]
    TooManyPoints,
    /// V-09: the next try is not after now.
    #[error("the next try is not after now")]
    NextTryPast,
}

/// The parts of a form that the customer is shown, complete and cleaned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Content {
    /// V-04.
    pub manner: Manner,
    /// V-06.
    pub ratings: Ratings,
    /// V-06.
    pub verdict: CallbackVerdict,
    /// V-06, V-08.
    pub texts: Texts,
    /// F-05.
    pub language: Lang,
    /// V-07, V-08.
    pub sign_off: SignOff,
    /// V-07.
    pub supersedes: Option<FactId>,
}

impl CallbackForm {
    /// An empty form.
    pub fn new(callback: SubjectId, language: Lang) -> Self {
        Self {
            callback,
            page: String::new(),
            quality: None,
            effect: None,
            satisfaction: None,
            verdict: None,
            by_phone: false,
            phone_reason: None,
            texts: Texts::default(),
            language,
            signing: Signing::Customer,
            relation: None,
            refusal: None,
            shown: None,
            pad: None,
            supersedes: None,
            next_try: None,
        }
    }

    /// V-06: what the ratings propose, once all three are given; the person decides.
    pub fn proposed_verdict(&self) -> Option<CallbackVerdict> {
        self.ratings().ok().map(|ratings| ratings.proposed_verdict())
    }

    /// What is shown to the customer, if all of it is there.
    ///
    /// # Errors
    /// The first thing that is missing or too long, in the order of the screen.
    pub fn content(&self) -> Result<Content, FormError> {
        let ratings = self.ratings()?;
        let texts = self.texts()?;
        Ok(Content {
            manner: self.manner(&texts)?,
            ratings,
            verdict: self.verdict.unwrap_or_else(|| ratings.proposed_verdict()),
            sign_off: self.sign_off(&texts)?,
            texts,
            language: self.language,
            supersedes: self.supersedes,
        })
    }

    fn ratings(&self) -> Result<Ratings, FormError> {
        Ok(Ratings {
            quality: self.quality.ok_or(FormError::Missing(Field::Quality))?,
            effect: self.effect.ok_or(FormError::Missing(Field::Effect))?,
            satisfaction: self.satisfaction.ok_or(FormError::Missing(Field::Satisfaction))?,
        })
    }

    /// Cleaned; the name of who signs only where somebody signs for the customer.
    pub(crate) fn texts(&self) -> Result<Texts, FormError> {
        let mut texts = self.texts.clone();
        if self.by_phone || self.signing != Signing::OnBehalf {
            texts.signer.clear();
        }
        for text in texts.each_mut() {
            *text = clean(text).map_err(|e| FormError::TooLong(Field::Text, e))?;
        }
        texts.signer = clean_name(&texts.signer).map_err(|e| FormError::TooLong(Field::Signer, e))?;
        Ok(texts)
    }

    /// V-04: face to face, or by telephone with a reason.
    fn manner(&self, texts: &Texts) -> Result<Manner, FormError> {
        if !self.by_phone {
            return Ok(Manner::Face);
        }
        match self.phone_reason.ok_or(FormError::Missing(Field::PhoneReason))? {
            PhoneReason::Other if texts.note.is_empty() => Err(FormError::Missing(Field::Note)),
            reason => Ok(Manner::Phone { reason }),
        }
    }

    /// V-07, V-08: by telephone nobody signs; at the door somebody does, or refuses.
    fn sign_off(&self, texts: &Texts) -> Result<SignOff, FormError> {
        match self.by_phone {
            true => Ok(SignOff::NotPossible),
            false => sign_off(self.signing, self.relation, self.refusal, &texts.signer, &texts.note),
        }
    }

    /// What is missing before the form can be saved; `None` when nothing is.
    ///
    /// # Errors
    /// The first thing that is missing or wrong.
    pub fn complete(&self) -> Result<(Content, &Shown), FormError> {
        let content = self.content()?;
        let shown = self.shown.as_ref().ok_or(FormError::Missing(Field::Shown))?;
        if shown.of != content.fingerprint() {
            return Err(FormError::ShownOther);
        }
        if matches!(content.sign_off, SignOff::Signed | SignOff::OnBehalf { .. }) {
            Pad::check(self.pad.as_ref())?;
        }
        Ok((content, shown))
    }
}

impl Content {
    /// What tells one content from another.
    pub fn fingerprint(&self) -> Hash {
        crate::store::fingerprint(self)
    }
}
