//! The main job, with nothing to configure: an office and a handheld on a sample residence.

use std::process::ExitCode;

fn main() -> ExitCode {
    match doorstep_demo::main_with(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("doorstep-demo: {error:#}");
            ExitCode::FAILURE
        }
    }
}
