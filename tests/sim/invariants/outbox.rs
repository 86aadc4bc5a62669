//! What handhelds show: nothing is stuck, green is true, amber and red have a reason, and nothing was let go of that
//! the office did not confirm.

use doorstep_device::store::outbox::{OutboxRow, RowState, UploadState};
use doorstep_domain::fact::Outcome;
use doorstep_office::store::sqlite::Sqlite;
use doorstep_office::store::{DeviceStore as _, FactStore as _, UploadStore as _};

use super::{Broken, expect};
use crate::handheld::Handheld;
use crate::told::Told;
use crate::world::World;

/// What is not shown as it is.
pub fn check(world: &World, broken: &mut Vec<Broken>) {
    let store = world.room.store();
    for handheld in &world.handhelds {
        for row in handheld.outbox().rows(10_000).unwrap() {
            check_row((&store, world.office_was_set_back), handheld, &row, broken);
        }
        check_kept(world, handheld, broken);
        check_quarantine(&store, handheld, broken);
    }
}

/// An office that was set back may have `lost` the place that a receipt names before anybody read of it; what it named comes
/// once more, doubled on its way, and takes another one (seed 201159).
fn check_row((store, lost): (&Sqlite, bool), handheld: &Handheld, row: &OutboxRow, broken: &mut Vec<Broken>) {
    let where_ = || format!("h{} {} {:?}", handheld.number, row.sequence, row.state);
    let there = store.fact(row.fact).unwrap().filter(|stored| stored.content == row.content);
    let outcome = there.as_ref().map(|stored| stored.verdict.outcome);
    let (settled, true_) = match &row.state {
        RowState::Waiting | RowState::Again(_) | RowState::PicturesMissing => (false, true),
        RowState::Confirmed => (true, outcome == Some(Outcome::Applied) && has_all_pictures(store, row)),
        RowState::Held(_) => (true, outcome == Some(Outcome::Held)),
        RowState::Refused(_) => (true, outcome.is_none_or(|outcome| outcome == Outcome::Refused)),
    };
    expect(broken, settled, "nothing is stuck", where_);
    expect(broken, true_, "what the handheld shows is true", where_);
    let number = there.map(|stored| stored.place.sequence);
    let receipt = row.receipt.map(|(number, _)| number);
    expect(broken, receipt.is_none() || receipt == number || lost, "receipts are true", where_);
    for upload in handheld.outbox().uploads_of(row.sequence).unwrap() {
        let settled = matches!(upload.state, UploadState::Sent);
        expect(broken, settled, "no picture is stuck", || format!("{} {:?}", where_(), upload.state));
    }
}

fn has_all_pictures(store: &Sqlite, row: &OutboxRow) -> bool {
    store.missing_parts(row.fact).unwrap().is_empty()
}

/// M-04: nothing is let go of before the office has confirmed it and has it in a backup.
fn check_kept(world: &World, handheld: &Handheld, broken: &mut Vec<Broken>) {
    for told in world.told.iter().filter(|told| told.handheld == handheld.number && !told.perished) {
        let row = handheld.outbox().row(told.sequence).unwrap();
        let kept = row.is_some_and(|row| row.fact == told.id)
            || is_in_backup(world, told)
            || world.is_locked_in(told);
        expect(broken, kept, "the handheld keeps what it saved, or a backup does", || {
            format!("h{} {}", handheld.number, told.sequence)
        });
    }
}

/// What is older than a month may be let go of once a backup holds it, with its pictures.
fn is_in_backup(world: &World, told: &Told) -> bool {
    let Some((backup, _)) = &world.copies.office else { return false };
    let store = Sqlite::open_to_read(&backup.join("office.db")).unwrap();
    let there = store.fact(told.id).unwrap().is_some();
    let old = world.time.now().since(told.at) > 30 * 24 * 3_600_000;
    old && there && store.missing_parts(told.id).unwrap().is_empty()
}

/// An installation that gave no id or sequence twice is not set aside for a look.
fn check_quarantine(store: &Sqlite, handheld: &Handheld, broken: &mut Vec<Broken>) {
    let device = store.device(handheld.installation()).unwrap();
    let quarantined = device.is_some_and(|device| device.quarantined.is_some());
    expect(broken, handheld.restored || !quarantined, "no id or sequence was given twice", || {
        format!("h{}", handheld.number)
    });
}
