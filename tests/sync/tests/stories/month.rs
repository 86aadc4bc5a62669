//! F-01: the month of `tests/figures/thirty_days.rs`, small: nothing is lost or doubled.

use doorstep_tests_sync::folder::Place;
use doorstep_tests_sync::month::{Load, Month};

#[tokio::test]
async fn f_01_days_of_orders_and_pictures_offline_arrive_exactly_once() {
    let mut month = Month::begin(Load { days: 2, orders: 4, pictures: 6, edge: 160 }, Place::Memory).await;
    for _ in 0..2 {
        month.day().await;
    }
    let figures = month.sync().await;
    assert_eq!((figures.facts, figures.pictures), (2 * 4 * 11 + 4, 2 * 6));
}
