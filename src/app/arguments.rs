//! The command line of `doorstep`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Parser;
use doorstep_domain::lang::Lang;
use tracing_subscriber::EnvFilter;

use crate::start::{Begin, Options, Size, run};

/// The handheld of Doorstep.
#[derive(Debug, Parser)]
#[command(name = "doorstep", version)]
struct Arguments {
    /// Where everything is kept.
    #[arg(long, default_value = "doorstep-data")]
    data: PathBuf,
    /// The office's address, for the first start.
    #[arg(long)]
    office: Option<String>,
    /// The staff's language to begin with: zh-CN or en.
    #[arg(long, default_value = "zh-CN", value_parser = parse_lang)]
    lang: Lang,
    /// A folder that an industrial camera drops its pictures into.
    #[arg(long)]
    camera_dir: Option<PathBuf>,
    /// Where what waits is saved as a file, to be carried to the office by hand; without it in `carried` beside the data.
    #[arg(long)]
    carry_dir: Option<PathBuf>,
    /// The window's size, for example 1280x800: list and page beside each other from a width of 900.
    #[arg(long, value_parser = parse_size)]
    size: Option<Size>,
}

/// Reads a window's size from a command line.
///
/// # Errors
/// When it is not two numbers with an x between them.
pub fn parse_size(text: &str) -> Result<Size, String> {
    let size =
        text.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    size.ok_or_else(|| "for example 1280x800".to_owned())
}

/// Reads a staff language from a command line.
///
/// # Errors
/// When the word is none of them.
pub fn parse_lang(text: &str) -> Result<Lang, String> {
    Lang::from_code(text).ok_or_else(|| "zh-CN or en".to_owned())
}

/// What the program has to say of itself goes to the standard error, as `RUST_LOG` asks for.
pub fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,winit=error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

/// The whole program, for a command line whose first word is the program's name.
///
/// # Errors
/// When the handheld does not start.
pub fn main_with(arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<()> {
    log_to_stderr();
    let Arguments { data, office, lang, camera_dir, carry_dir, size } = Arguments::parse_from(arguments);
    Ok(run(Options { data, begin: Begin { office, lang, camera_dir, carry_dir, size } })?)
}
