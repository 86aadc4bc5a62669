//! A hand and an eye at a handheld: taps, strokes and texts go in, the words on the screen come out.
//!
//! They go through Slint's MCP port, as with `tools/drive`. A tap is a press of the pointer in the middle of
//! what is named by its visible words; whoever looks for something that is not there yet waits for it.

use std::cell::Cell;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::http::Http;

/// So long a hand waits for what has to appear.
const PATIENCE: Duration = Duration::from_secs(20);
/// What is only drawn anew is there again by then.
const SHORTLY: Duration = Duration::from_secs(5);
/// So long a program may take until it shows its window: the demo fills its office first.
const START: Duration = Duration::from_secs(90);
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Where nothing lies over a page: below the header, above the main button.
const FREE: std::ops::Range<f64> = 100.0..690.0;
/// One turn of the wheel.
const TURN: f64 = 240.0;
/// More than any screen has.
const MOST_ELEMENTS: u32 = 1000;

/// Whoever holds the handheld.
pub struct Hand {
    http: Http,
    url: String,
    window: Value,
    root: Value,
    taps: Cell<u32>,
}

/// Something on the screen.
#[derive(Debug, Clone)]
pub struct Element {
    handle: Value,
    /// What it says: label, value, placeholder and names.
    pub words: Vec<String>,
    /// What a person reads: label and value.
    pub read: Vec<String>,
    /// Where its middle is.
    pub middle: (f64, f64),
    is_chosen: bool,
    is_control: bool,
}

/// Keys as Slint names them.
pub mod keys {
    /// The main action.
    pub const ENTER: &str = "\n";
    /// Back.
    pub const ESCAPE: &str = "\u{1b}";
    /// The row below.
    pub const DOWN: &str = "\u{f701}";
}

/// What answers to a tap, as screen readers call it.
const CONTROLS: [&str; 8] =
    ["Button", "Checkbox", "RadioButton", "Image", "Slider", "Switch", "Tab", "TextInput"];

/// Looks again and again until `test` holds; whether it did in time.
pub fn until(patience: Duration, mut test: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + patience;
    while !test() {
        if Instant::now() > end {
            return false;
        }
        std::thread::sleep(LOOK_EVERY);
    }
    true
}

impl Hand {
    /// Takes the handheld whose port this is, as soon as it shows its window; `None` when it never does.
    pub fn take(port: u16) -> Option<Self> {
        let url = format!("http://127.0.0.1:{port}/mcp");
        let mut hand =
            Self { http: Http::default(), url, window: Value::Null, root: Value::Null, taps: Cell::new(0) };
        until(START, || hand.find_window()).then_some(hand)
    }

    fn find_window(&mut self) -> bool {
        let Ok(answer) = self.ask("list_windows", &json!({})) else { return false };
        let Some(window) = answer.pointer("/windowHandles/0") else { return false };
        self.window = window.clone();
        let properties = self.tool("get_window_properties", &json!({"windowHandle": self.window}));
        self.root = properties["rootElementHandle"].clone();
        true
    }

