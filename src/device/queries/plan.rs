//! The supervisor's plan: which callbacks nobody has, and who could make them (V-01, V-10).

use std::cmp::Reverse;

use doorstep_domain::callback::{CALLERS, may_assign, may_be_assigned};
use doorstep_domain::ids::{PersonId, SubjectId, SubjectKind};
use doorstep_domain::role::Role;

use super::QueryError;
use super::catalogue::{ContactRow, contact_of};
use super::people::watcher;
use super::task::{TaskRow, group};
use crate::device::Device;
use crate::store::personal::{CallbackEntry, PersonRow};

/// All callbacks that are still to be made, and who could be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// V-10's first, then by due time.
    pub rows: Vec<PlanRow>,
    /// Who could be sent, by role and code.
    pub people: Vec<Candidate>,
}

/// A callback to plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// As in lists.
    pub task: TaskRow,
    /// Who has it.
    pub assigned_to: Option<ContactRow>,
    /// V-01: whose roles make it, where nobody has it.
    pub who: Vec<Role>,
    /// P-09, V-01: this person may set who makes it.
    pub may_assign: bool,
}

/// Somebody who could make a callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub contact: ContactRow,
    /// What they are.
    pub role: Role,
    /// How many they have already.
    pub has: usize,
}

impl Plan {
    /// V-01: who could be set to make all of these.
    pub fn candidates_for(&self, callbacks: &[SubjectId]) -> Vec<&Candidate> {
        let chosen: Vec<&PlanRow> =
            self.rows.iter().filter(|row| callbacks.contains(&row.task.callback)).collect();
        let fits = |role| chosen.iter().all(|row| may_be_assigned(role, &row.who));
        self.people.iter().filter(|candidate| fits(candidate.role)).collect()
    }
}

impl Device {
    /// V-01: what is to be planned.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn plan(&self) -> Result<Plan, QueryError> {
        let shift = self.shift()?;
        let (personal, now) = (&shift.personal, self.now());
        let site = self.shift()?.site()?;
        let role = watcher(shift)?;
        let cases = group(personal.cases_behind(&shift.person, SubjectKind::Callback)?);
        let entries = personal.open_callbacks(&shift.person)?;
        let mut rows = Vec::new();
        for entry in &entries {
            let assigned_to = entry.state.assigned_to.as_ref();
            let assigned_to = assigned_to.map(|person| contact_of(personal, person)).transpose()?;
            let task = TaskRow::of(entry, &site, &cases, now);
            rows.extend(task.map(|task| row(entry, task, assigned_to, role)));
        }
        rows.sort_by_key(|row| (Reverse(row.task.follow_up), row.task.due_by));
        let people = personal.people()?.into_iter().filter(|row| CALLERS.contains(&row.entry.role));
        let mut people: Vec<Candidate> = people.map(|row| candidate(row, &entries)).collect();
        people.sort_by_key(|candidate| Reverse(candidate.role));
        Ok(Plan { rows, people })
    }
}

fn row(entry: &CallbackEntry, task: TaskRow, assigned_to: Option<ContactRow>, role: Role) -> PlanRow {
    let who = entry.state.opened.as_ref().map(|opened| opened.due.who.clone()).unwrap_or_default();
    let may_assign = may_assign(role, &who);
    PlanRow { task, assigned_to, who, may_assign }
}

fn candidate(row: PersonRow, entries: &[CallbackEntry]) -> Candidate {
    let is_theirs = |to: Option<&PersonId>| to == Some(&row.person);
    let has = entries.iter().filter(|entry| is_theirs(entry.state.assigned_to.as_ref())).count();
    Candidate { role: row.entry.role, has, contact: row.into() }
}
