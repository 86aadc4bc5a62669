//! The sign-in screen: who may sign in, and what the last shift left unsent (F-03).

use doorstep_domain::directory::Label;
use doorstep_domain::ids::PersonId;
use doorstep_domain::role::Role;

use crate::device::Device;
use crate::keyring::Gate;
use crate::store::StoreError;

/// The sign-in screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignInPage {
    /// The residence; `None` before the device is enrolled.
    pub site: Option<Label>,
    /// The number that the site gave this handheld.
    pub device_number: i64,
    /// The device was revoked: it may hand in what it holds, nothing else.
    pub hand_in_only: bool,
    /// Who may sign in. Empty before the first contact.
    pub tiles: Vec<Tile>,
    /// What the last shift left unsent: the person, as far as they are known, and how many.
    pub left_unsent: Option<(Option<Label>, i64)>,
}

/// A tile of the sign-in screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: Label,
    /// What they are.
    pub role: Role,
    /// Whether their PIN may be tried; `None` where their first sign-in here needs a code.
    pub gate: Option<Gate>,
}

impl Device {
    /// The sign-in screen.
    ///
    /// # Errors
    /// When the store fails.
    pub fn sign_in_page(&self) -> Result<SignInPage, StoreError> {
        let Some(office) = self.outbox.office()? else { return Ok(SignInPage::default()) };
        let tiles = self.tiles()?;
        Ok(SignInPage {
            site: Some(office.identity.name),
            device_number: office.device_number,
            hand_in_only: office.hand_in_only,
            left_unsent: self.left_unsent(&tiles)?,
            tiles,
        })
    }

    /// People who have signed in here come first: they are most likely next. Contractors come last, whether they
    /// have or not: the few tiles of the first page are for the shift.
    fn tiles(&self) -> Result<Vec<Tile>, StoreError> {
        let (now, tries) = (self.config.clock.read(), self.outbox.all_tries()?);
        let gate = |person: &PersonId| {
            let known = tries.iter().find(|(known, _)| known == person);
            known.map(|(_, tries)| tries.gate(now))
        };
        let tiles = self.staff_tiles()?.into_iter();
        let mut tiles: Vec<Tile> = tiles
            .map(|tile| Tile {
                gate: gate(&tile.person),
                person: tile.person,
                name: tile.name,
                role: tile.role,
            })
            .collect();
        tiles.sort_by_key(|tile| (tile.role == Role::Contractor, tile.gate.is_none()));
        Ok(tiles)
    }

    fn left_unsent(&self, tiles: &[Tile]) -> Result<Option<(Option<Label>, i64)>, StoreError> {
        let Some(person) = self.outbox.last_shift()? else { return Ok(None) };
        let waiting = self.outbox.totals(Some(&person))?.waiting;
        let name = tiles.iter().find(|tile| tile.person == person).map(|tile| tile.name.clone());
        Ok((waiting > 0).then_some((name, waiting)))
    }
}