    fn ask(&self, tool: &str, arguments: &Value) -> Result<Value, String> {
        let params = json!({"name": tool, "arguments": arguments});
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params});
        let answer = self.http.post(&self.url, &call).map_err(|error| error.to_string())?;
        let result = answer.get("result").ok_or_else(|| answer["error"].to_string())?;
        if result["isError"] == true {
            return Err(result["content"].to_string());
        }
        Ok(content(&result["content"][0]))
    }

    fn tool(&self, tool: &str, arguments: &Value) -> Value {
        self.ask(tool, arguments).unwrap_or_else(|error| panic!("{tool} {arguments}: {error}"))
    }

    /// All that is on the screen.
    pub fn elements(&self) -> Vec<Element> {
        let asked = json!({"elementHandle": self.root, "maxElements": MOST_ELEMENTS});
        let tree = self.tool("get_element_tree", &asked);
        tree["elements"].as_array().into_iter().flatten().filter(|e| is_visible(e)).map(element).collect()
    }

    /// All that can be read, as words.
    pub fn words(&self) -> Vec<String> {
        self.elements().into_iter().flat_map(|element| element.read).collect()
    }

    /// What is named so exactly, or else has these words in its name; what answers to a tap comes first.
    pub fn find(&self, words: &str) -> Vec<Element> {
        let (exact, near): (Vec<_>, Vec<_>) = self
            .elements()
            .into_iter()
            .filter(|element| element.words.iter().any(|word| word.contains(words)))
            .partition(|element| element.words.iter().any(|word| word == words));
        let mut found = if exact.is_empty() { near } else { exact };
        found.sort_by_key(|element| !element.is_control);
        found
    }

    /// Whether these words are on the screen now, alone or among others.
    pub fn sees(&self, words: &str) -> bool {
        !self.find(words).is_empty()
    }

    /// Whether something on the screen says exactly this.
    pub fn reads(&self, words: &str) -> bool {
        self.words().iter().any(|read| read == words)
    }

    /// Whether what is named so is the chosen one of its kind.
    pub fn sees_chosen(&self, words: &str) -> bool {
        self.find(words).iter().any(|element| element.is_chosen)
    }

    /// Waits until these words are on the screen.
    #[track_caller]
    pub fn wait(&self, words: &str) -> Element {
        let mut found = None;
        let seen = until(PATIENCE, || {
            found = self.find(words).into_iter().next();
            found.is_some()
        });
        assert!(seen, "{words:?} never came. On the screen: {:#?}", self.words());
        found.unwrap()
    }

    /// Waits until these words are off the screen.
    #[track_caller]
    pub fn gone(&self, words: &str) {
        let gone = until(PATIENCE, || !self.sees(words));
        assert!(gone, "{words:?} stayed. On the screen: {:#?}", self.words());
    }

    /// Taps what is named so, as soon as it is there.
    #[track_caller]
    pub fn tap(&self, words: &str) {
        self.tap_where(words, || self.wait(words));
    }

    /// Taps on the words themselves, not on the middle of what they name.
    #[track_caller]
    pub fn tap_words(&self, words: &str) {
        self.wait(words);
        self.tap_where(words, || self.find(words).pop().unwrap());
    }

    #[track_caller]
    fn tap_where(&self, words: &str, look: impl Fn() -> Element) {
        self.taps.set(self.taps.get() + 1);
        // What is drawn anew comes back at once. What does not come back was pressed, and led elsewhere.
        let pressed = || self.press(&look()) || !until(SHORTLY, || self.sees(words));
        assert!(until(PATIENCE, pressed), "{words:?} never stood still");
    }

    /// Whether it was still there at the end. News may bring a list up to date while a finger is on its way, or the press
    /// itself may lead to another page before the finger is lifted.
    fn press(&self, element: &Element) -> bool {
        match self.ask("click_element", &json!({"elementHandle": element.handle})) {
            Ok(_) => true,
            Err(error) if error.contains("destroyed") => false,
            Err(error) => panic!("click_element: {error}"),
        }
    }

    /// How often the hand has tapped.
    pub fn taps(&self) -> u32 {
        self.taps.get()
    }

    /// Types digits on the keypad, one tap each.
    #[track_caller]
    pub fn digits(&self, digits: &str) {
        digits.chars().for_each(|digit| self.tap(&digit.to_string()));
    }

    /// Presses in the middle of what is named so and draws a straight line from there.
    #[track_caller]
    pub fn stroke(&self, words: &str, (right, down): (f64, f64)) {
        let element = self.wait(words);
        let target = json!({"x": element.middle.0 + right, "y": element.middle.1 + down});
        self.tool("drag_element", &json!({"elementHandle": element.handle, "target": target}));
    }

    /// Writes into a field.
    #[track_caller]
    pub fn write(&self, field: &str, text: &str) {
        // A page that is drawn anew takes away the element that was found.
        let written = until(PATIENCE, || {
            let field = json!({"elementHandle": self.wait(field).handle, "value": text});
            self.ask("set_element_value", &field).is_ok()
        });
        assert!(written, "{field:?} never took its text");
    }

    /// Presses a key of the keyboard, wherever the focus is.
    pub fn key(&self, key: &str) {
        self.tool("dispatch_key_event", &json!({"windowHandle": self.window, "text": key}));
    }

    /// Turns the wheel over what is named so.
    #[track_caller]
    pub fn scroll(&self, words: &str, down: f64) {
        let element = self.wait(words);
        let wheel = json!({"elementHandle": element.handle, "deltaX": 0, "deltaY": -down});
        self.tool("scroll_element", &wheel);
    }

    /// Scrolls the page until what is named so lies free, or the page ends; in a long list it comes only then.
    #[track_caller]
    pub fn reach(&self, words: &str) {
        let mut before = None;
        let reached = until(PATIENCE, || {
            let height = self.find(words).first().map(|element| element.middle.1);
            let end = height.is_some() && height == before;
            before = height;
            match height {
                Some(height) if end || FREE.contains(&height) => return true,
                Some(height) if height < FREE.start => self.turn(-TURN),
                _ => self.turn(TURN),
            }
            false
        });
        assert!(reached, "{words:?} is not on the page. On the screen: {:#?}", self.words());
    }

    /// Scrolls there, and taps it.
    #[track_caller]
    pub fn reach_and_tap(&self, words: &str) {
        self.reach(words);
        self.tap(words);
    }

    fn turn(&self, down: f64) {
        let wheel = json!({"elementHandle": self.root, "deltaX": 0, "deltaY": -down});
        self.tool("scroll_element", &wheel);
    }

    /// A picture of the screen, as PNG.
    pub fn picture(&self, file: &Path) {
        let answer = self.tool("take_screenshot", &json!({"windowHandle": self.window}));
        let png = STANDARD.decode(answer.as_str().unwrap()).unwrap();
        fs::write(file, png).unwrap();
    }
}

/// What a tool answered: an image's bytes as base64, or JSON.
fn content(first: &Value) -> Value {
    if first["type"] == "image" {
        return first["data"].clone();
    }
    first["text"].as_str().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

/// What is 0 or false is left out of the JSON.
fn is_visible(element: &Value) -> bool {
    let positive = |path| element.pointer(path).and_then(Value::as_f64).is_some_and(|number| number > 0.0);
    positive("/size/width") && positive("/size/height") && positive("/computedOpacity")
}

fn element(element: &Value) -> Element {
    let text = |name: &str| element[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let number = |path| element.pointer(path).and_then(Value::as_f64).unwrap_or(0.0);
    let read: Vec<String> = ["accessibleLabel", "accessibleValue"].into_iter().filter_map(text).collect();
    let names = element["typeNamesAndIds"].as_array().into_iter().flatten();
    let ids = names.filter_map(|name| name["id"].as_str()).map(str::to_owned);
    let unread = ["accessiblePlaceholderText", "accessibleId"].into_iter().filter_map(text).chain(ids);
    Element {
        handle: element["handle"].clone(),
        words: read.iter().cloned().chain(unread).collect(),
        read,
        middle: (
            number("/absolutePosition/x") + number("/size/width") / 2.0,
            number("/absolutePosition/y") + number("/size/height") / 2.0,
        ),
        is_chosen: element["accessibleChecked"] == true,
        is_control: element["accessibleRole"].as_str().is_some_and(|role| CONTROLS.contains(&role)),
    }
}
