//! A window without a screen: the software renderer draws into memory, at any scale, and that is written as PNG.

use std::path::Path;
use std::rc::Rc;

use slint::platform::software_renderer::{MinimalSoftwareWindow, RepaintBufferType};
use slint::platform::{Platform, WindowAdapter, WindowEvent};
use slint::{ComponentHandle, PlatformError, Rgb8Pixel, SharedPixelBuffer};

struct Headless(Rc<MinimalSoftwareWindow>);

impl Platform for Headless {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        Ok(self.0.clone())
    }
}

pub struct Canvas {
    window: Rc<MinimalSoftwareWindow>,
    scale: f32,
}

impl Canvas {
    /// Becomes the program's platform: every window of it is drawn here.
    pub fn install(scale: f32) -> Result<Self, Box<dyn std::error::Error>> {
        let window = MinimalSoftwareWindow::new(RepaintBufferType::NewBuffer);
        slint::platform::set_platform(Box::new(Headless(window.clone())))?;
        Ok(Self { window, scale })
    }

    /// Shows a window of this size (logical pixels).
    pub fn show(&self, app: &doorstep_ui::App, (width, height): (u32, u32)) -> Result<(), PlatformError> {
        app.show()?;
        self.window.dispatch_event(WindowEvent::ScaleFactorChanged { scale_factor: self.scale });
        let scaled = |side: u32| (side as f32 * self.scale) as u32;
        self.window.set_size(slint::PhysicalSize::new(scaled(width), scaled(height)));
        slint::platform::update_timers_and_animations();
        Ok(())
    }

    /// Writes what a window of this size (logical pixels) shows.
    pub fn draw(
        &self,
        app: &doorstep_ui::App,
        size: (u32, u32),
        file: &Path,
    ) -> Result<(), Box<dyn std::error::Error>> {
        self.show(app, size)?;
        let slint::PhysicalSize { width, height, .. } = self.window.size();
        let mut buffer = SharedPixelBuffer::<Rgb8Pixel>::new(width, height);
        // The first drawings may still change sizes (`changed` callbacks, heights by width); the last one is the picture.
        for _ in 0..3 {
            self.window.request_redraw();
            slint::platform::update_timers_and_animations();
            self.window.draw_if_needed(|renderer| {
                renderer.render(buffer.make_mut_slice(), width as usize);
            });
        }
        image::save_buffer(file, buffer.as_bytes(), width, height, image::ExtendedColorType::Rgb8)?;
        app.hide()?;
        println!("{}", file.display());
        Ok(())
    }
}
