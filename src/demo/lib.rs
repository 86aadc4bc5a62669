//! Starts an office and a handheld on a sample residence: the main job, with nothing to configure.

pub mod handheld;
pub mod office;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use clap::Parser;
use doorstep_app::{Begin, Size, log_to_stderr, parse_lang, parse_size};
use doorstep_domain::lang::Lang;
use doorstep_office::sample;
use tokio::runtime::Runtime;

/// An office and a handheld together, on a sample residence of invented people.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Keeps everything in this folder; without it, it goes when the window is closed.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Where the office listens; the first free port of this machine without it.
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// The same seed and the same time give the same residence.
    #[arg(long, default_value_t = sample::SEED)]
    seed: u64,
    /// Pretends that it is this time (RFC 3339), at the office and so on the handheld.
    #[arg(long)]
    now: Option<DateTime<Utc>>,
    /// The staff's language to begin with: zh-CN or en.
    #[arg(long, default_value = "zh-CN", value_parser = parse_lang)]
    lang: Lang,
    /// A folder that pictures drop into, as from a camera.
    #[arg(long)]
    camera_dir: Option<PathBuf>,
    /// The window's size, for example 1280x800: list and page beside each other from a width of 900.
    #[arg(long, value_parser = parse_size)]
    size: Option<Size>,
}

/// The whole program, for a command line whose first word is the program's name.
///
/// # Errors
/// When office or handheld do not start.
pub fn main_with(arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<()> {
    log_to_stderr();
    let arguments = Arguments::parse_from(arguments);
    let temporary = tempfile::tempdir().context("no temporary folder")?;
    let folder = arguments.data.as_deref().unwrap_or(temporary.path());

    let runtime = Runtime::new()?;
    let device = doorstep_app::start::open_device(folder.join("handheld"))?;
    let listen = arguments.listen.map_or_else(|| handheld::address_before(&device), Ok)?;
    let (office, serving) = runtime.block_on(office::start(folder, listen, arguments.seed, arguments.now))?;
    let engine = runtime.block_on(handheld::prepare(device, &office, &serving.url()))?;
    greet(&serving.url(), folder);
    let carry_dir = Some(folder.join("carried"));
    let Arguments { lang, camera_dir, size, .. } = arguments;
    let begin = Begin { office: None, lang, camera_dir, carry_dir, size };
    let ended = doorstep_app::start::run_with(engine, begin);
    runtime.block_on(serving.stop())?;
    Ok(ended?)
}

/// Says who can sign in and where the office listens.
fn greet(url: &str, folder: &std::path::Path) {
    println!("The office listens on {url}, its data are in {}.", folder.join("office").display());
    println!("On this handheld these can sign in:");
    for member in handheld::shown() {
        let (role, name) = (member.role.title(Lang::En), member.name);
        println!("  PIN {}  {}  {} {}, {role}", member.pin, member.id, name.zh, name.en);
    }
}
