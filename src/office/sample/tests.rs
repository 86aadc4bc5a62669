//! What the sample promises, on working days and days off, at any hour.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use doorstep_domain::bytes::Fixed;
use doorstep_domain::calendar::Calendar;
use doorstep_domain::callback::{CallbackState, CallbackVerdict, Opening, SignOff, Texts};
use doorstep_domain::catalogue::Catalogue;
use doorstep_domain::complaint::{
    About, Act as Say, Assignment, Channel, ComplaintState, Handover, Reception, Sort,
};
use doorstep_domain::context::Context;
use doorstep_domain::directory::{Contact, HomeEntry, SiteEntry};
use doorstep_domain::document::Document;
use doorstep_domain::event::{EventKind, Finish, Stage, Story};
use doorstep_domain::fact::head::ENVELOPE_VERSION;
use doorstep_domain::fact::{Author, Carriage, Head, PartRef, Seen, Verdict};
use doorstep_domain::fold::State;
use doorstep_domain::grade::{EscalatedFrom, Grade, GradingFacts, GradingPolicy};
use doorstep_domain::ids::{BootId, InstallationId, MatterCode};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::OfficeTime;
use doorstep_domain::repeat::{Case, CaseKind, RepeatSignal, find_signals};
use doorstep_domain::role::Role;
use doorstep_domain::stroke::Strokes;
use doorstep_domain::work_order::{Act, Dispatch, Step, WorkOrderState};
use uuid::Uuid;

use super::*;

/// Tuesday, as in the pictures of SCREENS.md.
const PICTURED: &str = "2026-11-24T09:42:00+08:00";
/// A Tuesday, a Saturday, a day in the October holiday, the last day with a published calendar, a Sunday
/// of 2025, a Wednesday without a calendar, and hours at which nobody works.
const DATES: [&str; 8] = [
    PICTURED,
    "2026-11-28T15:00:00+08:00",
    "2026-10-04T11:30:00+08:00",
    "2026-12-31T18:20:00+08:00",
    "2025-06-15T10:00:00+08:00",
    "2027-03-03T08:05:00+08:00",
    "2026-07-29T00:01:00+08:00",
    "2026-07-29T23:59:00+08:00",
];

fn moment(text: &str) -> Moment {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc().into()
}

fn calendar_day(now: Moment) -> NaiveDate {
    now.to_utc().with_timezone(&chrono_tz::Asia::Shanghai).date_naive()
}

fn role(person: &str) -> Option<Role> {
    STAFF.iter().find(|member| member.id == person).map(|member| member.role)
}

/// The sample, taken in as an office does it.
struct Told {
    now: Moment,
    calendar: Calendar,
    site: SiteEntry,
    catalogue: Catalogue,
    homes: BTreeMap<String, (HomeEntry, Contact)>,
    finishes: Vec<(Finish, Story)>,
    callbacks: Vec<CallbackState>,
    orders: Vec<WorkOrderState>,
    complaints: Vec<ComplaintState>,
    entries: Vec<Entry>,
}

impl Told {
    fn at(now: &str) -> Self {
        Self::of(moment(now))
    }

    fn of(now: Moment) -> Self {
        let entries = write(SEED, now).unwrap().entries;
        let site = entries.iter().find_map(|e| match &e.body {
            Body::SiteRecorded(site) => Some((**site).clone()),
            _ => None,
        });
        let site = site.unwrap();
        let years = entries.iter().filter_map(|e| match &e.body {
            Body::CalendarRecorded(year) => Some(year.clone()),
            _ => None,
        });
        let years: Vec<_> = years.collect();
        let calendar = site.calendar(&years).unwrap();
        Self {
            now,
            calendar,
            site,
            catalogue: catalogue::entry(calendar_day(now)).unwrap(),
            homes: homes(&entries),
            finishes: finishes(&entries),
            callbacks: vec![],
            orders: vec![],
            complaints: vec![],
            entries,
        }
        .judged()
    }

