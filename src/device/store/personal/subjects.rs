//! One row a subject: its folded states and the columns that lists are read by.

use doorstep_domain::about::About;
use doorstep_domain::callback::CallbackState;
use doorstep_domain::directory::{Contact, HomeEntry};
use doorstep_domain::event::EventState;
use doorstep_domain::fold::{FOLD_VERSION, State};
use doorstep_domain::ids::{HomeId, MatterCode, PersonId, SubjectId, SubjectKind};
use doorstep_domain::moment::Moment;
use doorstep_domain::repeat::CaseKind;
use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Row, params};

use super::{Personal, StoreError};
use crate::store::{from_json, to_json};

/// A subject's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectRow {
    /// The subject.
    pub subject: SubjectId,
    /// The home that it is about.
    pub home: Option<HomeId>,
    /// What it is about (V-13).
    pub matter: Option<MatterCode>,
    /// A callback's event.
    pub event: Option<SubjectId>,
    /// A callback's deadline.
    pub due_by: Option<Moment>,
    /// A callback that is still to be made.
    pub open: bool,
    /// V-13: what it counts as, and when.
    pub case: Option<(CaseKind, Moment)>,
    /// What its parts say.
    pub about: Option<About>,
    /// The fold of the office's facts; `None` where it is what it was.
    pub office: Option<State>,
    /// The fold of these and of what was made here since.
    pub shown: State,
    /// Facts made here that the office has not answered.
    pub pending: i64,
    /// Facts of kinds that this version does not know.
    pub unknown: i64,
    /// Until the history is here: the place in the office's order that `office` speaks up to.
    pub summary: Option<i64>,
}

/// How a subject was folded last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// The fold of the office's facts and of what was made here since.
    pub shown: State,
    /// What its parts say.
    pub about: Option<About>,
    /// Facts made here that the office has not answered.
    pub pending: i64,
    /// Facts of kinds that this version does not know.
    pub unknown: i64,
    /// Until the history is here: the place in the office's order that its fold begins with.
    pub summary: Option<i64>,
}

/// A home for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeRow {
    /// Its code.
    pub home: HomeId,
    /// Building, section, room, butler, language.
    pub entry: HomeEntry,
    /// Who lives there.
    pub contact: Contact,
}

/// A callback for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackEntry {
    /// The callback.
    pub subject: SubjectId,
    /// Its shown state.
    pub state: CallbackState,
    /// Facts made here that the office has not answered.
    pub pending: i64,
    /// Facts of kinds that this version does not know.
    pub unknown: i64,
    /// The home, as far as this person may see it.
    pub home: Option<HomeRow>,
    /// What was reported and done, as far as this person may see it.
    pub about: Option<About>,
}

/// An event for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventEntry {
    /// The event.
    pub subject: SubjectId,
    /// Its state.
    pub state: EventState,
    /// What was reported and done.
    pub about: About,
}

/// V-13: a case of a home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// The subject.
    pub subject: SubjectId,
    /// The home.
    pub home: HomeId,
    /// What it counts as.
    pub kind: CaseKind,
    /// What it was about.
    pub matter: MatterCode,
    /// When.
    pub at: Moment,
    /// What was done.
    pub about: Option<About>,
}

/// Callbacks with their home and event, each only as far as the person of `?1` may see it. CROSS JOIN keeps
/// SQLite from walking all grants: the few rows come from an index on subjects.
pub(super) const CALLBACKS: &str = "
    SELECT c.subject, c.shown_state, c.pending, c.unknown, c.home, h.shown_state, h.about, e.about
    FROM subjects AS c
    CROSS JOIN grants AS g ON g.person = ?1 AND g.subject = c.subject
    LEFT JOIN subjects AS h ON h.subject = 'home/' || c.home
        AND EXISTS (SELECT 1 FROM grants WHERE person = ?1 AND subject = h.subject)
    LEFT JOIN subjects AS e ON e.subject = c.event
        AND EXISTS (SELECT 1 FROM grants WHERE person = ?1 AND subject = e.subject)
    WHERE c.kind = 'callback'";

const HOMES: &str = "
    SELECT h.subject, h.shown_state, h.about FROM subjects AS h
    CROSS JOIN grants AS g ON g.person = ?1 AND g.subject = h.subject";

