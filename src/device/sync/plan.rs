//! What to do next, decided from what happened, and nothing else: no clock, no network, no store.
//!
//! Retry with jitter and a cap, never giving up (F-01).

/// A heartbeat at least so often, in milliseconds.
const HEARTBEAT_EVERY: i64 = 5 * 60_000;
/// What the office asked to see again is offered so often, in milliseconds.
const AGAIN_EVERY: i64 = 5 * 60_000;
/// The first pause after a failure, in milliseconds; it doubles with each …
const FIRST_PAUSE: i64 = 1_000;
/// … up to this.
const LONGEST_PAUSE: i64 = 5 * 60_000;
/// While pictures go up, the office is told and read so often, in milliseconds: what is more urgent waits for so long, or for
/// the calls that are under way.
const LOOK_EVERY: i64 = 1_000;
/// A bearer is renewed so long before it runs out, in milliseconds.
const RENEW_BEFORE: i64 = 60_000;

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Sign the office's challenge: as the device alone, or with the person who is signed in.
    Session {
        /// With the person.
        person: bool,
    },
    /// Send a batch.
    Push {
        /// With what the office asked to see again.
        again: bool,
    },
    /// Tell the office what is still here.
    Heartbeat,
    /// Read a page of the feed; before the first one, of the snapshot.
    Feed,
    /// Send a chunk of a picture.
    Upload {
        /// Those too that the office did not take before.
        again: bool,
    },
    /// Fetch what is missing here: histories, then a picture.
    Picture,
    /// All is done: wait at the office for news.
    Listen,
    /// All is done and nobody is signed in: wait at the office until somebody is wanted (C-06).
    Bells,
    /// Wait until this moment of the boot clock, or until something happens.
    Rest {
        /// In milliseconds.
        until: i64,
    },
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Something was saved.
    Saved,
    /// Somebody signed in.
    SignedIn,
    /// Nobody is signed in any more.
    Locked,
    /// Somebody asks to try now, or the network came back.
    TryNow,
    /// The office gave a bearer.
    SessionOpened {
        /// For the person too.
        person: bool,
        /// How long it is good.
        seconds: i64,
        /// The device was revoked.
        hand_in_only: bool,
    },
    /// The office does not know the person's key: it may still be handed in.
    PersonRefused,
    /// The bearer has run out.
    BearerRanOut,
    /// A batch was answered.
    Pushed {
        /// More is waiting.
        more: bool,
        /// The office asked to see some of it again.
        put_off: bool,
    },
    /// A heartbeat was answered.
    HeartbeatAnswered,
    /// A page was stored.
    PageStored {
        /// There is more already.
        more: bool,
    },
    /// A chunk of a picture is at the office.
    ChunkSent,
    /// A picture is at the office, was refused or put off.
    Uploaded,
    /// No picture waits to go up.
    NoUpload {
        /// But for those that are to come again.
        put_off: bool,
    },
    /// The pictures that were put off wait again, each for one more try.
    PutOffAgain,
    /// A picture was fetched, or passed over.
    PictureDone,
    /// No picture is wanted.
    NoPicture,
    /// The office said who is wanted.
    BellsHeard,
    /// This office has no bells: it is older.
    NoBells,
    /// No answer, or one that proves nothing.
    Failed {
        /// The office asks to wait so many seconds.
        wait: Option<u64>,
    },
}

/// The state of sync between two steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    signed_in: bool,
    hand_in_only: bool,
    person_refused: bool,
    bearer: Option<Bearer>,
    waiting: bool,
    put_off: bool,
    again_at: i64,
    heartbeat_at: i64,
    feed: bool,
    uploads: bool,
    uploads_put_off: bool,
    uploads_again_at: i64,
    /// Pictures went up, and the office was neither told nor read since.
    went_up: bool,
    /// When it was last told and read between two pictures.
    looked_at: i64,
    pictures: bool,
    bells: bool,
    failures: u32,
    rest_until: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bearer {
    person: bool,
    until: i64,
}

