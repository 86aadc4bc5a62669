//! Writes the seeds of a target into a folder, a file each: `seeds TARGET FOLDER` (for libFuzzer).

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a tool for one who looks at it")]

use std::env::args;
use std::fs;
use std::path::PathBuf;

use doorstep_tests_fuzz::Target;

fn main() {
    let (name, folder) = (args().nth(1).expect("a target"), PathBuf::from(args().nth(2).expect("a folder")));
    let target = Target::ALL.into_iter().find(|target| format!("{target:?}").eq_ignore_ascii_case(&name));
    fs::create_dir_all(&folder).unwrap();
    for (number, seed) in target.expect("a target").seeds().iter().enumerate() {
        fs::write(folder.join(format!("seed-{number}")), seed).unwrap();
    }
}
