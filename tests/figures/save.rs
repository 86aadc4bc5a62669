//! How long a save takes: a signed callback, to the commit of the personal store, beside a plain append and fdatasync of
//! the same number of bytes, in turns. Sealing is timed apart.

use std::fs::File;
use std::io::Write as _;
use std::time::Duration;

use clap::Args;
use doorstep_device::commands::form::CallbackForm;
use doorstep_domain::ids::SubjectId;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::directory;
use doorstep_tests_sync::folder::Place;
use doorstep_tests_sync::handheld::Handheld;
use doorstep_tests_sync::month::figures::Sample;
use doorstep_tests_sync::world::World;

use crate::figure::{millis, row, times};

/// How often.
#[derive(Args)]
pub struct Options {
    /// So many saves.
    #[arg(long, default_value_t = 300)]
    saves: usize,
}

/// Prints its rows.
pub async fn measure(options: &Options) {
    let (handheld, callbacks) = prepare(options.saves).await;
    let folder = Place::Disk.folder();
    let mut plain = File::create(folder.path().join("plain")).unwrap();
    let mut saving = Saving::default();
    for callback in &callbacks {
        saving.one(&handheld, callback, &mut plain);
    }
    saving.print();
}

async fn prepare(saves: usize) -> (Handheld, Vec<SubjectId>) {
    let world = World::begin_on(Place::Disk).await;
    let room = |number| format!("10-2-{number:04}");
    let homes = (0..saves).map(|number| directory::home(&room(number), "lin", world.site.now()));
    world.site.office().append(homes.collect()).await.unwrap();
    let mut callbacks = Vec::new();
    for number in 0..saves {
        callbacks.push(world.site.repair(&room(number)).await);
    }
    let handheld = world.handheld_of_on("lin", Place::Disk).await;
    handheld.sync().await;
    (handheld, callbacks)
}

#[derive(Default)]
struct Saving {
    save: Sample,
    seal: Sample,
    plain: Sample,
    bytes: usize,
}

impl Saving {
    /// One save and one append, next to each other, so that both meet the same noise.
    fn one(&mut self, handheld: &Handheld, callback: &SubjectId, plain: &mut File) {
        let form = signed(handheld, callback);
        let saved = handheld.engine.with(|device| self.save.time(|| device.commit_callback(&form).unwrap()));
        handheld.engine.with(|device| self.seal.time(|| device.seal_pending().unwrap()));
        let bytes = handheld.engine.with(|device| {
            let personal = &device.shift().unwrap().personal;
            let fact = personal.fact(saved.fact).unwrap().unwrap();
            serde_json::to_vec(&personal.whole(&fact).unwrap()).unwrap()
        });
        self.bytes = self.bytes.max(bytes.len());
        self.plain.time(|| {
            plain.write_all(&bytes).unwrap();
            plain.sync_data().unwrap();
        });
    }

    fn print(&self) {
        let work = |what: &str| format!("{what} ({} saves of {} bytes)", self.save.len(), self.bytes);
        let reference = |time: Duration| format!("append + fdatasync: {}", millis(time));
        let (save, plain) = (self.save.median(), self.plain.median());
        row(
            &work("save a callback: median"),
            &millis(save),
            &reference(plain),
            times(save, plain),
            "≤ 1.2 ×",
        );
        let (save, plain) = (self.save.p99(), self.plain.p99());
        row("the same: p99", &millis(save), &reference(plain), times(save, plain), "≤ 1.2 ×");
        let seal = format!("{}, p99 {}", millis(self.seal.median()), millis(self.seal.p99()));
        row("sealing into the outbox, after \"saved\"", &seal, "-", None, "-");
    }
}

fn signed(handheld: &Handheld, callback: &SubjectId) -> CallbackForm {
    let customer = Customer::content();
    handheld.engine.with(|device| {
        let form = device.form(callback).unwrap();
        let (form, _) = device.show_sheet(customer.fill(form)).unwrap();
        customer.sign(form)
    })
}