impl Plan {
    /// After a start: everything is to be done.
    pub fn new(signed_in: bool) -> Self {
        Self {
            signed_in,
            hand_in_only: false,
            person_refused: false,
            bearer: None,
            waiting: true,
            put_off: true,
            again_at: 0,
            heartbeat_at: 0,
            feed: true,
            uploads: true,
            uploads_put_off: true,
            uploads_again_at: 0,
            went_up: false,
            looked_at: -LOOK_EVERY,
            pictures: true,
            bells: true,
            failures: 0,
            rest_until: 0,
        }
    }

    /// What to do at `now` on the boot clock.
    pub fn next(&self, now: i64) -> Step {
        if now < self.rest_until {
            return Step::Rest { until: self.rest_until };
        }
        match self.work(now) {
            Step::Rest { until } => Step::Rest { until },
            _ if !self.has_bearer(now) => Step::Session { person: self.is_reading() },
            work => work,
        }
    }

    fn work(&self, now: i64) -> Step {
        let again = self.put_off && now >= self.again_at;
        if self.waiting || again {
            return Step::Push { again };
        }
        if now >= self.heartbeat_at {
            return Step::Heartbeat;
        }
        if self.is_reading() && self.feed {
            return Step::Feed;
        }
        let again = self.uploads_put_off && now >= self.uploads_again_at;
        if self.uploads || again {
            return Step::Upload { again };
        }
        match (self.is_reading(), self.pictures) {
            (true, true) => Step::Picture,
            (true, false) => Step::Listen,
            (false, _) if self.bells && !self.hand_in_only => Step::Bells,
            (false, _) => Step::Rest { until: self.idle_until() },
        }
    }

    /// Whether there is somebody to read the feed for.
    fn is_reading(&self) -> bool {
        self.signed_in && !self.hand_in_only && !self.person_refused
    }

    fn has_bearer(&self, now: i64) -> bool {
        self.bearer.is_some_and(|bearer| now < bearer.until && bearer.person == self.is_reading())
    }

    /// When the longest wait, at the office or at rest, has to end, on the boot clock.
    pub fn idle_until(&self) -> i64 {
        let again = |put_off, at| if put_off { at } else { i64::MAX };
        let facts = again(self.put_off, self.again_at);
        self.heartbeat_at.min(facts).min(again(self.uploads_put_off, self.uploads_again_at))
    }

    /// How many calls failed in a row.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    /// The state after `event` at `now`. `chance`, 0 to 1000, spreads retries.
    pub fn after(self, event: Event, now: i64, chance: i64) -> Self {
        let well = Self { failures: 0, rest_until: 0, ..self };
        match event {
            Event::Saved => Self { waiting: true, rest_until: 0, ..self },
            Event::TryNow => Self {
                waiting: true,
                again_at: now,
                uploads_again_at: now,
                feed: true,
                person_refused: false,
                rest_until: 0,
                ..self
            },
            Event::SignedIn => Self {
                signed_in: true,
                person_refused: false,
                bearer: None,
                waiting: true,
                feed: true,
                pictures: true,
                rest_until: 0,
                ..self
            },
            Event::Locked => Self { signed_in: false, bearer: None, ..self },
            Event::SessionOpened { person, seconds, hand_in_only } => {
                let until = now + seconds * 1000 - RENEW_BEFORE;
                // Of a revoked device the person's bearer is the device's.
                let person = person && !hand_in_only;
                Self { bearer: Some(Bearer { person, until }), hand_in_only, bells: true, ..well }
            }
            Event::PersonRefused => Self { person_refused: true, bearer: None, ..well },
            // Whoever refuses the device too said nothing about the person: a proxy, perhaps.
            Event::BearerRanOut => {
                Self { bearer: None, person_refused: false, ..self }.paused(now, chance, None)
            }
            Event::Pushed { more, put_off } => {
                let again_at = if put_off { now + AGAIN_EVERY } else { self.again_at };
                // The office hears at once that nothing waits any more.
                let heartbeat_at = if more { self.heartbeat_at } else { now.min(self.heartbeat_at) };
                // What was sent comes back in the feed, with what others did before it.
                // What the office holds now may have its pictures.
                Self { waiting: more, put_off, again_at, heartbeat_at, feed: true, uploads: true, ..well }
            }
            // A person who was refused is tried again at each heartbeat, so that no feed ends for good.
            Event::HeartbeatAnswered => {
                Self { heartbeat_at: now + HEARTBEAT_EVERY, person_refused: false, ..well }
            }
            Event::PageStored { more } => Self { feed: more, pictures: true, ..well },
            Event::ChunkSent => well,
            Event::Uploaded => {
                let well = Self { uploads: true, went_up: true, ..well };
                if now - self.looked_at >= LOOK_EVERY { well.looking(now) } else { well }
            }
            Event::NoUpload { put_off } => Self {
                uploads: false,
                uploads_put_off: put_off,
                uploads_again_at: if put_off { now + AGAIN_EVERY } else { self.uploads_again_at },
                ..self.looking(now)
            },
            Event::PutOffAgain => Self { uploads: true, uploads_put_off: false, ..self },
            Event::PictureDone => well,
            Event::NoPicture => Self { pictures: false, ..self },
            Event::BellsHeard => well,
            Event::NoBells => Self { bells: false, ..well },
            Event::Failed { wait } => self.paused(now, chance, wait),
        }
    }

