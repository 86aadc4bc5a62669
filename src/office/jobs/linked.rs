//! V-12: a callback that was unqualified opens the complaint that is linked to it, once for all its records.

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::callback::{self, CallbackState, Manner, Opening, Recorded};
use doorstep_domain::complaint::{About, Act, Channel, Handover, Linked, Reception, Sort, Texts};
use doorstep_domain::directory::Contact;
use doorstep_domain::event::EventKind;
use doorstep_domain::fact::{Body, Head, Part, PartSalt, Slot};
use doorstep_domain::fold::State;
use doorstep_domain::grade::{EscalatedFrom, GradingFacts};
use doorstep_domain::ids::{DepartmentCode, FactId, HomeId, SubjectId, SubjectKind};
use doorstep_domain::moment::Moment;
use doorstep_domain::work_order::WorkOrderState;
use sha2::{Digest as _, Sha256};

use crate::directory;
use crate::draft::{Draft, DraftPart};
use crate::error::OfficeError;
use crate::ledger::Ledger;
use crate::store::{KeptPart, Store, StoreError, SubjectRow};

const OWNER: &str = "V-12/owner";

/// V-12: opens the complaint of a record that is unqualified, in the same transaction.
pub(crate) fn open_for(ledger: &mut Ledger, head: &Head, body: &Body) -> Result<(), OfficeError> {
    let Body::CallbackRecorded(_) = body else { return Ok(()) };
    let State::Callback(callback) = ledger.subject(&head.subject)?.state else { return Ok(()) };
    match Failed::of(&head.subject, &callback) {
        Some(failed) if !failed.has_complaint(ledger)? => failed.open(ledger, failed.record.at),
        _ => Ok(()),
    }
}

/// V-12: opens what an earlier program left unopened; says how many. Their clocks run from now: nobody could
/// have known of them.
pub(crate) fn open_missing(ledger: &mut Ledger) -> Result<usize, OfficeError> {
    let mut opened = 0;
    for row in ledger.store.subjects_of_kind(SubjectKind::Callback)? {
        let SubjectRow { subject, state: State::Callback(callback), .. } = ledger.current(row)? else {
            continue;
        };
        let Some(failed) = Failed::of(&subject, &callback) else { continue };
        if !failed.has_complaint(ledger)? {
            failed.open(ledger, ledger.acts_at())?;
            opened += 1;
        }
    }
    Ok(opened)
}

/// A callback with a record that is unqualified.
struct Failed<'a> {
    callback: &'a SubjectId,
    opening: &'a Opening,
    record: &'a Recorded,
}

impl<'a> Failed<'a> {
    fn of(callback: &'a SubjectId, state: &'a CallbackState) -> Option<Self> {
        Some(Self { callback, opening: &state.opened.as_ref()?.body, record: state.failed()? })
    }

    fn id(&self) -> FactId {
        self.record.complaint_fact()
    }

    fn has_complaint(&self, ledger: &Ledger) -> Result<bool, StoreError> {
        Ok(ledger.store.fact(self.id())?.is_some())
    }

    fn open(&self, ledger: &mut Ledger, received: Moment) -> Result<(), OfficeError> {
        let reception = self.reception(ledger, received)?;
        let said = ledger.store.part(self.record.fact, Slot::TEXTS)?;
        let texts = texts(&*ledger.store, said.as_ref(), &self.opening.home)?;
        let salt = salt(said.as_ref(), self.id())?;
        let subject = self.record.complaint();
        let (at, parts) = (ledger.acts_at(), vec![part(&texts, salt)?]);
        let body = Body::Complaint(Box::new(Act::Receive(Box::new(reception))));
        ledger.append(Draft { id: self.id(), subject: subject.clone(), body, at, parts })?;
        tracing::debug!(callback = %self.callback, complaint = %subject, "a linked complaint was opened");
        self.hand_over(ledger, subject)
    }

