//! The queue as a file, to be carried to the office by hand (F-01): written aside, made durable, then renamed. What a
//! kill left of one is gone on with; anything else that ends it takes the unfinished file away again.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use doorstep_domain::bytes::PublicKey;
use doorstep_domain::fact::Slot;
use doorstep_domain::fact::sign::public;
use doorstep_domain::ids::FactId;
use doorstep_protocol::carried::{Bringer, End, PictureError, Reader, Record, SignedBringer, Writer};
use thiserror::Error;

use crate::device::Device;
use crate::secret::{private_file, sync_folder_of};
use crate::store::StoreError;
use crate::store::outbox::Upload;

/// Why there is no file. Whatever it is: what waits goes on waiting, and nothing of it was changed.
#[derive(Debug, Error)]
pub enum ExportError {
    /// Nothing waits: there is nothing to carry.
    #[error("nothing waits to be sent")]
    NothingWaits,
    /// The device is not enrolled: it has no office.
    #[error("the device is not enrolled")]
    NotEnrolled,
    /// No room where the file was to be. To do: make room there, or choose another place.
    #[error("no room is left where the file was to be written")]
    Full,
    /// No file may be so large there. To do: choose another place.
    #[error("the file is larger than the place takes")]
    TooLarge,
    /// The file cannot be written there: the place is gone, or not to be written to. To do: choose another place.
    #[error("the file cannot be written: {0}")]
    Target(io::Error),
    /// A picture that waits cannot be read. To do: restart the device, then try again.
    #[error("a picture that waits cannot be read: {0}")]
    Picture(io::Error),
    /// The device's own store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It was called off.
    #[error("called off")]
    Cancelled,
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ExportError::Full,
            io::ErrorKind::FileTooLarge => ExportError::TooLarge,
            _ => ExportError::Target(error),
        }
    }
}

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExportProgress {
    /// So many facts are written …
    pub facts: i64,
    /// … of so many.
    pub of_facts: i64,
    /// So many pictures are written …
    pub pictures: i64,
    /// … of so many.
    pub of_pictures: i64,
    /// So many bytes of both …
    pub bytes: i64,
    /// … of so many.
    pub of_bytes: i64,
}

/// What was written, and is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Where.
    pub path: PathBuf,
    /// So many facts are in it.
    pub facts: i64,
    /// So many pictures.
    pub pictures: i64,
    /// Its size, in bytes.
    pub bytes: i64,
    /// So many pictures wait, but their files are gone: they are not in it.
    pub lost: i64,
}

impl Device {
    /// A name for the file that says which handheld it is of, and nothing about anybody (P-10). A newer file under
    /// the same name holds what the older one held and the office has not confirmed, so it may take its place.
    ///
    /// # Errors
    /// When the store fails.
    pub fn export_name(&self) -> Result<String, StoreError> {
        let number = self.outbox.office()?.map_or(0, |office| office.device_number);
        Ok(format!("handheld-{number}.doorstep"))
    }

    /// Who brings it, signed by this device.
    pub(crate) fn bringer(&self) -> Result<SignedBringer, ExportError> {
        let office = self.outbox.office()?.ok_or(ExportError::NotEnrolled)?.identity;
        let bringer = Bringer {
            v: 1,
            installation: self.installation,
            office: office.signing_key,
            sealed_to: office.sealing_key,
            written: self.now(),
        };
        Ok(SignedBringer::sign(&bringer, &self.secret.transport_key(self.installation)))
    }

    pub(crate) fn device_key(&self) -> PublicKey {
        public(&self.secret.transport_key(self.installation))
    }

