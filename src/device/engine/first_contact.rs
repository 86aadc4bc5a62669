//! Steps of a first contact: pages of the snapshot instead of the feed's beginning, then histories before pictures.

use doorstep_domain::fold::FOLD_VERSION;
use doorstep_domain::ids::{PersonId, SubjectId};
use doorstep_protocol::problem::ProblemCode;

use super::step::{Courier, StepError};
use super::{Engine, Progress};
use crate::sync::client::{CallError, Client};
use crate::sync::plan::Event;
use crate::sync::snapshot::HISTORIES_AT_ONCE;

impl Engine {
    /// A page of the snapshot. An office that has none, or of another fold, is read by its feed.
    pub(super) async fn read_snapshot(
        &self,
        client: &Client<'_>,
        courier: &mut Courier,
        person: &PersonId,
    ) -> Result<Event, StepError> {
        let place = self.device().snapshot_place()?;
        let page = match client.snapshot(&courier.bearer, FOLD_VERSION, place.as_deref()).await {
            Err(CallError::Refused(ProblemCode::NotFound | ProblemCode::Version)) => {
                courier.without_snapshot = true;
                return Ok(Event::PageStored { more: true });
            }
            page => page?,
        };
        courier.without_snapshot = !self.device().take_snapshot(person, &page)?;
        courier.pictures.clear();
        let remaining = page.remaining;
        self.show(|state| {
            let to_come = page.next.is_some();
            let receiving = if page.usable {
                Progress::Histories { remaining }
            } else {
                Progress::Receiving { remaining }
            };
            state.progress = to_come.then_some(receiving);
        });
        self.send_what_waits_again()?;
        Ok(Event::PageStored { more: true })
    }

    /// Some histories that are to come, if any; after each time there may be news, which go first.
    pub(super) async fn fetch_histories(
        &self,
        client: &Client<'_>,
        courier: &mut Courier,
        person: &PersonId,
    ) -> Result<Option<Event>, StepError> {
        let wanted = self.next_histories(courier)?;
        if wanted.is_empty() || courier.without_histories {
            return Ok(None);
        }
        let remaining = self.device().histories_to_come()?;
        self.show(|state| state.progress = Some(Progress::Histories { remaining }));
        let answer = match client.histories(&courier.bearer, &wanted).await {
            Err(CallError::Refused(ProblemCode::NotFound)) => {
                courier.without_histories = true;
                return Ok(None);
            }
            answer => answer?,
        };
        self.device().take_histories(person, &answer)?;
        // What did not come is not asked for in a circle: the feed withdraws it, or the next session asks again.
        let answered = answer.histories.into_iter().map(|history| history.subject);
        let left: Vec<SubjectId> = self.device().still_wanted(answered.collect())?;
        courier.passed_over_histories.extend(left);
        courier.pictures.clear();
        Ok(Some(Event::PageStored { more: true }))
    }

    fn next_histories(&self, courier: &Courier) -> Result<Vec<SubjectId>, StepError> {
        let mut wanted = self.device().next_histories(courier.passed_over_histories.len())?;
        wanted.retain(|subject| !courier.passed_over_histories.contains(subject));
        wanted.truncate(HISTORIES_AT_ONCE);
        Ok(wanted)
    }
}
