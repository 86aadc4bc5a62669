//! Many handhelds that have little to say: each sends a heartbeat and polls once a minute, one of a hundred has work.

use std::collections::BTreeMap;
use std::time::Duration;

use doorstep_device::sync::http::HttpTransport;
use doorstep_domain::ids::PersonId;
use doorstep_domain::moment::{Moment, OfficeTime};
use doorstep_protocol::heartbeat::{Heartbeat, Keystore};
use doorstep_tests_sync::cost::Cost;
use doorstep_tests_sync::month::figures::Sample;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use super::office::{Commits, OfficeProcess, Paired};
use super::push::{post, repairs};
use super::queues::Queues;
use crate::feed;
use crate::figure::{millis, row};

const MINUTE: Duration = Duration::from_secs(60);
/// Of so many handhelds one has work each minute: a whole repair.
const ONE_OF: usize = 100;
/// So many handhelds do that work, in turns.
const WORKERS: usize = 30;

/// What was asked, and how long each answer took after its turn.
#[derive(Default)]
struct Answered {
    heartbeats: Sample,
    polls: Sample,
    work: Sample,
}

impl Answered {
    fn add(&mut self, more: &Self) {
        self.heartbeats.add(&more.heartbeats);
        self.polls.add(&more.polls);
        self.work.add(&more.work);
    }
}

/// So many handhelds for so long, over so many connections.
pub async fn measure(devices: usize, connections: usize, minutes: u64) {
    let repairs_a_minute = devices.div_ceil(ONE_OF);
    let minutes_of_work = usize::try_from(minutes).unwrap();
    let queues = Queues::fill(WORKERS, (repairs_a_minute * minutes_of_work).div_ceil(WORKERS)).await;
    let folder = queues.office();
    let office = OfficeProcess::start(folder.path(), Commits::Together, devices);
    eprintln!(
        "{devices} handhelds over {connections} connections, {repairs_a_minute} repairs a minute, {minutes} minutes"
    );
    let quiet = Cost::during(office.id(), Duration::from_secs(5)).await;
    eprintln!("nobody is there:    {quiet}");
    let cursors = cursors(&office).await;
    let turns =
        Turns { begin: Instant::now() + Duration::from_secs(1), minutes: u32::try_from(minutes).unwrap() };
    let counting = Cost::begin(office.id());
    let mut tasks: Vec<JoinHandle<Answered>> = Vec::new();
    let paired: Vec<Paired> =
        office.hello.paired.iter().filter(|one| !queues.has(one.installation)).cloned().collect();
    for (number, group) in paired.chunks(devices.div_ceil(connections)).enumerate() {
        let line = Line {
            url: office.hello.url.clone(),
            number,
            of: connections,
            group: group.to_vec(),
            cursors: cursors.clone(),
        };
        tasks.push(tokio::spawn(line.run(turns)));
    }
    tasks.push(tokio::spawn(work(repairs(&queues, &office), repairs_a_minute, turns)));
    let mut answered = Answered::default();
    for task in tasks {
        answered.add(&task.await.unwrap());
    }
    let cost = counting.end();
    for (what, sample) in [
        ("heartbeats", &answered.heartbeats),
        ("polls", &answered.polls),
        ("repairs of 11 facts", &answered.work),
    ] {
        eprintln!(
            "{} {what}: median {}, p99 {}",
            sample.len(),
            millis(sample.median()),
            millis(sample.p99())
        );
    }
    eprintln!("office: {cost}");
    let work = format!(
        "{devices} handhelds, heartbeat and poll each minute, 1 % with work, {minutes} minutes, {connections} connections"
    );
    let [beats, polls] = [&answered.heartbeats, &answered.polls].map(|sample| millis(sample.p99()));
    row(&work, &format!("p99 {beats}, {polls}"), "-", None, "p99 ≤ 250 ms");
    let [then, now] = [&quiet, &cost].map(|cost| format!("{} MB", cost.resident() / 1_000_000));
    row("memory of the office after that", &now, &format!("before: {then}"), None, "bounded");
}

/// When whose turn is.
#[derive(Clone, Copy)]
struct Turns {
    begin: Instant,
    minutes: u32,
}

impl Turns {
    /// The turn of one of so many in a minute.
    fn of(self, minute: u32, one: usize, of: usize) -> Instant {
        self.begin + MINUTE * minute + MINUTE.mul_f64(one as f64 / of as f64)
    }
}

/// The newest cursor of each person.
async fn cursors(office: &OfficeProcess) -> BTreeMap<PersonId, String> {
    let http = HttpTransport::new().unwrap();
    let mut cursors = BTreeMap::new();
    for Paired { person, bearer, .. } in &office.hello.paired {
        if !cursors.contains_key(person) {
            let cursor = feed::last_cursor(&http, &office.hello.url, bearer).await;
            cursors.insert(person.clone(), cursor);
        }
    }
    cursors
}

/// A connection, and the handhelds that share it.
struct Line {
    url: String,
    number: usize,
    of: usize,
    group: Vec<Paired>,
    cursors: BTreeMap<PersonId, String>,
}

impl Line {
    async fn run(self, turns: Turns) -> Answered {
        let http = HttpTransport::new().unwrap();
        let mut answered = Answered::default();
        for minute in 0..turns.minutes {
            for (place, one) in self.group.iter().enumerate() {
                let turn = turns.of(minute, place * self.of + self.number, self.group.len() * self.of);
                sleep_until(turn).await;
                let body = serde_json::to_vec(&heartbeat()).unwrap();
                post(&http, format!("{}/v1/heartbeats", self.url), &one.bearer, body).await;
                let beaten = Instant::now();
                answered.heartbeats.push(beaten - turn);
                let url = format!("{}/v1/feed?after={}", self.url, self.cursors[&one.person]);
                feed::page(&http, url, &one.bearer).await.unwrap();
                answered.polls.push(beaten.elapsed());
            }
        }
        answered
    }
}

async fn work(repairs: Vec<(String, String, Vec<u8>)>, a_minute: usize, turns: Turns) -> Answered {
    let http = HttpTransport::new().unwrap();
    let mut answered = Answered::default();
    for (number, (url, bearer, body)) in
        repairs.into_iter().enumerate().take(a_minute * turns.minutes as usize)
    {
        let turn = turns.of(u32::try_from(number / a_minute).unwrap(), number % a_minute, a_minute);
        sleep_until(turn).await;
        post(&http, url, &bearer, body).await;
        answered.work.push(turn.elapsed());
    }
    answered
}

fn heartbeat() -> Heartbeat {
    let now = Moment::from(chrono::Utc::now());
    Heartbeat {
        unsent_facts: 0,
        unsent_grave: 0,
        unsent_pictures: 0,
        unsent_bytes: 0,
        oldest_unsent: None,
        highest_sequence: 0,
        version: "0.1.0".to_owned(),
        battery: Some(80),
        wall: now,
        office: OfficeTime::exact(now),
        keystore: Keystore::File,
        locked: Vec::new(),
    }
}
