//! The network between handhelds and office: a transport that drops, delays, doubles, reorders, cuts and lies.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::http;
use doorstep_device::sync::transport::{Answering, Method, Request, Response, Transport, TransportError};
use doorstep_protocol::upload::{RECEIPT_HEADER, TUS_RESUMABLE, TUS_VERSION, UPLOAD_OFFSET};
use doorstep_protocol::{SALT_HEADER, VERSION, VERSION_HEADER};
use futures_util::stream;
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::chance::Chance;
use crate::office::{Answer, Room};
use crate::time::pass;
use crate::trace::Trace;
use crate::weather::{Fate, Weather, Wrong};

/// Where handhelds believe the office to be.
pub const ADDRESS: &str = "http://127.0.0.1:1";

/// A handheld that asks more often …
const MOST: u32 = 1_500;
/// … within so many milliseconds never pauses: its battery is empty by noon.
const WHILE: i64 = 10 * 60_000;

/// The network.
pub struct Network {
    room: Arc<Room>,
    trace: Arc<Trace>,
    chance: Chance,
    weather: Mutex<Weather>,
    /// How often each handheld asked, since when.
    asked: Mutex<BTreeMap<usize, (i64, u32)>>,
    /// The newest answer of the office to each handheld at each place.
    memory: Mutex<BTreeMap<(usize, String), Response>>,
}

/// A handheld's way into the network.
#[derive(Clone)]
pub struct Line {
    network: Arc<Network>,
    handheld: usize,
}

type Told = Result<Response, TransportError>;

impl Network {
    /// A network before this office, in clear weather.
    pub fn before(room: Arc<Room>, trace: Arc<Trace>, chance: Chance) -> Arc<Self> {
        let (weather, asked, memory) = (Mutex::new(Weather::clear()), Mutex::default(), Mutex::default());
        Arc::new(Self { room, trace, chance, weather, asked, memory })
    }

    /// The weather changes.
    pub fn set(&self, weather: Weather) {
        *self.weather.lock().unwrap_or_else(PoisonError::into_inner) = weather;
    }

    /// A handheld's way into it.
    pub fn line(self: &Arc<Self>, handheld: usize) -> Line {
        Line { network: self.clone(), handheld }
    }

