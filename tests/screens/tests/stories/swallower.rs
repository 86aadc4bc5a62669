//! A network that carries everything to the office, and swallows what the office answers to facts: they are
//! committed there, and nobody here knows.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// From then on a connection carries no answer any more.
const FACTS: &str = "POST /v1/facts";

/// Stands at the address where the office is expected, before the office.
pub struct Swallower {
    port: u16,
    ending: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Swallower {
    /// Listens at `port` for the office that is at `office`.
    pub fn between(port: u16, office: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let ending = Arc::new(AtomicBool::new(false));
        let end = Arc::clone(&ending);
        let thread = Some(std::thread::spawn(move || carry_all(&listener, office, &end)));
        Self { port, ending, thread }
    }
}

fn carry_all(listener: &TcpListener, office: u16, ending: &AtomicBool) {
    let mut held = Vec::new();
    for handheld in listener.incoming().map(Result::unwrap) {
        if ending.load(Ordering::Relaxed) {
            return held.iter().for_each(hang_up);
        }
        let office = TcpStream::connect(("127.0.0.1", office)).unwrap();
        held.extend([handheld.try_clone().unwrap(), office.try_clone().unwrap()]);
        carry(handheld, office);
    }
}

fn hang_up(stream: &TcpStream) {
    let _ = stream.shutdown(Shutdown::Both);
}

/// Both ways, each in a thread of its own.
fn carry(mut handheld: TcpStream, mut office: TcpStream) {
    let swallows = Arc::new(AtomicBool::new(false));
    let (mut back, mut answers, deaf) =
        (handheld.try_clone().unwrap(), office.try_clone().unwrap(), Arc::clone(&swallows));
    std::thread::spawn(move || {
        let mut said = String::new();
        copy(&mut handheld, &mut office, |bytes| {
            said.push_str(&String::from_utf8_lossy(bytes));
            swallows.fetch_or(said.contains(FACTS), Ordering::SeqCst);
            true
        });
    });
    std::thread::spawn(move || copy(&mut answers, &mut back, |_| !deaf.load(Ordering::SeqCst)));
}

/// Until one of the two hangs up. What does not pass is gone.
fn copy(from: &mut TcpStream, to: &mut TcpStream, mut passes: impl FnMut(&[u8]) -> bool) {
    let mut bytes = [0; 4096];
    while let Ok(n @ 1..) = from.read(&mut bytes) {
        if passes(&bytes[..n]) && to.write_all(&bytes[..n]).is_err() {
            return;
        }
    }
}

impl Drop for Swallower {
    fn drop(&mut self) {
        self.ending.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        let _ = self.thread.take().unwrap().join();
    }
}
