//! An office: its data folder, its writer, its readers. What the server, the demo and the tests hold.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use doorstep_domain::bytes::PublicKey;
use doorstep_domain::fact::SignedFact;
use doorstep_domain::ids::{InstallationId, PersonId, SiteId};
use doorstep_domain::moment::Moment;
use doorstep_protocol::enrol::EnrolCode;
use doorstep_protocol::facts::{Answer, PushAnswer};
use doorstep_protocol::office::OfficeIdentity;
use doorstep_protocol::problem::ProblemCode;
use tokio::sync::watch;

use crate::arrival::Arrival;
use crate::backup;
use crate::blobs::Blobs;
use crate::clock::Clock;
use crate::codes::PersonCode;
use crate::directory;
use crate::draft::{Appended, Draft};
use crate::enrol::{self, NewDevice};
use crate::error::OfficeError;
use crate::identity::{self, Identity};
use crate::jobs;
use crate::keys::Keys;
use crate::ledger::Ledger;
use crate::metrics::Meter;
use crate::news::News;
use crate::partials::Partials;
use crate::session::{Bearer, Challenges};
use crate::store::sqlite::Sqlite;
use crate::store::{PersonKey, Readers, Store};
use crate::writer::{Turn, Writer};

pub(crate) const DATABASE: &str = "office.db";
pub(crate) const KEYS: &str = "keys";
pub(crate) const PARTS: &str = "parts";
pub(crate) const UPLOADS: &str = "uploads";
const LOCK: &str = "office.lock";
/// The site of an office that was not told which one it is.
const DEFAULT_SITE: &str = "residence";

/// An open office. Clones are the same office.
#[derive(Clone)]
pub struct Office(Arc<Inner>);

struct Inner {
    data: PathBuf,
    identity: Arc<Identity>,
    writer: Writer,
    readers: Readers,
    challenges: Challenges,
    blobs: Blobs,
    partials: Partials,
    news: watch::Receiver<News>,
    meter: Meter,
    closing: watch::Sender<bool>,
    _lock: Arc<File>,
}

impl Office {
    /// Opens the office in a data folder, or founds one there.
    ///
    /// # Errors
    /// When another program has it open, or keys or database cannot be opened.
    pub fn open(data: &Path) -> Result<Self, OfficeError> {
        let site = DEFAULT_SITE.parse().map_err(|_| OfficeError::bad_request("the site's code"))?;
        Self::open_as(data, &site, Clock::default())
    }

    /// Opens the office in a data folder, if there is one.
    ///
    /// # Errors
    /// When there is none; as [`Office::open`].
    pub fn open_existing(data: &Path) -> Result<Self, OfficeError> {
        if data.join(DATABASE).exists() {
            Self::open(data)
        } else {
            Err(OfficeError::NoOffice(data.to_owned()))
        }
    }

    /// As [`Office::open`]; a new one is the office of `site` and goes by `clock`.
    ///
    /// # Errors
    /// As [`Office::open`].
    pub fn open_as(data: &Path, site: &SiteId, clock: Clock) -> Result<Self, OfficeError> {
        let file = |path: &Path, e| OfficeError::File(path.to_owned(), e);
        crate::durable::make_private_dir(data).map_err(|e| file(data, e))?;
        let lock = Arc::new(lock(data)?);
        backup::refuse_unfinished(data)?;
        let database = data.join(DATABASE);
        let keys = Keys::load(&data.join(KEYS), !database.exists())?;
        let blobs = Blobs::open(&data.join(PARTS)).map_err(|e| file(&data.join(PARTS), e))?;
        let partials = data.join(UPLOADS);
        let partials = Partials::open(&partials).map_err(|e| file(&partials, e))?;
        let store = Sqlite::open(&database)?;
        store.check()?;
        if identity::begin_copy(&store, clock.now())? {
            tracing::warn!(
                "this is a copy of the office: a new epoch begins, handhelds offer again what it does not hold"
            );
        }
        backup::is_one_no_more(data).map_err(|e| file(data, e))?;
        let identity = Arc::new(Identity::load(&store, keys, clock, site)?);
        let (writer, news) =
            start_writer(Box::new(store), &identity, lock.clone()).map_err(|e| file(data, e))?;
        let readers = Readers::new(move || Ok(Box::new(Sqlite::open_to_read(&database)?) as Box<dyn Store>));
        let (challenges, closing) = (Challenges::default(), watch::Sender::new(false));
        let data = data.to_owned();
        Ok(Self(Arc::new(Inner {
            data,
            identity,
            writer,
            readers,
            challenges,
            blobs,
            partials,
            news,
            meter: Meter::default(),
            closing,
            _lock: lock,
        })))
    }