    /// Who asks in a circle, pausing for nothing.
    pub fn is_in_a_circle(&self, handheld: usize) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.get(&handheld).is_some_and(|(_, count)| *count > MOST)
    }

    /// Whether a handheld asks in a circle by now.
    fn counts(&self, handheld: usize) -> bool {
        let now = self.room.now().millis();
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = asked.entry(handheld).or_insert((now, 0));
        if now - *since > WHILE && *count <= MOST {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        *count > MOST
    }

    fn weather(&self) -> Weather {
        self.weather.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Transport for Line {
    /// What was sent is on its way, whether or not anybody still waits for the answer.
    fn send(&self, request: Request) -> Answering<'_> {
        let patience = request.patience;
        let (tell, told) = oneshot::channel();
        let line = self.clone();
        tokio::spawn(async move { line.travel(request, tell).await });
        Box::pin(async move {
            match timeout(patience, told).await {
                Ok(Ok(answer)) => answer,
                _ => Err(TransportError::Cut),
            }
        })
    }
}

impl Line {
    async fn travel(self, request: Request, mut tell: oneshot::Sender<Told>) {
        // From then on nobody answers, so that the world comes to its end.
        if self.network.counts(self.handheld) {
            return tell.closed().await;
        }
        let weather = self.network.weather();
        let fate = weather.fate(&self.network.chance);
        if fate != Fate::Well {
            self.network.trace.fault(fate.name(), self.about(&request));
        }
        pass(weather.delay(&self.network.chance)).await;
        let told = match fate {
            Fate::Unreachable => Err(TransportError::Unreachable),
            Fate::Wrong(wrong) => Ok(self.answer_wrongly(&request, wrong)),
            // Nobody ever answers: the one who waits gives up by themselves.
            Fate::Lost => return tell.closed().await,
            fate => match self.arrive(&request, fate, &mut tell).await {
                Some(told) => told,
                None => return,
            },
        };
        pass(weather.delay(&self.network.chance)).await;
        let _ = tell.send(told);
    }

    /// It arrives, whole or not. `None` where nobody waits any more.
    async fn arrive(&self, request: &Request, fate: Fate, tell: &mut oneshot::Sender<Told>) -> Option<Told> {
        let cut = if let Fate::CutRequest(at) = fate { Some(at) } else { None };
        let told = match cut {
            None if is_poll(request) => self.wait_at_office(request, tell).await?,
            _ => self.deliver(request, cut),
        };
        match fate {
            Fate::OfficeDies => self.kill_office(),
            Fate::Doubled => self.send_once_more(request.clone()),
            _ => {}
        }
        Some(spoil(told, fate))
    }

    /// A long poll: asked again whenever the office may have news, until it has or the wait is over.
    async fn wait_at_office(&self, request: &Request, tell: &mut oneshot::Sender<Told>) -> Option<Told> {
        let over = pass(seconds_to_wait(&request.url) * 1000);
        tokio::pin!(over);
        loop {
            let news = self.network.room.news();
            tokio::pin!(news);
            news.as_mut().enable();
            let told = self.deliver(request, None);
            if !told.as_ref().is_ok_and(|answer| is_empty(request, answer)) {
                return Some(told);
            }
            tokio::select! {
                biased;
                () = tell.closed() => return None,
                () = &mut news => pass(10).await,
                () = &mut over => return Some(told),
            }
        }
    }

    /// The office takes a request and answers, in no time.
    fn deliver(&self, request: &Request, cut: Option<u64>) -> Told {
        let room = &self.network.room;
        let answer = room.call(put(request, cut)).ok_or(TransportError::Unreachable)?;
        self.network.trace.note(format!("{} → {}", self.about(request), answer.status().as_u16()));
        if answer.status().is_success()
            && matches!(request.method, Method::Post | Method::Patch)
            && !is_quiet(request)
        {
            room.changed();
        }
        let answer = read(answer);
        if answer.status == 200 {
            let mut memory = self.network.memory.lock().unwrap_or_else(PoisonError::into_inner);
            memory.insert((self.handheld, path(request).to_owned()), answer.clone());
        }
        if answer.body.len() > request.limit { Err(TransportError::TooLong) } else { Ok(answer) }
    }

    fn send_once_more(&self, request: Request) {
        let (line, later) = (self.clone(), self.network.chance.between(100, 400_000));
        tokio::spawn(async move {
            pass(later).await;
            line.network.trace.note(format!("once more: {}", line.about(&request)));
            let _ = line.deliver(&request, None);
        });
    }

    fn kill_office(&self) {
        let room = self.network.room.clone();
        if !room.is_open() {
            return;
        }
        room.stop();
        let (trace, down) = (self.network.trace.clone(), self.network.chance.between(100, 30_000));
        tokio::spawn(async move {
            pass(down).await;
            if !room.is_open() {
                room.start();
                trace.note("the office is back");
            }
        });
    }

    fn answer_wrongly(&self, request: &Request, wrong: Wrong) -> Response {
        let says =
            |status, body: &str| Response { status, body: body.as_bytes().to_vec(), ..Response::default() };
        match wrong {
            Wrong::Portal => says(200, "<html><body>Welcome! Please sign in.</body></html>"),
            Wrong::BadGateway => says(502, "<html>502 Bad Gateway</html>"),
            Wrong::Garbage => says(200, "{\"answers\": [], \"entries\": 7}"),
            Wrong::Nothing => says(204, ""),
            Wrong::Unauthorized => says(401, "who are you?"),
            Wrong::Stale => {
                let memory = self.network.memory.lock().unwrap_or_else(PoisonError::into_inner);
                let old = may_be_stale(request)
                    .then(|| memory.get(&(self.handheld, path(request).to_owned())).cloned());
                old.flatten().unwrap_or_else(|| says(504, ""))
            }
        }
    }

    /// Whose it is and where it goes, without anything that is named by chance.
    fn about(&self, request: &Request) -> String {
        let place: Vec<&str> = path(request).split('/').skip(2).take(1).collect();
        format!("h{} {:?} {}", self.handheld, request.method, place.concat())
    }
}

/// The path, without its query.
fn path(request: &Request) -> &str {
    let path = request.url.strip_prefix(ADDRESS).unwrap_or(&request.url);
    path.split('?').next().unwrap_or(path)
}

/// What a proxy might answer from its memory. What is different for each person is not among it: nobody's proxy keeps
/// the answer to a bearer for another one.
fn may_be_stale(request: &Request) -> bool {
    matches!(path(request), "/v1/facts" | "/v1/heartbeats" | "/v1/challenges" | "/v1/office")
}

fn is_poll(request: &Request) -> bool {
    matches!(path(request), "/v1/feed" | "/v1/bells")
}

/// What tells nobody anything.
fn is_quiet(request: &Request) -> bool {
    matches!(path(request), "/v1/challenges" | "/v1/sessions" | "/v1/heartbeats" | "/v1/uploads")
}

fn query<'a>(url: &'a str, key: &str) -> Option<&'a str> {
    let pairs = url.split_once('?')?.1.split('&');
    pairs.filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == key).map(|(_, value)| value)
}

