//! Shows any screen, filled with the invented data of the reference pictures; or writes a picture of each.
//!
//!     cargo run -p doorstep-ui --example gallery -- today --lang en      in a window
//!     cargo run -p doorstep-ui --example gallery -- --png target/gallery  every screen, zh and en, 780×1688
//!     cargo run -p doorstep-ui --example gallery -- --all target/gallery  in every size, colour and language
//!
//! Options: --lang zh|en, --dark, --large (130 %), --size 390x844, --scale 2; names of screens leave out the others.

mod draw;
mod sample;
mod sample_beside;
mod sample_callback;
mod sample_complaint;
mod sample_desk;
mod sample_order;
mod sample_watch;

use std::path::{Path, PathBuf};

use doorstep_ui::{App, Colours, Language, Nav, Screen, Theme};
use slint::{ComponentHandle, PlatformError};

/// The sizes of SCREENS.md: a small phone, the reference, a large one, a front desk's window.
const SIZES: [(u32, u32); 4] = [(320, 693), (390, 844), (430, 932), (1280, 800)];
const LANGS: [&str; 2] = ["zh", "en"];

/// What a person or a device decides, and every screen has to stand.
#[derive(Clone)]
struct Look {
    size: (u32, u32),
    dark: bool,
    large: bool,
    lang: String,
}

impl Look {
    fn every() -> impl Iterator<Item = Self> {
        let of = |size, dark, large, lang: &str| Self { size, dark, large, lang: lang.to_owned() };
        let sizes = SIZES.into_iter().flat_map(|size| [false, true].map(|dark| (size, dark)));
        let texts = sizes.flat_map(|(size, dark)| [false, true].map(|large| (size, dark, large)));
        texts.flat_map(move |(size, dark, large)| LANGS.map(|lang| of(size, dark, large, lang)))
    }

    /// "320x693-dark-130-zh".
    fn folder(&self) -> String {
        let (width, height) = self.size;
        let colours = if self.dark { "dark" } else { "light" };
        let percent = if self.large { 130 } else { 100 };
        format!("{width}x{height}-{colours}-{percent}-{}", self.lang)
    }
}

struct Options {
    names: Vec<String>,
    langs: Vec<String>,
    png: Option<PathBuf>,
    all: Option<PathBuf>,
    dark: bool,
    large: bool,
    size: (u32, u32),
    scale: f32,
}

impl Options {
    fn look(&self, lang: &str) -> Look {
        Look { size: self.size, dark: self.dark, large: self.large, lang: lang.to_owned() }
    }

    fn chosen(&self) -> impl Iterator<Item = &'static str> {
        let is_chosen = |name: &&str| self.names.is_empty() || self.names.iter().any(|chosen| chosen == name);
        sample::screens().map(|screen| screen.0).filter(is_chosen)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = parse(std::env::args().skip(1))?;
    match (&options.all, &options.png) {
        (Some(folder), _) => write_every_look(&options, folder),
        (None, Some(folder)) => write_one_look(&options, folder),
        (None, None) => Ok(show_one(&options)?),
    }
}

fn parse(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        names: Vec::new(),
        langs: Vec::new(),
        png: None,
        all: None,
        dark: false,
        large: false,
        size: (390, 844),
        scale: 2.0,
    };
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} needs a value"));
        match arg.as_str() {
            "--lang" => options.langs.push(value()?),
            "--png" => options.png = Some(value()?.into()),
            "--all" => options.all = Some(value()?.into()),
            "--dark" => options.dark = true,
            "--large" => options.large = true,
            "--scale" => options.scale = value()?.parse().map_err(|_| "--scale 2")?,
            "--size" => {
                let text = value()?;
                let (width, height) = text.split_once('x').ok_or("--size 390x844")?;
                options.size = (
                    width.parse().map_err(|_| "--size 390x844")?,
                    height.parse().map_err(|_| "--size 390x844")?,
                );
            }
            name if sample::screens().any(|screen| screen.0 == name) => options.names.push(arg),
            other => {
                let names: Vec<_> = sample::screens().map(|screen| screen.0).collect();
                return Err(format!("{other}: not a screen; there are {}", names.join(", ")));
            }
        }
    }
    if options.langs.is_empty() {
        options.langs = LANGS.map(str::to_owned).to_vec();
    }
    Ok(options)
}

fn prepare(app: &App, look: &Look) -> Result<(), PlatformError> {
    let theme = app.global::<Theme>();
    theme.set_colours(if look.dark { Colours::Dark } else { Colours::Light });
    theme.set_scale(if look.large { 1.3 } else { 1.0 });
    let bundle = if look.lang == "zh" { "zh" } else { "" };
    slint::select_bundled_translation(bundle).map_err(|error| error.to_string())?;
    app.global::<Language>().set_code(look.lang.as_str().into());
    Ok(())
}

fn show_one(options: &Options) -> Result<(), PlatformError> {
    let app = App::new()?;
    let lang = options.langs.first().map_or(LANGS[0], String::as_str);
    prepare(&app, &options.look(lang))?;
    let name = options.names.first().map_or("today", String::as_str);
    sample::fill(&app, name, lang);
    app.window().set_size(slint::LogicalSize::new(options.size.0 as f32, options.size.1 as f32));
    let weak = app.as_weak();
    app.global::<Nav>().on_go(move |screen| {
        if let Some(app) = weak.upgrade() {
            app.global::<Nav>().set_screen(screen);
        }
    });
    let weak = app.as_weak();
    app.global::<Nav>().on_back(move || {
        if let Some(app) = weak.upgrade() {
            app.global::<Nav>().set_screen(Screen::Today);
        }
    });
    let weak = app.as_weak();
    app.global::<Language>().on_choose(move |code| {
        if let Some(app) = weak.upgrade() {
            let _ = slint::select_bundled_translation(if code == "zh" { "zh" } else { "" });
            app.global::<Language>().set_code(code.clone());
            sample::fill(&app, "", &code);
        }
    });
    app.run()
}

fn write_one_look(options: &Options, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    std::fs::create_dir_all(folder)?;
    let canvas = draw::Canvas::install(options.scale)?;
    for name in options.chosen() {
        for lang in &options.langs {
            write(&canvas, name, &options.look(lang), &folder.join(format!("{name}-{lang}.png")))?;
        }
    }
    Ok(())
}

fn write_every_look(options: &Options, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let canvas = draw::Canvas::install(options.scale)?;
    for look in Look::every().filter(|look| options.langs.contains(&look.lang)) {
        let folder = folder.join(look.folder());
        std::fs::create_dir_all(&folder)?;
        for name in options.chosen() {
            write(&canvas, name, &look, &folder.join(format!("{name}.png")))?;
        }
    }
    Ok(())
}

fn write(
    canvas: &draw::Canvas,
    name: &str,
    look: &Look,
    file: &Path,
) -> Result<(), Box<dyn std::error::Error>> {
    let app = App::new()?;
    prepare(&app, look)?;
    sample::fill(&app, name, &look.lang);
    canvas.draw(&app, look.size, file)
}
