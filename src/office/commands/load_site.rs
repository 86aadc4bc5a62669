//! `doorstep-office load`: a site from CSV files.

use std::io::{self, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Args;
use doorstep_domain::lang::Lang;

use super::{lang, outcome};
use crate::admin::{Command, Outcome};
use crate::load::{LoadAnswer, read_folder, template};

#[derive(Debug, Args)]
pub(super) struct Load {
    /// The folder with the CSV files.
    folder: PathBuf,
    /// The office's data folder.
    #[arg(long, required_unless_present = "template")]
    data: Option<PathBuf>,
    /// Only say what would change.
    #[arg(long)]
    dry_run: bool,
    /// Write the files with comments and examples into the folder instead.
    #[arg(long, conflicts_with_all = ["data", "dry_run"])]
    template: bool,
    /// The language of messages and comments: zh-CN or en.
    #[arg(long, default_value = "en", value_parser = lang)]
    lang: Lang,
}

/// Writes the template, or loads through whoever has the office open.
pub(super) fn run(of: &Load) -> anyhow::Result<()> {
    let Some(data) = &of.data else {
        return template::write(&of.folder, of.lang).with_context(|| of.folder.display().to_string());
    };
    let command = Command::Load { files: read_folder(&of.folder)?, dry_run: of.dry_run };
    match outcome(data, command)? {
        Outcome::Loaded { answer } => print(&answer, of.lang),
        other => super::print(other),
    }
}

/// What changes on the standard output; what is wrong on the error output, and fails.
pub(super) fn print(answer: &LoadAnswer, lang: Lang) -> anyhow::Result<()> {
    let (text, summary) = (answer.text(lang), answer.summary(lang));
    if let LoadAnswer::Refused(_) = answer {
        eprint!("{text}");
        bail!("{summary}");
    }
    Ok(writeln!(io::stdout(), "{text}{summary}")?)
}
