//! Appending the sample to an office, on the paths that everything takes.
//!
//! Directory and finished events are facts of the office, which opens their callbacks by itself (V-11). What
//! persons did is on paper: a binder is enrolled as an installation, each person gets a certified key there,
//! and their records are signed, judged and answered like those of a handheld. Afterwards the keys are dropped
//! and the binder is revoked: nobody can write in anybody's name with it.

mod binder;

use std::fmt::Arguments;
use std::ops::{Add, AddAssign};
use std::path::PathBuf;

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::fact::{Body, Part, PartSalt, Slot};
use doorstep_domain::ids::{FactId, PersonId, SubjectId, SubjectKind};
use doorstep_protocol::facts::Answer;
use doorstep_protocol::problem::ProblemCode;
use sha2::{Digest, Sha256};

use super::pictures::{Album, Sketch};
use super::{Content, Entry, Residence};
use crate::arrival::Arrival;
use crate::blobs::Blobs;
use crate::draft::{Draft, DraftPart};
use crate::error::OfficeError;
use crate::ledger::Ledger;
use crate::office::Office;
use binder::Binder;

/// What became of the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Installed {
    /// Facts of the office that count, without the callbacks that they opened.
    pub by_office: usize,
    /// Facts of persons that count.
    pub by_persons: usize,
    /// Facts that the office did not let count; none, unless rules and sample contradict each other.
    pub held: usize,
}

/// Something to append, ready.
#[derive(Clone)]
enum Ready {
    Draft(Box<Draft>),
    Arrival(Box<Arrival>),
}

/// Appends the sample to an office without events.
///
/// # Errors
/// When the office has events already, or the machine or the store fails.
pub async fn install(office: &Office, residence: Residence) -> Result<Installed, OfficeError> {
    refuse_second(office).await?;
    let (directory, rest): (Vec<Entry>, Vec<Entry>) = residence.entries.into_iter().partition(is_directory);
    let directory = prepare(office, None, directory).await?;
    let mut installed = append(office, directory).await?;
    let binder = Binder::enrol(office, &authors(&rest)).await?;
    let number = binder.number;
    let rest = prepare(office, Some(binder), rest).await?;
    installed += append(office, rest).await?;
    office.revoke(number).await?;
    Ok(installed)
}

async fn refuse_second(office: &Office) -> Result<(), OfficeError> {
    let events = office.read(|store| Ok(store.facts_of_kind("event.finished")?)).await?;
    if events.is_empty() {
        return Ok(());
    }
    Err(OfficeError::refused(
        ProblemCode::BadRequest,
        "this office has events already: no sample was written",
    ))
}

fn is_directory(entry: &Entry) -> bool {
    use Body::{CalendarRecorded, HomeRecorded, PersonRecorded, SiteRecorded};
    matches!(entry.body, SiteRecorded(_) | CalendarRecorded(_) | PersonRecorded(_) | HomeRecorded(_))
}

/// Who signs something.
fn authors(entries: &[Entry]) -> Vec<PersonId> {
    let mut authors: Vec<PersonId> = entries.iter().map(|entry| entry.by.clone()).collect();
    authors.sort();
    authors.dedup();
    authors.retain(|author| *author != PersonId::office());
    authors
}

/// Draws, keeps and signs, away from the threads that serve.
async fn prepare(
    office: &Office,
    binder: Option<Binder>,
    entries: Vec<Entry>,
) -> Result<Vec<Ready>, OfficeError> {
    let mut desk = Desk {
        office: office.clone(),
        binder,
        files: Files { blobs: office.blobs().clone(), album: Album::default() },
    };
    let preparing =
        tokio::task::spawn_blocking(move || entries.into_iter().map(|e| desk.prepare(e)).collect());
    preparing.await.map_err(|_| OfficeError::Stopping)?
}

/// All of it, or nothing.
async fn append(office: &Office, all: Vec<Ready>) -> Result<Installed, OfficeError> {
    office
        .write(move |ledger| {
            all.iter().try_fold(Installed::default(), |sum, ready| Ok(sum + append_one(ledger, ready)?))
        })
        .await
}

fn append_one(ledger: &mut Ledger, ready: &Ready) -> Result<Installed, OfficeError> {
    let (by_office, counts) = match ready {
        Ready::Draft(draft) => (true, ledger.append((**draft).clone())?.verdict.is_applied()),
        Ready::Arrival(arrival) => (false, was_applied(&ledger.take(arrival)?)),
    };
    let held = usize::from(!counts);
    Ok(Installed {
        by_office: usize::from(counts && by_office),
        by_persons: usize::from(counts && !by_office),
        held,
    })
}

fn was_applied(answer: &Answer) -> bool {
    matches!(answer, Answer::Taken { verdict, .. } if verdict.is_applied())
}

impl Add for Installed {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            by_office: self.by_office + other.by_office,
            by_persons: self.by_persons + other.by_persons,
            held: self.held + other.held,
        }
    }
}

impl AddAssign for Installed {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// Where entries become facts.
struct Desk {
    office: Office,
    binder: Option<Binder>,
    files: Files,
}

impl Desk {
    fn prepare(&mut self, entry: Entry) -> Result<Ready, OfficeError> {
        match &mut self.binder {
            Some(binder) if entry.by != PersonId::office() => {
                let fact = binder.sign(&self.office.identity().site, entry)?;
                Ok(Ready::Arrival(Box::new(Arrival::clear(fact, self.office.identity()))))
            }
            _ => self.draft(entry).map(|draft| Ready::Draft(Box::new(draft))),
        }
    }

    /// The site's data are about the office's site, whatever its code.
    fn draft(&mut self, entry: Entry) -> Result<Draft, OfficeError> {
        let parts = entry.parts.into_iter().map(|(slot, content)| match content {
            Content::Bytes(bytes) => Ok(DraftPart { part: salted(entry.id, slot, bytes), file: None }),
            Content::Picture(sketch) => self.files.picture(slot, sketch),
        });
        let parts = parts.collect::<Result<_, OfficeError>>()?;
        let subject = match entry.body {
            Body::SiteRecorded(_) => SubjectId::new(SubjectKind::Site, &self.office.identity().site),
            _ => entry.subject,
        };
        Ok(Draft { id: entry.id, subject, body: entry.body, at: entry.at, parts })
    }
}

/// Pictures as files: the same sketch has one file, whoever's event it belongs to.
struct Files {
    blobs: Blobs,
    album: Album,
}

impl Files {
    fn picture(&mut self, slot: Slot, sketch: Sketch) -> Result<DraftPart, OfficeError> {
        let failed = |e| OfficeError::File(PathBuf::from("parts"), e);
        let jpeg = self.album.jpeg(sketch).map_err(|e| failed(std::io::Error::other(e)))?;
        let part = Part { slot, salt: salt(format_args!("{sketch:?}")), bytes: Blob(jpeg.to_vec()) };
        let file = self.blobs.keep(&part).map_err(failed)?;
        Ok(DraftPart { part, file: Some(file) })
    }
}

fn salted(fact: FactId, slot: Slot, bytes: Vec<u8>) -> Part {
    let salt = salt(format_args!("{fact}/{}", slot.as_str()));
    Part { slot, salt, bytes: Blob(bytes) }
}

/// Invented data need no secret salt: derived ones make the heads of the same sample the same.
fn salt(of: Arguments<'_>) -> PartSalt {
    Fixed(Sha256::digest(format!("doorstep/sample/{of}")).into())
}

fn random() -> Result<[u8; 32], OfficeError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| OfficeError::Random)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
