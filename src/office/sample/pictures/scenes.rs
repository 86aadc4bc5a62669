//! What the pictures show, as tables of shapes: one drawing a family of matters, before and after.

use super::canvas::Colour;
use super::canvas::Shape::{self, Arc, Disc, Line, Quad, Rect};

/// A family of pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scene {
    /// A pipe under a sink.
    Pipe,
    /// A tap over a basin.
    Tap,
    /// A floor drain.
    Drain,
    /// An air conditioner.
    AirConditioner,
    /// A hanging lamp.
    Lamp,
    /// A wall socket.
    Socket,
    /// A door with its lock and bell.
    Door,
    /// A window.
    Window,
    /// Tiles on a wall.
    Wall,
    /// A kitchen cabinet.
    Cabinet,
    /// A lift door.
    Lift,
    /// A corridor.
    Corridor,
    /// A garden path.
    Garden,
    /// A table that is set.
    Table,
}

/// The shapes of a scene, in the order to paint them.
pub(super) struct Drawing {
    pub shared: &'static [Shape],
    pub before: &'static [Shape],
    pub after: &'static [Shape],
}

const INK: Colour = [0x20, 0x2a, 0x26];
const WHITE: Colour = [0xf4, 0xf4, 0xf0];
const PALE: Colour = [0xe6, 0xe2, 0xd8];
const STEEL: Colour = [0x8d, 0x97, 0x9a];
const GREY: Colour = [0xa9, 0xad, 0xa8];
const SHADE: Colour = [0x7c, 0x80, 0x7b];
const BROWN: Colour = [0x6b, 0x5a, 0x46];
const DARK: Colour = [0x4b, 0x3d, 0x30];
const WOOD: Colour = [0xa0, 0x7d, 0x55];
const WATER: Colour = [0x86, 0xb6, 0xdc];
const BLUE: Colour = [0x2c, 0x66, 0xa8];
const PINE: Colour = [0x2f, 0x6b, 0x4d];
const LEAF: Colour = [0x6f, 0xa5, 0x72];
const BRASS: Colour = [0xa5, 0x84, 0x3f];
const GLOW: Colour = [0xff, 0xe3, 0x8c];
const SOIL: Colour = [0x8a, 0x76, 0x62];
const RUST: Colour = [0xb0, 0x5a, 0x3a];

const PIPE: Drawing = Drawing {
    shared: &[
        Rect([0, 0, 640, 480], BROWN),
        Rect([0, 0, 60, 480], DARK),
        Rect([580, 0, 60, 480], DARK),
        Rect([0, 430, 640, 50], DARK),
    ],
    before: &[
        Line(&[[280, 40], [280, 250]], 58, GREY),
        Arc([350, 250, 70, 0, 180], 58, GREY),
        Line(&[[420, 250], [420, 190], [640, 190]], 58, GREY),
        Rect([0, 0, 640, 40], STEEL),
        Rect([246, 90, 68, 42], SHADE),
        Line(&[[330, 300], [352, 322], [338, 340], [362, 362]], 7, INK),
        Disc([362, 402, 13], WATER),
        Line(&[[362, 380], [362, 400]], 10, WATER),
        Disc([300, 448, 16], WATER),
        Line(&[[250, 452], [430, 452]], 26, WATER),
    ],
    after: &[
        Line(&[[280, 40], [280, 250]], 58, WHITE),
        Arc([350, 250, 70, 0, 180], 58, WHITE),
        Line(&[[420, 250], [420, 190], [640, 190]], 58, WHITE),
        Rect([0, 0, 640, 40], STEEL),
        Rect([242, 90, 76, 42], BLUE),
        Rect([478, 152, 40, 76], BLUE),
    ],
};

const TAP: Drawing = Drawing {
    shared: &[
        Rect([0, 330, 640, 150], PALE),
        Rect([120, 350, 400, 90], WHITE),
        Rect([150, 370, 340, 50], GREY),
        Rect([200, 210, 44, 140], STEEL),
        Arc([300, 210, 78, 180, 360], 44, STEEL),
        Rect([356, 210, 44, 34], STEEL),
    ],
    before: &[
        Line(&[[150, 220], [200, 240]], 22, RUST),
        Disc([378, 290, 12], WATER),
        Line(&[[378, 268], [378, 288]], 9, WATER),
        Disc([378, 340, 12], WATER),
        Disc([340, 396, 20], WATER),
    ],
    after: &[
        Line(&[[140, 220], [210, 220]], 22, BLUE),
        Disc([222, 196, 16], WHITE),
        Disc([222, 196, 8], BLUE),
    ],
};

