//! `doorstep-office import`: reads a queue that was carried here, and hands it in piece by piece to whoever has the
//! office open. What is whole in a damaged file is taken; the handheld keeps everything until it has its receipts.

mod report;

use std::fs::File;
use std::path::Path;
use std::thread;
use std::time::Duration;

use doorstep_domain::bytes::Blob;
use doorstep_protocol::carried::{CarriedPicture, Reader, ReaderError, Record, SignedBringer};
use doorstep_protocol::facts::{MAX_BYTES, MAX_FACTS, SealedFact};
use doorstep_protocol::problem::{Problem, ProblemCode};
use thiserror::Error;

use crate::admin::{Command, Outcome, Reached};
use crate::carried::Welcome;
use crate::error::OfficeError;

pub use report::{Report, Told};

/// So often a busy office is asked again …
const PATIENCE: u32 = 60;
/// … after this.
const PAUSE: Duration = Duration::from_secs(1);

/// Why a queue is not taken, or not to its end. What had been taken is at the office, and taking the same file again
/// changes nothing; the handheld still holds everything that it has no receipt for.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error(
        "the file cannot be read: {0}. What was read before that was taken; import it again, from another medium if need be"
    )]
    File(#[from] std::io::Error),
    /// It is no queue, or its very beginning is damaged.
    #[error(
        "this is not a queue of a handheld, or its beginning is damaged: nothing of it was taken. The handheld still holds everything; let it write the file again"
    )]
    NotAQueue,
    /// Written by a newer Doorstep.
    #[error(
        "the queue is in format {0}, which is newer than this program: nothing of it was taken. Install the newest doorstep-office and import it again"
    )]
    Newer(u32),
    /// It is for another office.
    #[error(
        "this queue is sealed to another office and only that one can open it: nothing of it was taken. Import it there"
    )]
    OtherOffice,
    /// Its handheld is not enrolled here, or somebody else wrote its name upon it.
    #[error(
        "no handheld that is enrolled here signed this queue: nothing of it was taken. Enrol the handheld again (`enrol`), then let it write the file again"
    )]
    UnknownHandheld,
    /// The office says no.
    #[error("the office stopped taking: {}. What had been taken is safe; import the file again", .0.detail)]
    Refused(Problem),
    /// The office cannot be reached, or failed.
    #[error("{0}. What had been taken is safe; import the file again")]
    Office(#[from] OfficeError),
}

impl From<ReaderError> for ImportError {
    fn from(error: ReaderError) -> Self {
        match error {
            ReaderError::NotAQueue => ImportError::NotAQueue,
            ReaderError::Newer(version) => ImportError::Newer(version),
            ReaderError::Io(error) => ImportError::File(error),
        }
    }
}

/// Takes the queue in `file`; `told` hears what becomes of each fact and picture.
///
/// # Errors
/// See [`ImportError`].
pub fn import(file: &Path, office: &mut Reached, told: impl FnMut(Told)) -> Result<Report, ImportError> {
    let mut reader = Reader::open(File::open(file)?)?;
    let Some(Record::Begin(bringer)) = reader.next_record()? else { return Err(ImportError::NotAQueue) };
    let report = Report { device: welcome(office, &bringer)?, ..Report::default() };
    let mut import = Import { office, bringer, told, report, waiting: Vec::new(), bytes: 0 };
    while let Some(record) = reader.next_record()? {
        import.take(record)?;
    }
    import.flush()?;
    Ok(import.report)
}

fn welcome(office: &mut Reached, bringer: &SignedBringer) -> Result<i64, ImportError> {
    match obey(office, &Command::Welcome { bringer: bringer.clone() })? {
        Outcome::Welcomed { welcome: Welcome::Known { device, .. } } => Ok(device),
        Outcome::Welcomed { welcome: Welcome::OtherOffice } => Err(ImportError::OtherOffice),
        _ => Err(ImportError::UnknownHandheld),
    }
}

struct Import<'a, T> {
    office: &'a mut Reached,
    bringer: SignedBringer,
    told: T,
    report: Report,
    waiting: Vec<SealedFact>,
    bytes: usize,
}

impl<T: FnMut(Told)> Import<'_, T> {
    fn take(&mut self, record: Record) -> Result<(), ImportError> {
        match record {
            Record::Fact(fact) => return self.fact(*fact),
            Record::Picture(picture) => return self.picture(picture),
            Record::End(end) => self.report.end = Some(end),
            Record::Newer => self.report.newer += 1,
            // Another beginning says nothing new.
            Record::Begin(_) => {}
            Record::Damaged => self.report.damaged += 1,
        }
        Ok(())
    }

    fn fact(&mut self, fact: SealedFact) -> Result<(), ImportError> {
        self.bytes += fact.sealed.ciphertext.0.len();
        self.waiting.push(fact);
        if self.waiting.len() == MAX_FACTS || self.bytes >= MAX_BYTES { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), ImportError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.bytes = 0;
        let facts = std::mem::take(&mut self.waiting);
        let command = Command::HandIn { bringer: self.bringer.clone(), facts };
        if let Outcome::HandedIn { facts } = obey(self.office, &command)? {
            for fact in facts {
                self.report.count_fact(&fact);
                (self.told)(Told::Fact(fact));
            }
        }
        Ok(())
    }

    /// After all facts before it: it is nothing without its own.
    fn picture(&mut self, picture: CarriedPicture) -> Result<(), ImportError> {
        self.flush()?;
        let CarriedPicture { metadata, ciphertext } = picture;
        let command = Command::HandInPicture {
            bringer: self.bringer.clone(),
            metadata: metadata.to_header(),
            ciphertext: Blob(ciphertext),
        };
        if let Outcome::PictureHandedIn { fate } = obey(self.office, &command)? {
            self.report.count_picture(fate);
            (self.told)(Told::Picture { fact: metadata.fact, slot: metadata.slot, fate });
        }
        Ok(())
    }
}

/// An office that is busy is asked again, for a while.
fn obey(office: &mut Reached, command: &Command) -> Result<Outcome, ImportError> {
    for _ in 0..PATIENCE {
        match office.obey(command)? {
            Outcome::Refused(problem) if problem.code == ProblemCode::Busy => thread::sleep(PAUSE),
            Outcome::Refused(problem) => return Err(ImportError::Refused(problem)),
            outcome => return Ok(outcome),
        }
    }
    let detail = "it is busy".to_owned();
    Err(ImportError::Refused(Problem { code: ProblemCode::Busy, detail }))
}
