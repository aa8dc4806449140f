//! Whether two names of a merchant are one.

/// Columns from which a name may be one that was cut off: statements of card accounts show as
/// few as 22 characters, EMV's codes and ISO 8583's DE43 hold 25. Ours: the smallest of them.
const CUT_OFF_COLUMNS: usize = 22;

/// Whether the name that payers are shown is the merchant's: alike but for case, spaces and the
/// width of letters, or its beginning, where it is as long as there was room for. `None` where
/// one of them is empty.
pub(super) fn same_name(on_file: &str, shown: &str) -> Option<bool> {
    let mut known = folded(on_file).peekable();
    let mut told = folded(shown).peekable();
    if known.peek().is_none() || told.peek().is_none() {
        return None;
    }
    let beginning = told.all(|letter| known.next() == Some(letter));
    let columns = || -> usize { shown.chars().map(columns).sum() };
    Some(beginning && (known.peek().is_none() || columns() >= CUT_OFF_COLUMNS))
}

/// Small letters of the usual width, without spaces.
fn folded(name: &str) -> impl Iterator<Item = char> + '_ {
    name.chars()
        .map(usual_width)
        .filter(|letter| !letter.is_whitespace())
        .flat_map(char::to_lowercase)
}

/// Full-width forms of ASCII as ASCII (Unicode's block "Halfwidth and Fullwidth Forms").
fn usual_width(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => u32::from(letter)
            .checked_sub(0xfee0)
            .and_then(char::from_u32)
            .unwrap_or(letter),
        _ => letter,
    }
}

/// Letters of Chinese, Japanese and Korean are as wide as two of Latin.
fn columns(letter: char) -> usize {
    if letter < '\u{1100}' { 1 } else { 2 }
}

#[cfg(test)]
mod tests {
    use super::same_name;

    #[track_caller]
    fn check(on_file: &str, shown: &str, expected: Option<bool>) {
        assert_eq!(same_name(on_file, shown), expected, "{on_file} / {shown}");
    }

    #[test]
    fn names_are_alike_but_for_case_spaces_and_width() {
        check("Best Transport", "BEST TRANSPORT", Some(true));
        check("Best Transport", "ＢＥＳＴ　ｔｒａｎｓｐｏｒｔ", Some(true));
        check("最佳运输", " 最佳 运输\u{3000}", Some(true));
        check("Café Ästhetik", "CAFÉ ÄSTHETIK", Some(true));
        check("Best Transport", "Best Transports", Some(false));
        check("Best Transport", "Best", Some(false));
        check("最佳运输", "最佳", Some(false));
        check("", "Best", None);
        check("Best", " \u{3000}", None);
    }

    #[test]
    fn a_long_name_may_be_cut_off() {
        let name = "Shanghai Yuyuan Old Street Noodle Bar";
        check(name, "SHANGHAI YUYUAN OLD ST", Some(true));
        check(name, "SHANGHAI YUYUAN OLD S", Some(false));
        check(name, "SHANGHAI YUYUAN OLD XT", Some(false));
        check(
            "上海豫园老街面馆餐饮管理有限公司",
            "上海豫园老街面馆餐饮管",
            Some(true),
        );
        check(
            "上海豫园老街面馆餐饮管理有限公司",
            "上海豫园老街面馆餐饮",
            Some(false),
        );
    }
}
