//! The programs as processes of their own: started, killed without warning, started again.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use crate::hand::{Hand, until};

const PATIENCE: Duration = Duration::from_secs(30);
/// Below the ports that the system gives to whoever calls somebody: none of those gets in the way.
const FIRST_PORT: u16 = 12_000;

/// Where the programs are: one file that is all of them.
#[derive(Debug, Clone)]
pub struct Programs(pub PathBuf);

/// A program that runs. It ends with this.
pub struct Running {
    child: Child,
    log: PathBuf,
}

/// A port of this machine that nobody listens on, and that nobody else here was given.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let span = 16_000;
    let start = (std::process::id() % u32::from(span)) as u16;
    loop {
        let port = FIRST_PORT + (start + NEXT.fetch_add(1, Ordering::Relaxed)) % span;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

impl Programs {
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(&self.0);
        command.arg(program).env("LANG", "zh_CN.UTF-8").env_remove("LC_ALL").env_remove("RUST_LOG");
        command
    }

    /// Runs an office command to its end; what it printed.
    ///
    /// # Panics
    /// When it fails.
    pub fn office(&self, arguments: &[&str]) -> String {
        let Output { status, stdout, stderr } =
            self.command("office").args(arguments).output().expect("the office's program");
        assert!(status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&stderr));
        String::from_utf8(stdout).unwrap().trim().to_owned()
    }

    /// Serves an office until it is stopped.
    pub fn serve(&self, data: &Path, port: u16) -> Running {
        let mut command = self.command("office");
        command.arg("serve").arg("--data").arg(data).arg("--listen").arg(format!("127.0.0.1:{port}"));
        let running = Running::start(command, &data.with_extension("log"));
        assert!(until(PATIENCE, || running.log().contains("listening on ")), "{}", running.log());
        running
    }

    /// Starts the handheld on its data, without a display.
    pub fn handheld(&self, data: &Path, more: &[&str]) -> (Running, Hand) {
        let mut command = self.command("handheld");
        command.arg("--data").arg(data).args(more);
        drive(command, &data.with_extension("log"))
    }

    /// Starts office and handheld together on a sample residence.
    pub fn demo(&self, data: &Path, more: &[&str]) -> (Running, Hand) {
        let mut command = self.command("demo");
        command.arg("--data").arg(data).args(more);
        drive(command, &data.with_extension("log"))
    }

    /// The handheld on its data, to be started otherwise than with a port for the hand.
    pub fn handheld_command(&self, data: &Path) -> Command {
        let mut command = self.command("handheld");
        command.arg("--data").arg(data);
        command
    }
}

fn drive(mut command: Command, log: &Path) -> (Running, Hand) {
    let port = free_port();
    command.env("SLINT_BACKEND", "headless").env("SLINT_MCP_PORT", port.to_string());
    let running = Running::start(command, log);
    match Hand::take(port) {
        Some(hand) => (running, hand),
        None => panic!("no window: {}", running.log()),
    }
}

impl Running {
    fn start(mut command: Command, log: &Path) -> Self {
        let out = File::create(log).unwrap();
        command.stdout(out.try_clone().unwrap()).stderr(out);
        Self { child: command.spawn().expect("a program that starts"), log: log.to_owned() }
    }

    /// What it has said so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// `kill -9`: it gets no chance to do anything.
    pub fn kill(mut self) {
        self.end();
    }

    /// Asks it to end (SIGTERM), and waits until it has.
    pub fn stop(mut self) -> ExitStatus {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        assert!(asked.is_ok_and(|status| status.success()));
        self.child.wait().unwrap()
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}
