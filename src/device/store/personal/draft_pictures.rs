//! Pictures of half-done forms: kept like the forms themselves, so that a kill under the camera costs
//! neither (F-01). A fact that is made of the form takes them over.

use std::fmt;
use std::str::FromStr;

use doorstep_domain::bytes::{Fixed, Hash};
use doorstep_domain::fact::{Carriage, PartRef, Slot};
use doorstep_domain::ids::{FactId, PersonId, SubjectId};
use doorstep_domain::moment::Moment;
use rusqlite::{OptionalExtension as _, Row, params};
use thiserror::Error;
use uuid::Uuid;

use super::pictures::{StoredPicture, read_stored, text, unreadable};
use super::{Personal, StoreError};

/// A picture of a half-done form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PictureId(pub Uuid);

impl fmt::Display for PictureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.simple())
    }
}

impl FromStr for PictureId {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// Where in its form a picture stands: a word in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PicturePlace(String);

/// A text that is no place of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a place of a form is a word of 1 to 20 letters in lower case")]
pub struct PlaceError;

impl PicturePlace {
    /// V-09: the door where nobody opened.
    pub const DOOR: &'static str = "door";

    /// what it looks like before the work.
    pub const BEFORE: &'static str = "before";
    /// what it looks like after the work.
    pub const AFTER: &'static str = "after";
    /// what P-07 is asked about.
    pub const QUESTION: &'static str = "question";

    /// C-02: what a complaint is about.
    pub const RECEPTION: &'static str = "reception";
    /// P-11: with a note.
    pub const NOTE: &'static str = "note";

    /// V-09: the door where nobody opened.
    pub fn door() -> Self {
        Self(Self::DOOR.to_owned())
    }

    /// before the work.
    pub fn before() -> Self {
        Self(Self::BEFORE.to_owned())
    }

    /// after the work.
    pub fn after() -> Self {
        Self(Self::AFTER.to_owned())
    }

    /// for P-07.
    pub fn question() -> Self {
        Self(Self::QUESTION.to_owned())
    }

    /// C-02: what a complaint is about.
    pub fn reception() -> Self {
        Self(Self::RECEPTION.to_owned())
    }

    /// P-11: with a note.
    pub fn note() -> Self {
        Self(Self::NOTE.to_owned())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PicturePlace {
    type Err = PlaceError;
    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b == b'_';
        let fits = (1..=20).contains(&text.len()) && text.bytes().all(allowed);
        if fits { Ok(Self(text.to_owned())) } else { Err(PlaceError) }
    }
}

/// A picture that is to be of the next fact on a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftPicture {
    /// Which one.
    pub id: PictureId,
    /// Where in the form.
    pub place: PicturePlace,
    /// When it was added, in office time as reckoned.
    pub added: Moment,
    /// Its length as JPEG.
    pub size: i64,
    /// A small one, as JPEG.
    pub thumbnail: Vec<u8>,
    /// Its salted hash: what the head will say.
    pub hash: Hash,
    /// Its file and what opens it.
    pub stored: StoredPicture,
}

impl DraftPicture {
    /// How a head names this picture in `slot`.
    pub fn reference(&self, slot: Slot) -> PartRef {
        PartRef { slot, hash: self.hash, size: self.size, carriage: Carriage::Apart }
    }
}

const COLUMNS: &str = "salt, key, file, 1, id, place, added, size, thumbnail, hash";

impl Personal {
    /// Keeps a picture for a form: its file is durable already.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn put_draft_picture(
        &self,
        person: &PersonId,
        subject: &SubjectId,
        picture: &DraftPicture,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO draft_pictures
                   (id, person, subject, place, added, hash, size, salt, key, file, thumbnail)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        let stored = &picture.stored;
        self.connection.prepare_cached(sql)?.execute(params![
            picture.id.to_string(),
            person.as_str(),
            subject.as_str(),
            picture.place.as_str(),
            picture.added.millis(),
            picture.hash.to_string(),
            picture.size,
            stored.salt.to_string(),
            stored.key.to_string(),
            stored.file,
            picture.thumbnail,
        ])?;
        Ok(())
    }

    /// The pictures that this person has for a form about `subject`, in the order in which they were added.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn draft_pictures(
        &self,
        person: &PersonId,
        subject: &SubjectId,
    ) -> Result<Vec<DraftPicture>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM draft_pictures WHERE person = ?1 AND subject = ?2 ORDER BY rowid");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let pictures = statement.query_map([person.as_str(), subject.as_str()], read)?;
        Ok(pictures.collect::<Result<_, _>>()?)
    }

    /// This person's picture with this id.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn draft_picture(
        &self,
        person: &PersonId,
        id: PictureId,
    ) -> Result<Option<DraftPicture>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM draft_pictures WHERE person = ?1 AND id = ?2");
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row([person.as_str(), &id.to_string()], read).optional()?)
    }

    /// Lets go of a picture; its file is still to be removed.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn drop_draft_picture(&self, person: &PersonId, id: PictureId) -> Result<(), StoreError> {
        let sql = "DELETE FROM draft_pictures WHERE person = ?1 AND id = ?2";
        self.connection.prepare_cached(sql)?.execute([person.as_str(), &id.to_string()])?;
        Ok(())
    }

    /// Lets go of all pictures for a form; answers their files, which are still to be removed.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn drop_draft_pictures(
        &self,
        person: &PersonId,
        subject: &SubjectId,
    ) -> Result<Vec<String>, StoreError> {
        let sql = "DELETE FROM draft_pictures WHERE person = ?1 AND subject = ?2 RETURNING file";
        let mut statement = self.connection.prepare_cached(sql)?;
        let files = statement.query_map([person.as_str(), subject.as_str()], |row| row.get(0))?;
        Ok(files.collect::<Result<_, _>>()?)
    }

    /// Makes a picture one of a fact, in the transaction that keeps the fact.
    ///
    /// # Errors
    /// See [`StoreError`]; also when the picture is gone.
    pub fn take_over(
        &self,
        person: &PersonId,
        id: PictureId,
        fact: FactId,
        slot: &Slot,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO pictures (fact, slot, hash, size, state, salt, key, file, taken, thumbnail)
                   SELECT ?3, ?4, hash, size, 'here', salt, key, file, 1, thumbnail
                   FROM draft_pictures WHERE person = ?1 AND id = ?2";
        let id_text = id.to_string();
        let values = params![person.as_str(), id_text, fact.to_string(), slot.as_str()];
        match self.connection.prepare_cached(sql)?.execute(values)? {
            1 => self.drop_draft_picture(person, id),
            _ => Err(StoreError::Unreadable("draft picture")),
        }
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<DraftPicture> {
    Ok(DraftPicture {
        id: text(row, 4)?.parse().map_err(|_| unreadable())?,
        place: text(row, 5)?.parse().map_err(|_| unreadable())?,
        added: Moment::nearest(row.get(6)?),
        size: row.get(7)?,
        thumbnail: row.get(8)?,
        hash: Fixed::parse(&text(row, 9)?).ok_or_else(unreadable)?,
        stored: read_stored(row)?,
    })
}
