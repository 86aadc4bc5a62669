//! C-06: whom a complaint waits for, and when that is urgent enough to ring.

use chrono::TimeDelta;

use super::clocks::{Clock, ClockKind};
use super::state::ComplaintState;
use crate::clock::{ClockRule, DEPARTMENT_WITHIN, MustReach};
use crate::grade::Grade;
use crate::ids::{DepartmentCode, PersonId};
use crate::moment::Moment;
use crate::role::Role;

/// Somebody, as far as it matters for whom a complaint waits.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// Who.
    pub person: &'a PersonId,
    /// P-09: what they are.
    pub role: Option<Role>,
    /// C-06: the department that they sign for.
    pub heads: Option<&'a DepartmentCode>,
}

/// C-05: a clock of minutes that waits for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ringing {
    /// How grave it is.
    pub grade: Grade,
    /// The clock.
    pub clock: Clock,
    /// How long it runs in all.
    pub within: TimeDelta,
}

/// So long after its clock ran out a complaint still rings **\[read\]**.
const RINGS_ON_FOR: TimeDelta = TimeDelta::days(1);

/// C-05, C-06: what ran out a day ago rings no more: it has risen to the next owner, and is overdue in every list.
pub fn still_rings(by: Moment, now: Moment) -> bool {
    now.since(by) <= RINGS_ON_FOR.num_milliseconds()
}

impl ComplaintState {
    /// C-06: for whom this person's acknowledgement is waited for, and the clock that waits. `None`: not theirs now.
    pub fn awaits(&self, whom: Recipient<'_>) -> Option<(MustReach, Clock)> {
        let must = ClockRule::of(self.grade()?).must_reach;
        let running = self.clocks.iter().filter(|clock| clock.is_running());
        let waiting = running.filter_map(|clock| Some((reaches(clock.kind, must)?, *clock)));
        waiting.filter(|(reached, _)| self.is_for(*reached, whom)).min_by_key(|(_, clock)| clock.by)
    }

    /// C-06: a grave complaint rings until this person acknowledges it. What has to be seen the same day does not.
    pub fn rings_for(&self, whom: Recipient<'_>) -> Option<Ringing> {
        let grade = self.grade().filter(|grade| *grade > Grade::Ordinary)?;
        let (_, clock) = self.awaits(whom)?;
        Some(Ringing { grade, clock, within: minutes(clock.kind, grade)? })
    }

    /// Who handles it.
    pub fn is_assigned_to(&self, person: &PersonId) -> bool {
        self.assigned.as_ref().is_some_and(|assigned| assigned.what.to.as_ref() == Some(person))
    }

    fn is_for(&self, reached: MustReach, whom: Recipient<'_>) -> bool {
        match reached {
            MustReach::GeneralManager => whom.role == Some(Role::GeneralManager),
            MustReach::SiteManager => whom.role == Some(Role::SiteManager),
            MustReach::Department => self.is_assigned_to(whom.person) || self.is_of_department(whom.heads),
        }
    }

    /// C-06: it is this department's.
    pub fn is_of_department(&self, heads: Option<&DepartmentCode>) -> bool {
        let department = self.assigned.as_ref().map(|assigned| &assigned.what.department);
        department.is_some() && department == heads
    }
}

fn reaches(clock: ClockKind, must: MustReach) -> Option<MustReach> {
    match clock {
        ClockKind::Respond => Some(must),
        ClockKind::Department => Some(MustReach::Department),
        ClockKind::SameDay => Some(MustReach::SiteManager),
        ClockKind::Finish | ClockKind::Reply | ClockKind::Tell => None,
    }
}

/// How long a clock runs that counts minutes.
fn minutes(clock: ClockKind, grade: Grade) -> Option<TimeDelta> {
    match clock {
        ClockKind::Respond => Some(ClockRule::of(grade).respond_within),
        ClockKind::Department => Some(DEPARTMENT_WITHIN),
        _ => None,
    }
}
