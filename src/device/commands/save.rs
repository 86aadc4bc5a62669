//! How a fact is saved: one transaction in the personal store, then sealed into the outbox (F-01).

use doorstep_domain::bytes::Blob;
use doorstep_domain::fact::head::ENVELOPE_VERSION;
use doorstep_domain::fact::{
    Author, Body, Carriage, Head, Part, PartRef, Reason, Seen, SignedFact, Slot, Unsigned, Verdict,
};
use doorstep_domain::fold::State;
use doorstep_domain::ids::{FactId, InstallationId, PersonId, SiteId, SubjectId};
use doorstep_domain::moment::{Moment, OfficeTime};
use doorstep_domain::stroke::Strokes;
use doorstep_protocol::facts::{Routing, SealedFact, subject_tag};
use doorstep_protocol::pack::Packing;
use doorstep_protocol::upload::{PictureSecret, TAG};
use thiserror::Error;
use uuid::Uuid;

use super::alarm;
use super::form::FormError;
use crate::clock::Reading;
use crate::device::{Device, NotSignedIn};
use crate::random::{self, NoRandom};
use crate::refold;
use crate::shift::Shift;
use crate::site::Site;
use crate::store::outbox::NewUpload;
use crate::store::personal::{Draft, DraftPicture, Personal, StoredFact, TakenPicture};
use crate::store::{StoreError, to_json};

/// Why something was not saved.
#[derive(Debug, Error)]
pub enum SaveError {
    /// Nobody is signed in.
    #[error(transparent)]
    NotSignedIn(#[from] NotSignedIn),
    /// The form is not complete.
    #[error(transparent)]
    Form(#[from] FormError),
    /// There is no such callback for this person here.
    #[error("there is no such callback here")]
    NotHere,
    /// This person has recorded it already, and this form does not supersede that record (V-07).
    #[error("this was recorded already")]
    RecordedAlready,
    /// The subject's state or the person's role does not allow it: an action from an old screen.
    #[error("not allowed: {0:?}")]
    Refused(Reason),
    /// The device is not enrolled.
    #[error("the device is not enrolled")]
    NotEnrolled,
    /// The store fails: nothing was saved.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandom),
}

/// Saved: the transaction is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// The fact.
    pub fact: FactId,
    /// Its place in this installation's order.
    pub sequence: i64,
    /// When, in office time as reckoned.
    pub at: Moment,
    /// It is sealed into the outbox too; if not, sync and the next sign-in catch that up.
    pub sealed: bool,
}

/// Something to be saved.
pub(crate) struct Saying {
    pub subject: SubjectId,
    pub body: Body,
    /// What travels with the fact.
    pub parts: Vec<Part>,
    /// Pictures of the form, which become `picture/1`, `picture/2` … of the fact and travel after it. What
    /// is not named here stays with the form.
    pub pictures: Vec<DraftPicture>,
    /// What becomes of the person's form about the subject.
    pub form: Left,
}

/// What stays of the form that something came from.
pub(crate) enum Left {
    /// Nothing: it is done with.
    Nothing,
    /// What is half-done for something else.
    Rest(Draft),
    /// It came from no form: whatever is half-done stays as it is.
    AsItIs,
}

impl Saying {
    /// What the head names: the parts, then the pictures.
    fn references(&self) -> Result<Vec<PartRef>, StoreError> {
        let mut references: Vec<_> = self.parts.iter().map(|part| part.reference(Carriage::Inline)).collect();
        for (i, picture) in self.pictures.iter().enumerate() {
            references.push(picture.reference(picture_slot(i)?));
        }
        Ok(references)
    }
}

/// The slot of the picture at this place of a saying.
pub(crate) fn picture_slot(index: usize) -> Result<Slot, StoreError> {
    format!("picture/{}", index + 1).parse().map_err(|_| StoreError::Unreadable("slot"))
}

struct Stamp {
    site: SiteId,
    by: Author,
    installation: InstallationId,
    /// The newest sequence in the outbox.
    sealed: i64,
    reading: Reading,
    office: OfficeTime,
}

impl Stamp {
    /// The head, with the next sequence: in the transaction that keeps it, so that there are no gaps.
    fn head(self, personal: &Personal, id: FactId, saying: &Saying) -> Result<Head, StoreError> {
        Ok(Head {
            v: ENVELOPE_VERSION,
            id,
            kind: saying.body.kind().word.to_owned(),
            kv: saying.body.kind().version,
            site: self.site,
            subject: saying.subject.clone(),
            by: self.by,
            installation: self.installation,
            sequence: personal.highest_own_sequence()?.max(self.sealed) + 1,
            wall: self.reading.wall,
            boot: self.reading.boot,
            office: self.office,
            seen: seen(personal, &saying.subject)?,
            body: saying.body.to_value(),
            parts: saying.references()?,
        })
    }
}

/// A subject that begins with what is being said.
const NOTHING_SEEN: Seen = Seen { office: 0, pending: 0 };

/// As it stands here; what begins with what is said stands at nothing.
fn shown(personal: &Personal, saying: &Saying) -> Result<State, StoreError> {
    let shown = personal.shown(&saying.subject)?.map(|(state, _)| state);
    Ok(shown.unwrap_or_else(|| State::of(&saying.subject)))
}

impl Device {
    /// Saves a fact, and drops of the draft that it came from what is done with. Says "saved" only after the commit.
    pub(crate) fn commit(&mut self, saying: Saying) -> Result<Saved, SaveError> {
        let stamp = self.stamp()?;
        let at = self.reckon().best;
        let shift = self.shift.as_mut().ok_or(NotSignedIn)?;
        let (fact, site) = (FactId(Uuid::now_v7()), shift.site()?);
        let written = shift.personal.write(|personal| {
            let head = stamp.head(personal, fact, &saying)?;
            let signed = Unsigned { head: head.clone(), parts: saying.parts }.sign(&shift.signing_key);
            // Its form goes first: what that leaves free takes up what is written next.
            keep_form(personal, &shift.person, &head.subject, &saying.form)?;
            keep(personal, &site, (&head, &saying.body), &signed)?;
            for (i, picture) in saying.pictures.iter().enumerate() {
                personal.take_over(&shift.person, picture.id, fact, &picture_slot(i)?)?;
            }
            Ok(head.sequence)
        });
        let sequence = written.or_else(|error| self.check_after_failure(fact, error))?;
        Ok(Saved { fact, sequence, at, sealed: false })
    }

