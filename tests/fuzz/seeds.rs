//! Where a target begins: the golden files, which are what has ever been written.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use doorstep_domain::fact::Head;
use image::{ImageFormat, RgbImage};
use serde_json::Value;

/// The golden files that end so, in the order of their names.
fn files(of: &str, ending: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src").join(of).join("tests/golden");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == ending));
    files.sort();
    files.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

fn golden(of: &str) -> Vec<Value> {
    files(of, "json").iter().filter_map(|bytes| serde_json::from_slice(bytes).ok()).collect()
}

/// The queues of every format.
pub fn carried() -> Vec<Vec<u8>> {
    files("protocol", "doorstep")
}

fn compact(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

/// Every golden file of the wire, and the facts as they travel.
pub fn wire() -> Vec<Vec<u8>> {
    golden("protocol").iter().chain(&golden("domain")).map(compact).collect()
}

/// The heads of each subject as one story, each head alone, and what verdicts look like.
pub fn facts() -> Vec<Vec<u8>> {
    let golden = golden("domain");
    let heads = golden.iter().filter_map(|fact| fact.get("head")?.as_str());
    let mut stories: BTreeMap<String, Vec<(i64, &str)>> = BTreeMap::new();
    for text in heads {
        let head = Head::parse(text.as_bytes()).unwrap();
        stories.entry(head.subject.to_string()).or_default().push((head.sequence, text));
    }
    let verdicts: Vec<&Value> = golden.iter().filter_map(Value::as_array).flatten().collect();
    let verdict = |number: usize| verdicts.get(number % verdicts.len().max(1)).map(|one| compact(one));
    let mut seeds = Vec::new();
    for (number, mut story) in stories.into_values().enumerate() {
        story.sort_unstable();
        let texts: Vec<&str> = story.iter().map(|(_, text)| *text).collect();
        seeds.extend(texts.iter().map(|text| text.as_bytes().to_vec()));
        seeds.push(texts.join("\n").into_bytes());
        let judged = verdict(number).unwrap_or_default();
        seeds.push([judged, texts.join("\n").into_bytes()].join(&b'\n'));
    }
    seeds
}

/// Metadata, checksums and receipts.
pub fn tus() -> Vec<Vec<u8>> {
    let golden = golden("protocol");
    let texts = golden.iter().flat_map(|value| match value {
        Value::String(text) => vec![text.clone()],
        Value::Object(fields) => fields.values().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    });
    let own =
        ["fact ZmFjdA==,slot cGljdHVyZS8x,secret e30=", "sha256 AAAA", "sha1 AAAA", "fact ,slot", " , ,"];
    texts.chain(own.map(str::to_owned)).map(String::into_bytes).collect()
}

/// Small pictures of both kinds; one with an EXIF orientation.
pub fn pictures() -> Vec<Vec<u8>> {
    let picture =
        RgbImage::from_fn(24, 16, |x, y| image::Rgb([(x * 9) as u8, (y * 13) as u8, (x * y) as u8]));
    let encoded = |format| {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    };
    let (jpeg, png) = (encoded(ImageFormat::Jpeg), encoded(ImageFormat::Png));
    vec![turned(&jpeg), jpeg, png]
}

/// With an APP1 segment that says: turned by 90 degrees.
fn turned(jpeg: &[u8]) -> Vec<u8> {
    let tiff =
        b"II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00";
    let body = [&b"Exif\x00\x00"[..], tiff].concat();
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    let (start, rest) = jpeg.split_at(2);
    [start, &[0xff, 0xe1], &length, &body, rest].concat()
}
