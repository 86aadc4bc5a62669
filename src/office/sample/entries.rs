//! Entries from the plan: the directory, finished events, assignments, attempts and records.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use doorstep_domain::callback::{Assignment, Attempt, Texts};
use doorstep_domain::event::{EventKind, Finish, Picture, PictureOf};
use doorstep_domain::fact::{Body, Slot};
use doorstep_domain::ids::{FactId, IdError, PersonId, SubjectId};
use doorstep_domain::moment::Moment;
use serde::Serialize;
use uuid::{Builder, Uuid};

use super::cases::{Case, Try, Visit};
use super::chance::Chance;
use super::homes::Home;
use super::orders::{self, OrderPlan};
use super::people::STAFF;
use super::pictures::{Scene, Sketch};
use super::schedule::Schedule;
use super::stories::{self, Background};
use super::{Content, Entry, SampleError, aftermath, catalogue, site, visits};

const MINUTE: i64 = 60_000;
/// The office knows of an event so long after it was finished.
const REPORTED: i64 = 3 * MINUTE;
/// Somebody is assigned so long after it was finished.
const ASSIGNED: i64 = 8 * MINUTE;
/// The pictures were taken so long before it was finished: before the work, and after it.
const TAKEN: [i64; 2] = [47 * MINUTE, 2 * MINUTE];
/// The directory was written so many days ago, at this hour: before everything else.
const FOUNDED: (u64, i64) = (150, 8 * 60);
/// V-09: what is noted at a closed door.
const NOTE: &str = "敲门两次，无人应答";

pub(super) type Parts = Vec<(Slot, Content)>;

/// Writes entries.
pub(super) struct Writer<'a> {
    pub(super) homes: &'a [Home],
    pub(super) schedule: &'a Schedule,
    ids: Chance,
    pub(super) chance: Chance,
    /// What is drawn for what followed a record.
    pub(super) later: Chance,
    /// How many receipts were given.
    pub(super) receipts: u32,
    /// How many events each day had.
    numbers: BTreeMap<NaiveDate, u32>,
    /// How many orders each day had.
    order_numbers: BTreeMap<NaiveDate, u32>,
    entries: Vec<Entry>,
}

impl<'a> Writer<'a> {
    pub fn new(seed: u64, homes: &'a [Home], schedule: &'a Schedule) -> Self {
        let (ids, chance) = (Chance::new(seed, "ids"), Chance::new(seed, "entries"));
        Self {
            homes,
            schedule,
            ids,
            chance,
            later: aftermath::chance(seed),
            receipts: 0,
            numbers: BTreeMap::new(),
            order_numbers: BTreeMap::new(),
            entries: Vec::new(),
        }
    }

    /// Everything that was written, oldest first.
    pub fn in_order(mut self) -> Vec<Entry> {
        self.entries.sort_by_key(|entry| entry.at);
        self.entries
    }

    /// The site, its calendars, its people and its homes.
    pub fn directory(&mut self) -> Result<(), SampleError> {
        let at = self.schedule.days_ago(FOUNDED.0, FOUNDED.1)?;
        for (key, body) in site::bodies(self.schedule.today)? {
            self.office(at, key, body, Vec::new());
        }
        for member in &STAFF {
            self.office(at, member.id, member.body()?, vec![texts(&member.contact())?]);
        }
        for home in self.homes {
            self.office(at, &home.id, home.body()?, vec![texts(&home.resident)?]);
        }
        Ok(())
    }

