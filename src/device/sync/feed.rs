//! What happened comes in: a page and its cursor in one transaction (V-05, F-04).

use std::collections::BTreeSet;

use doorstep_domain::bytes::PublicKey;
use doorstep_domain::fact::{Carriage, Head};
use doorstep_domain::ids::{PersonId, SubjectId, SubjectKind};
use doorstep_protocol::feed::{FeedEntry, FeedPage, OrderedFact};

use crate::device::Device;
use crate::media;
use crate::refold::refold;
use crate::site::Site;
use crate::store::StoreError;
use crate::store::personal::Personal;

impl Device {
    /// The person whose feed is read, and where it goes on.
    pub(crate) fn feed_position(&self) -> Result<Option<(PersonId, Option<String>)>, StoreError> {
        let Some(shift) = &self.shift else { return Ok(None) };
        Ok(Some((shift.person.clone(), shift.personal.cursor(&shift.person)?)))
    }

    /// Stores a page of a person's feed and its cursor in one transaction. A page for somebody who is not
    /// signed in any more is dropped: it comes again.
    pub(crate) fn take_page(&mut self, person: &PersonId, page: &FeedPage) -> Result<(), StoreError> {
        self.note_epoch(page.epoch, page.backed_up_through)?;
        let Some(shift) = self.shift.as_ref().filter(|shift| shift.person == *person) else { return Ok(()) };
        let Some(office) = self.outbox.office()? else { return Ok(()) };
        let key = office.identity.signing_key;
        let is_news =
            !page.entries.is_empty() || shift.personal.cursor(person)?.as_ref() != Some(&page.cursor);
        if is_news {
            let files =
                shift.personal.write(|personal| Taking { personal, person, office: key }.page(page))?;
            self.remove_pictures(&files)?;
        }
        if page.more { Ok(()) } else { self.withdraw_unsaid(person) }
    }

    /// P-10: an office that was restored from a backup does not know what it had granted since, and nobody would ever
    /// take it back: its new epoch tells everything anew, and what is not among it is withdrawn.
    fn withdraw_unsaid(&self, person: &PersonId) -> Result<(), StoreError> {
        let Some(shift) = &self.shift else { return Ok(()) };
        if !shift.personal.has_unsaid(person)? {
            return Ok(());
        }
        // The new epoch may have answered what waited here before its first page came.
        self.absorb_answers()?;
        let files = shift.personal.write(|personal| {
            personal.withdraw_unsaid(person)?;
            erase_withdrawn(personal)
        })?;
        self.remove_pictures(&files)
    }

    /// P-10: erases what was withdrawn, once nothing of it is pending and no half-done form needs it.
    pub(crate) fn erase_withdrawn(&self) -> Result<(), StoreError> {
        let Some(shift) = &self.shift else { return Ok(()) };
        let files = shift.personal.write(erase_withdrawn)?;
        self.remove_pictures(&files)
    }

    /// What is still to go up stays, though nobody here can open it any more.
    fn remove_pictures(&self, files: &[String]) -> Result<(), StoreError> {
        if files.is_empty() {
            return Ok(());
        }
        let going_up = self.outbox.upload_files()?;
        media::remove(&self.media_folder(), files.iter().filter(|file| !going_up.contains(file)));
        Ok(())
    }

    /// The newest epoch that is known here, if the office is in an older one.
    pub(crate) fn epoch_beyond(&self, epoch: Option<i64>) -> Result<Option<i64>, StoreError> {
        let known = self.outbox.office()?.map(|office| office.epoch);
        Ok(known.filter(|known| epoch.is_some_and(|epoch| epoch < *known)))
    }

    /// A session is opened, in a new epoch perhaps; or still in an older one, though the office was `told` of the newest.
    /// What that office has in its backups it says later.
    pub(crate) fn hear_epoch(&mut self, epoch: Option<i64>, told: bool) -> Result<(), StoreError> {
        let (Some(mut office), Some(epoch)) = (self.outbox.office()?, epoch) else { return Ok(()) };
        if epoch > office.epoch || (told && epoch < office.epoch) {
            self.begin_epoch(epoch)?;
            (office.epoch, office.backed_up_through) = (epoch, 0);
            self.outbox.set_office(&office)?;
        }
        Ok(())
    }

    /// A new epoch, perhaps.
    pub(crate) fn note_epoch(&mut self, epoch: i64, backed_up_through: i64) -> Result<(), StoreError> {
        let Some(mut office) = self.outbox.office()? else { return Ok(()) };
        if epoch <= office.epoch && backed_up_through == office.backed_up_through {
            return Ok(());
        }
        if epoch > office.epoch {
            self.begin_epoch(epoch)?;
        }
        (office.epoch, office.backed_up_through) = (epoch.max(office.epoch), backed_up_through);
        self.outbox.set_office(&office)
    }

    /// The office was restored from a backup, and gets offered again what it has not confirmed since.
    fn begin_epoch(&self, epoch: i64) -> Result<(), StoreError> {
        let offered = self.outbox.offer_again(epoch)?;
        tracing::info!(epoch, offered, "the office began a new epoch");
        Ok(())
    }
}

