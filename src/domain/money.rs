//! Money: integers of fen, and how an amount is written.

/// 1 yuan = 100 fen.
pub const FEN_PER_YUAN: i64 = 100;

/// An amount in yuan: `2000`, or `2000.50` where there are fen.
pub fn yuan(fen: i64) -> String {
    match (fen / FEN_PER_YUAN, fen % FEN_PER_YUAN) {
        (yuan, 0) => yuan.to_string(),
        (yuan, fen) => format!("{yuan}.{:02}", fen.abs()),
    }
}
