//! C-06: who is wanted on a handheld while nobody is signed in there; no personal data (P-10).

use std::collections::BTreeSet;

use doorstep_domain::bytes::encode;
use doorstep_domain::complaint::{Recipient, still_rings};
use doorstep_domain::directory::PersonEntry;
use doorstep_domain::ids::{InstallationId, PersonId};
use doorstep_domain::moment::Moment;
use doorstep_protocol::bells::{Bell, BellsAnswer};
use doorstep_protocol::problem::ProblemCode;
use sha2::{Digest as _, Sha256};

use crate::audience::{Audience, audiences_of};
use crate::directory;
use crate::error::OfficeError;
use crate::store::Store;

/// What rings, and whose news may change it.
pub(crate) struct Heard {
    pub answer: BellsAnswer,
    pub audiences: Vec<Audience>,
}

/// C-05, C-06: what rings for the people of a handheld now; what ran out a day ago rings nowhere any more.
///
/// # Errors
/// When the handheld is revoked or unknown, or the store fails.
pub(crate) fn listen(
    store: &dyn Store,
    installation: InstallationId,
    now: Moment,
) -> Result<Heard, OfficeError> {
    if store.device(installation)?.is_none_or(|device| device.revoked.is_some()) {
        return Err(OfficeError::refused(ProblemCode::Revoked, "this device may only hand in"));
    }
    let people = people_on(store, installation)?;
    let audiences: BTreeSet<Audience> =
        people.iter().flat_map(|(id, entry)| audiences_of(id, entry)).collect();
    Ok(Heard { answer: answer(bells(store, &people, now)?), audiences: audiences.into_iter().collect() })
}

fn people_on(
    store: &dyn Store,
    installation: InstallationId,
) -> Result<Vec<(PersonId, PersonEntry)>, OfficeError> {
    let mut people = Vec::new();
    for id in store.people_on(installation)? {
        people.extend(directory::person(store, &id)?.filter(|entry| entry.active).map(|entry| (id, entry)));
    }
    Ok(people)
}

fn bells(
    store: &dyn Store,
    people: &[(PersonId, PersonEntry)],
    now: Moment,
) -> Result<Vec<Bell>, OfficeError> {
    let complaints = if people.is_empty() { Vec::new() } else { store.waited_for()? };
    let mut bells = Vec::new();
    for (person, entry) in people {
        let heads = entry.heads();
        let whom = Recipient { person, role: Some(entry.role), heads: heads.as_ref() };
        let ringing = complaints.iter().filter_map(|complaint| complaint.rings_for(whom));
        let ringing = ringing.filter(|it| still_rings(it.clock.by, now));
        bells.extend(ringing.map(|it| Bell { person: person.clone(), grade: it.grade, by: it.clock.by }));
    }
    bells.sort_by(|a, b| (a.by, &a.person, b.grade).cmp(&(b.by, &b.person, a.grade)));
    Ok(bells)
}

/// The mark is made of what rings, so that the same bells have the same mark, also after a restart.
fn answer(bells: Vec<Bell>) -> BellsAnswer {
    let bytes = serde_json::to_vec(&bells).unwrap_or_default();
    BellsAnswer { mark: encode(&Sha256::digest(bytes)[..12]), bells }
}
