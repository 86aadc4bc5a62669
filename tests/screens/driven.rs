//! The programs as they are, built with the port for the driver: `driven handheld …`, `driven office …` and
//! `driven demo …` are `doorstep`, `doorstep-office` and `doorstep-demo`. `driven pictures [FOLDER]` draws the
//! README's pictures.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use doorstep_tests_screens::pictures;

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let program = arguments.first().and_then(|first| first.to_str()).unwrap_or("pictures").to_owned();
    match program.as_str() {
        "handheld" => doorstep_app::main_with(arguments)?,
        "office" => return Ok(doorstep_office::commands::main_with(arguments)),
        "demo" => doorstep_demo::main_with(arguments)?,
        "pictures" => {
            let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("pictures");
            pictures::draw(&arguments.get(1).map_or(here, Into::into))?;
        }
        other => anyhow::bail!("{other}: one of handheld, office, demo, pictures"),
    }
    Ok(ExitCode::SUCCESS)
}