    /// Judges every entry: each must count.
    fn judged(mut self) -> Self {
        let mut states: BTreeMap<SubjectId, State> = BTreeMap::new();
        for entry in self.entries.clone() {
            self.judge(&mut states, &entry);
            for follows in self.follows(&states, &entry) {
                self.judge(&mut states, &follows);
            }
        }
        let order =
            |state: &State| if let State::WorkOrder(state) = state { Some((**state).clone()) } else { None };
        self.orders = states.values().filter_map(order).collect();
        let complaint =
            |state: &State| if let State::Complaint(state) = state { Some((**state).clone()) } else { None };
        self.complaints = states.values().filter_map(complaint).collect();
        let callback = |state| if let State::Callback(state) = state { Some(*state) } else { None };
        self.callbacks = states.into_values().filter_map(callback).collect();
        self
    }

    /// What the office adds by itself.
    fn follows(&self, states: &BTreeMap<SubjectId, State>, entry: &Entry) -> Vec<Entry> {
        let follows = match (&entry.body, &states[&entry.subject]) {
            (Body::EventFinished(finish), _) => Some(opened(entry, entry.id, after_event(entry, finish))),
            (Body::WorkOrder(act), State::WorkOrder(order)) => match &**act {
                Act::Register(body) => self.dispatched(entry, &body.matter),
                Act::Confirm(_) => Some(opened(entry, entry.id, after_order(entry, order))),
                _ => None,
            },
            (Body::CallbackRecorded(_), State::Callback(callback)) => return linked(callback),
            (Body::Complaint(act), State::Complaint(state)) => match &**act {
                Say::Receive(reception) => Some(assigned(entry, &reception.about)),
                Say::Tell(_) => {
                    let received = state.received.as_ref().unwrap();
                    Some(opened(entry, received.fact, after_complaint(entry, state)))
                }
                _ => None,
            },
            _ => None,
        };
        follows.into_iter().collect()
    }

    /// to whoever accepts it; a real office proves in `install` that it finds the same.
    fn dispatched(&self, entry: &Entry, matter: &MatterCode) -> Option<Entry> {
        let trade = self.catalogue.trade_of(matter)?.clone();
        let accepted = |other: &&Entry| {
            let accept = matches!(&other.body, Body::WorkOrder(act) if matches!(**act, Act::Accept(_)));
            other.subject == entry.subject && accept
        };
        let to = self.entries.iter().find(accepted).map_or("t-01".parse().unwrap(), |other| other.by.clone());
        let listed = self.catalogue.is_listed(matter);
        let dispatch = Act::Dispatch(Dispatch { trade, to, under_warranty: false, listed });
        let (id, by) = (FactId::caused(entry.id, "R-01"), PersonId::office());
        Some(Entry { id, by, body: Body::WorkOrder(Box::new(dispatch)), parts: vec![], ..entry.clone() })
    }

    fn judge(&self, states: &mut BTreeMap<SubjectId, State>, entry: &Entry) -> Verdict {
        let state = states.entry(entry.subject.clone()).or_insert_with(|| State::of(&entry.subject));
        let context = Context {
            time: OfficeTime::exact(entry.at),
            role: role(entry.by.as_str()),
            calendar: &self.calendar,
            site_revision: 1,
            catalogue: &self.catalogue,
            grading: GradingPolicy::default(),
            place: None,
        };
        let head = head(entry);
        let verdict = state.judge(&head, &entry.body, &context);
        assert!(verdict.is_applied(), "{:?}: {entry:?}", verdict.reason);
        state.apply(&head, &entry.body, &verdict);
        verdict
    }

    fn open(&self) -> impl Iterator<Item = &CallbackState> {
        self.callbacks.iter().filter(|callback| callback.is_open())
    }

    /// P-05, V-01: what this butler is to call back on.
    fn of_butler<'a>(&'a self, butler: &'a str) -> impl Iterator<Item = &'a CallbackState> {
        self.open().filter(move |callback| {
            let opened = callback.opened.as_ref().unwrap();
            let theirs = self.homes[opened.body.home.as_str()].0.butler == Some(butler.parse().unwrap());
            let assigned = callback.assigned_to == Some(butler.parse().unwrap());
            theirs && (assigned || opened.due.who.contains(&Role::Butler))
        })
    }

