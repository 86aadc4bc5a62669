//! Writing a queue, record by record; no picture is ever whole in memory.

use std::io::{self, Read, Write};

use sha2::Digest as _;
use thiserror::Error;

use super::{
    BEGIN, END, End, FACT, FORMAT, MAX_PAYLOAD, NAME, PICTURE, SignedBringer, check, digest_of, header,
};
use crate::upload::UploadMetadata;

/// So much of a picture is in memory at once, in bytes.
const BLOCK: usize = 128 * 1024;

/// Writes a queue.
pub struct Writer<W> {
    sink: W,
}

/// Why a picture was not written whole: what was written of it makes the file one that must not be kept.
#[derive(Debug, Error)]
pub enum PictureError {
    /// It ended before its length.
    #[error("the picture is shorter than it was")]
    Shorter,
    /// It cannot be read.
    #[error("the picture cannot be read: {0}")]
    Source(io::Error),
    /// The file cannot be written.
    #[error(transparent)]
    Sink(#[from] io::Error),
}

impl<W: Write> Writer<W> {
    /// A new file, and who brings it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(mut sink: W, bringer: &SignedBringer) -> io::Result<Self> {
        sink.write_all(format!("{NAME}{FORMAT}\n").as_bytes())?;
        let mut writer = Self { sink };
        writer.record(BEGIN, &serde_json::to_vec(bringer)?)?;
        Ok(writer)
    }

    /// Goes on behind the last whole record of a file that was begun.
    pub fn go_on(sink: W) -> Self {
        Self { sink }
    }

    /// A fact: the JSON of a [`crate::facts::SealedFact`], as it lay in the outbox.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn fact(&mut self, sealed: &str) -> io::Result<()> {
        self.record(FACT, sealed.as_bytes())
    }

    /// A picture of so many bytes.
    ///
    /// # Errors
    /// See [`PictureError`].
    pub fn picture(
        &mut self,
        metadata: &UploadMetadata,
        bytes: u64,
        ciphertext: impl Read,
    ) -> Result<(), PictureError> {
        let metadata = metadata.to_header();
        let before = (metadata.len() as u32).to_be_bytes();
        let length = length(4 + metadata.len() as u64 + bytes)?;
        let mut digest = digest_of(PICTURE, length);
        self.sink.write_all(&header(PICTURE, length))?;
        for piece in [&before[..], metadata.as_bytes()] {
            digest.update(piece);
            self.sink.write_all(piece)?;
        }
        self.copy(bytes, ciphertext, &mut digest)?;
        Ok(self.sink.write_all(&check(digest))?)
    }

    fn copy(
        &mut self,
        bytes: u64,
        ciphertext: impl Read,
        digest: &mut sha2::Sha256,
    ) -> Result<(), PictureError> {
        let (mut source, mut block, mut left) = (ciphertext.take(bytes), vec![0; BLOCK], bytes);
        while left > 0 {
            let read = source.read(&mut block).map_err(PictureError::Source)?;
            let piece = block.get(..read).filter(|piece| !piece.is_empty()).ok_or(PictureError::Shorter)?;
            digest.update(piece);
            self.sink.write_all(piece)?;
            left -= read as u64;
        }
        Ok(())
    }

    /// All of it is written.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(mut self, end: &End) -> io::Result<W> {
        self.record(END, &serde_json::to_vec(end)?)?;
        self.sink.flush()?;
        Ok(self.sink)
    }

    fn record(&mut self, kind: u8, payload: &[u8]) -> io::Result<()> {
        let length = length(payload.len() as u64)?;
        self.sink.write_all(&header(kind, length))?;
        self.sink.write_all(payload)?;
        self.sink.write_all(&check(digest_of(kind, length).chain_update(payload)))
    }
}

fn length(bytes: u64) -> io::Result<u32> {
    let fits = u32::try_from(bytes).ok().filter(|length| *length <= MAX_PAYLOAD);
    fits.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "longer than a record may be"))
}