    /// Who the office is.
    pub fn identity(&self) -> &Identity {
        &self.0.identity
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.0.data
    }

    /// The folder of parts that travel apart.
    pub fn blobs(&self) -> &Blobs {
        &self.0.blobs
    }

    /// The pictures on their way up.
    pub(crate) fn partials(&self) -> &Partials {
        &self.0.partials
    }

    /// The open challenges.
    pub(crate) fn challenges(&self) -> &Challenges {
        &self.0.challenges
    }

    /// Who was told something, whenever somebody is.
    pub(crate) fn news(&self) -> watch::Receiver<News> {
        self.0.news.clone()
    }

    /// What the office counts.
    pub(crate) fn meter(&self) -> &Meter {
        &self.0.meter
    }

    /// How much waits for the writer.
    pub(crate) fn queued(&self) -> u64 {
        self.0.writer.queued()
    }

    /// Turns true when the server goes down, so that nobody waits any longer.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.0.closing.subscribe()
    }

    pub(crate) fn set_closing(&self, closing: bool) {
        self.0.closing.send_replace(closing);
    }

    /// The office's time.
    pub fn now(&self) -> Moment {
        self.0.identity.clock.now()
    }

    /// Reads one state of everything, beside the writer.
    pub(crate) async fn read<T, F>(&self, read: F) -> Result<T, OfficeError>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Store) -> Result<T, OfficeError> + Send + 'static,
    {
        let inner = self.0.clone();
        let reading = tokio::task::spawn_blocking(move || inner.readers.read(read));
        reading.await.map_err(|_| OfficeError::Stopping)?
    }

    /// From now on nothing is committed together: for measurements.
    pub fn commit_alone(&self) {
        self.0.writer.commit_alone();
    }

    /// Has the writer do something; returns after the commit.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, OfficeError>
    where
        T: Send + 'static,
        F: FnMut(&mut Ledger) -> Result<T, OfficeError> + Send + 'static,
    {
        self.0.writer.write(Turn::Usual, work).await
    }

    /// What a handheld asks before anything else.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn introduce(&self) -> Result<OfficeIdentity, OfficeError> {
        let identity = self.0.identity.clone();
        self.read(move |store| {
            let site = directory::site(store, &identity.site)?;
            Ok(OfficeIdentity {
                site: identity.site.clone(),
                name: site.map(|site| site.name).unwrap_or_default(),
                signing_key: identity.signing_public(),
                sealing_key: identity.keys.sealing_public(),
                time: identity.clock.now(),
            })
        })
        .await
    }

    /// A one-time code that enrols a handheld; it carries the office's fingerprint.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn enrol_code(&self) -> Result<EnrolCode, OfficeError> {
        let fingerprint = self.introduce().await?.fingerprint();
        self.write(move |ledger| ledger.new_enrol_code(&fingerprint)).await
    }

    /// A one-time code for a person's first sign-in on a handheld, or a new PIN.
    ///
    /// # Errors
    /// When nobody active has this id, or the store fails.
    pub async fn person_code(&self, person: &PersonId) -> Result<PersonCode, OfficeError> {
        let person = person.clone();
        self.write(move |ledger| {
            active(ledger, &person)?;
            ledger.new_person_code(&person)
        })
        .await
    }

    /// Lifts a person's lock on every handheld.
    ///
    /// # Errors
    /// When nobody active has this id, or the store fails.
    pub async fn unlock(&self, person: &PersonId) -> Result<(), OfficeError> {
        let person = person.clone();
        self.write(move |ledger| {
            active(ledger, &person)?;
            Ok(ledger.store.unlock(&person, ledger.now())?)
        })
        .await
    }

    /// F-03: from now on the handheld with this number may only hand in.
    ///
    /// # Errors
    /// When there is no such handheld, or the store fails.
    pub async fn revoke(&self, number: i64) -> Result<(), OfficeError> {
        self.write(move |ledger| {
            let device = ledger.store.devices()?.into_iter().find(|device| device.number == number);
            let mut device = device.ok_or_else(|| {
                OfficeError::refused(ProblemCode::NotFound, format!("there is no device {number}"))
            })?;
            device.revoked = device.revoked.or(Some(ledger.now()));
            Ok(ledger.store.save_device(&device)?)
        })
        .await
    }

    /// A short-lived bearer for scripts: what this person may do, it may do.
    ///
    /// # Errors
    /// When nobody active has this id, or the store fails.
    pub async fn token(&self, person: &PersonId) -> Result<String, OfficeError> {
        let person = person.clone();
        let bearer = self.read(move |store| {
            let found = directory::person(store, &person)?.is_some_and(|entry| entry.active);
            if found { Ok(person) } else { Err(nobody(&person)) }
        });
        let person = bearer.await?;
        Ok(Bearer::new(None, Some(person), self.identity()).issue(self.identity()))
    }

    /// How often a person read personal data of this sort: `feed`, `part` or `callback` (P-10).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn count_readings(&self, person: &PersonId, what: &'static str) -> Result<i64, OfficeError> {
        let person = person.clone();
        self.read(move |store| Ok(store.count_readings(&person, what)?)).await
    }

    /// Appends facts of the office, all in one transaction, in this order. A draft whose id is there
    /// already changes nothing. Finished events open their callbacks (V-11).
    ///
    /// # Errors
    /// When the store fails; then none of them was appended.
    pub async fn append(&self, drafts: Vec<Draft>) -> Result<Vec<Appended>, OfficeError> {
        self.write(move |ledger| drafts.iter().map(|draft| ledger.append(draft.clone())).collect()).await
    }

    /// Takes facts that persons signed, from within this machine: judged and answered like those that
    /// handhelds send.
    ///
    /// # Errors
    /// When the store fails; then none of them was taken.
    pub async fn take(&self, facts: Vec<SignedFact>) -> Result<Vec<Answer>, OfficeError> {
        let arrivals: Vec<Arrival> =
            facts.into_iter().map(|fact| Arrival::clear(fact, self.identity())).collect();
        Ok(self.take_arrivals(arrivals).await?.answers)
    }

    pub(crate) async fn take_arrivals(&self, arrivals: Vec<Arrival>) -> Result<PushAnswer, OfficeError> {
        let turn = if arrivals.iter().any(Arrival::is_urgent) { Turn::Urgent } else { Turn::Usual };
        let take = move |ledger: &mut Ledger| {
            let answers = arrivals.iter().map(|arrival| ledger.take(arrival));
            let answers = answers.collect::<Result<Vec<Answer>, OfficeError>>()?;
            Ok(PushAnswer { answers, epoch: Some(identity::epoch(&*ledger.store)?) })
        };
        let answer: PushAnswer = self.0.writer.write(turn, take).await?;
        self.0.meter.count(&answer.answers);
        Ok(answer)
    }

    /// Enrols a handheld without a code, from within this machine; answers its number.
    ///
    /// # Errors
    /// When the store key does not open, or the store fails.
    pub async fn enrol(&self, device: NewDevice) -> Result<i64, OfficeError> {
        self.write(move |ledger| enrol::enrol(ledger, &device)).await
    }

    /// Certifies a person's key on an enrolled handheld without a code, from within this machine.
    ///
    /// # Errors
    /// When person or handheld are not known, or the store fails.
    pub async fn certify(
        &self,
        person: &PersonId,
        installation: InstallationId,
        key: PublicKey,
    ) -> Result<PersonKey, OfficeError> {
        let person = person.clone();
        self.write(move |ledger| {
            active(ledger, &person)?;
            enrol::certify(ledger, &person, installation, key)
        })
        .await
    }
}

