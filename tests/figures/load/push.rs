//! Every handheld sends its queue, one request after the other, all of them at once.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use doorstep_device::sync::http::HttpTransport;
use doorstep_device::sync::transport::{Method, Request, Transport as _};
use doorstep_protocol::facts::{Answer, PushAnswer};
use doorstep_tests_sync::cost::Cost;
use doorstep_tests_sync::month::figures::Sample;

use super::office::{Commits, OfficeProcess};
use super::queues::{Queue, Queues};

/// From registered to confirmed.
const FACTS_OF_A_REPAIR: usize = 11;

/// What the office took, and what that cost.
pub struct Taken {
    facts: usize,
    time: Duration,
    requests: Sample,
    cost: Cost,
}

impl Taken {
    /// Facts a second.
    pub fn a_second(&self) -> f64 {
        self.facts as f64 / self.time.as_secs_f64()
    }
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (median, p99) = (self.requests.median().as_secs_f64(), self.requests.p99().as_secs_f64());
        let (rate, cost) = (self.a_second(), &self.cost);
        let (median, p99) = (median * 1e3, p99 * 1e3);
        write!(f, "{rate:>6.0} a second; a request: median {median:.1} ms, p99 {p99:.1} ms; office: {cost}")
    }
}

/// Sends everything to an office that has none of it.
pub async fn all(queues: &Queues, commits: Commits, batch: usize) -> Taken {
    let folder = queues.office();
    let office = OfficeProcess::start(folder.path(), commits, 0);
    let http = Arc::new(HttpTransport::new().unwrap());
    let url = format!("{}/v1/facts", office.hello.url);
    let line = |queue: &Queue| Line {
        url: url.clone(),
        bearer: office.hello.bearer_of(queue.installation),
        requests: queue.requests(batch),
    };
    let lines: Vec<Line> = queues.all.iter().map(line).collect();
    let (begin, counting) = (Instant::now(), Cost::begin(office.id()));
    let sending: Vec<_> = lines.into_iter().map(|line| tokio::spawn(line.send(Arc::clone(&http)))).collect();
    let mut requests = Sample::default();
    for line in sending {
        requests.add(&line.await.unwrap());
    }
    Taken { facts: queues.len(), time: begin.elapsed(), requests, cost: counting.end() }
}

/// Each repair as one request, the handhelds in turns: where to, as whom, what.
pub fn repairs(queues: &Queues, office: &OfficeProcess) -> Vec<(String, String, Vec<u8>)> {
    let url = format!("{}/v1/facts", office.hello.url);
    let each: Vec<(String, Vec<Vec<u8>>)> = queues
        .all
        .iter()
        .map(|queue| (office.hello.bearer_of(queue.installation), queue.requests(FACTS_OF_A_REPAIR)))
        .collect();
    let most = each.iter().map(|(_, requests)| requests.len()).max().unwrap_or_default();
    let turn = |turn: usize| {
        each.iter().filter_map(move |(bearer, requests)| Some((bearer, requests.get(turn)?.clone())))
    };
    (0..most).flat_map(turn).map(|(bearer, body)| (url.clone(), bearer.clone(), body)).collect()
}

/// What one handheld sends.
struct Line {
    url: String,
    bearer: String,
    requests: Vec<Vec<u8>>,
}

impl Line {
    /// How long each request took.
    async fn send(self, http: Arc<HttpTransport>) -> Sample {
        let mut times = Sample::default();
        for body in self.requests {
            let begin = Instant::now();
            let answer = post(&http, self.url.clone(), &self.bearer, body).await;
            times.push(begin.elapsed());
            check(&answer);
        }
        times
    }
}

/// How soon it is tried again where the office has too much to do.
const AGAIN: Duration = Duration::from_millis(200);

/// Sends a body until the office takes it; what comes back.
pub async fn post(http: &HttpTransport, url: String, bearer: &str, body: Vec<u8>) -> Vec<u8> {
    let request = || Request {
        method: Method::Post,
        url: url.clone(),
        bearer: Some(bearer.to_owned()),
        headers: Vec::new(),
        body: Some(body.clone()),
        patience: Duration::from_secs(60),
        limit: 16 << 20,
    };
    let mut answer = http.send(request()).await.unwrap();
    while answer.status == 503 {
        tokio::time::sleep(AGAIN).await;
        answer = http.send(request()).await.unwrap();
    }
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    answer.body
}

/// All of it counts: nothing is held, refused or put off.
fn check(body: &[u8]) {
    let answers = serde_json::from_slice::<PushAnswer>(body).unwrap().answers;
    let counts = |answer: &&Answer| matches!(answer, Answer::Taken { verdict, .. } if verdict.is_applied());
    let other = answers.iter().find(|answer| !counts(answer));
    assert!(other.is_none(), "{other:?}");
}
