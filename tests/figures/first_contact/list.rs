//! The open callbacks by due time: SQLCipher and typed rows here, beside Python's sqlite3 with the same query on a plain
//! copy of the same rows.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use doorstep_device::Device;
use doorstep_device::store::personal::{CallbackEntry, Personal};
use doorstep_domain::ids::{HomeId, PersonId, SubjectId, SubjectKind};
use doorstep_tests_sync::month::figures::Sample;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::residence::{BUTLER, code};

/// How long the list takes, in milliseconds: the first time, and the median of all times after that.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Listed {
    /// The first time in this process.
    pub first: f64,
    /// Again.
    pub again: f64,
}

impl Listed {
    /// The query, so often, its rows read as what they are.
    pub fn here(device: &Device, times: usize) -> Self {
        let personal = &device.shift().unwrap().personal;
        let person: PersonId = BUTLER.parse().unwrap();
        let read = || Sample::of(1, || drop(personal.open_callbacks(&person).unwrap())).median();
        let first = read();
        let mut again = Sample::default();
        (0..times).for_each(|_| again.push(read()));
        Self { first: millis(first), again: millis(again.median()) }
    }

    /// The same in Python's sqlite3; `None` where there is no Python.
    pub fn in_python(device: &Device, homes: usize, folder: &Path, times: usize) -> Option<Self> {
        let plain = folder.join("plain.db");
        copy(device, homes, &plain);
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/first_contact/list.py");
        let python =
            Command::new("python3").arg(script).arg(&plain).args([BUTLER, &times.to_string()]).output();
        serde_json::from_slice(&python.ok()?.stdout).ok()
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The columns and indices that the query needs, as the personal store has them.
const SCHEMA: &str = "
    CREATE TABLE subjects (
        subject TEXT PRIMARY KEY, kind TEXT NOT NULL, home TEXT, event TEXT, due_by INTEGER,
        open INTEGER NOT NULL DEFAULT 0, about TEXT, office_state TEXT NOT NULL, shown_state TEXT NOT NULL,
        pending INTEGER NOT NULL, unknown INTEGER NOT NULL);
    CREATE INDEX subjects_due ON subjects (kind, open, due_by);
    CREATE TABLE grants (person TEXT NOT NULL, subject TEXT NOT NULL, withdrawn INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (person, subject)) WITHOUT ROWID;";

/// Writes a plain copy: what the query reads, and as many rows and bytes around it.
fn copy(device: &Device, homes: usize, to: &Path) {
    let personal = &device.shift().unwrap().personal;
    let mut plain = Connection::open(to).unwrap();
    plain.execute_batch(SCHEMA).unwrap();
    let all = plain.transaction().unwrap();
    for home in (0..homes).map(code) {
        copy_home(personal, &all, &home);
    }
    all.commit().unwrap();
}

fn copy_home(personal: &Personal, plain: &Connection, home: &HomeId) {
    let person: PersonId = BUTLER.parse().unwrap();
    let row = personal.home(&person, home).unwrap().unwrap();
    let subject = SubjectId::new(SubjectKind::Home, home);
    let shown = personal.shown(&subject).unwrap().unwrap().0;
    insert(plain, &subject, home, (None, None, false), (json(&row.contact), json(&shown)));
    for event in personal.events_at(&person, home).unwrap() {
        insert(plain, &event.subject, home, (None, None, false), (json(&event.about), json(&event.state)));
    }
    for CallbackEntry { subject, state, .. } in personal.callbacks_at(&person, home).unwrap() {
        let opening = state.opened.as_ref().unwrap();
        let (event, due_by) = (opening.body.event.to_string(), opening.due.due_by.millis());
        let shown = personal.shown(&subject).unwrap().unwrap().0;
        let case = (Some(event), Some(due_by), state.is_open());
        insert(plain, &subject, home, case, (String::new(), json(&shown)));
    }
}

type Case = (Option<String>, Option<i64>, bool);

fn insert(
    plain: &Connection,
    subject: &SubjectId,
    home: &HomeId,
    case: Case,
    (about, state): (String, String),
) {
    let (event, due_by, open) = case;
    let kind = subject.kind().unwrap().word();
    let values = params![subject.as_str(), kind, home.as_str(), event, due_by, open, about, state];
    plain.execute("INSERT INTO subjects VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, 0, 0)", values).unwrap();
    plain
        .execute("INSERT INTO grants (person, subject) VALUES (?1, ?2)", params![BUTLER, subject.as_str()])
        .unwrap();
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap()
}
