//! The matters of the sample, row by row.

use doorstep_domain::lang::Words;

use super::Sort::{self, Activity, Complaint, Other, Repair, Service};
use super::{Matter, Scene};

type Pair = (&'static str, &'static str);

/// As the table below writes a matter.
struct Row {
    label: Pair,
    detail: Pair,
    found: Pair,
    done: Pair,
    tried: Pair,
    part: Pair,
    price: [i64; 2],
}

const NO_PART: Pair = ("", "");
const FREE: [i64; 2] = [0, 0];

const fn words(pair: Pair) -> Words {
    Words::new(pair.0, pair.1)
}

const fn matter(
    code: &'static str,
    sort: Sort,
    department: &'static str,
    scene: Option<Scene>,
    row: Row,
) -> Matter {
    Matter {
        code,
        sort,
        department,
        label: words(row.label),
        detail: words(row.detail),
        found: words(row.found),
        done: words(row.done),
        tried: words(row.tried),
        part: words(row.part),
        price: row.price,
        scene,
    }
}

/// Every matter; `other` is the last.
pub(in crate::sample) static MATTERS: [Matter; 33] = [
    matter("sink", Repair, "general", Some(Scene::Pipe), Row {
        label: ("厨房水槽漏水", "Kitchen sink leaks"),
        detail: ("水槽柜内滴水", "water drips in the sink cabinet"),
        found: ("下水弯管开裂", "the drain bend is cracked"),
        done: ("换弯管、密封圈", "New bend and seal"),
        tried: ("试水 5 分钟不漏", "Ran water for 5 minutes, no leak"),
        part: ("弯管", "Bend"),
        price: [55, 25],
    }),
    matter("tap", Repair, "water-power", Some(Scene::Tap), Row {
        label: ("水龙头滴水", "Tap drips"),
        detail: ("主卫水龙头关不严", "the tap in the main bathroom does not close"),
        found: ("阀芯磨损", "the cartridge is worn"),
        done: ("换阀芯", "New cartridge"),
        tried: ("开关 10 次不滴水", "Opened and closed 10 times, no drip"),
        part: ("阀芯", "Cartridge"),
        price: [45, 20],
    }),
    matter("toilet", Repair, "water-power", Some(Scene::Tap), Row {
        label: ("马桶一直流水", "Toilet keeps running"),
        detail: ("客卫马桶冲后水流不停", "the guest toilet runs on after flushing"),
        found: ("水箱密封垫老化", "the tank seal has aged"),
        done: ("换水箱密封垫", "New tank seal"),
        tried: ("冲水 3 次正常", "Flushed 3 times, fine"),
        part: ("密封垫", "Seal"),
        price: [35, 30],
    }),
    matter("drain", Repair, "general", Some(Scene::Drain), Row {
        label: ("地漏堵塞", "Floor drain blocked"),
        detail: ("淋浴间积水不退", "water stands in the shower"),
        found: ("毛发堵住存水弯", "hair blocks the trap"),
        done: ("疏通地漏", "Drain cleared"),
        tried: ("放水 2 分钟畅通", "Ran water for 2 minutes, drains well"),
        part: NO_PART,
        price: [0, 60],
    }),
    matter("shower", Repair, "water-power", Some(Scene::Tap), Row {
        label: ("花洒出水小", "Weak shower"),
        detail: ("主卫花洒水量很小", "the main shower gives little water"),
        found: ("滤网结垢", "lime in the filter"),
        done: ("清洗滤网", "Filter cleaned"),
        tried: ("水压正常", "Pressure is normal"),
        part: NO_PART,
        price: FREE,
    }),
    matter("hot-water", Repair, "water-power", Some(Scene::Tap), Row {
        label: ("热水不热", "No hot water"),
        detail: ("早上热水只有三十度", "in the morning the hot water is lukewarm"),
        found: ("混水阀卡住", "the mixing valve is stuck"),
        done: ("换混水阀", "New mixing valve"),
        tried: ("出水 45 度", "45 degrees at the tap"),
        part: ("混水阀", "Mixing valve"),
        price: [180, 60],
    }),
    matter("ac", Repair, "water-power", Some(Scene::AirConditioner), Row {
        label: ("空调不制冷", "AC not cooling"),
        detail: ("客厅空调出风不冷", "the living-room AC blows warm air"),
        found: ("室内风机损坏", "the fan motor has failed"),
        done: ("换风机", "New fan motor"),
        tried: ("出风 14 度", "Air comes out at 14 degrees"),
        part: NO_PART,
        price: FREE,
    }),
    matter("fresh-air", Repair, "water-power", Some(Scene::AirConditioner), Row {
        label: ("新风机异响", "Fresh-air unit rattles"),
        detail: ("夜里新风机有响声", "the fresh-air unit rattles at night"),
        found: ("吊杆松动", "a hanger is loose"),
        done: ("紧固吊杆、加减振垫", "Hanger tightened, damper added"),
        tried: ("各档运行无异响", "Quiet at every speed"),
        part: NO_PART,
        price: FREE,
    }),
    matter("lamp", Repair, "water-power", Some(Scene::Lamp), Row {
        label: ("灯不亮", "Lamp does not light"),
        detail: ("餐厅吊灯不亮", "the dining-room lamp stays dark"),
        found: ("驱动电源损坏", "the driver has failed"),
        done: ("换灯具电源", "New lamp driver"),
        tried: ("开关 5 次正常", "Switched 5 times, fine"),
        part: ("驱动电源", "Driver"),
        price: [70, 30],
    }),
    matter("socket", Repair, "water-power", Some(Scene::Socket), Row {
        label: ("插座没电", "Socket dead"),
        detail: ("书房两个插座没电", "two sockets in the study are dead"),
        found: ("接线端子松脱", "a terminal has come loose"),
        done: ("重新接线", "Rewired"),
        tried: ("测电压 221 伏", "Measured 221 volts"),
        part: NO_PART,
        price: FREE,
    }),
    matter("breaker", Repair, "water-power", Some(Scene::Socket), Row {
        label: ("经常跳闸", "Breaker trips"),
        detail: ("开烤箱就跳闸", "the breaker trips with the oven"),
        found: ("漏电开关老化", "the breaker has aged"),
        done: ("换漏电开关", "New breaker"),
        tried: ("满负荷 10 分钟不跳", "10 minutes at full load, holds"),
        part: ("漏电开关", "Breaker"),
        price: [120, 40],
    }),
    matter("door-entry", Repair, "general", Some(Scene::Door), Row {
        label: ("门禁失灵", "Door entry fails"),
        detail: ("单元门刷卡没反应", "the card reader does not respond"),
        found: ("室内对讲机受潮", "the indoor station is damp"),
        done: ("换对讲机主板", "New board in the indoor station"),
        tried: ("刷卡、呼叫各 3 次正常", "Card and call tried 3 times, fine"),
        part: NO_PART,
        price: FREE,
    }),
    matter("lock", Repair, "general", Some(Scene::Door), Row {
        label: ("智能锁打不开", "Smart lock will not open"),
        detail: ("指纹经常识别不了", "fingerprints are often not read"),
        found: ("指纹头有划痕", "the reader is scratched"),
        done: ("换指纹模块", "New fingerprint module"),
        tried: ("录入 3 枚指纹正常", "3 fingerprints stored, fine"),
        part: ("指纹模块", "Fingerprint module"),
        price: [260, 50],
    }),
    matter("window", Repair, "general", Some(Scene::Window), Row {
        label: ("窗户关不严", "Window does not close"),
        detail: ("主卧窗户漏风", "the bedroom window lets in wind"),
        found: ("铰链下沉", "the hinge has sunk"),
        done: ("调铰链、换胶条", "Hinge set, new seal"),
        tried: ("关窗后纸条抽不动", "A strip of paper holds in the frame"),
        part: ("胶条", "Seal"),
        price: [30, 40],
    }),
    matter("floor", Repair, "general", Some(Scene::Wall), Row {
        label: ("地板起鼓", "Floorboards lifting"),
        detail: ("阳台门口地板起鼓", "the boards lift by the balcony door"),
        found: ("雨水渗入", "rain came in"),
        done: ("换地板 4 块", "4 boards replaced"),
        tried: ("踩踏无声、平整", "Level, no creak"),
        part: ("地板", "Boards"),
        price: [320, 160],
    }),
    matter("tile", Repair, "general", Some(Scene::Wall), Row {
        label: ("墙砖松动", "Loose wall tile"),
        detail: ("客卫一块墙砖松动", "a tile in the guest bathroom is loose"),
        found: ("背面空鼓", "hollow behind it"),
        done: ("重贴墙砖", "Tile set again"),
        tried: ("敲击无空鼓", "Sounds solid when tapped"),
        part: NO_PART,
        price: [0, 80],
    }),
    matter("wall", Repair, "warranty", Some(Scene::Wall), Row {
        label: ("外墙渗水", "Damp outer wall"),
        detail: ("次卧窗下墙面潮湿", "the wall under the window is damp"),
        found: ("窗框外侧密封开裂", "the outer window seal is cracked"),
        done: ("保修：外侧补胶、墙面修补", "Warranty: outer seal renewed, wall repaired"),
        tried: ("喷水 15 分钟不渗", "15 minutes of spray, stays dry"),
        part: NO_PART,
        price: FREE,
    }),
    matter("cabinet", Repair, "general", Some(Scene::Cabinet), Row {
        label: ("柜门松脱", "Cabinet door loose"),
        detail: ("厨房吊柜门关不上", "a kitchen wall-cabinet door does not shut"),
        found: ("铰链断裂", "a hinge has broken"),
        done: ("换铰链", "New hinge"),
        tried: ("开合 10 次正常", "Opened and shut 10 times, fine"),
        part: ("铰链", "Hinge"),
        price: [25, 25],
    }),
    matter("curtain", Repair, "water-power", Some(Scene::Window), Row {
        label: ("电动窗帘卡住", "Motor curtain stuck"),
        detail: ("客厅窗帘拉到一半停住", "the living-room curtain stops half-way"),
        found: ("轨道有异物", "something in the rail"),
        done: ("清理轨道、重设行程", "Rail cleaned, travel set again"),
        tried: ("全程开合 3 次", "3 full runs, fine"),
        part: NO_PART,
        price: FREE,
    }),
    matter("network", Repair, "water-power", Some(Scene::Socket), Row {
        label: ("网络不通", "No network"),
        detail: ("书房网口没信号", "the study's network port is dead"),
        found: ("水晶头氧化", "the plug has corroded"),
        done: ("重做网线接头", "New plug on the cable"),
        tried: ("测速正常", "Speed test is fine"),
        part: NO_PART,
        price: FREE,
    }),
    matter("lift-noise", Complaint, "engineering", Some(Scene::Lift), Row {
        label: ("电梯噪声", "Lift noise"),
        detail: ("早晚电梯运行声音大，影响休息", "the lift is loud morning and evening"),
        found: ("导靴磨损，已约维保", "guide shoes are worn; the contractor is booked"),
        done: ("换导靴、加润滑", "New guide shoes, greased"),
        tried: ("现场测得 41 分贝，客户同听", "41 dB measured, the customer listened too"),
        part: NO_PART,
        price: FREE,
    }),
    matter("renovation-noise", Complaint, "security", None, Row {
        label: ("装修噪声", "Renovation noise"),
        detail: ("楼上午休时间施工", "work upstairs during the noon rest"),
        found: ("施工队不知道午休时间", "the crew did not know the quiet hours"),
        done: ("与施工队约定时间、加巡查", "Hours agreed with the crew, more rounds"),
        tried: ("连续 3 天午间巡查安静", "3 quiet noons checked"),
        part: NO_PART,
        price: FREE,
    }),
    matter("parking", Complaint, "security", None, Row {
        label: ("车位被占", "Parking space taken"),
        detail: ("地库车位又被访客占用", "a visitor stood in the space again"),
        found: ("访客没有登记车位", "the visitor had no space on record"),
        done: ("移车、装地锁", "Car moved, space lock fitted"),
        tried: ("客户试用地锁", "The customer tried the lock"),
        part: NO_PART,
        price: FREE,
    }),
    matter("cleaning", Complaint, "cleaning", Some(Scene::Corridor), Row {
        label: ("楼道不干净", "Corridor not clean"),
        detail: ("电梯厅地面有污渍", "stains on the lift-hall floor"),
        found: ("周末保洁缺一人", "one cleaner short at the weekend"),
        done: ("重新清洁、补班", "Cleaned again, shift filled"),
        tried: ("主管当面查看", "The supervisor looked at it on site"),
        part: NO_PART,
        price: FREE,
    }),
    matter("gate", Complaint, "security", None, Row {
        label: ("门岗态度", "Gate staff manner"),
        detail: ("访客等候太久，解释生硬", "guests waited long and were told off"),
        found: ("录像核实，登记流程慢", "seen on video; signing in was slow"),
        done: ("当面致歉、改登记流程", "Apology in person, sign-in made shorter"),
        tried: ("客户接受", "The customer accepted"),
        part: NO_PART,
        price: FREE,
    }),
    matter("garden", Complaint, "gardens", Some(Scene::Garden), Row {
        label: ("花园积水", "Garden under water"),
        detail: ("雨后花园小路积水", "the garden path is flooded after rain"),
        found: ("排水口被落叶堵住", "leaves block the outlet"),
        done: ("清排水口、加滤网", "Outlet cleared, grate added"),
        tried: ("放水试排畅通", "Test water drains well"),
        part: NO_PART,
        price: FREE,
    }),
    matter("parcel", Complaint, "service", None, Row {
        label: ("快递错放", "Parcel misplaced"),
        detail: ("快递放错单元，找了两天", "a parcel went to the wrong section for two days"),
        found: ("标签相近，取件未核对", "similar labels, not checked"),
        done: ("送回快递、改核对办法", "Parcel brought, checking changed"),
        tried: ("客户清点无误", "The customer found it complete"),
        part: NO_PART,
        price: FREE,
    }),
    matter("dinner", Service, "service", Some(Scene::Table), Row {
        label: ("家宴布置", "Dinner setup"),
        detail: ("十人家宴，要中式布置", "a dinner for ten, Chinese style"),
        found: ("花艺、餐具清单已确认", "flowers and tableware agreed"),
        done: ("布置餐桌、花艺", "Table and flowers set"),
        tried: ("客户看过摆台", "The customer saw the table"),
        part: ("花艺", "Flowers"),
        price: [1200, 600],
    }),
    matter("home-cleaning", Service, "cleaning", Some(Scene::Table), Row {
        label: ("入户保洁", "Home cleaning"),
        detail: ("每周两次入户保洁", "cleaning at home, twice a week"),
        found: ("两名保洁员，自带用品", "two cleaners with their own supplies"),
        done: ("全屋保洁、擦窗", "Whole home and windows cleaned"),
        tried: ("客户逐间看过", "The customer looked at every room"),
        part: ("用品", "Supplies"),
        price: [80, 320],
    }),
    matter("plants", Service, "gardens", Some(Scene::Garden), Row {
        label: ("绿植养护", "Plant care"),
        detail: ("出差一个月，代养绿植", "plants to be looked after for a month"),
        found: ("每周浇水两次，记录拍照", "watered twice a week, with pictures"),
        done: ("浇水、修剪、换土", "Watered, trimmed, new soil"),
        tried: ("照片已发客户", "Pictures sent to the customer"),
        part: ("营养土", "Soil"),
        price: [60, 240],
    }),
    matter("neighbours-tea", Activity, "service", Some(Scene::Table), Row {
        label: ("邻里茶会", "Neighbours' tea"),
        detail: ("报名参加会所茶会", "signed up for the tea at the clubhouse"),
        found: ("茶席八桌，儿童区一处", "eight tables and a corner for children"),
        done: ("茶会顺利结束", "The tea went well"),
        tried: ("现场有人值守", "Staff were there throughout"),
        part: NO_PART,
        price: FREE,
    }),
    matter("moving", Other, "service", None, Row {
        label: ("搬家协助", "Moving help"),
        detail: ("周末搬大件，需要货梯", "large items at the weekend, goods lift needed"),
        found: ("货梯预留两小时，有护垫", "goods lift kept for two hours, padded"),
        done: ("开货梯、铺护垫、清场", "Lift run, padded, cleaned up"),
        tried: ("墙面、轿厢无损", "No damage to walls or cabin"),
        part: NO_PART,
        price: FREE,
    }),
    matter("other", Other, "service", None, Row {
        label: ("其它", "Other"),
        detail: ("代收大件、送到家", "a large delivery to be taken in and brought up"),
        found: ("管家与客户约好时间", "the butler agreed the time"),
        done: ("送到家、拆箱清走", "Brought up, packing taken away"),
        tried: ("客户清点无误", "The customer found it complete"),
        part: NO_PART,
        price: FREE,
    }),
];

