//! The site's data as a whole: as the office has it, and as it would be with what the files say.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use doorstep_domain::calendar::{ClosingTime, PublishedYear, WorkingDays};
use doorstep_domain::catalogue::Catalogue;
use doorstep_domain::directory::{Contact, HomeEntry, Label, PersonEntry, SiteEntry};
use doorstep_domain::fold::State;
use doorstep_domain::ids::{FactId, HomeId, PersonId, SiteId, SubjectId, SubjectKind};

use super::given::{Given, PhraseKind};
use super::problem::{Problem, Wrong};
use super::settings::NAME;
use super::sheet::Sheet;
use crate::directory;
use crate::store::{Store, StoreError, SubjectRow};

/// C-03 **[policy]**: 2 000 yuan, in fen.
const SERIOUS_LOSS: i64 = 2_000 * 100;
const IDLE_MINUTES: i64 = 5;

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub entry: PersonEntry,
    pub contact: Contact,
}

/// A home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Home {
    pub entry: HomeEntry,
    pub contact: Contact,
}

/// The site's data. What was never recorded has revision 0, and the manual's policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Records {
    pub site: SiteEntry,
    pub catalogue: Catalogue,
    pub staff: BTreeMap<PersonId, Member>,
    pub homes: BTreeMap<HomeId, Home>,
    pub years: BTreeMap<i32, PublishedYear>,
}

impl Default for Records {
    fn default() -> Self {
        Self {
            site: new_site(),
            catalogue: Catalogue::default(),
            staff: BTreeMap::new(),
            homes: BTreeMap::new(),
            years: BTreeMap::new(),
        }
    }
}

fn new_site() -> SiteEntry {
    SiteEntry {
        revision: 0,
        name: Label::default(),
        time_zone: chrono_tz::Asia::Shanghai.name().to_owned(),
        closes_at: ClosingTime::MIDNIGHT.minutes(),
        serious_loss: SERIOUS_LOSS,
        idle_minutes: IDLE_MINUTES,
        matters: BTreeMap::new(),
        departments: BTreeMap::new(),
        shortcomings: Vec::new(),
        opinions: Vec::new(),
    }
}

impl Records {
    /// As the office has it now.
    pub fn of(store: &dyn Store, site: &SiteId) -> Result<Self, StoreError> {
        Ok(Self {
            site: directory::site(store, site)?.unwrap_or_else(new_site),
            catalogue: directory::catalogue(store, site)?,
            staff: entries(store, SubjectKind::Person, |row| match row.state {
                State::Person(newest) => newest.entry,
                _ => None,
            })?
            .map(|(id, (entry, contact))| (id, Member { entry, contact }))
            .collect(),
            homes: entries(store, SubjectKind::Home, |row| match row.state {
                State::Home(newest) => newest.entry,
                _ => None,
            })?
            .map(|(id, (entry, contact))| (id, Home { entry, contact }))
            .collect(),
            years: directory::years(store)?,
        })
    }

    /// As it would be with what the files say.
    pub fn with(&self, given: &Given) -> Self {
        let mut records = self.clone();
        records.take_site(given);
        records.take_catalogue(given);
        records.take_phrases(given);
        records.staff.extend(given.staff.iter().flatten().cloned());
        records.homes.extend(given.homes.iter().flatten().cloned());
        records.take_days(given);
        records
    }

    /// A site whose lists are recorded has a name. Told once, and not beside other problems of `site.csv`.
    pub fn nameless(&self, present: &Self, before: &[Problem]) -> Option<Problem> {
        let file = Sheet::Site.file();
        let told = before.iter().any(|problem| problem.file == file);
        let nameless = self.site != present.site && self.site.name.zh.is_empty();
        (nameless && !told)
            .then(|| Problem { value: Some(NAME.to_owned()), ..Problem::of_file(file, None, Wrong::NoName) })
    }

