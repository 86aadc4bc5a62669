//! The sample residence with an office of its own and one handheld, in a folder that goes when this goes.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use doorstep_app::start::open_device;
use doorstep_device::Engine;
use doorstep_device::commands::sign_in::SignInError;
use doorstep_device::sync::http::HttpTransport;
use doorstep_office::sample::{STAFF, Sketch};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::copy::Copy;
use crate::hand::Hand;
use crate::programs::{Programs, Running, free_port};

/// The sample residence, an office that is not served yet, and room for a handheld.
pub struct Residence {
    /// The programs.
    pub programs: Programs,
    folder: TempDir,
    port: u16,
}

/// Where all residences of this run are: beside the programs. A run that comes while another one still runs
/// waits for it.
fn workshop(programs: &Programs) -> &'static Path {
    static WORKSHOP: OnceLock<(PathBuf, File)> = OnceLock::new();
    let (folder, _) = WORKSHOP.get_or_init(|| {
        let folder = programs.0.with_file_name("tests-screens");
        fs::create_dir_all(&folder).unwrap();
        let lock = File::create(folder.with_extension("lock")).unwrap();
        lock.lock().unwrap();
        fs::remove_dir_all(&folder).unwrap();
        fs::create_dir(&folder).unwrap();
        let sample = folder.join("sample");
        programs.office(&["sample", "--data", sample.to_str().unwrap()]);
        (folder, lock)
    });
    folder
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Drops a picture into a camera's folder, whole at once.
pub fn drop_picture(camera: &Path, sketch: Sketch) {
    let half = camera.join(".half.jpg");
    fs::write(&half, sketch.jpeg().unwrap()).unwrap();
    fs::rename(half, camera.join(format!("{}.jpg", uuid::Uuid::now_v7()))).unwrap();
}

impl Residence {
    /// The sample as of now.
    pub fn new(programs: &Programs) -> Self {
        let workshop = workshop(programs);
        let folder = tempfile::tempdir_in(workshop).unwrap();
        copy_folder(&workshop.join("sample"), &folder.path().join("office"));
        Self { programs: programs.clone(), folder, port: free_port() }
    }

    /// The office's data.
    pub fn office_data(&self) -> PathBuf {
        self.folder.path().join("office")
    }

    /// The handheld's data.
    pub fn handheld_data(&self) -> PathBuf {
        self.folder.path().join("handheld")
    }

    /// The office's port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The office's address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Serves the office, always at the same address.
    pub fn serve(&self) -> Running {
        self.programs.serve(&self.office_data(), self.port)
    }

    /// What an office command prints: `ask("token", &["--person", "b-02"])`.
    pub fn ask(&self, command: &str, more: &[&str]) -> String {
        let data = self.office_data();
        let arguments = [&[command, "--data", data.to_str().unwrap()], more].concat();
        self.programs.office(&arguments)
    }

    /// What the office holds, as this person may read it.
    pub fn copy(&self, person: &str) -> Copy {
        Copy::new(self.url(), self.ask("token", &["--person", person]))
    }

    /// Enrols the handheld with the office, which is served, and lets these people sign in once, so that
    /// what they need is there without a network. The last one stands first on the sign-in screen.
    pub fn enrol(&self, people: &[&str]) {
        drop(self.enrol_at(self.handheld_data(), people));
    }

    /// Another handheld, without a screen.
    pub fn another(&self, people: &[&str]) -> Another {
        Another { engine: self.enrol_at(self.folder.path().join("another"), people) }
    }

    fn enrol_at(&self, folder: PathBuf, people: &[&str]) -> Engine {
        let device = open_device(folder).unwrap();
        let engine = Engine::new(device, Arc::new(HttpTransport::new().unwrap()));
        Runtime::new().unwrap().block_on(async {
            engine.connect(&self.url(), &self.ask("enrol", &[])).await.unwrap();
            for id in people {
                let pin = pin(id).parse().unwrap();
                let code = self.ask("person-code", &[id]);
                engine.enter(&id.parse().unwrap(), &code, &pin).await.unwrap();
                engine.sync_once().await;
            }
        });
        engine
    }

    /// Starts the handheld.
    pub fn handheld(&self) -> (Running, Hand) {
        self.programs.handheld(&self.handheld_data(), &[])
    }

    /// Starts it as at a front desk: list and page beside each other.
    pub fn front_desk(&self) -> (Running, Hand) {
        self.programs.handheld(&self.handheld_data(), &["--size", "1280x800"])
    }

    /// Starts the handheld with a camera, whose pictures [`Residence::photograph`] takes.
    pub fn handheld_with_camera(&self) -> (Running, Hand) {
        let camera = self.camera();
        fs::create_dir_all(&camera).unwrap();
        self.programs.handheld(&self.handheld_data(), &["--camera-dir", camera.to_str().unwrap()])
    }

    fn camera(&self) -> PathBuf {
        self.folder.path().join("camera")
    }

    /// The camera has taken this picture: whoever taps on its tile next gets it.
    pub fn photograph(&self, sketch: Sketch) {
        drop_picture(&self.camera(), sketch);
    }
}

/// A handheld without a screen.
pub struct Another {
    engine: Engine,
}

impl Another {
    /// It is in reach of the office.
    pub fn sync(&self) {
        self.engine.try_now();
        Runtime::new().unwrap().block_on(self.engine.sync_once());
    }

    /// Somebody tries to sign in.
    ///
    /// # Errors
    /// When they may not.
    pub fn sign_in(&self, id: &str) -> Result<(), SignInError> {
        self.engine.sign_in(&id.parse().unwrap(), &pin(id).parse().unwrap())
    }
}

/// The PIN of a member of the sample's staff.
pub fn pin(id: &str) -> &'static str {
    STAFF.iter().find(|member| member.id == id).map(|member| member.pin).unwrap()
}