/// A subject that moves on stays where it is. SQLite writes every index of a column that is set, though to the same value,
/// and a save would have to sync them all: so what does not change is not set.
const MOVE_ON: &str = "
    UPDATE subjects SET due_by = ?6, open = ?7, case_kind = ?8, case_at = ?9, about = ?10,
        office_state = ifnull(?11, office_state), shown_state = ?12, pending = ?13, unknown = ?14, summary = ?16
    WHERE subject = ?1 AND home IS ?3 AND matter IS ?4 AND event IS ?5 AND fold_version = ?15";

/// What began, went elsewhere, or was folded by another version.
const PUT_SUBJECT: &str = "
    INSERT INTO subjects (subject, kind, home, matter, event, due_by, open, case_kind, case_at,
        about, office_state, shown_state, pending, unknown, fold_version, summary)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
    ON CONFLICT (subject) DO UPDATE SET home = excluded.home, matter = excluded.matter,
        event = excluded.event, due_by = excluded.due_by, open = excluded.open,
        case_kind = excluded.case_kind, case_at = excluded.case_at, about = excluded.about,
        office_state = excluded.office_state, shown_state = excluded.shown_state,
        pending = excluded.pending, unknown = excluded.unknown, fold_version = excluded.fold_version,
        summary = excluded.summary";

