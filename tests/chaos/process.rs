//! A child process whose lines are heard to the last one, also after it was killed.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

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

    /// Stops it where it stands. A thread that waits for the disk is stopped before it hears of what came of it.
    pub fn freeze(&self) {
        kill_process(Pid::from_child(&self.child), Signal::STOP).unwrap();
        let begin = Instant::now();
        while !self.is_frozen() {
            assert!(begin.elapsed() < PATIENCE, "it runs on");
            std::thread::yield_now();
        }
    }

    fn is_frozen(&self) -> bool {
        let threads = fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap();
        let state = |thread: PathBuf| {
            let stat = fs::read_to_string(thread.join("stat")).unwrap_or_default();
            stat.rsplit(')').next().and_then(|rest| rest.trim_start().chars().next())
        };
        // Stopped, ended, or waiting for the disk.
        threads.map(|thread| state(thread.unwrap().path())).all(|state| !matches!(state, Some('R' | 'S')))
    }

    /// Waits until it ends by itself; whether it did so well, and what it said.
    pub fn end(mut self) -> (bool, Vec<String>) {
        let lines = self.lines.iter().collect();
        (self.child.wait().unwrap().success(), lines)
    }

    /// Asks it to stop, and waits.
    pub fn stop(self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        assert!(self.end().0, "it stops well");
    }
}
