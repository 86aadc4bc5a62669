//! V-01: by when a finished event is called back, how many of them, and by whom, as a table.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::calendar::{Calendar, CalendarError, WorkingDayEnd};
use crate::grade::Grade;
use crate::lang::{Lang, Words};
use crate::role::Role;

/// V-01: what was finished. As text: `complaint:major`, `repair`, `special_service`, `community_activity`, `other`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum CallbackAfter {
    /// A complaint of this grade.
    Complaint(Grade),
    /// A repair.
    Repair,
    /// A contracted service, at its middle stage or at its end.
    SpecialService,
    /// A community activity.
    CommunityActivity,
    /// Anything else.
    Other,
}

/// V-01: a text that names nothing that is called back.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("nothing that is called back: `{0}`")]
pub struct UnknownEvent(pub String);

/// V-01: a line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallbackRule {
    /// What it is for.
    pub after: CallbackAfter,
    /// The end of this working day is the aim, where the table has one.
    pub target_days: Option<u8>,
    /// After the end of this working day it is overdue.
    pub due_days: u8,
    /// How many of these events are to be called back, in percent; of an activity, how many of its
    /// participants. `None` is set by P-02.
    pub coverage_percent: Option<u8>,
    /// Who may make it; empty where P-02 sets it.
    pub who: &'static [Role],
    code: &'static str,
    words: Words,
}

/// Face-to-face work of the service desk.
const DESK: &[Role] = &[Role::FrontDesk, Role::Butler];
/// P-01 answers for it; P-01 or P-02 sets the person.
const MANAGERS: &[Role] = &[Role::GeneralManager, Role::SiteManager];

/// The complaints in the order of [`Grade`], then the rest: [`CallbackRule::of`] relies on it.
static CALLBACKS: [CallbackRule; 8] = [
    CallbackRule {
        after: CallbackAfter::Complaint(Grade::Ordinary),
        target_days: None,
        due_days: 2,
        coverage_percent: Some(100),
        who: &[Role::Supervisor, Role::FrontDesk, Role::Butler],
        code: "complaint:ordinary",
        words: Words::new(
            "一般投诉处理完成后2个工作日内回访，回访率100%，由客服主管、前台或管家回访",
            "an ordinary complaint is called back within 2 working days, 100 % of them, by customer-service \
             supervisor, front desk or butler",
        ),
    },
    CallbackRule {
        after: CallbackAfter::Complaint(Grade::Serious),
        target_days: None,
        due_days: 2,
        coverage_percent: Some(100),
        who: &[Role::SiteManager],
        code: "complaint:serious",
        words: Words::new(
            "较大投诉处理完成后2个工作日内回访，回访率100%，由管理处经理回访",
            "a serious complaint is called back within 2 working days, 100 % of them, by the site manager",
        ),
    },
    CallbackRule {
        after: CallbackAfter::Complaint(Grade::Major),
        target_days: None,
        due_days: 1,
        coverage_percent: Some(100),
        who: MANAGERS,
        code: "complaint:major",
        words: Words::new(
            "重大事件处理完成后1个工作日内回访，回访率100%，总经理负责，由总经理或管理处经理确定人员",
            "a major complaint is called back within 1 working day, 100 % of them; the general manager answers for \
             it, and general manager or site manager set the person",
        ),
    },
    CallbackRule {
        after: CallbackAfter::Complaint(Grade::EspeciallyMajor),
        target_days: None,
        due_days: 1,
        coverage_percent: Some(100),
        who: MANAGERS,
        code: "complaint:especially_major",
        words: Words::new(
            "特别重大事件处理完成后1个工作日内回访，回访率100%，总经理负责，由总经理或管理处经理确定人员",
            "an especially major complaint is called back within 1 working day, 100 % of them; the general manager \
             answers for it, and general manager or site manager set the person",
        ),
    },
    CallbackRule {
        after: CallbackAfter::Repair,
        target_days: Some(1),
        due_days: 2,
        coverage_percent: Some(100),
        who: DESK,
        code: "repair",
        words: Words::new(
            "工程维修完成后1至2个工作日内回访，以第1个为目标，第2个之后为超时，回访率100%，由前台或管家回访",
            "a repair is called back within 1 to 2 working days, aiming at the 1st and overdue after the 2nd, 100 % \
             of them, by front desk or butler",
        ),
    },
    CallbackRule {
        after: CallbackAfter::SpecialService,
        target_days: None,
        due_days: 2,
        coverage_percent: Some(100),
        who: DESK,
        code: "special_service",
        words: Words::new(
            "特约服务中期或结束后，第2个工作日结束前回访，回访率100%，由前台或管家回访",
            "a special service is called back by the end of the 2nd working day after its middle stage or its end, \
             100 % of them, by front desk or butler",
        ),
    },
    CallbackRule {
        after: CallbackAfter::CommunityActivity,
        target_days: None,
        due_days: 2,
        coverage_percent: Some(ACTIVITY_PERCENT),
        who: DESK,
        code: "community_activity",
        words: Words::new(
            "小区活动结束后2个工作日内回访，回访参加者的20%，由前台或管家回访",
            "a community activity is called back within 2 working days, 20 % of its participants, by front desk or \
             butler",
        ),
    },
    CallbackRule {
        after: CallbackAfter::Other,
        target_days: None,
        due_days: 1,
        coverage_percent: None,
        who: &[],
        code: "other",
        words: Words::new(
            "其它事件完成后1个工作日内回访，回访率和回访人员由管理处经理确定",
            "anything else is called back within 1 working day; the site manager sets how many, and by whom",
        ),
    },
];

