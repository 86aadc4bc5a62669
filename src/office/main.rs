//! `doorstep-office`: serves an office, and does what its administrator wants.

use std::process::ExitCode;

fn main() -> ExitCode {
    doorstep_office::commands::main_with(std::env::args_os())
}