impl Personal {
    /// Keeps a subject's row.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn put_subject(&self, row: &SubjectRow) -> Result<(), StoreError> {
        let kind = row.subject.as_str().split('/').next();
        let case = row.case.as_ref();
        if matches!(
            row.subject.kind(),
            Some(SubjectKind::Site | SubjectKind::Calendar | SubjectKind::Catalogue)
        ) {
            self.site_changes.set(self.site_changes.get() + 1);
        }
        let (home, matter) =
            (row.home.as_ref().map(HomeId::as_str), row.matter.as_ref().map(MatterCode::as_str));
        let values = params![
            row.subject.as_str(),
            kind,
            home,
            matter,
            row.event.as_ref().map(SubjectId::as_str),
            row.due_by.map(Moment::millis),
            row.open,
            case.map(|(kind, _)| to_json(kind)),
            case.map(|(_, at)| at.millis()),
            row.about.as_ref().map(to_json),
            row.office.as_ref().map(to_json),
            to_json(&row.shown),
            row.pending,
            row.unknown,
            FOLD_VERSION,
            row.summary,
        ];
        if self.connection.prepare_cached(MOVE_ON)?.execute(values)? == 0 {
            self.connection.prepare_cached(PUT_SUBJECT)?.execute(values)?;
        }
        Ok(())
    }

    /// What a search finds a home by.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn put_words(&self, subject: &SubjectId, words: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO search (subject, words) VALUES (?1, ?2)
                   ON CONFLICT (subject) DO UPDATE SET words = excluded.words WHERE words <> excluded.words";
        self.connection.prepare_cached(sql)?.execute([subject.as_str(), words])?;
        Ok(())
    }

    /// How a subject was folded; `None` where it was not, or by another version.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn folded(&self, subject: &SubjectId) -> Result<Option<Folded>, StoreError> {
        let sql = "SELECT shown_state, about, pending, unknown, summary FROM subjects
                   WHERE subject = ?1 AND fold_version = ?2";
        let values = params![subject.as_str(), FOLD_VERSION];
        let row = self.connection.prepare_cached(sql)?.query_row(values, |row| {
            let texts: (String, Option<String>) = (row.get(0)?, row.get(1)?);
            Ok((texts, row.get(2)?, row.get(3)?, row.get(4)?))
        });
        let Some(((state, about), pending, unknown, summary)) = row.optional()? else { return Ok(None) };
        let about = about.map(|text| from_json("about", &text)).transpose()?;
        Ok(Some(Folded { shown: from_json("state", &state)?, about, pending, unknown, summary }))
    }

    /// A subject's shown state, and how many facts of kinds unknown here it has.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn shown(&self, subject: &SubjectId) -> Result<Option<(State, Option<About>)>, StoreError> {
        let sql = "SELECT shown_state, about FROM subjects WHERE subject = ?1";
        let row = self.connection.prepare_cached(sql)?.query_row([subject.as_str()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?))
        });
        let Some((state, about)) = row.optional()? else { return Ok(None) };
        let about = about.map(|text| from_json("about", &text)).transpose()?;
        Ok(Some((from_json("state", &state)?, about)))
    }

    /// Every subject of a kind, with its shown state.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn all_of(&self, kind: SubjectKind) -> Result<Vec<State>, StoreError> {
        let sql = "SELECT shown_state FROM subjects WHERE kind = ?1 ORDER BY subject";
        let mut statement = self.connection.prepare_cached(sql)?;
        let texts = statement.query_map([kind.word()], |row| row.get::<_, String>(0))?;
        texts.map(|text| from_json("state", &text?)).collect()
    }

    /// The open callbacks that this person may see, by due time.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_callbacks(&self, person: &PersonId) -> Result<Vec<CallbackEntry>, StoreError> {
        let sql = format!("{CALLBACKS} AND c.open = 1 AND g.withdrawn = 0 ORDER BY c.due_by, c.subject");
        self.read_callbacks(&sql, &[person.as_str()])
    }

    /// A callback, if this person may see it and its history is here.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn callback(
        &self,
        person: &PersonId,
        subject: &SubjectId,
    ) -> Result<Option<CallbackEntry>, StoreError> {
        let sql = format!("{CALLBACKS} AND c.subject = ?2 AND c.summary IS NULL");
        Ok(self.read_callbacks(&sql, &[person.as_str(), subject.as_str()])?.pop())
    }

    /// The callbacks of a home that this person may see, newest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn callbacks_at(&self, person: &PersonId, home: &HomeId) -> Result<Vec<CallbackEntry>, StoreError> {
        let sql = format!("{CALLBACKS} AND c.home = ?2 ORDER BY c.due_by DESC, c.subject");
        self.read_callbacks(&sql, &[person.as_str(), home.as_str()])
    }

    pub(super) fn read_callbacks(
        &self,
        sql: &str,
        values: &[&str],
    ) -> Result<Vec<CallbackEntry>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), read_callback)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The events of a home that this person may see, newest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn events_at(&self, person: &PersonId, home: &HomeId) -> Result<Vec<EventEntry>, StoreError> {
        let sql = "SELECT e.subject, e.shown_state, e.about FROM subjects AS e
                   CROSS JOIN grants AS g ON g.person = ?1 AND g.subject = e.subject
                   WHERE e.home = ?2 AND e.kind = 'event' ORDER BY e.case_at DESC, e.subject";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([person.as_str(), home.as_str()], read_event)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// V-13: the cases of every home with an open subject of `kind`, as far as this person may see them,
    /// oldest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn cases_behind(&self, person: &PersonId, kind: SubjectKind) -> Result<Vec<CaseRow>, StoreError> {
        let sql = "SELECT s.subject, s.home, s.case_kind, s.matter, s.case_at, NULL
                   FROM (SELECT DISTINCT home FROM subjects WHERE kind = ?2 AND open = 1) AS o
                   CROSS JOIN subjects AS s ON s.home = o.home
                   CROSS JOIN grants AS g ON g.person = ?1 AND g.subject = s.subject
                   WHERE s.case_kind IS NOT NULL ORDER BY s.case_at, s.subject";
        self.read_cases(sql, &[person.as_str(), kind.word()])
    }

    /// V-13: the cases of a home, as far as this person may see them, oldest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn cases_at(&self, person: &PersonId, home: &HomeId) -> Result<Vec<CaseRow>, StoreError> {
        let sql = "SELECT s.subject, s.home, s.case_kind, s.matter, s.case_at, s.about FROM subjects AS s
                   CROSS JOIN grants AS g ON g.person = ?1 AND g.subject = s.subject
                   WHERE s.home = ?2 AND s.case_kind IS NOT NULL ORDER BY s.case_at, s.subject";
        self.read_cases(sql, &[person.as_str(), home.as_str()])
    }

    fn read_cases(&self, sql: &str, values: &[&str]) -> Result<Vec<CaseRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), read_case)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A home, if this person may see it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn home(&self, person: &PersonId, home: &HomeId) -> Result<Option<HomeRow>, StoreError> {
        let subject = SubjectId::new(SubjectKind::Home, home);
        let sql = format!("{HOMES} WHERE h.subject = ?2");
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement
            .query_row([person.as_str(), subject.as_str()], |row| read_home(row, 0))
            .optional()?
            .flatten())
    }

    /// The homes that this person may see whose words hold each of `words`, at most `limit`.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn search_homes(
        &self,
        person: &PersonId,
        words: &[String],
        limit: usize,
    ) -> Result<Vec<HomeRow>, StoreError> {
        let holds: String =
            (0..words.len()).map(|i| format!(" AND w.words LIKE ?{} ESCAPE '\\'", i + 2)).collect();
        let sql = format!(
            "SELECT h.subject, h.shown_state, h.about FROM search AS w
             CROSS JOIN subjects AS h ON h.subject = w.subject
             WHERE h.kind = 'home' AND EXISTS (SELECT 1 FROM grants WHERE person = ?1 AND subject = w.subject){holds}
             ORDER BY w.subject LIMIT {limit}"
        );
        let patterns = words.iter().map(|word| like(word));
        let values: Vec<String> = std::iter::once(person.as_str().to_owned()).chain(patterns).collect();
        let mut statement = self.connection.prepare_cached(&sql)?;
        let homes = statement.query_map(rusqlite::params_from_iter(values), |row| read_home(row, 0))?;
        Ok(homes.filter_map(Result::transpose).collect::<Result<_, _>>()?)
    }

    /// Subjects that another version folded, at most `limit`; the site's own data first, for the rest is
    /// judged by it. Those whose history is to come are folded with it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn stale_subjects(&self, limit: usize) -> Result<Vec<SubjectId>, StoreError> {
        let sql =
            "SELECT subject FROM subjects WHERE (fold_version < ?1 OR fold_version > ?1) AND summary IS NULL
                   ORDER BY kind IN ('site', 'calendar', 'catalogue', 'person') DESC LIMIT ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![FOLD_VERSION, limit as i64], |row| row.get::<_, String>(0))?;
        rows.map(|text| text?.parse().map_err(|_| StoreError::Unreadable("subject"))).collect()
    }
}

