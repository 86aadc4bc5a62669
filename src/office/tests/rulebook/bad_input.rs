//! Bad input gets a clear answer: never a 5xx, never a bare status.

use doorstep_protocol::facts::{MAX_BYTES, MAX_FACTS, PushRequest};
use doorstep_protocol::problem::{Problem, ProblemCode};
use reqwest::{Client, Method};

use crate::handheld::call;
use crate::stage::{Stage, attempt};

const ROUTES: [(&str, &str); 8] = [
    ("POST", "/v1/devices"),
    ("POST", "/v1/sessions"),
    ("POST", "/v1/persons/lin/keys"),
    ("POST", "/v1/facts"),
    ("POST", "/v1/heartbeats"),
    ("POST", "/v1/events"),
    ("POST", "/v1/callbacks/x/assign"),
    ("POST", "/v1/challenges"),
];

#[tokio::test]
async fn bodies_that_are_none_are_refused_as_problems() {
    let stage = Stage::set().await;
    let handheld = stage.handheld().await;
    let device = handheld.bearer(None).await;
    let script = stage.office.token(&"chen".parse().unwrap()).await.unwrap();
    let bodies: [(&str, Vec<u8>); 9] = [
        ("nothing", Vec::new()),
        ("no JSON", b"<html>".to_vec()),
        ("half", b"{\"facts\":[".to_vec()),
        ("another type", b"[1,2,3]".to_vec()),
        ("an unknown field", b"{\"facts\":[],\"more\":1}".to_vec()),
        ("deep", [vec![b'['; 200_000], vec![b']'; 200_000]].concat()),
        ("no UTF-8", b"{\"facts\":\"\xff\xfe\"}".to_vec()),
        ("a lone surrogate", b"{\"facts\":\"\\ud800\"}".to_vec()),
        ("a huge number", b"{\"facts\":1e999}".to_vec()),
    ];
    for (method, path) in ROUTES.into_iter().filter(|(_, path)| *path != "/v1/challenges") {
        for bearer in [&device, &script] {
            for (name, body) in &bodies {
                let url = format!("{}{path}", stage.url());
                let request = Client::new().request(method.parse().unwrap(), url).bearer_auth(bearer);
                let response = request.body(body.clone()).send().await.unwrap();
                assert!(response.status().is_client_error(), "{path} {name}: {}", response.status());
                response.json::<Problem>().await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn no_more_is_taken_at_once_than_the_protocol_says() {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let mut handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    let fact = handheld.write(&lin, attempt(&callback));
    let sealed = handheld.seal(&fact);
    let facts = vec![sealed.clone(); MAX_FACTS + 1];
    assert_eq!(handheld.push_sealed(facts).await.unwrap_err(), ProblemCode::TooLarge);
    assert_eq!(handheld.push_sealed(vec![sealed; MAX_FACTS]).await.unwrap().len(), MAX_FACTS);
    let bearer = handheld.bearer(None).await;
    for (path, size) in [("/v1/facts", MAX_BYTES + 1), ("/v1/sessions", 50 * MAX_BYTES)] {
        let request = handheld.client.post(format!("{}{path}", stage.url())).bearer_auth(&bearer);
        let response = request.body(vec![b' '; size]).send().await;
        // The office may hang up on so much before it is sent.
        if let Ok(response) = response {
            assert_eq!(response.status(), 413, "{path}");
        }
    }
    let empty = handheld.push_sealed(PushRequest { facts: Vec::new() }.facts).await.unwrap();
    assert!(empty.is_empty());
}

#[tokio::test]
async fn strange_paths_queries_and_headers_are_refused_as_problems() {
    let stage = Stage::set().await;
    let bearer = stage.office.token(&"chen".parse().unwrap()).await.unwrap();
    let long = format!("/v1/feed?after={}", "A".repeat(20_000));
    let cases = [
        ("GET", "/nowhere", 404),
        ("GET", "/v1/facts", 405),
        ("DELETE", "/v1/feed", 405),
        ("GET", "/v1/feed?wait=-1", 400),
        ("GET", "/v1/feed?wait=soon", 400),
        ("GET", "/v1/feed?since=1", 400),
        ("GET", "/v1/feed?after=%00", 400),
        ("GET", long.as_str(), 400),
        ("GET", "/v1/callbacks/..", 404),
        ("GET", "/v1/callbacks/%F0%9F%92%A9", 404),
        ("GET", "/v1/callbacks/%FF", 400),
        ("GET", "/v1/parts/not-a-fact/texts", 404),
        ("POST", "/v1/persons/%E6%9D%8E/keys", 401),
    ];
    for (method, path, status) in cases {
        let url = format!("{}{path}", stage.url());
        let request = Client::new().request(method.parse::<Method>().unwrap(), url).bearer_auth(&bearer);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status, "{method} {path}");
    }
}

#[tokio::test]
async fn bearers_that_are_none_are_unauthenticated() {
    let stage = Stage::set().await;
    let handheld = stage.handheld().await;
    let device = handheld.bearer(None).await;
    let altered = format!("A{}", &device[1..]);
    for bearer in ["", "x", "a.b", "🐧", altered.as_str(), device.as_str()] {
        let request = Client::new().get(format!("{}/v1/feed", stage.url())).bearer_auth(bearer);
        let refused = call::<serde_json::Value>(request).await.unwrap_err();
        assert_eq!(refused, ProblemCode::Unauthenticated, "{bearer}");
    }
    let token = stage.office.token(&"chen".parse().unwrap()).await.unwrap();
    let request = Client::new().post(format!("{}/v1/facts", stage.url())).bearer_auth(token);
    assert_eq!(call::<serde_json::Value>(request).await.unwrap_err(), ProblemCode::Unauthenticated);
}

#[tokio::test]
async fn another_version_of_the_protocol_is_told_so() {
    let stage = Stage::set().await;
    for (version, expected) in
        [("1", None), ("2", Some(ProblemCode::Version)), ("x", Some(ProblemCode::Version))]
    {
        let request = Client::new().get(format!("{}/v1/office", stage.url()));
        let request = request.header(doorstep_protocol::VERSION_HEADER, version);
        assert_eq!(call::<serde_json::Value>(request).await.err(), expected, "{version}");
    }
}

/// The routes as they stand in the program, as OpenAPI writes them.
fn routes() -> impl Iterator<Item = String> {
    let router = include_str!("../../router.rs");
    let paths = router.split(".route(").skip(1).filter_map(|route| route.split('"').nth(1));
    paths.filter(|path| *path != "/openapi.json").map(|path| path.replace("{*", "{"))
}

#[tokio::test]
async fn the_interface_describes_itself() {
    let stage = Stage::set().await;
    let api: serde_json::Value =
        call(Client::new().get(format!("{}/openapi.json", stage.url()))).await.unwrap();
    assert!(routes().count() > 20);
    let client = Client::new();
    for path in routes() {
        assert!(api["paths"][&path].is_object(), "{path} is not described");
        for method in ["GET", "POST", "HEAD", "PATCH", "OPTIONS", "PUT", "DELETE"] {
            let described = api["paths"][&path][method.to_lowercase()].is_object();
            // What can be read can be asked for its head: nobody describes that.
            let implied = method == "HEAD" && api["paths"][&path]["get"].is_object();
            let url = format!("{}{}", stage.url(), path.replace(['{', '}'], ""));
            let answer = client.request(method.parse().unwrap(), url).send().await.unwrap();
            let is_there = answer.status() != 405;
            assert_eq!(is_there, described || implied, "{method} {path}: {}", answer.status());
            assert!(is_there || answer.headers().contains_key("allow"), "{method} {path}");
        }
    }
    let health: serde_json::Value =
        call(Client::new().get(format!("{}/healthz", stage.url()))).await.unwrap();
    assert_eq!(health["status"], "ok");
}
