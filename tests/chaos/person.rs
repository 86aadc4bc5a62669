//! A person with a handheld, as fast as hands can be: the real device and engine over the real transport, no screens.
//!
//! Before a save nothing is written but the half-done form itself; after "saved" the parent is told. After a blow the
//! person signs in, looks what is there, and goes on with it, as anybody would.

mod butler;
mod form;
mod works;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use doorstep_device::commands::complaint::ComplaintError;
use doorstep_device::commands::picture::AddPictureError;
use doorstep_device::commands::save::{SaveError, Saved};
use doorstep_device::commands::sign_in::SignInError;
use doorstep_device::commands::work_order::OrderError;
use doorstep_device::device::NotSignedIn;
use doorstep_device::keyring::PinCost;
use doorstep_device::media::{Limits, Prepared, prepare};
use doorstep_device::queries::QueryError;
use doorstep_device::secret::FileKeystore;
use doorstep_device::store::StoreError;
use doorstep_device::store::personal::{Personal, PicturePlace};
use doorstep_device::sync::http::HttpTransport;
use doorstep_device::{Config, Device, Engine, SystemClock};
use doorstep_domain::ids::{PersonId, SubjectId};
use doorstep_tests_sync::handheld::{PIN, pin};

use crate::chance::Chance;
use crate::told::{SavedFact, Told};

/// Whose handheld, and where.
#[derive(Debug, Clone, Args)]
pub struct Whose {
    /// The handheld's folder.
    #[arg(long)]
    pub folder: PathBuf,
    /// Who holds it.
    #[arg(long)]
    pub person: PersonId,
}

/// How a person works.
#[derive(Debug, Clone, Args)]
pub struct Work {
    /// Whose handheld.
    #[command(flatten)]
    pub whose: Whose,
    /// What decides what they do.
    #[arg(long)]
    pub seed: u64,
    /// Photographs to take.
    #[arg(long)]
    pub photos: PathBuf,
    /// Between two acts, in milliseconds.
    #[arg(long)]
    pub pause: u64,
}

/// A first sign-in.
#[derive(Debug, Clone, Args)]
pub struct Enter {
    /// Whose handheld.
    #[command(flatten)]
    pub whose: Whose,
    /// The office's address.
    #[arg(long)]
    pub url: String,
    /// The code that enrols the handheld.
    #[arg(long)]
    pub enrol: String,
    /// The code of the person's first sign-in.
    #[arg(long)]
    pub code: String,
}

/// Why an act was not saved: an error of the store is what this is about.
#[derive(Debug)]
pub enum Trouble {
    /// The store fails.
    Store(StoreError),
    /// Nobody is signed in.
    NotSignedIn,
    /// Anything else.
    Other(String),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Trouble::Store(error)
    }
}

impl From<NotSignedIn> for Trouble {
    fn from(_: NotSignedIn) -> Self {
        Trouble::NotSignedIn
    }
}

impl From<SaveError> for Trouble {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Store(error) => error.into(),
            SaveError::NotSignedIn(error) => error.into(),
            other => Trouble::Other(other.to_string()),
        }
    }
}

impl From<OrderError> for Trouble {
    fn from(error: OrderError) -> Self {
        match error {
            OrderError::Save(error) => error.into(),
            other => Trouble::Other(other.to_string()),
        }
    }
}

impl From<ComplaintError> for Trouble {
    fn from(error: ComplaintError) -> Self {
        match error {
            ComplaintError::Save(error) => error.into(),
            other => Trouble::Other(other.to_string()),
        }
    }
}

impl From<AddPictureError> for Trouble {
    fn from(error: AddPictureError) -> Self {
        match error {
            AddPictureError::Save(error) => error.into(),
            other => Trouble::Other(other.to_string()),
        }
    }
}

impl From<QueryError> for Trouble {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Store(error) => error.into(),
            QueryError::NotSignedIn(error) => error.into(),
            other => Trouble::Other(other.to_string()),
        }
    }
}

impl Trouble {
    /// As the parent is told.
    fn told(&self) -> Told {
        let (words, to_do) = match self {
            Trouble::Store(error) => (error.to_string(), Some(format!("{:?}", error.to_do()))),
            Trouble::NotSignedIn => ("nobody is signed in".to_owned(), None),
            Trouble::Other(words) => (words.clone(), None),
        };
        Told::NotSaved { words, to_do }
    }
}

/// The handheld in a folder.
///
/// # Errors
/// When it does not open.
pub fn open(folder: &Path) -> Result<Engine, doorstep_device::device::OpenError> {
    let device = Device::open(Config {
        folder: folder.to_owned(),
        clock: Arc::new(SystemClock::new()),
        keystore: Arc::new(FileKeystore::in_folder(folder)),
        pin_cost: PinCost::CHEAP,
        version: "chaos".to_owned(),
    })?;
    Ok(Engine::new(device, Arc::new(HttpTransport::new().expect("TLS"))))
}

