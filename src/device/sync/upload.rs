//! Pictures go up, from where the office says it stands (F-01). Works while nobody is
//! signed in: what goes up is ciphertext as it lies.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};

use doorstep_protocol::office::OfficeIdentity;
use doorstep_protocol::problem::ProblemCode;
use doorstep_protocol::receipt::SignedReceipt;
use doorstep_protocol::upload::UploadMetadata;

use super::pace::Pace;
use super::push::{AnswerError, check_receipt};
use crate::device::Device;
use crate::store::StoreError;
use crate::store::outbox::{Confirmation, Upload, UploadRefusal};

/// So much of one picture goes in one call at most, in bytes; less where the line carries less.
pub const CHUNK: i64 = 256 * 1024;

/// What a refusal of the office means for a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stands elsewhere, or the bytes changed on the way: ask and go on from there.
    Ask,
    /// Not now: the office does not hold the fact, perhaps after a restore.
    Later,
    /// Never: it is kept here, and shown.
    Never,
    /// It says nothing about the picture.
    Unsaid,
}

/// What a refusal of the office means for a picture.
pub fn fate(code: ProblemCode) -> Fate {
    match code {
        ProblemCode::OtherOffset | ProblemCode::Checksum => Fate::Ask,
        ProblemCode::NotFound => Fate::Later,
        ProblemCode::WrongPicture | ProblemCode::TooLarge | ProblemCode::BadRequest => Fate::Never,
        _ => Fate::Unsaid,
    }
}

impl Device {
    /// What the office is told when an upload begins.
    pub(crate) fn upload_metadata(upload: &Upload) -> UploadMetadata {
        let Upload { fact, slot, secret, .. } = upload.clone();
        UploadMetadata { fact, slot, secret }
    }

    /// The next chunk; `None` where the file is not what it was.
    pub(crate) fn chunk(
        &self,
        upload: &Upload,
        offset: i64,
        pace: Pace,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        match self.read_chunk(upload, offset, pace.bytes().min(CHUNK)) {
            Ok(chunk) => Ok(Some(chunk)),
            Err(error) => match error.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::UnexpectedEof => {
                    self.outbox.refuse_upload(upload.id, UploadRefusal::FileLost)?;
                    Ok(None)
                }
                _ => Err(error.into()),
            },
        }
    }

    fn read_chunk(&self, upload: &Upload, offset: i64, most: i64) -> io::Result<Vec<u8>> {
        let length = (upload.bytes - offset).clamp(0, most);
        let mut file = File::open(self.media_folder().join(&upload.file))?;
        file.seek(SeekFrom::Start(offset.unsigned_abs()))?;
        let mut chunk = vec![0; usize::try_from(length).unwrap_or(0)];
        file.read_exact(&mut chunk)?;
        Ok(chunk)
    }

    /// Green only by the office's signed word that the picture is not missing any more. All that is proven is kept in one
    /// transaction; then the first that proves nothing is the error.
    pub(crate) fn take_picture_receipts(
        &mut self,
        receipts: Vec<(&Upload, SignedReceipt)>,
    ) -> Result<(), AnswerError> {
        let office = self.outbox.office()?.ok_or(AnswerError::Receipt)?.identity;
        let (mut proven, mut wrong) = (Vec::new(), Ok(()));
        for (upload, signed) in receipts {
            match self.check_picture_receipt(&office, upload, signed) {
                Ok(word) => proven.push(word),
                Err(error) => wrong = wrong.and(Err(error)),
            }
        }
        // Of one fact the receipt that misses least is the last one.
        proven.sort_by_key(|word| std::cmp::Reverse(word.receipt.missing.len()));
        self.outbox.write(|outbox| proven.iter().try_for_each(|word| outbox.confirm(word)))?;
        wrong
    }

    fn check_picture_receipt(
        &self,
        office: &OfficeIdentity,
        upload: &Upload,
        signed: SignedReceipt,
    ) -> Result<Confirmation, AnswerError> {
        let row = self.outbox.row(upload.sequence)?.ok_or(AnswerError::Mismatch)?;
        let receipt = check_receipt(office, &row, &signed)?;
        let verdict = row.verdict.filter(|verdict| verdict.outcome == receipt.outcome);
        let (sequence, verdict) = (row.sequence, verdict.ok_or(AnswerError::Receipt)?);
        if receipt.missing.contains(&upload.slot) {
            return Err(AnswerError::Receipt);
        }
        Ok(Confirmation { sequence, verdict, signed, receipt })
    }
}
