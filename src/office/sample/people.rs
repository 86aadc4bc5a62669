//! The 24 people who work at the sample residence: all roles of section P. Nobody of them exists.

use doorstep_domain::directory::{Contact, Label, PersonEntry};
use doorstep_domain::fact::Body;
use doorstep_domain::ids::{IdError, PersonId};
use doorstep_domain::lang::Words;
use doorstep_domain::role::Role;

use Role::{
    Butler, Contractor, EngineeringSupervisor, FrontDesk, GeneralManager, SiteManager, Supervisor, Technician,
};

/// A member of the sample's staff.
#[derive(Debug)]
pub struct StaffMember {
    /// As in [`PersonId`].
    pub id: &'static str,
    /// P-01 to P-08.
    pub role: Role,
    /// The code of their department.
    pub department: &'static str,
    /// Their full name.
    pub name: Words,
    /// The PIN that they sign in with in the demo and in tests. At a real site everybody chooses their own.
    pub pin: &'static str,
}

const fn staff(
    id: &'static str,
    role: Role,
    department: &'static str,
    (zh, en): (&'static str, &'static str),
    pin: &'static str,
) -> StaffMember {
    StaffMember { id, role, department, name: Words::new(zh, en), pin }
}

/// Everybody, P-01 first.
pub static STAFF: [StaffMember; 24] = [
    staff("g-01", GeneralManager, "management", ("沈致远", "Shen Zhiyuan"), "901901"),
    staff("m-01", SiteManager, "management", ("陆文清", "Lu Wenqing"), "802802"),
    staff("s-01", Supervisor, "service", ("方蕾", "Fang Lei"), "703703"),
    staff("f-01", FrontDesk, "service", ("苏敏", "Su Min"), "604604"),
    staff("f-02", FrontDesk, "service", ("唐静", "Tang Jing"), "605605"),
    staff("f-03", FrontDesk, "service", ("韩悦", "Han Yue"), "606606"),
    staff("b-01", Butler, "service", ("林晓", "Lin Xiao"), "135790"),
    staff("b-02", Butler, "service", ("周雅宁", "Zhou Yaning"), "246810"),
    staff("b-03", Butler, "service", ("许佳怡", "Xu Jiayi"), "357912"),
    staff("b-04", Butler, "service", ("郭子涵", "Guo Zihan"), "468024"),
    staff("b-05", Butler, "service", ("马思琪", "Ma Siqi"), "579135"),
    staff("b-06", Butler, "service", ("罗晨", "Luo Chen"), "680246"),
    staff("b-07", Butler, "service", ("高雨薇", "Gao Yuwei"), "791357"),
    staff("b-08", Butler, "service", ("谢明轩", "Xie Mingxuan"), "802468"),
    staff("t-01", Technician, "water-power", ("陈伟", "Chen Wei"), "501501"),
    staff("t-02", Technician, "general", ("李建国", "Li Jianguo"), "502502"),
    staff("t-03", Technician, "water-power", ("吴志强", "Wu Zhiqiang"), "503503"),
    staff("t-04", Technician, "general", ("丁海", "Ding Hai"), "504504"),
    staff("t-05", Technician, "water-power", ("蒋鹏", "Jiang Peng"), "505505"),
    staff("t-06", Technician, "general", ("魏东", "Wei Dong"), "506506"),
    staff("e-01", EngineeringSupervisor, "engineering", ("曹勇", "Cao Yong"), "407407"),
    staff("e-02", EngineeringSupervisor, "security", ("邓凯", "Deng Kai"), "408408"),
    staff("c-01", Contractor, "warranty", ("袁林", "Yuan Lin"), "308308"),
    staff("c-02", Contractor, "warranty", ("潘斌", "Pan Bin"), "309309"),
];

impl StaffMember {
    /// Their id.
    pub(super) fn person(&self) -> Result<PersonId, IdError> {
        self.id.parse()
    }

    /// What the directory says of them.
    pub(super) fn body(&self) -> Result<Body, IdError> {
        let department = Some(self.department.parse()?);
        Ok(Body::PersonRecorded(PersonEntry { role: self.role, department, active: true }))
    }

    /// How to address and reach them.
    pub(super) fn contact(&self) -> Contact {
        let place = STAFF.iter().position(|member| member.id == self.id).unwrap_or_default();
        Contact { name: Label::new(self.name.zh, self.name.en), phone: phone(place as u32 + 1) }
    }
}

/// The PIN of this person in the demo and in tests.
pub fn pin(person: &PersonId) -> Option<&'static str> {
    STAFF.iter().find(|member| member.id == person.as_str()).map(|member| member.pin)
}

/// The member of staff with this id; the first one where there is none.
pub(super) fn member(id: &str) -> &'static StaffMember {
    STAFF.iter().find(|member| member.id == id).unwrap_or(&STAFF[0])
}

/// Everybody with this role.
pub(super) fn with_role(role: Role) -> impl Iterator<Item = &'static StaffMember> {
    STAFF.iter().filter(move |member| member.role == role)
}

/// A number that nobody can have: no mobile number of China begins with 154.
pub(super) fn phone(number: u32) -> String {
    format!("1540000{number:04}")
}