pub(crate) fn lock(data: &Path) -> Result<File, OfficeError> {
    let path = data.join(LOCK);
    let file = File::create(&path).map_err(|e| OfficeError::File(path.clone(), e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OfficeError::InUse(data.to_owned())),
        Err(TryLockError::Error(e)) => Err(OfficeError::File(path, e)),
    }
}

fn start_writer(
    store: Box<dyn Store>,
    identity: &Arc<Identity>,
    lock: Arc<File>,
) -> std::io::Result<(Writer, watch::Receiver<News>)> {
    let position = store.last_log().map_err(std::io::Error::other)?.0;
    let mut ledger = Ledger::new(store, identity.clone());
    catch_up(&mut ledger).map_err(std::io::Error::other)?;
    let (sender, news) = watch::channel(News::after(position));
    Ok((Writer::start(ledger, sender, lock)?, news))
}

/// What a program before this one should have done and did not.
fn catch_up(ledger: &mut Ledger) -> Result<(), OfficeError> {
    ledger.store.begin()?;
    let opened = jobs::callbacks::open_missing(ledger)?;
    let linked = jobs::linked::open_missing(ledger)?;
    ledger.store.commit()?;
    if opened + linked > 0 {
        tracing::info!(opened, linked, "callbacks and their complaints were opened that had been missing");
    }
    Ok(())
}

fn active(ledger: &Ledger, person: &PersonId) -> Result<(), OfficeError> {
    let entry = directory::person(&*ledger.store, person)?;
    if entry.is_some_and(|entry| entry.active) { Ok(()) } else { Err(nobody(person)) }
}

fn nobody(person: &PersonId) -> OfficeError {
    OfficeError::refused(ProblemCode::NotFound, format!("nobody who works here has the id {person}"))
}
