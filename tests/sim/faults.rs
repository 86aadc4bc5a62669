//! What breaks beside the network: handhelds are killed, switched off, lose their clock, fill their disk, are restored
//! from an old copy, are revoked; the office is killed, backed up and restored.

use std::fs;

use doorstep_office::backup::back_up;
use doorstep_office::store::DeviceStore as _;
use doorstep_tests_sync::folder::copy;

use crate::time::pass;
use crate::world::{Made, World};

/// What breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    KillApp,
    KillUnsealed,
    Reboot,
    SwitchOff,
    Night,
    Clock,
    Lock,
    FullDisk,
    CopyHandheld,
    RestoreHandheld,
    Revoke,
    KillOffice,
    BackUp,
    RestoreOffice,
}

/// How often each happens, beside the others.
const TABLE: [(Fault, u64); 14] = [
    (Fault::KillApp, 14),
    (Fault::KillUnsealed, 5),
    (Fault::Reboot, 6),
    (Fault::SwitchOff, 6),
    (Fault::Night, 3),
    (Fault::Clock, 6),
    (Fault::Lock, 10),
    (Fault::FullDisk, 5),
    (Fault::CopyHandheld, 4),
    (Fault::RestoreHandheld, 2),
    (Fault::Revoke, 1),
    (Fault::KillOffice, 6),
    (Fault::BackUp, 8),
    (Fault::RestoreOffice, 5),
];

/// In traces and counts.
const OFFICE_RESTORED: &str = "office restored from a copy";
const HOUR: i64 = 3_600_000;

impl World {
    /// Something breaks.
    pub async fn something_breaks(&mut self) {
        let number = self.some_handheld();
        match self.chance.weigh(&TABLE).unwrap_or(Fault::KillApp) {
            Fault::KillApp => self.kill_app(number).await,
            Fault::KillUnsealed => self.kill_unsealed(number).await,
            Fault::Reboot => self.reboot(number).await,
            Fault::SwitchOff => self.switch_off(number).await,
            Fault::Night => self.night().await,
            Fault::Clock => self.lose_clock(number),
            Fault::Lock => self.lock(number),
            Fault::FullDisk => self.fill_or_empty_disk(number),
            Fault::CopyHandheld => self.copy_handheld(number),
            Fault::RestoreHandheld => self.restore_handheld().await,
            Fault::Revoke => self.revoke(number),
            Fault::KillOffice => self.kill_office().await,
            Fault::BackUp => self.back_up(),
            Fault::RestoreOffice => self.restore_office(),
        }
    }

    async fn kill_app(&mut self, number: usize) {
        self.trace.fault("app killed", format!("h{number}"));
        self.handhelds[number].kill().await;
        pass(self.chance.below(2_000)).await;
        self.handhelds[number].open();
    }

    /// Killed after a fact was committed and before it was sealed: the outbox has not heard of it.
    async fn kill_unsealed(&mut self, number: usize) {
        if self.handhelds[number].person().is_none() {
            return;
        }
        self.trace.fault("app killed before sealing", format!("h{number}"));
        let outbox = self.handhelds[number].outbox_files();
        let before = self.told.len();
        self.work_on(number);
        self.handhelds[number].kill().await;
        self.handhelds[number].put_back(&outbox);
        self.told.iter_mut().skip(before).for_each(|told| told.sealed = false);
        self.handhelds[number].open();
    }

    async fn reboot(&mut self, number: usize) {
        self.trace.fault("reboot", format!("h{number}"));
        self.handhelds[number].kill().await;
        pass(self.chance.between(20_000, 90_000)).await;
        self.handhelds[number].clock.reboot();
        self.handhelds[number].open();
    }

    /// Off until somebody switches it on again.
    async fn switch_off(&mut self, number: usize) {
        let handheld = &mut self.handhelds[number];
        if handheld.is_on() {
            self.trace.fault("switched off", format!("h{number}"));
            return handheld.kill().await;
        }
        self.trace.note(format!("h{number} is on again"));
        handheld.clock.reboot();
        handheld.open();
    }

    /// Everybody goes home, and comes back.
    async fn night(&mut self) {
        self.trace.fault("night", "all");
        for handheld in &mut self.handhelds {
            handheld.kill().await;
        }
        // Now and then so long that handhelds let go of what is in a backup (M-04).
        let hours = if self.chance.happens(100) { 31 * 24 } else { self.chance.between(6, 72) };
        pass(hours * HOUR.unsigned_abs()).await;
        if self.room.is_open() {
            self.what_is_overdue_rises();
        }
        for handheld in &mut self.handhelds {
            handheld.clock.reboot();
            handheld.open();
        }
    }

