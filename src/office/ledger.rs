//! The office's order: a fact is judged, takes its place, gets its receipt, moves its subject's state,
//! and is told to whoever has the subject (DESIGN.md §1). All of it in one transaction of the writer.

use std::collections::HashMap;
use std::sync::Arc;

use doorstep_domain::context::{self, Context};
use doorstep_domain::fact::{Body, Carriage, Head, Reason, RollingHash, SignedFact, Verdict};
use doorstep_domain::fold::{FOLD_VERSION, State};
use doorstep_domain::ids::{InstallationId, SubjectId, SubjectKind};
use doorstep_domain::moment::{Moment, OfficeTime};
use doorstep_domain::role::Role;
use doorstep_domain::{complaint, work_order};
use doorstep_protocol::heartbeat::StaffTile;
use doorstep_protocol::receipt::{Receipt, SignedReceipt};

use crate::audience::{self, Change};
use crate::directory::{self, SiteCalendar};
use crate::error::OfficeError;
use crate::identity::{self, Identity};
use crate::jobs;
use crate::lacking::Checked;
use crate::recent::Recent;
use crate::snapshot;
use crate::store::{KeptPart, Place, PlacedFact, Store, StoreError, SubjectRow};

/// The writer's hold on the order. There is one of it.
pub struct Ledger {
    pub(crate) store: Box<dyn Store>,
    pub(crate) office: Arc<Identity>,
    site: Option<Arc<SiteCalendar>>,
    staff: Option<Arc<[StaffTile]>>,
    recent: Recent,
    /// How far each handheld's heartbeats were held against what is here.
    pub(crate) checked: HashMap<InstallationId, Checked>,
    /// A handheld has shown since the office began that something was lost before.
    pub(crate) was_set_back: bool,
    /// While an import is written: the time at which the office would have acted.
    pub(crate) as_of: Option<Moment>,
}

/// How the author of a fact stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The office itself.
    Office,
    /// A certified person with this role.
    Certified {
        /// As of now.
        role: Role,
        /// Device or person were revoked before this arrived.
        revoked: bool,
    },
    /// The key is not certified for this person on that installation.
    Uncertified,
}

/// A fact about to take its place.
pub(crate) struct Entry<'a> {
    pub fact: &'a SignedFact,
    pub head: &'a Head,
    pub body: &'a Body,
    pub standing: Standing,
    pub parts: Vec<KeptPart>,
}

/// What became of it.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub sequence: i64,
    pub verdict: Verdict,
    pub receipt: SignedReceipt,
}

/// A fact and what the office makes of it, before it takes its place behind the `last` one.
pub(crate) struct Judged {
    before: SubjectRow,
    last: Place,
    pub verdict: Verdict,
}

impl Ledger {
    pub(crate) fn new(store: Box<dyn Store>, office: Arc<Identity>) -> Self {
        Self {
            store,
            office,
            site: None,
            staff: None,
            recent: Recent::default(),
            checked: HashMap::new(),
            was_set_back: false,
            as_of: None,
        }
    }

    /// Forgets what was remembered of a transaction that did not happen.
    pub(crate) fn forget(&mut self) {
        (self.site, self.staff) = (None, None);
        self.checked.clear();
        self.recent.forget();
        self.was_set_back = false;
    }

    pub(crate) fn now(&self) -> Moment {
        self.office.clock.now()
    }

    /// When the office does what it does by itself.
    pub(crate) fn acts_at(&self) -> Moment {
        self.as_of.unwrap_or_else(|| self.now())
    }

    /// The subject as all its facts leave it.
    pub(crate) fn subject(&self, subject: &SubjectId) -> Result<SubjectRow, StoreError> {
        if let Some(row) = self.recent.get(subject) {
            return Ok(row.clone());
        }
        match self.store.subject(subject)? {
            Some(row) => self.current(row),
            None => Ok(SubjectRow {
                subject: subject.clone(),
                state: State::of(subject),
                fold_version: FOLD_VERSION,
                last_sequence: 0,
                home: None,
                worker: None,
            }),
        }
    }

