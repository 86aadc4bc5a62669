//! Foreign tus clients upload to the running office, are cut, and go on: tus-js-client and tuspy, unchanged, who know
//! nothing of Doorstep but the metadata that the office asks for.
//!
//! They are programs of their own, so these tests are passed over where nobody installed them; `.ci/foreign` installs
//! them and runs these tests, and `.ci/run` runs that.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at what it did not expect"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use doorstep_device::store::outbox::{Outbox, RowState};
use doorstep_device::sync::http::HttpTransport;
use doorstep_device::sync::transport::{Method, Request, Response, Transport as _};
use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::fact::{Part, Slot};
use doorstep_domain::ids::FactId;
use doorstep_protocol::upload::{TUS_RESUMABLE, TUS_VERSION, path, receipt_from_header};
use doorstep_tests_sync::event::photograph;
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::world::World;
use serde_json::{Value, json};

const UPLOADS: &str = "/v1/uploads";
/// More than the office makes durable at once, less than the picture.
const CUT: usize = 300_000;

static PICTURE: LazyLock<Vec<u8>> = LazyLock::new(|| photograph(1, 1600));

/// Whose client it is.
#[derive(Debug, Clone, Copy)]
enum Client {
    Node,
    Python,
}

impl Client {
    /// Runs it to its end; whether it says that all is there.
    async fn run(self, work: Value) -> bool {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../foreign");
        let mut command = match self {
            Client::Node => Command::new("node"),
            Client::Python => Command::new(folder.join(".venv/bin/python")),
        };
        command.arg(folder.join(match self {
            Client::Node => "upload.mjs",
            Client::Python => "upload.py",
        }));
        let running = tokio::task::spawn_blocking(move || {
            let mut child = command.stdin(Stdio::piped()).spawn().expect("installed: see .ci/foreign");
            child.stdin.take().unwrap().write_all(work.to_string().as_bytes()).unwrap();
            child.wait().unwrap().success()
        });
        running.await.unwrap()
    }
}

/// A handheld whose fact is at the office, and whose picture is not.
struct Waiting {
    world: World,
    handheld: Handheld,
    fact: FactId,
    slot: Slot,
    /// Ciphertext, as it lies on the handheld.
    file: PathBuf,
    /// What a foreign client has to be told.
    work: Value,
}

impl Waiting {
    async fn begin() -> Self {
        let world = World::begin().await;
        let callback = world.site.repair("8-1-101").await;
        let handheld = world.handheld_of("lin").await;
        world.network.set_at(UPLOADS, Fault::Unreachable);
        let saved = handheld.attempt_with_pictures(&callback, std::slice::from_ref(&*PICTURE));
        handheld.sync().await;
        assert_eq!(handheld.states(), [RowState::PicturesMissing]);
        world.network.heal();
        let outbox = Outbox::open(&handheld.folder().join("outbox.db")).unwrap();
        let upload = outbox.uploads_of(saved.sequence).unwrap().remove(0);
        let file = handheld.folder().join("media").join(&upload.file);
        assert!(upload.bytes as usize > CUT + 100_000, "{} bytes are cut in their middle", upload.bytes);
        let work = json!({
            "endpoint": format!("{}{UPLOADS}", world.network.url()),
            "bearer": world.network.bearer(),
            "file": file,
            "metadata": {
                "fact": upload.fact, "slot": upload.slot, "secret": serde_json::to_string(&upload.secret).unwrap(),
            },
            "retries": 3, "url": null, "chunk": null, "checksum": false, "post_only": false,
        });
        Self { world, handheld, fact: upload.fact, slot: upload.slot, file, work }
    }

    /// What the client is told, but for this.
    fn but(&self, key: &str, value: Value) -> Value {
        let mut work = self.work.clone();
        work[key] = value;
        work
    }

    fn url(&self) -> String {
        format!("{}{}", self.world.network.url(), path(self.fact, &self.slot))
    }

