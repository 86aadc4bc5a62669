//! The running office keeps to what `/openapi.json` says of it, whoever asks: schemathesis sends what fits the schema and
//! what does not, as somebody of each role, as a handheld, and as nobody. No panic, no 5xx, no answer off the schema.
//!
//! schemathesis is a program of its own, so this is passed over where nobody installed it; `.ci/foreign` installs it and
//! runs this. `DOORSTEP_EXAMPLES=200` makes a campaign of it, `DOORSTEP_SEED` another one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at what it did not expect"
)]

use std::env;
use std::path::Path;
use std::process::Command;

use doorstep_domain::bytes::Fixed;
use doorstep_domain::ids::{InstallationId, SubjectKind};
use doorstep_domain::role::Role;
use doorstep_office::clock::Clock;
use doorstep_office::sample::{self, SITE, STAFF};
use doorstep_office::session::Bearer;
use doorstep_office::store::sqlite::Sqlite;
use doorstep_office::store::{FactStore as _, SubjectStore as _};
use doorstep_office::{NewDevice, Office};
use doorstep_protocol::seal::{Purpose, Sealer};
use doorstep_tests_sync::folder;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use uuid::Uuid;

const ROLES: [Role; 8] = [
    Role::GeneralManager,
    Role::SiteManager,
    Role::Supervisor,
    Role::FrontDesk,
    Role::Butler,
    Role::Technician,
    Role::EngineeringSupervisor,
    Role::Contractor,
];

/// As these, beside what chance brings, each edge of the schema is tried.
const COVER: [&str; 3] = ["nobody", "supervisor", "handheld"];

/// No 5xx, and no answer off the schema. That nobody gets in by what the schema forbids is in the office's own tests.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,unsupported_method,allow_header_conformance";

/// Who asks, and what they show.
type Caller = (String, Option<String>);

async fn callers(office: &Office) -> Vec<Caller> {
    let mut callers = vec![("nobody".to_owned(), None)];
    for role in ROLES {
        let somebody = STAFF.iter().find(|member| member.role == role).unwrap();
        let token = office.token(&somebody.id.parse().unwrap()).await.unwrap();
        callers.push((role.code().to_owned(), Some(token)));
    }
    let handheld = enrol(office).await;
    let butler = STAFF.iter().find(|member| member.role == Role::Butler).unwrap().id.parse().unwrap();
    let bearer = Bearer::new(Some(handheld), Some(butler), office.identity()).issue(office.identity());
    callers.push(("handheld".to_owned(), Some(bearer)));
    callers
}

async fn enrol(office: &Office) -> InstallationId {
    let installation = InstallationId(Uuid::from_u128(7));
    let mut sealer = Sealer::new(&office.identity().keys.sealing_public(), Purpose::Escrow).unwrap();
    let store_key = sealer.seal(installation.0.as_bytes(), &[5; 32]).unwrap();
    office.enrol(NewDevice { installation, device_key: Fixed([3; 32]), store_key }).await.unwrap();
    installation
}

/// What there is, so that not all that is asked for is missing.
fn known(data: &Path) -> Value {
    let store = Sqlite::open_to_read(&data.join("office.db")).unwrap();
    let keys = |kind| {
        let rows = store.subjects_of_kind(kind).unwrap();
        rows.iter().rev().take(12).map(|row| row.subject.key().to_owned()).collect::<Vec<_>>()
    };
    json!({
        "callbacks": keys(SubjectKind::Callback),
        "complaints": keys(SubjectKind::Complaint),
        "work-orders": keys(SubjectKind::WorkOrder),
        "persons": keys(SubjectKind::Person),
        "homes": keys(SubjectKind::Home),
        "departments": ["engineering", "service"],
        "facts": facts(&store),
        "slots": ["texts", "document", "signature", "picture/1"],
    })
}

/// The newest facts that have parts.
fn facts(store: &Sqlite) -> Vec<String> {
    let kinds = ["callback.recorded", "work_order.signed", "event.finished"];
    let of_kind = |kind| store.facts_of_kind(kind).unwrap().into_iter().rev().take(5);
    kinds.into_iter().flat_map(of_kind).map(|fact| fact.to_string()).collect()
}

fn check(url: &str, (name, bearer): &Caller, known: &Value) -> bool {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../foreign");
    let examples = env::var("DOORSTEP_EXAMPLES").unwrap_or_else(|_| "10".to_owned());
    let seed = env::var("DOORSTEP_SEED").unwrap_or_else(|_| "1".to_owned());
    let mut command = Command::new(folder.join(".venv/bin/schemathesis"));
    command
        .arg("--config-file")
        .arg(folder.join("schemathesis.toml"))
        .arg("run")
        .arg(format!("{url}/openapi.json"));
    command.args(["--seed", &seed, "--max-examples", &examples]);
    command.args(["--checks", CHECKS]);
    // What is off the schema is off it for everybody: who asks changes only how far they come.
    let all = COVER.contains(&name.as_str());
    command.args(["--phases", if all { "coverage,fuzzing" } else { "fuzzing" }]);
    if let Some(bearer) = bearer {
        command.arg("--header").arg(format!("Authorization: Bearer {bearer}"));
    }
    command.env("SCHEMATHESIS_HOOKS", "schema_hooks").env("PYTHONPATH", &folder);
    command.env("DOORSTEP_KNOWN", known.to_string()).current_dir(&folder);
    println!("as {name}:");
    command.status().expect("installed: see .ci/foreign").success()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Python and schemathesis: `.ci/foreign` installs them and runs this"]
async fn the_office_keeps_to_its_schema_whoever_asks() {
    let data = folder::fresh();
    let office = Office::open_as(data.path(), &SITE.parse().unwrap(), Clock::default()).unwrap();
    let residence = sample::write(sample::SEED, office.now()).unwrap();
    sample::install(&office, residence).await.unwrap();
    let serving = office.serve(TcpListener::bind("127.0.0.1:0").await.unwrap()).unwrap();
    let (callers, known, url) = (callers(&office).await, known(data.path()), serving.url());
    let checking = move || {
        callers.iter().filter(|caller| !check(&url, caller, &known)).map(|(name, _)| name.clone()).collect()
    };
    let differing: Vec<String> = tokio::task::spawn_blocking(checking).await.unwrap();
    assert!(differing.is_empty(), "the office is not as its schema says: {differing:?}");
}
