//! What of a text may be shown, how wide it is, and where it may be broken.

/// Text from files and policies must not steer the terminal.
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

/// Columns that a terminal gives the text.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Columns of one character, for what is written here: Latin and Chinese. After Unicode Standard
/// Annex 11 (East Asian width), its Wide and Fullwidth blocks.
fn columns(character: char) -> usize {
    match u32::from(character) {
        // Controls, combining marks, zero-width spaces and joiners, variation selectors.
        0..=0x1f | 0x7f..=0x9f | 0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f | 0xfeff => 0,
        // Hangul, CJK and its punctuation, kana, compatibility and full-width forms, emoji.
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// The text as lines of at most `room` columns: broken at spaces, and between Chinese characters
/// where no punctuation comes to stand on the wrong side. A longer word has a line of its own.
pub(super) fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for (spaced, piece) in pieces(text) {
        let gap = usize::from(spaced && !line.is_empty());
        if !line.is_empty() && width(&line) + gap + width(&piece) > room {
            lines.push(std::mem::take(&mut line));
        } else if gap > 0 {
            line.push(' ');
        }
        line.push_str(&piece);
    }
    lines.push(line);
    lines
}

/// What must stay together, each with whether a space comes before it.
fn pieces(text: &str) -> Vec<(bool, String)> {
    let mut pieces: Vec<(bool, String)> = Vec::new();
    let mut spaced = false;
    let mut before = ' ';
    for character in text.chars() {
        if character.is_whitespace() {
            spaced = true;
        } else {
            match pieces.last_mut() {
                Some((_, piece)) if !spaced && !parts(before, character) => piece.push(character),
                _ => pieces.push((spaced, character.to_string())),
            }
            spaced = false;
        }
        before = character;
    }
    pieces
}

fn parts(before: char, after: char) -> bool {
    let wide = |character| columns(character) == 2;
    (wide(before) || wide(after))
        && !"（《「『【".contains(before)
        && !"，。、；：！？）》」』】,.;:!?)%".contains(after)
}