const DRAIN: Drawing = Drawing {
    shared: &[
        Rect([0, 0, 640, 480], PALE),
        Rect([0, 156, 640, 6], GREY),
        Rect([0, 318, 640, 6], GREY),
        Rect([208, 0, 6, 480], GREY),
        Rect([426, 0, 6, 480], GREY),
    ],
    before: &[
        Disc([320, 240, 190], WATER),
        Disc([200, 300, 90], WATER),
        Rect([260, 180, 120, 120], SHADE),
        Line(&[[270, 200], [330, 230], [300, 270], [370, 285]], 9, DARK),
    ],
    after: &[
        Rect([248, 168, 144, 144], STEEL),
        Rect([260, 180, 120, 120], WHITE),
        Line(&[[275, 205], [365, 205]], 10, STEEL),
        Line(&[[275, 232], [365, 232]], 10, STEEL),
        Line(&[[275, 259], [365, 259]], 10, STEEL),
        Line(&[[275, 285], [365, 285]], 10, STEEL),
    ],
};

const AIR_CONDITIONER: Drawing = Drawing {
    shared: &[
        Rect([0, 380, 640, 100], WOOD),
        Rect([90, 90, 460, 130], WHITE),
        Rect([90, 190, 460, 30], GREY),
        Rect([110, 200, 420, 10], SHADE),
    ],
    before: &[
        Disc([510, 120, 10], RUST),
        Disc([220, 255, 11], WATER),
        Disc([300, 285, 11], WATER),
        Disc([240, 330, 11], WATER),
        Line(&[[200, 388], [330, 388]], 16, WATER),
    ],
    after: &[
        Disc([510, 120, 10], LEAF),
        Arc([190, 260, 50, 200, 340], 10, BLUE),
        Arc([320, 260, 50, 200, 340], 10, BLUE),
        Arc([450, 260, 50, 200, 340], 10, BLUE),
        Arc([190, 310, 50, 200, 340], 10, WATER),
        Arc([320, 310, 50, 200, 340], 10, WATER),
        Arc([450, 310, 50, 200, 340], 10, WATER),
    ],
};

const LAMP: Drawing = Drawing {
    shared: &[
        Rect([0, 0, 640, 30], PALE),
        Line(&[[320, 30], [320, 140]], 8, INK),
        Rect([60, 400, 520, 30], WOOD),
        Rect([110, 430, 24, 50], DARK),
        Rect([506, 430, 24, 50], DARK),
    ],
    before: &[
        Arc([320, 240, 110, 180, 360], 24, SHADE),
        Rect([198, 236, 244, 26], SHADE),
        Disc([320, 272, 30], SHADE),
        Line(&[[306, 258], [334, 286]], 6, INK),
    ],
    after: &[
        Disc([320, 270, 120], GLOW),
        Arc([320, 240, 110, 180, 360], 24, PINE),
        Rect([198, 236, 244, 26], PINE),
        Disc([320, 276, 34], WHITE),
        Rect([160, 400, 320, 14], GLOW),
    ],
};

const SOCKET: Drawing = Drawing {
    shared: &[
        Rect([0, 420, 640, 60], WOOD),
        Rect([200, 110, 240, 240], SHADE),
        Rect([206, 116, 228, 228], WHITE),
        Disc([270, 190, 12], INK),
        Disc([370, 190, 12], INK),
        Line(&[[262, 262], [278, 290]], 14, INK),
        Line(&[[378, 262], [362, 290]], 14, INK),
        Line(&[[320, 254], [320, 286]], 14, INK),
    ],
    before: &[
        Disc([410, 320, 40], DARK),
        Line(&[[430, 330], [520, 380], [500, 410], [600, 440]], 12, RUST),
        Line(&[[430, 90], [400, 140], [440, 140], [405, 200]], 10, RUST),
    ],
    after: &[Disc([414, 136, 8], LEAF), Line(&[[320, 344], [320, 400]], 16, GREY)],
};

