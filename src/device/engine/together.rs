//! Several small pictures go up at once: at the end of each call the office makes a picture durable, and while one waits
//! for that the line carries the others.

use futures_util::future::join_all;

use super::step::{Courier, StepError};
use super::upload::is_untried;
use super::{Engine, Progress};
use crate::device::Device;
use crate::store::outbox::Upload;
use crate::sync::client::{CallError, Client, UploadStanding};
use crate::sync::pace::Pace;
use crate::sync::upload::CHUNK;

/// The first ones that had not begun, each of which fits into a call, and all of them into what one call would carry:
/// a cut costs no more than it would have.
pub(super) fn fitting(next: &[Upload], pace: Pace) -> &[Upload] {
    let mut left = pace.bytes();
    let fits = |upload: &&Upload| {
        left -= upload.bytes;
        left >= 0 && upload.bytes <= CHUNK && is_untried(upload)
    };
    let many = next.iter().take_while(fits).count();
    next.get(..many).unwrap_or_default()
}

type Answer<'a> = (&'a Upload, Result<UploadStanding, CallError>);

impl Engine {
    /// Answers whether all of them are there.
    pub(super) async fn upload_together(
        &self,
        client: &Client<'_>,
        courier: &mut Courier,
        uploads: &[Upload],
    ) -> Result<bool, StepError> {
        let of = uploads.iter().map(|upload| upload.bytes).sum();
        self.show(|state| state.progress = Some(Progress::Uploading { done: 0, of }));
        let mut calls = Vec::new();
        for upload in uploads {
            let whole = self.device().chunk(upload, 0, courier.up)?;
            calls.extend(whole.map(|whole| send_whole(client, &courier.bearer, upload, whole)));
        }
        let asked = self.boot_millis();
        let answers = join_all(calls).await;
        let failure = answers.iter().find_map(|(_, answer)| answer.as_ref().err().cloned());
        courier.up = self.paced(courier.up, of, asked, &failure.map_or(Ok(()), Err));
        Ok(self.take_standings(answers)? == uploads.len())
    }

    /// What is proven is kept, whatever became of the others; answers how many are there.
    fn take_standings(&self, answers: Vec<Answer<'_>>) -> Result<usize, StepError> {
        let (mut receipts, mut failed) = (Vec::new(), Ok(()));
        for (upload, answer) in answers {
            match answer {
                Ok(UploadStanding { receipt: Some(receipt), .. }) => receipts.push((upload, receipt)),
                // It had begun, or this office takes no bytes with the beginning: it goes on from there alone.
                Ok(begun) => self.device().outbox.set_upload_offset(upload.id, begun.offset)?,
                Err(CallError::Refused(code)) => failed = failed.and(self.give_up(upload, code)),
                Err(error) => failed = failed.and(Err(error.into())),
            }
        }
        let there = receipts.len();
        self.device().take_picture_receipts(receipts)?;
        failed.map(|()| there)
    }
}

async fn send_whole<'a>(client: &Client<'_>, bearer: &str, upload: &'a Upload, whole: Vec<u8>) -> Answer<'a> {
    let metadata = Device::upload_metadata(upload);
    (upload, client.begin_upload(bearer, &metadata, upload.bytes, whole).await)
}
