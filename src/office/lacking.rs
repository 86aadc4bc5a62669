//! F-01: what a handheld has sent and this office does not have. An office that goes on from a copy of its machine does
//! not know that it lost anything, and a handheld that nobody reads the feed on cannot show it a cursor; but each heartbeat
//! says how much was sent.

use doorstep_domain::ids::InstallationId;
use doorstep_protocol::heartbeat::{Heartbeat, Lacking, Sequences, WithoutPictures};

use crate::ledger::Ledger;
use crate::store::StoreError;

/// No more gaps, and no more facts that lack pictures, are named at once.
const MOST: usize = 500;

/// Up to which of its own sequences a handheld's work was found here since the office began. An office loses nothing while
/// it runs, so that nothing is looked at twice.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Checked {
    facts: i64,
    pictures: i64,
}

/// What the heartbeat's handheld has sent, as it says, and what is not here.
pub(crate) fn lacking(
    ledger: &mut Ledger,
    installation: InstallationId,
    heartbeat: &Heartbeat,
) -> Result<Lacking, StoreError> {
    let mut checked = ledger.checked.get(&installation).copied().unwrap_or_default();
    let found = Lacking {
        facts: facts(ledger, installation, heartbeat, &mut checked)?,
        pictures: pictures(ledger, installation, heartbeat, &mut checked)?,
    };
    ledger.checked.insert(installation, checked);
    Ok(found)
}

/// All that it gave a sequence waits there, is here, or is lost.
fn facts(
    ledger: &Ledger,
    installation: InstallationId,
    heartbeat: &Heartbeat,
    checked: &mut Checked,
) -> Result<Vec<Sequences>, StoreError> {
    let (after, through) = (checked.facts, heartbeat.highest_sequence);
    if through <= after {
        return Ok(Vec::new());
    }
    let here = ledger.store.own_sequences(installation, after, through)?;
    let gaps = gaps(after, &here, through);
    checked.facts = gaps.first().map_or(through, |gap| gap.first - 1);
    let open = gaps.iter().map(|gap| (gap.last - gap.first).saturating_add(1)).fold(0, i64::saturating_add);
    if open <= heartbeat.unsent_facts {
        return Ok(Vec::new());
    }
    Ok(gaps.into_iter().rev().take(MOST).collect())
}

/// What lies between `after` and `through` and is not among `here`, which ascends.
fn gaps(after: i64, here: &[i64], through: i64) -> Vec<Sequences> {
    let ends = here.iter().copied().chain([through.saturating_add(1)]);
    let starts = [after].into_iter().chain(here.iter().copied());
    let between = starts
        .zip(ends)
        .map(|(before, next)| Sequences { first: before.saturating_add(1), last: next.saturating_sub(1) });
    between.filter(|gap| gap.first <= gap.last).collect()
}

/// Once it says that all is sent, no picture is missing here.
fn pictures(
    ledger: &Ledger,
    installation: InstallationId,
    heartbeat: &Heartbeat,
    checked: &mut Checked,
) -> Result<Vec<WithoutPictures>, StoreError> {
    if heartbeat.unsent_facts > 0 || heartbeat.unsent_pictures > 0 {
        return Ok(Vec::new());
    }
    let (after, through) = (checked.pictures, heartbeat.highest_sequence.min(checked.facts));
    if through <= after {
        return Ok(Vec::new());
    }
    let missing = ledger.store.own_with_missing_parts(installation, after, through, MOST)?;
    if missing.is_empty() {
        checked.pictures = through;
    }
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f_01_gaps_are_what_is_not_here() {
        let check = |after, here: &[i64], through, expected: &[(i64, i64)]| {
            let found: Vec<_> = gaps(after, here, through).iter().map(|gap| (gap.first, gap.last)).collect();
            assert_eq!(found, expected, "{here:?} between {after} and {through}");
        };
        check(0, &[], 0, &[]);
        check(0, &[1, 2, 3], 3, &[]);
        check(0, &[1, 2], 5, &[(3, 5)]);
        check(0, &[2, 3, 6], 7, &[(1, 1), (4, 5), (7, 7)]);
        check(4, &[6], 6, &[(5, 5)]);
        check(9, &[], 3, &[]);
        check(0, &[], i64::MAX, &[(1, i64::MAX - 1)]);
        check(0, &[i64::MAX], i64::MAX, &[(1, i64::MAX - 1)]);
        check(i64::MAX, &[], i64::MIN, &[]);
    }
}
