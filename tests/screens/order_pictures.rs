//! The README's pictures of a work order: whoever registers it, does it, and decides about it (section R).

use std::path::Path;

use doorstep_office::sample::{STAFF, Scene, Sketch};

use crate::hand::Hand;
use crate::pictures::Album;
use crate::residence::{drop_picture, pin};

const fn sketch(scene: Scene, after: bool) -> Sketch {
    Sketch { scene, after, variant: 0 }
}

/// Draws them, with whatever drops into this camera.
pub(crate) fn draw(album: &Album<'_>, camera: &Path) {
    album.hand.tap("其他人");
    sign_in(album.hand, "t-01");
    album.take("3栋 2单元 1503", "today-technician");
    price(album, camera);
    own_material(album);
    finish(album, camera);
    cash_up(album);
    change_shift(album.hand, "e-01");
    album.hand.tap("待报价");
    album.take("等您", "quotes");
    album.hand.tap("返回");
    change_shift(album.hand, "b-02");
    register(album, camera);
}

fn sign_in(hand: &Hand, id: &str) {
    hand.tap(STAFF.iter().find(|member| member.id == id).unwrap().name.zh);
    hand.digits(pin(id));
    hand.wait("我和这台手持机");
}

fn change_shift(hand: &Hand, id: &str) {
    hand.tap("我和这台手持机");
    hand.tap("换班");
    hand.wait("今天谁当班？");
    sign_in(hand, id);
}

fn photograph(hand: &Hand, camera: &Path, sketch: Sketch, tile: &str, caption: &str) {
    drop_picture(camera, sketch);
    hand.reach_and_tap(tile);
    hand.wait(caption);
}

///
fn price(album: &Album<'_>, camera: &Path) {
    let hand = album.hand;
    hand.tap("3栋 2单元 1503");
    hand.wait("派工单 ");
    ["接单", "到场", "全部做到，已进门", "核对故障", "实际是别的"].iter().for_each(|words| hand.tap(words));
    hand.tap("选实际是什么");
    hand.tap("洗手盆漏水");
    hand.write("现场核对，写给客户看", "下水弯管开裂，需更换");
    photograph(hand, camera, sketch(Scene::Pipe, false), "拍修前", "修前 1");
    photograph(hand, camera, sketch(Scene::Wall, false), "拍修前", "修前 2");
    hand.tap("给客户看价格");
    hand.wait("同意，请开始");
    hand.wait("已送达");
    album.take("同意，请开始", "price");
    hand.tap("English");
    album.take("I agree, please start", "price-en");
    hand.tap("中文");
    hand.tap("同意，请开始");
    hand.tap("开始施工");
}

/// what the customer bought themselves.
fn own_material(album: &Album<'_>) {
    let hand = album.hand;
    hand.reach_and_tap("客户自带材料");
    hand.write("是什么材料", "密封圈");
    hand.tap("不合格");
    ["用它可能再次渗漏", "仍选择使用"].iter().for_each(|words| hand.reach_and_tap(words));
    hand.tap("记下");
    album.take("已提醒：用它可能再次渗漏", "work-order");
}

///
fn finish(album: &Album<'_>, camera: &Path) {
    let hand = album.hand;
    photograph(hand, camera, sketch(Scene::Pipe, true), "拍修后照片", "移除照片 修后 1");
    hand.tap("完工");
    hand.tap("已更换，试用正常");
    hand.tap("全部做到，完工");
    hand.tap("请客户签名");
    hand.stroke("请在线上签名", (120.0, -20.0));
    hand.tap("签名确认");
    ["收款", "现金", "收据号"].iter().for_each(|words| hand.tap(words));
    hand.digits("30771");
    hand.tap("输好了");
    hand.tap("记下 80 元");
    hand.wait("给客户一联");
    hand.tap("返回");
}

///
fn cash_up(album: &Album<'_>) {
    let hand = album.hand;
    hand.tap("我和这台手持机");
    hand.tap("交款对账");
    album.take("30771", "cash-up");
    hand.tap("返回");
}

///
fn register(album: &Album<'_>, camera: &Path) {
    let hand = album.hand;
    hand.tap("在门口登记");
    hand.tap("报修");
    hand.tap("选哪一户");
    hand.write("房号或姓名", "1602");
    hand.gone("3栋 1单元 0901");
    hand.tap("8栋 2单元 1602 · 王先生");
    hand.wait("客户姓名");
    hand.reach_and_tap("地漏堵塞");
    photograph(hand, camera, sketch(Scene::Drain, false), "拍现场", "现场 1");
    hand.scroll("照客户的话写", -2000.0);
    hand.wait("客户姓名");
    album.take("登记，现在就修", "register");
}