    /// The file of a picture that waits, and its length; `None` where it is not what it was.
    pub(crate) fn waiting_picture(&self, upload: &Upload) -> Result<Option<(File, u64)>, ExportError> {
        let bytes = upload.bytes.unsigned_abs();
        match File::open(self.media_folder().join(&upload.file)) {
            Ok(file) => {
                let whole = file.metadata().map_err(ExportError::Picture)?.len() == bytes;
                Ok(whole.then_some((file, bytes)))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(ExportError::Picture(error)),
        }
    }
}

/// The file while it is written.
pub(crate) struct QueueFile {
    target: PathBuf,
    aside: PathBuf,
    writer: Writer<BufWriter<File>>,
    here: Here,
}

/// What is in the file.
#[derive(Default)]
struct Here {
    facts: HashSet<i64>,
    pictures: HashSet<(FactId, Slot)>,
}

impl QueueFile {
    /// Begins the file, or goes on with what a kill left of it.
    pub(crate) fn begin(target: &Path, bringer: &SignedBringer, device: &PublicKey) -> io::Result<Self> {
        let mut aside = target.as_os_str().to_owned();
        aside.push(".part");
        let aside = PathBuf::from(aside);
        let begun = match begun(&aside, bringer, device) {
            Some((here, end)) => (here, Writer::go_on(BufWriter::new(open_at(&aside, end)?))),
            None => (Here::default(), Writer::begin(BufWriter::new(private_file(&aside)?), bringer)?),
        };
        let (here, writer) = begun;
        Ok(Self { target: target.to_owned(), aside, writer, here })
    }

    /// Writes a fact, unless it is there already.
    pub(crate) fn fact(&mut self, sequence: i64, sealed: &str) -> io::Result<()> {
        if self.here.facts.insert(sequence) { self.writer.fact(sealed) } else { Ok(()) }
    }

    /// Writes a picture, unless it is there already.
    pub(crate) fn picture(&mut self, upload: &Upload, (file, bytes): (File, u64)) -> Result<(), ExportError> {
        if !self.here.pictures.insert((upload.fact, upload.slot.clone())) {
            return Ok(());
        }
        let written = self.writer.picture(&Device::upload_metadata(upload), bytes, file);
        written.map_err(|error| match error {
            PictureError::Shorter => ExportError::Picture(io::ErrorKind::UnexpectedEof.into()),
            PictureError::Source(error) => ExportError::Picture(error),
            PictureError::Sink(error) => error.into(),
        })
    }

    /// Durable before it has its name, and its name durable before this returns.
    pub(crate) fn finish(self) -> io::Result<Exported> {
        let (facts, pictures) = (self.here.facts.len() as i64, self.here.pictures.len() as i64);
        let file = self
            .writer
            .end(&End { facts, pictures })?
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        let bytes = i64::try_from(file.metadata()?.len()).unwrap_or(i64::MAX);
        drop(file);
        fs::rename(&self.aside, &self.target)?;
        sync_folder_of(&self.target)?;
        Ok(Exported { path: self.target, facts, pictures, bytes, lost: 0 })
    }

    /// Where it is until it is whole.
    pub(crate) fn aside(&self) -> &Path {
        &self.aside
    }
}

/// What a kill left: the same handheld's queue for the same office, up to its last whole record.
fn begun(aside: &Path, bringer: &SignedBringer, device: &PublicKey) -> Option<(Here, u64)> {
    let mut reader = Reader::open(File::open(aside).ok()?).ok()?;
    let Some(Record::Begin(earlier)) = reader.next_record().ok()? else { return None };
    let (before, now) = (earlier.read().ok()?, bringer.read().ok()?);
    if !earlier.is_by(device) || (Bringer { written: now.written, ..before }) != now {
        return None;
    }
    let (mut here, mut end) = (Here::default(), reader.position());
    loop {
        match reader.next_record().ok()? {
            Some(Record::Fact(fact)) => here.facts.insert(fact.routing.sequence),
            Some(Record::Picture(picture)) => {
                here.pictures.insert((picture.metadata.fact, picture.metadata.slot))
            }
            _ => return Some((here, end)),
        };
        end = reader.position();
    }
}

fn open_at(aside: &Path, end: u64) -> io::Result<File> {
    let mut file = OpenOptions::new().write(true).open(aside)?;
    file.set_len(end)?;
    file.seek(SeekFrom::Start(end))?;
    Ok(file)
}
