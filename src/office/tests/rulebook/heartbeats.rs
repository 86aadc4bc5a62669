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
    assert_eq!(staff, ["chen", "feng", "general", "lin", "manager", "qian", "sun", "zhao"]);
    assert_eq!(answer.backed_up_through, 0);
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