    fn lose_clock(&self, number: usize) {
        let jump = *self.chance.pick(&[-9 * HOUR, 9 * HOUR, -45 * 24 * HOUR, 60_000]).unwrap_or(&HOUR);
        self.trace.fault("clock jumped", format!("h{number} by {jump}"));
        self.handhelds[number].clock.jump(jump);
    }

    fn lock(&self, number: usize) {
        self.trace.fault("signed out", format!("h{number}"));
        if let Some(engine) = self.handhelds[number].engine() {
            engine.lock();
        }
    }

    fn fill_or_empty_disk(&self, number: usize) {
        let full = self.chance.happens(600);
        if full {
            self.trace.fault("disk full", format!("h{number}"));
        }
        let _ = self.handhelds[number].with(|device| device.limit_pages(if full { 1 } else { u32::MAX - 1 }));
    }

    fn copy_handheld(&mut self, number: usize) {
        let place = self.place_for_copy();
        self.handhelds[number].copy_to(&place);
        self.copies.handhelds.push((number, place, self.told.len()));
        self.trace.note(format!("h{number} is copied"));
    }

    /// What it alone had perishes with it: what was saved since the copy, and the office does not have.
    async fn restore_handheld(&mut self) {
        let Some((number, place, then)) = self.chance.pick(&self.copies.handhelds).cloned() else { return };
        if self.handhelds[number].revoked {
            return;
        }
        self.trace.fault("handheld restored from an old copy", format!("h{number}"));
        self.handhelds[number].kill().await;
        self.handhelds[number].replace_by(&place);
        self.handhelds[number].clock.reboot();
        for told in self.told.iter_mut().skip(then).filter(|told| told.handheld == number) {
            told.perished = true;
        }
        self.handhelds[number].restored = true;
        self.handhelds[number].open();
    }

    /// Revoked, and the office went on from a copy that was made before: it does not know. Whether anybody can sign in there
    /// depends on whether the handheld had heard of it.
    pub fn forgot_revocation(&self, number: usize) -> bool {
        let handheld = &self.handhelds[number];
        let device = self.room.store().device(handheld.installation()).unwrap();
        let knows = device.is_some_and(|device| device.revoked.is_some());
        handheld.revoked && !knows && self.trace.faults().contains_key(OFFICE_RESTORED)
    }

    fn revoke(&mut self, number: usize) {
        if !self.handhelds[number].is_on() || !self.room.is_open() {
            return;
        }
        let installation = self.handhelds[number].installation();
        let devices = self.room.store().devices().unwrap();
        let Some(device) = devices.into_iter().find(|device| device.installation == installation) else {
            return;
        };
        self.trace.fault("revoked", format!("h{number}"));
        self.note_sealed(number);
        self.handhelds[number].revoked = true;
        let _ = self.room.inside(async move |office| office.revoke(device.number).await);
    }

    async fn kill_office(&self) {
        if !self.room.is_open() {
            return;
        }
        self.trace.fault("office killed", "");
        self.room.stop();
        pass(self.chance.below(30_000)).await;
        if !self.room.is_open() {
            self.room.start();
        }
    }

    /// By `doorstep-office backup`, or as a copy of its machine.
    fn back_up(&mut self) {
        let made = if self.chance.happens(700) { Made::ByItself } else { Made::OfItsMachine };
        let place = self.place_for_copy();
        match made {
            Made::OfItsMachine => copy(self.room.folder(), &place),
            Made::ByItself if !self.room.is_open() => return,
            Made::ByItself => {
                let held = back_up(self.room.folder(), &place).unwrap().held;
                let _ = self.room.inside(async move |office| office.note_backup(held).await);
            }
        }
        self.copies.office = Some((place, made));
        self.trace.note(format!("the office is copied: {made:?}"));
    }

    /// The office's machine is lost; another one goes on from the copy.
    fn restore_office(&mut self) {
        let Some((backup, made)) = &self.copies.office else { return };
        self.office_was_restored = true;
        self.office_was_set_back |= *made == Made::OfItsMachine;
        self.trace.fault(OFFICE_RESTORED, format!("{made:?}"));
        self.room.stop();
        self.room.wait_until_closed();
        fs::remove_dir_all(self.room.folder()).unwrap();
        fs::create_dir_all(self.room.folder()).unwrap();
        copy(backup, self.room.folder());
        self.room.start();
    }
}