    /// A row as it was read, folded again where an older program made it.
    pub(crate) fn current(&self, row: SubjectRow) -> Result<SubjectRow, StoreError> {
        current(&*self.store, row)
    }

    /// Judges a fact, gives it its place and receipt, and lets follow what follows from it.
    pub(crate) fn place(&mut self, entry: Entry<'_>) -> Result<Placed, OfficeError> {
        let judged = self.judge(&entry)?;
        self.settle(&entry, judged)
    }

    /// Gives a judged fact its place and receipt, and lets follow what follows from it. Nothing may have taken a
    /// place meanwhile.
    pub(crate) fn settle(&mut self, entry: &Entry<'_>, judged: Judged) -> Result<Placed, OfficeError> {
        let placed = self.insert(entry, judged.verdict, judged.last)?;
        self.count_number(entry, &placed.verdict)?;
        self.move_on(judged.before, entry, &placed)?;
        jobs::follow(self, entry.head, entry.body, &placed.verdict)?;
        Ok(placed)
    }

    /// What the office makes of a fact, here and now.
    pub(crate) fn judge(&mut self, entry: &Entry<'_>) -> Result<Judged, StoreError> {
        let before = self.subject(&entry.head.subject)?;
        let last = self.store.last_place()?.unwrap_or(Place { sequence: 0, rolling: RollingHash::START.0 });
        let verdict = self.verdict(&before.state, entry, last.sequence + 1)?;
        Ok(Judged { before, last, verdict })
    }

    fn verdict(&mut self, state: &State, entry: &Entry<'_>, sequence: i64) -> Result<Verdict, StoreError> {
        let time = not_later(entry.head.office, self.now());
        let (role, after_revocation) = match entry.standing {
            Standing::Uncertified => return Ok(Verdict::held(time, Reason::Uncertified)),
            Standing::Office => (None, false),
            Standing::Certified { role, revoked } => (Some(role), revoked),
        };
        let site = self.site()?;
        let numbered_today = match numbered(entry.body) {
            Some(kind) => self.store.numbered_on(kind, site.day_of(time.middle()))?,
            None => 0,
        };
        let context = Context {
            time,
            role,
            calendar: &site.calendar,
            site_revision: site.revision,
            catalogue: &site.catalogue,
            grading: site.grading,
            place: Some(context::Place { sequence, numbered_today }),
        };
        Ok(Verdict { after_revocation, ..state.judge(entry.head, entry.body, &context) })
    }

    /// The site's data as of now.
    pub(crate) fn site(&mut self) -> Result<Arc<SiteCalendar>, StoreError> {
        let site = match self.site.take() {
            Some(site) => site,
            None => Arc::new(directory::calendar(&*self.store, &self.office.site)?),
        };
        Ok(self.site.insert(site).clone())
    }

    /// Who uses handhelds: all who work here. The contractors too: they sign for an order with their own key.
    /// Every heartbeat is answered with them, and nearly none of them changes meanwhile.
    pub(crate) fn staff(&mut self) -> Result<Arc<[StaffTile]>, StoreError> {
        let staff = match self.staff.take() {
            Some(staff) => staff,
            None => directory::tiles(&*self.store)?.into(),
        };
        Ok(self.staff.insert(staff).clone())
    }

    /// R-01, C-11: no number is given twice; what does not count uses none up.
    fn count_number(&mut self, entry: &Entry<'_>, verdict: &Verdict) -> Result<(), StoreError> {
        let Some(kind) = numbered(entry.body).filter(|_| verdict.is_applied()) else { return Ok(()) };
        let day = self.site()?.day_of(verdict.time.middle());
        self.store.count_number(kind, day)
    }

