//! A line to the office of a given speed, which counts what it carries to the handheld.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

/// The line.
#[derive(Clone)]
pub struct Line {
    /// Where it begins.
    pub url: String,
    carried: Arc<AtomicU64>,
}

/// When the line is free again: shared by all connections.
type Free = Arc<Mutex<Instant>>;

impl Line {
    /// A line of so many megabits a second.
    pub async fn open(office: SocketAddr, megabits: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let line =
            Self { url: format!("http://{}", listener.local_addr().unwrap()), carried: Arc::default() };
        let (carried, free) = (line.carried.clone(), Free::new(Mutex::new(Instant::now())));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, office, megabits, carried.clone(), free.clone()));
            }
        });
        line
    }

    /// Bytes that the handheld got so far, heads of answers included.
    pub fn carried(&self) -> u64 {
        self.carried.load(Ordering::Relaxed)
    }
}

async fn carry(
    client: TcpStream,
    office: SocketAddr,
    megabits: u64,
    carried: Arc<AtomicU64>,
    free: Free,
) -> io::Result<()> {
    let (mut client_read, mut client_write) = client.into_split();
    let (mut office_read, mut office_write) = TcpStream::connect(office).await?.into_split();
    let up = tokio::spawn(async move { tokio::io::copy(&mut client_read, &mut office_write).await });
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let n = office_read.read(&mut buffer).await?;
        if n == 0 {
            break;
        }
        carried.fetch_add(n as u64, Ordering::Relaxed);
        let until = {
            let mut free = free.lock().await;
            *free = (*free).max(Instant::now()) + Duration::from_nanos(n as u64 * 8_000 / megabits);
            *free
        };
        tokio::time::sleep_until(until.into()).await;
        client_write.write_all(&buffer[..n]).await?;
    }
    up.abort();
    Ok(())
}
