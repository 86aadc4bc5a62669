//! Pictures arrive, by tus: begun, grown chunk by chunk, and checked against the signed head once all is
//! there (P-10). An offset moves only after what lies before it was fsynced.

use doorstep_domain::bytes::{Blob, Fixed, Hash};
use doorstep_domain::fact::{Carriage, Head, Part, PartRef, Slot};
use doorstep_domain::ids::{FactId, InstallationId};
use doorstep_protocol::problem::ProblemCode;
use doorstep_protocol::receipt::{Receipt, SignedReceipt};
use doorstep_protocol::upload::{MAX_PICTURE, TAG, UploadMetadata};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::audience;
use crate::carried::PictureFate;
use crate::error::OfficeError;
use crate::identity::Identity;
use crate::ledger::Ledger;
use crate::office::Office;
use crate::picture;
use crate::store::{Refusal, Store, StoreError, StoredFact, UploadRow};

/// Where an upload stands.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub offset: i64,
    pub length: i64,
    /// Once it is complete.
    pub receipt: Option<SignedReceipt>,
}

/// What a picture is to become.
struct Wanted {
    stored: StoredFact,
    head: Head,
    reference: PartRef,
    is_here: bool,
}

impl Wanted {
    /// The slot of a fact that this handheld made: nobody else's pictures are taken for it.
    fn find(
        store: &dyn Store,
        (fact, slot): (FactId, &Slot),
        by: InstallationId,
    ) -> Result<Self, OfficeError> {
        let stored = store.fact(fact)?.ok_or_else(no_such_upload)?;
        let head = Head::parse(stored.fact.head.as_bytes()).map_err(|_| StoreError::Unreadable("head"))?;
        let part = store.part(fact, slot.as_str())?.filter(|part| part.reference.carriage == Carriage::Apart);
        let part = part.filter(|_| head.installation == by).ok_or_else(no_such_upload)?;
        Ok(Self { stored, head, reference: part.reference, is_here: part.file.is_some() })
    }

    fn length(&self) -> i64 {
        self.reference.size + TAG
    }

    fn check_length(&self, length: i64) -> Result<(), OfficeError> {
        if length == self.length() {
            return Ok(());
        }
        Err(OfficeError::bad_request("not the length of the picture that the head names"))
    }
}

fn no_such_upload() -> OfficeError {
    OfficeError::refused(ProblemCode::NotFound, "there is no such fact of this handheld, or no such slot")
}

/// Begins an upload of `length` bytes; one that has begun goes on.
pub(crate) async fn begin(
    office: &Office,
    by: InstallationId,
    metadata: UploadMetadata,
    length: i64,
) -> Result<(), OfficeError> {
    check_promise(office, &metadata, length)?;
    let file = Uuid::new_v4().simple().to_string();
    office
        .write(move |ledger| {
            let UploadMetadata { fact, slot, secret } = metadata.clone();
            let wanted = Wanted::find(&*ledger.store, (fact, &slot), by)?;
            wanted.check_length(length)?;
            if wanted.is_here || ledger.store.upload(fact, &slot)?.is_some() {
                return Ok(());
            }
            let row = UploadRow { fact, slot, secret, file: file.clone(), length, offset: 0 };
            Ok(ledger.store.insert_upload(&row)?)
        })
        .await
}

/// What an upload promises before any of its bytes.
fn check_promise(office: &Office, metadata: &UploadMetadata, length: i64) -> Result<(), OfficeError> {
    if length > MAX_PICTURE + TAG {
        return Err(OfficeError::refused(ProblemCode::TooLarge, "a picture is no longer than 32 MiB"));
    }
    let secret = metadata.open(&office.identity().keys.sealing);
    secret.map(drop).map_err(|_| {
        OfficeError::bad_request("the secret is not sealed to this office for this fact and slot")
    })
}