    /// P-11: the first person asked is who called back.
    fn hand_over(&self, ledger: &mut Ledger, subject: SubjectId) -> Result<(), OfficeError> {
        let act = Act::HandOver(Handover { to: self.record.by.clone() });
        let (id, at) = (FactId::caused(self.record.fact, OWNER), ledger.acts_at());
        let body = Body::Complaint(Box::new(act));
        ledger.append(Draft { id, subject, body, at, parts: Vec::new() })?;
        Ok(())
    }

    fn reception(&self, ledger: &mut Ledger, received: Moment) -> Result<Reception, StoreError> {
        let department = department(ledger, &self.opening.event)?;
        Ok(Reception {
            home: self.opening.home.clone(),
            matter: self.opening.matter.clone(),
            about: department.map_or(About::Nobody, |department| About::Department { department }),
            channel: match self.record.manner {
                Manner::Face => Channel::Door,
                Manner::Phone { .. } => Channel::Phone,
            },
            sort: Sort::Complaint,
            happened: None,
            received,
            facts: GradingFacts { escalated_from: mishandled(self.opening.after), ..GradingFacts::default() },
            asked_for: None,
            linked: Some(Linked { callback: self.callback.clone(), record: self.record.fact }),
            pictures: Vec::new(),
        })
    }
}

/// V-12: after a complaint one grade higher is proposed, up to the highest.
fn mishandled(after: EventKind) -> Option<EscalatedFrom> {
    match after {
        EventKind::Complaint { grade } => Some(grade.try_into().unwrap_or(EscalatedFrom::Major)),
        _ => None,
    }
}

/// Who dealt with what was called back.
fn department(ledger: &mut Ledger, event: &SubjectId) -> Result<Option<DepartmentCode>, StoreError> {
    Ok(match ledger.subject(event)?.state {
        State::Event(event) => event.finish.map(|finish| finish.body.department),
        State::WorkOrder(order) => trade_department(ledger, &order)?,
        State::Complaint(complaint) => complaint.assigned.map(|assigned| assigned.what.department),
        _ => None,
    })
}

fn trade_department(
    ledger: &mut Ledger,
    order: &WorkOrderState,
) -> Result<Option<DepartmentCode>, StoreError> {
    let site = ledger.site()?;
    let trade = order.matter().and_then(|matter| site.catalogue.trade_of(matter));
    Ok(trade.and_then(|trade| site.catalogue.trades.get(trade)).map(|trade| trade.department.clone()))
}

/// C-02: what the record says, and how to reach the customer.
fn texts(store: &dyn Store, said: Option<&KeptPart>, home: &HomeId) -> Result<Texts, StoreError> {
    let bytes = said.and_then(|part| part.bytes.as_ref());
    let said = bytes.and_then(|bytes| serde_json::from_slice::<callback::Texts>(&bytes.0).ok());
    let said = said.unwrap_or_default();
    let customer = directory::resident(store, home)?.filter(|contact| *contact != Contact::default());
    let (happened, wish, note) = (said.shortcomings, said.opinions, said.note);
    Ok(Texts { customer, happened, wish, note, ..Texts::default() })
}

/// From the salt of what the record says, as secret as that: the fact is the same, whoever computes it.
fn salt(said: Option<&KeptPart>, complaint: FactId) -> Result<PartSalt, StoreError> {
    let salt = said.and_then(|part| part.salt).ok_or(StoreError::Unreadable("salt"))?;
    let digest = Sha256::new().chain_update(salt.0).chain_update(complaint.to_string()).finalize();
    Ok(Fixed(digest.into()))
}

fn part(texts: &Texts, salt: PartSalt) -> Result<DraftPart, StoreError> {
    let slot = Slot::TEXTS.parse().map_err(|_| StoreError::Unreadable("slot"))?;
    let bytes = Blob(serde_json::to_vec(texts).unwrap_or_default());
    Ok(DraftPart { part: Part { slot, salt, bytes }, file: None })
}
