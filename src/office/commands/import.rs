//! `doorstep-office import`: the queue of a handheld, carried here as a file (F-01).

use std::io::{self, Write as _};
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use super::Data;
use crate::admin::Reached;
use crate::import::{Report, import};

#[derive(Debug, Args)]
pub(super) struct Import {
    #[command(flatten)]
    data: Data,
    /// The file that the handheld wrote.
    file: PathBuf,
}

/// A line for each fact and picture, then the sum; fails where not everything is at the office now.
pub(super) fn run(of: &Import) -> anyhow::Result<()> {
    let mut office = Reached::at(&of.data.data)?;
    let report = import(&of.file, &mut office, |told| drop(writeln!(io::stdout(), "{told}")))?;
    writeln!(io::stdout(), "{report}")?;
    if let Some(why) = lacks(&report) {
        bail!("{why}");
    }
    Ok(())
}

/// What is not here, and what to do about it.
fn lacks(report: &Report) -> Option<String> {
    let kept = "The handheld still holds it: let it write the file again, or send it by network";
    if report.end.is_none() {
        return Some(format!("the file was cut off. What is whole in it was taken. {kept}"));
    }
    if report.newer > 0 {
        return Some(
            "the file holds what only a newer doorstep-office knows: install it and import again".into(),
        );
    }
    if !report.is_whole() {
        let places = report.damaged;
        return Some(format!(
            "the file is damaged in {places} places. What is whole in it was taken. {kept}"
        ));
    }
    (!report.is_all_here()).then(|| format!("not everything was taken: see above. {kept}"))
}