/// Begins an upload together with its first bytes (tus: creation with upload). All of them at once are checked and kept
/// without a file that grows: two fsyncs and a commit instead of four and three. To an upload that has begun already
/// nothing is added: the answer says where it stands.
pub(crate) async fn begin_with(
    office: &Office,
    by: InstallationId,
    metadata: UploadMetadata,
    length: i64,
    block: Vec<u8>,
) -> Result<Standing, OfficeError> {
    let place = (metadata.fact, metadata.slot.clone());
    if block.len() as i64 == length && !has_begun(office, by, &metadata, length).await? {
        let UploadMetadata { fact, slot, secret } = metadata;
        let row = UploadRow { fact, slot, secret, file: String::new(), length, offset: length };
        return judge(office, row, by, block).await;
    }
    begin(office, by, metadata, length).await?;
    let now = standing(office, by, place.0, place.1.clone()).await?;
    if block.is_empty() || now.offset > 0 { Ok(now) } else { append(office, by, place, 0, block).await }
}

async fn has_begun(
    office: &Office,
    by: InstallationId,
    metadata: &UploadMetadata,
    length: i64,
) -> Result<bool, OfficeError> {
    check_promise(office, metadata, length)?;
    let (fact, slot) = (metadata.fact, metadata.slot.clone());
    office
        .read(move |store| {
            let wanted = Wanted::find(store, (fact, &slot), by)?;
            wanted.check_length(length)?;
            Ok(wanted.is_here || store.upload(fact, &slot)?.is_some())
        })
        .await
}

/// Where an upload stands. One that a crash left complete and unchecked is checked now.
pub(crate) async fn standing(
    office: &Office,
    by: InstallationId,
    fact: FactId,
    slot: Slot,
) -> Result<Standing, OfficeError> {
    let identity = office.identity().clone();
    let wanted = slot.clone();
    let row = office
        .read(move |store| {
            let found = Wanted::find(store, (fact, &wanted), by)?;
            if found.is_here {
                let receipt = receipt_now(store, &identity, &found.stored)?;
                return Ok(Err(complete(found.length(), receipt)));
            }
            store.upload(fact, &wanted)?.ok_or_else(no_such_upload).map(Ok)
        })
        .await?;
    let row = match row {
        Err(complete) => return Ok(complete),
        Ok(row) => as_it_lies(office, row).await?,
    };
    if row.offset < row.length {
        return Ok(Standing { offset: row.offset, length: row.length, receipt: None });
    }
    finish(office.clone(), row, by).await
}

/// Where less lies in the file than its row says, as after a restore of both from different moments, what lies there
/// counts: the rest comes again, instead of a picture with a hole in it.
async fn as_it_lies(office: &Office, row: UploadRow) -> Result<UploadRow, OfficeError> {
    let there = office.partials().length(&row.file);
    if there >= row.offset {
        return Ok(row);
    }
    tracing::warn!(fact = %row.fact, slot = row.slot.as_str(), there, "less of a picture is here than was noted");
    let (fact, slot) = (row.fact, row.slot.clone());
    office.write(move |ledger| Ok(ledger.store.move_upload(fact, &slot, there)?)).await?;
    Ok(UploadRow { offset: there, ..row })
}

fn complete(length: i64, receipt: SignedReceipt) -> Standing {
    Standing { offset: length, length, receipt: Some(receipt) }
}

/// Adds a block at `offset`; after the last one the picture is checked. It is done to its end though the
/// client be gone, so that nobody else grows the file meanwhile.
pub(crate) async fn append(
    office: &Office,
    by: InstallationId,
    (fact, slot): (FactId, Slot),
    offset: i64,
    block: Vec<u8>,
) -> Result<Standing, OfficeError> {
    let office = office.clone();
    let growing = tokio::spawn(async move {
        let _alone = office.partials().growing.lock().await;
        let now = standing(&office, by, fact, slot.clone()).await?;
        if now.offset != offset {
            return Err(OfficeError::refused(ProblemCode::OtherOffset, "the upload stands elsewhere"));
        }
        if offset + block.len() as i64 > now.length {
            return Err(OfficeError::refused(ProblemCode::TooLarge, "more than the upload was to have"));
        }
        if block.is_empty() { Ok(now) } else { grow(&office, by, (fact, slot), block).await }
    });
    growing.await.map_err(|_| OfficeError::Stopping)?
}

