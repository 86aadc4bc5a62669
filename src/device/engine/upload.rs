//! A step of sending pictures: ask where one stands, begin it, send a chunk, take the receipt (F-01).

use doorstep_protocol::problem::ProblemCode;
use doorstep_protocol::receipt::SignedReceipt;

use super::step::{Courier, StepError};
use super::together::fitting;
use super::{Engine, Progress};
use crate::device::Device;
use crate::store::StoreError;
use crate::store::outbox::{Upload, UploadRefusal, UploadState};
use crate::sync::client::{CallError, Client, UploadStanding};
use crate::sync::pace::Pace;
use crate::sync::plan::Event;
use crate::sync::upload::{Fate, fate};

/// So many pictures are under way at once, at most.
pub(super) const AT_ONCE: u32 = 4;

impl Engine {
    /// Sends a chunk of the next picture, or the next few pictures whole.
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
        let next = self.device().outbox.next_uploads(AT_ONCE)?;
        let Some(upload) = next.first() else {
            self.show(|state| state.progress = None);
            return Ok(self.no_upload()?);
        };
        // Whoever drops this step, or fails in it, knows of none of them any more where it stands.
        let went_well = std::mem::take(&mut courier.went_well);
        let none_has_begun = went_well >= AT_ONCE;
        let together = if none_has_begun { fitting(&next, courier.up) } else { &[] };
        if together.len() > 1 {
            if self.upload_together(client, courier, together).await? {
                courier.went_well = went_well;
            }
            return Ok(Event::Uploaded);
        }
        let event = self.upload_one(client, courier, upload, none_has_begun).await?;
        // One more, where it is there now.
        courier.went_well = courier.went_well.saturating_add(went_well);
        Ok(event)
    }

    async fn upload_one(
        &self,
        client: &Client<'_>,
        courier: &mut Courier,
        upload: &Upload,
        none_has_begun: bool,
    ) -> Result<Event, StepError> {
        // Where it stands is known only from an answer: after anything else it is asked anew.
        let known = courier.going_up.take().filter(|(id, _)| *id == upload.id).map(|(_, offset)| offset);
        match self.carry(client, courier, upload, known, none_has_begun).await {
            Err(StepError::Call(CallError::Refused(code))) => {
                self.give_up(upload, code).map(|()| Event::Uploaded)
            }
            other => other,
        }
    }

    fn no_upload(&self) -> Result<Event, StoreError> {
        let put_off = self.device().outbox.has_put_off_uploads()?;
        Ok(Event::NoUpload { put_off })
    }

    /// What the office's refusal means for the picture; where it says nothing about it, it is the step's error.
    pub(super) fn give_up(&self, upload: &Upload, code: ProblemCode) -> Result<(), StepError> {
        let device = self.device();
        match fate(code) {
            Fate::Later => device.outbox.put_off_upload(upload.id)?,
            Fate::Never => device.outbox.refuse_upload(upload.id, UploadRefusal::Office(code))?,
            Fate::Ask | Fate::Unsaid => return Err(CallError::Refused(code).into()),
        }
        Ok(())
    }

    async fn carry(
        &self,
        client: &Client<'_>,
        courier: &mut Courier,
        upload: &Upload,
        known: Option<i64>,
        none_has_begun: bool,
    ) -> Result<Event, StepError> {
        let standing = match known {
            Some(offset) => UploadStanding { offset, receipt: None },
            None if none_has_begun && is_untried(upload) => return self.begin(client, courier, upload).await,
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

    /// Where a picture stands at the office; `None` before it began there.
    async fn find_standing(
        &self,
        client: &Client<'_>,
        courier: &Courier,
        upload: &Upload,
    ) -> Result<Option<UploadStanding>, StepError> {
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
        self.device().take_picture_receipts(vec![(upload, receipt)])?;
        courier.went_well += 1;
        Ok(Event::Uploaded)
    }
}

/// As far as is known here.
pub(super) fn is_untried(upload: &Upload) -> bool {
    upload.sent == 0 && upload.state == UploadState::Waiting
}
