//! Complaints in lists: mine, what is open by due time, what is overdue, what is over (section C).

use chrono::NaiveDate;
use doorstep_domain::complaint::{Action, Clock, ComplaintState, Sort, Step};
use doorstep_domain::directory::{Label, PersonEntry};
use doorstep_domain::grade::Grade;
use doorstep_domain::ids::{DepartmentCode, HomeId, PersonId, SubjectId, SubjectKind};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::repeat::{RepeatSignal, find_signals};
use doorstep_domain::role::Role;

use super::QueryError;
use super::complaint::acts::{Viewer, next_act, sort};
use super::people::{name, person};
use super::task::{Cases, Place, Section, group};
use crate::device::Device;
use crate::refold::complaint_due_by;
use crate::shift::Shift;
use crate::site::Site;
use crate::store::StoreError;
use crate::store::personal::{ComplaintEntry, Personal};

/// No list shows more that is over, and no search more at all.
const MOST_SHOWN: usize = 200;

/// Which complaints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComplaintList {
    /// What waits for me, what I chase (P-11) and what is mine by C-05; V-10: for the front desk also what waited
    /// too long.
    Mine,
    /// Everything that is not archived yet.
    Open,
    /// C-05: a clock of it ran out.
    Overdue,
    /// Archived, newest first.
    Closed,
}

/// Complaints, by what is due first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaints {
    /// The office's time, as it is counted with (F-02).
    pub now: Moment,
    /// Overdue, then today, then later; each by due time.
    pub rows: Vec<ComplaintRow>,
}

/// A complaint for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintRow {
    /// The complaint.
    pub complaint: SubjectId,
    /// The office's number, `2026-1124-C007`; until it is there, a short code.
    pub number: String,
    /// Complaint, suggestion or opinion (C-02).
    pub sort: Sort,
    /// C-03; `None` for suggestions and opinions.
    pub grade: Option<Grade>,
    /// Where it stands.
    pub step: Step,
    /// What waits for this person.
    pub next: Option<Action>,
    /// Where it stands in the day.
    pub section: Section,
    /// Where; `None` while the home is not known here.
    pub place: Option<Place>,
    /// Who complains.
    pub customer: Label,
    /// How to reach them by telephone.
    pub phone: String,
    /// What it is about, as the site's list calls it.
    pub matter: Label,
    /// What happened, in words.
    pub happened: Label,
    /// C-05: when it was received.
    pub received: Moment,
    /// When somebody has to see to it next.
    pub due_by: Moment,
    /// That day.
    pub due_date: NaiveDate,
    /// The clock that runs out first (C-05 to C-10).
    pub clock: Option<Clock>,
    /// P-11: who chases it.
    pub owner: Option<Label>,
    /// V-10: not handled for more than 3 days: the front desk goes to the door.
    pub follow_up: bool,
    /// V-13: what repeats in this home, gravest last.
    pub signals: Vec<RepeatSignal>,
    /// F-05: the language that the residents read.
    pub language: Lang,
    /// Facts made here that the office has not answered.
    pub pending: i64,
    /// It has facts that this version does not know; only what is certain is shown.
    pub has_unknown: bool,
    /// Somebody still has to do something.
    pub is_open: bool,
}

/// What a complaint is looked at with.
pub(super) struct Desk<'a> {
    pub personal: &'a Personal,
    pub site: &'a Site,
    pub cases: &'a Cases,
    pub me: &'a PersonId,
    pub entry: Option<PersonEntry>,
    pub heads: Option<DepartmentCode>,
    pub now: Moment,
}

impl<'a> Desk<'a> {
    pub fn of(shift: &'a Shift, site: &'a Site, cases: &'a Cases, now: Moment) -> Result<Self, StoreError> {
        let entry = person(&shift.personal, &shift.person)?;
        let heads = entry.as_ref().and_then(PersonEntry::heads);
        Ok(Self { personal: &shift.personal, site, cases, me: &shift.person, entry, heads, now })
    }

    pub fn role(&self) -> Option<Role> {
        self.entry.as_ref().map(|entry| entry.role)
    }

