//! A step of sending pictures: ask where one stands, begin it, send a chunk, take the receipt (F-01).

use doorstep_protocol::receipt::SignedReceipt;

use super::step::{Courier, StepError};
use super::{Engine, Progress};
use crate::device::Device;
use crate::store::StoreError;
use crate::store::outbox::{Upload, UploadRefusal, UploadState};
use crate::sync::client::{CallError, Client, UploadStanding};
use crate::sync::pace::Pace;
use crate::sync::plan::Event;
use crate::sync::upload::{Fate, fate};

impl Engine {
    /// Sends a chunk of the next picture.
    pub(super) async fn upload(
        &self,
        client: &Client<'_>,
        courier: &mut Courier,
        again: bool,
    ) -> Result<Event, StepError> {
        if again {
            self.device().outbox.take_up_put_off()?;
            self.tell(Event::PutOffAgain);
        }
        let next = self.device().outbox.next_upload()?;
        let Some(upload) = next else {
            self.show(|state| state.progress = None);
            return Ok(self.no_upload()?);
        };
        // Where it stands is known only from an answer: after anything else it is asked anew.
        let known = courier.going_up.take().filter(|(id, _)| *id == upload.id).map(|(_, offset)| offset);
        match self.carry(client, courier, &upload, known).await {
            Err(StepError::Call(CallError::Refused(code))) => match fate(code) {
                Fate::Later => self.give_up(|device| device.outbox.put_off_upload(upload.id)),
                Fate::Never => {
                    let why = UploadRefusal::Office(code);
                    self.give_up(|device| device.outbox.refuse_upload(upload.id, why))
                }
                Fate::Ask | Fate::Unsaid => Err(CallError::Refused(code).into()),
            },
            other => other,
        }
    }

    fn no_upload(&self) -> Result<Event, StoreError> {
        let put_off = self.device().outbox.has_put_off_uploads()?;
        Ok(Event::NoUpload { put_off })
    }

    fn give_up(&self, how: impl FnOnce(&Device) -> Result<(), StoreError>) -> Result<Event, StepError> {
        how(&self.device())?;
        Ok(Event::Uploaded)
    }

    async fn carry(
        &self,
        client: &Client<'_>,
        courier: &mut Courier,
        upload: &Upload,
        known: Option<i64>,
    ) -> Result<Event, StepError> {
        let standing = match known {
            Some(offset) => UploadStanding { offset, receipt: None },
            None => match self.find_standing(client, courier, upload).await? {
                Some(standing) => standing,
                None => return self.begin(client, courier, upload).await,
            },
        };
        if standing.offset >= upload.bytes {
            return self.finish(courier, upload, standing.receipt);
        }
        self.go_on(client, courier, upload, standing.offset).await
    }

    /// The office has none of it: the first chunk goes with its beginning.
    async fn begin(
        &self,
        client: &Client<'_>,
        courier: &mut Courier,
        upload: &Upload,
    ) -> Result<Event, StepError> {
        let chunk = self.next_chunk(upload, 0, courier.up)?;
        let Some(chunk) = chunk else { return Ok(Event::Uploaded) };
        let (metadata, sent) = (Device::upload_metadata(upload), chunk.len() as i64);
        let asked = self.boot_millis();
        let answer = client.begin_upload(&courier.bearer, &metadata, upload.bytes, chunk).await;
        courier.up = self.paced(courier.up, sent, asked, &answer);
        self.went(courier, upload, answer?)
    }

    async fn go_on(
        &self,
        client: &Client<'_>,
        courier: &mut Courier,
        upload: &Upload,
        offset: i64,
    ) -> Result<Event, StepError> {
        let chunk = self.next_chunk(upload, offset, courier.up)?;
        let Some(chunk) = chunk else { return Ok(Event::Uploaded) };
        let (place, sent) = ((upload.fact, &upload.slot), chunk.len() as i64);
        let asked = self.boot_millis();
        let answer = client.send_chunk(&courier.bearer, place, offset, chunk).await;
        courier.up = self.paced(courier.up, sent, asked, &answer);
        let standing = answer?;
        if standing.offset != offset + sent {
            return Err(CallError::NotTheOffice(204).into());
        }
        self.went(courier, upload, standing)
    }

    /// `None` where the file is not what it was.
    fn next_chunk(&self, upload: &Upload, offset: i64, pace: Pace) -> Result<Option<Vec<u8>>, StoreError> {
        self.show(|state| state.progress = Some(Progress::Uploading { done: offset, of: upload.bytes }));
        self.device().chunk(upload, offset, pace)
    }

    fn went(
        &self,
        courier: &mut Courier,
        upload: &Upload,
        standing: UploadStanding,
    ) -> Result<Event, StepError> {
        if standing.offset >= upload.bytes {
            return self.finish(courier, upload, standing.receipt);
        }
        self.device().outbox.set_upload_offset(upload.id, standing.offset)?;
        courier.going_up = Some((upload.id, standing.offset));
        self.show(|state| {
            state.progress = Some(Progress::Uploading { done: standing.offset, of: upload.bytes });
        });
        Ok(Event::ChunkSent)
    }

    /// Where a picture stands at the office; `None` before it began there. What comes after a picture that went up whole
    /// was not tried yet, so it is not asked for.
    async fn find_standing(
        &self,
        client: &Client<'_>,
        courier: &mut Courier,
        upload: &Upload,
    ) -> Result<Option<UploadStanding>, StepError> {
        let untried = std::mem::take(&mut courier.went_up) && upload.sent == 0;
        if untried && upload.state == UploadState::Waiting {
            return Ok(None);
        }
        let standing = client.upload_standing(&courier.bearer, upload.fact, &upload.slot).await?;
        if let Some(standing) = &standing {
            self.device().outbox.set_upload_offset(upload.id, standing.offset)?;
        }
        Ok(standing)
    }

    /// All of it is there. Only the office's receipt makes it green.
    fn finish(
        &self,
        courier: &mut Courier,
        upload: &Upload,
        receipt: Option<SignedReceipt>,
    ) -> Result<Event, StepError> {
        let receipt = receipt.ok_or(CallError::NotTheOffice(204))?;
        self.device().take_picture_receipt(upload, receipt)?;
        courier.went_up = true;
        Ok(Event::Uploaded)
    }
}
