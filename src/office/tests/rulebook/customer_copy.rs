//! the customer's copy over HTTP.

use doorstep_domain::ids::SubjectId;
use reqwest::{Response, StatusCode};

use crate::crew::Crew;
use crate::stage::Stage;

async fn copy(crew: &Crew<'_>, who: &str, order: &SubjectId, query: &str) -> Response {
    let token = crew.stage.office.token(&who.parse().unwrap()).await.unwrap();
    let url = format!("{}/v1/work-orders/{}/copy.pdf{query}", crew.stage.url(), order.key());
    reqwest::Client::new().get(url).bearer_auth(token).send().await.unwrap()
}

#[tokio::test]
async fn r_14_the_copy_is_a_pdf_for_who_has_the_order_once_it_is_signed() {
    let stage = Stage::set().await;
    let mut crew = Crew::of(&stage).await;
    let order = crew.registered("sink").await;
    crew.brought_to("zhao", &order, 6).await;
    assert_eq!(copy(&crew, "zhao", &order, "").await.status(), StatusCode::BAD_REQUEST, "not signed yet");
    let rest = crate::crew::whole_repair().into_iter().skip(6);
    for act in rest {
        crew.did("zhao", &order, act).await;
    }
    for (who, query, expected) in [
        ("zhao", "", StatusCode::OK),
        ("chen", "?lang=en", StatusCode::OK),
        ("lin", "?lang=zh-CN", StatusCode::OK),
        ("chen", "?lang=fr", StatusCode::BAD_REQUEST),
        ("feng", "", StatusCode::NOT_FOUND),
    ] {
        let answer = copy(&crew, who, &order, query).await;
        assert_eq!(answer.status(), expected, "{who} {query}");
        if expected == StatusCode::OK {
            assert_eq!(answer.headers()["content-type"], "application/pdf");
            assert_eq!(answer.headers()["doorstep-missing-glyphs"], "0");
            assert!(answer.bytes().await.unwrap().starts_with(b"%PDF-"));
            assert_eq!(stage.office.count_readings(&who.parse().unwrap(), "copy").await.unwrap(), 1);
        }
    }
}