const DOOR: Drawing = Drawing {
    shared: &[
        Rect([170, 20, 300, 460], DARK),
        Rect([186, 36, 268, 444], WOOD),
        Rect([216, 70, 208, 130], BROWN),
        Rect([216, 300, 208, 140], BROWN),
        Rect([520, 180, 70, 110], INK),
    ],
    before: &[
        Rect([402, 220, 34, 74], SHADE),
        Line(&[[404, 292], [436, 222]], 6, INK),
        Rect([532, 194, 46, 40], SHADE),
        Disc([555, 262, 10], RUST),
    ],
    after: &[
        Rect([402, 220, 34, 74], BRASS),
        Line(&[[390, 256], [432, 256]], 14, WHITE),
        Rect([532, 194, 46, 40], WATER),
        Disc([555, 262, 10], LEAF),
    ],
};

const WINDOW: Drawing = Drawing {
    shared: &[
        Rect([110, 50, 420, 340], SHADE),
        Rect([126, 66, 388, 308], WATER),
        Disc([176, 326, 48], LEAF),
        Disc([250, 338, 36], LEAF),
        Rect([100, 390, 440, 24], PALE),
    ],
    before: &[
        Line(&[[322, 66], [350, 374]], 18, SHADE),
        Line(&[[340, 66], [378, 374]], 14, INK),
        Line(&[[420, 200], [470, 190], [520, 210], [580, 195]], 8, WHITE),
        Line(&[[430, 250], [480, 240], [530, 260], [590, 245]], 8, WHITE),
    ],
    after: &[
        Rect([311, 66, 18, 308], WHITE),
        Rect([110, 50, 420, 16], WHITE),
        Rect([110, 374, 420, 16], WHITE),
        Rect([110, 50, 16, 340], WHITE),
        Rect([514, 50, 16, 340], WHITE),
        Rect([332, 200, 12, 50], BRASS),
    ],
};

const WALL: Drawing = Drawing {
    shared: &[
        Rect([0, 0, 640, 400], WHITE),
        Rect([0, 130, 640, 6], GREY),
        Rect([0, 266, 640, 6], GREY),
        Rect([156, 0, 6, 400], GREY),
        Rect([317, 0, 6, 400], GREY),
        Rect([478, 0, 6, 400], GREY),
        Rect([0, 400, 640, 80], WOOD),
    ],
    before: &[
        Rect([323, 136, 155, 130], SOIL),
        Line(&[[350, 160], [440, 178]], 8, DARK),
        Line(&[[336, 292], [470, 268], [492, 388], [358, 400], [336, 292]], 8, SHADE),
        Line(&[[200, 20], [230, 70], [210, 110], [250, 180]], 6, SHADE),
    ],
    after: &[Rect([323, 136, 155, 130], PALE), Rect([323, 136, 155, 5], WHITE), Disc([455, 155, 9], LEAF)],
};

const CABINET: Drawing = Drawing {
    shared: &[
        Rect([80, 60, 480, 300], DARK),
        Rect([96, 76, 448, 268], BROWN),
        Rect([96, 200, 448, 12], DARK),
        Rect([130, 140, 50, 60], WHITE),
        Rect([200, 150, 40, 50], BLUE),
        Rect([96, 76, 216, 268], WOOD),
        Disc([290, 220, 10], BRASS),
        Rect([0, 430, 640, 50], PALE),
    ],
    before: &[
        Quad([[330, 96], [536, 150], [480, 420], [274, 366]], WOOD),
        Disc([306, 346, 10], BRASS),
        Disc([540, 92, 12], RUST),
        Line(&[[530, 82], [552, 104]], 5, INK),
    ],
    after: &[Rect([326, 76, 218, 268], WOOD), Rect([316, 76, 8, 268], DARK), Disc([348, 220, 10], BRASS)],
};

const LIFT: Drawing = Drawing {
    shared: &[
        Rect([130, 40, 380, 440], STEEL),
        Rect([160, 80, 320, 400], INK),
        Rect([270, 48, 100, 26], INK),
        Rect([540, 200, 50, 90], STEEL),
        Disc([565, 226, 12], WHITE),
        Disc([565, 262, 12], WHITE),
    ],
    before: &[
        Rect([160, 80, 130, 400], GREY),
        Rect([350, 80, 130, 400], GREY),
        Disc([320, 61, 7], RUST),
        Arc([320, 280, 40, 300, 420], 8, RUST),
        Arc([320, 280, 70, 300, 420], 8, RUST),
        Arc([320, 280, 100, 300, 420], 8, RUST),
    ],
    after: &[Rect([160, 80, 158, 400], GREY), Rect([322, 80, 158, 400], GREY), Disc([320, 61, 7], LEAF)],
};