/// Answers the files of pictures that may go, once this is committed.
fn erase_withdrawn(personal: &Personal) -> Result<Vec<String>, StoreError> {
    personal.end_withdrawn()?;
    let mut files = Vec::new();
    for subject in personal.erasable()? {
        files.extend(personal.erase(&subject)?);
    }
    Ok(files)
}

/// The office's word is taken, for a person.
pub(super) struct Taking<'a> {
    pub personal: &'a Personal,
    pub person: &'a PersonId,
    pub office: PublicKey,
}

impl Taking<'_> {
    /// Answers the files of pictures that may go, once this is committed.
    fn page(&self, page: &FeedPage) -> Result<Vec<String>, StoreError> {
        self.follow_epoch(page.epoch)?;
        let mut changed = BTreeSet::new();
        for entry in &page.entries {
            self.entry(entry, &mut changed)?;
        }
        refold_all(self.personal, &changed)?;
        self.personal.set_cursor(self.person, &page.cursor)?;
        let withdrawn = page.entries.iter().any(|entry| matches!(entry, FeedEntry::Withdraw { .. }));
        if withdrawn { erase_withdrawn(self.personal) } else { Ok(Vec::new()) }
    }

    pub(super) fn follow_epoch(&self, epoch: i64) -> Result<(), StoreError> {
        if epoch > self.personal.epoch()? { self.personal.begin_epoch(epoch) } else { Ok(()) }
    }

    pub(super) fn entry(
        &self,
        entry: &FeedEntry,
        changed: &mut BTreeSet<SubjectId>,
    ) -> Result<(), StoreError> {
        match entry {
            FeedEntry::Fact(fact) => changed.extend(self.fact(fact)?),
            FeedEntry::Grant { subject, history } => {
                self.personal.grant(self.person, subject)?;
                self.history(subject, history)?;
                changed.insert(subject.clone());
            }
            FeedEntry::Withdraw { subject } => self.personal.withdraw(self.person, subject)?,
        }
        Ok(())
    }

    /// A subject's history. One that ends before the summary that is here does, adds to what is here; the rest comes.
    pub(super) fn history(&self, subject: &SubjectId, history: &[OrderedFact]) -> Result<(), StoreError> {
        for fact in history {
            self.fact(fact)?;
        }
        let through = history.last().map_or(0, |fact| fact.sequence);
        if self.personal.complete(subject, through)? { self.personal.drop_unordered(subject) } else { Ok(()) }
    }

    /// A fact of the feed. One that is not what it claims is kept aside, for a look and a later version.
    fn fact(&self, ordered: &OrderedFact) -> Result<Option<SubjectId>, StoreError> {
        let head = match ordered.fact.verify() {
            Ok(head) if self.is_genuine(&head) => head,
            Ok(_) => return self.set_aside(ordered, "not signed by the office").map(|()| None),
            Err(error) => return self.set_aside(ordered, &error.to_string()).map(|()| None),
        };
        self.personal.put_ordered(&head, &ordered.fact, ordered.sequence, &ordered.verdict)?;
        for part in head.parts.iter().filter(|part| part.carriage == Carriage::Apart) {
            self.personal.want_picture(head.id, part)?;
        }
        Ok(Some(head.subject))
    }

    /// What the office says of itself is signed with the office's own key.
    fn is_genuine(&self, head: &Head) -> bool {
        head.by.person != PersonId::office() || head.by.key == self.office
    }

    fn set_aside(&self, ordered: &OrderedFact, why: &str) -> Result<(), StoreError> {
        tracing::warn!(sequence = ordered.sequence, why, "a fact of the feed was set aside");
        self.personal.put_strange(&crate::store::to_json(ordered), why)
    }
}

/// The site's own data first: the rest is judged by it.
pub(super) fn refold_all(personal: &Personal, subjects: &BTreeSet<SubjectId>) -> Result<(), StoreError> {
    use SubjectKind::{Calendar, Catalogue, Person, Site as OfSite};
    let first = |subject: &&SubjectId| matches!(subject.kind(), Some(OfSite | Calendar | Catalogue | Person));
    let site = Site::read(personal)?;
    subjects.iter().filter(first).try_for_each(|subject| refold(personal, &site, subject))?;
    let site = Site::read(personal)?;
    subjects.iter().filter(|s| !first(s)).try_for_each(|subject| refold(personal, &site, subject))
}

impl Device {
    /// After an upgrade: folds some subjects again that another version folded; `true` while there are more.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn refold_some(&self, at_once: usize) -> Result<bool, StoreError> {
        let Some(shift) = &self.shift else { return Ok(false) };
        let stale: BTreeSet<SubjectId> = shift.personal.stale_subjects(at_once)?.into_iter().collect();
        if stale.is_empty() {
            return Ok(false);
        }
        shift.personal.write(|personal| refold_all(personal, &stale))?;
        Ok(stale.len() == at_once)
    }
}
