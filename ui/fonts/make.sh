#!/bin/sh
# Makes the embedded fonts of the handheld: subsets of Noto CJK (SC), renamed "Doorstep Sans" and
# "Doorstep Serif" so that the program can tell the embedded fonts from the system's.
#
#   ui/fonts/make.sh            (needs root for apt-get, unless fonts-noto-cjk is already installed)
#
# Sans: GB 2312 + ASCII + Latin-1 + the punctuation in use. Serif: only what the customer's heading and
# price need; a name outside it is shown in Sans Bold.
set -eu
cd "$(dirname "$0")"
noto=/usr/share/fonts/opentype/noto
[ -e "$noto/NotoSerifCJK-Bold.ttc" ] || apt-get install -y fonts-noto-cjk fonts-noto-cjk-extra
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet fonttools==4.68.0

"$work/venv/bin/python" - "$work" "$noto" <<'PYTHON'
import pathlib, sys
from fontTools import subset
from fontTools.ttLib import TTCollection

work, noto = map(pathlib.Path, sys.argv[1:])
SC = 2  # the simplified Chinese font of each collection

def characters_of_gb2312():
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                pass

latin = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)]))
punctuation = "·•，。：；？！、（）《》「」【】“”‘’…—–‑−×÷℃°¥￥№‰√→←↑↓"
sans = latin + punctuation + "".join(characters_of_gb2312())

# The commonest 400 surnames, one by one and the double ones; then how customers are addressed.
surnames = """
王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金
石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂
章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈
饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫
寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅
屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆
茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由司马上官诸葛东方皇甫尉迟公羊赫连澹台
公冶宗政濮阳淳于单于太叔申屠公孙仲孙轩辕令狐钟离宇文长孙慕容鲜于闾丘司徒司空夏侯端木巫马呼延南宫第五
"""
salutation = "先生女士太太小姐夫人老师医生教授律师博士阿姨叔叔伯您好请过目一下二三四五六七八九十零元免费叩门，。：、·！？（）¥￥"
price = "施工前请您确认价格合计"
serif = latin + salutation + price + surnames.replace("\n", "")

def make(collection, family, style, text, target):
    options = subset.Options()
    options.layout_features = ["kern", "liga", "ccmp", "mark", "mkmk"]  # not locl: it drags in the glyphs of ja, ko, zh-TW
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.hinting = False
    options.notdef_outline = True
    font = TTCollection(noto / collection).fonts[SC]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    full = family if style == "Regular" else f"{family} {style}"
    for record in list(font["name"].names):
        if record.nameID in (1, 2, 3, 4, 6):
            font["name"].removeNames(record.nameID, record.platformID, record.platEncID, record.langID)
    for name_id, value in ((1, family), (2, style), (3, full), (4, full), (6, full.replace(" ", "") + "-" + style)):
        font["name"].setName(value, name_id, 3, 1, 0x409)
    font["CFF "].cff.fontNames[0] = f"{family.replace(' ', '')}-{style}"
    top = font["CFF "].cff.topDictIndex[0]
    top.FamilyName, top.FullName = family, full
    font.save(target)
    print(target, pathlib.Path(target).stat().st_size, "bytes,", len(font.getBestCmap()), "characters")

make("NotoSansCJK-Regular.ttc", "Doorstep Sans", "Regular", sans, "DoorstepSans-Regular.otf")
make("NotoSansCJK-Bold.ttc", "Doorstep Sans", "Bold", sans, "DoorstepSans-Bold.otf")
make("NotoSerifCJK-Bold.ttc", "Doorstep Serif", "Bold", serif, "DoorstepSerif-Bold.otf")
PYTHON

# The licence that the fonts came with travels with them.
{
    printf 'Copyright 2014-2021 Adobe (http://www.adobe.com/).\n'
    printf 'Doorstep Sans and Doorstep Serif are subsets of Noto Sans CJK SC and Noto Serif CJK SC,\n'
    printf 'made by make.sh, and stay under this licence:\n\n'
    sed -n '/SIL OPEN FONT LICENSE Version/,/^License: GPL/p' /usr/share/doc/fonts-noto-cjk/copyright |
        sed -e '/^License:/d' -e 's/^ \.$//' -e 's/^ //'
} >OFL.txt
