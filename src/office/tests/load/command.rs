//! The command itself, beside an office that is served and on one that is not.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn office() -> Command {
    Command::new(env!("CARGO_BIN_EXE_doorstep-office"))
}

fn run(arguments: &[&str]) -> Output {
    office().args(arguments).output().unwrap()
}

fn told(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

/// Ended with the test, however that ends.
struct Served(Child);

impl Served {
    fn new(data: &Path) -> Self {
        let mut command = office();
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.next().unwrap().unwrap().starts_with("listening on"));
        Self(child)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_new_office_is_served_loaded_and_let_people_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (data, csv) = (path("office"), path("csv"));
    assert!(run(&["load", "--template", &csv, "--lang", "zh-CN"]).status.success());

    let nowhere = told(&run(&["load", &csv, "--data", &data])).1;
    assert!(nowhere.contains("`serve` founds one"), "{nowhere}");

    let served = Served::new(Path::new(&data));
    let load = ["load", &csv, "--data", &data];
    let (dry, _) = told(&run(&[load.as_slice(), &["--dry-run"]].concat()));
    assert!(dry.contains("+ home 8-2-1602\n") && dry.ends_with("a dry run: nothing was changed\n"), "{dry}");
    let (loaded, _) = told(&run(&load));
    assert!(loaded.ends_with("11 facts recorded\n"), "{loaded}");
    let (again, _) = told(&run(&[load.as_slice(), &["--lang", "zh-CN"]].concat()));
    assert!(again.ends_with("与已有资料相同，未作更改\n"), "{again}");
    assert_eq!(told(&run(&["enrol", "--data", &data])).0.trim().len(), 19);
    assert_eq!(told(&run(&["person-code", "--data", &data, "b-01"])).0.trim().len(), 9);
    drop(served);

    let (without_serve, _) = told(&run(&load));
    assert!(without_serve.ends_with("the office has all of it already\n"), "{without_serve}");
}

#[test]
fn problems_go_to_the_error_output_and_fail() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (data, csv) = (path("office"), path("csv"));
    drop(Served::new(Path::new(&data)));
    run(&["load", "--template", &csv]);
    std::fs::write(format!("{csv}/phrases.csv"), "kind,zh,en\npraise,好,\n").unwrap();
    let refused = run(&["load", &csv, "--data", &data]);
    assert!(!refused.status.success());
    let (out, err) = told(&refused);
    assert_eq!(out, "");
    let (first, last) = (err.lines().next().unwrap(), err.lines().last().unwrap());
    assert!(first.starts_with("phrases.csv:2 [kind]: `praise` is not known"), "{err}");
    assert!(last.ends_with("1 wrong, so nothing was changed: correct it and load again"), "{err}");
}

#[test]
fn a_template_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().to_str().unwrap();
    std::fs::write(folder.path().join("homes.csv"), "mine").unwrap();
    let (_, err) = told(&run(&["load", "--template", csv]));
    assert!(err.contains("homes.csv is there already: nothing was written"), "{err}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(std::fs::read_to_string(folder.path().join("homes.csv")).unwrap(), "mine");
}
