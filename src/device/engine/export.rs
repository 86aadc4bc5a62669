//! Writing the queue to a file while everything else goes on: the device is held for one row at a time, never while a
//! file is written.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use super::Engine;
use crate::export::{ExportError, ExportProgress, Exported, QueueFile};
use crate::store::outbox::UploadState;

impl Engine {
    /// F-01: writes all that waits to `target`, to be carried to the office by hand, whoever is signed in or nobody. It
    /// goes on waiting: green is only what the office's receipts say at the next contact. Takes as long as the disk: not
    /// for a thread that has anything else to do. `told` hears after each fact and picture how far it has come, and
    /// calls it off with `Break`.
    ///
    /// # Errors
    /// See [`ExportError`].
    pub fn export(
        &self,
        target: &Path,
        mut told: impl FnMut(&ExportProgress) -> ControlFlow<()>,
    ) -> Result<Exported, ExportError> {
        let (bringer, key) = {
            let device = self.device();
            (device.bringer()?, device.device_key())
        };
        let waiting = self.waiting()?;
        let file = QueueFile::begin(target, &bringer, &key)?;
        let aside = file.aside().to_owned();
        let written = self.write_all(file, &waiting, &mut told);
        if written.is_err() {
            let _ = fs::remove_file(aside);
        }
        written
    }

    fn waiting(&self) -> Result<Waiting, ExportError> {
        let device = self.device();
        let (facts, pictures) = (device.outbox.open_rows()?, device.outbox.open_uploads()?);
        if facts.is_empty() && pictures.is_empty() {
            return Err(ExportError::NothingWaits);
        }
        Ok(Waiting { facts, pictures })
    }

    fn write_all(
        &self,
        mut file: QueueFile,
        waiting: &Waiting,
        told: &mut impl FnMut(&ExportProgress) -> ControlFlow<()>,
    ) -> Result<Exported, ExportError> {
        let (mut progress, mut lost) = (waiting.progress(), 0);
        for (sequence, bytes) in &waiting.facts {
            self.write_fact(&mut file, *sequence)?;
            (progress.facts, progress.bytes) = (progress.facts + 1, progress.bytes + bytes);
            go_on(told(&progress))?;
        }
        for (id, bytes) in &waiting.pictures {
            lost += self.write_picture(&mut file, *id)?;
            (progress.pictures, progress.bytes) = (progress.pictures + 1, progress.bytes + bytes);
            go_on(told(&progress))?;
        }
        Ok(Exported { lost, ..file.finish()? })
    }

    fn write_fact(&self, file: &mut QueueFile, sequence: i64) -> Result<(), ExportError> {
        let sealed = self.device().outbox.sealed(sequence)?;
        sealed.map_or(Ok(()), |sealed| Ok(file.fact(sequence, &sealed)?))
    }

    /// Answers how many pictures are lost: none, or this one. What has arrived meanwhile need not be carried.
    fn write_picture(&self, file: &mut QueueFile, id: i64) -> Result<i64, ExportError> {
        let waits = |state| matches!(state, UploadState::Waiting | UploadState::Again);
        let upload = self.device().outbox.upload(id)?.filter(|upload| waits(upload.state));
        let Some(upload) = upload else { return Ok(0) };
        let picture = self.device().waiting_picture(&upload)?;
        let Some(picture) = picture else { return Ok(1) };
        file.picture(&upload, picture).map(|()| 0)
    }
}

/// The rows and pictures that wait, each with its length in bytes.
struct Waiting {
    facts: Vec<(i64, i64)>,
    pictures: Vec<(i64, i64)>,
}

impl Waiting {
    fn progress(&self) -> ExportProgress {
        let bytes = self.facts.iter().chain(&self.pictures).map(|(_, bytes)| bytes);
        ExportProgress {
            of_facts: self.facts.len() as i64,
            of_pictures: self.pictures.len() as i64,
            of_bytes: bytes.sum(),
            ..ExportProgress::default()
        }
    }
}

fn go_on(told: ControlFlow<()>) -> Result<(), ExportError> {
    if told.is_break() { Err(ExportError::Cancelled) } else { Ok(()) }
}
