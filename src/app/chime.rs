//! C-06: what rings is heard: the two notes of a doorbell, again and again, until it rings no more.

use std::cell::Cell;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use rodio::source::SineWave;
use rodio::{DeviceSinkBuilder, DeviceSinkError, Source as _};

/// From one stroke to the next.
const PAUSE: Duration = Duration::from_secs(3);
/// E, then C below it, in hertz.
const NOTES: [f32; 2] = [659.26, 523.25];
const NOTE: Duration = Duration::from_millis(450);
/// Of the device's own loudness, which the person sets.
const LOUDNESS: f32 = 0.5;

/// A bell that can be switched on and off. It falls silent when it is dropped.
pub struct Chime {
    ringing: Cell<bool>,
    switch: Sender<bool>,
}

impl Chime {
    /// On the system's sound device. Where there is none the bell is only seen.
    pub fn audible() -> Self {
        Self::with(PAUSE, strike)
    }

    /// A bell that is never heard: nobody is there.
    pub fn silent() -> Self {
        Self::with(PAUSE, || Ok(()))
    }

    /// A thread of its own strikes: sound must not wait for the screen, nor the screen for sound.
    fn with(pause: Duration, strike: impl FnMut() -> Result<(), DeviceSinkError> + Send + 'static) -> Self {
        let (switch, switched) = channel();
        std::thread::spawn(move || ring(&switched, pause, strike));
        Self { ringing: Cell::new(false), switch }
    }

    /// Whether it rings. Told the same again it keeps its time.
    pub fn set_ringing(&self, ringing: bool) {
        if self.ringing.replace(ringing) != ringing {
            // The thread lives as long as the switch.
            let _ = self.switch.send(ringing);
        }
    }
}

fn ring(switched: &Receiver<bool>, pause: Duration, mut strike: impl FnMut() -> Result<(), DeviceSinkError>) {
    let mut ringing = false;
    loop {
        let heard = if ringing { switched.recv_timeout(pause) } else { switched.recv().map_err(Into::into) };
        ringing = match heard {
            Ok(on) => on,
            Err(RecvTimeoutError::Timeout) => true,
            Err(RecvTimeoutError::Disconnected) => return,
        };
        if ringing && let Err(error) = strike() {
            tracing::warn!(%error, "what rings is not heard");
            ringing = false;
        }
    }
}

fn strike() -> Result<(), DeviceSinkError> {
    let mut device = DeviceSinkBuilder::open_default_sink()?;
    device.log_on_drop(false);
    for (place, note) in (0u32..).zip(NOTES) {
        let tone = SineWave::new(note).take_duration(NOTE).amplify(LOUDNESS).fade_in(NOTE / 20);
        device.mixer().add(tone.delay(NOTE * place));
    }
    std::thread::sleep(NOTE * NOTES.len() as u32);
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    #[test]
    fn c_06_it_rings_until_it_is_switched_off() {
        let (struck, strokes) = channel();
        let chime = Chime::with(Duration::from_millis(5), move || {
            let _ = struck.send(());
            Ok(())
        });
        assert!(strokes.recv_timeout(Duration::from_millis(50)).is_err(), "nothing rings yet");
        chime.set_ringing(true);
        (0..3).for_each(|_| strokes.recv_timeout(PATIENCE).unwrap());
        chime.set_ringing(false);
        drop(chime);
        // The thread ends, and with it what it strikes.
        while strokes.recv_timeout(PATIENCE).is_ok() {}
        assert_eq!(strokes.try_recv(), Err(std::sync::mpsc::TryRecvError::Disconnected));
    }

    #[test]
    fn a_device_without_sound_is_tried_when_something_rings_anew() {
        let (struck, strokes) = channel();
        let chime = Chime::with(Duration::from_millis(5), move || {
            let _ = struck.send(());
            Err(DeviceSinkError::NoDevice)
        });
        for _ in 0..2 {
            chime.set_ringing(false);
            chime.set_ringing(true);
            strokes.recv_timeout(PATIENCE).unwrap();
            assert!(strokes.recv_timeout(Duration::from_millis(50)).is_err(), "not again and again");
        }
    }
}