    fn take_site(&mut self, given: &Given) {
        given.site.iter().flatten().for_each(|set| set(self));
        if let Some(departments) = &given.departments {
            self.site.departments = departments.iter().cloned().collect();
        }
        if let Some(matters) = &given.matters {
            self.site.matters =
                matters.iter().map(|(code, matter)| (code.clone(), matter.label.clone())).collect();
        }
    }

    fn take_catalogue(&mut self, given: &Given) {
        let catalogue = &mut self.catalogue;
        if let Some(trades) = &given.trades {
            catalogue.trades = trades.iter().cloned().collect();
        }
        if let Some(prices) = &given.prices {
            catalogue.prices = prices.iter().cloned().collect();
        }
        if let Some(matters) = &given.matters {
            let faults =
                matters.iter().filter_map(|(code, matter)| Some((code.clone(), matter.fault.clone()?)));
            catalogue.faults = faults.collect();
        }
        if let Some(warranties) = &given.warranties {
            catalogue.warranties.clone_from(warranties);
        }
    }

    /// A kind of phrases.
    pub fn phrases(&self, kind: PhraseKind) -> &[Label] {
        match kind {
            PhraseKind::Shortcoming => &self.site.shortcomings,
            PhraseKind::Opinion => &self.site.opinions,
            PhraseKind::Warning => &self.catalogue.warnings,
            PhraseKind::WorkDone => &self.catalogue.work_done,
        }
    }

    fn phrases_mut(&mut self, kind: PhraseKind) -> &mut Vec<Label> {
        match kind {
            PhraseKind::Shortcoming => &mut self.site.shortcomings,
            PhraseKind::Opinion => &mut self.site.opinions,
            PhraseKind::Warning => &mut self.catalogue.warnings,
            PhraseKind::WorkDone => &mut self.catalogue.work_done,
        }
    }

    fn take_phrases(&mut self, given: &Given) {
        let Some(phrases) = &given.phrases else { return };
        PhraseKind::ALL.into_iter().for_each(|(_, kind)| self.phrases_mut(kind).clear());
        phrases.iter().for_each(|(kind, label)| self.phrases_mut(*kind).push(label.clone()));
    }

    /// V-02: until years are recorded, those that the program was built with.
    pub fn years_in_force(&self) -> &BTreeMap<i32, PublishedYear> {
        if self.years.is_empty() { WorkingDays::built_in().published() } else { &self.years }
    }

    /// V-02: a year of which a day is given is replaced as a whole. With the first one come the years that the
    /// program was built with: from then on the office goes by what is recorded alone.
    fn take_days(&mut self, given: &Given) {
        let Some(days) = &given.calendar else { return };
        if !days.is_empty() {
            self.years = self.years_in_force().clone();
        }
        let years: BTreeSet<i32> = days.iter().map(|(date, _)| date.year()).collect();
        self.years.extend(years.into_iter().map(|year| (year, PublishedYear::default())));
        for (date, working) in days {
            let year = self.years.entry(date.year()).or_default();
            let list = if *working { &mut year.working_weekends } else { &mut year.holidays };
            list.insert(*date);
        }
    }
}

/// Every subject of a kind with its entry and the contact beside it.
fn entries<K: std::str::FromStr, T>(
    store: &dyn Store,
    kind: SubjectKind,
    entry: fn(SubjectRow) -> Option<(FactId, T)>,
) -> Result<impl Iterator<Item = (K, (T, Contact))>, StoreError> {
    let rows = store.subjects_of_kind(kind)?;
    let keyed = |row: SubjectRow| Some((key(&row.subject)?, entry(row)?));
    let with_contact =
        |(key, (fact, entry)): (K, (FactId, T))| Ok((key, (entry, directory::contact(store, fact)?)));
    let entries: Result<Vec<_>, StoreError> = rows.into_iter().filter_map(keyed).map(with_contact).collect();
    Ok(entries?.into_iter())
}

fn key<K: std::str::FromStr>(subject: &SubjectId) -> Option<K> {
    subject.key().parse().ok()
}
