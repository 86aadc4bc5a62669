//! Shows any screen, filled with the invented data of the reference pictures; or writes a picture of each.
//!
//!     cargo run -p doorstep-ui --example gallery -- today --lang en      in a window
//!     cargo run -p doorstep-ui --example gallery -- --png target/gallery  every screen, zh and en, 780×1688
//!
//! Options: --lang zh|en, --dark, --large (130 %), --size 390x844, --scale 2.

mod draw;
mod sample;
mod sample_callback;
mod sample_desk;
mod sample_order;

use doorstep_ui::{App, Language, Nav, Screen, Theme};
use slint::{ComponentHandle, PlatformError};

struct Options {
    names: Vec<String>,
    langs: Vec<String>,
    png: Option<std::path::PathBuf>,
    dark: bool,
    large: bool,
    size: (u32, u32),
    scale: f32,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = parse(std::env::args().skip(1))?;
    match &options.png {
        Some(folder) => write_all(&options, folder),
        None => Ok(show_one(&options)?),
    }
}

fn parse(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        names: Vec::new(),
        langs: Vec::new(),
        png: None,
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
    Ok(options)
}

fn prepare(app: &App, options: &Options, lang: &str) -> Result<(), Box<dyn std::error::Error>> {
    let theme = app.global::<Theme>();
    theme.set_dark(options.dark);
    theme.set_scale(if options.large { 1.3 } else { 1.0 });
    slint::select_bundled_translation(if lang == "zh" { "zh" } else { "" })?;
    app.global::<Language>().set_code(lang.into());
    Ok(())
}

fn show_one(options: &Options) -> Result<(), PlatformError> {
    let app = App::new()?;
    let lang = options.langs.first().map_or("zh", String::as_str);
    prepare(&app, options, lang).map_err(|error| error.to_string())?;
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

fn write_all(options: &Options, folder: &std::path::Path) -> Result<(), Box<dyn std::error::Error>> {
    std::fs::create_dir_all(folder)?;
    let canvas = draw::Canvas::install(options.size, options.scale)?;
    let langs = if options.langs.is_empty() { vec!["zh".into(), "en".into()] } else { options.langs.clone() };
    for (name, _) in sample::screens()
        .filter(|screen| options.names.is_empty() || options.names.iter().any(|n| n == screen.0))
    {
        for lang in &langs {
            let app = App::new()?;
            prepare(&app, options, lang)?;
            sample::fill(&app, name, lang);
            canvas.draw(&app, &folder.join(format!("{name}-{lang}.png")))?;
        }
    }
    Ok(())
}