    /// Overdue, due today, to come.
    fn count<'a>(&self, callbacks: impl Iterator<Item = &'a CallbackState>) -> [usize; 3] {
        let midnight = self.calendar.end_of_day(self.today()).unwrap();
        let mut counts = [0; 3];
        for callback in callbacks {
            let due = callback.opened.as_ref().unwrap().due.due_by;
            let place =
                if callback.is_overdue(self.now) { 0 } else { 1 + usize::from(due > midnight.into()) };
            counts[place] += 1;
        }
        counts
    }

    fn today(&self) -> NaiveDate {
        self.calendar.at_site(self.now.to_utc()).unwrap().date_naive()
    }

    fn is_working_day(&self) -> bool {
        self.calendar.days.is_working(self.today())
    }

    fn callback_at(&self, home: &str, matter: &str) -> &CallbackState {
        let fits = |callback: &&CallbackState| {
            let body = &callback.opened.as_ref().unwrap().body;
            body.home.as_str() == home && body.matter.as_str() == matter
        };
        self.open().find(fits).unwrap()
    }

    /// V-13: the signals of every open callback.
    fn signals(&self) -> Vec<RepeatSignal> {
        let opened = self.open().map(|callback| &callback.opened.as_ref().unwrap().body);
        opened
            .flat_map(|body| find_signals(&self.cases(body.home.as_str()), &body.matter, self.now))
            .collect()
    }

    fn cases(&self, home: &str) -> Vec<Case> {
        let here = |body: &&Opening| body.home.as_str() == home;
        let case = |kind, body: &Opening| Case { kind, matter: body.matter.clone(), at: body.finished };
        let all = self.callbacks.iter().map(|callback| (callback, &callback.opened.as_ref().unwrap().body));
        let mut cases = Vec::new();
        for (callback, body) in all.filter(|(_, body)| here(body)) {
            match body.after {
                EventKind::Repair => cases.push(case(CaseKind::Repair, body)),
                EventKind::Complaint { .. } => cases.push(case(CaseKind::Complaint, body)),
                _ => {}
            }
            if callback.record.as_ref().is_some_and(|r| r.verdict == CallbackVerdict::Unqualified) {
                cases.push(case(CaseKind::FailedCallback, body));
            }
        }
        cases.sort_by_key(|case| case.at);
        cases
    }
}

fn part<T: serde::de::DeserializeOwned>(entry: &Entry, slot: &str) -> T {
    let found = entry.parts.iter().find(|(name, _)| name.as_str() == slot);
    match found {
        Some((_, Content::Bytes(bytes))) => serde_json::from_slice(bytes).unwrap(),
        _ => panic!("{slot} of {entry:?}"),
    }
}

fn homes(entries: &[Entry]) -> BTreeMap<String, (HomeEntry, Contact)> {
    let home = |entry: &Entry| match &entry.body {
        Body::HomeRecorded(home) => {
            Some((entry.subject.key().to_owned(), (home.clone(), part(entry, "texts"))))
        }
        _ => None,
    };
    entries.iter().filter_map(home).collect()
}

fn finishes(entries: &[Entry]) -> Vec<(Finish, Story)> {
    let finish = |entry: &Entry| match &entry.body {
        Body::EventFinished(finish) => Some((finish.clone(), part(entry, "texts"))),
        _ => None,
    };
    entries.iter().filter_map(finish).collect()
}

/// V-11: what the office adds.
fn after_event(event: &Entry, finish: &Finish) -> Opening {
    Opening {
        event: event.subject.clone(),
        after: finish.event,
        home: finish.home.clone(),
        matter: finish.matter.clone(),
        registered: finish.registered,
        finished: finish.finished,
    }
}

/// V-11, R-15: what the office adds once P-07 confirmed.
fn after_order(entry: &Entry, order: &WorkOrderState) -> Opening {
    let registered = order.registered.as_ref().unwrap();
    Opening {
        event: entry.subject.clone(),
        after: EventKind::Repair,
        home: registered.what.home.clone(),
        matter: registered.what.matter.clone(),
        registered: registered.at,
        finished: order.finished.as_ref().unwrap().at,
    }
}

/// C-06: what the office adds to what was received.
fn assigned(entry: &Entry, about: &About) -> Entry {
    let About::Department { department } = about else { panic!("{about:?}") };
    let act = Say::Assign(Assignment { department: department.clone(), to: None });
    said(entry, act)
}

fn said(entry: &Entry, act: Say) -> Entry {
    let (id, by) = (FactId::caused(entry.id, &format!("{:?}", act.action())), PersonId::office());
    Entry { id, by, body: Body::Complaint(Box::new(act)), parts: vec![], ..entry.clone() }
}

