//! The records of callbacks that were made: ratings, texts, sign-off, the sheet and its strokes (V-04 to V-08).

use doorstep_domain::callback::{
    CallbackVerdict, Manner, PhoneReason, Ratings, Record, RefusalReason, Relation, SignOff, Texts,
};
use doorstep_domain::document::{self, CallbackSheet};
use doorstep_domain::lang::{Lang, Words};

use super::SampleError;
use super::cases::{Case, Visit};
use super::chance::Chance;
use super::homes::Home;
use super::schedule::Schedule;
use super::signature;
use super::site::{OPINIONS, SHORTCOMINGS, label};
use super::stories::Background;

/// A record and its parts.
pub(super) struct Made {
    pub record: Record,
    pub texts: Texts,
    pub document: Vec<u8>,
    /// The strokes, where somebody signed.
    pub signature: Option<Vec<u8>>,
}

/// V-08: who signed for a customer, and who that is.
const OTHERS: [(Relation, Words); 4] = [
    (Relation::Spouse, Words::new("刘女士", "Ms Liu")),
    (Relation::Parent, Words::new("冯老先生", "Mr Feng senior")),
    (Relation::Staff, Words::new("张阿姨", "Ms Zhang")),
    (Relation::Tenant, Words::new("于先生", "Mr Yu")),
];
const REFUSALS: [RefusalReason; 3] = [RefusalReason::Hurry, RefusalReason::Unable, RefusalReason::NotSaid];
const PHONE_REASONS: [PhoneReason; 3] =
    [PhoneReason::CustomerAsked, PhoneReason::CustomerAway, PhoneReason::NobodyHome];

/// Makes the record of a visit.
pub(super) fn make(
    case: &Case,
    visit: &Visit,
    home: &Home,
    background: &Background,
    schedule: &Schedule,
    chance: &mut Chance,
) -> Result<Made, SampleError> {
    let mut texts = texts(visit.failed, home.language, chance);
    let (manner, sign_off) = manner(chance);
    texts.signer = signer(sign_off, home.language);
    let ratings = ratings(visit.failed, chance)?;
    let verdict = ratings.proposed_verdict();
    let said = Said { manner, sign_off, ratings, verdict, texts: &texts };
    let document = sheet(case, visit, home, background, schedule, &said)?;
    let hash = document::hash(&document);
    let language = home.language;
    let record = Record { manner, ratings, verdict, sign_off, language, document: hash, supersedes: None };
    let signed = matches!(sign_off, SignOff::Signed | SignOff::OnBehalf { .. });
    let strokes = signed.then(|| signature::draw(hash, chance));
    let signature = strokes.map(|strokes| serde_json::to_vec(&strokes)).transpose()?;
    Ok(Made { record, texts, document, signature })
}

/// V-04, V-07, V-08: how it was made, and how it was signed.
fn manner(chance: &mut Chance) -> (Manner, SignOff) {
    match chance.below(100) {
        0..8 => (Manner::Phone { reason: *chance.pick(&PHONE_REASONS) }, SignOff::NotPossible),
        8..15 => (Manner::Face, SignOff::OnBehalf { relation: chance.pick(&OTHERS).0 }),
        15..19 => (Manner::Face, SignOff::Refused { reason: *chance.pick(&REFUSALS) }),
        _ => (Manner::Face, SignOff::Signed),
    }
}

fn signer(sign_off: SignOff, language: Lang) -> String {
    let SignOff::OnBehalf { relation } = sign_off else { return String::new() };
    let name = OTHERS.iter().find(|(known, _)| *known == relation);
    name.map(|(_, name)| name.in_lang(language).to_owned()).unwrap_or_default()
}

/// V-06: three ratings; a failed callback has a satisfaction of 1 or 2.
fn ratings(failed: bool, chance: &mut Chance) -> Result<Ratings, SampleError> {
    let mut between = |low, high| u8::try_from(chance.between(low, high)).unwrap_or(1).try_into();
    let (low, high) = if failed { (1, 2) } else { (4, 5) };
    Ok(Ratings {
        quality: between(low, high + i64::from(failed))?,
        effect: between(low - i64::from(!failed), high)?,
        satisfaction: between(low, high)?,
    })
}

/// V-06: what the customer said, in their language.
fn texts(failed: bool, language: Lang, chance: &mut Chance) -> Texts {
    let mut said = |phrases: &[Words], percent| {
        let phrase = chance.pick(phrases).in_lang(language);
        if chance.percent(percent) { phrase.to_owned() } else { String::new() }
    };
    let shortcomings = said(&SHORTCOMINGS, if failed { 100 } else { 12 });
    Texts { shortcomings, opinions: said(&OPINIONS, 25), ..Texts::default() }
}

/// What the customer said.
struct Said<'a> {
    manner: Manner,
    sign_off: SignOff,
    ratings: Ratings,
    verdict: CallbackVerdict,
    texts: &'a Texts,
}

/// V-07, V-08: the document's bytes. On paper no pictures were shown with it.
fn sheet(
    case: &Case,
    visit: &Visit,
    home: &Home,
    background: &Background,
    schedule: &Schedule,
    said: &Said<'_>,
) -> Result<Vec<u8>, SampleError> {
    let (reported, done) = (case.matter.reported(), label(case.matter.done));
    let sheet = CallbackSheet {
        language: home.language,
        customer: home.customer(),
        caller: visit.by.name.in_lang(home.language),
        at: schedule.calendar.at_site(visit.at.to_utc())?,
        manner: said.manner,
        after: case.event,
        reported: reported.in_lang(home.language),
        done: done.in_lang(home.language),
        finished: schedule.calendar.at_site(case.finished.to_utc())?,
        charge: background.charge,
        ratings: said.ratings,
        texts: said.texts,
        verdict: said.verdict,
        supersedes: false,
        pictures: Vec::new(),
    };
    let document = match said.sign_off {
        SignOff::OnBehalf { relation } => sheet.write().signed_by(&said.texts.signer, relation),
        _ => sheet.write(),
    };
    Ok(document.encode())
}
