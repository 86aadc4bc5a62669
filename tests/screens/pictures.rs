//! The README's pictures, drawn by driving the demo on the sample residence at a time that never changes.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};

use crate::hand::Hand;
use crate::order_pictures;
use crate::programs::Programs;
use crate::residence::pin;

/// A Tuesday morning: something is overdue, something due today.
const NOW: &str = "2026-11-24T09:42:00+08:00";
/// Lines from the middle of the pad: as good as a driver can write.
const SIGNATURE: [(f64, f64); 3] = [(-130.0, 14.0), (135.0, -22.0), (70.0, 20.0)];

/// A screen under its name.
pub(crate) struct Album<'a> {
    pub(crate) hand: &'a Hand,
    folder: &'a Path,
}

impl Album<'_> {
    #[track_caller]
    pub(crate) fn take(&self, seen: &str, name: &str) {
        self.hand.wait(seen);
        let file = self.folder.join(format!("{name}.png"));
        self.hand.picture(&file);
        make_small(&file);
    }
}

/// Draws them into a folder, with the programs that this very file is.
///
/// # Errors
/// When the folder cannot be made.
pub fn draw(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    let data = tempfile::tempdir()?;
    draw_callbacks(folder, &data.path().join("callbacks"))?;
    draw_orders(folder, &data.path().join("orders"))
}

fn draw_callbacks(folder: &Path, data: &Path) -> anyhow::Result<()> {
    let (_demo, hand) = Programs(std::env::current_exe()?).demo(data, &["--now", NOW]);
    let album = Album { hand: &hand, folder };
    sign_in(&album);
    signed_callback(&album);
    nobody_home(&album);
    outbox(&album);
    english(&album);
    Ok(())
}

/// With a camera, as a technician has one.
fn draw_orders(folder: &Path, data: &Path) -> anyhow::Result<()> {
    let camera = data.with_extension("camera");
    fs::create_dir_all(&camera)?;
    let with = ["--now", NOW, "--camera-dir", camera.to_str().unwrap()];
    let (_demo, hand) = Programs(std::env::current_exe()?).demo(data, &with);
    order_pictures::draw(&Album { hand: &hand, folder }, &camera);
    Ok(())
}

/// Nothing shines through, and a repository is small.
fn make_small(file: &Path) {
    let picture = image::open(file).unwrap().into_rgb8();
    let out = BufWriter::new(File::create(file).unwrap());
    let encoder = PngEncoder::new_with_quality(out, CompressionType::Best, FilterType::Adaptive);
    picture.write_with_encoder(encoder).unwrap();
}

fn sign_in(album: &Album<'_>) {
    let hand = album.hand;
    hand.tap("周雅宁");
    hand.digits("24");
    album.take("已输 2 位", "signin");
    hand.digits(&pin("b-02")[2..]);
    album.take("8栋 2单元 1602", "today");
}

/// V-04 to V-07: a content customer.
fn signed_callback(album: &Album<'_>) {
    let hand = album.hand;
    hand.tap("8栋 2单元 1602 · 王先生");
    ["维修质量 5", "服务效果 4", "满意程度 5"].iter().for_each(|tile| hand.tap(tile));
    album.take("合格，请王先生过目", "callback");
    hand.tap("合格，请王先生过目");
    SIGNATURE.iter().for_each(|line| hand.stroke("请在线上签名", *line));
    album.take("签名确认", "customer");
    hand.tap("签名确认");
    hand.wait("已送达");
    hand.tap("回到今天");
}

fn nobody_home(album: &Album<'_>) {
    let hand = album.hand;
    hand.tap("电梯噪声");
    hand.tap("没人在家");
    hand.tap("明天 上午");
    album.take("记下，明天 上午", "nobody-home");
    hand.tap("记下，明天 上午");
    hand.wait("已送达");
    hand.tap("回到今天");
}

fn outbox(album: &Album<'_>) {
    album.hand.tap("发件箱");
    album.take("已送达 2", "outbox");
    album.hand.tap("返回");
}

/// F-05: the staff's words and the customer's page.
fn english(album: &Album<'_>) {
    let hand = album.hand;
    hand.tap("我和这台手持机");
    hand.wait("换班");
    hand.tap("English");
    hand.tap("Close");
    hand.gone("Change shift");
    album.take("Me and this device", "today-en");
    hand.tap("AC not cooling");
    ["Work 5", "Service 5", "Overall 5"].iter().for_each(|tile| hand.tap(tile));
    hand.tap("Qualified, show");
    album.take("Mr Harris, please check", "customer-en");
}
