//! What a customer says at the door, and what they draw on the glass.

use doorstep_device::commands::form::{CallbackForm, Pad};
use doorstep_domain::callback::{CallbackVerdict, Rating, Ratings};
use doorstep_domain::stroke::{Point, Stroke};

/// A customer at the door.
#[derive(Debug, Clone)]
pub struct Customer {
    /// Quality, effect and satisfaction.
    pub ratings: [u8; 3],
    /// V-06: what the person who calls back decides.
    pub verdict: CallbackVerdict,
    /// V-06: in their own words.
    pub opinions: String,
}

impl Customer {
    /// Content with everything.
    pub fn content() -> Self {
        Self {
            ratings: [5, 4, 5],
            verdict: CallbackVerdict::Qualified,
            opinions: "师傅很准时，谢谢".to_owned(),
        }
    }

    /// Content with nothing.
    pub fn angry() -> Self {
        Self {
            ratings: [2, 1, 1], verdict: CallbackVerdict::Unqualified, opinions: "又堵了！".to_owned()
        }
    }

    /// The ratings as the record has them.
    pub fn rated(&self) -> Ratings {
        let [quality, effect, satisfaction] = self.ratings.map(rating);
        Ratings { quality, effect, satisfaction }
    }

    /// The form with what they say.
    pub fn fill(&self, mut form: CallbackForm) -> CallbackForm {
        let Ratings { quality, effect, satisfaction } = self.rated();
        (form.quality, form.effect, form.satisfaction) = (Some(quality), Some(effect), Some(satisfaction));
        form.verdict = Some(self.verdict);
        form.texts.opinions.clone_from(&self.opinions);
        form
    }

    /// The form with their signature on the pad.
    pub fn sign(&self, form: CallbackForm) -> CallbackForm {
        CallbackForm { pad: Some(self.pad()), ..form }
    }

    /// What they draw; nobody draws the same.
    pub fn pad(&self) -> Pad {
        let tilt = i64::from(self.ratings.iter().sum::<u8>());
        let wave = |i: i64| Point { x: 200 + i * 90, y: 400 + (i * i * tilt) % 700, t: i * 16 };
        let strokes = [0..20, 24..31].map(|range| Stroke(range.map(wave).collect()));
        Pad { width: 12_000, height: 6_000, strokes: strokes.into() }
    }
}

fn rating(value: u8) -> Rating {
    Rating::try_from(value).unwrap()
}
