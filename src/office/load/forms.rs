//! The files of a site as data: what reads, checks and explains them goes by this table.

use doorstep_domain::lang::Words;

use super::sheet::{Column, Form, Sheet};

const fn column(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    Column { name, about: Words::new(zh, en), personal: false }
}

const fn personal(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    Column { personal: true, ..column(name, zh, en) }
}

const CODE: Column = column(
    "code",
    "代码：小写字母、数字和 - _ .，最多 40 个；定下后不再改",
    "a code: lower-case letters, digits and - _ . up to 40 of them; it stays as it is once given",
);
const ZH: Column = column("zh", "中文名称", "what it is called in Chinese");
const EN: Column = column("en", "英文名称，可空", "what it is called in English; may be empty");

/// In the order of the enum, which [`Sheet::form`] relies on, and in which problems are told.
pub(super) static FORMS: [Form; 10] = [
    Form {
        sheet: Sheet::Site,
        file: "site.csv",
        item: Words::new("小区", "site"),
        about: Words::new(
            "小区名称与各项规定。未写的项保持不变。",
            "The site's name and policies. A key that is left out stays as it is.",
        ),
        columns: &[
            column("key", "项目，见下", "which one: see below"),
            column("value", "取值", "what it is set to"),
        ],
        examples: "name_zh,云栖华府\nname_en,Yunqi Residence\ntime_zone,Asia/Shanghai\ncloses_at,24:00\n\
                   serious_loss_yuan,2000\nidle_minutes,5\ntechnicians_take_listed,yes\n\
                   desk_collects_quoted,yes\npicture_edge,1600\npicture_quality,80\n",
    },
    Form {
        sheet: Sheet::Departments,
        file: "departments.csv",
        item: Words::new("部门", "department"),
        about: Words::new(
            "部门，全部列出：未列出的即删除。",
            "The departments, all of them: one that is left out is removed.",
        ),
        columns: &[CODE, ZH, EN],
        examples: "service,客服部,Customer service\nengineering,工程部,Engineering\n",
    },
    Form {
        sheet: Sheet::Trades,
        file: "trades.csv",
        item: Words::new("工种", "trade"),
        about: Words::new(
            "维修工种，全部列出：未列出的即删除。",
            "The trades of repairs, all of them: one that is left out is removed.",
        ),
        columns: &[
            CODE,
            ZH,
            EN,
            column("department", "所属部门的代码", "the code of its department"),
            column(
                "technicians",
                "维修人员的编号，以 | 分隔，先派的在前；可空",
                "the ids of its technicians with | between them, first in line first; may be empty",
            ),
        ],
        examples: "water-power,水电,Water and power,engineering,t-01|t-02\n\
                   air,空调,Air conditioning,engineering,t-02\n",
    },
    Form {
        sheet: Sheet::Prices,
        file: "prices.csv",
        item: Words::new("价目", "price"),
        about: Words::new(
            "维修项目收费标准，全部列出：未列出的即删除。已开的工单保持其价格。",
            "The price list, all of it: an item that is left out is removed. Orders keep the price they have.",
        ),
        columns: &[
            CODE,
            ZH,
            EN,
            column("unit_zh", "计价单位，中文", "what is counted, in Chinese"),
            column("unit_en", "计价单位，英文，可空", "what is counted, in English; may be empty"),
            column(
                "yuan",
                "单价（元），最多两位小数；0 为日常无偿",
                "yuan for one, with at most two decimals; 0 is an everyday free repair",
            ),
            column("trade", "工种的代码", "the code of the trade"),
        ],
        examples: "drain,疏通下水,Clear a drain,次,time,60,water-power\n\
                   bend,更换弯头,Replace a bend,个,piece,55.50,water-power\n",
    },
    Form {
        sheet: Sheet::Matters,
        file: "matters.csv",
        item: Words::new("事项", "matter"),
        about: Words::new(
            "投诉与报修的事项，全部列出：未列出的即删除。other（其它）不计重复。",
            "What complaints and repairs are about, all of it: a matter that is left out is removed. other never \
             counts as repeated.",
        ),
        columns: &[
            CODE,
            ZH,
            EN,
            column(
                "trade",
                "由哪个工种维修；不是维修的留空",
                "the trade that repairs it; empty for no repair",
            ),
            column(
                "prices",
                "通常用到的价目代码，以 | 分隔；空为不在价目表内",
                "the price codes that it takes as a rule with | between them; empty is not on the price list",
            ),
        ],
        examples: "sink,厨房水槽漏水,Kitchen sink leaks,water-power,drain|bend\nother,其它,Other,,\n",
    },
    Form {
        sheet: Sheet::Staff,
        file: "staff.csv",
        item: Words::new("人员", "person"),
        about: Words::new(
            "工作人员。未列出的人保持不变；离职写 active=no，不删除。",
            "Who works here. A person who is left out stays as they are; who leaves gets active=no.",
        ),
        columns: &[
            column(
                "id",
                "编号，规则同代码；永不给别人用",
                "an id, shaped like a code; never given to anybody else",
            ),
            column(
                "role",
                "岗位：general_manager 总经理，site_manager 管理处经理，supervisor 客服主管，front_desk 前台，\
                 butler 管家，technician 维修人员，engineering_supervisor 工程主管，contractor 维保单位",
                "general_manager, site_manager, supervisor, front_desk, butler, technician, \
                 engineering_supervisor or contractor",
            ),
            column("department", "部门的代码，可空", "the code of the department; may be empty"),
            personal("name_zh", "中文姓名；中英文至少一项", "the name in Chinese; one of both at least"),
            personal("name_en", "英文姓名", "the name in English"),
            personal(
                "phone",
                "电话，可空；在 Excel 里把此列设为文本",
                "may be empty; a text column in Excel",
            ),
            column("active", "在职 yes，离职 no", "yes while they work here, otherwise no"),
        ],
        examples: "b-01,butler,service,林晓,Lin Xiao,15400000001,yes\n\
                   t-01,technician,engineering,陈伟,Chen Wei,15400000002,yes\n\
                   t-02,technician,engineering,李建国,Li Jianguo,15400000003,yes\n\
                   c-01,contractor,,袁林,Yuan Lin,15400000004,yes\n",
    },
    Form {
        sheet: Sheet::Homes,
        file: "homes.csv",
        item: Words::new("住户", "home"),
        about: Words::new(
            "住户。未列出的保持不变，不删除。空置的房屋，姓名与电话都留空。",
            "The homes. One that is left out stays as it is. Where nobody lives, names and phone are empty.",
        ),
        columns: &[
            column("building", "楼栋，规则同代码", "the building, shaped like a code"),
            column("section", "单元，规则同代码", "the section, shaped like a code"),
            column("room", "房号，规则同代码", "the room, shaped like a code"),
            column("butler", "管家的编号，可空", "the id of its butler; may be empty"),
            column("language", "住户看的语言：zh-CN 或 en", "what its residents read: zh-CN or en"),
            personal("resident_zh", "称呼，中文，如 王先生", "how they are addressed in Chinese"),
            personal("resident_en", "称呼，英文，如 Mr Wang", "how they are addressed in English: Mr Wang"),
            personal(
                "phone",
                "电话，可空；在 Excel 里把此列设为文本",
                "may be empty; a text column in Excel",
            ),
        ],
        examples: "8,2,1602,b-01,zh-CN,王先生,Mr Wang,15400000101\n\
                   8,1,2203,b-01,en,哈里斯先生,Mr Harris,15400000102\n",
    },
    Form {
        sheet: Sheet::Warranties,
        file: "warranties.csv",
        item: Words::new("维保", "warranty"),
        about: Words::new(
            "工程维保，全部列出：未列出的即删除。",
            "What is under construction warranty, all of it: one that is left out is removed.",
        ),
        columns: &[
            column("building", "楼栋，同 homes.csv", "the building, as in homes.csv"),
            column("trade", "工种的代码", "the code of the trade"),
            column("until", "最后一日，如 2027-06-30", "its last day, like 2027-06-30"),
            column("contractor", "维保单位人员的编号", "the id of the contractor's person"),
        ],
        examples: "8,water-power,2027-06-30,c-01\n8,air,2028-06-30,c-01\n",
    },
    Form {
        sheet: Sheet::Phrases,
        file: "phrases.csv",
        item: Words::new("短语", "phrases"),
        about: Words::new(
            "可点选的短语，按所列次序显示，全部列出：未列出的即删除。",
            "Phrases to pick, in the order in which they are shown, all of them: one that is left out is removed.",
        ),
        columns: &[
            column(
                "kind",
                "shortcoming 不足，opinion 意见建议，warning 后果告知，work_done 维修内容",
                "shortcoming, opinion, warning or work_done",
            ),
            ZH,
            EN,
        ],
        examples: "shortcoming,来得晚,Came late\nwork_done,已疏通,Cleared\n",
    },
    Form {
        sheet: Sheet::Calendar,
        file: "calendar.csv",
        item: Words::new("日历", "day"),
        about: Words::new(
            "国务院公布的放假与调休。列出某年，即整年替换：请列全该年的全部日期；未列出的年份保持不变。",
            "The State Council's holidays and make-up days. A year of which a day is listed is replaced as a whole: \
             list all of its days. Other years stay as they are.",
        ),
        columns: &[
            column("date", "日期，如 2027-01-01", "the day, like 2027-01-01"),
            column(
                "working",
                "no 放假，yes 周末调休上班",
                "no for a day off, yes for a weekend day that is worked",
            ),
        ],
        examples: "2027-01-01,no\n2027-02-05,no\n",
    },
];
