//! Answers: what the rules decide about a case, and which of them decided.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::case::{CallbackCase, ComplaintCase, FINISHED_AT, RECEIVED_AT};
use super::problem::{Problem, Wrong};
use crate::calendar::{Basis, Calendar, WorkingDayEnd};
use crate::clock::{ClockRule, MustReach};
use crate::deadline::{CallbackRule, decide};
use crate::grade::{Grade, Grading, GradingPolicy, grade_complaint};
use crate::lang::Lang;
use crate::role::Role;

/// An answer, in the order that its JSON has.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Answer {
    Complaint(ComplaintAnswer),
    Callback(CallbackAnswer),
    Error { error: String, line: u64 },
}

/// C-03, C-05, C-06. Times are of RFC 3339, in the site's zone.
#[derive(Serialize)]
pub(super) struct ComplaintAnswer {
    grade: Grade,
    because: Vec<Because>,
    respond_by: String,
    finish_by: Option<String>,
    owners: &'static [Role],
    must_reach: MustReach,
}

/// V-01 to V-03. Times are of RFC 3339, in the site's zone.
#[derive(Serialize)]
pub(super) struct CallbackAnswer {
    target_by: Option<String>,
    due_by: String,
    calendar: Basis,
    coverage: Coverage,
    who: &'static [Role],
    because: Vec<Because>,
}

/// V-01: how many are called back; null where P-02 sets it.
#[derive(Serialize)]
struct Coverage {
    percent: Option<u8>,
}

/// A rule that decided, in words.
#[derive(Serialize)]
struct Because {
    rule: &'static str,
    text: String,
}

impl Because {
    fn new(rule: &'static str, text: impl Into<String>) -> Self {
        Self { rule, text: text.into() }
    }
}

impl Answer {
    /// The line in its JSON. Nothing in an answer can fail to be written.
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The answer to a line that has none.
    pub(super) fn error(problem: &Problem, line: u64, lang: Lang) -> Self {
        Self::Error { error: problem.text(lang), line }
    }

    /// C-03, C-05, C-06.
    pub(super) fn complaint(case: &ComplaintCase, lang: Lang) -> Result<Self, Problem> {
        let grading = grade_complaint(&case.facts, case.site.policy);
        let rule = ClockRule::of(grading.grade);
        let clocks = rule.start(case.received, None).map_err(|_| Wrong::OutOfRange.with(RECEIVED_AT))?;
        let at_site = |moment| time_text(moment, &case.site.calendar, RECEIVED_AT);
        at_site(case.received)?;
        Ok(Self::Complaint(ComplaintAnswer {
            grade: grading.grade,
            respond_by: at_site(clocks.respond_by)?,
            finish_by: clocks.finish_by.map(at_site).transpose()?,
            owners: rule.owners,
            must_reach: rule.must_reach,
            because: why_graded(&grading, case.site.policy, rule, lang),
        }))
    }

    /// V-01 to V-03.
    pub(super) fn callback(case: &CallbackCase, lang: Lang) -> Result<Self, Problem> {
        let calendar = &case.site.calendar;
        let rule = CallbackRule::of(case.after);
        let decided = decide(case.after, case.finished, calendar);
        let deadline = decided.map_err(|_| Wrong::OutOfRange.with(FINISHED_AT))?;
        let at_site = |moment| time_text(moment, calendar, FINISHED_AT);
        Ok(Self::Callback(CallbackAnswer {
            target_by: deadline.target_by.map(at_site).transpose()?,
            due_by: at_site(deadline.due_by)?,
            calendar: deadline.due_day.basis(),
            coverage: Coverage { percent: deadline.coverage_percent },
            who: deadline.who,
            because: why_due(rule, &deadline.due_day, calendar, lang),
        }))
    }
}

fn time_text(moment: DateTime<Utc>, calendar: &Calendar, field: &str) -> Result<String, Problem> {
    let local = calendar.at_site(moment).map_err(|_| Wrong::OutOfRange.with(field))?;
    Ok(local.to_rfc3339())
}

fn why_graded(grading: &Grading, policy: GradingPolicy, rule: &ClockRule, lang: Lang) -> Vec<Because> {
    let grade = grading.grade.title(lang);
    let lines = grading.lines.iter().map(|line| line.text(policy, lang)).map(|line| match lang {
        Lang::Zh => Because::new("C-03", format!("{grade}投诉：{line}")),
        Lang::En => Because::new("C-03", format!("{grade}: {line}")),
    });
    let clocks = [Because::new("C-05", rule.times_text(lang)), Because::new("C-06", rule.reach_text(lang))];
    lines.chain(clocks).collect()
}

fn why_due(rule: &CallbackRule, due: &WorkingDayEnd, calendar: &Calendar, lang: Lang) -> Vec<Because> {
    vec![
        Because::new("V-01", rule.text(lang)),
        Because::new("V-02", working_days_text(due.assumed_year, lang)),
        Because::new("V-03", day_text(rule.due_days, due, calendar, lang)),
    ]
}

fn working_days_text(assumed_year: Option<i32>, lang: Lang) -> String {
    match (assumed_year, lang) {
        (None, Lang::Zh) => "工作日按国家公布的放假和调休安排计算".into(),
        (None, Lang::En) => {
            "working days are China's, as published: holidays and make-up weekend days are in".into()
        }
        (Some(year), Lang::Zh) => format!("没有{year}年的放假安排，按周一至周五推算"),
        (Some(year), Lang::En) => {
            format!("no holidays are published here for {year}: Monday to Friday is assumed")
        }
    }
}

fn day_text(count: u8, due: &WorkingDayEnd, calendar: &Calendar, lang: Lang) -> String {
    let WorkingDayEnd { day_0, day, .. } = due;
    let Calendar { zone, closes, .. } = calendar;
    match lang {
        Lang::Zh => {
            format!("完成当日{day_0}为第0日，到其后第{count}个工作日{day}的{closes}为止，按{zone}时间")
        }
        Lang::En => format!(
            "{day_0}, the day of completion, is day 0; working day {count} after it is {day} and ends at {closes}, in {zone}"
        ),
    }
}
