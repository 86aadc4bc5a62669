//! First contact comes in: a page and the place after it in one transaction; then histories, a few at a time (V-05).

use std::collections::BTreeSet;

use doorstep_domain::about::About;
use doorstep_domain::fold::State;
use doorstep_domain::ids::{PersonId, SubjectId};
use doorstep_protocol::snapshot::{HistoriesAnswer, History, SnapshotPage, Summary};

use super::feed::{Taking, refold_all};
use crate::device::Device;
use crate::refold;
use crate::store::StoreError;
use crate::store::personal::{Base, Known, SnapshotPlace};

/// So many histories are asked for at once.
pub(crate) const HISTORIES_AT_ONCE: usize = 50;

/// A summary that this version can read.
struct Readable<'a> {
    summary: &'a Summary,
    state: State,
}

impl Device {
    /// Where the snapshot of whoever is signed in goes on.
    pub(crate) fn snapshot_place(&self) -> Result<Option<String>, StoreError> {
        let Some(shift) = &self.shift else { return Ok(None) };
        Ok(shift.personal.snapshot_place(&shift.person)?.map(|at| at.place))
    }

    /// Stores a page of a person's snapshot and the place after it in one transaction; with the last page the feed's
    /// cursor. A page for somebody who is not signed in any more is dropped: it comes again. `false` where this version
    /// cannot read it: the feed has to be read instead.
    pub(crate) fn take_snapshot(
        &mut self,
        person: &PersonId,
        page: &SnapshotPage,
    ) -> Result<bool, StoreError> {
        let Some(summaries) = readable(&page.summaries) else { return Ok(false) };
        self.note_epoch(page.epoch, page.backed_up_through)?;
        let Some(shift) = self.shift.as_ref().filter(|shift| shift.person == *person) else {
            return Ok(true);
        };
        let Some(office) = self.outbox.office()? else { return Ok(true) };
        let office = office.identity.signing_key;
        shift.personal.write(|personal| Taking { personal, person, office }.snapshot(page, &summaries))?;
        Ok(true)
    }

    /// The next subjects whose history is to come, `beside` more than are asked for at once: first the one that somebody
    /// looked for.
    pub(crate) fn next_histories(&self, beside: usize) -> Result<Vec<SubjectId>, StoreError> {
        let Some(shift) = &self.shift else { return Ok(Vec::new()) };
        let mut wanted = shift.personal.wanted_histories(&shift.person, HISTORIES_AT_ONCE + beside)?;
        let looked_for = self.still_wanted(self.looked_for.take().into_iter().collect())?;
        wanted.retain(|subject| !looked_for.contains(subject));
        Ok(looked_for.into_iter().chain(wanted).collect())
    }

    /// Which of these still wait for their history.
    pub(crate) fn still_wanted(&self, subjects: Vec<SubjectId>) -> Result<Vec<SubjectId>, StoreError> {
        let Some(shift) = &self.shift else { return Ok(Vec::new()) };
        let mut wanted = Vec::new();
        for subject in subjects {
            if matches!(shift.personal.known(&subject)?, Some(Known::Summary(_))) {
                wanted.push(subject);
            }
        }
        Ok(wanted)
    }

    /// How many histories are still to come.
    pub(crate) fn histories_to_come(&self) -> Result<i64, StoreError> {
        self.shift.as_ref().map_or(Ok(0), |shift| shift.personal.count_wanted_histories())
    }

    /// Stores histories. Those of an epoch that the feed has not told of yet are dropped: they come again.
    pub(crate) fn take_histories(
        &mut self,
        person: &PersonId,
        answer: &HistoriesAnswer,
    ) -> Result<(), StoreError> {
        let Some(shift) = self.shift.as_ref().filter(|shift| shift.person == *person) else { return Ok(()) };
        let Some(office) = self.outbox.office()? else { return Ok(()) };
        let office = office.identity.signing_key;
        shift.personal.write(|personal| {
            if personal.epoch()? != answer.epoch {
                return Ok(());
            }
            Taking { personal, person, office }.histories(&answer.histories)
        })
    }
}

fn readable(summaries: &[Summary]) -> Option<Vec<Readable<'_>>> {
    let read = |summary: &'_ Summary| serde_json::from_str(&summary.state).ok();
    let states: Vec<State> = summaries.iter().map(read).collect::<Option<_>>()?;
    Some(summaries.iter().zip(states).map(|(summary, state)| Readable { summary, state }).collect())
}

impl Taking<'_> {
    fn snapshot(&self, page: &SnapshotPage, summaries: &[Readable<'_>]) -> Result<(), StoreError> {
        self.follow_epoch(page.epoch)?;
        let mut changed = BTreeSet::new();
        for entry in &page.entries {
            self.entry(entry, &mut changed)?;
        }
        refold_all(self.personal, &changed)?;
        changed.clear();
        for summary in summaries {
            self.summary(summary, &mut changed)?;
        }
        refold_all(self.personal, &changed)?;
        match &page.next {
            Some(place) => {
                let place = SnapshotPlace { place: place.clone(), usable: page.usable };
                self.personal.set_snapshot_place(self.person, &place)
            }
            None => {
                self.personal.end_snapshot(self.person)?;
                self.personal.set_cursor(self.person, &page.cursor)
            }
        }
    }

    /// What is known here up to the same place stays: facts say more than a summary of them.
    fn summary(&self, readable: &Readable<'_>, changed: &mut BTreeSet<SubjectId>) -> Result<(), StoreError> {
        let Readable { summary, state } = readable;
        let (personal, subject) = (self.personal, &summary.subject);
        personal.grant(self.person, subject)?;
        match personal.known(subject)? {
            Some(Known::Whole(through) | Known::Summary(through)) if through >= summary.through => {
                return Ok(());
            }
            // What an epoch left behind that the office does not have any more is not folded on top of it.
            _ => personal.drop_unordered(subject)?,
        }
        personal.take_in_own(subject, summary.own)?;
        let about: Option<About> = summary.about.clone();
        let base = Base { through: summary.through, state: state.clone(), about };
        refold::begin_with(personal, subject, base)?;
        if personal.has_facts(subject)? {
            changed.insert(subject.clone());
        }
        Ok(())
    }

    fn histories(&self, histories: &[History]) -> Result<(), StoreError> {
        let mut changed = BTreeSet::new();
        for History { subject, history } in histories {
            if self.personal.is_granted(self.person, subject)? {
                self.history(subject, history)?;
                changed.insert(subject.clone());
            }
        }
        refold_all(self.personal, &changed)
    }
}
