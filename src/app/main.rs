//! The handheld alone. The first start asks for the office and its one-time code.

use std::process::ExitCode;

fn main() -> ExitCode {
    match doorstep_app::main_with(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("doorstep: {error:#}");
            ExitCode::FAILURE
        }
    }
}
