//! What people were told was saved: "saved" is a promise, and this is what it is held against.

use doorstep_device::Device;
use doorstep_device::store::personal::{Personal, StoredFact};
use doorstep_domain::fact::{Head, SignedFact, Slot};
use doorstep_domain::ids::{FactId, SubjectId};
use doorstep_domain::moment::Moment;

/// A fact that a person was told was saved.
pub struct Told {
    /// On which handheld.
    pub handheld: usize,
    /// The fact.
    pub id: FactId,
    /// Its place in the installation's order.
    pub sequence: i64,
    /// When, by the world's time.
    pub at: Moment,
    /// What it is about.
    pub subject: SubjectId,
    /// As it was signed, with its inline parts.
    pub fact: SignedFact,
    /// Its pictures.
    pub pictures: Vec<(Slot, Vec<u8>)>,
    /// It was seen in the outbox: it goes out whoever is signed in, and whether or not anybody is.
    pub sealed: bool,
    /// The handheld that alone had it was replaced by an old copy of itself.
    pub perished: bool,
}

/// The newest sequence that this handheld gave; 0 while nobody is signed in.
pub fn newest(device: &Device) -> i64 {
    device.shift().map_or(0, |shift| shift.personal.highest_own_sequence().unwrap())
}

impl Told {
    /// What was saved after a sequence, as it lies on the handheld at this moment: one act may be two facts.
    pub fn since(device: &Device, handheld: usize, before: i64, at: Moment) -> Vec<Self> {
        let Ok(shift) = device.shift() else { return Vec::new() };
        let new = before + 1..=newest(device);
        let new = new.filter_map(|sequence| shift.personal.own_fact(sequence).unwrap());
        new.map(|fact| Self::read(device, &shift.personal, (handheld, at), &fact)).collect()
    }

    fn read(
        device: &Device,
        personal: &Personal,
        (handheld, at): (usize, Moment),
        stored: &StoredFact,
    ) -> Self {
        let fact = personal.whole(stored).unwrap();
        let head = Head::parse(fact.head.as_bytes()).unwrap();
        let picture = |slot: Slot| {
            let bytes = device.picture(head.id, &slot).unwrap().expect("a picture that was taken is there");
            (slot, bytes)
        };
        let taken = personal.taken_pictures(head.id).unwrap();
        let pictures = taken.into_iter().map(|taken| picture(taken.slot)).collect();
        let Head { id, sequence, subject, .. } = head;
        Self { handheld, id, sequence, at, subject, fact, pictures, sealed: false, perished: false }
    }
}

/// A picture as a camera gives it: small ones mostly, and some that need several chunks to go up.
pub fn photograph(kind: u64) -> &'static [u8] {
    use std::sync::OnceLock;
    static PICTURES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let draw = |edge: &u32| doorstep_tests_sync::event::photograph(*edge, *edge);
    let pictures = PICTURES.get_or_init(|| [64, 64, 80, 96, 640].iter().map(draw).collect());
    &pictures[usize::try_from(kind).unwrap_or(0) % pictures.len()]
}
