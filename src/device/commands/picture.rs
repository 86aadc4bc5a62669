//! Taking pictures for a form (V-09, R-06): kept at once, of the fact once the form is saved.

use std::io::Read;

use doorstep_domain::event::{Picture, PictureOf};
use doorstep_domain::ids::SubjectId;
use thiserror::Error;
use uuid::Uuid;

use super::save::{SaveError, picture_slot};
use crate::device::Device;
use crate::media::{self, Limits, MediaError, PictureError, Prepared};
use crate::store::StoreError;
use crate::store::personal::{DraftPicture, PictureId, PicturePlace};

/// Why a picture was not added. The form stays as it is.
#[derive(Debug, Error)]
pub enum AddPictureError {
    /// It is refused as a picture.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// It cannot be kept.
    #[error(transparent)]
    Save(#[from] SaveError),
}

impl From<MediaError> for SaveError {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::Store(error) => error.into(),
            MediaError::Random(error) => error.into(),
            MediaError::Damaged => StoreError::Unreadable("picture").into(),
        }
    }
}

impl Device {
    /// How pictures are kept at this site; as a rule, while nobody is signed in.
    pub fn picture_limits(&self) -> Limits {
        let Ok(site) = self.site() else { return Limits::default() };
        let (edge, quality) = (site.catalogue.picture_edge, site.catalogue.picture_quality);
        Limits { long_edge: u32::from(edge.max(1)), quality: quality.clamp(1, 100), ..Limits::default() }
    }

    /// Keeps a picture for this person's form about `subject`: encrypted under a key of its own, durable on
    /// return, and there again after a kill. [`media::prepare`] made it, on another thread.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn keep_picture(
        &self,
        subject: &SubjectId,
        place: PicturePlace,
        prepared: Prepared,
    ) -> Result<DraftPicture, SaveError> {
        let shift = self.shift()?;
        let (size, thumbnail) = (prepared.jpeg.len() as i64, prepared.thumbnail);
        let (stored, hash) = media::store_taken(&self.media_folder(), prepared.jpeg)?;
        let (id, added) = (PictureId(Uuid::new_v4()), self.now());
        let picture = DraftPicture { id, place, added, size, thumbnail, hash, stored };
        shift.personal.put_draft_picture(&shift.person, subject, &picture)?;
        Ok(picture)
    }

    /// Prepares and keeps a picture in one go: for a caller that need not answer meanwhile.
    ///
    /// # Errors
    /// When it is refused as a picture, nobody is signed in, or the store fails.
    pub fn add_picture(
        &self,
        subject: &SubjectId,
        place: PicturePlace,
        source: impl Read,
    ) -> Result<DraftPicture, AddPictureError> {
        let prepared = media::prepare(source, self.picture_limits())?;
        Ok(self.keep_picture(subject, place, prepared)?)
    }

    /// The pictures that this person has for a form about `subject`, in the order in which they were added.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn draft_pictures(&self, subject: &SubjectId) -> Result<Vec<DraftPicture>, SaveError> {
        let shift = self.shift()?;
        Ok(shift.personal.draft_pictures(&shift.person, subject)?)
    }

    /// Takes a picture out of the form again.
    ///
    /// # Errors
    /// When nobody is signed in, or the store fails.
    pub fn remove_picture(&self, id: PictureId) -> Result<(), SaveError> {
        let shift = self.shift()?;
        let Some(picture) = shift.personal.draft_picture(&shift.person, id)? else { return Ok(()) };
        shift.personal.drop_draft_picture(&shift.person, id)?;
        media::remove(&self.media_folder(), [&picture.stored.file]);
        Ok(())
    }

    /// The pictures of the form at a place of it, as an act's body names them and as they are kept.
    pub(crate) fn take_pictures(
        &self,
        subject: &SubjectId,
        place: &str,
        shows: PictureOf,
    ) -> Result<(Vec<Picture>, Vec<DraftPicture>), SaveError> {
        let mut kept = self.draft_pictures(subject)?;
        kept.retain(|picture| picture.place.as_str() == place);
        let named = |(i, picture): (usize, &DraftPicture)| {
            picture_slot(i).map(|slot| Picture { slot, shows, taken: picture.added })
        };
        let named = kept.iter().enumerate().map(named).collect::<Result<_, _>>()?;
        Ok((named, kept))
    }

    /// A picture of a form, as JPEG.
    ///
    /// # Errors
    /// When nobody is signed in, this person has no such picture, or its file is damaged.
    pub fn picture_bytes(&self, id: PictureId) -> Result<Vec<u8>, SaveError> {
        let shift = self.shift()?;
        let picture = shift.personal.draft_picture(&shift.person, id)?.ok_or(SaveError::NotHere)?;
        Ok(media::load_taken(&self.media_folder(), &picture.stored)?)
    }
}