/// V-01: of an activity's participants, how many are called back, in percent.
const ACTIVITY_PERCENT: u8 = 20;

/// V-01: how many of an activity's participants are called back: 20 %, rounded up.
pub fn participants_to_call(participants: u32) -> u32 {
    let percent = u64::from(participants) * u64::from(ACTIVITY_PERCENT);
    u32::try_from(percent.div_ceil(100)).unwrap_or(participants)
}

impl CallbackRule {
    /// V-01: the line for what was finished.
    pub fn of(after: CallbackAfter) -> &'static Self {
        match after {
            CallbackAfter::Complaint(grade) => &CALLBACKS[grade as usize],
            CallbackAfter::Repair => &CALLBACKS[4],
            CallbackAfter::SpecialService => &CALLBACKS[5],
            CallbackAfter::CommunityActivity => &CALLBACKS[6],
            CallbackAfter::Other => &CALLBACKS[7],
        }
    }

    /// Every line of V-01.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        CALLBACKS.iter()
    }

    /// V-01 in words.
    pub fn text(&self, lang: Lang) -> &'static str {
        self.words.in_lang(lang)
    }
}

impl fmt::Display for CallbackAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(CallbackRule::of(*self).code)
    }
}

impl FromStr for CallbackAfter {
    type Err = UnknownEvent;

    fn from_str(text: &str) -> Result<Self, UnknownEvent> {
        let rule = CALLBACKS.iter().find(|rule| rule.code == text);
        rule.map(|rule| rule.after).ok_or_else(|| UnknownEvent(text.to_owned()))
    }
}

impl TryFrom<String> for CallbackAfter {
    type Error = UnknownEvent;

    fn try_from(text: String) -> Result<Self, UnknownEvent> {
        text.parse()
    }
}

impl From<CallbackAfter> for String {
    fn from(after: CallbackAfter) -> Self {
        after.to_string()
    }
}

/// V-01 to V-03: what is decided about a callback when its event is finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// The aim, where V-01 has one (repairs).
    pub target_by: Option<DateTime<Utc>>,
    /// From here on it is overdue.
    pub due_by: DateTime<Utc>,
    /// V-02: a day on the way to `due_by` is in a year without data.
    pub assumed: bool,
    /// V-01: how many of these events, in percent; `None` where P-02 sets it.
    pub coverage_percent: Option<u8>,
    /// V-01: who may make it; empty where P-02 sets it.
    pub who: &'static [Role],
    /// V-03: the working day that `due_by` ends.
    pub due_day: WorkingDayEnd,
}

/// V-01 to V-03: decides the deadline of the callback on what was finished at `finished`.
///
/// # Errors
/// When a day on the way is not in the years 1970 to 9999.
pub fn decide(
    after: CallbackAfter,
    finished: DateTime<Utc>,
    calendar: &Calendar,
) -> Result<Deadline, CalendarError> {
    let rule = CallbackRule::of(after);
    let end_of = |days| calendar.end_of_working_day(days, finished);
    let due_day = end_of(rule.due_days)?;
    Ok(Deadline {
        target_by: rule.target_days.map(end_of).transpose()?.map(|day| day.ends_at),
        due_by: due_day.ends_at,
        assumed: due_day.assumed_year.is_some(),
        coverage_percent: rule.coverage_percent,
        who: rule.who,
        due_day,
    })
}
