//! The commands of `doorstep-office`.

mod backup;
mod import;
mod load_site;

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand};
use doorstep_domain::explain::{MAX_LINE_BYTES, explain_line};
use doorstep_domain::ids::PersonId;
use doorstep_domain::lang::Lang;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::admin::{Command, Outcome, Reached};
use crate::config::Config;
use crate::office::Office;
use crate::{finish, sample};

/// The office of a residence: takes what handhelds record, and feeds them.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Serves the office until SIGTERM or ctrl-c.
    Serve(Serve),
    /// Prints a one-time code that enrols a handheld.
    Enrol(Data),
    /// Prints a one-time code for a person's first sign-in on a handheld, or a new PIN.
    PersonCode(OfPerson),
    /// Lifts the lock of a person who mistyped the PIN too often.
    Unlock(OfPerson),
    /// Lets a lost or stolen handheld hand in what it holds, and nothing more.
    Revoke(Revoke),
    /// Prints a bearer for scripts, good for 15 minutes.
    Token(Token),
    /// Tells of an event that was finished in another system, from a JSON file; its callback opens.
    Finish(Finish),
    /// Takes the site's own data from CSV files; loaded twice, they change nothing.
    Load(load_site::Load),
    /// Takes the queue of a handheld that was carried here as a file; taken twice, it changes nothing.
    Import(import::Import),
    /// Copies the office into a folder while it runs; what is there already is not copied again.
    Backup(backup::Backup),
    /// Checks everything that an office or a backup holds, and names what is missing or altered.
    Verify(backup::Verify),
    /// Fills an empty office with a sample residence of invented people.
    Sample(Sample),
    /// Answers which grade, which deadline and why: one JSON case a line.
    Explain(Explain),
}

#[derive(Debug, Args)]
struct Data {
    /// The office's data folder.
    #[arg(long)]
    data: PathBuf,
}

