//! One step of the plan: a call, then what it brought in one transaction.

use doorstep_domain::fact::Slot;
use doorstep_domain::ids::{FactId, PersonId, SubjectId};
use doorstep_protocol::facts::PushRequest;
use doorstep_protocol::feed::MAX_WAIT;
use doorstep_protocol::problem::ProblemCode;
use doorstep_protocol::session::{SessionAnswer, SessionRequest};
use thiserror::Error;

use super::certificates::BEFORE_ALL;
use super::{Engine, Network, Progress};
use crate::store::StoreError;
use crate::store::personal::WantedPicture;
use crate::sync::client::{CallError, Client};
use crate::sync::pace::Pace;
use crate::sync::parts::PartError;
use crate::sync::plan::{Event, Step};
use crate::sync::push::AnswerError;
use crate::sync::transport::TransportError;

/// What a round of sync carries along.
#[derive(Default)]
pub struct Courier {
    pub(super) bearer: String,
    /// Whom the bearer is for, beside the device.
    person: Option<PersonId>,
    /// Pictures to fetch, the next one last.
    pub(super) pictures: Vec<WantedPicture>,
    /// In this session the office has no snapshot, or none that can be read here …
    pub(super) without_snapshot: bool,
    /// … or no histories.
    pub(super) without_histories: bool,
    /// Histories that it did not give, in this session.
    pub(super) passed_over_histories: Vec<SubjectId>,
    /// Pictures that came with other bytes, in this session.
    passed_over: Vec<(FactId, Slot)>,
    /// Facts answered in this round.
    sent: i64,
    /// The mark of the bells that were heard last.
    bells: Option<String>,
    /// The picture that is going up, and where the office said that it stands.
    pub(super) going_up: Option<(i64, i64)>,
    /// So many pictures went up whole since a step of theirs failed or was left: that no other had begun is known after
    /// [`super::upload::AT_ONCE`].
    pub(super) went_well: u32,
    /// The epoch in which the office was shown its certificates.
    pub(super) certified_in: Option<i64>,
    /// What the line carries upwards.
    pub(super) up: Pace,
}

/// Why a step failed. What was sent is sent again.
#[derive(Debug, Error)]
pub enum StepError {
    /// The call brought nothing.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The answers to a batch prove nothing.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// A picture cannot be kept.
    #[error(transparent)]
    Part(#[from] PartError),
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The device is not enrolled.
    #[error("the device is not enrolled")]
    NotEnrolled,
}

/// What a batch weighs: its sealed bytes, as text.
fn size(batch: &PushRequest) -> i64 {
    batch.facts.iter().map(|fact| fact.sealed.ciphertext.0.len() as i64 * 4 / 3 + 300).sum()
}

impl StepError {
    fn network(&self) -> Network {
        match self {
            StepError::Call(error) => error.into(),
            StepError::Answer(AnswerError::Store(_)) | StepError::Store(_) | StepError::Part(_) => {
                Network::StoreFails
            }
            StepError::Answer(_) => Network::NotTheOffice,
            StepError::NotEnrolled => Network::Unknown,
        }
    }

    fn event(&self) -> Event {
        match self {
            // A new session tells what device and person may still do, though the old bearer is good.
            StepError::Call(
                CallError::Unauthenticated | CallError::Refused(ProblemCode::Revoked | ProblemCode::Role),
            ) => Event::BearerRanOut,
            // So it does where the office is in another epoch than is known here.
            StepError::Answer(AnswerError::Over) => Event::BearerRanOut,
            StepError::Call(CallError::Busy { seconds }) => Event::Failed { wait: *seconds },
            StepError::NotEnrolled => Event::Failed { wait: Some(300) },
            _ => Event::Failed { wait: None },
        }
    }
}

impl Engine {
    /// Takes a step; what it brought decides the next one.
    pub(super) async fn take(&self, courier: &mut Courier, step: Step) {
        let event = match self.try_step(courier, step).await {
            Ok(event) => {
                self.show(|state| state.network = Network::Online);
                event
            }
            Err(error) => {
                tracing::debug!(?step, %error, "a step of sync brought nothing");
                self.show(|state| state.network = error.network());
                error.event()
            }
        };
        self.tell(event);
    }

    async fn try_step(&self, courier: &mut Courier, step: Step) -> Result<Event, StepError> {
        let url = self.device().office()?.ok_or(StepError::NotEnrolled)?.url;
        let client = Client::new(&*self.transport, &url);
        match step {
            Step::Session { person } => self.open_session(&client, courier, person).await,
            Step::Push { again } => self.push(&client, courier, again).await,
            Step::Heartbeat => self.beat(&client, courier).await,
            Step::Feed => self.read_feed(&client, courier, 0).await,
            Step::Upload { again } => self.upload(&client, courier, again).await,
            Step::Listen => self.read_feed(&client, courier, self.patience()).await,
            Step::Picture => self.fetch_picture(&client, courier).await,
            Step::Bells => self.hear_bells(&client, courier).await,
            Step::Rest { .. } => Ok(Event::PictureDone),
        }
    }