/// Enrols a handheld, signs its person in for the first time, and waits until everything came.
pub async fn enter(enter: &Enter) {
    let engine = open(&enter.whose.folder).unwrap();
    engine.connect(&enter.url, &enter.enrol).await.unwrap();
    engine.enter(&enter.whose.person, &enter.code, &pin(PIN)).await.unwrap();
    engine.send_now().await;
}

/// Whoever was killed while the PIN was tried waits, as everybody does after a wrong one.
pub async fn sign_in(engine: &Engine, person: &PersonId) -> Result<(), Trouble> {
    loop {
        match engine.sign_in(person, &pin(PIN)) {
            Ok(()) => return Ok(()),
            Err(SignInError::Wait { seconds }) => {
                tokio::time::sleep(Duration::from_secs(seconds as u64)).await
            }
            Err(SignInError::Store(error)) => return Err(error.into()),
            Err(error) => return Err(Trouble::Other(error.to_string())),
        }
    }
}

/// Works until somebody ends it.
pub async fn work(work: Work) {
    let engine = loop {
        match open(&work.whose.folder) {
            Ok(engine) => break engine,
            Err(error) => Told::NotSaved { words: error.to_string(), to_do: None }.say(),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    let syncing = engine.clone();
    let mut person = Person {
        engine,
        who: work.whose.person.clone(),
        chance: Chance::new(work.seed),
        photos: work.photos,
        prepared: HashMap::new(),
    };
    person.begin().await;
    tokio::spawn(async move { syncing.run().await });
    loop {
        match person.act() {
            Ok(()) => {}
            Err(Trouble::NotSignedIn) => person.begin().await,
            Err(trouble) => trouble.told().say(),
        }
        tokio::time::sleep(Duration::from_millis(work.pause)).await;
    }
}

/// Somebody who works.
pub(crate) struct Person {
    engine: Engine,
    who: PersonId,
    chance: Chance,
    photos: PathBuf,
    prepared: HashMap<usize, Prepared>,
}

/// So many photographs lie there.
pub const PHOTOS: usize = 4;

impl Person {
    /// Signs in and looks what is there.
    async fn begin(&mut self) {
        loop {
            match sign_in(&self.engine, &self.who).await.and_then(|()| self.found()) {
                Ok(told) => return told.say(),
                Err(trouble) => trouble.told().say(),
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    fn found(&self) -> Result<Told, Trouble> {
        let form = self.reopen()?.map(|open| open.kept().clone());
        let pictures = form.as_ref().map(|form| self.pictures(&form.subject)).transpose()?;
        Ok(Told::Begun { highest: self.highest()?, form, pictures: pictures.unwrap_or_default() })
    }

    fn pictures(&self, subject: &SubjectId) -> Result<Vec<String>, Trouble> {
        let pictures = self.engine.with(|device| device.draft_pictures(subject))?;
        // A picture is there when it can be looked at.
        let readable = |id| self.engine.with(|device| device.picture_bytes(id)).is_ok();
        Ok(pictures
            .iter()
            .filter(|picture| readable(picture.id))
            .map(|picture| picture.id.to_string())
            .collect())
    }

    fn personal<T>(&self, read: impl FnOnce(&Personal) -> Result<T, StoreError>) -> Result<T, Trouble> {
        self.engine.with(|device| Ok(read(&device.shift()?.personal)?))
    }

    fn highest(&self) -> Result<i64, Trouble> {
        self.personal(Personal::highest_own_sequence)
    }

    fn act(&mut self) -> Result<(), Trouble> {
        match self.who.as_str() {
            "lin" => self.act_as_butler(),
            _ => self.act_in_the_works(),
        }
    }

    /// Takes photographs for a form until there are as many as chance wants.
    fn photograph(&mut self, subject: &SubjectId, place: &PicturePlace, most: usize) -> Result<(), Trouble> {
        let wanted = self.chance.below(most + 1);
        while self.engine.with(|device| device.draft_pictures(subject))?.len() < wanted {
            let prepared = self.photo();
            let kept = self.engine.with(|device| device.keep_picture(subject, place.clone(), prepared))?;
            Told::Picture { id: kept.id.to_string() }.say();
        }
        Ok(())
    }

    fn photo(&mut self) -> Prepared {
        let which = self.chance.below(PHOTOS);
        let file = self.photos.join(format!("{which}.jpg"));
        let make = || prepare(&std::fs::read(file).unwrap()[..], Limits::default()).unwrap();
        self.prepared.entry(which).or_insert_with(make).clone()
    }

    /// Saves, and tells that it is saved.
    fn save<E: Into<Trouble>>(
        &mut self,
        act: impl FnOnce(&mut Device) -> Result<Saved, E>,
    ) -> Result<(), Trouble> {
        let saved = self.engine.with(act).map_err(Into::into)?;
        let stored = self.personal(|personal| personal.fact(saved.fact))?;
        let content = stored.expect("what is saved is here").signed.content_hash();
        Told::Saved(SavedFact { fact: saved.fact, sequence: saved.sequence, content }).say();
        Ok(())
    }
}
