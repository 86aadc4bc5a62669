//! A case, read from its line.

use chrono::{DateTime, Utc};

use super::fields::Fields;
use super::json;
use super::problem::{Problem, Wrong, quoted};
use crate::calendar::Calendar;
use crate::deadline::{CallbackAfter, CallbackRule};
use crate::grade::{EscalatedFrom, GradingFacts, GradingPolicy, Injury};

/// The field of a complaint's reception.
pub(super) const RECEIVED_AT: &str = "received_at";
/// The field of an event's completion.
pub(super) const FINISHED_AT: &str = "finished_at";

const INJURIES: [(&str, Injury); 3] =
    [("none", Injury::None), ("minor", Injury::Minor), ("serious", Injury::Serious)];
const ESCALATED_FROM: [(&str, EscalatedFrom); 3] = [
    ("ordinary", EscalatedFrom::Ordinary),
    ("serious", EscalatedFrom::Serious),
    ("major", EscalatedFrom::Major),
];

/// What a line asks about.
pub(super) enum Case {
    Complaint(ComplaintCase),
    Callback(CallbackCase),
}

/// Which grade, which clocks (C-03, C-05, C-06)?
pub(super) struct ComplaintCase {
    pub(super) facts: GradingFacts,
    pub(super) received: DateTime<Utc>,
    pub(super) site: Site,
}

/// Which deadline, by whom (V-01 to V-03)?
pub(super) struct CallbackCase {
    pub(super) after: CallbackAfter,
    pub(super) finished: DateTime<Utc>,
    pub(super) site: Site,
}

/// What differs from site to site.
#[derive(Default)]
pub(super) struct Site {
    pub(super) calendar: Calendar,
    pub(super) policy: GradingPolicy,
}

impl Case {
    /// Reads a line.
    pub(super) fn read(text: &str) -> Result<Self, Problem> {
        let mut line = Fields::of_line(json::read(text)?)?;
        let case = match (line.object("complaint")?, line.object("callback")?) {
            (Some(complaint), None) => Self::Complaint(ComplaintCase::read(complaint, &mut line)?),
            (None, Some(callback)) => Self::Callback(CallbackCase::read(callback, &mut line)?),
            _ => return Err(Problem::NotOneCase),
        };
        line.finish()?;
        Ok(case)
    }
}

impl ComplaintCase {
    fn read(complaint: Fields<'_>, line: &mut Fields<'_>) -> Result<Self, Problem> {
        let facts = read_facts(complaint)?;
        Ok(Self { facts, received: line.moment(RECEIVED_AT)?, site: Site::read(line)? })
    }
}

/// C-03: what is left out is harmless.
fn read_facts(mut fields: Fields<'_>) -> Result<GradingFacts, Problem> {
    let harmless = GradingFacts::default();
    let facts = GradingFacts {
        loss_fen: fields.fen("loss_yuan", harmless.loss_fen)?,
        joint_complainants: fields.count("joint_complainants", harmless.joint_complainants)?,
        deaths: fields.count("deaths", harmless.deaths)?,
        injury: fields.choice("injury", &INJURIES)?.unwrap_or(harmless.injury),
        times_raised: fields.count("times_raised", harmless.times_raised)?,
        promise_broken: fields.flag("promise_broken")?,
        negative_media_days: fields.count("negative_media_days", harmless.negative_media_days)?,
        negative_media_outlets: fields.count("negative_media_outlets", harmless.negative_media_outlets)?,
        escalated_from: fields.choice_or_null("escalated_from", &ESCALATED_FROM)?,
    };
    fields.finish()?;
    Ok(facts)
}

impl CallbackCase {
    fn read(mut callback: Fields<'_>, line: &mut Fields<'_>) -> Result<Self, Problem> {
        let codes: Vec<String> = CallbackRule::all().map(|rule| rule.after.to_string()).collect();
        let choices: Vec<_> =
            codes.iter().map(String::as_str).zip(CallbackRule::all().map(|rule| rule.after)).collect();
        let after = callback.choice("after", &choices)?;
        let after = after.ok_or_else(|| callback.problem("after", Wrong::Missing))?;
        callback.finish()?;
        Ok(Self { after, finished: line.moment(FINISHED_AT)?, site: Site::read(line)? })
    }
}

impl Site {
    fn read(line: &mut Fields<'_>) -> Result<Self, Problem> {
        let mut site = Self::default();
        let Some(mut fields) = line.object("site")? else { return Ok(site) };
        if let Some(name) = fields.text("time_zone")? {
            let wrong = || fields.problem("time_zone", Wrong::NotAZone(quoted(&name)));
            site.calendar.zone = name.parse().map_err(|_| wrong())?;
        }
        site.policy.serious_loss_fen = fields.fen("serious_loss_yuan", site.policy.serious_loss_fen)?;
        fields.finish()?;
        Ok(site)
    }
}
