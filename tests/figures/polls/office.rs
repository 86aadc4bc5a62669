//! The office, in a process of its own: it says where it listens, and does a line at a time what it is told.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use doorstep_domain::role::Role;
use doorstep_office::clock::Clock;
use doorstep_office::{Draft, Office};
use doorstep_tests_sync::directory::{self, SITE};
use doorstep_tests_sync::event::Event;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::net::TcpListener;

/// Butlers who wait, each of a home of their own.
const BUTLERS: usize = 100;

/// What the office says first.
#[derive(Serialize, Deserialize)]
pub struct Hello {
    /// Where it listens.
    pub url: String,
    /// A bearer for each butler.
    pub bearers: Vec<String>,
}

/// The office, seen from outside.
pub struct OfficeProcess {
    child: Child,
    orders: ChildStdin,
    /// What it said first.
    pub hello: Hello,
}

impl OfficeProcess {
    /// Starts this same program as the office of a folder.
    pub fn start(folder: &Path) -> Self {
        let program = std::env::current_exe().unwrap();
        let mut command = Command::new(program);
        command.args(["polls", "--office"]).arg(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (orders, answers) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut line = String::new();
        BufReader::new(answers).read_line(&mut line).unwrap();
        Self { child, orders, hello: serde_json::from_str(&line).unwrap() }
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// A repair is finished in the home of a butler.
    pub fn finish_in_home_of(&mut self, butler: usize) {
        writeln!(self.orders, "{}", home(butler)).unwrap();
        self.orders.flush().unwrap();
    }
}

impl Drop for OfficeProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn butler(number: usize) -> String {
    format!("butler-{number}")
}

fn home(butler: usize) -> String {
    format!("20-1-{butler}")
}

/// Is the office until nobody tells it anything more.
pub async fn serve(folder: &Path) {
    let office = Office::open_as(folder, &SITE.parse().unwrap(), Clock::default()).unwrap();
    office.append(entries(&office)).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let serving = office.serve(listener).unwrap();
    let mut bearers = Vec::new();
    for number in 0..BUTLERS {
        bearers.push(office.token(&butler(number).parse().unwrap()).await.unwrap());
    }
    println!("{}", json!(Hello { url: serving.url(), bearers }));
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || {
        io::stdin().lines().map_while(Result::ok).try_for_each(|line| tell.send(line))
    });
    while let Some(home) = told.recv().await {
        let event = Event::new(json!({"kind": "repair"}), &home, office.now().to_utc());
        office.finish(event.told()).await.unwrap();
    }
}

fn entries(office: &Office) -> Vec<Draft> {
    let now = office.now();
    let butlers = (0..BUTLERS).flat_map(|number| {
        let butler = butler(number);
        [directory::person(&butler, Role::Butler, true, now), directory::home(&home(number), &butler, now)]
    });
    directory::entries(now).into_iter().chain(butlers).collect()
}