    async fn open_session(
        &self,
        client: &Client<'_>,
        courier: &mut Courier,
        person: bool,
    ) -> Result<Event, StepError> {
        let (mut proven, mut answered) = self.prove(client, person, None).await?;
        let said = answered.as_ref().ok().and_then(|answer| answer.epoch);
        let lost = self.device().epoch_beyond(said)?;
        if lost.is_some() {
            (proven, answered) = self.prove(client, person, lost).await?;
        }
        let answer = match (answered, proven.clone()) {
            (Ok(answer), _) => answer,
            (Err(CallError::Refused(ProblemCode::Revoked)), Some(person)) => return self.dismiss(&person),
            (Err(CallError::Unauthenticated | CallError::Refused(ProblemCode::Role)), Some(_)) => {
                return Ok(Event::PersonRefused);
            }
            (Err(error), _) => return Err(error.into()),
        };
        let person = proven.filter(|_| !answer.hand_in_only);
        let for_person = person.is_some();
        let (up, certified_in) = (courier.up, courier.certified_in);
        *courier = Courier { bearer: answer.bearer, person, up, certified_in, ..Courier::default() };
        self.device().note_revocation(answer.hand_in_only)?;
        self.device().hear_epoch(answer.epoch, lost.is_some())?;
        self.send_what_waits_again()?;
        self.show_certificates(client, courier).await?;
        let (seconds, hand_in_only) = (answer.seconds, answer.hand_in_only);
        Ok(Event::SessionOpened { person: for_person, seconds, hand_in_only })
    }

    /// Asks for a session. Says for whom, beside what was answered.
    async fn prove(
        &self,
        client: &Client<'_>,
        person: bool,
        epoch: Option<i64>,
    ) -> Result<(Option<PersonId>, Result<SessionAnswer, CallError>), CallError> {
        let challenge = client.challenge().await?.challenge;
        let request = SessionRequest { epoch, ..self.device().prove(challenge, person) };
        let answered = client.session(&request).await;
        Ok((request.person.map(|proof| proof.person), answered))
    }

    fn dismiss(&self, person: &PersonId) -> Result<Event, StepError> {
        tracing::info!(%person, "the office says that this person works here no more");
        self.device().dismiss(person)?;
        self.send_what_waits_again()?;
        Ok(Event::Locked)
    }

    async fn push(
        &self,
        client: &Client<'_>,
        courier: &mut Courier,
        again: bool,
    ) -> Result<Event, StepError> {
        let batch = self.device().next_batch(again, courier.up)?;
        if batch.facts.is_empty() {
            courier.sent = 0;
            self.show(|state| state.progress = None);
            return Ok(self.pushed()?);
        }
        self.show_certificates(client, courier).await?;
        let waiting = self.device().outbox.totals(None)?.waiting;
        let compressed = self.device().outbox.office()?.is_some_and(|office| office.compression.bodies);
        let done = courier.sent;
        self.show(|state| state.progress = Some(Progress::Sending { done, of: done + waiting }));
        let asked = self.boot_millis();
        let answer = client.push(&courier.bearer, &batch, compressed).await;
        courier.up = self.paced(courier.up, size(&batch), asked, &answer);
        let answer = answer?;
        self.device().take_answers(&batch, &answer)?;
        courier.sent += batch.facts.len() as i64;
        Ok(self.pushed()?)
    }

    /// What a call that carried so many bytes upwards says of the line.
    pub(super) fn paced<A>(&self, pace: Pace, bytes: i64, asked: i64, answer: &Result<A, CallError>) -> Pace {
        let millis = self.boot_millis() - asked;
        match answer {
            Ok(_) => pace.carried(bytes, millis),
            Err(CallError::Transport(TransportError::Cut)) => pace.cut(millis),
            Err(_) => pace,
        }
    }

    fn pushed(&self) -> Result<Event, StoreError> {
        let device = self.device();
        let more = device.outbox.has_open(false)?;
        let put_off = !more && device.outbox.has_open(true)?;
        Ok(Event::Pushed { more, put_off })
    }

