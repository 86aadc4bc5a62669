//! The admin socket: while an office is served, commands that write go through it, one JSON line for
//! each and one line back. It is a Unix socket in the data folder that only the office's user may use.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream as Connection;
use std::path::{Path, PathBuf};

use doorstep_domain::ids::PersonId;
use doorstep_protocol::problem::Problem;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinHandle;

use crate::error::OfficeError;
use crate::finish::{FinishAnswer, FinishedElsewhere, MAX_FINISH_BYTES};
use crate::load::{Files, LoadAnswer};
use crate::office::Office;

const SOCKET: &str = "admin.sock";
/// No line is longer: pictures of an event are in it, as base64.
const MAX_LINE: u64 = MAX_FINISH_BYTES as u64 * 2;

/// What the site's administrator wants.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// A code that enrols a handheld.
    Enrol,
    /// A code for a person's first sign-in on a handheld, or a new PIN.
    PersonCode {
        /// Whose.
        person: PersonId,
    },
    /// Lifts a person's lock.
    Unlock {
        /// Whose.
        person: PersonId,
    },
    /// A handheld may only hand in from now on.
    Revoke {
        /// Its number.
        device: i64,
    },
    /// A bearer for scripts.
    Token {
        /// As whom.
        person: PersonId,
    },
    /// An event was finished in another system.
    Finish {
        /// Which.
        event: Box<FinishedElsewhere>,
    },
    /// The site's own data, from files.
    Load {
        /// The files.
        files: Files,
        /// Only say what would change.
        dry_run: bool,
    },
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "done", rename_all = "snake_case")]
pub enum Outcome {
    /// The code, to be typed on a handheld.
    Code {
        /// As it is read out.
        code: String,
    },
    /// It is done.
    Done,
    /// A bearer.
    Token {
        /// To be sent as `Authorization: Bearer …`.
        bearer: String,
    },
    /// The event and its callback.
    Finished(FinishAnswer),
    /// What the files changed, or why not.
    Loaded {
        /// As it came out.
        answer: LoadAnswer,
    },
    /// Refused.
    Refused(Problem),
}

impl Office {
    /// Does what the administrator wants.
    ///
    /// # Errors
    /// When it is refused, or the store fails.
    pub async fn obey(&self, command: Command) -> Result<Outcome, OfficeError> {
        Ok(match command {
            Command::Enrol => Outcome::Code { code: self.enrol_code().await?.to_string() },
            Command::PersonCode { person } => {
                Outcome::Code { code: self.person_code(&person).await?.to_string() }
            }
            Command::Unlock { person } => self.unlock(&person).await.map(|()| Outcome::Done)?,
            Command::Revoke { device } => self.revoke(device).await.map(|()| Outcome::Done)?,
            Command::Token { person } => Outcome::Token { bearer: self.token(&person).await? },
            Command::Load { files, dry_run } => Outcome::Loaded { answer: self.load(files, dry_run).await? },
            Command::Finish { event } => Outcome::Finished(self.finish(*event).await?),
        })
    }
}

fn path(data: &Path) -> PathBuf {
    data.join(SOCKET)
}

/// Listens on the socket, beside the caller.
pub(crate) fn listen(office: &Office) -> io::Result<JoinHandle<()>> {
    let path = path(office.data());
    forget(office);
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    let office = office.clone();
    Ok(tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let office = office.clone();
            tokio::spawn(async move { converse(&office, stream).await });
        }
    }))
}

/// Removes the socket. Only the office that holds the folder's lock does.
pub(crate) fn forget(office: &Office) {
    let _ = std::fs::remove_file(path(office.data()));
}

async fn converse(office: &Office, stream: UnixStream) -> io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut reading = tokio::io::BufReader::new(reading);
    loop {
        let mut line = Vec::new();
        (&mut reading).take(MAX_LINE).read_until(b'\n', &mut line).await?;
        if line.is_empty() {
            return Ok(());
        }
        let mut answer = serde_json::to_vec(&answer(office, &line).await)?;
        answer.push(b'\n');
        writing.write_all(&answer).await?;
    }
}

async fn answer(office: &Office, line: &[u8]) -> Outcome {
    let command = serde_json::from_slice(line)
        .map_err(|e| OfficeError::bad_request(format!("not a command: column {}", e.column())));
    let outcome = match command {
        Ok(command) => office.obey(command).await,
        Err(error) => Err(error),
    };
    outcome.unwrap_or_else(|error| Outcome::Refused(error.problem()))
}

/// Sends a command to the office that is served from this folder; `None` where none is.
///
/// # Errors
/// When the connection breaks, or what comes back is no answer.
pub fn ask(data: &Path, command: &Command) -> io::Result<Option<Outcome>> {
    let mut connection = match Connection::connect(path(data)) {
        Ok(connection) => connection,
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => {
            return Ok(None);
        }
        Err(e) => return Err(e),
    };
    let mut line = serde_json::to_vec(command)?;
    line.push(b'\n');
    connection.write_all(&line)?;
    let mut answer = String::new();
    BufReader::new(connection).read_line(&mut answer)?;
    Ok(Some(serde_json::from_str(&answer)?))
}