    pub fn viewer(&self) -> Viewer<'_> {
        Viewer { me: self.me, role: self.role(), heads: self.heads.as_ref(), now: self.now }
    }

    /// A complaint's row; `None` for one whose reception is not here.
    pub fn row(&self, entry: &ComplaintEntry) -> Result<Option<ComplaintRow>, StoreError> {
        let state = &entry.state;
        let (Some(received), Some(step), Some(due_by)) =
            (&state.received, state.step, complaint_due_by(state))
        else {
            return Ok(None);
        };
        let resident = entry.home.as_ref().map(|home| home.contact.clone()).unwrap_or_default();
        let contact = entry.about.contact.clone();
        let cases = self.cases.get(&received.what.home).map_or(&[][..], |cases| cases);
        Ok(Some(ComplaintRow {
            complaint: entry.subject.clone(),
            number: number_of(state),
            sort: sort(state),
            grade: state.grade(),
            step,
            next: next_act(state, self.viewer()),
            section: self.section(state, due_by),
            place: entry.home.as_ref().map(Place::from),
            customer: if contact.name == Label::default() { resident.name } else { contact.name },
            phone: if contact.phone.is_empty() { resident.phone } else { contact.phone },
            matter: self.site.matter(&received.what.matter),
            happened: entry.about.reported.clone(),
            received: state.received_at().unwrap_or(received.at),
            due_by,
            due_date: self.site.due_date(due_by),
            clock: state.next_clock().copied(),
            owner: state.owner.as_ref().map(|owner| name(self.personal, owner)).transpose()?,
            follow_up: state.needs_follow_up(self.now),
            signals: find_signals(cases, &received.what.matter, self.now),
            language: entry.home.as_ref().map(|home| home.entry.language).unwrap_or_default(),
            pending: entry.pending,
            has_unknown: entry.unknown > 0,
            is_open: state.is_open(),
        }))
    }

    pub fn rows<'e>(
        &self,
        entries: impl Iterator<Item = &'e ComplaintEntry>,
    ) -> Result<Vec<ComplaintRow>, StoreError> {
        entries.filter_map(|entry| self.row(entry).transpose()).collect()
    }

    /// Overdue is what a clock ran out on.
    fn section(&self, state: &ComplaintState, due_by: Moment) -> Section {
        match (is_overdue(state, self.now), self.site.due_date(due_by) <= self.site.date(self.now)) {
            (true, _) => Section::Overdue,
            (false, true) => Section::Today,
            (false, false) => Section::Later,
        }
    }

    fn holds(&self, list: ComplaintList, state: &ComplaintState) -> bool {
        match list {
            ComplaintList::Mine => self.is_mine(state),
            ComplaintList::Open => true,
            ComplaintList::Overdue => is_overdue(state, self.now),
            ComplaintList::Closed => false,
        }
    }

    /// P-11: until the customer's opinion is signed; C-05: until the customer knows the result.
    fn is_mine(&self, state: &ComplaintState) -> bool {
        let chases = state.owner.as_ref() == Some(self.me) && state.step < Some(Step::Signed);
        let answers =
            state.step < Some(Step::Told) && self.role().is_some() && state.owner_role() == self.role();
        let visits = self.role() == Some(Role::FrontDesk) && state.needs_follow_up(self.now);
        chases || answers || visits || next_act(state, self.viewer()).is_some()
    }
}

fn is_overdue(state: &ComplaintState, now: Moment) -> bool {
    state.next_clock().is_some_and(|clock| now > clock.by)
}

impl Device {
    /// A list of complaints, as far as this person may see them.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn complaints(&self, list: ComplaintList) -> Result<Complaints, QueryError> {
        let shift = self.shift()?;
        let personal = &shift.personal;
        if list == ComplaintList::Closed {
            let entries = personal.closed_complaints(&shift.person, MOST_SHOWN)?;
            return self.shown_complaints(&entries, |_, _| true);
        }
        let entries = personal.open_complaints(&shift.person)?;
        let mut shown = self.shown_complaints(&entries, |desk, state| desk.holds(list, state))?;
        shown.rows.sort_by_key(|row| (row.section, row.due_by));
        Ok(shown)
    }

    /// The complaints that are mine, by next clock: beside the callbacks of [`Device::today`].
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn complaints_today(&self) -> Result<Complaints, QueryError> {
        self.complaints(ComplaintList::Mine)
    }

    /// Complaints by number, home, who complains or what happened: each word of the query must occur.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn find_complaints(&self, query: &str) -> Result<Complaints, QueryError> {
        let shift = self.shift()?;
        let words: Vec<String> = query.to_lowercase().split_whitespace().take(8).map(str::to_owned).collect();
        let found = if words.is_empty() {
            Vec::new()
        } else {
            shift.personal.search_complaints(&shift.person, &words, MOST_SHOWN)?
        };
        self.shown_complaints(&found, |_, _| true)
    }

    fn shown_complaints(
        &self,
        entries: &[ComplaintEntry],
        holds: impl Fn(&Desk<'_>, &ComplaintState) -> bool,
    ) -> Result<Complaints, QueryError> {
        let shift = self.shift()?;
        let (site, now) = (shift.site()?, self.now());
        let cases = group(shift.personal.cases_behind(&shift.person, SubjectKind::Complaint)?);
        let desk = Desk::of(shift, &site, &cases, now)?;
        let rows = desk.rows(entries.iter().filter(|entry| holds(&desk, &entry.state)))?;
        Ok(Complaints { now, rows })
    }
}

/// The complaints of a home: open ones by what is due first, then newest first.
pub(super) fn complaints_at(
    shift: &Shift,
    site: &Site,
    cases: &Cases,
    now: Moment,
    home: &HomeId,
) -> Result<Vec<ComplaintRow>, StoreError> {
    let entries = shift.personal.complaints_at(&shift.person, home)?;
    let mut rows = Desk::of(shift, site, cases, now)?.rows(entries.iter())?;
    // Stable: those that are over stay newest first.
    rows.sort_by_key(|row| (!row.is_open, row.is_open.then_some(row.due_by)));
    Ok(rows)
}

/// The complaint's number, or what stands for it.
pub(crate) fn number_of(state: &ComplaintState) -> String {
    state.number.clone().or_else(|| state.short_code()).unwrap_or_default()
}
