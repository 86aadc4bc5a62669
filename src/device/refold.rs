//! Folding a subject: the office's facts in its order, then what was made here and is not answered yet
//! (DESIGN.md §1). The same fold as the office's, so there is nothing to merge.

mod complaint;
mod order;

use doorstep_domain::callback::CallbackVerdict;
use doorstep_domain::context::Context;
use doorstep_domain::directory::HomeEntry;
use doorstep_domain::event::{EventKind, EventState};
use doorstep_domain::fact::{Body, Head, Slot, Verdict};
use doorstep_domain::fold::State;
use doorstep_domain::ids::{FactId, PersonId, SubjectId, SubjectKind};
use doorstep_domain::moment::Moment;
use doorstep_domain::repeat::CaseKind;
use doorstep_domain::role::Role;
use serde::de::DeserializeOwned;

use crate::site::Site;
use crate::store::StoreError;
use crate::store::personal::{About, Base, Folded, Personal, StoredFact, SubjectRow};

pub(crate) use complaint::due_by as complaint_due_by;
pub(crate) use order::due_by;

/// Folds a subject again and keeps its row: in the transaction that changed one of its facts.
///
/// # Errors
/// See [`StoreError`].
pub fn refold(personal: &Personal, site: &Site, subject: &SubjectId) -> Result<(), StoreError> {
    let facts = personal.facts_on(subject)?;
    let base = personal.base(subject)?;
    let (state, from) = match &base {
        Some(base) => (base.state.clone(), Some(base.through)),
        None => (State::of(subject), None),
    };
    let mut folding = Folding { personal, site, state, pending: 0, unknown: 0 };
    // What the summary takes in already is not folded a second time.
    let ordered = facts.iter().filter(|fact| fact.office_sequence.is_some() && fact.office_sequence > from);
    ordered.clone().try_for_each(|fact| folding.take(fact))?;
    let office = folding.state.clone();
    let mut pending = facts.iter().filter(|fact| fact.office_sequence.is_none());
    pending.try_for_each(|fact| folding.take(fact))?;
    let Folding { state, pending, unknown, .. } = folding;
    let summary = from.map(|from| ordered.filter_map(|fact| fact.office_sequence).max().unwrap_or(from));
    let said = base.and_then(|base| base.about);
    let row = row(personal, subject, state, said)?;
    keep(personal, SubjectRow { office: Some(office), pending, unknown, summary, ..row })
}

/// Adds what was just made here to what is shown. It comes after all else on its subject, so nothing is folded anew.
///
/// # Errors
/// See [`StoreError`].
pub fn add(personal: &Personal, site: &Site, head: &Head, body: &Body) -> Result<(), StoreError> {
    let Some(folded) = personal.folded(&head.subject)? else { return refold(personal, site, &head.subject) };
    let Folded { mut shown, about, pending, unknown, summary } = folded;
    let verdict = judge(personal, site, &shown, head, body)?;
    shown.apply(head, body, &verdict);
    let said = about.filter(|_| summary.is_some());
    let row = row(personal, &head.subject, shown, said)?;
    keep(personal, SubjectRow { pending: pending + 1, unknown, summary, ..row })
}

/// What is known of a subject before its history is here: its fold begins with it from now on.
///
/// # Errors
/// See [`StoreError`].
pub fn begin_with(personal: &Personal, subject: &SubjectId, base: Base) -> Result<(), StoreError> {
    let row = row(personal, subject, base.state.clone(), base.about)?;
    keep(personal, SubjectRow { office: Some(base.state), summary: Some(base.through), ..row })
}

/// Keeps a row, and what else is read of its state.
fn keep(personal: &Personal, row: SubjectRow) -> Result<(), StoreError> {
    put_words(personal, &row)?;
    if let State::WorkOrder(state) = &row.shown {
        personal.put_charges(&row.subject, &order::charges(state))?;
    }
    personal.put_subject(&row)
}

struct Folding<'a> {
    personal: &'a Personal,
    site: &'a Site,
    state: State,
    pending: i64,
    unknown: i64,
}

impl Folding<'_> {
    fn take(&mut self, fact: &StoredFact) -> Result<(), StoreError> {
        self.pending += i64::from(fact.verdict.is_none());
        let Ok(head) = Head::parse(fact.signed.head.as_bytes()) else {
            return Err(StoreError::Unreadable("head"));
        };
        let Ok(body) = Body::parse(&head.kind, head.kv, &head.body) else {
            // A newer handheld's kind: kept, shown as unknown, never a crash.
            self.unknown += 1;
            return Ok(());
        };
        let verdict = match &fact.verdict {
            Some(verdict) => verdict.clone(),
            None => judge(self.personal, self.site, &self.state, &head, &body)?,
        };
        self.state.apply(&head, &body, &verdict);
        Ok(())
    }
}