    /// After a failed fsync nobody knows: the store is opened anew, and what is there counts. Where it does not open, it
    /// was not confirmed: saving again takes its place in the log, so that it is there once in any case.
    fn check_after_failure(&mut self, id: FactId, error: SaveError) -> Result<i64, SaveError> {
        if !matches!(error, SaveError::Store(StoreError::Io(_) | StoreError::Sql(_))) {
            return Err(error);
        }
        let path = self.personal_path();
        let shift = self.shift.as_mut().ok_or(NotSignedIn)?;
        shift.reopen(&path)?;
        let kept = shift.personal.fact(id)?;
        kept.and_then(|fact| fact.own_sequence).ok_or(error)
    }

    /// What the rules make of it here and now, before anything is saved.
    pub(crate) fn judge(&self, saying: &Saying) -> Result<Verdict, SaveError> {
        let personal = &self.shift()?.personal;
        Ok(self.judge_in(&shown(personal, saying)?, saying)?.1)
    }

    /// The same, of what would be said right after `before`.
    pub(crate) fn judge_after(&self, before: &Saying, saying: &Saying) -> Result<Verdict, SaveError> {
        let mut state = shown(&self.shift()?.personal, before)?;
        let (head, verdict) = self.judge_in(&state, before)?;
        state.apply(&head, &before.body, &verdict);
        Ok(self.judge_in(&state, saying)?.1)
    }

    fn judge_in(&self, state: &State, saying: &Saying) -> Result<(Head, Verdict), SaveError> {
        let shift = self.shift()?;
        let head = self.stamp()?.head(&shift.personal, FactId(Uuid::nil()), saying)?;
        let verdict = refold::judge(&shift.personal, &*shift.site()?, state, &head, &saying.body)?;
        Ok((head, verdict))
    }

    /// Refuses what the rules would hold here and now.
    pub(crate) fn check_applies(&self, saying: &Saying) -> Result<(), SaveError> {
        self.refusal(saying)?.map_or(Ok(()), |reason| Err(SaveError::Refused(reason)))
    }

    /// Why the rules do not allow it here and now; `None` where they do.
    pub(crate) fn refusal(&self, saying: &Saying) -> Result<Option<Reason>, SaveError> {
        let verdict = self.judge(saying)?;
        let allowed = verdict.is_applied();
        Ok(if allowed { None } else { Some(verdict.reason.unwrap_or(Reason::Unknown)) })
    }

    /// Seals what was just saved into the outbox, and says whether that came about.
    pub(crate) fn sealed(&mut self, saved: Saved) -> Saved {
        let sealed = self.seal_pending();
        if let Err(error) = &sealed {
            tracing::warn!(fact = %saved.fact, %error, "saved, but not sealed into the outbox yet");
        }
        Saved { sealed: sealed.is_ok(), ..saved }
    }

    /// What every head says beside what happened.
    fn stamp(&self) -> Result<Stamp, SaveError> {
        let office = self.outbox.office()?.ok_or(SaveError::NotEnrolled)?;
        let shift = self.shift()?;
        Ok(Stamp {
            site: office.identity.site,
            by: Author { person: shift.person.clone(), key: shift.key() },
            installation: self.installation,
            sealed: self.outbox.highest_sequence()?,
            reading: self.config.clock.read(),
            office: self.reckon().time,
        })
    }

