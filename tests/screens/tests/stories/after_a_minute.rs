//! F-03: a handheld that nobody touches locks. It takes a minute, so it has the first place.

use std::time::{Duration, Instant};

use doorstep_domain::fact::Body;
use doorstep_domain::ids::{FactId, SubjectId, SubjectKind};
use doorstep_office::sample::{self, SEED};
use doorstep_office::{Draft, Office};
use doorstep_tests_screens::hand::until;
use doorstep_tests_screens::residence::Residence;
use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::callback::rate;
use crate::{SINK, programs, sign_in};

/// The site says one minute instead of five.
fn lock_after_a_minute(residence: &Residence) {
    Runtime::new().unwrap().block_on(async {
        let office = Office::open(&residence.office_data()).unwrap();
        let entries = sample::write(SEED, office.now()).unwrap().entries;
        let site = entries.into_iter().find_map(|entry| match entry.body {
            Body::SiteRecorded(site) => Some(site),
            _ => None,
        });
        let mut site = site.unwrap();
        (site.revision, site.idle_minutes) = (2, 1);
        let subject = SubjectId::new(SubjectKind::Site, &office.identity().site);
        let (id, body, at) = (FactId(Uuid::now_v7()), Body::SiteRecorded(site), office.now());
        office.append(vec![Draft { id, subject, body, at, parts: Vec::new() }]).await.unwrap();
    });
}

#[test]
fn f_03_it_locks_after_a_while_and_the_form_reopens_after_the_pin() {
    let residence = Residence::new(&programs());
    lock_after_a_minute(&residence);
    let _office = residence.serve();
    residence.enrol(&["b-02"]);
    let (_handheld, hand) = residence.handheld();
    sign_in(&hand, "b-02");
    hand.tap(SINK);
    rate(&hand, [5, 4, 5]);
    let touched = Instant::now();

    let locked = until(Duration::from_secs(90), || hand.sees("今天谁当班？"));
    assert!(locked && touched.elapsed() >= Duration::from_secs(59), "after {:?}", touched.elapsed());
    sign_in(&hand, "b-02");
    hand.wait("合格，请王先生过目");
    assert!(hand.sees_chosen("维修质量 5"));
}
