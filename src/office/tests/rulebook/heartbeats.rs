//! F-01 to F-03: heartbeats, staff for the sign-in screen, lifted locks.

use doorstep_domain::role::Role;

use crate::stage::Stage;

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
