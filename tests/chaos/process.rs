//! A child process whose lines are heard to the last one, also after it was killed.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

/// No start and no line takes longer, however busy the machine is.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// A running child.
pub struct Process {
    child: Child,
    lines: Receiver<String>,
}

impl Process {
    /// Starts it.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (heard, lines) = mpsc::channel();
        // Whatever a kill tears off in the middle of a line was not told.
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| heard.send(line)));
        Self { child, lines }
    }

    /// The next line; `None` when it has ended.
    ///
    /// # Panics
    /// When nothing comes for too long.
    pub fn line(&self) -> Option<String> {
        match self.lines.recv_timeout(PATIENCE) {
            Ok(line) => Some(line),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("a child says nothing for {PATIENCE:?}"),
        }
    }

    /// The lines that have come already.
    pub fn heard(&self) -> Vec<String> {
        self.lines.try_iter().collect()
    }

    /// `kill -9`; what it had said before is told.
    pub fn kill(mut self) -> Vec<String> {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.lines.iter().collect()
    }

    /// Waits until it ends by itself; whether it did so well, and what it said.
    pub fn end(mut self) -> (bool, Vec<String>) {
        let lines = self.lines.iter().collect();
        (self.child.wait().unwrap().success(), lines)
    }

    /// Asks it to stop, and waits.
    pub fn stop(self) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        assert!(self.end().0, "it stops well");
    }
}
