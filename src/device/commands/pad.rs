//! V-07, V-08: who signs, and what was drawn on the pad.

use doorstep_domain::bytes::Hash;
use doorstep_domain::callback::{RefusalReason, Relation, SignOff};
use doorstep_domain::stroke::{MAX_POINTS, Stroke, Strokes, UNITS_PER_PIXEL};
use serde::{Deserialize, Serialize};

use super::form::{Field, FormError};

/// V-07, V-08: who signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signing {
    /// The customer.
    #[default]
    Customer,
    /// Somebody else for them.
    OnBehalf,
    /// Nobody: the customer would not.
    Refused,
}

/// V-07: the pad and the strokes on it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pad {
    /// Its width in units.
    pub width: i64,
    /// Its height in units.
    pub height: i64,
    /// Stroke by stroke.
    pub strokes: Vec<Stroke>,
}

/// A stroke counts as one when it has so many points …
const REAL_POINTS: usize = 5;
/// … or is so long, in units.
const REAL_LENGTH: i64 = 24 * UNITS_PER_PIXEL;

/// V-07: whether this is a stroke of a signature and not a dot.
pub fn is_real(stroke: &Stroke) -> bool {
    let steps =
        stroke.0.windows(2).map(|pair| (pair[1].x - pair[0].x).abs().max((pair[1].y - pair[0].y).abs()));
    stroke.0.len() >= REAL_POINTS || steps.sum::<i64>() >= REAL_LENGTH
}

impl Pad {
    /// V-07: a dot is no signature.
    pub(crate) fn check(pad: Option<&Pad>) -> Result<(), FormError> {
        let strokes = pad.map_or(&[][..], |pad| &pad.strokes[..]);
        if strokes.iter().map(|stroke| stroke.0.len()).sum::<usize>() > MAX_POINTS {
            return Err(FormError::TooManyPoints);
        }
        if strokes.iter().any(is_real) { Ok(()) } else { Err(FormError::Missing(Field::Signature)) }
    }

    /// V-07, V-08: what was drawn under a document, where somebody signs it.
    pub(crate) fn under(
        pad: Option<&Pad>,
        sign_off: SignOff,
        document: Hash,
    ) -> Result<Option<Strokes>, FormError> {
        match sign_off {
            SignOff::Signed | SignOff::OnBehalf { .. } => {
                Self::check(pad)?;
                Ok(pad.map(|pad| pad.strokes(document)))
            }
            SignOff::Refused { .. } | SignOff::NotPossible => Ok(None),
        }
    }

    /// V-07: the strokes name the document that was signed.
    pub(crate) fn strokes(&self, document: Hash) -> Strokes {
        let strokes = self.strokes.iter().filter(|stroke| !stroke.0.is_empty()).cloned().collect();
        Strokes { v: 1, document, width: self.width, height: self.height, strokes }
    }
}

/// V-08: who signs for whom, or why nobody does; `signer` and `note` are cleaned.
pub(crate) fn sign_off(
    signing: Signing,
    relation: Option<Relation>,
    refusal: Option<RefusalReason>,
    signer: &str,
    note: &str,
) -> Result<SignOff, FormError> {
    match signing {
        Signing::Customer => Ok(SignOff::Signed),
        Signing::OnBehalf => {
            let relation = relation.ok_or(FormError::Missing(Field::Relation))?;
            let named = !signer.is_empty();
            if named { Ok(SignOff::OnBehalf { relation }) } else { Err(FormError::Missing(Field::Signer)) }
        }
        Signing::Refused => match refusal.ok_or(FormError::Missing(Field::Refusal))? {
            RefusalReason::Other if note.is_empty() => Err(FormError::Missing(Field::Note)),
            reason => Ok(SignOff::Refused { reason }),
        },
    }
}