    /// Seals what the personal store holds and the outbox does not: right after a save, and at each sign-in and each
    /// heartbeat what a crash or a full disk kept out of there. A second time is harmless.
    ///
    /// # Errors
    /// When the outbox cannot be written.
    pub fn seal_pending(&mut self) -> Result<usize, SaveError> {
        let tag_secret = self.secret.tag_secret(self.installation);
        // Sequences are sealed in order, so what is missing comes after the newest that is there.
        let sealed = self.outbox.highest_sequence()?;
        let packing = self.packing()?;
        let Some(shift) = self.shift.as_mut() else { return Ok(0) };
        let missing = shift.personal.unanswered_own_after(sealed)?;
        for fact in &missing {
            let (sealed, head, signed) = seal(shift, &tag_secret, fact, packing)?;
            let pictures = seal_pictures(shift, head.id)?;
            let alarm = alarm::of(&shift.personal, &head, &self.secret)?;
            let (author, saved) = (&head.by.person, head.office.middle());
            let content = signed.content_hash();
            self.outbox.write(|outbox| {
                outbox.put(&sealed, head.id, author, content, saved, &pictures)?;
                alarm.keep(outbox, &sealed.routing)
            })?;
        }
        if let Err(error) = shift.personal.tidy() {
            tracing::warn!(%error, "what was saved is in the log, and was not moved");
        }
        Ok(missing.len())
    }

    /// The same of what a full disk kept out of the outbox, wherever something else has to go on if it still does.
    pub(crate) fn seal_if_possible(&mut self) {
        match self.seal_pending() {
            Ok(0) => {}
            Ok(caught_up) => tracing::info!(caught_up, "sealed what had been kept out of the outbox"),
            Err(error) => tracing::warn!(%error, "not sealed into the outbox yet"),
        }
    }

    /// The best that the office said it can read: what is sealed is never packed anew.
    fn packing(&self) -> Result<Packing, StoreError> {
        let known = self.outbox.office()?.map(|office| office.compression.packings);
        Ok(Packing::best_of(&known.unwrap_or_default()))
    }
}

fn keep(
    personal: &Personal,
    site: &Site,
    (head, body): (&Head, &Body),
    signed: &SignedFact,
) -> Result<(), StoreError> {
    // P-11: whoever begins something may see it.
    if head.seen == NOTHING_SEEN {
        personal.grant(&head.by.person, &head.subject)?;
    }
    personal.put_own(head, signed)?;
    refold::add(personal, site, head, body)
}

fn keep_form(
    personal: &Personal,
    person: &PersonId,
    subject: &SubjectId,
    form: &Left,
) -> Result<(), StoreError> {
    match form {
        Left::Rest(form) => personal.put_draft(person, form),
        Left::Nothing => personal.drop_draft(person, subject),
        Left::AsItIs => Ok(()),
    }
}

/// What the author had seen of the subject (F-04).
fn seen(personal: &Personal, subject: &SubjectId) -> Result<Seen, StoreError> {
    let (ordered, pending) = personal.ordered_on(subject)?;
    let summary = personal.summary_of(subject)?.unwrap_or(0);
    Ok(Seen { office: ordered.max(summary), pending })
}

fn seal(
    shift: &mut Shift,
    tag_secret: &[u8; 32],
    fact: &StoredFact,
    packing: Packing,
) -> Result<(SealedFact, Head, SignedFact), StoreError> {
    let signed = shift.personal.whole(fact)?;
    let head = Head::parse(signed.head.as_bytes()).map_err(|_| StoreError::Unreadable("head"))?;
    let routing = Routing {
        installation: head.installation,
        sequence: head.sequence,
        priority: alarm::priority(&shift.personal, &head.subject)?,
        tag: subject_tag(tag_secret, &head.subject),
    };
    let sealed = SealedFact::seal(&mut shift.sealer, routing, &signed, packing);
    Ok((sealed.map_err(|_| StoreError::Unreadable("sealing key"))?, head, signed))
}

/// What the outbox needs of a fact's pictures: their files as they lie, and what opens them, for the
/// office alone.
fn seal_pictures(shift: &mut Shift, fact: FactId) -> Result<Vec<NewUpload>, StoreError> {
    let mut uploads = Vec::new();
    for TakenPicture { slot, size, stored } in shift.personal.taken_pictures(fact)? {
        let secret = PictureSecret::new(stored.key, stored.salt).seal(&mut shift.sealer, fact, &slot);
        let secret = secret.map_err(|_| StoreError::Unreadable("sealing key"))?;
        uploads.push(NewUpload { slot, secret, file: stored.file, bytes: size + TAG });
    }
    Ok(uploads)
}

/// What an act says beside its body, each where there is any.
pub(crate) fn parts(
    document: Option<Vec<u8>>,
    texts: Option<String>,
    strokes: Option<&Strokes>,
) -> Result<Vec<Part>, SaveError> {
    let slots = [
        (Slot::DOCUMENT, document),
        (Slot::TEXTS, texts.map(String::into_bytes)),
        (Slot::SIGNATURE, strokes.map(|strokes| to_json(strokes).into_bytes())),
    ];
    slots.into_iter().filter_map(|(slot, bytes)| Some(part(slot, bytes?))).collect()
}

/// A part with a salt of its own.
pub(crate) fn part(slot: &str, bytes: Vec<u8>) -> Result<Part, SaveError> {
    let slot: Slot = slot.parse().map_err(|_| StoreError::Unreadable("slot"))?;
    Ok(Part { slot, salt: doorstep_domain::bytes::Fixed(random::bytes()?), bytes: Blob(bytes) })
}
