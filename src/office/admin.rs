//! The admin socket: while an office is served, commands that write go through it, one JSON line for
//! each and one line back. It is a Unix socket in the data folder that only the office's user may use.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream as Connection;
use std::path::{Path, PathBuf};

use doorstep_domain::bytes::Blob;
use doorstep_domain::ids::PersonId;
use doorstep_protocol::carried::SignedBringer;
use doorstep_protocol::facts::SealedFact;
use doorstep_protocol::problem::Problem;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

use crate::backed_up::Held;
use crate::carried::{HandedIn, PictureFate, Welcome};
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
    /// A backup was made, and is durable.
    BackedUp {
        /// What it holds.
        held: Held,
    },
    /// A queue was carried here by hand: may it be taken?
    Welcome {
        /// Who brings it.
        bringer: SignedBringer,
    },
    /// Facts of that queue.
    HandIn {
        /// Who brings them.
        bringer: SignedBringer,
        /// At most as many as in one request by network, in the order to be taken.
        facts: Vec<SealedFact>,
    },
    /// A picture of that queue.
    HandInPicture {
        /// Who brings it.
        bringer: SignedBringer,
        /// Its `Upload-Metadata`.
        metadata: String,
        /// The picture, as it lay on the handheld.
        ciphertext: Blob,
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
    /// What the office makes of whoever brings a queue.
    Welcomed {
        /// What.
        welcome: Welcome,
    },
    /// What became of facts of a queue.
    HandedIn {
        /// One for each, in the same order.
        facts: Vec<HandedIn>,
    },
    /// What became of a picture of a queue.
    PictureHandedIn {
        /// What.
        fate: PictureFate,
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
            Command::BackedUp { held } => self.note_backup(held).await.map(|()| Outcome::Done)?,
            Command::Welcome { bringer } => Outcome::Welcomed { welcome: self.welcome(&bringer).await? },
            Command::HandIn { bringer, facts } => {
                Outcome::HandedIn { facts: self.hand_in(&bringer, facts).await? }
            }
            Command::HandInPicture { bringer, metadata, ciphertext } => Outcome::PictureHandedIn {
                fate: self.hand_in_picture(&bringer, &metadata, ciphertext).await?,
            },
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

/// The office, however it can be reached: served from its folder, or opened for this.
pub enum Reached {
    /// Through the admin socket.
    Served(BufReader<Connection>),
    /// Nobody serves it.
    Opened(Office, Runtime),
}

impl Reached {
    /// Reaches the office in a data folder.
    ///
    /// # Errors
    /// When there is none, or the socket or the office does not open.
    pub fn at(data: &Path) -> Result<Self, OfficeError> {
        let broken = |e| OfficeError::File(path(data), e);
        if let Some(connection) = connect(data).map_err(broken)? {
            return Ok(Self::Served(BufReader::new(connection)));
        }
        Ok(Self::Opened(Office::open_existing(data)?, Runtime::new().map_err(broken)?))
    }

    /// Has it do something.
    ///
    /// # Errors
    /// When the connection breaks, or what comes back is no answer.
    pub fn obey(&mut self, command: &Command) -> Result<Outcome, OfficeError> {
        match self {
            Self::Served(connection) => {
                converse_once(connection, command).map_err(|e| OfficeError::File(PathBuf::from(SOCKET), e))
            }
            Self::Opened(office, runtime) => {
                let done = runtime.block_on(office.obey(command.clone()));
                match done {
                    Err(error @ OfficeError::Refused { .. }) => Ok(Outcome::Refused(error.problem())),
                    done => done,
                }
            }
        }
    }
}

/// `None` where no office is served.
fn connect(data: &Path) -> io::Result<Option<Connection>> {
    match Connection::connect(path(data)) {
        Ok(connection) => Ok(Some(connection)),
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => Ok(None),
        Err(e) => Err(e),
    }
}

fn converse_once(connection: &mut BufReader<Connection>, command: &Command) -> io::Result<Outcome> {
    let mut line = serde_json::to_vec(command)?;
    line.push(b'\n');
    connection.get_mut().write_all(&line)?;
    let mut answer = String::new();
    connection.read_line(&mut answer)?;
    Ok(serde_json::from_str(&answer)?)
}
