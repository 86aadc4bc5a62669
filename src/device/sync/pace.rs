//! What the line carries, and how much is therefore sent or fetched in one call (F-01).
//!
//! A cut costs what was under way, so on a slow line calls are small; on a fast one they are large, so that nobody
//! waits for answers.

use std::time::Duration;

/// How long a call should take, in milliseconds: what a cut costs at most, and how long something more urgent waits.
const CALL: i64 = 8_000;
/// No call is smaller, in bytes: around it stand headers of half a kilobyte.
const SMALLEST: i64 = 4 * 1024;
/// The first calls, before anything is known, in bytes.
const FIRST: i64 = 256 * 1024;
/// No call is larger, in bytes.
const LARGEST: i64 = 1024 * 1024;
/// A call that carries no more than this may be fast for its being small, in bytes …
const SMALL: i64 = 2 * 1024;
/// … and is slow only if it took longer than to any office of this earth, in milliseconds.
const FAR: i64 = 500;
/// What is around it: headers, and the answer, in bytes.
const AROUND: i64 = 1536;

/// Slower than this, in bytes a second, is no line: so much more patience have calls that carry much.
const SLOWEST: u64 = 256;

/// However much is sent: of what takes longer, nobody can tell any more whether it still goes.
const LONGEST: Duration = Duration::from_secs(10 * 60);

/// How long so many bytes that came may have taken, beside the patience that every call has.
pub fn to_read(bytes: usize) -> Duration {
    Duration::from_millis(bytes as u64 * 1000 / SLOWEST)
}

/// How long so many bytes may take to go out, beside that patience: no size alone makes a call hopeless.
pub fn to_send(bytes: usize) -> Duration {
    to_read(bytes).min(LONGEST)
}

/// What one direction of the line carries, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    bytes: i64,
    /// The last call was cut.
    was_cut: bool,
}

impl Default for Pace {
    fn default() -> Self {
        Self { bytes: FIRST, was_cut: false }
    }
}

impl Pace {
    /// So many bytes are right for the next call.
    pub fn bytes(self) -> i64 {
        self.bytes
    }

    /// A call that carried so many bytes took so long. One step up is to four times as much at most: a short call says
    /// little of a long one. One step down is at once.
    #[must_use]
    pub fn carried(self, bytes: i64, millis: i64) -> Self {
        if bytes <= SMALL {
            let fits = (bytes + AROUND) * CALL / millis.max(1);
            let bytes = if millis > FAR { self.bytes.min(fits.max(SMALLEST)) } else { self.bytes };
            return Self { bytes, was_cut: false };
        }
        let fits = bytes.saturating_mul(CALL) / millis.max(1);
        // A small call is fast for its being small: it proves nothing against a size that went well before.
        let most = self.bytes.max(bytes * 4);
        Self { bytes: fits.min(most).clamp(SMALLEST, LARGEST), was_cut: false }
    }

    /// A call was cut after so long. The next one asks less of the line, unless that was soon and for once.
    #[must_use]
    pub fn cut(self, millis: i64) -> Self {
        let too_much = self.was_cut || millis > CALL;
        let bytes = if too_much { (self.bytes / 2).max(SMALLEST) } else { self.bytes };
        Self { bytes, was_cut: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KB: i64 = 1024;

    fn check(name: &str, calls: &[(i64, i64)], expected: i64) {
        let pace = calls.iter().fold(Pace::default(), |pace, (bytes, millis)| pace.carried(*bytes, *millis));
        assert_eq!(pace.bytes(), expected, "{name}");
    }

    #[test]
    fn f_01_as_much_goes_in_one_call_as_the_line_carries_in_some_seconds() {
        check("nothing is known", &[], 256 * KB);
        check("1 KB/s", &[(128 * KB, 128_000)], 8 * KB);
        check("and stays so", &[(128 * KB, 128_000), (8 * KB, 8_000)], 8 * KB);
        check("a little fact", &[(KB, 300)], 256 * KB);
        check("a little fact on a slow line", &[(KB, 2_500)], 8 * KB);
        check("then it is not that slow", &[(KB, 2_500), (8 * KB, 400)], 32 * KB);
        check("100 B/s", &[(128 * KB, 1_310_720)], 4 * KB);
        check("loopback", &[(128 * KB, 3)], 512 * KB);
        check("loopback, later", &[(128 * KB, 3), (512 * KB, 10)], 1024 * KB);
        check("the rest of a picture", &[(128 * KB, 3), (512 * KB, 10), (3 * KB, 2)], 1024 * KB);
        check("better again", &[(128 * KB, 128_000), (8 * KB, 100)], 32 * KB);
        check("the clock stands", &[(128 * KB, 0)], 512 * KB);
        check("the clock goes back", &[(128 * KB, -5)], 512 * KB);
    }

    #[test]
    fn f_01_what_was_cut_is_tried_smaller_and_never_without_end() {
        let cut = |after, times| (0..times).fold(Pace::default(), |pace, _| pace.cut(after)).bytes();
        let after_long = [cut(30_000, 1), cut(30_000, 3), cut(30_000, 5), cut(30_000, 50)];
        assert_eq!(after_long, [128 * KB, 32 * KB, 8 * KB, 4 * KB]);
        assert_eq!(
            [cut(500, 1), cut(500, 2), cut(500, 3)],
            [256 * KB, 128 * KB, 64 * KB],
            "a line that breaks"
        );
        let once_in_a_while = Pace::default().cut(500).carried(100 * KB, 800).cut(500);
        assert_eq!(once_in_a_while.bytes(), 400 * KB);
    }

    #[test]
    fn f_01_patience_grows_with_what_is_carried() {
        assert_eq!((to_send(0), to_read(0)), (Duration::ZERO, Duration::ZERO));
        assert_eq!(to_send(128 * 1024), Duration::from_secs(512));
        assert_eq!(to_send(1024 * 1024), Duration::from_secs(600), "a call that large was fast before");
        assert_eq!(to_read(1024 * 1024), Duration::from_secs(4096), "it came");
    }
}