pub(super) fn like(word: &str) -> String {
    let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

fn read_callback(row: &Row<'_>) -> rusqlite::Result<CallbackEntry> {
    let State::Callback(state) = json::<State>(row, 1)? else { return Err(unreadable("callback")) };
    Ok(CallbackEntry {
        subject: row.get::<_, String>(0)?.parse().map_err(|_| unreadable("subject"))?,
        state: *state,
        pending: row.get(2)?,
        unknown: row.get(3)?,
        home: optional_home(row, 4)?,
        about: optional_json(row, 7)?,
    })
}

/// The columns home code, its state, what its parts say: of a home that the person may see.
pub(super) fn optional_home(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<HomeRow>> {
    let home: Option<String> = row.get(first)?;
    let entry = match optional_json::<State>(row, first + 1)? {
        Some(State::Home(newest)) => newest.entry.map(|(_, entry)| entry),
        _ => None,
    };
    let contact = optional_json::<About>(row, first + 2)?.unwrap_or_default().contact;
    let home = home.and_then(|home| home.parse().ok()).zip(entry);
    Ok(home.map(|(home, entry)| HomeRow { home, entry, contact }))
}

fn read_home(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<HomeRow>> {
    let subject: SubjectId = row.get::<_, String>(first)?.parse().map_err(|_| unreadable("subject"))?;
    let State::Home(newest) = json::<State>(row, first + 1)? else { return Ok(None) };
    let about = optional_json::<About>(row, first + 2)?.unwrap_or_default();
    let home = subject.key().parse().map_err(|_| unreadable("home"))?;
    Ok(newest.entry.map(|(_, entry)| HomeRow { home, entry, contact: about.contact }))
}

fn read_event(row: &Row<'_>) -> rusqlite::Result<EventEntry> {
    let State::Event(state) = json::<State>(row, 1)? else { return Err(unreadable("event")) };
    let subject = row.get::<_, String>(0)?.parse().map_err(|_| unreadable("subject"))?;
    Ok(EventEntry { subject, state: *state, about: optional_json(row, 2)?.unwrap_or_default() })
}

pub(super) fn read_case(row: &Row<'_>) -> rusqlite::Result<CaseRow> {
    Ok(CaseRow {
        subject: row.get::<_, String>(0)?.parse().map_err(|_| unreadable("subject"))?,
        home: row.get::<_, String>(1)?.parse().map_err(|_| unreadable("home"))?,
        kind: json(row, 2)?,
        matter: row.get::<_, String>(3)?.parse().map_err(|_| unreadable("matter"))?,
        at: Moment::nearest(row.get(4)?),
        about: optional_json(row, 5)?,
    })
}

pub(super) fn json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|_| unreadable("row"))
}

pub(super) fn optional_json<T: serde::de::DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text).map_err(|_| unreadable("row"))).transpose()
}

pub(super) fn unreadable(what: &str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, format!("stored {what}").into())
}
