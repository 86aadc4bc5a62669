//! Reading a queue: every whole record of it, whatever happened to the others. No more than one is in memory.

use std::io::{self, BufReader, Read};

use sha2::Digest as _;
use thiserror::Error;

use super::{
    BEGIN, CHECK, CarriedPicture, END, FACT, FORMAT, HEADER, MARK, MAX_METADATA, MAX_PAYLOAD, NAME, PICTURE,
    Record, check, digest_of, seal,
};
use crate::upload::UploadMetadata;

/// No first line of any version is longer, in bytes.
const MAX_FIRST_LINE: usize = 40;

/// Why a file is not read at all.
#[derive(Debug, Error)]
pub enum ReaderError {
    /// It does not begin like a queue.
    #[error("not a queue of a handheld")]
    NotAQueue,
    /// Written by a newer Doorstep.
    #[error("written in format {0}, and this program knows up to {FORMAT}")]
    Newer(u32),
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Reads a queue.
pub struct Reader<R> {
    source: BufReader<R>,
    position: u64,
    /// The header that was found behind damaged bytes.
    found: Option<[u8; HEADER]>,
}

struct Header {
    kind: u8,
    length: u32,
}

impl<R: Read> Reader<R> {
    /// Reads the first line.
    ///
    /// # Errors
    /// See [`ReaderError`].
    pub fn open(source: R) -> Result<Self, ReaderError> {
        let mut reader =
            Self { source: BufReader::with_capacity(128 * 1024, source), position: 0, found: None };
        let mut line = Vec::new();
        while line.len() < MAX_FIRST_LINE && line.last() != Some(&b'\n') {
            let Some(byte) = reader.byte()? else { break };
            line.push(byte);
        }
        let line = std::str::from_utf8(&line).ok().and_then(|line| line.strip_suffix('\n'));
        let version = line.and_then(|line| line.strip_prefix(NAME)).and_then(|version| version.parse().ok());
        match version {
            Some(FORMAT) => Ok(reader),
            Some(version) => Err(ReaderError::Newer(version)),
            None => Err(ReaderError::NotAQueue),
        }
    }

    /// So many bytes were read: right after a whole record, where it ends.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The next record; `None` at the end of the file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_record(&mut self) -> io::Result<Option<Record>> {
        let mut window = [0; HEADER];
        let read = match self.found.take() {
            Some(found) => {
                window = found;
                HEADER
            }
            None => self.fill(&mut window)?,
        };
        match (read, parse(&window)) {
            (0, _) => Ok(None),
            (HEADER, Some(header)) => self.payload(&header).map(Some),
            (HEADER, None) => self.skip(window).map(Some),
            _ => Ok(Some(Record::Damaged)),
        }
    }

    /// Looks for the next header behind bytes that are none: first the damage is told, then what stands there.
    fn skip(&mut self, mut window: [u8; HEADER]) -> io::Result<Record> {
        while parse(&window).is_none() {
            let Some(byte) = self.byte()? else { return Ok(Record::Damaged) };
            window.rotate_left(1);
            window[HEADER - 1] = byte;
        }
        self.found = Some(window);
        Ok(Record::Damaged)
    }

    fn payload(&mut self, header: &Header) -> io::Result<Record> {
        let mut payload = Vec::new();
        let wanted = u64::from(header.length);
        let read = self.source.by_ref().take(wanted).read_to_end(&mut payload)?;
        self.position += read as u64;
        let mut told = [0; CHECK];
        let checked = self.fill(&mut told)?;
        let digest = digest_of(header.kind, header.length).chain_update(&payload);
        let whole = read as u64 == wanted && checked == CHECK && check(digest) == told;
        Ok(if whole { record(header.kind, payload) } else { Record::Damaged })
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let mut byte = [0];
        Ok((self.fill(&mut byte)? == 1).then_some(byte[0]))
    }

    /// Reads until it is full or the file ends.
    fn fill(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.source.read(rest) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        self.position += filled as u64;
        Ok(filled)
    }
}

fn parse(window: &[u8; HEADER]) -> Option<Header> {
    let (mark, rest) = window.split_first_chunk::<4>()?;
    let (kind, rest) = rest.split_first()?;
    let (length, told) = rest.split_first_chunk::<4>()?;
    let length = u32::from_be_bytes(*length);
    let whole = *mark == MARK && length <= MAX_PAYLOAD && seal(*kind, length) == *told;
    whole.then_some(Header { kind: *kind, length })
}

/// What a whole payload says. One that is not of its kind's shape was damaged before it was written.
fn record(kind: u8, payload: Vec<u8>) -> Record {
    let read = match kind {
        BEGIN => serde_json::from_slice(&payload).ok().map(Record::Begin),
        FACT => serde_json::from_slice(&payload).ok().map(Record::Fact),
        PICTURE => picture(payload).map(Record::Picture),
        END => serde_json::from_slice(&payload).ok().map(Record::End),
        _ => Some(Record::Newer),
    };
    read.unwrap_or(Record::Damaged)
}

fn picture(mut payload: Vec<u8>) -> Option<CarriedPicture> {
    let length = u32::from_be_bytes(*payload.first_chunk::<4>()?) as usize;
    let end = length.checked_add(4).filter(|_| length <= MAX_METADATA)?;
    let metadata = std::str::from_utf8(payload.get(4..end)?).ok()?;
    let metadata = UploadMetadata::from_header(metadata).ok()?;
    payload.drain(..end);
    Some(CarriedPicture { metadata, ciphertext: payload })
}
