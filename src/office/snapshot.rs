//! First contact: what a person may see, what is needed first before everything else (P-09, P-10, V-05).

use std::collections::BTreeSet;

use doorstep_domain::about::About;
use doorstep_domain::bytes::{decode, encode};
use doorstep_domain::fact::Slot;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{InstallationId, PersonId, SubjectId, SubjectKind};
use doorstep_domain::moment::Moment;
use doorstep_protocol::cursor::Cursor;
use doorstep_protocol::feed::{FeedEntry, OrderedFact};
use doorstep_protocol::snapshot::{History, SnapshotPage, Summary};
use serde::{Deserialize, Serialize};

use crate::audience::{Audience, home_of, is_told};
use crate::backed_up;
use crate::error::OfficeError;
use crate::feed::{self, ordered, size};
use crate::identity::{self, Identity};
use crate::ledger;
use crate::store::{Store, StoreError, SubjectRow};

/// A page ends with the subject that reaches this, in bytes …
const MAX_BYTES: usize = 512 * 1024;
/// … or with so many summaries.
const MAX_SUMMARIES: usize = 500;
/// The site's own data: the rest is judged and shown by it.
const SITE: [SubjectKind; 4] =
    [SubjectKind::Site, SubjectKind::Calendar, SubjectKind::Catalogue, SubjectKind::Person];

/// When an open case is due, as far as what comes first goes; `None` for what is done with, and for all else.
pub(crate) fn due_by(state: &State) -> Option<Moment> {
    match state {
        State::Callback(callback) if callback.is_open() => callback.opened.as_ref().map(|o| o.due.due_by),
        State::WorkOrder(order) if order.is_open() => {
            let registered = order.registered.as_ref().map(|registered| registered.at);
            order.next_clock().map(|clock| clock.by).or(registered)
        }
        State::Complaint(complaint) if complaint.is_open() => {
            complaint.next_clock().map(|clock| clock.by).or_else(|| complaint.received_at())
        }
        _ => None,
    }
}

/// Where a snapshot goes on. Only its reader gets it, and it shows nothing that they may not see, so that nobody signs it
/// but for the cursor in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Place {
    /// Where the feed goes on once all of it was read: settled before the first page.
    cursor: String,
    /// How many subjects there were, and came.
    all: i64,
    came: i64,
    next: Next,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Next {
    Site,
    /// Open cases after this due time and subject.
    Open(i64, String),
    /// Everything after this subject.
    Rest(String),
    Nothing,
}

impl Place {
    fn text(&self) -> String {
        encode(&serde_json::to_vec(self).unwrap_or_default())
    }

    /// A place that this office gave this person in this epoch; after anything else the snapshot begins anew.
    fn read(
        store: &dyn Store,
        office: &Identity,
        person: &PersonId,
        text: &str,
    ) -> Result<Option<Self>, StoreError> {
        let place: Option<Self> = decode(text).and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let epoch = identity::epoch(store)?;
        let genuine = |place: &Self| {
            let cursor = Cursor::read(&place.cursor, &office.signing_public());
            cursor.is_some_and(|cursor| cursor.epoch == epoch && cursor.person == *person)
        };
        Ok(place.filter(genuine))
    }

    fn beginning(reader: &Reader<'_>, office: &Identity) -> Result<Self, StoreError> {
        let (position, _) = reader.store.last_log()?;
        Ok(Self {
            cursor: feed::cursor(reader.store, office, reader.person, position)?,
            all: reader.store.count_granted(reader.audiences)?,
            came: 0,
            next: Next::Site,
        })
    }
}

/// Who reads.
pub(crate) struct Reader<'a> {
    pub store: &'a dyn Store,
    pub person: &'a PersonId,
    pub audiences: &'a [Audience],
    /// Their handheld …
    pub installation: Option<InstallationId>,
    /// … where it wrote anything before.
    pub wrote: Option<InstallationId>,
}

/// The place of the newest fact that those who have the subject are told of.
fn through(store: &dyn Store, row: &SubjectRow) -> Result<i64, StoreError> {
    if is_told(&row.subject, false) { Ok(row.last_sequence) } else { store.last_applied(&row.subject) }
}

/// One page.
pub(crate) fn page(
    reader: &Reader<'_>,
    office: &Identity,
    after: Option<&str>,
) -> Result<SnapshotPage, OfficeError> {
    let store = reader.store;
    let place = after.map(|text| Place::read(store, office, reader.person, text)).transpose()?.flatten();
    let place = place.map_or_else(|| Place::beginning(reader, office), Ok)?;
    let mut page =
        Writing { reader, entries: Vec::new(), summaries: Vec::new(), here: BTreeSet::new(), bytes: 0 };
    let mut next = place.next.clone();
    while page.bytes < MAX_BYTES && page.summaries.is_empty() && next != Next::Nothing {
        next = page.add(next)?;
    }
    let came = place.came + page.count();
    let place = Place { came, next, ..place };
    let more = place.next != Next::Nothing;
    Ok(SnapshotPage {
        epoch: identity::epoch(store)?,
        entries: page.entries,
        summaries: page.summaries,
        next: more.then(|| place.text()),
        usable: matches!(place.next, Next::Rest(_) | Next::Nothing),
        remaining: if more { (place.all - place.came).max(1) } else { 0 },
        cursor: place.cursor,
        backed_up_through: backed_up::through(store, reader.installation)?,
    })
}

