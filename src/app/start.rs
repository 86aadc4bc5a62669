//! Start: the device, the window, and words where one of them cannot be had.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use doorstep_device::device::{Config, Device, OpenError};
use doorstep_device::keyring::PinCost;
use doorstep_device::secret::FileKeystore;
use doorstep_device::sync::http::HttpTransport;
use doorstep_device::{Engine as DeviceEngine, SystemClock};
use doorstep_domain::lang::Lang;
use doorstep_ui::App;
use slint::ComponentHandle as _;
use thiserror::Error;

use crate::camera::{Camera, FolderCamera};
use crate::chime::Chime;
use crate::engine::Engine;
use crate::screens::{self, connect, signin};
use crate::shell::Shell;
use crate::{display, navigation};

/// How the handheld is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where everything is kept.
    pub data: PathBuf,
    /// What it begins with.
    pub begin: Begin,
}

/// What a handheld begins with.
#[derive(Debug, Clone, Default)]
pub struct Begin {
    /// The office's address, for the first start.
    pub office: Option<String>,
    /// The staff's language.
    pub lang: Lang,
    /// A folder that pictures drop into.
    pub camera_dir: Option<PathBuf>,
    /// Where the queue goes as a file, to be carried by hand (F-01).
    pub carry_dir: Option<PathBuf>,
    /// The window's size; as the system gives it without one.
    pub size: Option<Size>,
}

/// A window's width and height, in logical pixels.
pub type Size = (u16, u16);

/// Why the handheld does not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The data cannot be opened. What waits to be sent is not touched.
    #[error("the data in {folder} cannot be opened: {error}. Nothing in it was changed.")]
    Open {
        /// The folder.
        folder: PathBuf,
        /// Why.
        error: OpenError,
    },
    /// The network cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Network(String),
    /// There is no display.
    #[error(
        "there is no display to open a window on: {0}\n\
         Without one, run it headless for tools/drive: build with `--features drive` and set \
         SLINT_BACKEND=headless SLINT_MCP_PORT=7801."
    )]
    Display(String),
    /// There is no font at all.
    #[error(
        "there is no font on this machine: install one, for example Debian's fonts-noto-cjk or fonts-dejavu-core"
    )]
    Font,
    /// The system gives no thread.
    #[error("no thread can be had: {0}")]
    Thread(#[from] std::io::Error),
}

/// The device in a folder, with the system's clock and a keystore that is a file there.
///
/// # Errors
/// See [`OpenError`].
pub fn open_device(data: PathBuf) -> Result<Device, OpenError> {
    Device::open(Config {
        keystore: Arc::new(FileKeystore::in_folder(&data)),
        folder: data,
        clock: Arc::new(SystemClock::default()),
        pin_cost: PinCost::default(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

/// Opens device and window and runs until the window is closed.
///
/// # Errors
/// See [`StartError`].
pub fn run(options: Options) -> Result<(), StartError> {
    let folder = options.data.clone();
    let begin = Begin { carry_dir: options.begin.carry_dir.or_else(|| beside(&folder)), ..options.begin };
    let device = open_device(options.data).map_err(|error| StartError::Open { folder, error })?;
    let transport = HttpTransport::new().map_err(|error| StartError::Network(error.to_string()))?;
    let engine = DeviceEngine::new(device, Arc::new(transport));
    run_with(engine, begin)
}

/// A file is of use where a person can take it: Android keeps an app's folder to itself.
fn beside(data: &Path) -> Option<PathBuf> {
    (!cfg!(target_os = "android")).then(|| data.join("carried"))
}

/// As [`run`], over a device that is open already.
///
/// # Errors
/// See [`StartError`].
pub fn run_with(engine: DeviceEngine, begin: Begin) -> Result<(), StartError> {
    let Begin { office, lang, camera_dir, carry_dir, size } = begin;
    let app = open_window(size)?;
    let camera = camera_dir.map(|folder| Arc::new(FolderCamera::new(folder)) as Arc<dyn Camera>);
    let shell = Shell::new(&app, Engine::start(engine)?, lang, camera, carry_dir, chime());
    shell.speak(lang);
    screens::connect(&shell);
    navigation::connect(&shell);
    display::connect(&shell);
    let _timer = navigation::keep_time(&shell);
    shell.quietly(first_screen(Rc::clone(&shell), office));
    app.run().map_err(|error| StartError::Display(error.to_string()))
}

async fn first_screen(shell: Rc<Shell>, office: Option<String>) {
    display::restore(&shell).await;
    let enrolled = shell.engine.ask(|device| device.office().ok().flatten().is_some()).await;
    match enrolled {
        Ok(true) => signin::show(shell).await,
        _ => connect::show(&shell, office.as_deref()),
    }
}

/// Whoever drives the app without a display hears nothing.
fn chime() -> Chime {
    let headless = std::env::var("SLINT_BACKEND").is_ok_and(|backend| backend == "headless");
    if headless { Chime::silent() } else { Chime::audible() }
}

/// With no font at all the text engine panics, even though a font is embedded: that is said in words.
fn open_window(size: Option<Size>) -> Result<App, StartError> {
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let opened = catch_unwind(AssertUnwindSafe(|| {
        let app = App::new()?;
        if let Some((width, height)) = size {
            app.window().set_size(slint::LogicalSize::new(width.into(), height.into()));
        }
        app.show()?;
        Ok::<_, slint::PlatformError>(app)
    }));
    std::panic::set_hook(loud);
    match opened {
        Ok(app) => app.map_err(|error| StartError::Display(error.to_string())),
        Err(_) => Err(StartError::Font),
    }
}