/// The first repair of a sink that is repaired again and again (V-13).
pub(in crate::sample) static SINK_SEALED: Matter = matter("sink", Repair, "general", Some(Scene::Pipe), Row {
    label: ("厨房水槽漏水", "Kitchen sink leaks"),
    detail: ("水槽下面有水", "there is water under the sink"),
    found: ("接头密封圈老化", "the seal of a joint has aged"),
    done: ("换密封圈", "New seal"),
    tried: ("试水 3 分钟不漏", "Ran water for 3 minutes, no leak"),
    part: ("密封圈", "Seal"),
    price: [15, 25],
});

/// The second one.
pub(in crate::sample) static SINK_CLEARED: Matter = matter("sink", Repair, "general", Some(Scene::Pipe), Row {
    label: ("厨房水槽漏水", "Kitchen sink leaks"),
    detail: ("下水慢，接头又滴水", "it drains slowly and a joint drips again"),
    found: ("油污堵住下水", "grease blocks the drain"),
    done: ("通下水", "Drain cleared"),
    tried: ("满池放水畅通", "A full basin drains well"),
    part: NO_PART,
    price: [0, 60],
});

/// The first complaint of two in a row (V-13).
pub(in crate::sample) static PARKING_ASKED: Matter = matter("parking", Complaint, "security", None, Row {
    label: ("车位被占", "Parking space taken"),
    detail: ("地库车位被访客占用", "a visitor stood in the space"),
    found: ("访客走错区域", "the visitor took the wrong row"),
    done: ("请访客移车", "The visitor moved the car"),
    tried: ("车位已空出", "The space was free again"),
    part: NO_PART,
    price: FREE,
});

/// A repair whose callback failed (V-13).
pub(in crate::sample) static AC_REFILLED: Matter = matter("ac", Repair, "water-power", Some(Scene::AirConditioner), Row {
    label: ("空调不制冷", "AC not cooling"),
    detail: ("卧室空调不够冷", "the bedroom AC does not cool enough"),
    found: ("冷媒不足", "refrigerant is low"),
    done: ("加冷媒", "Refrigerant added"),
    tried: ("出风 17 度", "Air comes out at 17 degrees"),
    part: NO_PART,
    price: FREE,
});
