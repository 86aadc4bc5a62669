//! A network that takes everything and answers nothing.

use std::io::Read as _;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// Whoever listens at the office's address, hears, and says nothing.
pub struct Silence {
    port: u16,
    ending: Arc<AtomicBool>,
    heard: Arc<Mutex<Vec<u8>>>,
    thread: Option<JoinHandle<()>>,
}

impl Silence {
    pub fn at(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let (ending, heard) = (Arc::new(AtomicBool::new(false)), Arc::default());
        let (end, ear) = (Arc::clone(&ending), Arc::clone(&heard));
        let thread = Some(std::thread::spawn(move || hear(&listener, &end, &ear)));
        Self { port, ending, heard, thread }
    }

    /// Whether this was said to it.
    pub fn heard(&self, words: &str) -> bool {
        String::from_utf8_lossy(&self.heard.lock().unwrap()).contains(words)
    }
}

fn hear(listener: &TcpListener, ending: &AtomicBool, heard: &Arc<Mutex<Vec<u8>>>) {
    let mut held = Vec::new();
    for stream in listener.incoming().map(Result::unwrap) {
        if ending.load(Ordering::Relaxed) {
            return held.iter().for_each(hang_up);
        }
        held.push(stream.try_clone().unwrap());
        let heard = Arc::clone(heard);
        std::thread::spawn(move || listen(stream, &heard));
    }
}

fn hang_up(stream: &TcpStream) {
    let _ = stream.shutdown(Shutdown::Both);
}

fn listen(mut stream: TcpStream, heard: &Mutex<Vec<u8>>) {
    let mut bytes = [0; 4096];
    while let Ok(n @ 1..) = stream.read(&mut bytes) {
        heard.lock().unwrap().extend_from_slice(&bytes[..n]);
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        self.ending.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        let _ = self.thread.take().unwrap().join();
    }
}
