//! A proxy on loopback that passes bytes on until it is told to break.
//!
//! It works on connections, not on HTTP, but for the first line of a request: the office answers only
//! what is committed, so the first byte of its answer proves the commit, and that is the moment to cut.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

/// How the network behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Everything passes.
    None,
    /// The office gets the request and commits; its answer is lost.
    DropAnswer,
    /// The answer breaks off after so many bytes.
    CutAnswer(usize),
    /// The answer stays on its way until the fault is another one; see [`Proxy::held`].
    HoldAnswer,
    /// A request breaks off after so many bytes, its head included.
    CutRequest(usize),
    /// Requests never reach the office; the connection is closed.
    Unreachable,
    /// So many requests pass, each later one finds the connection closed.
    CloseAfter(usize),
    /// Something between answers in the office's place.
    Answer(Canned),
    /// The same, where a request brings bytes.
    AnswerChange(Canned),
    /// Something between answers from its memory: what the office last said to whoever asked there.
    Replay,
}

/// What something between answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Canned {
    /// 500 with an empty body.
    ServerError,
    /// 401 with a problem that looks like the office's.
    Unauthorized,
    /// 404 with the office's problem: an office that is too old to know what is asked for.
    NotFound,
    /// A captive portal: 200 with a page to sign in at.
    Portal,
    /// Bytes that are no HTTP, and no TLS.
    Garbage,
}

