//! The weather is clear: everything goes to the office, and the handheld says what it holds.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;
use doorstep_device::Device;
use doorstep_device::store::outbox::{Outbox, RowState};
use doorstep_domain::ids::SubjectId;

use crate::person::{Whose, open, sign_in};
use crate::process::PATIENCE;
use crate::told::{Settled, Told};

/// Whose handheld, and of which subjects it is to say the state.
#[derive(Debug, Clone, Args)]
pub struct Settle {
    /// Whose.
    #[command(flatten)]
    pub whose: Whose,
    /// A file with a subject a line.
    #[arg(long)]
    pub subjects: PathBuf,
}

/// Sends everything, reads everything, and says what is there.
pub async fn settle(settle: &Settle) {
    let engine = open(&settle.whose.folder).unwrap();
    sign_in(&engine, &settle.whose.person).await.unwrap();
    let begin = Instant::now();
    loop {
        engine.send_now().await;
        let rows = engine.with(|device| device.outbox()).unwrap();
        let waits = |state: &RowState| {
            matches!(state, RowState::Waiting | RowState::Again(_) | RowState::PicturesMissing)
        };
        let waiting = engine.with(|device| device.waiting()).unwrap().facts;
        if (waiting == 0 && !rows.iter().any(|row| waits(&row.state))) || begin.elapsed() > PATIENCE / 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    engine.send_now().await;
    let subjects = std::fs::read_to_string(&settle.subjects).unwrap();
    let subjects = subjects.lines().map(|line| line.parse().unwrap());
    let settled = engine.with(|device| look(device, &settle.whose, subjects.collect()));
    Told::Settled(settled).say();
}

pub(crate) fn look(device: &Device, whose: &Whose, subjects: Vec<SubjectId>) -> Settled {
    let personal = &device.shift().unwrap().personal;
    let seen = subjects.into_iter().filter(|subject| personal.is_granted(&whose.person, subject).unwrap());
    let state = |subject: SubjectId| {
        let (state, _) = personal.shown(&subject).unwrap()?;
        Some((subject, serde_json::to_string(&state).unwrap()))
    };
    let highest = personal.highest_own_sequence().unwrap();
    let outbox = Outbox::open(&whose.folder.join("outbox.db")).unwrap();
    let not_green = |sequence| {
        let state = outbox.row(sequence).unwrap().map(|row| row.state);
        let uploads = outbox.uploads_of(sequence).unwrap().into_iter().map(|upload| upload.state);
        let green = state == Some(RowState::Confirmed);
        (!green).then(|| format!("{sequence}: {state:?}, pictures {:?}", uploads.collect::<Vec<_>>()))
    };
    Settled {
        installation: device.installation(),
        highest,
        not_green: (1..=highest).filter_map(not_green).collect(),
        states: seen.filter_map(state).collect(),
        whole: personal.check().and_then(|()| outbox.check()).map_err(|error| error.to_string()),
    }
}