/// What the rules make of a fact that the office has not answered: provisional, by the same rules.
///
/// # Errors
/// See [`StoreError`].
pub fn judge(
    personal: &Personal,
    site: &Site,
    state: &State,
    head: &Head,
    body: &Body,
) -> Result<Verdict, StoreError> {
    let context = Context {
        time: head.office,
        role: role_of(personal, &head.by.person)?,
        calendar: &site.calendar,
        site_revision: site.revision(),
        catalogue: &site.catalogue,
        grading: site.grading(),
        place: None,
    };
    Ok(state.judge(head, body, &context))
}

/// P-09: what a person is at the site, as far as it is known here.
///
/// # Errors
/// See [`StoreError`].
pub fn role_of(personal: &Personal, person: &PersonId) -> Result<Option<Role>, StoreError> {
    let subject = SubjectId::new(SubjectKind::Person, person);
    Ok(match personal.shown(&subject)? {
        Some((State::Person(newest), _)) => newest.entry.map(|(_, entry)| entry.role),
        _ => None,
    })
}

fn row(
    personal: &Personal,
    subject: &SubjectId,
    shown: State,
    said: Option<About>,
) -> Result<SubjectRow, StoreError> {
    let about = About::of(&shown, |fact| personal.part(fact, Slot::TEXTS))?;
    let row = SubjectRow {
        subject: subject.clone(),
        home: None,
        matter: None,
        event: None,
        due_by: None,
        open: false,
        case: None,
        about: about.map(|about| about.or(said.clone().unwrap_or_default())).or(said),
        office: None,
        shown,
        pending: 0,
        unknown: 0,
        summary: None,
    };
    Ok(with_columns(row))
}

/// The columns that lists are read by.
fn with_columns(row: SubjectRow) -> SubjectRow {
    match &row.shown {
        State::Callback(state) => {
            let Some(opened) = &state.opened else { return row };
            let (body, due_by) = (opened.body.clone(), opened.due.due_by);
            let failed = state.record.as_ref().filter(|r| r.verdict == CallbackVerdict::Unqualified);
            let case = failed.map(|record| (CaseKind::FailedCallback, record.at));
            let open = state.is_open();
            let (home, matter, event) = (Some(body.home), Some(body.matter), Some(body.event));
            SubjectRow { home, matter, event, due_by: Some(due_by), open, case, ..row }
        }
        State::Event(state) => {
            let Some(finish) = state.finish.as_ref().map(|finish| finish.body.clone()) else { return row };
            let case = case_of(state);
            SubjectRow { home: Some(finish.home), matter: Some(finish.matter), case, ..row }
        }
        State::WorkOrder(state) => {
            let state = state.clone();
            order::with_columns(row, &state)
        }
        State::Complaint(state) => {
            let state = state.clone();
            complaint::with_columns(row, &state)
        }
        State::Home(_) => SubjectRow { home: row.subject.key().parse().ok(), ..row },
        _ => row,
    }
}

/// V-13: a repair counts when it was done, a complaint when it was made.
fn case_of(state: &EventState) -> Option<(CaseKind, Moment)> {
    let finish = &state.finish.as_ref()?.body;
    match finish.event {
        EventKind::Repair => Some((CaseKind::Repair, finish.finished)),
        EventKind::Complaint { .. } => Some((CaseKind::Complaint, finish.registered)),
        _ => None,
    }
}

/// The part `texts` of a fact, if it is here and of this shape.
///
/// # Errors
/// See [`StoreError`].
pub fn texts<T: DeserializeOwned>(personal: &Personal, fact: FactId) -> Result<Option<T>, StoreError> {
    let bytes = personal.part(fact, Slot::TEXTS)?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// What a search finds a subject by.
fn put_words(personal: &Personal, row: &SubjectRow) -> Result<(), StoreError> {
    let about = row.about.clone().unwrap_or_default();
    let words = match &row.shown {
        State::Home(newest) => newest.entry.as_ref().map(|(_, home)| home_words(row, home, &about)),
        State::Complaint(state) => complaint::words(state, &about),
        _ => None,
    };
    words.map_or(Ok(()), |words| personal.put_words(&row.subject, &words.to_lowercase()))
}

/// A home is found by its code, by building, section and room, and by who lives there.
fn home_words(row: &SubjectRow, home: &HomeEntry, about: &About) -> String {
    let (key, name) = (row.subject.key(), &about.contact.name);
    let HomeEntry { building, section, room, .. } = home;
    format!("{key} {building}栋{section}单元{room} {} {}", name.zh, name.en)
}