impl Canned {
    fn response(self) -> String {
        if self == Canned::Garbage {
            return "\u{16}\u{3}\u{3}\u{0}\u{5}hello, who is there?".to_owned();
        }
        let (status, kind, body) = match self {
            Canned::ServerError => ("500 Internal Server Error", "text/plain", ""),
            Canned::Unauthorized => {
                ("401 Unauthorized", "application/json", r#"{"code":"unauthenticated","detail":"no"}"#)
            }
            Canned::NotFound => {
                ("404 Not Found", "application/json", r#"{"code":"not_found","detail":"no such route"}"#)
            }
            Canned::Portal | Canned::Garbage => {
                ("200 OK", "text/html", "<html><body>Welcome to the lobby Wi-Fi</body></html>")
            }
        };
        let length = body.len();
        format!(
            "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )
    }
}

/// A running proxy. It stops when dropped.
pub struct Proxy {
    /// Where it listens.
    pub address: SocketAddr,
    line: Arc<Line>,
    task: JoinHandle<()>,
}

/// What all connections share.
struct Line {
    behaviour: watch::Sender<Behaviour>,
    asked: Mutex<Vec<String>>,
    offsets: Mutex<Vec<i64>>,
    /// Bytes of requests.
    sent: AtomicU64,
    bearer: Mutex<Option<String>>,
    /// The last answer at each path.
    answers: Mutex<HashMap<String, Vec<u8>>>,
    held: Notify,
}

#[derive(Debug, Clone, Copy)]
struct Behaviour {
    office: SocketAddr,
    fault: Fault,
    /// The fault is for requests whose path begins so.
    at: &'static str,
    /// How many requests there were before it.
    since: usize,
}

impl Behaviour {
    fn of(&self, path: &str) -> Fault {
        if path.starts_with(self.at) { self.fault } else { Fault::None }
    }
}

impl Proxy {
    /// Listens on loopback and passes on to `office`.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(office: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let behaviour = watch::Sender::new(Behaviour { office, fault: Fault::None, at: "", since: 0 });
        let (asked, offsets, bearer, answers) =
            (Mutex::default(), Mutex::default(), Mutex::default(), Mutex::default());
        let (sent, held) = (AtomicU64::new(0), Notify::new());
        let line = Arc::new(Line { behaviour, asked, offsets, sent, bearer, answers, held });
        let task = tokio::spawn(accept(listener, Arc::clone(&line)));
        Ok(Self { address, line, task })
    }

    /// Where it listens, as the start of a URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on the network behaves so, on open connections too.
    pub fn set(&self, fault: Fault) {
        self.set_at("", fault);
    }

    /// As [`Proxy::set`], for requests alone whose path begins with `at`.
    pub fn set_at(&self, at: &'static str, fault: Fault) {
        let since = lock(&self.line.asked).len();
        self.line.behaviour.send_modify(|behaviour| {
            (behaviour.fault, behaviour.at, behaviour.since) = (fault, at, since);
        });
    }

    /// From now on everything passes.
    pub fn heal(&self) {
        self.set(Fault::None);
    }

    /// The office is elsewhere now.
    pub fn lead_to(&self, office: SocketAddr) {
        self.line.behaviour.send_modify(|behaviour| behaviour.office = office);
    }

    /// Waits until an answer is held by [`Fault::HoldAnswer`].
    pub async fn held(&self) {
        self.line.held.notified().await;
    }

    /// From which offsets pictures were sent so far.
    pub fn offsets(&self) -> Vec<i64> {
        lock(&self.line.offsets).clone()
    }

    /// Bytes that handhelds sent so far, heads of requests included.
    pub fn bytes_sent(&self) -> u64 {
        self.line.sent.load(Ordering::Relaxed)
    }

    /// What whoever asked last showed to the office.
    pub fn bearer(&self) -> Option<String> {
        lock(&self.line.bearer).clone()
    }

    /// What was asked for so far, as `GET /v1/office`.
    pub fn asked(&self) -> Vec<String> {
        lock(&self.line.asked).clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, line: Arc<Line>) {
    while let Ok((client, _)) = listener.accept().await {
        tokio::spawn(serve(client, Arc::clone(&line)));
    }
}

async fn serve(client: TcpStream, line: Arc<Line>) -> io::Result<()> {
    if line.behaviour.borrow().of("") == Fault::Unreachable {
        return Ok(());
    }
    let office = line.behaviour.borrow().office;
    let office = TcpStream::connect(office).await?;
    // What is passed on in pieces must not wait for acknowledgements in between (Nagle's algorithm).
    client.set_nodelay(true)?;
    office.set_nodelay(true)?;
    let (mut client_read, mut client_write) = client.into_split();
    let (office_read, office_write) = office.into_split();
    let exchange = Exchange { line, now: Mutex::default() };
    // Either direction that ends closes both: half-open connections are not this proxy's business.
    let instead = tokio::select! {
        instead = exchange.pass_requests(&mut client_read, office_write) => instead?,
        end = exchange.pass_answers(office_read, &mut client_write) => return end,
    };
    match instead {
        Some(answer) => reply(client_read, client_write, &answer).await,
        None => Ok(()),
    }
}

/// The request that is under way on a connection; there is one at a time.
struct Exchange {
    line: Arc<Line>,
    now: Mutex<Underway>,
}

#[derive(Default)]
struct Underway {
    path: String,
    method: String,
    /// Bytes of it so far.
    asked: usize,
    /// Bytes of its answer so far.
    answered: usize,
}

impl Exchange {
    fn fault(&self) -> Fault {
        self.line.behaviour.borrow().of(&lock(&self.now).path)
    }

    /// How many requests the fault was for so far.
    fn asked_since(&self) -> usize {
        let behaviour = *self.line.behaviour.borrow();
        let asked = lock(&self.line.asked);
        let theirs =
            |line: &&String| line.split(' ').nth(1).is_some_and(|path| path.starts_with(behaviour.at));
        asked.iter().skip(behaviour.since).filter(theirs).count()
    }

    /// Notes the path, where a request begins in these bytes.
    fn note(&self, bytes: &[u8]) {
        let end = bytes.iter().position(|b| *b == b'\r').unwrap_or(0);
        let first = String::from_utf8_lossy(&bytes[..end]);
        let mut words = first.split([' ', '?']);
        if let (Some(method @ ("GET" | "POST" | "HEAD" | "PATCH")), Some(path)) = (words.next(), words.next())
        {
            lock(&self.line.asked).push(format!("{method} {path}"));
            lock(&self.line.offsets).extend(chunk_at(method, path, bytes));
            if let Some(bearer) = header(bytes, "authorization: bearer ") {
                *lock(&self.line.bearer) = Some(bearer);
            }
            *lock(&self.now) =
                Underway { path: path.to_owned(), method: method.to_owned(), ..Underway::default() };
        }
    }

    /// Remembers these bytes of an answer, for [`Fault::Replay`].
    fn remember(&self, bytes: &[u8]) {
        let now = lock(&self.now);
        let mut answers = lock(&self.line.answers);
        let answer = answers.entry(now.path.clone()).or_default();
        if now.answered == 0 {
            answer.clear();
        }
        answer.extend_from_slice(bytes);
    }

    /// What the office last said where this request goes.
    fn last_answer(&self) -> Vec<u8> {
        let path = lock(&self.now).path.clone();
        lock(&self.line.answers).get(&path).cloned().unwrap_or_default()
    }

    /// Whether the request under way brings bytes.
    fn is_changing(&self) -> bool {
        matches!(lock(&self.now).method.as_str(), "POST" | "PATCH")
    }

    /// How much of the request under way came before these `n` bytes.
    fn asked(&self, n: usize) -> usize {
        let mut now = lock(&self.now);
        now.asked += n;
        now.asked - n
    }

    /// Ends with the answer to give in the office's place, or with nothing when the connection is over.
    async fn pass_requests(
        &self,
        from: &mut OwnedReadHalf,
        mut to: OwnedWriteHalf,
    ) -> io::Result<Option<Vec<u8>>> {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let n = from.read(&mut buffer).await?;
            self.line.sent.fetch_add(n as u64, Ordering::Relaxed);
            self.note(&buffer[..n]);
            match self.fault() {
                _ if n == 0 => return Ok(None),
                Fault::Unreachable => return Ok(None),
                Fault::CloseAfter(most) if self.asked_since() > most => return Ok(None),
                Fault::Answer(canned) => return Ok(Some(canned.response().into_bytes())),
                Fault::AnswerChange(canned) if self.is_changing() => {
                    return Ok(Some(canned.response().into_bytes()));
                }
                Fault::Replay => return Ok(Some(self.last_answer())),
                Fault::CutRequest(most) if self.is_changing() => {
                    let left = most.saturating_sub(self.asked(n));
                    to.write_all(&buffer[..n.min(left)]).await?;
                    if left < n {
                        to.flush().await?;
                        return Ok(None);
                    }
                }
                _ => to.write_all(&buffer[..n]).await?,
            }
        }
    }

    async fn pass_answers(&self, mut from: OwnedReadHalf, to: &mut OwnedWriteHalf) -> io::Result<()> {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let n = from.read(&mut buffer).await?;
            self.remember(&buffer[..n]);
            self.wait_while_held().await;
            let most = self.let_through(n);
            to.write_all(&buffer[..most]).await?;
            if n == 0 || n > most {
                return Ok(());
            }
        }
    }

    async fn wait_while_held(&self) {
        if self.fault() != Fault::HoldAnswer {
            return;
        }
        self.line.held.notify_one();
        let path = lock(&self.now).path.clone();
        let mut behaviour = self.line.behaviour.subscribe();
        let _ = behaviour.wait_for(|behaviour| behaviour.of(&path) != Fault::HoldAnswer).await;
    }

    /// How many of the next `n` bytes of an answer pass.
    fn let_through(&self, n: usize) -> usize {
        let fault = self.fault();
        let mut now = lock(&self.now);
        let most = match fault {
            Fault::DropAnswer | Fault::Unreachable => 0,
            Fault::CutAnswer(most) => most.saturating_sub(now.answered),
            _ => n,
        };
        now.answered += n;
        n.min(most)
    }
}

/// Where a chunk begins: the first one comes with its upload.
fn chunk_at(method: &str, path: &str, bytes: &[u8]) -> Option<i64> {
    match (method, path) {
        ("PATCH", _) => offset(bytes),
        ("POST", "/v1/uploads") => Some(0),
        _ => None,
    }
}

/// What a chunk's `Upload-Offset` says.
fn offset(bytes: &[u8]) -> Option<i64> {
    header(bytes, "upload-offset: ")?.parse().ok()
}

/// What stands behind the beginning of a header, which is given in small letters.
fn header(bytes: &[u8], begins: &str) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let at = text.to_ascii_lowercase().find(begins)? + begins.len();
    Some(text.get(at..)?.split('\r').next()?.to_owned())
}

/// Answers, then reads on for a moment: closing on unread bytes would take the answer back.
async fn reply(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, answer: &[u8]) -> io::Result<()> {
    to.write_all(answer).await?;
    to.shutdown().await?;
    let mut rest = Vec::new();
    let _ = tokio::time::timeout(Duration::from_millis(200), from.read_to_end(&mut rest)).await;
    Ok(())
}
