//! A callback as lists show it: where, who, what about, until when, and what to know before one knocks.

use std::collections::HashMap;

use chrono::NaiveDate;
use doorstep_domain::directory::Label;
use doorstep_domain::event::EventKind;
use doorstep_domain::ids::{HomeId, MatterCode, SubjectId};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::repeat::{Case, RepeatSignal, find_signals};

use crate::site::Site;
use crate::store::personal::{CallbackEntry, CaseRow, HomeRow};

/// Where a task stands in the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// V-03: past its deadline.
    Overdue,
    /// Due by the end of the day.
    Today,
    /// Due later.
    Later,
}

/// A home as it is written on a door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its code.
    pub home: HomeId,
    /// Building.
    pub building: String,
    /// Section (单元).
    pub section: String,
    /// Room.
    pub room: String,
}

impl From<&HomeRow> for Place {
    fn from(row: &HomeRow) -> Self {
        let entry = &row.entry;
        Self {
            home: row.home.clone(),
            building: entry.building.clone(),
            section: entry.section.clone(),
            room: entry.room.clone(),
        }
    }
}

/// A callback for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// The callback.
    pub callback: SubjectId,
    /// Where it stands in the day.
    pub section: Section,
    /// What sort of event it follows.
    pub after: EventKind,
    /// Where; `None` while the home is not known here.
    pub place: Option<Place>,
    /// Whom to ask for.
    pub customer: Label,
    /// How to reach them by telephone.
    pub phone: String,
    /// What it was about, as the site's list calls it.
    pub matter: Label,
    /// What was reported or asked for, in the reporter's words.
    pub reported: Label,
    /// From here on it is overdue.
    pub due_by: Moment,
    /// The day that the deadline ends.
    pub due_date: NaiveDate,
    /// The aim, where V-01 has one.
    pub target_by: Option<Moment>,
    /// Whole days since that day; 0 while it is not over.
    pub days_overdue: i64,
    /// V-02: the deadline rests on a year without published holidays.
    pub calendar_assumed: bool,
    /// V-09: how often nobody was home.
    pub attempts: usize,
    /// V-09: when to try again.
    pub next_try: Option<Moment>,
    /// V-10: unfinished for more than 3 days: the front desk goes to the door.
    pub follow_up: bool,
    /// V-13: what repeats in this home, gravest last.
    pub signals: Vec<RepeatSignal>,
    /// F-05: the language that the residents read.
    pub language: Lang,
    /// Facts made here that the office has not answered.
    pub pending: i64,
    /// It has facts that this version does not know; only what is certain is shown.
    pub has_unknown: bool,
    /// It is still to be made.
    pub is_open: bool,
}

/// V-13: the cases of homes, oldest first.
pub(super) type Cases = HashMap<HomeId, Vec<Case>>;

pub(super) fn group(rows: Vec<CaseRow>) -> Cases {
    let mut cases = Cases::new();
    for CaseRow { home, kind, matter, at, .. } in rows {
        cases.entry(home).or_default().push(Case { kind, matter, at });
    }
    cases
}

impl TaskRow {
    /// A callback's row at `now`; `None` for one that was never opened.
    pub(super) fn of(entry: &CallbackEntry, site: &Site, cases: &Cases, now: Moment) -> Option<Self> {
        let opened = entry.state.opened.as_ref()?;
        let about = entry.about.clone().unwrap_or_default();
        let contact = entry.home.as_ref().map(|home| home.contact.clone()).unwrap_or_default();
        let named = about.contact.name != Label::default();
        let (due_by, due_date) = (opened.due.due_by, site.due_date(opened.due.due_by));
        let section = section(site, due_by, now);
        let late = (site.date(now) - due_date).num_days();
        Some(Self {
            callback: entry.subject.clone(),
            section,
            after: opened.body.after,
            place: entry.home.as_ref().map(Place::from),
            phone: first(about.contact.phone, contact.phone),
            customer: if named { about.contact.name } else { contact.name },
            matter: site.matter(&opened.body.matter),
            reported: about.reported,
            due_by,
            due_date,
            target_by: opened.due.target_by,
            days_overdue: if section == Section::Overdue { late.max(1) } else { 0 },
            calendar_assumed: opened.due.calendar_assumed,
            attempts: entry.state.attempts.len(),
            next_try: entry.state.next_try(),
            follow_up: entry.state.needs_follow_up(now),
            signals: signals(cases, &opened.body.home, &opened.body.matter, now),
            language: entry.home.as_ref().map(|home| home.entry.language).unwrap_or_default(),
            pending: entry.pending,
            has_unknown: entry.unknown > 0,
            is_open: entry.state.is_open(),
        })
    }
}

fn first(a: String, b: String) -> String {
    if a.is_empty() { b } else { a }
}

fn section(site: &Site, due_by: Moment, now: Moment) -> Section {
    match (now >= due_by, site.due_date(due_by) <= site.date(now)) {
        (true, _) => Section::Overdue,
        (false, true) => Section::Today,
        (false, false) => Section::Later,
    }
}

fn signals(cases: &Cases, home: &HomeId, matter: &MatterCode, now: Moment) -> Vec<RepeatSignal> {
    cases.get(home).map(|cases| find_signals(cases, matter, now)).unwrap_or_default()
}
