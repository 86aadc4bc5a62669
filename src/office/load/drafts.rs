//! The facts that lead from what the office has to what is wanted: one for each subject that changes.

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::directory::{CalendarYear, Contact};
use doorstep_domain::fact::{Body, Part, Slot};
use doorstep_domain::ids::{FactId, SiteId, SubjectId, SubjectKind};
use doorstep_domain::moment::Moment;
use uuid::Uuid;

use super::records::Records;
use crate::draft::{Draft, DraftPart};
use crate::error::OfficeError;

/// A fact to be: what it is about, what happened, and who is addressed how.
type Change<'a> = (SubjectId, Body, Option<&'a Contact>);

/// The facts, ready to append.
pub(super) fn drafts(
    present: &Records,
    wanted: &Records,
    site: &SiteId,
    at: Moment,
) -> Result<Vec<Draft>, OfficeError> {
    let changes = lists(present, wanted, site).chain(staff(present, wanted)).chain(homes(present, wanted));
    changes.map(|change| draft(change, at)).collect()
}

fn draft((subject, body, contact): Change<'_>, at: Moment) -> Result<Draft, OfficeError> {
    let parts = contact.map(part).transpose()?.into_iter().collect();
    Ok(Draft { id: FactId(Uuid::now_v7()), subject, body, at, parts })
}

fn part(contact: &Contact) -> Result<DraftPart, OfficeError> {
    let mut salt = [0; 32];
    getrandom::fill(&mut salt).map_err(|_| OfficeError::Random)?;
    let slot: Slot = Slot::TEXTS.parse().map_err(|_| OfficeError::bad_request("the slot of texts"))?;
    // Cannot fail: plain data with text keys.
    let bytes = Blob(serde_json::to_vec(contact).unwrap_or_default());
    Ok(DraftPart { part: Part { slot, salt: Fixed(salt), bytes }, file: None })
}

/// Site and catalogue count their revisions; each is one fact, whatever changes in it.
fn lists<'a>(present: &Records, wanted: &'a Records, site: &SiteId) -> impl Iterator<Item = Change<'a>> {
    let subject = |kind| SubjectId::new(kind, site);
    let entry = (present.site != wanted.site).then(|| {
        let mut entry = wanted.site.clone();
        entry.revision = present.site.revision + 1;
        (subject(SubjectKind::Site), Body::SiteRecorded(Box::new(entry)), None)
    });
    let catalogue = (present.catalogue != wanted.catalogue).then(|| {
        let mut catalogue = wanted.catalogue.clone();
        catalogue.revision = present.catalogue.revision + 1;
        (subject(SubjectKind::Catalogue), Body::CatalogueRecorded(Box::new(catalogue)), None)
    });
    let years = wanted.years.iter().filter(|(year, days)| present.years.get(year) != Some(days));
    let years: Vec<Change<'a>> = years
        .map(|(year, published)| {
            let body = Body::CalendarRecorded(CalendarYear { year: *year, published: published.clone() });
            (SubjectId::new(SubjectKind::Calendar, year), body, None)
        })
        .collect();
    entry.into_iter().chain(catalogue).chain(years)
}

fn staff<'a>(present: &Records, wanted: &'a Records) -> impl Iterator<Item = Change<'a>> {
    let changed = wanted.staff.iter().filter(|(id, member)| present.staff.get(id) != Some(member));
    changed.map(|(id, member)| {
        let body = Body::PersonRecorded(member.entry.clone());
        (SubjectId::new(SubjectKind::Person, id), body, Some(&member.contact))
    })
}

fn homes<'a>(present: &Records, wanted: &'a Records) -> impl Iterator<Item = Change<'a>> {
    let changed = wanted.homes.iter().filter(|(id, home)| present.homes.get(id) != Some(home));
    changed.map(|(id, home)| {
        let body = Body::HomeRecorded(home.entry.clone());
        (SubjectId::new(SubjectKind::Home, id), body, Some(&home.contact))
    })
}
