//! C-05 and C-06: a complaint's clocks and whom it must reach, as a table by grade.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::grade::Grade;
use crate::lang::{Lang, Words};
use crate::role::Role;

/// C-06: who must have a complaint, and acknowledge it, before the time to respond is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MustReach {
    /// The responsible department.
    Department,
    /// P-02.
    SiteManager,
    /// P-01.
    GeneralManager,
}

impl MustReach {
    /// C-06: for whom somebody of this role acknowledges: P-01 and P-02 for themselves, others for the department.
    pub fn of(role: Role) -> Self {
        match role {
            Role::GeneralManager => MustReach::GeneralManager,
            Role::SiteManager => MustReach::SiteManager,
            _ => MustReach::Department,
        }
    }

    /// Whose role it is; the department is nobody's in particular.
    pub fn role(self) -> Option<Role> {
        match self {
            MustReach::Department => None,
            MustReach::SiteManager => Some(Role::SiteManager),
            MustReach::GeneralManager => Some(Role::GeneralManager),
        }
    }
}

/// C-06: serious and above go through P-03 to P-02 the same day.
const SAME_DAY: [Role; 2] = [Role::SiteManager, Role::Supervisor];

/// C-06: at every grade the form reaches the responsible department within 10 minutes, which signs for it.
pub const DEPARTMENT_WITHIN: TimeDelta = TimeDelta::minutes(10);

/// C-05, C-06: a line of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockRule {
    /// The grade it is for.
    pub grade: Grade,
    /// C-05: handed to `must_reach` and acknowledged there within this time of reception.
    pub respond_within: TimeDelta,
    /// C-05: finished within this time of reception; `None` is case by case.
    pub finish_within: Option<TimeDelta>,
    /// C-05: whether a time agreed with the customer replaces `finish_within`.
    pub agreed_time_counts: bool,
    /// C-05: who owns it, in the table's order.
    pub owners: &'static [Role],
    /// C-06: who must have it.
    pub must_reach: MustReach,
    times: Words,
    reach: Words,
}

/// In the order of [`Grade`], which [`ClockRule::of`] relies on.
static CLOCKS: [ClockRule; 4] = [
    ClockRule {
        grade: Grade::Ordinary,
        respond_within: TimeDelta::minutes(10),
        finish_within: Some(TimeDelta::hours(12)),
        agreed_time_counts: true,
        owners: &[Role::Supervisor],
        must_reach: MustReach::Department,
        times: Words::new(
            "一般投诉：10分钟内响应，12小时内或用户要求的期限内完成；责任人客服主管",
            "ordinary: respond within 10 min, finish within 12 h or the time the customer asked for; \
             owner: customer-service supervisor",
        ),
        reach: Words::new(
            "一般投诉须在响应时限内送达责任部门签收",
            "ordinary: the responsible department must have it, and sign for it, within that time",
        ),
    },
    ClockRule {
        grade: Grade::Serious,
        respond_within: TimeDelta::minutes(8),
        finish_within: Some(TimeDelta::hours(48)),
        agreed_time_counts: false,
        owners: &[Role::Supervisor, Role::SiteManager],
        must_reach: MustReach::SiteManager,
        times: Words::new(
            "较大投诉：8分钟内响应，48小时内完成；责任人客服主管、管理处经理",
            "serious: respond within 8 min, finish within 48 h; owners: customer-service supervisor, site manager",
        ),
        reach: Words::new(
            "较大投诉须在响应时限内送达管理处经理；责任部门10分钟内签收",
            "serious: the site manager must have it within that time; the responsible department within 10 min",
        ),
    },
    ClockRule {
        grade: Grade::Major,
        respond_within: TimeDelta::minutes(5),
        finish_within: Some(TimeDelta::days(5)),
        agreed_time_counts: true,
        owners: &[Role::SiteManager, Role::GeneralManager],
        must_reach: MustReach::GeneralManager,
        times: Words::new(
            "重大投诉：5分钟内响应，5日内或与用户达成的期限内完成；责任人管理处经理、总经理",
            "major: respond within 5 min, finish within 5 days or the time agreed with the customer; \
             owners: site manager, general manager",
        ),
        reach: Words::new(
            "重大投诉须在响应时限内送达总经理；责任部门10分钟内签收",
            "major: the general manager must have it within that time; the responsible department within 10 min",
        ),
    },
    ClockRule {
        grade: Grade::EspeciallyMajor,
        respond_within: TimeDelta::minutes(1),
        finish_within: None,
        agreed_time_counts: true,
        owners: &[Role::GeneralManager],
        must_reach: MustReach::GeneralManager,
        times: Words::new(
            "特别重大投诉：1分钟内响应，一事一议，按与用户达成的期限完成，未达成前无期限；责任人总经理",
            "especially major: respond within 1 min, finish case by case: none until a time is agreed with the \
             customer; owner: general manager",
        ),
        reach: Words::new(
            "特别重大投诉须在响应时限内送达总经理；责任部门10分钟内签收",
            "especially major: the general manager must have it within that time; the responsible department \
             within 10 min",
        ),
    },
];

impl ClockRule {
    /// C-05, C-06: the line for a grade.
    pub fn of(grade: Grade) -> &'static Self {
        &CLOCKS[grade as usize]
    }

    /// C-05 in words.
    pub fn times_text(&self, lang: Lang) -> &'static str {
        self.times.in_lang(lang)
    }

    /// C-06 in words.
    pub fn reach_text(&self, lang: Lang) -> &'static str {
        self.reach.in_lang(lang)
    }

    /// C-07: whom to phone: first who must have it, then its owners, then through whom it goes the same day. Nobody
    /// where the department has it in time by itself.
    pub fn callees(&self) -> Vec<Role> {
        let Some(first) = self.must_reach.role() else { return Vec::new() };
        let mut callees = vec![first];
        for role in self.owners.iter().rev().chain(&SAME_DAY) {
            if !callees.contains(role) {
                callees.push(*role);
            }
        }
        callees
    }

    /// C-05: starts the clocks. `agreed` is the time agreed with the customer, if one is; it replaces the
    /// default where the table says so, and elsewhere is only a next reply time (C-09).
    ///
    /// # Errors
    /// When a time lies beyond what chrono can count.
    pub fn start(
        &self,
        received: DateTime<Utc>,
        agreed: Option<DateTime<Utc>>,
    ) -> Result<Clocks, ClockError> {
        let after = |within| received.checked_add_signed(within).ok_or(ClockError);
        let default = self.finish_within.map(after).transpose()?;
        Ok(Clocks {
            respond_by: after(self.respond_within)?,
            department_by: after(DEPARTMENT_WITHIN)?,
            finish_by: agreed.filter(|_| self.agreed_time_counts).or(default),
        })
    }
}

/// C-05, C-06: a complaint's clocks, running from its reception. Each time is the last moment in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clocks {
    /// Acknowledged by whom it must reach.
    pub respond_by: DateTime<Utc>,
    /// Signed for by the responsible department (C-06).
    pub department_by: DateTime<Utc>,
    /// Finished; `None` until a time is agreed (especially major).
    pub finish_by: Option<DateTime<Utc>>,
}

/// C-05: a clock would end beyond the time that can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the clocks would end beyond the countable years")]
pub struct ClockError;

/// C-05, C-06: starts the clocks of a complaint of this grade. See [`ClockRule::start`].
///
/// # Errors
/// When a time lies beyond what chrono can count.
pub fn start_clocks(
    grade: Grade,
    received: DateTime<Utc>,
    agreed: Option<DateTime<Utc>>,
) -> Result<Clocks, ClockError> {
    ClockRule::of(grade).start(received, agreed)
}
