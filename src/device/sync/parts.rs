//! Pictures come in, ahead of the callbacks that they belong to, so that V-05 holds offline.

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::fact::{Part, PartSalt};
use thiserror::Error;

use super::client::PartAnswer;
use crate::device::Device;
use crate::media::{self, MediaError};
use crate::store::StoreError;
use crate::store::personal::WantedPicture;

/// No more bytes of pictures are fetched ahead.
pub const BUDGET: i64 = 500 * 1024 * 1024;

/// So many are chosen at once.
const AT_ONCE: usize = 200;

/// Why a picture that came is not kept.
#[derive(Debug, Error)]
pub enum PartError {
    /// Not the bytes that the signed head names.
    #[error("not the picture that the fact names")]
    OtherBytes,
    /// It cannot be written.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Device {
    /// V-05: the pictures to fetch next, soonest due first, within the budget; the next one is the last.
    pub(crate) fn next_pictures(&self) -> Result<Vec<WantedPicture>, StoreError> {
        let Some(shift) = &self.shift else { return Ok(Vec::new()) };
        let mut room = BUDGET - shift.personal.picture_bytes()?;
        let mut wanted = shift.personal.next_pictures(&shift.person, AT_ONCE)?;
        wanted.retain(|picture| {
            room -= picture.size;
            room >= 0
        });
        wanted.reverse();
        Ok(wanted)
    }

    /// Keeps a picture that came, if it is the one that the signed head names.
    pub(crate) fn take_picture(&self, wanted: &WantedPicture, answer: PartAnswer) -> Result<(), PartError> {
        let Some(shift) = &self.shift else { return Ok(()) };
        let salt = PartSalt::parse(&answer.salt).unwrap_or(Fixed([0; 32]));
        let part = Part { slot: wanted.slot.clone(), salt, bytes: Blob(answer.bytes) };
        if part.hash() != wanted.hash || part.bytes.0.len() as i64 != wanted.size {
            return Err(PartError::OtherBytes);
        }
        let stored = media::store(&self.media_folder(), wanted, &part)?;
        Ok(shift.personal.put_picture(wanted, &stored)?)
    }

    /// The office does not have it, or not for this person.
    pub(crate) fn picture_is_gone(&self, wanted: &WantedPicture) -> Result<(), StoreError> {
        self.shift.as_ref().map_or(Ok(()), |shift| shift.personal.picture_is_gone(wanted))
    }
}