    async fn beat(&self, client: &Client<'_>, courier: &mut Courier) -> Result<Event, StepError> {
        let (heartbeat, asked) = {
            let mut device = self.device();
            device.seal_if_possible();
            (device.heartbeat()?, device.config.clock.boot_millis())
        };
        let answer = client.heartbeat(&courier.bearer, &heartbeat).await?;
        self.device().take_heartbeat(asked, &answer)?;
        if !answer.lacking.facts.is_empty() {
            // Who signed them may have been certified since that copy, too.
            courier.certified_in = Some(BEFORE_ALL);
        }
        self.send_what_waits_again()?;
        Ok(Event::HeartbeatAnswered)
    }

    async fn read_feed(
        &self,
        client: &Client<'_>,
        courier: &mut Courier,
        wait: u64,
    ) -> Result<Event, StepError> {
        let position = self.device().feed_position()?;
        let Some((person, cursor)) = position else { return Ok(Event::Locked) };
        if courier.person.as_ref() != Some(&person) {
            return Ok(Event::SignedIn);
        }
        if cursor.is_none() && !courier.without_snapshot {
            return self.read_snapshot(client, courier, &person).await;
        }
        let page = client.feed(&courier.bearer, cursor.as_deref(), wait).await?;
        self.device().take_page(&person, &page)?;
        // What is due soonest may be another one now.
        courier.pictures.clear();
        let remaining = page.remaining;
        self.show(|state| {
            let histories = state.progress.filter(|progress| matches!(progress, Progress::Histories { .. }));
            state.progress = if page.more { Some(Progress::Receiving { remaining }) } else { histories };
        });
        self.send_what_waits_again()?;
        Ok(Event::PageStored { more: page.more })
    }

    /// C-06: at once the first time, then when something changes.
    async fn hear_bells(&self, client: &Client<'_>, courier: &mut Courier) -> Result<Event, StepError> {
        match client.bells(&courier.bearer, courier.bells.as_deref(), self.patience()).await {
            Ok(answer) => {
                courier.bells = Some(answer.mark);
                self.show(|state| state.bells = answer.bells);
                Ok(Event::BellsHeard)
            }
            Err(CallError::Refused(ProblemCode::NotFound)) => Ok(Event::NoBells),
            Err(error) => Err(error.into()),
        }
    }

    /// A new epoch makes rows wait again, and what a full disk had kept out of the outbox waits as soon as it is in.
    pub(super) fn send_what_waits_again(&self) -> Result<(), StoreError> {
        let waits = self.device().outbox.has_open(false)?;
        if waits {
            self.tell(Event::Saved);
        }
        Ok(())
    }

    async fn fetch_picture(&self, client: &Client<'_>, courier: &mut Courier) -> Result<Event, StepError> {
        if courier.person.as_ref() != self.device().person() {
            return Ok(self.device().person().map_or(Event::Locked, |_| Event::SignedIn));
        }
        if let Some(person) = courier.person.clone()
            && let Some(stored) = self.fetch_histories(client, courier, &person).await?
        {
            return Ok(stored);
        }
        let Some(wanted) = self.choose_picture(courier)? else {
            self.show(|state| state.progress = None);
            return Ok(Event::NoPicture);
        };
        self.show(|state| state.progress = Some(Progress::Pictures));
        let size = usize::try_from(wanted.size).unwrap_or(0);
        match client.part(&courier.bearer, wanted.fact, &wanted.slot, size).await {
            Err(CallError::Refused(ProblemCode::NotFound | ProblemCode::Role)) => {
                self.device().picture_is_gone(&wanted)?;
            }
            answer => match self.device().take_picture(&wanted, answer?) {
                Err(PartError::OtherBytes) => courier.passed_over.push((wanted.fact, wanted.slot)),
                kept => kept?,
            },
        }
        Ok(Event::PictureDone)
    }

    fn choose_picture(&self, courier: &mut Courier) -> Result<Option<WantedPicture>, StoreError> {
        if courier.pictures.is_empty() {
            let passed_over = &courier.passed_over;
            let here = |p: &WantedPicture| !passed_over.iter().any(|(f, s)| *f == p.fact && *s == p.slot);
            courier.pictures = self.device().next_pictures()?.into_iter().filter(here).collect();
        }
        Ok(courier.pictures.pop())
    }

    /// How long to wait at the office: no longer than something else can wait, in seconds.
    fn patience(&self) -> u64 {
        let left = (self.plan().idle_until() - self.boot_millis()).clamp(0, MAX_WAIT as i64 * 1000);
        u64::try_from(left / 1000).unwrap_or(0).max(1)
    }

    pub(super) fn settle(&self, step: Step) -> Step {
        self.show(|state| state.progress = None);
        step
    }

    /// Changes what watchers see.
    pub(super) fn show(&self, change: impl FnOnce(&mut super::SyncState)) {
        self.state.send_modify(|state| {
            change(state);
            state.revision += 1;
        });
    }
}