/// A picture that was carried here whole. It is checked before anything of it counts: bytes that an accident altered
/// must not grow an upload that goes on by network.
pub(crate) async fn carry(
    office: &Office,
    by: InstallationId,
    metadata: UploadMetadata,
    ciphertext: Vec<u8>,
) -> Result<PictureFate, OfficeError> {
    let place = (metadata.fact, metadata.slot.clone());
    let (fact, slot) = place.clone();
    let wanted = match office.read(move |store| Wanted::find(store, (fact, &slot), by)).await {
        Err(OfficeError::Refused { code: ProblemCode::NotFound, .. }) => return Ok(PictureFate::NotYet),
        wanted => wanted?,
    };
    if wanted.is_here {
        return Ok(PictureFate::WasHere);
    }
    if open(office, &metadata, &wanted.reference, &ciphertext).is_none() {
        return Ok(PictureFate::Other);
    }
    match begin_with(office, by, metadata, wanted.length(), ciphertext.clone()).await {
        Ok(Standing { receipt: Some(_), .. }) => return Ok(PictureFate::Taken),
        Ok(_) | Err(OfficeError::Refused { code: ProblemCode::OtherOffset, .. }) => {}
        Err(error) => return Err(error),
    }
    add_rest(office, by, place, &ciphertext).await.map(|()| PictureFate::Taken)
}

/// From where it stands, however often the network moves that meanwhile.
async fn add_rest(
    office: &Office,
    by: InstallationId,
    place: (FactId, Slot),
    ciphertext: &[u8],
) -> Result<(), OfficeError> {
    loop {
        let standing = standing(office, by, place.0, place.1.clone()).await?;
        if standing.receipt.is_some() {
            return Ok(());
        }
        let rest = usize::try_from(standing.offset).ok().and_then(|offset| ciphertext.get(offset..));
        let rest = rest.unwrap_or_default().to_vec();
        match append(office, by, place.clone(), standing.offset, rest).await {
            Ok(_) | Err(OfficeError::Refused { code: ProblemCode::OtherOffset, .. }) => {}
            Err(error) => return Err(error),
        }
    }
}

async fn grow(
    office: &Office,
    by: InstallationId,
    (fact, slot): (FactId, Slot),
    block: Vec<u8>,
) -> Result<Standing, OfficeError> {
    let wanted = slot.clone();
    let mut row = office.read(move |s| s.upload(fact, &wanted)?.ok_or_else(no_such_upload)).await?;
    let (writer, file, at) = (office.clone(), row.file.clone(), row.offset);
    row.offset += block.len() as i64;
    on_disk(move || writer.partials().append(&file, at, &block)).await?;
    let offset = row.offset;
    office.write(move |ledger| Ok(ledger.store.move_upload(fact, &slot, offset)?)).await?;
    if row.offset < row.length {
        return Ok(Standing { offset, length: row.length, receipt: None });
    }
    finish(office.clone(), row, by).await
}

async fn on_disk<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, OfficeError> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|_| OfficeError::Stopping)?;
    done.map_err(|error| StoreError::of_file("a picture", &error).into())
}

/// All of it is there, in the file that grew.
async fn finish(office: Office, row: UploadRow, by: InstallationId) -> Result<Standing, OfficeError> {
    let (reader, file) = (office.clone(), row.file.clone());
    let ciphertext = on_disk(move || reader.partials().read(&file)).await?;
    let file = row.file.clone();
    let standing = judge(&office, row, by, ciphertext).await;
    match &standing {
        Ok(_) | Err(OfficeError::Refused { .. }) => office.partials().remove(&file),
        Err(_) => {}
    }
    standing
}

