//! F-01 to F-03: heartbeats, staff for the sign-in screen, lifted locks.

use doorstep_domain::role::Role;
use doorstep_protocol::heartbeat::Heartbeat;

use crate::handheld::Handheld;
use crate::stage::{Stage, attempt};

#[tokio::test]
async fn f_02_a_heartbeat_is_answered_with_the_offices_time_and_staff() {
    let stage = Stage::set().await;
    let handheld = stage.handheld().await;
    stage.record_person("wu", Role::Butler, false).await;
    let answer = handheld.beat(&[]).await;
    assert!(stage.office.now().since(answer.time).abs() < 5000);
    let staff: Vec<&str> = answer.staff.iter().map(|tile| tile.person.as_str()).collect();
    assert_eq!(staff, ["builder", "chen", "feng", "general", "lin", "manager", "qian", "sun", "zhao"]);
    assert_eq!(answer.backed_up_through, 0);
}

/// the contractor signs for the order, with a key of their own: so they are on the list, as what they are.
#[tokio::test]
async fn r_05_a_contractor_who_works_here_signs_in_like_everybody() {
    let stage = Stage::set().await;
    let handheld = stage.handheld().await;
    let tile = handheld.beat(&[]).await.staff.into_iter().find(|tile| tile.person.as_str() == "builder");
    assert_eq!(tile.map(|tile| tile.role), Some(Role::Contractor));
    stage.record_person("builder", Role::Contractor, false).await;
    let staff = handheld.beat(&[]).await.staff;
    assert!(staff.iter().all(|tile| tile.role != Role::Contractor), "who left is on no list");
}

#[tokio::test]
async fn f_03_an_unlock_is_repeated_until_the_handheld_has_heard_it() {
    let stage = Stage::set().await;
    let handheld = stage.handheld().await;
    let lin = "lin".parse().unwrap();
    assert!(handheld.beat(&["lin"]).await.unlocked.is_empty());
    stage.office.unlock(&lin).await.unwrap();
    assert_eq!(handheld.beat(&["lin", "wu"]).await.unlocked, std::slice::from_ref(&lin));
    assert_eq!(handheld.beat(&["lin"]).await.unlocked, [lin], "the answer may have been lost");
    assert!(handheld.beat(&[]).await.unlocked.is_empty());
    assert!(handheld.beat(&["lin"]).await.unlocked.is_empty(), "locked anew");
    assert!(stage.office.unlock(&"nobody".parse().unwrap()).await.is_err());
}

#[tokio::test]
async fn p_10_a_revoked_handheld_learns_no_names() {
    let stage = Stage::set().await;
    let handheld = stage.handheld().await;
    stage.office.revoke(handheld.number).await.unwrap();
    assert!(handheld.beat(&[]).await.staff.is_empty());
}

/// What waits there is not here, and nobody lost it. Whatever a handheld claims, it is asked for no more than that.
#[tokio::test]
async fn f_01_what_was_sent_as_it_says_and_is_not_here_is_named() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let mut handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    let facts: Vec<_> = (0..5).map(|_| handheld.write(&lin, attempt(&callback))).collect();
    handheld.push(&[facts[0].clone(), facts[3].clone()]).await;
    let check = async |highest_sequence: i64, unsent_facts: i64, expected: &[(i64, i64)]| {
        let heartbeat = Heartbeat { highest_sequence, unsent_facts, ..handheld.heartbeat(&[]) };
        let named = handheld.beat_with(None, &heartbeat).await.lacking.facts;
        let named: Vec<_> = named.iter().map(|gap| (gap.first, gap.last)).collect();
        assert_eq!(named, expected, "{highest_sequence}, {unsent_facts} waiting");
    };
    check(0, 0, &[]).await;
    check(-1, -1, &[]).await;
    check(1, 0, &[]).await;
    check(3, 2, &[]).await;
    check(3, 1, &[(2, 3)]).await;
    check(3, -7, &[(2, 3)]).await;
    check(4, 2, &[]).await;
    check(5, 3, &[]).await;
    check(5, 2, &[(5, 5), (2, 3)]).await;
    check(i64::MAX, 9, &[(5, i64::MAX - 1), (2, 3)]).await;
}

/// Others may have read what is lost, or were told what it was judged to be then: all of it is told anew, once for each start of
/// the office, and not because a revoked handheld says so. Found by the simulator (seed 500575).
#[tokio::test]
async fn f_01_an_office_that_lacks_something_begins_an_epoch() {
    let stage = Stage::set().await;
    let [thief, handheld] = [stage.handheld().await, stage.handheld().await];
    let sent = |highest_sequence, of: &Handheld| Heartbeat {
        highest_sequence,
        unsent_facts: 0,
        ..of.heartbeat(&[])
    };
    assert_eq!(handheld.beat_with(None, &sent(0, &handheld)).await.epoch, 1);
    stage.office.revoke(thief.number).await.unwrap();
    assert_eq!(thief.beat_with(None, &sent(3, &thief)).await.epoch, 1);
    let epoch = handheld.beat_with(None, &sent(3, &handheld)).await.epoch;
    assert!(epoch > 1);
    assert_eq!(handheld.beat_with(None, &sent(9, &handheld)).await.epoch, epoch);
}
