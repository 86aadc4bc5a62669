//! A proxy on loopback that passes bytes on until it is told to break.
//!
//! It works on connections, not on HTTP: the office answers only what is committed, so the first
//! byte of its answer proves the commit, and that is the moment to cut.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
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
    /// Requests never reach the office; the connection is closed.
    Unreachable,
    /// Something between answers in the office's place.
    Answer(Canned),
}

/// What something between answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Canned {
    /// 500 with an empty body.
    ServerError,
    /// 401 with a problem that looks like the office's.
    Unauthorized,
    /// A captive portal: 200 with a page to sign in at.
    Portal,
}

impl Canned {
    fn response(self) -> String {
        let (status, kind, body) = match self {
            Canned::ServerError => ("500 Internal Server Error", "text/plain", ""),
            Canned::Unauthorized => {
                ("401 Unauthorized", "application/json", r#"{"code":"unauthenticated","detail":"no"}"#)
            }
            Canned::Portal => ("200 OK", "text/html", "<html><body>Welcome to the lobby Wi-Fi</body></html>"),
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
    fault: Arc<Mutex<Fault>>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Listens on loopback and passes on to `office`.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(office: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let fault = Arc::new(Mutex::new(Fault::None));
        let task = tokio::spawn(accept(listener, office, Arc::clone(&fault)));
        Ok(Self { address, fault, task })
    }

    /// From now on the network behaves so, on open connections too.
    pub fn set(&self, fault: Fault) {
        *self.fault.lock().unwrap_or_else(|e| e.into_inner()) = fault;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

type Shared = Arc<Mutex<Fault>>;

fn current(fault: &Shared) -> Fault {
    *fault.lock().unwrap_or_else(|e| e.into_inner())
}

async fn accept(listener: TcpListener, office: SocketAddr, fault: Shared) {
    while let Ok((client, _)) = listener.accept().await {
        tokio::spawn(serve(client, office, Arc::clone(&fault)));
    }
}

async fn serve(client: TcpStream, office: SocketAddr, fault: Shared) -> io::Result<()> {
    if current(&fault) == Fault::Unreachable {
        return Ok(());
    }
    let (mut client_read, mut client_write) = client.into_split();
    let (office_read, office_write) = TcpStream::connect(office).await?.into_split();
    // Either direction that ends closes both: half-open connections are not this proxy's business.
    let canned = tokio::select! {
        canned = pass_requests(&mut client_read, office_write, &fault) => canned?,
        end = pass_answers(office_read, &mut client_write, &fault) => return end,
    };
    match canned {
        Some(canned) => reply(client_read, client_write, canned).await,
        None => Ok(()),
    }
}

/// Ends with the answer to give in the office's place, or with nothing when the connection is over.
async fn pass_requests(
    from: &mut OwnedReadHalf,
    mut to: OwnedWriteHalf,
    fault: &Shared,
) -> io::Result<Option<Canned>> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let n = from.read(&mut buffer).await?;
        match current(fault) {
            _ if n == 0 => return Ok(None),
            Fault::Unreachable => return Ok(None),
            Fault::Answer(canned) => return Ok(Some(canned)),
            _ => to.write_all(&buffer[..n]).await?,
        }
    }
}

async fn pass_answers(mut from: OwnedReadHalf, to: &mut OwnedWriteHalf, fault: &Shared) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    let mut passed = 0;
    loop {
        let n = from.read(&mut buffer).await?;
        let most = match current(fault) {
            Fault::DropAnswer | Fault::Unreachable => 0,
            Fault::CutAnswer(most) => most.saturating_sub(passed),
            _ => n,
        };
        to.write_all(&buffer[..n.min(most)]).await?;
        passed += n;
        if n == 0 || n > most {
            return Ok(());
        }
    }
}

/// Answers, then reads on for a moment: closing on unread bytes would take the answer back.
async fn reply(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, canned: Canned) -> io::Result<()> {
    to.write_all(canned.response().as_bytes()).await?;
    to.shutdown().await?;
    let mut rest = Vec::new();
    let _ = tokio::time::timeout(Duration::from_millis(200), from.read_to_end(&mut rest)).await;
    Ok(())
}