/// The whole history of some subjects, as many as fit, at least one; an empty one of what the person may not see.
pub(crate) fn histories(reader: &Reader<'_>, subjects: &[SubjectId]) -> Result<Vec<History>, StoreError> {
    let (mut histories, mut bytes) = (Vec::new(), 0);
    for subject in subjects {
        let granted = reader.store.is_granted(subject, reader.audiences)?;
        let (history, more) = if granted { history(reader.store, subject)? } else { Default::default() };
        histories.push(History { subject: subject.clone(), history });
        bytes += more;
        if bytes >= MAX_BYTES {
            break;
        }
    }
    Ok(histories)
}

/// All that a person who has the subject is told of it, and how long that is.
fn history(store: &dyn Store, subject: &SubjectId) -> Result<(Vec<OrderedFact>, usize), StoreError> {
    let facts = feed::told(store, subject, i64::MAX)?;
    let bytes = facts.iter().map(size).sum();
    Ok((facts.into_iter().map(ordered).collect(), bytes))
}

struct Writing<'a> {
    reader: &'a Reader<'a>,
    entries: Vec<FeedEntry>,
    summaries: Vec<Summary>,
    /// What is on this page already: many cases have one home.
    here: BTreeSet<SubjectId>,
    bytes: usize,
}

impl Writing<'_> {
    fn count(&self) -> i64 {
        (self.entries.len() + self.summaries.len()) as i64
    }

    /// Adds what comes next, and says what comes then.
    fn add(&mut self, next: Next) -> Result<Next, StoreError> {
        match next {
            Next::Site => {
                self.add_site()?;
                Ok(Next::Open(i64::MIN, String::new()))
            }
            Next::Open(due_by, subject) => self.add_open((due_by, subject)),
            Next::Rest(after) => self.add_rest(after),
            Next::Nothing => Ok(Next::Nothing),
        }
    }

    fn add_site(&mut self) -> Result<(), StoreError> {
        for kind in SITE {
            for row in self.reader.store.subjects_of_kind(kind)? {
                self.grant(&row.subject)?;
            }
        }
        Ok(())
    }

    /// Each with its home and with what led to it: a callback is made with all of it at hand (V-05).
    fn add_open(&mut self, mut after: (i64, String)) -> Result<Next, StoreError> {
        let open = self.reader.store.open_cases(self.reader.audiences)?;
        for (due_by, subject) in open {
            let at = (due_by.millis(), subject.to_string());
            if at <= after {
                continue;
            }
            if self.bytes >= MAX_BYTES {
                return Ok(Next::Open(after.0, after.1));
            }
            self.add_case(&subject)?;
            after = at;
        }
        Ok(Next::Rest(String::new()))
    }

    fn add_case(&mut self, subject: &SubjectId) -> Result<(), StoreError> {
        let Some(row) = self.row(subject)?.filter(|row| self::due_by(&row.state).is_some()) else {
            return Ok(());
        };
        if let Some(home) = home_of(subject, &row.state) {
            self.grant(&SubjectId::new(SubjectKind::Home, home))?;
        }
        if let State::Callback(callback) = &row.state {
            callback.opened.as_ref().map_or(Ok(()), |opened| self.grant(&opened.body.event))?;
        }
        self.grant(subject)
    }

    fn grant(&mut self, subject: &SubjectId) -> Result<(), StoreError> {
        let store = self.reader.store;
        if self.here.contains(subject) || !store.is_granted(subject, self.reader.audiences)? {
            return Ok(());
        }
        let (history, bytes) = history(store, subject)?;
        self.bytes += bytes + 100;
        self.here.insert(subject.clone());
        self.entries.push(FeedEntry::Grant { subject: subject.clone(), history });
        Ok(())
    }

    fn add_rest(&mut self, after: String) -> Result<Next, StoreError> {
        let Reader { store, audiences, .. } = *self.reader;
        let rows = store.granted_after(audiences, &after, MAX_SUMMARIES)?;
        let Some(last) = rows.last().map(|row| row.subject.to_string()) else { return Ok(Next::Nothing) };
        for row in rows {
            if !row.subject.kind().is_some_and(|kind| SITE.contains(&kind)) {
                self.summarize(&ledger::current(store, row)?)?;
            }
        }
        let is_last = store.granted_after(audiences, &last, 1)?.is_empty();
        Ok(if is_last { Next::Nothing } else { Next::Rest(last) })
    }

    fn summarize(&mut self, row: &SubjectRow) -> Result<(), StoreError> {
        let store = self.reader.store;
        let about = About::of(&row.state, |fact| -> Result<_, StoreError> {
            Ok(store.part(fact, Slot::TEXTS)?.and_then(|part| part.bytes).map(|bytes| bytes.0))
        })?;
        let state = serde_json::to_string(&row.state).map_err(|_| StoreError::Unreadable("state"))?;
        let own = self.reader.wrote.map(|own| store.last_own_on(own, &row.subject)).transpose()?;
        let through = through(store, row)?;
        self.bytes += state.len() + 200;
        self.summaries.push(Summary {
            subject: row.subject.clone(),
            through,
            own: own.unwrap_or(0),
            state,
            about,
        });
        Ok(())
    }

    fn row(&self, subject: &SubjectId) -> Result<Option<SubjectRow>, StoreError> {
        let row = self.reader.store.subject(subject)?;
        row.map(|row| ledger::current(self.reader.store, row)).transpose()
    }
}