/// V-12: the complaint that a failed record opens, with who called back as its owner; a real office proves in
/// `install` that it does the same.
fn linked(callback: &CallbackState) -> Vec<Entry> {
    let (Some(record), Some(opened)) = (callback.failed(), &callback.opened) else { return vec![] };
    let reception = Reception {
        home: opened.body.home.clone(),
        matter: opened.body.matter.clone(),
        about: About::Nobody,
        channel: Channel::Door,
        sort: Sort::Complaint,
        happened: None,
        received: record.at,
        facts: GradingFacts {
            escalated_from: match opened.body.after {
                EventKind::Complaint { grade } => Some(grade.try_into().unwrap_or(EscalatedFrom::Major)),
                _ => None,
            },
            ..GradingFacts::default()
        },
        asked_for: None,
        linked: None,
        pictures: vec![],
    };
    let received = Entry {
        id: record.complaint_fact(),
        at: record.at,
        by: PersonId::office(),
        subject: record.complaint(),
        body: Body::Complaint(Box::new(Say::Receive(Box::new(reception)))),
        parts: vec![("texts".parse().unwrap(), Content::Bytes(vec![]))],
    };
    let owner = said(&received, Say::HandOver(Handover { to: record.by.clone() }));
    let department = "service".parse().unwrap();
    let assigned = said(&received, Say::Assign(Assignment { department, to: None }));
    vec![received, owner, assigned]
}

/// V-11, C-10: what the office adds once the customer knows the result.
fn after_complaint(entry: &Entry, state: &ComplaintState) -> Opening {
    let received = state.received.as_ref().unwrap();
    Opening {
        event: entry.subject.clone(),
        after: EventKind::Complaint { grade: state.grade().unwrap() },
        home: received.what.home.clone(),
        matter: received.what.matter.clone(),
        registered: state.received_at().unwrap(),
        finished: state.handled.as_ref().unwrap().at,
    }
}

fn opened(event: &Entry, cause: FactId, opening: Opening) -> Entry {
    let body = Body::CallbackOpened(opening);
    let subject = SubjectId::callback_of(cause);
    Entry {
        id: FactId::caused(cause, "V-11"),
        by: PersonId::office(),
        subject,
        body,
        parts: vec![],
        ..event.clone()
    }
}

fn head(entry: &Entry) -> Head {
    let reference = |(slot, _): &(Slot, Content)| PartRef {
        slot: slot.clone(),
        hash: Fixed([0; 32]),
        size: 0,
        carriage: Carriage::Inline,
    };
    Head {
        v: ENVELOPE_VERSION,
        id: entry.id,
        kind: entry.body.kind().word.to_owned(),
        kv: entry.body.kind().version,
        site: SITE.parse().unwrap(),
        subject: entry.subject.clone(),
        by: Author { person: entry.by.clone(), key: Fixed([0; 32]) },
        installation: InstallationId(Uuid::nil()),
        sequence: 1,
        wall: entry.at,
        boot: BootId(Uuid::nil()),
        office: OfficeTime::exact(entry.at),
        seen: Seen { office: 0, pending: 0 },
        body: entry.body.to_value(),
        parts: entry.parts.iter().map(reference).collect(),
    }
}

#[test]
fn the_same_seed_and_now_give_the_same_sample() {
    let now = moment(PICTURED);
    assert_eq!(write(SEED, now).unwrap(), write(SEED, now).unwrap());
    assert_ne!(write(SEED, now).unwrap(), write(SEED + 1, now).unwrap());
    assert_ne!(write(SEED, now).unwrap(), write(SEED, now.shifted(3_600_000)).unwrap());
}

/// V-01 to V-03: whenever the demo is started.
fn check_butlers(now: Moment) {
    let told = Told::of(now);
    for butler in people::with_role(Role::Butler) {
        let [overdue, today, later] = told.count(told.of_butler(butler.id));
        let when = format!("{} at {}: {overdue} {today} {later}", butler.id, now.to_utc());
        assert!((8..=14).contains(&(overdue + today + later)), "{when}");
        assert!(overdue >= 1 && later >= 1, "{when}");
        assert_eq!(today >= 1, told.is_working_day(), "{when}");
    }
}

#[test]
fn every_butler_has_callbacks_overdue_and_to_come_and_on_working_days_due() {
    DATES.iter().for_each(|date| check_butlers(moment(date)));
}

