//! Section P: who works at a site, as data. What a role may do stands with the rule that says so.

use serde::{Deserialize, Serialize};

use crate::lang::{Lang, Words};

/// P-01 to P-08: what a person is at a site.
///
/// Its text form (serde, [`Role::code`]) is stored in facts, so it never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// P-01 总经理.
    GeneralManager,
    /// P-02 管理处经理.
    SiteManager,
    /// P-03 客服主管.
    Supervisor,
    /// P-04 前台.
    FrontDesk,
    /// P-05 管家.
    Butler,
    /// P-06 维修人员.
    Technician,
    /// P-07 工程主管, or the other department's supervisor.
    EngineeringSupervisor,
    /// P-08 维保单位.
    Contractor,
}

struct Row {
    role: Role,
    rule: &'static str,
    code: &'static str,
    title: Words,
}

const fn row(role: Role, rule: &'static str, code: &'static str, zh: &'static str, en: &'static str) -> Row {
    Row { role, rule, code, title: Words::new(zh, en) }
}

/// In the order of the enum, which [`Role::row`] relies on.
static ROLES: [Row; 8] = [
    row(Role::GeneralManager, "P-01", "general_manager", "总经理", "General manager"),
    row(Role::SiteManager, "P-02", "site_manager", "管理处经理", "Site manager"),
    row(Role::Supervisor, "P-03", "supervisor", "客服主管", "Customer-service supervisor"),
    row(Role::FrontDesk, "P-04", "front_desk", "前台", "Front desk"),
    row(Role::Butler, "P-05", "butler", "管家", "Butler"),
    row(Role::Technician, "P-06", "technician", "维修人员", "Repair technician"),
    row(Role::EngineeringSupervisor, "P-07", "engineering_supervisor", "工程主管", "Engineering supervisor"),
    row(Role::Contractor, "P-08", "contractor", "维保单位", "Warranty contractor"),
];

impl Role {
    /// Every role, P-01 first.
    pub fn all() -> impl Iterator<Item = Self> {
        ROLES.iter().map(|row| row.role)
    }

    /// P-01 to P-04: they plan, watch rates and what has not been sent, and answer for every case (P-09).
    pub fn watches(self) -> bool {
        self <= Role::FrontDesk
    }

    /// The role with this [code](Self::code), if there is one.
    pub fn from_code(code: &str) -> Option<Self> {
        ROLES.iter().find(|row| row.code == code).map(|row| row.role)
    }

    /// The word for machines, as serde writes it: `front_desk`.
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// What people call it.
    pub fn title(self, lang: Lang) -> &'static str {
        self.row().title.in_lang(lang)
    }

    /// The rule that describes it: `P-04`.
    pub fn rule(self) -> &'static str {
        self.row().rule
    }

    fn row(self) -> &'static Row {
        &ROLES[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_01_to_p_08_each_role_has_its_own_row() {
        for (place, role) in Role::all().enumerate() {
            assert_eq!(role as usize, place);
            assert_eq!(role.rule(), format!("P-0{}", place + 1));
            assert_eq!(serde_json::to_value(role).unwrap(), role.code());
            assert_eq!(Role::from_code(role.code()), Some(role));
            assert!(!role.title(Lang::Zh).is_empty() && !role.title(Lang::En).is_empty());
        }
        assert_eq!(Role::from_code("Butler"), None);
        let watch: Vec<&str> = Role::all().filter(|role| role.watches()).map(Role::rule).collect();
        assert_eq!(watch, ["P-01", "P-02", "P-03", "P-04"]);
    }
}
