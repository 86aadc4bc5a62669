//! The office's own facts: the directory, finished events, opened callbacks, assignments, dispatches.

use doorstep_domain::fact::head::ENVELOPE_VERSION;
use doorstep_domain::fact::{
    Author, Body, Carriage, Head, Part, Reason, Seen, SignedFact, Unsigned, Verdict,
};
use doorstep_domain::ids::{FactId, PersonId, SubjectId};
use doorstep_domain::moment::{Moment, OfficeTime};
use doorstep_protocol::problem::ProblemCode;
use uuid::Uuid;

use crate::error::OfficeError;
use crate::extract::SignedIn;
use crate::ledger::{Entry, Ledger, Standing};
use crate::store::{KeptPart, StoreError};

/// A fact that the office is about to make.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its id: derived from its cause, so that it is made once, whoever computes it.
    pub id: FactId,
    /// What it is about.
    pub subject: SubjectId,
    /// What happened.
    pub body: Body,
    /// When, in office time.
    pub at: Moment,
    /// Its parts.
    pub parts: Vec<DraftPart>,
}

/// A part of a draft.
#[derive(Debug, Clone)]
pub struct DraftPart {
    /// The part, with its salt and bytes.
    pub part: Part,
    /// The name of its file, if it is kept apart (see [`crate::blobs::Blobs::keep`]).
    pub file: Option<String>,
}

/// What became of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The fact.
    pub fact: FactId,
    /// What it is about.
    pub subject: SubjectId,
    /// Its place in the office's order.
    pub sequence: i64,
    /// What the office made of it.
    pub verdict: Verdict,
    /// It was there before.
    pub repeated: bool,
}

impl DraftPart {
    fn carriage(&self) -> Carriage {
        if self.file.is_some() { Carriage::Apart } else { Carriage::Inline }
    }

    fn kept(&self) -> KeptPart {
        let inline = self.file.is_none();
        KeptPart {
            reference: self.part.reference(self.carriage()),
            salt: Some(self.part.salt),
            bytes: inline.then(|| self.part.bytes.clone()),
            file: self.file.clone(),
        }
    }
}

impl Ledger {
    /// Makes, signs and places a fact of the office. One with this id that is there already stays as it is.
    pub(crate) fn append(&mut self, draft: Draft) -> Result<Appended, OfficeError> {
        match self.store.fact(draft.id)? {
            Some(stored) => Ok(Appended {
                fact: draft.id,
                subject: stored.subject,
                sequence: stored.place.sequence,
                verdict: stored.verdict,
                repeated: true,
            }),
            None => self.append_new(draft),
        }
    }

    /// A fact that the caller has the office make: judged by their role, and who asked is noted. What would be
    /// held is refused, and nothing is appended.
    pub(crate) fn act_for(
        &mut self,
        caller: &SignedIn,
        subject: &SubjectId,
        body: Body,
    ) -> Result<(), OfficeError> {
        let (id, at, standing) =
            (FactId(Uuid::now_v7()), self.now(), Standing::Certified { role: caller.role, revoked: false });
        let draft = Draft { id, subject: subject.clone(), body, at, parts: Vec::new() };
        let (head, fact) = self.sign(&draft)?;
        let entry = Entry { fact: &fact, head: &head, body: &draft.body, standing, parts: Vec::new() };
        let judged = self.judge(&entry)?;
        if let Some(reason) = &judged.verdict.reason {
            return Err(would_be_held(reason));
        }
        self.settle(&entry, judged)?;
        Ok(self.store.note_assignment(id, &caller.person, at)?)
    }

    fn append_new(&mut self, draft: Draft) -> Result<Appended, OfficeError> {
        let (head, fact) = self.sign(&draft)?;
        let parts = draft.parts.iter().map(DraftPart::kept).collect();
        let standing = Standing::Office;
        let placed = self.place(Entry { fact: &fact, head: &head, body: &draft.body, standing, parts })?;
        let (fact, subject) = (draft.id, draft.subject);
        Ok(Appended { fact, subject, sequence: placed.sequence, verdict: placed.verdict, repeated: false })
    }

    fn sign(&self, draft: &Draft) -> Result<(Head, SignedFact), StoreError> {
        let head = self.head(draft)?;
        let inline = draft.parts.iter().filter(|part| part.file.is_none());
        let parts = inline.map(|part| part.part.clone()).collect();
        let fact = Unsigned { head: head.clone(), parts }.sign(&self.office.keys.signing);
        Ok((head, fact))
    }

    fn head(&self, draft: &Draft) -> Result<Head, StoreError> {
        let office = &self.office;
        let kind = draft.body.kind();
        Ok(Head {
            v: ENVELOPE_VERSION,
            id: draft.id,
            kind: kind.word.to_owned(),
            kv: kind.version,
            site: office.site.clone(),
            subject: draft.subject.clone(),
            by: Author { person: PersonId::office(), key: office.signing_public() },
            installation: office.installation,
            sequence: self.store.last_own_sequence(office.installation)? + 1,
            wall: draft.at,
            boot: office.boot,
            office: OfficeTime::exact(draft.at),
            seen: Seen { office: self.subject(&draft.subject)?.last_sequence, pending: 0 },
            body: draft.body.to_value(),
            parts: draft.parts.iter().map(|part| part.part.reference(part.carriage())).collect(),
        })
    }
}

fn would_be_held(reason: &Reason) -> OfficeError {
    let code = match reason {
        Reason::Role | Reason::NotYours => ProblemCode::Role,
        _ => ProblemCode::BadRequest,
    };
    let detail = serde_json::to_string(reason).unwrap_or_default();
    OfficeError::refused(code, format!("the office would not let it count: {detail}"))
}
