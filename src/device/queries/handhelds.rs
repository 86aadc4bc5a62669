//! What the office last said of the handhelds (F-01, F-03), worst first: figures as of each one's last contact.

use doorstep_domain::ids::PersonId;
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;
use doorstep_protocol::devices::{ContactRow as Contact, DeviceList, DeviceRow};

use super::QueryError;
use super::catalogue::{ContactRow, contact_of};
use super::people::watcher;
use crate::device::Device;
use crate::refold::role_of;
use crate::store::StoreError;
use crate::store::personal::Personal;

/// The question under which the answer is kept.
pub(crate) const QUESTION: &str = "devices";

/// A handheld that is online says so every five minutes: three of them missed is silence **[policy]**.
const SILENT: i64 = 15 * 60 * 1000;
/// Silent so long with something unsent is alarming **[policy]**.
const LONG_SILENT: i64 = 4 * 60 * 60 * 1000;
/// With nothing unsent a day passes before it is asked after: it lies in a drawer over night **[policy]**.
const DRAWER: i64 = 24 * 60 * 60 * 1000;
/// F-02: a clock that is wrong by so much is looked at **[policy]**.
const CLOCK_WRONG: i64 = 2 * 60 * 1000;

/// The handhelds as the office knew them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handhelds {
    /// When the office said so, in its own time.
    pub as_of: Moment,
    /// The office's order: what worries most first.
    pub rows: Vec<HandheldRow>,
    /// P-09, F-03: this person may revoke and unlock.
    pub may_revoke: bool,
}

impl Handhelds {
    /// How many somebody has to see to.
    pub fn worrying(&self) -> usize {
        self.rows.iter().filter(|row| row.worry.needs_somebody()).count()
    }
}

/// A handheld.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandheldRow {
    /// What the office says of it.
    pub device: DeviceRow,
    /// Who used it last, and how to reach them.
    pub person: Option<ContactRow>,
    /// What they are.
    pub role: Option<Role>,
    /// F-03: whose PIN is locked on it.
    pub locked: Vec<ContactRow>,
    /// How long it had not been heard of, in milliseconds; `None`: never was.
    pub silent: Option<i64>,
    /// What is to be thought of that.
    pub worry: Worry,
    /// F-02: its clock is wrong by more than one looks away from.
    pub clock_wrong: bool,
    /// It is the one that this is read on.
    pub is_this: bool,
}

/// What is to be thought of a handheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Worry {
    /// It used an id twice: somebody has to look at it.
    Quarantined,
    /// It holds something, and is silent for hours; a grave complaint for minutes (C-07).
    Alarming,
    /// It is silent: for minutes with something unsent, or for a day.
    Silent,
    /// Somebody's PIN is locked on it.
    Locked,
    /// It was never heard of.
    Never,
    /// It holds something, and was just heard of.
    Sending,
    /// F-03: it may only hand in, and still holds something.
    RevokedBehind,
    /// F-03: it may only hand in.
    Revoked,
    /// Everything of it has arrived.
    Fine,
}

impl Worry {
    /// Somebody has to see to it.
    pub fn needs_somebody(self) -> bool {
        !matches!(self, Worry::Sending | Worry::Revoked | Worry::Fine)
    }

    fn of(device: &DeviceRow, now: Moment) -> Self {
        let Some(contact) = &device.contact else {
            return if device.revoked.is_some() { Worry::Revoked } else { Worry::Never };
        };
        match (device.revoked.is_some(), device.quarantined.is_some()) {
            (true, _) if device.is_behind() => Worry::RevokedBehind,
            (true, _) => Worry::Revoked,
            (false, true) => Worry::Quarantined,
            (false, false) => Self::of_silence(device.is_behind(), contact, now.since(contact.at)),
        }
    }

    fn of_silence(behind: bool, contact: &Contact, silent: i64) -> Self {
        let grave = contact.unsent_grave > 0;
        match behind {
            true if silent > LONG_SILENT || (grave && silent > SILENT) => Worry::Alarming,
            true if silent > SILENT => Worry::Silent,
            false if silent > DRAWER => Worry::Silent,
            _ if !contact.locked.is_empty() => Worry::Locked,
            true => Worry::Sending,
            false => Worry::Fine,
        }
    }
}