#[test]
fn so_it_is_on_any_day_at_any_hour() {
    let start: DateTime<Utc> = moment("2025-01-01T00:00:00+08:00").to_utc();
    (0..40).for_each(|step| check_butlers((start + TimeDelta::hours(step * 659)).into()));
}

#[test]
fn the_managers_have_the_graver_complaints() {
    for date in DATES {
        let told = Told::at(date);
        let who = |role: Role| move |c: &&CallbackState| c.opened.as_ref().unwrap().due.who.contains(&role);
        assert_eq!(told.open().filter(who(Role::GeneralManager)).count(), 1);
        assert_eq!(told.open().filter(who(Role::SiteManager)).count(), 3);
    }
}

/// C-05, V-12: what failed was put right; a few complaints are open, and one ran out.
#[test]
fn the_house_is_run_well() {
    for date in DATES {
        let told = Told::at(date);
        let open: Vec<_> = told.complaints.iter().filter(|complaint| complaint.archived.is_none()).collect();
        assert!((3..=6).contains(&open.len()), "{date}: {}", open.len());
        let ran_out =
            |complaint: &&&ComplaintState| complaint.next_clock().is_some_and(|clock| clock.by < told.now);
        assert!((1..=2).contains(&open.iter().filter(ran_out).count()), "{date}");
        assert!(told.complaints.len() > open.len() + 5, "{date}: {}", told.complaints.len());
        let waits =
            |of: fn(&CallbackState) -> bool| told.callbacks.iter().filter(|callback| of(callback)).count();
        assert!((1..=30).contains(&waits(CallbackState::waits_for_review)), "{date}");
        assert!(waits(CallbackState::waits_for_disposal) <= 3, "{date}");
    }
}

#[test]
fn there_is_as_much_as_was_promised() {
    for date in DATES {
        let told = Told::at(date);
        assert_eq!(told.homes.len(), 120);
        let english = told.homes.values().filter(|(home, _)| home.language == Lang::En).count();
        assert!((18..=22).contains(&english), "{english}");
        let buildings: BTreeSet<_> = told.homes.values().map(|(home, _)| home.building.clone()).collect();
        assert_eq!(buildings.len(), 3);
        assert!((300..=400).contains(&told.finishes.len()), "{}", told.finishes.len());
        let done = told.callbacks.iter().filter(|callback| callback.record.is_some()).count();
        assert!((220..=300).contains(&done), "{done}");
        let grave = |callback: &&CallbackState| {
            let after = callback.opened.as_ref().unwrap().body.after;
            callback.record.is_some()
                && matches!(after, EventKind::Complaint { grade } if grade > Grade::Ordinary)
        };
        assert!(told.callbacks.iter().filter(grave).count() >= 4);
    }
}

#[test]
fn p_01_to_p_08_everybody_is_there_with_a_pin_of_their_own() {
    let roles: BTreeSet<Role> = STAFF.iter().map(|member| member.role).collect();
    assert!(roles.into_iter().eq(Role::all()));
    let pins: BTreeSet<&str> = STAFF.iter().map(|member| member.pin).collect();
    assert_eq!(pins.len(), STAFF.len());
    assert!(pins.iter().all(|pin| pin.len() == 6 && pin.bytes().all(|byte| byte.is_ascii_digit())));
    let told = Told::at(PICTURED);
    for butler in people::with_role(Role::Butler) {
        let homes = told.homes.values().filter(|(home, _)| home.butler == butler.person().ok());
        assert_eq!(homes.count(), 15, "{}", butler.id);
    }
}

#[test]
fn every_body_parses_back_and_every_code_exists() {
    let told = Told::at(PICTURED);
    for entry in &told.entries {
        let kind = entry.body.kind();
        assert_eq!(Body::parse(kind.word, kind.version, &entry.body.to_value()).as_ref(), Ok(&entry.body));
        assert_eq!(entry.subject.kind(), Some(kind.subject));
        let by = entry.by.as_str();
        assert!(by == "office" || role(by).is_some(), "{by}");
        if let Body::PersonRecorded(person) = &entry.body {
            assert!(told.site.departments.contains_key(person.department.as_ref().unwrap()));
        }
    }
    let numbers: BTreeSet<&str> = told.finishes.iter().map(|(finish, _)| finish.number.as_str()).collect();
    assert_eq!(numbers.len(), told.finishes.len());
    for (finish, _) in &told.finishes {
        assert!(told.homes.contains_key(finish.home.as_str()));
        assert!(told.site.matters.contains_key(&finish.matter), "{}", finish.matter);
        assert!(told.site.departments.contains_key(&finish.department), "{}", finish.department);
        assert!(role(finish.done_by.as_ref().unwrap().as_str()).is_some());
    }
}

