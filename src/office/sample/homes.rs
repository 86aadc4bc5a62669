//! The 120 homes of the sample: 3 buildings of 2 sections, and who lives there. All invented.

use doorstep_domain::directory::{Contact, HomeEntry, Label, home_id};
use doorstep_domain::fact::Body;
use doorstep_domain::ids::{HomeId, IdError};
use doorstep_domain::lang::Lang;
use doorstep_domain::role::Role;

use super::chance::Chance;
use super::people::{StaffMember, member, phone, with_role};

const BUILDINGS: [&str; 3] = ["3", "5", "8"];
const SECTIONS: [&str; 2] = ["1", "2"];
const FLOORS: [u8; 7] = [3, 5, 9, 11, 15, 16, 22];
const ROOMS: [u8; 3] = [1, 2, 3];
/// Every section leaves out the room that would be its 21st home.
const LEFT_OUT: &str = "0301";
const HOMES_OF_A_BUTLER: usize = 15;
/// Every so many homes one reads English.
const ENGLISH_EVERY: usize = 6;

/// A home that the pictures of SCREENS.md show, in the care of [`PICTURED_BUTLER`].
struct Pictured {
    id: &'static str,
    name: (&'static str, &'static str),
    language: Lang,
}

const fn pictured(id: &'static str, zh: &'static str, en: &'static str, language: Lang) -> Pictured {
    Pictured { id, name: (zh, en), language }
}

/// 周雅宁.
const PICTURED_BUTLER: &str = "b-02";
/// 何先生 lives in building 5, because there is no building 2 here.
const PICTURED: [Pictured; 6] = [
    pictured("8-2-1602", "王先生", "Mr Wang", Lang::Zh),
    pictured("3-1-0901", "赵女士", "Ms Zhao", Lang::Zh),
    pictured("8-1-2203", "Mr Harris", "Mr Harris", Lang::En),
    pictured("5-2-1101", "孙太太", "Mrs Sun", Lang::Zh),
    pictured("5-1-0503", "何先生", "Mr He", Lang::Zh),
    pictured("3-2-1503", "许女士", "Ms Xu", Lang::Zh),
];

const TITLES: [(&str, &str); 3] = [("先生", "Mr"), ("女士", "Ms"), ("太太", "Mrs")];

const CHINESE: [(&str, &str); 40] = [
    ("刘", "Liu"),
    ("张", "Zhang"),
    ("杨", "Yang"),
    ("黄", "Huang"),
    ("吴", "Wu"),
    ("徐", "Xu"),
    ("朱", "Zhu"),
    ("胡", "Hu"),
    ("郑", "Zheng"),
    ("梁", "Liang"),
    ("宋", "Song"),
    ("董", "Dong"),
    ("程", "Cheng"),
    ("傅", "Fu"),
    ("沈", "Shen"),
    ("曾", "Zeng"),
    ("彭", "Peng"),
    ("吕", "Lü"),
    ("卢", "Lu"),
    ("姜", "Jiang"),
    ("崔", "Cui"),
    ("钟", "Zhong"),
    ("谭", "Tan"),
    ("汪", "Wang"),
    ("范", "Fan"),
    ("金", "Jin"),
    ("石", "Shi"),
    ("廖", "Liao"),
    ("贾", "Jia"),
    ("夏", "Xia"),
    ("邹", "Zou"),
    ("熊", "Xiong"),
    ("白", "Bai"),
    ("孟", "Meng"),
    ("秦", "Qin"),
    ("邱", "Qiu"),
    ("侯", "Hou"),
    ("江", "Jiang"),
    ("龚", "Gong"),
    ("欧阳", "Ouyang"),
];

const FOREIGN: [&str; 20] = [
    "Taylor", "Bennett", "Clarke", "Dubois", "Eriksen", "Fischer", "Grant", "Hughes", "Ibrahim", "Jensen",
    "Kowalski", "Lopez", "Meyer", "Novak", "Owens", "Patel", "Quinn", "Rossi", "Sato", "Turner",
];

/// A home of the sample.
pub(super) struct Home {
    /// Its code.
    pub id: HomeId,
    /// P-05: who looks after it.
    pub butler: &'static StaffMember,
    /// F-05: what its residents read.
    pub language: Lang,
    /// How they are addressed and reached.
    pub resident: Contact,
    place: [String; 3],
}