impl Device {
    /// F-01, F-03: the handhelds as the office last said, worst first; `None` before it was asked.
    ///
    /// # Errors
    /// When nobody is signed in, the role may not read it, or the store fails.
    pub fn handhelds(&self) -> Result<Option<Handhelds>, QueryError> {
        let shift = self.shift()?;
        let may_revoke = watcher(shift)? == Role::Supervisor;
        let Some(list) = shift.personal.answer::<DeviceList>(&shift.person, QUESTION)? else {
            return Ok(None);
        };
        let as_of = list.now;
        let own = self.outbox.office()?.map(|office| office.device_number);
        let row = |device: DeviceRow| {
            let is_this = Some(device.number) == own;
            Ok::<_, StoreError>(HandheldRow { is_this, ..row(&shift.personal, device, as_of)? })
        };
        let rows = list.devices.into_iter().map(row);
        Ok(Some(Handhelds { as_of, rows: rows.collect::<Result<_, StoreError>>()?, may_revoke }))
    }
}

fn row(personal: &Personal, device: DeviceRow, now: Moment) -> Result<HandheldRow, StoreError> {
    let contacts = |people: &[PersonId]| -> Result<Vec<ContactRow>, StoreError> {
        people.iter().map(|person| contact_of(personal, person)).collect()
    };
    let contact = device.contact.as_ref();
    let role = device.person.as_ref().map(|person| role_of(personal, person)).transpose()?.flatten();
    Ok(HandheldRow {
        person: device.person.as_ref().map(|person| contact_of(personal, person)).transpose()?,
        role,
        locked: contact.map(|contact| contacts(&contact.locked)).transpose()?.unwrap_or_default(),
        silent: contact.map(|contact| now.since(contact.at).max(0)),
        worry: Worry::of(&device, now),
        clock_wrong: contact.is_some_and(|contact| contact.clock_offset.abs() > CLOCK_WRONG),
        is_this: false,
        device,
    })
}

#[cfg(test)]
mod tests {
    use doorstep_protocol::heartbeat::Keystore;

    use super::*;

    fn check(name: &str, (silent, unsent): (i64, i64), change: impl FnOnce(&mut DeviceRow), expected: Worry) {
        let now = Moment::nearest(1_800_000_000_000);
        let contact = Contact {
            at: now.shifted(-silent * 60_000),
            unsent_facts: unsent,
            unsent_grave: 0,
            unsent_pictures: 0,
            oldest_unsent: None,
            clock_offset: 0,
            version: "0.1.0".into(),
            battery: None,
            keystore: Keystore::File,
            locked: Vec::new(),
        };
        let (person, revoked, quarantined) = (None, None, None);
        let mut device = DeviceRow { number: 3, person, revoked, quarantined, contact: Some(contact) };
        change(&mut device);
        assert_eq!(Worry::of(&device, now), expected, "{name}");
    }

    #[test]
    fn f_01_f_03_what_is_to_be_thought_of_a_handheld() {
        let lock = |device: &mut DeviceRow| {
            if let Some(contact) = &mut device.contact {
                contact.locked = vec![PersonId::office()];
            }
        };
        let revoke = |device: &mut DeviceRow| device.revoked = Some(Moment::EARLIEST);
        check("all delivered", (1, 0), |_| (), Worry::Fine);
        check("in a drawer over night", (14 * 60, 0), |_| (), Worry::Fine);
        check("not heard of since yesterday", (25 * 60, 0), |_| (), Worry::Silent);
        check("just heard of, and sending", (1, 2), |_| (), Worry::Sending);
        check("out of reach for a while", (28, 1), |_| (), Worry::Silent);
        check("out of reach for hours", (19 * 60, 17), |_| (), Worry::Alarming);
        let grave = |device: &mut DeviceRow| {
            if let Some(contact) = &mut device.contact {
                contact.unsent_grave = 1;
            }
        };
        check("C-07: a grave complaint is just being sent", (1, 1), grave, Worry::Sending);
        check("C-07: a grave complaint, out of reach for a while", (28, 1), grave, Worry::Alarming);
        check("a locked PIN", (1, 0), lock, Worry::Locked);
        check("never heard of", (0, 0), |device| device.contact = None, Worry::Never);
        check(
            "used an id twice",
            (0, 0),
            |device| device.quarantined = Some(Moment::EARLIEST),
            Worry::Quarantined,
        );
        check("lost, and all is here", (900, 0), revoke, Worry::Revoked);
        check("lost with something on it", (900, 3), revoke, Worry::RevokedBehind);
    }
}