const CORRIDOR: Drawing = Drawing {
    shared: &[
        Rect([0, 0, 640, 300], PALE),
        Rect([0, 300, 640, 180], GREY),
        Rect([60, 80, 120, 220], WOOD),
        Rect([460, 80, 120, 220], WOOD),
        Rect([250, 100, 140, 200], STEEL),
        Disc([164, 200, 7], BRASS),
        Disc([476, 200, 7], BRASS),
    ],
    before: &[
        Disc([220, 390, 40], SOIL),
        Disc([270, 400, 30], SOIL),
        Disc([450, 430, 26], SOIL),
        Line(&[[330, 350], [370, 372]], 9, SOIL),
    ],
    after: &[
        Line(&[[120, 340], [230, 330]], 8, WHITE),
        Line(&[[180, 380], [330, 366]], 8, WHITE),
        Line(&[[380, 430], [540, 414]], 8, WHITE),
    ],
};

const GARDEN: Drawing = Drawing {
    shared: &[
        Rect([0, 0, 640, 220], WATER),
        Rect([0, 200, 640, 280], LEAF),
        Rect([96, 120, 22, 110], BROWN),
        Disc([107, 100, 70], PINE),
        Rect([520, 150, 20, 80], BROWN),
        Disc([530, 120, 56], PINE),
        Line(&[[320, 200], [300, 300], [340, 480]], 110, PALE),
    ],
    before: &[
        Line(&[[220, 360], [460, 372]], 70, BLUE),
        Line(&[[250, 352], [330, 350]], 6, WATER),
        Line(&[[350, 384], [430, 386]], 6, WATER),
        Disc([270, 380, 9], RUST),
        Disc([400, 352, 9], BRASS),
    ],
    after: &[
        Rect([280, 350, 76, 40], STEEL),
        Line(&[[296, 358], [296, 382]], 6, INK),
        Line(&[[318, 358], [318, 382]], 6, INK),
        Line(&[[340, 358], [340, 382]], 6, INK),
        Disc([440, 300, 12], RUST),
        Disc([470, 320, 12], GLOW),
    ],
};

const TABLE: Drawing = Drawing {
    shared: &[
        Rect([0, 400, 640, 80], SOIL),
        Rect([120, 320, 24, 140], DARK),
        Rect([496, 320, 24, 140], DARK),
    ],
    before: &[
        Rect([60, 290, 520, 40], WOOD),
        Rect([260, 230, 120, 60], BROWN),
        Rect([276, 216, 88, 14], SOIL),
    ],
    after: &[
        Rect([60, 290, 520, 40], WHITE),
        Rect([60, 330, 520, 14], BRASS),
        Rect([300, 220, 40, 70], BLUE),
        Disc([290, 190, 28], RUST),
        Disc([350, 190, 28], RUST),
        Disc([320, 166, 30], GLOW),
        Line(&[[130, 284], [210, 284]], 10, PALE),
        Line(&[[430, 284], [510, 284]], 10, PALE),
        Disc([240, 250, 18], WHITE),
        Line(&[[240, 262], [240, 286]], 6, WHITE),
        Disc([400, 250, 18], WHITE),
        Line(&[[400, 262], [400, 286]], 6, WHITE),
    ],
};

impl Scene {
    /// Every scene.
    pub const ALL: [Self; 14] = [
        Self::Pipe,
        Self::Tap,
        Self::Drain,
        Self::AirConditioner,
        Self::Lamp,
        Self::Socket,
        Self::Door,
        Self::Window,
        Self::Wall,
        Self::Cabinet,
        Self::Lift,
        Self::Corridor,
        Self::Garden,
        Self::Table,
    ];

    pub(super) fn drawing(self) -> &'static Drawing {
        match self {
            Self::Pipe => &PIPE,
            Self::Tap => &TAP,
            Self::Drain => &DRAIN,
            Self::AirConditioner => &AIR_CONDITIONER,
            Self::Lamp => &LAMP,
            Self::Socket => &SOCKET,
            Self::Door => &DOOR,
            Self::Window => &WINDOW,
            Self::Wall => &WALL,
            Self::Cabinet => &CABINET,
            Self::Lift => &LIFT,
            Self::Corridor => &CORRIDOR,
            Self::Garden => &GARDEN,
            Self::Table => &TABLE,
        }
    }
}
