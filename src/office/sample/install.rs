//! Appending the sample to an office, on the paths that everything takes.
//!
//! Directory and finished events are facts of the office, which opens their callbacks by itself (V-11). What
//! persons did is on paper: a binder is enrolled as an installation, each person gets a certified key there,
//! and their records are signed, judged and answered like those of a handheld. Afterwards the keys are dropped
//! and the binder is revoked: nobody can write in anybody's name with it.

mod binder;

use std::ops::{Add, AddAssign};
use std::path::PathBuf;

use doorstep_domain::bytes::Blob;
use doorstep_domain::fact::{Body, Carriage, Part, PartSalt, Slot};
use doorstep_domain::ids::{FactId, PersonId, SubjectId};
use doorstep_domain::moment::Moment;
use doorstep_protocol::facts::Answer;
use doorstep_protocol::problem::ProblemCode;

use super::pictures::{Sketch, picture_part};
use super::{Content, Entry, Residence, salt};
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
struct Ready {
    /// When it happened: the office acts as of then.
    at: Moment,
    what: What,
}

#[derive(Clone)]
enum What {
    Draft(Box<Draft>),
    /// A fact of a person, and its pictures.
    Arrival(Box<Arrival>, Vec<Kept>),
}

/// The parts of a fact, each with how it travels.
type Travelling = Vec<(Part, Carriage)>;

/// A picture that is kept as a file.
#[derive(Clone)]
struct Kept {
    fact: FactId,
    slot: Slot,
    salt: PartSalt,
    file: String,
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
    use Body::{CalendarRecorded, CatalogueRecorded, HomeRecorded, PersonRecorded, SiteRecorded};
    matches!(
        entry.body,
        SiteRecorded(_) | CalendarRecorded(_) | CatalogueRecorded(_) | PersonRecorded(_) | HomeRecorded(_)
    )
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
    let mut desk = Desk { office: office.clone(), binder, files: Files { blobs: office.blobs().clone() } };
    let preparing =
        tokio::task::spawn_blocking(move || entries.into_iter().map(|e| desk.prepare(e)).collect());
    preparing.await.map_err(|_| OfficeError::Stopping)?
}

/// All of it, or nothing.
async fn append(office: &Office, all: Vec<Ready>) -> Result<Installed, OfficeError> {
    office
        .write(move |ledger| {
            let append = |ledger: &mut Ledger| {
                all.iter().try_fold(Installed::default(), |sum, ready| Ok(sum + append_one(ledger, ready)?))
            };
            let installed = append(ledger);
            ledger.as_of = None;
            installed
        })
        .await
}

fn append_one(ledger: &mut Ledger, ready: &Ready) -> Result<Installed, OfficeError> {
    ledger.as_of = Some(ready.at);
    let (by_office, counts) = match &ready.what {
        What::Draft(draft) => (true, ledger.append((**draft).clone())?.verdict.is_applied()),
        What::Arrival(arrival, pictures) => (false, was_applied(&take(ledger, arrival, pictures)?)),
    };
    let held = usize::from(!counts);
    Ok(Installed {
        by_office: usize::from(counts && by_office),
        by_persons: usize::from(counts && !by_office),
        held,
    })
}

fn take(ledger: &mut Ledger, arrival: &Arrival, pictures: &[Kept]) -> Result<Answer, OfficeError> {
    let answer = ledger.take(arrival)?;
    for Kept { fact, slot, salt, file } in pictures {
        ledger.store.part_arrived(*fact, slot, *salt, file)?;
    }
    Ok(answer)
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
        let at = entry.at;
        let what = match &mut self.binder {
            Some(binder) if entry.by != PersonId::office() => {
                let (parts, pictures) = self.files.parts(&entry)?;
                let fact = binder.sign(&self.office.identity().site, &entry, parts)?;
                What::Arrival(Box::new(Arrival::clear(fact, self.office.identity())), pictures)
            }
            _ => What::Draft(Box::new(self.draft(entry)?)),
        };
        Ok(Ready { at, what })
    }

    /// The site's data are about the office's site, whatever its code.
    fn draft(&mut self, entry: Entry) -> Result<Draft, OfficeError> {
        let parts = entry.parts.into_iter().map(|(slot, content)| match content {
            Content::Bytes(bytes) => Ok(DraftPart { part: salted(entry.id, slot, bytes), file: None }),
            Content::Picture(sketch) => self.files.picture(slot, sketch),
        });
        let parts = parts.collect::<Result<_, OfficeError>>()?;
        let subject = match entry.body {
            Body::SiteRecorded(_) | Body::CatalogueRecorded(_) => {
                SubjectId::new(entry.body.kind().subject, &self.office.identity().site)
            }
            _ => entry.subject,
        };
        Ok(Draft { id: entry.id, subject, body: entry.body, at: entry.at, parts })
    }
}

/// Pictures as files: the same sketch has one file, whoever's event it belongs to.
struct Files {
    blobs: Blobs,
}

impl Files {
    fn picture(&mut self, slot: Slot, sketch: Sketch) -> Result<DraftPart, OfficeError> {
        let failed = |e| OfficeError::File(PathBuf::from("parts"), e);
        let part = picture_part(slot, sketch);
        let part = part.map_err(|e| failed(std::io::Error::other(e)))?;
        let file = self.blobs.keep(&part).map_err(failed)?;
        Ok(DraftPart { part, file: Some(file) })
    }

    /// The parts of a person's fact; those that travel apart are kept as files.
    fn parts(&mut self, entry: &Entry) -> Result<(Travelling, Vec<Kept>), OfficeError> {
        let (mut parts, mut kept) = (Vec::new(), Vec::new());
        for (slot, content) in &entry.parts {
            match content {
                Content::Bytes(bytes) => {
                    parts.push((salted(entry.id, slot.clone(), bytes.clone()), Carriage::Inline));
                }
                Content::Picture(sketch) => {
                    let DraftPart { part, file } = self.picture(slot.clone(), *sketch)?;
                    let (fact, slot, salt) = (entry.id, slot.clone(), part.salt);
                    kept.extend(file.map(|file| Kept { fact, slot, salt, file }));
                    parts.push((part, Carriage::Apart));
                }
            }
        }
        Ok((parts, kept))
    }
}

fn salted(fact: FactId, slot: Slot, bytes: Vec<u8>) -> Part {
    let salt = salt(format_args!("{fact}/{}", slot.as_str()));
    Part { slot, salt, bytes: Blob(bytes) }
}

fn random() -> Result<[u8; 32], OfficeError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| OfficeError::Random)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