    /// A finished event, and what became of its callback; or the order that it was.
    pub fn case(&mut self, case: &'a Case) -> Result<Option<OrderPlan<'a>>, SampleError> {
        let home = &self.homes[case.home];
        let background = Background::of(case, &mut self.chance);
        // what contractors repaired came from another system.
        if case.by_order && !catalogue::is_under_warranty(home.building(), case.matter.code) {
            return Ok(Some(orders::of_case(case, background)));
        }
        let event = self.event(case, home, &background)?;
        self.callback(case, &background, SubjectId::callback_of(event))?;
        Ok(None)
    }

    /// What became of a callback.
    pub(super) fn callback(
        &mut self,
        case: &Case,
        background: &Background,
        callback: SubjectId,
    ) -> Result<(), SampleError> {
        self.assignment(case, &callback)?;
        case.tries.iter().try_for_each(|attempt| self.attempt(case, attempt, &callback))?;
        let home = &self.homes[case.home];
        match &case.visit {
            Some(visit) => self.record(case, visit, home, background, callback),
            None => Ok(()),
        }
    }

    fn event(&mut self, case: &Case, home: &Home, background: &Background) -> Result<FactId, SampleError> {
        let (pictures, mut parts) = self.pictures(case)?;
        let finish = Finish {
            event: case.event,
            number: self.number(case.finished)?,
            home: home.id.clone(),
            matter: case.matter.code.parse()?,
            department: case.matter.department.parse()?,
            registered: background.registered,
            finished: case.finished,
            done_by: Some(case.worker.person()?),
            charge: background.charge,
            pictures,
        };
        parts.insert(0, texts(&stories::story(case, home, background))?);
        let key = self.uuid(case.finished);
        Ok(self.office(case.finished.shifted(REPORTED), key, Body::EventFinished(finish), parts))
    }

    /// V-01: only where somebody has to be set.
    fn assignment(&mut self, case: &Case, callback: &SubjectId) -> Result<(), SampleError> {
        let Some((by, to)) = case.assigned else { return Ok(()) };
        let body = Body::CallbackAssigned(Assignment { to: to.person()? });
        self.person(case.finished.shifted(ASSIGNED), by.person()?, callback, body, Vec::new());
        Ok(())
    }

    /// V-09: nobody knocks before the work is finished.
    fn attempt(&mut self, case: &Case, attempt: &Try, callback: &SubjectId) -> Result<(), SampleError> {
        if attempt.at <= case.finished.shifted(ASSIGNED) || attempt.at >= self.schedule.now {
            return Ok(());
        }
        let noted = texts(&Texts { note: NOTE.to_owned(), ..Texts::default() })?;
        let body = Body::CallbackAttempted(Attempt { next_try: attempt.next });
        self.person(attempt.at, attempt.by.person()?, callback, body, vec![noted]);
        Ok(())
    }

    fn record(
        &mut self,
        case: &Case,
        visit: &Visit,
        home: &Home,
        background: &Background,
        callback: SubjectId,
    ) -> Result<(), SampleError> {
        let made = visits::make(case, visit, home, background, self.schedule, &mut self.chance)?;
        let mut parts = vec![inline(Slot::DOCUMENT, made.document.clone())?, texts(&made.texts)?];
        parts.extend(made.signature.clone().map(|strokes| inline(Slot::SIGNATURE, strokes)).transpose()?);
        let body = Body::CallbackRecorded(Box::new(made.record.clone()));
        let record = self.push(visit.at, visit.by.person()?, callback.clone(), body, parts);
        self.aftermath((case, visit, home), &callback, (record, &made))
    }

    fn pictures(&mut self, case: &Case) -> Result<(Vec<Picture>, Parts), IdError> {
        let Some(scene) = case.matter.scene else { return Ok((Vec::new(), Vec::new())) };
        let variant = self.chance.below(Sketch::VARIANTS.into()) as u8;
        let shown = shown(case.event);
        let picture = |(number, (shows, before)): (usize, &(PictureOf, i64))| {
            let slot: Slot = format!("picture/{}", number + 1).parse()?;
            let sketch = sketch(scene, *shows, variant);
            let taken = case.finished.shifted(-before);
            Ok((Picture { slot: slot.clone(), shows: *shows, taken }, (slot, Content::Picture(sketch))))
        };
        let both: Result<Vec<_>, IdError> = shown.iter().enumerate().map(picture).collect();
        Ok(both?.into_iter().unzip())
    }

    /// The number that the other system gave it: the day, and a count.
    fn number(&mut self, finished: Moment) -> Result<String, SampleError> {
        let day = self.schedule.calendar.at_site(finished.to_utc())?.date_naive();
        let count = self.numbers.entry(day).or_default();
        *count += 1;
        Ok(format!("{}-{count:03}", day.format("%Y%m%d")))
    }

    /// the number that the office gives an order, if orders are written oldest first.
    pub(super) fn order_number(&mut self, registered: Moment) -> Result<String, SampleError> {
        let day = self.schedule.calendar.at_site(registered.to_utc())?.date_naive();
        let count = self.order_numbers.entry(day).or_default();
        *count += 1;
        Ok(format!("{}-{count:03}", day.format("%Y-%m%d")))
    }

    fn office(&mut self, at: Moment, key: impl std::fmt::Display, body: Body, parts: Parts) -> FactId {
        let subject = SubjectId::new(body.kind().subject, key);
        self.push(at, PersonId::office(), subject, body, parts)
    }

    pub(super) fn person(&mut self, at: Moment, by: PersonId, subject: &SubjectId, body: Body, parts: Parts) {
        self.push(at, by, subject.clone(), body, parts);
    }

    fn push(&mut self, at: Moment, by: PersonId, subject: SubjectId, body: Body, parts: Parts) -> FactId {
        let id = FactId(self.uuid(at));
        self.push_as(id, at, by, subject, body, parts);
        id
    }

    pub(super) fn push_as(
        &mut self,
        id: FactId,
        at: Moment,
        by: PersonId,
        subject: SubjectId,
        body: Body,
        parts: Parts,
    ) {
        self.entries.push(Entry { id, at, by, subject, body, parts });
    }

    /// UUIDv7, as at a save of that moment.
    pub(super) fn uuid(&mut self, at: Moment) -> Uuid {
        let (high, low) = (self.ids.next().to_be_bytes(), self.ids.next().to_be_bytes());
        let mut random = [0; 10];
        random.iter_mut().zip(high.into_iter().chain(low)).for_each(|(byte, drawn)| *byte = drawn);
        Builder::from_unix_timestamp_millis(at.millis().unsigned_abs(), &random).into_uuid()
    }
}

/// Which pictures an event has, and how long before its end they were taken.
fn shown(event: EventKind) -> &'static [(PictureOf, i64)] {
    match event {
        EventKind::Repair | EventKind::Complaint { .. } => {
            &[(PictureOf::Before, TAKEN[0]), (PictureOf::After, TAKEN[1])]
        }
        _ => &[(PictureOf::Site, TAKEN[1])],
    }
}

fn sketch(scene: Scene, shows: PictureOf, variant: u8) -> Sketch {
    Sketch { scene, after: shows != PictureOf::Before, variant }
}

pub(super) fn texts(texts: &impl Serialize) -> Result<(Slot, Content), SampleError> {
    inline(Slot::TEXTS, serde_json::to_vec(texts)?)
}

pub(super) fn inline(slot: &str, bytes: Vec<u8>) -> Result<(Slot, Content), SampleError> {
    Ok((slot.parse()?, Content::Bytes(bytes)))
}
