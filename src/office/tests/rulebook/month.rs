//! A simulated month: 500 complaints give the same overdue list, whatever the order in which they arrive.

use std::collections::BTreeSet;
use std::path::Path;

use doorstep_domain::clock::MustReach;
use doorstep_domain::complaint::{Act, Handling, NextReply, Reception};
use doorstep_domain::fact::SignedFact;
use doorstep_domain::grade::Grade;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;
use doorstep_protocol::facts::Answer;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::crew::Crew;
use crate::desk::{HOUR, MINUTE, about, acknowledge, facts_of, new_complaint, reception, tell};
use crate::handheld::call;
use crate::stage::Stage;

const COMPLAINTS: usize = 500;
const MONTH: i64 = 30 * 24 * HOUR;

/// SplitMix64, so that each run tells the same month.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as i64
    }
}

/// What somebody does, so many milliseconds after the reception.
type Doing = (&'static str, i64, Act);

/// How one complaint goes; some are acknowledged late, some never handled.
fn course(dice: &mut Dice, received: Moment) -> Vec<Doing> {
    use Grade::{EspeciallyMajor, Major, Ordinary, Serious};
    let grades = [Ordinary, Ordinary, Ordinary, Ordinary, Serious, Serious, Major, EspeciallyMajor];
    let grade = grades[dice.below(8) as usize];
    let (facts, reached) = (
        facts_of(grade),
        [
            ("qian", MustReach::Department),
            ("manager", MustReach::SiteManager),
            ("general", MustReach::GeneralManager),
        ],
    );
    let mut acts = vec![("lin", 0, Act::Receive(Box::new(Reception { facts, received, ..reception() })))];
    let mut later = 0;
    for (who, reached) in reached.into_iter().take(1 + dice.below(3) as usize) {
        later += dice.below(8) * MINUTE;
        acts.push((who, later, acknowledge(reached)));
    }
    if dice.below(4) == 0 {
        let at = received.shifted(later + dice.below(90) * HOUR + HOUR);
        acts.push(("sun", later + MINUTE, Act::AgreeReply(NextReply { at })));
    }
    later += dice.below(60) * HOUR;
    if dice.below(10) > 1 {
        acts.push(("qian", later + 2 * MINUTE, Act::Handle(Handling::default())));
        if dice.below(10) > 2 {
            acts.push(("lin", later + dice.below(30) * HOUR + 3 * MINUTE, tell()));
        }
    }
    acts
}

/// The month as the handheld wrote it: each complaint's facts in their order.
async fn month(crew: &mut Crew<'_>, now: Moment) -> Vec<(SubjectId, Vec<SignedFact>)> {
    let mut dice = Dice(2026);
    let mut all = Vec::new();
    for _ in 0..COMPLAINTS {
        let (complaint, received) = (new_complaint(), now.shifted(dice.below(MONTH) - MONTH));
        let mut facts = Vec::new();
        for (who, later, act) in course(&mut dice, received) {
            let ago = now.since(received) - later;
            if ago > 0 {
                let person = crew.person(who).await;
                facts.push(crew.handheld.write(&person, about(&complaint, act).ago(ago)));
            }
        }
        all.push((complaint, facts));
    }
    all
}

/// They arrive in this order of complaints, each complaint's facts in theirs but not all at once.
async fn arrive(stage: &Stage, month: &[(SubjectId, Vec<SignedFact>)], order: impl Iterator<Item = usize>) {
    let order: Vec<usize> = order.collect();
    assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), COMPLAINTS);
    for round in 0..7 {
        let facts = order.iter().filter_map(|n| month[*n].1.get(round)).cloned().collect();
        let answers = stage.office.take(facts).await.unwrap();
        let applied =
            |answer: &Answer| matches!(answer, Answer::Taken { verdict, .. } if verdict.is_applied());
        assert!(answers.iter().all(applied), "{:?}", answers.iter().find(|answer| !applied(answer)));
    }
}

/// Every clock that ran out and that nothing has stopped, or that was stopped too late.
async fn overdue(stage: &Stage, month: &[(SubjectId, Vec<SignedFact>)], now: Moment) -> Vec<String> {
    let token = stage.office.token(&"sun".parse().unwrap()).await.unwrap();
    let (client, mut list) = (reqwest::Client::new(), Vec::new());
    for chunk in month.chunks(100) {
        let mut reading = JoinSet::new();
        for (complaint, _) in chunk {
            let url = format!("{}/v1/complaints/{}", stage.url(), complaint.key());
            let request = client.get(url).bearer_auth(&token);
            reading.spawn(async move { call::<Value>(request).await.unwrap() });
        }
        list.extend(reading.join_all().await.iter().flat_map(|copy| missed(copy, now)));
    }
    list.sort();
    list
}

fn missed(copy: &Value, now: Moment) -> Vec<String> {
    let clocks = copy["state"]["clocks"].as_array().unwrap().iter();
    let ended = |clock: &Value| clock["ended"]["at"].as_i64().unwrap_or(now.millis());
    let missed = clocks.filter(|clock| ended(clock) > clock["by"].as_i64().unwrap());
    missed.map(|clock| format!("{} {} {}", copy["subject"], clock["kind"], clock["by"])).collect()
}

#[tokio::test]
async fn c_05_500_complaints_are_as_overdue_in_whatever_order_they_arrive() {
    let stage = Stage::set().await;
    let now = stage.office.now().shifted(-MINUTE);
    let mut crew = Crew::of(&stage).await;
    let month = month(&mut crew, now).await;
    drop(crew);
    let (other, another) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let stage =
        stage.restart_with(|data| [&other, &another].iter().for_each(|to| copy(data, to.path()))).await;
    arrive(&stage, &month, 0..COMPLAINTS).await;
    let expected = overdue(&stage, &month, now).await;
    assert!(expected.len() > 200 && expected.len() < 2_000, "{}", expected.len());
    let backwards = Stage::on(other).await;
    arrive(&backwards, &month, (0..COMPLAINTS).rev()).await;
    assert_eq!(overdue(&backwards, &month, now).await, expected);
    let mixed = Stage::on(another).await;
    arrive(&mixed, &month, (0..COMPLAINTS).map(|n| n * 137 % COMPLAINTS)).await;
    assert_eq!(overdue(&mixed, &month, now).await, expected);
}

pub fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => {
                std::fs::create_dir(&target).unwrap();
                copy(&entry.path(), &target);
            }
            kind if kind.is_file() => drop(std::fs::copy(entry.path(), target).unwrap()),
            _ => {}
        }
    }
}