    /// The office hears that fewer pictures wait, and tells of their facts once more.
    fn looking(self, now: i64) -> Self {
        if !self.went_up {
            return self;
        }
        let heartbeat_at = now.min(self.heartbeat_at);
        Self { heartbeat_at, feed: true, went_up: false, looked_at: now, ..self }
    }

    /// Half the pause for certain, the other half by chance.
    fn paused(self, now: i64, chance: i64, wait: Option<u64>) -> Self {
        let pause = (FIRST_PAUSE << self.failures.min(20)).min(LONGEST_PAUSE);
        let asked = wait.map_or(0, |seconds| i64::try_from(seconds.min(600)).unwrap_or(600) * 1000);
        let pause = asked.max(pause / 2 + pause / 2 * chance.clamp(0, 1000) / 1000);
        Self { failures: self.failures.saturating_add(1), rest_until: now + pause, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000_000;
    const OPENED: Event = Event::SessionOpened { person: true, seconds: 900, hand_in_only: false };
    const DEVICE: Event = Event::SessionOpened { person: false, seconds: 900, hand_in_only: false };
    const ALL_SENT: Event = Event::Pushed { more: false, put_off: false };

    fn check(name: &str, signed_in: bool, events: &[Event], expected: Step) {
        let plan = events.iter().fold(Plan::new(signed_in), |plan, event| plan.after(*event, NOW, 1000));
        assert_eq!(plan.next(NOW), expected, "{name}");
    }

    #[test]
    fn first_a_session_then_out_then_in_then_pictures_then_listen() {
        let done = |more| Event::PageStored { more };
        check("start", true, &[], Step::Session { person: true });
        check("start, locked", false, &[], Step::Session { person: false });
        check("session", true, &[OPENED], Step::Push { again: true });
        let more = Event::Pushed { more: true, put_off: false };
        check("more waits", true, &[OPENED, more], Step::Push { again: false });
        check("all sent", true, &[OPENED, ALL_SENT], Step::Heartbeat);
        let beat = [OPENED, ALL_SENT, Event::HeartbeatAnswered];
        check("told", true, &beat, Step::Feed);
        check("more of the feed", true, &[&beat[..], &[done(true)]].concat(), Step::Feed);
        let read = [&beat[..], &[done(false)]].concat();
        check("feed read", true, &read, Step::Upload { again: true });
        check("a chunk", true, &[&read[..], &[Event::ChunkSent]].concat(), Step::Upload { again: true });
        let none = Event::NoUpload { put_off: false };
        let sent = [&read[..], &[none]].concat();
        check("no picture waits", true, &sent, Step::Picture);
        check("one picture", true, &[&sent[..], &[Event::PictureDone]].concat(), Step::Picture);
        let idle = [&sent[..], &[Event::NoPicture]].concat();
        check("all done", true, &idle, Step::Listen);
        check("saved meanwhile", true, &[&idle[..], &[Event::Saved]].concat(), Step::Push { again: false });
        check("news", true, &[&idle[..], &[done(false)]].concat(), Step::Picture);
    }

    #[test]
    fn f_01_pictures_go_up_after_the_facts_and_make_room_for_what_is_more_urgent() {
        let told = [OPENED, ALL_SENT, Event::HeartbeatAnswered, Event::PageStored { more: false }];
        let after = |events: &[Event]| [&told[..], events].concat();
        let upload = Step::Upload { again: true };
        check("after the facts and the feed", true, &told, upload);
        check(
            "a fact between two chunks",
            true,
            &after(&[Event::ChunkSent, Event::Saved]),
            Step::Push { again: false },
        );
        check("after the first, the office is told", true, &after(&[Event::Uploaded]), Step::Heartbeat);
        let heard = after(&[Event::Uploaded, Event::HeartbeatAnswered]);
        check("and read: a grave complaint waits for a second at most", true, &heard, Step::Feed);
        let next = [&heard[..], &[Event::PageStored { more: false }]].concat();
        check("then the next", true, &next, upload);
        let soon = [&next[..], &[Event::Uploaded]].concat();
        check("within a second the next goes up at once", true, &soon, upload);
        let last = [&soon[..], &[Event::NoUpload { put_off: false }]].concat();
        check("after the last one, the office is told", true, &last, Step::Heartbeat);
        let failed = after(&[Event::ChunkSent, Event::Failed { wait: None }]);
        check("cut", true, &failed, Step::Rest { until: NOW + 1_000 });
        let put_off = after(&[Event::NoUpload { put_off: true }]);
        check("put off", true, &put_off, Step::Picture);
        check("by hand", true, &[&put_off[..], &[Event::TryNow, ALL_SENT]].concat(), Step::Heartbeat);
    }

    #[test]
    fn f_01_what_the_office_did_not_take_comes_again_later() {
        let plan = [DEVICE, ALL_SENT, Event::HeartbeatAnswered, Event::NoUpload { put_off: true }]
            .iter()
            .fold(Plan::new(false), |plan, event| plan.after(*event, NOW, 0));
        assert_eq!((plan.next(NOW), plan.idle_until()), (Step::Bells, NOW + AGAIN_EVERY));
        let later = NOW + AGAIN_EVERY;
        let plan = plan.after(Event::HeartbeatAnswered, later, 0);
        assert_eq!(plan.next(later), Step::Upload { again: true });
        let plan = [Event::PutOffAgain, Event::Uploaded, Event::HeartbeatAnswered]
            .iter()
            .fold(plan, |plan, event| plan.after(*event, later, 0));
        assert_eq!(plan.next(later), Step::Upload { again: false }, "each once, not in a circle");
        let plan = plan.after(Event::NoUpload { put_off: true }, later, 0);
        assert_eq!((plan.next(later), plan.idle_until()), (Step::Bells, later + AGAIN_EVERY));
    }

    #[test]
    fn f_01_what_waits_is_sent_while_nobody_is_signed_in() {
        check("locked", false, &[DEVICE], Step::Push { again: true });
        let none = Event::NoUpload { put_off: false };
        check(
            "locked, pictures",
            false,
            &[DEVICE, ALL_SENT, Event::HeartbeatAnswered],
            Step::Upload { again: true },
        );
        let idle = [DEVICE, ALL_SENT, Event::HeartbeatAnswered, none];
        check("locked, all sent", false, &idle, Step::Bells);
        check("signs in", false, &[&idle[..], &[Event::SignedIn]].concat(), Step::Session { person: true });
        check("locks", true, &[OPENED, Event::Locked], Step::Session { person: false });
        check("person refused", true, &[Event::PersonRefused], Step::Session { person: false });
        check("person refused, device in", true, &[Event::PersonRefused, DEVICE], Step::Push { again: true });
        let refused = [Event::PersonRefused, DEVICE, ALL_SENT, Event::HeartbeatAnswered];
        check("person refused, all told: once more", true, &refused, Step::Session { person: true });
        let again = [&refused[..], &[Event::PersonRefused, none]].concat();
        check("refused again", true, &again, Step::Session { person: false });
        check("refused again, device in", true, &[&again[..], &[DEVICE]].concat(), Step::Bells);
        let revoked = Event::SessionOpened { person: true, seconds: 900, hand_in_only: true };
        check("revoked: hands in", true, &[revoked], Step::Push { again: true });
        let handed_in = [revoked, ALL_SENT, Event::HeartbeatAnswered, none];
        check("revoked: no feed, no bells", true, &handed_in, Step::Rest { until: NOW + HEARTBEAT_EVERY });
    }

    #[test]
    fn c_06_a_locked_handheld_listens_for_bells() {
        let none = Event::NoUpload { put_off: false };
        let idle = [DEVICE, ALL_SENT, Event::HeartbeatAnswered, none];
        let after = |events: &[Event]| [&idle[..], events].concat();
        check("heard", false, &after(&[Event::BellsHeard]), Step::Bells);
        let failed = after(&[Event::Failed { wait: None }]);
        check("cut", false, &failed, Step::Rest { until: NOW + 1_000 });
        let old = after(&[Event::NoBells]);
        check("an older office", false, &old, Step::Rest { until: NOW + HEARTBEAT_EVERY });
        check("asked anew with each session", false, &[&old[..], &[DEVICE]].concat(), Step::Bells);
        check("signs in", false, &after(&[Event::SignedIn]), Step::Session { person: true });
    }

    #[test]
    fn f_01_failures_pause_longer_and_longer_and_never_give_up() {
        let failed = Event::Failed { wait: None };
        let pause = |n: usize, chance: i64| {
            let plan = (0..n).fold(Plan::new(true), |plan, _| plan.after(failed, NOW, chance));
            match plan.next(NOW) {
                Step::Rest { until } => until - NOW,
                other => panic!("{other:?}"),
            }
        };
        for (failures, shortest, longest) in [
            (1, 500, 1_000),
            (2, 1_000, 2_000),
            (4, 4_000, 8_000),
            (9, 128_000, 256_000),
            (10, 150_000, 300_000),
            (500, 150_000, 300_000),
        ] {
            assert_eq!((pause(failures, 0), pause(failures, 1000)), (shortest, longest), "{failures}");
        }
        let busy = Event::Failed { wait: Some(20) };
        check("asked to wait", true, &[busy], Step::Rest { until: NOW + 20_000 });
        check(
            "asked for an hour",
            true,
            &[Event::Failed { wait: Some(3600) }],
            Step::Rest { until: NOW + 600_000 },
        );
        check("saved: tries at once", true, &[failed, failed, Event::Saved], Step::Session { person: true });
        check("by hand: tries at once", true, &[failed, Event::TryNow], Step::Session { person: true });
        check("success forgets failures", true, &[failed, OPENED, failed], Step::Rest { until: NOW + 1_000 });
    }

    /// The radio is what empties a battery.
    #[test]
    fn f_01_a_shift_without_a_network_costs_few_tries() {
        const SHIFT: i64 = 8 * 60 * 60_000;
        for (chance, most) in [(0, 202), (500, 137), (1000, 106)] {
            let (mut plan, mut now, mut tries) = (Plan::new(true), NOW, 0);
            while now < NOW + SHIFT {
                match plan.next(now) {
                    Step::Rest { until } => now = until,
                    _ => {
                        tries += 1;
                        plan = plan.after(Event::Failed { wait: None }, now, chance);
                    }
                }
            }
            assert!((50..=most).contains(&tries), "{tries} calls in 8 hours");
        }
    }

    #[test]
    fn bearers_run_out() {
        let plan = Plan::new(true).after(OPENED, NOW, 0);
        assert_eq!(plan.next(NOW + 839_999), Step::Push { again: true });
        assert_eq!(plan.next(NOW + 840_000), Step::Session { person: true });
        let refused = plan.after(Event::BearerRanOut, NOW, 1000);
        assert_eq!(refused.next(NOW), Step::Rest { until: NOW + 1_000 }, "401 for ever is no busy loop");
        assert_eq!(refused.next(NOW + 1_000), Step::Session { person: true });
    }

    #[test]
    fn what_is_to_come_again_comes_again_later() {
        let put_off = Event::Pushed { more: false, put_off: true };
        let plan = Plan::new(false).after(DEVICE, NOW, 0).after(put_off, NOW, 0);
        let plan = plan.after(Event::HeartbeatAnswered, NOW, 0);
        let plan = plan.after(Event::NoUpload { put_off: false }, NOW, 0);
        assert_eq!((plan.next(NOW), plan.idle_until()), (Step::Bells, NOW + AGAIN_EVERY));
        assert_eq!(plan.next(NOW + AGAIN_EVERY), Step::Push { again: true });
        let by_hand = plan.after(Event::TryNow, NOW, 0);
        assert_eq!(by_hand.next(NOW), Step::Push { again: true });
    }
}