#[test]
fn entries_come_in_order_and_none_from_the_future() {
    for date in DATES {
        let told = Told::at(date);
        assert!(told.entries.is_sorted_by_key(|entry| entry.at));
        assert!(told.entries.iter().all(|entry| entry.at < told.now));
        let ids: BTreeSet<FactId> = told.entries.iter().map(|entry| entry.id).collect();
        assert_eq!(ids.len(), told.entries.len());
        for (finish, _) in &told.finishes {
            assert!(finish.registered < finish.finished && finish.finished < told.now);
        }
    }
}

#[test]
fn v_05_stories_are_told_step_by_step_in_both_languages() {
    for (finish, story) in Told::at(PICTURED).finishes {
        assert!((4..=7).contains(&story.steps.len()), "{}", finish.matter);
        assert!(story.steps.is_sorted_by_key(|step| step.at), "{}: {:?}", finish.matter, story.steps);
        let labels = story.steps.iter().flat_map(|step| [&step.title, &step.text]);
        for label in labels.chain([&story.reported, &story.done, &story.customer.name]) {
            assert!(!label.zh.is_empty() && !label.en.is_empty());
            assert!(!label.zh.contains(['{', '}']) && !label.en.contains(['{', '}']), "{label:?}");
        }
    }
}

#[test]
fn the_people_of_the_pictures_are_there() {
    let told = Told::at(PICTURED);
    assert_eq!(told.count(told.of_butler("b-02")), [1, 3, 4]);
    let sink = told.callback_at("8-2-1602", "sink");
    assert_eq!(told.homes["8-2-1602"].1.name.zh, "王先生");
    assert!(sink.is_overdue(told.now) && sink.needs_follow_up(told.now));
    assert_eq!(sink.attempts.len(), 1);
    assert_eq!(sink.attempts[0].by.as_str(), "b-01");
    let finished = sink.opened.as_ref().unwrap().body.finished;
    assert_eq!(finished, moment("2026-11-19T10:48:00+08:00"));
    assert_eq!(told.callback_at("3-1-0901", "lift-noise").attempts.len(), 2);
    assert_eq!(told.homes["8-1-2203"].0.language, Lang::En);
    let dinner = told.callback_at("5-2-1101", "dinner").opened.as_ref().unwrap().body.after;
    assert_eq!(dinner, EventKind::SpecialService { stage: Stage::Middle });
    told.callback_at("5-1-0503", "door-entry");
}

#[test]
fn section_r_has_an_order_of_today_at_each_stage_for_chen_wei_and_his_colleagues() {
    for date in DATES {
        let told = Told::at(date);
        let open: Vec<&WorkOrderState> = told.orders.iter().filter(|order| order.is_open()).collect();
        let count = |step: Step| open.iter().filter(|order| order.step == Some(step)).count();
        let steps = [Step::Registered, Step::Dispatched, Step::Accepted, Step::Declined, Step::Settled];
        assert_eq!(steps.map(count), [1, 2, 3, 1, 1], "{date}");
        let chen_wei = open.iter().filter(|order| order.worker().is_some_and(|w| w.as_str() == "t-01"));
        assert!(chen_wei.count() >= 5, "{date}");
        assert_eq!(open.iter().filter(|order| order.waits_for_quote()).count(), 1, "{date}");
        let done = told.orders.len() - open.len();
        assert!((8..40).contains(&done), "{date}: {done}");
        assert!(told.orders.iter().filter(|o| o.confirmed.is_some()).all(|o| o.pictures.len() == 2));
    }
}