    fn insert(&self, entry: &Entry<'_>, verdict: Verdict, last: Place) -> Result<Placed, StoreError> {
        let content = entry.fact.content_hash();
        let sequence = last.sequence + 1;
        let place = Place { sequence, rolling: RollingHash(last.rolling).after(sequence, content).0 };
        let taken = self.now();
        let missing = entry.parts.iter().filter(|part| is_missing(part));
        let receipt = Receipt {
            v: 1,
            site: self.office.site.clone(),
            epoch: identity::epoch(&*self.store)?,
            fact: entry.head.id,
            content,
            sequence: place.sequence,
            rolling: place.rolling,
            taken,
            outcome: verdict.outcome,
            missing: missing.map(|part| part.reference.slot.clone()).collect(),
        };
        let receipt = SignedReceipt::issue(&receipt, &self.office.keys.signing);
        let seal = Some(self.office.keys.seal(sequence, content, &verdict));
        self.store.insert_fact(&PlacedFact {
            place,
            head: entry.head,
            fact: entry.fact,
            content,
            verdict: &verdict,
            receipt: &receipt,
            seal,
            taken,
            parts: entry.parts.clone(),
        })?;
        Ok(Placed { sequence: place.sequence, verdict, receipt })
    }

    fn move_on(&mut self, before: SubjectRow, entry: &Entry<'_>, placed: &Placed) -> Result<(), StoreError> {
        let mut state = before.state.clone();
        state.apply(entry.head, entry.body, &placed.verdict);
        let subject = &entry.head.subject;
        let home = audience::home_of(subject, &state);
        let worker = audience::worker_of(&state).cloned();
        let (of, fold_version, last_sequence) = (subject.clone(), before.fold_version, placed.sequence);
        let after = SubjectRow { subject: of, state, fold_version, last_sequence, home, worker };
        self.store.save_subject(&after)?;
        if matches!(after.state, State::Callback(_) | State::WorkOrder(_) | State::Complaint(_)) {
            self.store.set_open(subject, snapshot::due_by(&after.state))?;
        }
        if matches!(after.state, State::Site(_) | State::Calendar(_) | State::Catalogue(_)) {
            self.site = None;
        }
        if matches!(after.state, State::Person(_)) {
            self.staff = None;
        }
        let (sequence, applied) = (placed.sequence, placed.verdict.is_applied());
        let change = Change { subject, before: &before.state, after: &after.state, sequence, applied };
        audience::follow(&*self.store, &change)?;
        self.recent.keep(after);
        Ok(())
    }
}

/// A row as it was read, folded again where an older program made it.
pub(crate) fn current(store: &dyn Store, row: SubjectRow) -> Result<SubjectRow, StoreError> {
    if row.fold_version == FOLD_VERSION {
        return Ok(row);
    }
    let mut state = State::of(&row.subject);
    for stored in store.facts_of(&row.subject, row.last_sequence)? {
        let head = Head::parse(stored.fact.head.as_bytes()).map_err(|_| StoreError::Unreadable("head"))?;
        if let Ok(body) = Body::parse(&head.kind, head.kv, &head.body) {
            state.apply(&head, &body, &stored.verdict);
        }
    }
    Ok(SubjectRow { state, fold_version: FOLD_VERSION, ..row })
}

/// R-01, C-11: what gets a number of its day.
fn numbered(body: &Body) -> Option<SubjectKind> {
    let is_first = match body {
        Body::WorkOrder(act) => matches!(**act, work_order::Act::Register(_)),
        Body::Complaint(act) => matches!(**act, complaint::Act::Receive(_)),
        _ => false,
    };
    is_first.then_some(body.kind().subject)
}

fn is_missing(part: &KeptPart) -> bool {
    part.reference.carriage == Carriage::Apart && part.file.is_none()
}

/// F-02: nothing happened later than it arrived, whatever the device reckoned.
fn not_later(time: OfficeTime, arrived: Moment) -> OfficeTime {
    OfficeTime::between(time.earliest().min(arrived), time.latest().min(arrived))
}
