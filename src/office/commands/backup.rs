//! `doorstep-office backup` and `doorstep-office verify`.

use std::io::{self, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;

use super::Data;
use crate::admin::{Command, Outcome, Reached};
use crate::backup::back_up;
use crate::verify;

#[derive(Debug, Args)]
pub(super) struct Backup {
    #[command(flatten)]
    data: Data,
    /// The folder of the backup: a new one, or one that an earlier backup of this office is in. On the same file system
    /// pictures get a second name there; on another one they are copied.
    #[arg(long)]
    to: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The data folder of an office, or a backup.
    #[arg(long)]
    data: PathBuf,
}

/// Copies; then the office hears of it, so that handhelds may let go of what they have kept for 30 days.
pub(super) fn run(of: &Backup) -> anyhow::Result<()> {
    let data = &of.data.data;
    let copied = back_up(data, &of.to)?;
    writeln!(
        io::stdout(),
        "through place {}: database of {} bytes, {} pictures copied, {} there from before",
        copied.held.through,
        copied.database,
        copied.new,
        copied.there
    )?;
    let untold = "the backup is whole, but the office was not told of it: handhelds keep all they have. Run `backup` again";
    match Reached::at(data).context(untold)?.obey(&Command::BackedUp { held: copied.held }).context(untold)? {
        Outcome::Refused(problem) => bail!("{untold} ({})", problem.detail),
        _ => Ok(()),
    }
}

/// What is missing or altered, and the sum; fails where anything is.
pub(super) fn verify(of: &Verify) -> anyhow::Result<()> {
    let found = verify::verify(&of.data)?;
    writeln!(io::stdout(), "{found}")?;
    if !found.is_whole() {
        bail!(
            "something is missing or altered: see above. Restore the newest backup that `verify` finds whole"
        );
    }
    Ok(())
}