/// It is the picture that the head names, or it is refused and kept for a look.
async fn judge(
    office: &Office,
    row: UploadRow,
    by: InstallationId,
    ciphertext: Vec<u8>,
) -> Result<Standing, OfficeError> {
    let (fact, slot) = (row.fact, row.slot.clone());
    let wanted = office.read(move |store| Wanted::find(store, (fact, &slot), by)).await?;
    let metadata = UploadMetadata { fact: row.fact, slot: row.slot.clone(), secret: row.secret.clone() };
    match open(office, &metadata, &wanted.reference, &ciphertext) {
        Some(part) => take(office, fact, part).await.map(|receipt| complete(row.length, receipt)),
        None => refuse(office, row, &wanted.head, ciphertext).await,
    }
}

/// Decrypts, and checks salted hash and length against the signed head.
fn open(office: &Office, metadata: &UploadMetadata, reference: &PartRef, ciphertext: &[u8]) -> Option<Part> {
    let secret = metadata.open(&office.identity().keys.sealing).ok()?;
    let bytes = Blob(secret.decrypt(ciphertext).ok()?);
    let part = Part { slot: metadata.slot.clone(), salt: secret.salt, bytes };
    Some(part).filter(|part| part.fits(reference))
}

async fn take(office: &Office, fact: FactId, part: Part) -> Result<SignedReceipt, OfficeError> {
    let (slot, salt, blobs) = (part.slot.clone(), part.salt, office.blobs().clone());
    let file = on_disk(move || {
        // Evidence is kept as it was signed, whatever it shows.
        if let Err(why) = picture::check(&part.bytes.0) {
            tracing::warn!(%fact, slot = part.slot.as_str(), why, "a picture arrived that cannot be shown");
        }
        blobs.keep(&part)
    });
    let file = file.await?;
    office.write(move |ledger| ledger.picture_arrived(fact, &slot, salt, &file)).await
}

/// Kept as it came, outside the parts; the handheld keeps its own and shows it.
async fn refuse(
    office: &Office,
    row: UploadRow,
    head: &Head,
    ciphertext: Vec<u8>,
) -> Result<Standing, OfficeError> {
    tracing::warn!(fact = %row.fact, slot = row.slot.as_str(), "a picture is not the one that its head names");
    let digest: Hash = Fixed(Sha256::digest(&ciphertext).into());
    let (installation, sequence, at) = (head.installation, head.sequence, office.now());
    let tag = Fixed([0; 16]);
    let refusal = Refusal { why: "picture", installation, sequence, tag, bytes: ciphertext, digest, at };
    office
        .write(move |ledger| {
            ledger.store.keep_refused(&refusal)?;
            Ok(ledger.store.end_upload(row.fact, &row.slot)?)
        })
        .await?;
    Err(OfficeError::refused(ProblemCode::WrongPicture, "not the picture that the fact's head names"))
}

impl Ledger {
    /// A picture is here, whole and checked: whoever has the subject is told of its fact once more.
    fn picture_arrived(
        &mut self,
        fact: FactId,
        slot: &Slot,
        salt: doorstep_domain::fact::PartSalt,
        file: &str,
    ) -> Result<SignedReceipt, OfficeError> {
        self.store.part_arrived(fact, slot, salt, file)?;
        self.store.end_upload(fact, slot)?;
        let stored = self.store.fact(fact)?.ok_or_else(no_such_upload)?;
        let (subject, sequence) = (&stored.subject, stored.place.sequence);
        audience::tell_again(&*self.store, subject, sequence, stored.verdict.is_applied())?;
        Ok(receipt_now(&*self.store, &self.office, &stored)?)
    }
}

/// The receipt that a fact gets now: the one that it got, but for what has arrived since. The same state
/// gives the same bytes, so nothing of it is stored.
pub(crate) fn receipt_now(
    store: &dyn Store,
    office: &Identity,
    stored: &StoredFact,
) -> Result<SignedReceipt, StoreError> {
    let receipt = stored.receipt.verify(&office.signing_public());
    let mut receipt: Receipt = receipt.map_err(|_| StoreError::Unreadable("receipt"))?;
    if receipt.missing.is_empty() {
        return Ok(stored.receipt.clone());
    }
    let missing = store.missing_parts(receipt.fact)?;
    receipt.missing.retain(|slot| missing.contains(slot));
    Ok(SignedReceipt::issue(&receipt, &office.keys.signing))
}
