//! A line that carries little: so many bytes a second, and stalls as lost packets make them. It loses no byte and cuts
//! only when it is told to: what it does is what TCP shows of a network that does.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::event::photograph;
use crate::handheld::Handheld;
use crate::world::World;

/// A handheld at the end of a line to the office, with a picture to send that wide: it, the line, and the picture's bytes.
pub async fn picture_to_send(world: &World, edge: u32) -> (Handheld, Line, i64) {
    let callback = world.site.repair("8-1-101").await;
    let line = Line::lead_to(world.network.address).await.unwrap();
    let lin = Handheld::unbox_ticking();
    let code = world.site.office().enrol_code().await.unwrap().to_string();
    lin.engine.connect(&line.url(), &code).await.unwrap();
    world.admit(&lin, "lin").await;
    lin.attempt_with_pictures(&callback, &[photograph(1, edge)]);
    let bytes = lin.outbox()[0].pictures[0].bytes;
    (lin, line, bytes)
}

/// What a packet of this line carries, in bytes.
const PACKET: usize = 512;
/// After a loss TCP sends again after so long, and after twice as long if that is lost, too.
const SENT_AGAIN: Duration = Duration::from_millis(200);

/// What the line carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// In a second, each way.
    pub bytes: u64,
    /// Of a hundred packets so many are lost.
    pub lost: u32,
}

impl Rate {
    /// As fast as it comes.
    pub const OPEN: Self = Self { bytes: u64::MAX, lost: 0 };
}

/// A line. It ends when dropped.
pub struct Line {
    /// Where it begins.
    pub address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    to: SocketAddr,
    rate: watch::Sender<Rate>,
    /// Counts up with each cut.
    cut: watch::Sender<u64>,
    up: AtomicU64,
    seed: AtomicU64,
}

impl Line {
    /// A line on loopback that leads there.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn lead_to(to: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (rate, cut) = (watch::Sender::new(Rate::OPEN), watch::Sender::new(0));
        let shared = Shared { to, rate, cut, up: AtomicU64::new(0), seed: AtomicU64::new(7) };
        let shared = Arc::new(shared);
        let line = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&line).carry(client));
            }
        });
        Ok(Self { address, shared, task })
    }

    /// Where it begins, as the start of a URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on it carries so much.
    pub fn set(&self, rate: Rate) {
        self.shared.rate.send_replace(rate);
    }

    /// Every connection is cut, in the middle of whatever it carries.
    pub fn cut(&self) {
        self.shared.cut.send_modify(|cuts| *cuts += 1);
    }

    /// So many bytes went up so far, headers included.
    pub fn carried_up(&self) -> u64 {
        self.shared.up.load(Ordering::Relaxed)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
        self.cut();
    }
}

impl Shared {
    async fn carry(self: Arc<Self>, client: TcpStream) -> io::Result<()> {
        let mut cut = self.cut.subscribe();
        cut.mark_unchanged();
        let (client_read, client_write) = client.into_split();
        let (office_read, office_write) = TcpStream::connect(self.to).await?.into_split();
        tokio::select! {
            ended = self.pass(client_read, office_write, Some(&self.up)) => ended,
            ended = self.pass(office_read, client_write, None) => ended,
            _ = cut.changed() => Ok(()),
        }
    }

    async fn pass(
        &self,
        mut from: OwnedReadHalf,
        mut to: OwnedWriteHalf,
        count: Option<&AtomicU64>,
    ) -> io::Result<()> {
        let mut packet = [0; PACKET];
        loop {
            let n = from.read(&mut packet).await?;
            if n == 0 {
                return Ok(());
            }
            tokio::time::sleep(self.takes(n)).await;
            if let Some(count) = count {
                count.fetch_add(n as u64, Ordering::Relaxed);
            }
            to.write_all(&packet[..n]).await?;
        }
    }

    /// How long a packet is on its way.
    fn takes(&self, n: usize) -> Duration {
        let Rate { bytes, lost } = *self.rate.borrow();
        let mut takes = Duration::from_micros((n as u64).saturating_mul(1_000_000) / bytes.max(1));
        let mut again = SENT_AGAIN;
        while self.chance() % 100 < u64::from(lost) && again < SENT_AGAIN * 16 {
            takes += again;
            again *= 2;
        }
        takes
    }

    fn chance(&self) -> u64 {
        let step = |seed: u64| {
            Some(seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
        };
        self.seed.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step).unwrap_or(0) >> 33
    }
}
