//! F-01: the queue is carried by hand: written to a file on a handheld without network, taken at the office as if it had
//! come by network, exactly once, and green only by the office's receipts.

use std::fs::{self, File};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use doorstep_device::commands::save::Saved;
use doorstep_device::export::{ExportError, ExportProgress, Exported};
use doorstep_device::store::outbox::RowState;
use doorstep_office::carried::PictureFate;
use doorstep_office::import::ImportError;
use doorstep_protocol::carried::{Reader, Record};
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::event::{draw, noise};
use doorstep_tests_sync::folder;
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::proxy::Fault;
use doorstep_tests_sync::world::World;
use tempfile::TempDir;

/// A stick, and the file on it.
struct Stick(TempDir);

impl Stick {
    fn new() -> Self {
        Self(folder::fresh())
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("queue.doorstep")
    }

    fn take(&self, handheld: &Handheld) -> Exported {
        handheld.engine.export(&self.file(), |_| ControlFlow::Continue(())).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

/// Lin works without a network: a callback, and an attempt with two pictures.
async fn a_day_without_network() -> (World, Handheld, Vec<Saved>) {
    a_day_with(&[draw(1), draw(2)]).await
}

async fn a_day_with(pictures: &[Vec<u8>]) -> (World, Handheld, Vec<Saved>) {
    let world = World::begin().await;
    let [home, door] = [world.site.repair("8-1-101").await, world.site.repair("8-1-102").await];
    let lin = world.handheld_of("lin").await;
    world.network.set(Fault::Unreachable);
    let saved =
        vec![lin.record(&home, &Customer::content()).saved, lin.attempt_with_pictures(&door, pictures)];
    (world, lin, saved)
}

async fn check_network_adds_nothing(world: &World, lin: &Handheld, saved: &[Saved]) {
    world.network.heal();
    lin.sync().await;
    world.check_all_green(lin, saved);
    world.check_outbox_once(lin);
}

#[tokio::test]
async fn f_01_carried_by_hand_and_later_by_network_it_is_there_once() {
    for served in [true, false] {
        let (mut world, lin, saved) = a_day_without_network().await;
        // Nobody has to be signed in.
        let lin = lin.restart();
        let stick = Stick::new();
        let exported = stick.take(&lin);
        assert_eq!((exported.facts, exported.pictures, exported.lost), (2, 2, 0));
        assert_eq!(exported.bytes as u64, fs::metadata(stick.file()).unwrap().len());
        if !served {
            world.stop_office().await;
        }
        let (told, report) = world.site.import(&stick.file()).await.unwrap();
        if !served {
            world.start_office().await;
        }
        let attempt = saved[1].fact;
        let expected = ["fact 1: applied", "fact 2: applied"].map(str::to_owned);
        let pictures = [1, 2].map(|number| format!("picture/{number} of {attempt}: taken"));
        assert_eq!(told, [expected, pictures].concat());
        assert!(report.is_all_here(), "{report}");
        lin.sign_in("lin");
        assert_eq!(lin.states(), [RowState::Waiting, RowState::Waiting], "green by receipts alone");
        world.network.heal();
        let before = world.network.offsets().len();
        lin.sync().await;
        assert_eq!(world.network.offsets().len(), before, "no byte of a picture goes up that is there");
        check_network_adds_nothing(&world, &lin, &saved).await;
    }
}

#[tokio::test]
async fn f_01_imported_twice_it_changes_nothing() {
    let (world, lin, saved) = a_day_without_network().await;
    let stick = Stick::new();
    stick.take(&lin);
    world.site.import(&stick.file()).await.unwrap();
    let order = world.site.ledger().all().len();
    let (told, report) = world.site.import(&stick.file()).await.unwrap();
    assert_eq!(told[0], "fact 1: applied, already there");
    assert_eq!((report.applied, report.were_here, report.pictures(PictureFate::WasHere)), (0, 2, 2));
    assert!(report.is_all_here());
    assert_eq!(world.site.ledger().all().len(), order);
    check_network_adds_nothing(&world, &lin, &saved).await;
}

/// What came by network before the stick did is there once too; of a picture that was cut only the rest is added.
#[tokio::test]
async fn f_01_what_came_by_network_before_is_there_once() {
    let (world, lin, saved) = a_day_with(&[noise(1), noise(2)]).await;
    let stick = Stick::new();
    stick.take(&lin);
    world.network.heal();
    world.network.set_at("/v1/uploads", Fault::HoldAnswer);
    // The beginning of the first picture, and two chunks.
    for _ in 0..3 {
        tokio::select! {
            _ = lin.sync() => panic!("nothing was asked"),
            () = world.network.held() => {}
        }
        world.network.heal();
        world.network.set_at("/v1/uploads", Fault::HoldAnswer);
    }
    world.network.set(Fault::Unreachable);
    let (_, report) = world.site.import(&stick.file()).await.unwrap();
    assert_eq!((report.were_here, report.pictures(PictureFate::Taken)), (2, 2), "{report}");
    check_network_adds_nothing(&world, &lin, &saved).await;
}

/// F-04: of two who recorded one callback the office's order decides; nobody's evidence is discarded, and the handheld
/// learns of it with its receipt.
#[tokio::test]
async fn f_04_what_is_held_is_told_with_its_reason_and_without_a_name() {
    let world = World::begin().await;
    let home = world.site.repair("8-1-101").await;
    let (lin, chen) = (world.handheld_of("lin").await, world.handheld_of("chen").await);
    world.network.set(Fault::Unreachable);
    lin.record(&home, &Customer::content());
    chen.record(&home, &Customer::content());
    let (first, second) = (Stick::new(), Stick::new());
    first.take(&lin);
    second.take(&chen);
    world.site.import(&first.file()).await.unwrap();
    let (told, report) = world.site.import(&second.file()).await.unwrap();
    assert_eq!(told, ["fact 1: held (already_recorded)"]);
    assert!(report.held == 1 && report.is_all_here());
    world.network.heal();
    chen.sync().await;
    assert!(matches!(chen.states()[..], [RowState::Held(_)]));
}

/// Where each record of a queue ends.
fn ends(file: &Path) -> Vec<u64> {
    let mut reader = Reader::open(File::open(file).unwrap()).unwrap();
    let mut ends = vec![reader.position()];
    while reader.next_record().unwrap().is_some() {
        ends.push(reader.position());
    }
    ends
}

/// F-01: whatever happens to the stick, what is whole on it is taken, and the handheld sends the rest.
#[tokio::test]
async fn f_01_of_a_damaged_file_what_is_whole_is_taken() {
    // Records: the beginning, two facts, two pictures, the end.
    let in_record = |ends: &[u64], record: usize| (ends[record] + ends[record + 1]) as usize / 2;
    type Damage = fn(Vec<u8>, usize) -> Vec<u8>;
    let alter: Damage = |mut bytes, at| {
        bytes[at] ^= 1;
        bytes
    };
    let cut: Damage = |bytes, at| bytes[..at].to_vec();
    let cases: [(&str, usize, Damage, [i64; 4]); 7] = [
        // facts applied, to come again, pictures taken, to come again
        ("first fact altered", 1, alter, [1, 0, 2, 0]),
        ("second fact altered, the one with the pictures", 2, alter, [1, 0, 0, 2]),
        ("a picture altered", 3, alter, [2, 0, 1, 0]),
        ("the end altered", 5, alter, [2, 0, 2, 0]),
        ("cut in a fact", 2, cut, [1, 0, 0, 0]),
        ("cut in a picture", 4, cut, [2, 0, 1, 0]),
        ("the end cut off", 5, cut, [2, 0, 2, 0]),
    ];
    for (name, record, damage, expected) in cases {
        let (world, lin, saved) = a_day_without_network().await;
        let stick = Stick::new();
        stick.take(&lin);
        let at = in_record(&ends(&stick.file()), record);
        fs::write(stick.file(), damage(fs::read(stick.file()).unwrap(), at)).unwrap();
        let (_, report) = world.site.import(&stick.file()).await.unwrap();
        let pictures = [PictureFate::Taken, PictureFate::NotYet].map(|fate| report.pictures(fate));
        assert_eq!([report.applied, report.again, pictures[0], pictures[1]], expected, "{name}");
        assert!(!report.is_whole() && !report.is_all_here(), "{name}");
        check_there_once(&world, &lin, &saved, name).await;
    }
}

/// Whatever the order in which they came: each once, and all of it green.
async fn check_there_once(world: &World, lin: &Handheld, saved: &[Saved], name: &str) {
    world.network.heal();
    lin.sync().await;
    let mut there: Vec<_> =
        world.site.ledger().by(lin.installation()).iter().map(|entry| entry.head.id).collect();
    there.sort();
    let mut kept: Vec<_> = saved.iter().map(|saved| saved.fact).collect();
    kept.sort();
    assert_eq!(there, kept, "{name}");
    assert_eq!(lin.states(), [RowState::Confirmed, RowState::Confirmed], "{name}");
}

#[tokio::test]
async fn what_is_not_for_this_office_is_told_and_not_taken() {
    let (world, lin, _) = a_day_without_network().await;
    let stick = Stick::new();
    stick.take(&lin);
    let other = World::begin().await;
    let refused = other.site.import(&stick.file()).await;
    assert!(matches!(refused, Err(ImportError::OtherOffice)));

    // The office was restored from a backup that is older than this handheld: as by network, it has to enrol first.
    let backup = other.site.back_up();
    let stranger = other.handheld_of("lin").await;
    other.network.set(Fault::Unreachable);
    let home = stranger.today().rows.first().map(|row| row.callback.clone());
    assert_eq!(home, None);
    stranger.register("8-1-101", "sink");
    stick.take(&stranger);
    let mut other = other;
    other.restore(backup).await;
    let refused = other.site.import(&stick.file()).await;
    assert!(matches!(refused, Err(ImportError::UnknownHandheld)));

    for (name, bytes) in
        [("nothing", &b""[..]), ("anything", b"PK\x03\x04"), ("no beginning", b"doorstep/carried/1\n")]
    {
        fs::write(stick.file(), bytes).unwrap();
        assert!(matches!(world.site.import(&stick.file()).await, Err(ImportError::NotAQueue)), "{name}");
    }
    fs::write(stick.file(), b"doorstep/carried/2\n").unwrap();
    assert!(matches!(world.site.import(&stick.file()).await, Err(ImportError::Newer(2))));
}

/// A killed app goes on where it was: what is whole of the unfinished file stays.
#[tokio::test]
async fn f_01_a_file_that_a_kill_left_unfinished_is_gone_on_with() {
    let (world, lin, saved) = a_day_without_network().await;
    let stick = Stick::new();
    stick.take(&lin);
    let whole = fs::read(stick.file()).unwrap();
    let aside = stick.file().with_extension("doorstep.part");
    for kept in [0, 10, 300, whole.len() / 3, whole.len() / 2, whole.len() - 2, whole.len()] {
        fs::remove_file(stick.file()).unwrap();
        fs::write(&aside, &whole[..kept]).unwrap();
        let exported = stick.take(&lin);
        assert_eq!((exported.facts, exported.pictures), (2, 2), "{kept}");
        assert_eq!(stick.names(), ["queue.doorstep"]);
        let mut reader = Reader::open(File::open(stick.file()).unwrap()).unwrap();
        let records: Vec<Record> = std::iter::from_fn(|| reader.next_record().unwrap()).collect();
        assert!(records.len() == 6 && !records.contains(&Record::Damaged), "{kept}");
    }
    assert!(world.site.import(&stick.file()).await.unwrap().1.is_all_here());
    check_network_adds_nothing(&world, &lin, &saved).await;
}

/// Nothing of an unfinished file stays, least of all on a device that has no room.
#[tokio::test]
async fn f_01_a_full_disk_is_told_and_nothing_is_lost() {
    let (world, lin, saved) = a_day_without_network().await;
    let stick = Stick::new();
    let go_on = |_: &ExportProgress| ControlFlow::Continue(());
    std::os::unix::fs::symlink("/dev/full", stick.file().with_extension("doorstep.part")).unwrap();
    assert!(matches!(lin.engine.export(&stick.file(), go_on), Err(ExportError::Full)));
    assert_eq!(stick.names(), [""; 0]);
    let nowhere = stick.file().join("no/such/folder");
    assert!(matches!(lin.engine.export(&nowhere, go_on), Err(ExportError::Target(_))));
    let cancelled = lin.engine.export(&stick.file(), |_| ControlFlow::Break(()));
    assert!(matches!(cancelled, Err(ExportError::Cancelled)));
    assert_eq!(stick.names(), [""; 0]);
    assert_eq!(lin.waiting(), 2);

    let mut seen = Vec::new();
    let told = |progress: &ExportProgress| {
        seen.push(*progress);
        ControlFlow::Continue(())
    };
    lin.engine.export(&stick.file(), told).unwrap();
    let last = *seen.last().unwrap();
    assert_eq!((last.facts, last.pictures, last.bytes), (last.of_facts, last.of_pictures, last.of_bytes));
    assert_eq!(seen.len(), 4);
    check_network_adds_nothing(&world, &lin, &saved).await;
    let nothing = lin.engine.export(&stick.file(), go_on);
    assert!(matches!(nothing, Err(ExportError::NothingWaits)));
    let new = Handheld::unbox(world.site.now());
    assert!(matches!(new.engine.export(&stick.file(), go_on), Err(ExportError::NotEnrolled)));
}
