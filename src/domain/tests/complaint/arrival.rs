//! A month of complaints, whose facts reach the office in any order that their causes allow (F-02): what is
//! overdue is the same.

use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::*;
use doorstep_domain::grade::{Grade, GradingFacts};
use doorstep_domain::moment::Moment;
use proptest::prelude::*;

use crate::story::*;

const COMPLAINTS: usize = 500;
const MONTH: i64 = 30 * 24 * 60;

/// What somebody did, this many minutes after the month began.
#[derive(Debug, Clone)]
struct Deed {
    minute: i64,
    who: Who,
    act: Act,
}

/// What one handheld wrote, in its order. Handhelds know nothing of each other after the assignment.
type Track = Vec<Deed>;

/// How one complaint goes. Minutes count from its reception; `None` did not happen.
#[derive(Debug, Clone)]
struct Dice {
    received: i64,
    loss: i64,
    signed_for: Option<i64>,
    handled: Option<i64>,
    told: bool,
    at_manager: Option<i64>,
    at_general: Option<i64>,
    /// C-09, each by another person: when, and for how much later.
    replies: [Option<(i64, i64)>; 2],
    /// C-05, by two persons, before a clock ran out and while the grade stays: whether a grade that changes allows it
    /// the office's order decides (F-04).
    finishes: [Option<(i64, i64)>; 2],
    /// C-03: more is known.
    known: Option<(i64, i64)>,
    /// C-04: raised by hand, where nobody learned more: of two gradings apart the office's order decides (F-04).
    raised: Option<i64>,
}

fn dice() -> impl Strategy<Value = Dice> {
    let loss = || prop_oneof![Just(0i64), Just(2_500), Just(12_000), Just(150_000)];
    let when = || prop::option::of(1i64..3_000);
    let agreed = |latest, least| prop::option::of((1i64..latest, least..6_000i64));
    let course = (0..MONTH - 1, loss(), when(), when(), any::<bool>());
    let more = (when(), when(), [agreed(3_000, 1), agreed(3_000, 1)], [agreed(350, 700), agreed(350, 700)]);
    (course, more, prop::option::of((1i64..3_000, loss())), when()).prop_map(
        |((received, loss, signed_for, handled, told), more, known, raised)| {
            let (at_manager, at_general, replies, finishes) = more;
            let (told, raised) = (told && handled.is_some(), raised.filter(|_| known.is_none()));
            Dice {
                received,
                loss,
                signed_for,
                handled,
                told,
                at_manager,
                at_general,
                replies,
                finishes,
                known,
                raised,
            }
        },
    )
}

impl Dice {
    fn deed(&self, after: i64, who: Who, act: Act) -> Deed {
        Deed { minute: self.received + after, who, act }
    }

    /// The reception and its assignment, which all others know of.
    fn beginning(&self) -> Track {
        let received = Moment::nearest(START).shifted(self.received * MINUTE);
        let reception = Reception { received, ..reception(loss(self.loss)) };
        vec![self.deed(0, BUTLER, Act::Receive(Box::new(reception))), self.deed(0, OFFICE, assign())]
    }

    fn department(&self) -> Track {
        let signed = self.signed_for.map(|at| self.deed(at, ENGINEER, acknowledge(MustReach::Department)));
        let handled = self.handled.map(|at| self.deed(at, ENGINEER, handle()));
        let told = self.handled.filter(|_| self.told).map(|at| self.deed(at + 30, DESK, tell()));
        in_time(signed.into_iter().chain(handled).chain(told))
    }

    fn managers(&self) -> [Track; 2] {
        let manager = self.at_manager.map(|at| self.deed(at, MANAGER, acknowledge(MustReach::SiteManager)));
        let general =
            self.at_general.map(|at| self.deed(at, GENERAL, acknowledge(MustReach::GeneralManager)));
        [in_time(manager.into_iter()), in_time(general.into_iter())]
    }

    fn agreements(&self) -> [Track; 2] {
        [(0, BUTLER), (1, SUPERVISOR)].map(|(index, who)| {
            // Never in the same minute.
            let turn = |(at, later): (i64, i64)| (2 * at + index as i64, later);
            let moment = |at, later| Moment::nearest(START).shifted((self.received + at + later) * MINUTE);
            let reply = self.replies[index]
                .map(turn)
                .map(|(at, later)| self.deed(at, who, Act::AgreeReply(NextReply { at: moment(at, later) })));
            let stays = self.known.is_none() && self.raised.is_none();
            let finish = self.finishes[index].filter(|_| stays).map(turn).map(|(at, later)| {
                self.deed(at, who, Act::AgreeFinish(AgreedFinish { by: moment(at, later) }))
            });
            in_time(reply.into_iter().chain(finish))
        })
    }

    fn grading(&self) -> [Track; 2] {
        let known = self.known.map(|(at, more)| {
            let facts = GradingFacts { ..loss(more.max(self.loss)) };
            self.deed(at, TECHNICIAN, Act::Assess(Assessment { facts }))
        });
        let raised = self
            .raised
            .map(|at| self.deed(at, SUPERVISOR, Act::Raise(Raising { grade: Grade::EspeciallyMajor })));
        [in_time(known.into_iter()), in_time(raised.into_iter())]
    }

    fn tracks(&self) -> Vec<Track> {
        let mut tracks = vec![self.department()];
        tracks.extend(self.managers());
        tracks.extend(self.agreements());
        tracks.extend(self.grading());
        tracks
    }
}

fn in_time(deeds: impl Iterator<Item = Deed>) -> Track {
    let mut track: Track = deeds.collect();
    track.sort_by_key(|deed| deed.minute);
    track
}

/// The tracks one after the other, as `turns` says whose turn it is.
fn interleaved(mut tracks: Vec<Track>, turns: &[u8]) -> Track {
    let mut arrived = Vec::new();
    let mut turns = turns.iter().cycle();
    while tracks.iter().any(|track| !track.is_empty()) {
        tracks.retain(|track| !track.is_empty());
        let whose = usize::from(*turns.next().unwrap_or(&0)) % tracks.len();
        arrived.push(tracks[whose].remove(0));
    }
    arrived
}

/// The overdue clocks of a complaint whose facts arrive in this order.
fn overdue(dice: &Dice, arrived: Track) -> Vec<(ClockKind, Moment)> {
    let mut story = Story::begin();
    for deed in dice.beginning().into_iter().chain(arrived) {
        story.now = Moment::nearest(START).shifted(deed.minute * MINUTE);
        // What the rules do not allow is held, as it is at an office.
        let _ = story.does(deed.who, deed.act);
    }
    let now = Moment::nearest(START).shifted(MONTH * MINUTE);
    let running = story.state.clocks.iter().filter(|clock| clock.is_running() && clock.by < now);
    let mut list: Vec<_> = running.map(|clock| (clock.kind, clock.by)).collect();
    list.sort_unstable();
    list
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn c_05_what_is_overdue_does_not_depend_on_what_arrives_first(
        month in prop::collection::vec((dice(), prop::collection::vec(any::<u8>(), 16)), COMPLAINTS),
    ) {
        for (dice, turns) in month {
            let as_it_happened = in_time(dice.tracks().into_iter().flatten());
            let as_it_arrived = interleaved(dice.tracks(), &turns);
            prop_assert_eq!(overdue(&dice, as_it_happened), overdue(&dice, as_it_arrived), "{:?}", dice);
        }
    }
}
