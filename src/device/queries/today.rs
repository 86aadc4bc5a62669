//! Today: my callbacks, by due time (V-01, V-03).

use chrono::{Datelike as _, NaiveDate};
use doorstep_domain::callback::CallbackState;
use doorstep_domain::ids::{PersonId, SubjectKind};
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;

use super::QueryError;
use super::task::{Section, TaskRow, group};
use crate::device::Device;
use crate::reckoning::Quality;
use crate::refold::role_of;
use crate::shift::Shift;
use crate::store::StoreError;

/// The first screen after signing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    /// The office's time, as it is counted with (F-02).
    pub now: Moment,
    /// How well it is known.
    pub quality: Quality,
    /// The site's date.
    pub date: NaiveDate,
    /// Overdue, then today, then later; each by due time.
    pub rows: Vec<TaskRow>,
    /// V-02: a deadline in the list rests on this year, whose holidays are not published here.
    pub calendar_assumed: Option<i32>,
    /// What this person needs first has not come from the office yet.
    pub first_load: bool,
}

impl Today {
    /// How many rows stand in a section.
    pub fn count(&self, section: Section) -> usize {
        self.rows.iter().filter(|row| row.section == section).count()
    }
}

impl Device {
    /// My callbacks by due time.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn today(&self) -> Result<Today, QueryError> {
        let shift = self.shift()?;
        let reckoned = self.reckon();
        let now = reckoned.best;
        let site = shift.site()?;
        let role = role_of(&shift.personal, &shift.person)?;
        let cases = group(shift.personal.cases_behind(&shift.person, SubjectKind::Callback)?);
        let entries = shift.personal.open_callbacks(&shift.person)?;
        let mine = entries.iter().filter(|entry| is_mine(&entry.state, &shift.person, role, now));
        let mut rows: Vec<TaskRow> =
            mine.filter_map(|entry| TaskRow::of(entry, &site, &cases, now)).collect();
        rows.sort_by_key(|row| (row.section, row.due_by));
        Ok(Today {
            now,
            quality: reckoned.quality,
            date: site.date(now),
            calendar_assumed: rows.iter().find(|row| row.calendar_assumed).map(|row| row.due_date.year()),
            rows,
            first_load: is_first_load(shift)?,
        })
    }
}

/// Neither a page of the feed came, nor all that is needed first of the snapshot.
fn is_first_load(shift: &Shift) -> Result<bool, StoreError> {
    let usable = shift.personal.snapshot_place(&shift.person)?.is_some_and(|at| at.usable);
    Ok(!usable && shift.personal.cursor(&shift.person)?.is_none())
}

/// V-01: assigned to me, or to nobody and V-01 names my role; V-10: what waited too long is the front desk's too.
fn is_mine(state: &CallbackState, me: &PersonId, role: Option<Role>, now: Moment) -> bool {
    let named = |role| state.opened.as_ref().is_some_and(|opened| opened.due.who.contains(&role));
    let by_role = match &state.assigned_to {
        Some(person) => person == me,
        None => role.is_some_and(named),
    };
    by_role || (role == Some(Role::FrontDesk) && state.needs_follow_up(now))
}