impl Home {
    /// What the directory says of it.
    pub fn body(&self) -> Result<Body, IdError> {
        let [building, section, room] = self.place.clone();
        let butler = Some(self.butler.person()?);
        Ok(Body::HomeRecorded(HomeEntry { building, section, room, butler, language: self.language }))
    }

    /// Its building.
    pub fn building(&self) -> &str {
        &self.place[0]
    }

    /// How its resident is addressed, in the resident's language.
    pub fn customer(&self) -> &str {
        self.resident.name.in_lang(self.language)
    }
}

/// Every home, by building, section and room.
pub(super) fn all(seed: u64) -> Result<Vec<Home>, IdError> {
    let mut chance = Chance::new(seed, "homes");
    let mut names = Names::new(&mut chance);
    let mut beats = beats();
    let places = places();
    places
        .into_iter()
        .enumerate()
        .map(|(number, place)| home(number, place, &mut names, &mut beats))
        .collect()
}

fn places() -> Vec<[String; 3]> {
    let sections =
        BUILDINGS.iter().flat_map(|building| SECTIONS.iter().map(move |section| (building, section)));
    let rooms: Vec<String> = FLOORS
        .iter()
        .flat_map(|floor| ROOMS.iter().map(move |room| format!("{floor:02}{room:02}")))
        .collect();
    let in_section = |(building, section): (&&str, &&str)| {
        let rooms = rooms.iter().filter(|room| *room != LEFT_OUT);
        rooms.map(|room| [(*building).to_owned(), (*section).to_owned(), room.clone()]).collect::<Vec<_>>()
    };
    sections.flat_map(in_section).collect()
}

/// The butlers, each as often as they have homes beside the pictured ones, in the order of the homes.
fn beats() -> impl Iterator<Item = &'static StaffMember> {
    let pictured = |butler: &StaffMember| if butler.id == PICTURED_BUTLER { PICTURED.len() } else { 0 };
    with_role(Role::Butler)
        .flat_map(move |butler| std::iter::repeat_n(butler, HOMES_OF_A_BUTLER - pictured(butler)))
}

fn home(
    number: usize,
    place: [String; 3],
    names: &mut Names,
    beats: &mut impl Iterator<Item = &'static StaffMember>,
) -> Result<Home, IdError> {
    let id = home_id(&place[0], &place[1], &place[2])?;
    let known = PICTURED.iter().find(|pictured| pictured.id == id.as_str());
    let butler = match known {
        Some(_) => member(PICTURED_BUTLER),
        None => beats.next().unwrap_or(member(PICTURED_BUTLER)),
    };
    let language = known.map_or_else(|| language(number), |pictured| pictured.language);
    let name = known.map_or_else(|| names.next(language), |p| Label::new(p.name.0, p.name.1));
    Ok(Home { id, butler, language, resident: Contact { name, phone: phone(1000 + number as u32) }, place })
}

fn language(number: usize) -> Lang {
    if number % ENGLISH_EVERY == ENGLISH_EVERY / 2 { Lang::En } else { Lang::Zh }
}

/// Names in another order for each seed, none before all others had their turn.
struct Names {
    chinese: Vec<Label>,
    foreign: Vec<Label>,
    given: [usize; 2],
}

impl Names {
    fn new(chance: &mut Chance) -> Self {
        let titled = |zh: &str, en: &str, (title, en_title): (&str, &str)| {
            Label::new(format!("{zh}{title}"), format!("{en_title} {en}"))
        };
        let each = |title: &(&'static str, &'static str)| {
            let title = *title;
            CHINESE.iter().map(move |(zh, en)| titled(zh, en, title))
        };
        let mut chinese: Vec<Label> = TITLES.iter().flat_map(each).collect();
        let address = |name: &&str| format!("{} {name}", chance.pick(&TITLES).1);
        let mut foreign: Vec<Label> = FOREIGN.iter().map(address).map(|n| Label::new(n.clone(), n)).collect();
        chance.shuffle(&mut chinese);
        chance.shuffle(&mut foreign);
        Self { chinese, foreign, given: [0; 2] }
    }

    fn next(&mut self, language: Lang) -> Label {
        let names = if language == Lang::Zh { &self.chinese } else { &self.foreign };
        let given = &mut self.given[language as usize];
        *given += 1;
        names[(*given - 1) % names.len()].clone()
    }
}