#[derive(Debug, Args)]
struct Serve {
    #[command(flatten)]
    data: Data,
    /// Where to listen, like 127.0.0.1:7878; port 0 takes any free one.
    #[arg(long)]
    listen: SocketAddr,
    /// A JSON file: {"behind_proxy": true} allows plain HTTP beyond this machine.
    #[arg(long)]
    config: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct OfPerson {
    #[command(flatten)]
    data: Data,
    /// The person's id.
    person: PersonId,
}

#[derive(Debug, Args)]
struct Token {
    #[command(flatten)]
    data: Data,
    /// The person's id: the bearer may do what they may.
    #[arg(long)]
    person: PersonId,
}

#[derive(Debug, Args)]
struct Revoke {
    #[command(flatten)]
    data: Data,
    /// The number that the site gave the handheld.
    device: i64,
}

#[derive(Debug, Args)]
struct Finish {
    #[command(flatten)]
    data: Data,
    /// The event.
    file: PathBuf,
}

#[derive(Debug, Args)]
struct Sample {
    #[command(flatten)]
    data: Data,
    /// The same seed and the same time give the same residence.
    #[arg(long, default_value_t = sample::SEED)]
    seed: u64,
    /// The time that it is made for (RFC 3339), if not now.
    #[arg(long)]
    now: Option<DateTime<Utc>>,
}

#[derive(Debug, Args)]
struct Explain {
    /// The language of the reasons: zh-CN or en.
    #[arg(long, default_value = "en", value_parser = lang)]
    lang: Lang,
    /// Read from here instead of from the standard input.
    file: Option<PathBuf>,
}

fn lang(code: &str) -> Result<Lang, String> {
    Lang::from_code(code).ok_or_else(|| "zh-CN or en".to_owned())
}

/// The whole program, for a command line whose first word is the program's name.
pub fn main_with(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Arguments::parse_from(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("doorstep-office: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    match arguments.command {
        Task::Serve(serve) => Runtime::new()?.block_on(serve_until_stopped(serve)),
        Task::Enrol(of) => obey(&of.data, Command::Enrol),
        Task::PersonCode(of) => obey(&of.data.data, Command::PersonCode { person: of.person }),
        Task::Unlock(of) => obey(&of.data.data, Command::Unlock { person: of.person }),
        Task::Revoke(of) => obey(&of.data.data, Command::Revoke { device: of.device }),
        Task::Token(of) => obey(&of.data.data, Command::Token { person: of.person }),
        Task::Finish(of) => {
            let event = Box::new(finish::read_file(&of.file)?);
            obey(&of.data.data, Command::Finish { event })
        }
        Task::Load(of) => load_site::run(&of),
        Task::Import(of) => import::run(&of),
        Task::Backup(of) => backup::run(&of),
        Task::Verify(of) => backup::verify(&of),
        Task::Sample(sample) => Runtime::new()?.block_on(install_sample(&sample)),
        Task::Explain(explain) => explain_all(&explain),
    }
}

async fn install_sample(of: &Sample) -> anyhow::Result<()> {
    let office = Office::open(&of.data.data)?;
    let now = of.now.map_or_else(|| office.now(), Into::into);
    let installed = sample::install(&office, sample::write(of.seed, now)?).await?;
    println!("{} facts by the office, {} by its people.", installed.by_office, installed.by_persons);
    for member in &sample::STAFF {
        println!("{}  {} {}", member.id, member.name.zh, member.name.en);
    }
    Ok(())
}

async fn serve_until_stopped(serve: Serve) -> anyhow::Result<()> {
    let config = serve.config.as_deref().map(Config::read).transpose()?.unwrap_or_default();
    config.permit(serve.listen)?;
    let office = Office::open(&serve.data.data)?;
    let listener = TcpListener::bind(serve.listen)
        .await
        .with_context(|| format!("cannot listen on {}", serve.listen))?;
    let mut terminate = signal(SignalKind::terminate())?;
    let serving = office.serve(listener)?;
    let fingerprint = office.introduce().await?.fingerprint();
    // In one piece: `write!` flushes line by line, and who reads only the first one may close the pipe after it. An
    // office goes on, whoever reads.
    let _ = io::stdout()
        .write_all(format!("listening on {}\nfingerprint {fingerprint}\n", serving.url()).as_bytes());
    tokio::select! {
        _ = terminate.recv() => {}
        interrupted = tokio::signal::ctrl_c() => interrupted?,
    }
    tracing::info!("stopping");
    Ok(serving.stop().await?)
}

fn obey(data: &Path, command: Command) -> anyhow::Result<()> {
    print(outcome(data, command)?)
}

/// Through the admin socket where an office is served, otherwise on the data folder itself.
fn outcome(data: &Path, command: Command) -> anyhow::Result<Outcome> {
    Ok(Reached::at(data)?.obey(&command)?)
}

fn print(outcome: Outcome) -> anyhow::Result<()> {
    match outcome {
        Outcome::Code { code } => println!("{code}"),
        Outcome::Token { bearer } => println!("{bearer}"),
        Outcome::Done => println!("done"),
        Outcome::Finished(answer) => println!("{}", serde_json::to_string(&answer)?),
        Outcome::Loaded { answer } => return load_site::print(&answer, Lang::En),
        Outcome::Refused(problem) => bail!("{}", problem.detail),
        // Answers to `import`, which prints them itself.
        Outcome::Welcomed { .. } | Outcome::HandedIn { .. } | Outcome::PictureHandedIn { .. } => {}
    }
    Ok(())
}

fn explain_all(explain: &Explain) -> anyhow::Result<()> {
    match &explain.file {
        Some(path) => {
            let file = File::open(path).with_context(|| path.display().to_string())?;
            explain_lines(BufReader::new(file), explain.lang)
        }
        None => explain_lines(io::stdin().lock(), explain.lang),
    }
}

/// Line by line, each answered at once, so that a pipe can ask and listen.
fn explain_lines(mut lines: impl BufRead, lang: Lang) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    for number in 1.. {
        let Some(line) = next_line(&mut lines)? else { break };
        let Some(answer) = explain_line(number, &line, lang) else { continue };
        match writeln!(out, "{answer}").and_then(|()| out.flush()) {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => break,
            written => written?,
        }
    }
    Ok(())
}

/// The next line without its end, cut where it is longer than any case can be; `None` at the end.
fn next_line(lines: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    loop {
        let chunk = lines.fill_buf()?;
        if chunk.is_empty() {
            return Ok((!line.is_empty()).then_some(line));
        }
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(chunk.len(), |end| end);
        let room = (MAX_LINE_BYTES + 1).saturating_sub(line.len());
        line.extend_from_slice(&chunk[..taken.min(room)]);
        let used = end.map_or(taken, |end| end + 1);
        lines.consume(used);
        if end.is_some() {
            return Ok(Some(line));
        }
    }
}