#[test]
fn r_08_there_is_a_price_list_in_both_languages_with_free_repairs() {
    let catalogue = Told::at(PICTURED).catalogue;
    assert_eq!((catalogue.trades.len(), catalogue.warranties.len()), (6, 2));
    assert!(catalogue.prices.len() >= 30);
    assert!(catalogue.prices.values().filter(|item| item.each.is_free()).count() >= 8);
    assert!(catalogue.prices.values().all(|item| !item.label.en.is_empty() && !item.unit.en.is_empty()));
    let basin = &catalogue.faults[&"basin".parse().unwrap()];
    let total: i64 = basin.prices.iter().map(|code| catalogue.prices[code].each.get()).sum();
    assert_eq!(total, 8000, "picture 06");
    for fault in catalogue.faults.values() {
        assert!(catalogue.trades.contains_key(&fault.trade));
        assert!(fault.prices.iter().all(|code| catalogue.prices[code].trade == fault.trade));
    }
    let technicians = catalogue.trades.values().flat_map(|trade| &trade.technicians);
    assert!(technicians.into_iter().all(|person| role(person.as_str()) == Some(Role::Technician)));
}

#[test]
fn v_13_repeat_signals_are_those_that_are_meant() {
    for date in DATES {
        let mut signals = Told::at(date).signals();
        signals.sort();
        let meant = [RepeatSignal::Repairs(3), RepeatSignal::Complaints(2), RepeatSignal::FailedCallbacks(1)];
        assert_eq!(signals, meant, "{date}");
    }
}

#[test]
fn v_02_deadlines_in_a_year_without_a_calendar_say_so() {
    let assumed = |date: &str| {
        let told = Told::at(date);
        let assumed = |callback: &&CallbackState| callback.opened.as_ref().unwrap().due.calendar_assumed;
        (told.open().filter(assumed).count(), told.open().count())
    };
    assert_eq!(assumed(PICTURED).0, 0);
    assert!(assumed("2026-12-31T18:20:00+08:00").0 > 8);
    let (some, all) = assumed("2027-03-03T08:05:00+08:00");
    assert_eq!(some, all);
}

#[test]
fn v_01_a_fifth_of_those_at_the_tea_is_called_back() {
    let told = Told::at(PICTURED);
    let tea = |(finish, _): &&(Finish, Story)| finish.event == EventKind::CommunityActivity;
    assert_eq!(told.finishes.iter().filter(tea).count(), 7);
}

#[test]
fn v_07_v_08_strokes_name_the_document_and_the_document_names_who_signed() {
    let told = Told::at(PICTURED);
    let mut signed = 0;
    for entry in &told.entries {
        let Body::CallbackRecorded(record) = &entry.body else { continue };
        let document: Document = part(entry, "document");
        assert_eq!(doorstep_domain::document::hash(&document.encode()), record.document);
        let texts: Texts = part(entry, "texts");
        let on_behalf = matches!(record.sign_off, SignOff::OnBehalf { .. });
        assert_eq!(on_behalf, !texts.signer.is_empty());
        assert!(document.rows.iter().any(|row| row.text.contains(&texts.signer)));
        if record.needed_parts().contains(&"signature") {
            let strokes: Strokes = part(entry, "signature");
            assert_eq!(strokes.document, record.document);
            signed += 1;
        }
    }
    assert!(signed > 180);
}

#[test]
fn pictures_are_small_jpegs_of_640_by_480() {
    for (scene, after) in Scene::ALL.into_iter().flat_map(|scene| [(scene, false), (scene, true)]) {
        let bytes = Sketch { scene, after, variant: 0 }.drawn().unwrap();
        assert!(bytes.len() < 40_000, "{scene:?}: {}", bytes.len());
        let image = image::load_from_memory_with_format(&bytes, image::ImageFormat::Jpeg).unwrap();
        assert_eq!((image.width(), image.height()), (640, 480));
    }
}

#[test]
fn every_picture_of_an_event_has_its_part() {
    for entry in Told::at(PICTURED).entries {
        let Body::EventFinished(finish) = &entry.body else { continue };
        let parts = entry.parts.iter().filter(|(_, content)| matches!(content, Content::Picture(_)));
        let slots: Vec<&Slot> = parts.map(|(slot, _)| slot).collect();
        assert_eq!(slots, finish.pictures.iter().map(|picture| &picture.slot).collect::<Vec<_>>());
        assert!(finish.event != EventKind::Repair || slots.len() == 2);
    }
}

#[test]
fn a_clock_far_off_is_an_error_or_a_sample_but_no_crash() {
    assert!(write(SEED, Moment::EARLIEST).is_err());
    assert!(write(SEED, Moment::LATEST).is_err());
    check_butlers(moment("2099-08-05T12:00:00+08:00"));
}