fn seconds_to_wait(url: &str) -> u64 {
    query(url, "wait").and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// Whether the office had nothing to say.
fn is_empty(request: &Request, answer: &Response) -> bool {
    let Ok(said) = serde_json::from_slice::<Value>(&answer.body) else { return false };
    match path(request) {
        "/v1/feed" => said["entries"].as_array().is_some_and(Vec::is_empty) && said["more"] == false,
        _ => query(&request.url, "known").is_some_and(|known| said["mark"] == known),
    }
}

fn part(whole: &[u8], per_mille: u64) -> usize {
    usize::try_from(whole.len() as u64 * per_mille / 1000).unwrap_or(0)
}

/// The request as the office gets it; cut, its body breaks off.
fn put(request: &Request, cut: Option<u64>) -> http::Request<Body> {
    let method = match request.method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Head => http::Method::HEAD,
        Method::Patch => http::Method::PATCH,
    };
    let path = request.url.strip_prefix(ADDRESS).unwrap_or(&request.url);
    let mut built = http::Request::builder().method(method).uri(path).header(VERSION_HEADER, VERSION);
    if !request.headers.iter().any(|(name, _)| *name == "content-type") {
        built = built.header("content-type", "application/json");
    }
    built = request.headers.iter().fold(built, |built, (name, value)| built.header(*name, value));
    if let Some(bearer) = &request.bearer {
        built = built.header("authorization", format!("Bearer {bearer}"));
    }
    built.body(body(request.body.clone().unwrap_or_default(), cut)).unwrap()
}

fn body(whole: Vec<u8>, cut: Option<u64>) -> Body {
    let Some(at) = cut else { return Body::from(whole) };
    let came = whole[..part(&whole, at)].to_vec();
    let broke = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    Body::from_stream(stream::iter([Ok(Bytes::from(came)), Err(broke)]))
}

fn read(answer: Answer) -> Response {
    let header = |name: &str| answer.headers().get(name)?.to_str().ok().map(str::to_owned);
    Response {
        status: answer.status().as_u16(),
        salt: header(SALT_HEADER),
        tus: header(TUS_RESUMABLE).as_deref() == Some(TUS_VERSION),
        upload_offset: header(UPLOAD_OFFSET).and_then(|text| text.parse().ok()),
        receipt: header(RECEIPT_HEADER),
        retry_after: header("retry-after").and_then(|text| text.parse().ok()),
        body: answer.body().clone(),
    }
}

/// What is left of an answer.
fn spoil(told: Told, fate: Fate) -> Told {
    let answer = told?;
    match fate {
        Fate::HalfAnswer(at) => {
            let left = part(&answer.body, at);
            Ok(Response { body: answer.body[..left].to_vec(), ..answer })
        }
        Fate::CutRequest(_) | Fate::LostAnswer | Fate::CutAnswer(_) | Fate::OfficeDies => {
            Err(TransportError::Cut)
        }
        _ => Ok(answer),
    }
}
