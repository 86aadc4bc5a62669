//! P-10: parts are for those who have their subject, and each reading is logged.

use std::io::Cursor;

use doorstep_domain::bytes::{Blob, Fixed, encode};
use doorstep_domain::fact::{Carriage, Head, Part};
use doorstep_domain::ids::FactId;
use doorstep_protocol::SALT_HEADER;
use doorstep_protocol::feed::FeedEntry;
use image::{DynamicImage, ImageFormat};
use serde_json::{Value, json};

use crate::stage::{Stage, finished_json};

fn drawn(format: ImageFormat) -> String {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(2000, 1000).write_to(&mut bytes, format).unwrap();
    encode(bytes.get_ref())
}

async fn finish_with_pictures(stage: &Stage) -> FactId {
    let mut event = finished_json("1", "8-1-101", json!({"kind": "repair"}));
    let picture =
        |format, shows| json!({"bytes": drawn(format), "shows": shows, "taken": "2026-11-20T14:00:00Z"});
    event["pictures"] = json!([picture(ImageFormat::Png, "before"), picture(ImageFormat::Jpeg, "after")]);
    stage.office.finish(serde_json::from_value(event).unwrap()).await.unwrap().fact
}

async fn get(stage: &Stage, id: &str, fact: FactId, slot: &str) -> reqwest::Response {
    let token = stage.office.token(&id.parse().unwrap()).await.unwrap();
    let url = format!("{}/v1/parts/{fact}/{slot}", stage.url());
    reqwest::Client::new().get(url).bearer_auth(token).send().await.unwrap()
}

#[tokio::test]
async fn v_05_pictures_are_fetched_and_fit_their_fact() {
    let stage = Stage::set().await;
    let fact = finish_with_pictures(&stage).await;
    let handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    let page = handheld.feed(&handheld.bearer(Some(&lin)).await, None, 0).await.unwrap();
    let heads = page.entries.iter().filter_map(|entry| match entry {
        FeedEntry::Grant { history, .. } => history.first(),
        _ => None,
    });
    let heads: Vec<Head> = heads.map(|f| f.fact.verify().unwrap()).collect();
    let head = heads.iter().find(|head| head.id == fact).unwrap();
    let apart = head.parts.iter().filter(|part| part.carriage == Carriage::Apart);
    assert_eq!(apart.clone().count(), 2);
    for reference in apart {
        let response = get(&stage, "lin", fact, reference.slot.as_str()).await;
        let salt = response.headers()[SALT_HEADER].to_str().unwrap().to_owned();
        let bytes = response.bytes().await.unwrap().to_vec();
        let picture = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg).unwrap();
        assert_eq!((picture.width(), picture.height()), (1600, 800));
        let salt = Fixed::parse(&salt).unwrap();
        assert!(Part { slot: reference.slot.clone(), salt, bytes: Blob(bytes) }.fits(reference));
    }
}

#[tokio::test]
async fn p_10_parts_are_for_who_has_the_subject() {
    let stage = Stage::set().await;
    let fact = finish_with_pictures(&stage).await;
    let cases = [
        ("lin", "picture/1", 200),
        ("chen", "texts", 200),
        ("wu", "picture/1", 404),
        ("zhao", "texts", 404),
        ("lin", "picture/9", 404),
        ("lin", "../../etc/passwd", 404),
        ("lin", "%2e%2e/x", 404),
    ];
    for (id, slot, status) in cases {
        assert_eq!(get(&stage, id, fact, slot).await.status(), status, "{id} {slot}");
    }
    let url = format!("{}/v1/parts/{fact}/texts", stage.url());
    assert_eq!(reqwest::get(url).await.unwrap().status(), 401);
    let unknown = FactId(uuid::Uuid::new_v4());
    assert_eq!(get(&stage, "chen", unknown, "texts").await.status(), 404);
}

#[tokio::test]
async fn p_10_each_reading_of_personal_data_is_logged() {
    let stage = Stage::set().await;
    let fact = finish_with_pictures(&stage).await;
    get(&stage, "lin", fact, "picture/1").await;
    get(&stage, "lin", fact, "texts").await;
    get(&stage, "wu", fact, "texts").await;
    let handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    let bearer = handheld.bearer(Some(&lin)).await;
    let page = handheld.feed(&bearer, None, 0).await.unwrap();
    handheld.feed(&bearer, Some(&page.cursor), 0).await.unwrap();
    for (id, what, expected) in [("lin", "part", 2), ("wu", "part", 0), ("lin", "feed", 1)] {
        let person = id.parse().unwrap();
        assert_eq!(stage.office.count_readings(&person, what).await.unwrap(), expected, "{id} {what}");
    }
}

#[tokio::test]
async fn staff_names_are_parts_too() {
    let stage = Stage::set().await;
    let handheld = stage.handheld().await;
    let tiles = handheld.beat(&[]).await.staff;
    let tile = tiles.iter().find(|tile| tile.person.as_str() == "lin").unwrap();
    let expected: Value = json!({"zh": "姓名lin", "en": "lin"});
    assert_eq!(serde_json::to_value(&tile.name).unwrap(), expected);
}