    /// The office holds the very picture, its receipt says so, and the handheld learns it without sending anything.
    async fn check_there(&self) {
        let bytes = self.world.site.part(self.fact, self.slot.as_str()).await;
        let own = self.handheld.engine.with(|device| device.picture(self.fact, &self.slot)).unwrap().unwrap();
        assert!(own == bytes, "other bytes");
        let answer = self.ask().await;
        assert_eq!(answer.upload_offset, Some(std::fs::metadata(&self.file).unwrap().len() as i64));
        let receipt = receipt_from_header(&answer.receipt.unwrap()).unwrap();
        let receipt = receipt.verify(&self.world.site.office().identity().signing_public()).unwrap();
        assert_eq!((receipt.fact, receipt.missing), (self.fact, Vec::new()));
        let unsalted = Part { slot: self.slot.clone(), salt: Fixed([0; 32]), bytes: Blob(bytes) };
        let head = self.world.site.ledger().fact(self.fact).head;
        assert_ne!(head.part(self.slot.as_str()).unwrap().hash, unsalted.hash(), "the hash is salted");
        let sent = self.world.network.offsets();
        self.handheld.sync().await;
        assert_eq!(self.handheld.states(), [RowState::Confirmed]);
        assert_eq!(self.world.network.offsets(), sent, "nothing goes up twice");
    }

    async fn ask(&self) -> Response {
        let request = Request {
            method: Method::Head,
            url: self.url(),
            bearer: self.world.network.bearer(),
            headers: vec![(TUS_RESUMABLE, TUS_VERSION.to_owned())],
            body: None,
            patience: Duration::from_secs(30),
            limit: 1024,
        };
        HttpTransport::new().unwrap().send(request).await.unwrap()
    }
}

/// In one go, where nothing is cut.
async fn check_whole(client: Client, but: &[(&str, Value)]) {
    let waiting = Waiting::begin().await;
    let mut work = waiting.work.clone();
    but.iter().for_each(|(key, value)| work[key] = value.clone());
    assert!(client.run(work).await, "{client:?}");
    waiting.check_there().await;
}

/// Cut in the middle: the client asks where it stands, and goes on from there.
async fn check_cut(client: Client) {
    let waiting = Waiting::begin().await;
    waiting.world.network.set_at(UPLOADS, Fault::CutRequest(CUT));
    assert!(client.run(waiting.work.clone()).await, "{client:?}");
    check_resumed(&waiting);
    waiting.check_there().await;
}

/// Cut in the middle, and the client ends there; another one goes on, who knows the address alone.
async fn check_left(client: Client) {
    let waiting = Waiting::begin().await;
    waiting.world.network.set_at(UPLOADS, Fault::CutRequest(CUT));
    assert!(!client.run(waiting.but("retries", json!(0))).await, "{client:?}: it was cut");
    assert!(client.run(waiting.but("url", json!(waiting.url()))).await, "{client:?}");
    check_resumed(&waiting);
    waiting.check_there().await;
}

fn check_resumed(waiting: &Waiting) {
    let offsets = waiting.world.network.offsets();
    let later: Vec<i64> = offsets.iter().copied().filter(|offset| *offset > 0).collect();
    let [resumed] = later[..] else { panic!("{offsets:?}") };
    assert!(resumed <= CUT as i64 && offsets.ends_with(&later), "from the office's offset: {offsets:?}");
}

#[tokio::test]
#[ignore = "needs Node and tus-js-client: `.ci/foreign` installs them and runs this"]
async fn tus_js_client_uploads() {
    check_whole(Client::Node, &[]).await;
    check_whole(Client::Node, &[("post_only", json!(true))]).await;
}

#[tokio::test]
#[ignore = "needs Node and tus-js-client: `.ci/foreign` installs them and runs this"]
async fn tus_js_client_is_cut_and_resumes() {
    check_cut(Client::Node).await;
    check_left(Client::Node).await;
}

#[tokio::test]
#[ignore = "needs Python and tuspy: `.ci/foreign` installs them and runs this"]
async fn tuspy_uploads() {
    check_whole(Client::Python, &[]).await;
    check_whole(Client::Python, &[("chunk", json!(65_536)), ("checksum", json!(true))]).await;
}

#[tokio::test]
#[ignore = "needs Python and tuspy: `.ci/foreign` installs them and runs this"]
async fn tuspy_is_cut_and_resumes() {
    check_cut(Client::Python).await;
    check_left(Client::Python).await;
}
