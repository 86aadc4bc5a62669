//! What may become of a request and its answer, and how likely each is just now.

use crate::chance::Chance;

/// What becomes of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It arrives, and so does the answer.
    Well,
    /// Nobody is reached.
    Unreachable,
    /// It is lost on its way.
    Lost,
    /// It is cut after so many of a thousand of its bytes.
    CutRequest(u64),
    /// It arrives twice: once more, much later.
    Doubled,
    /// It arrives; the answer is lost.
    LostAnswer,
    /// It arrives; the answer is cut after so many of a thousand of its bytes, and the cut is noticed.
    CutAnswer(u64),
    /// The same, and whoever carried it says that this was all.
    HalfAnswer(u64),
    /// Somebody else answers.
    Wrong(Wrong),
    /// It arrives, and the office dies with the answer.
    OfficeDies,
}

/// What somebody else answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// The sign-in page of a public network, as if all were well.
    Portal,
    /// A proxy's 502.
    BadGateway,
    /// JSON that says nothing.
    Garbage,
    /// An empty 204.
    Nothing,
    /// A proxy that wants a password of its own.
    Unauthorized,
    /// An answer to an earlier request of the same handheld at the same place.
    Stale,
}

impl Fate {
    /// Its name in traces and counts.
    pub fn name(self) -> &'static str {
        match self {
            Fate::Well => "well",
            Fate::Unreachable => "unreachable",
            Fate::Lost => "request lost",
            Fate::CutRequest(_) => "request cut",
            Fate::Doubled => "request doubled",
            Fate::LostAnswer => "answer lost",
            Fate::CutAnswer(_) => "answer cut",
            Fate::HalfAnswer(_) => "answer halved",
            Fate::Wrong(Wrong::Portal) => "captive portal",
            Fate::Wrong(Wrong::BadGateway) => "bad gateway",
            Fate::Wrong(Wrong::Garbage) => "garbage",
            Fate::Wrong(Wrong::Nothing) => "empty answer",
            Fate::Wrong(Wrong::Unauthorized) => "proxy's 401",
            Fate::Wrong(Wrong::Stale) => "stale answer",
            Fate::OfficeDies => "office killed before its answer",
        }
    }
}

/// How likely it all is.
#[derive(Debug, Clone)]
pub struct Weather {
    /// So many requests in a thousand do not go well.
    pub bad: u64,
    /// No longer does anything take on its way, in milliseconds.
    pub slow: u64,
    /// What happens to those that do not go well, and how often.
    table: Vec<(Fate, u64)>,
}

impl Weather {
    /// All goes well.
    pub fn clear() -> Self {
        Self { bad: 0, slow: 80, table: Vec::new() }
    }

    /// Weather of some kind.
    pub fn any(chance: &Chance) -> Self {
        let bad = *chance.pick(&[0, 50, 150, 300, 600, 1000]).unwrap_or(&0);
        let slow = *chance.pick(&[80, 400, 3_000, 25_000]).unwrap_or(&80);
        // Each sort of weather has its own mixture: some faults are frequent in it, others absent.
        let table = Self::all(chance).into_iter().map(|fate| (fate, chance.below(5))).collect();
        Self { bad, slow, table }
    }

    fn all(chance: &Chance) -> [Fate; 15] {
        let cut = chance.below(1000);
        [
            Fate::Unreachable,
            Fate::Lost,
            Fate::CutRequest(cut),
            Fate::Doubled,
            Fate::Doubled,
            Fate::LostAnswer,
            Fate::CutAnswer(cut),
            Fate::HalfAnswer(cut),
            Fate::Wrong(Wrong::Portal),
            Fate::Wrong(Wrong::BadGateway),
            Fate::Wrong(Wrong::Garbage),
            Fate::Wrong(Wrong::Nothing),
            Fate::Wrong(Wrong::Unauthorized),
            Fate::Wrong(Wrong::Stale),
            Fate::OfficeDies,
        ]
    }

    /// What becomes of the next request. An office dies more seldom than anything else.
    pub fn fate(&self, chance: &Chance) -> Fate {
        if !chance.happens(self.bad) {
            return Fate::Well;
        }
        match chance.weigh(&self.table).unwrap_or(Fate::Well) {
            Fate::CutRequest(_) => Fate::CutRequest(chance.below(1000)),
            Fate::CutAnswer(_) => Fate::CutAnswer(chance.below(1000)),
            Fate::HalfAnswer(_) => Fate::HalfAnswer(chance.below(1000)),
            Fate::OfficeDies if !chance.happens(150) => Fate::LostAnswer,
            fate => fate,
        }
    }

    /// How long something is on its way.
    pub fn delay(&self, chance: &Chance) -> u64 {
        let quick = chance.between(5, 80);
        if chance.happens(300) { chance.between(quick, self.slow.max(quick)) } else { quick }
    }
}
