//! Versions compared by their numbers: 1.10 comes after 1.9.

use std::cmp::Ordering;

/// The order of two versions, or `None` where one of them has no numbers. What follows the
/// numbers (`-rc1`, `_cn`) has no say, and a part that is absent is 0.
pub fn order(one: &str, other: &str) -> Option<Ordering> {
    let (mut one, mut other) = (numbers(one)?, numbers(other)?);
    loop {
        let order = match (one.next(), other.next()) {
            (None, None) => return Some(Ordering::Equal),
            (one, other) => number_order(one.unwrap_or_default(), other.unwrap_or_default()),
        };
        if order != Ordering::Equal {
            return Some(order);
        }
    }
}

/// Whether two names are of the same version: the same text, a leading `v` and capitals aside.
pub fn same(one: &str, other: &str) -> bool {
    bare(one).eq_ignore_ascii_case(bare(other))
}

/// The version as it is compared and shown.
pub fn bare(version: &str) -> &str {
    let version = version.trim();
    version.strip_prefix(['v', 'V']).unwrap_or(version)
}

fn numbers(version: &str) -> Option<impl Iterator<Item = &str>> {
    let numbered = bare(version)
        .split(|one: char| !one.is_ascii_digit() && one != '.')
        .next()
        .filter(|text| text.starts_with(|first: char| first.is_ascii_digit()))?;
    Some(numbered.split('.'))
}

/// By value, however many digits there are.
fn number_order(one: &str, other: &str) -> Ordering {
    let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    (one.len().cmp(&other.len())).then_with(|| one.cmp(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_number() {
        for (one, other, expected) in [
            ("1.9", "1.10", Some(Ordering::Less)),
            ("1.10.0", "1.10", Some(Ordering::Equal)),
            ("1.10.0.1", "1.10", Some(Ordering::Greater)),
            ("v2.0", "V2", Some(Ordering::Equal)),
            (" 3.2.1 ", "3.2.1", Some(Ordering::Equal)),
            ("3.2.1-rc1", "3.2.1", Some(Ordering::Equal)),
            ("3.2_cn.9", "3.2.1", Some(Ordering::Less)),
            ("007.1", "7.01", Some(Ordering::Equal)),
            (
                "99999999999999999999999.1",
                "100000000000000000000000",
                Some(Ordering::Less),
            ),
            ("3..1", "3.0.1", Some(Ordering::Equal)),
            ("3.", "3", Some(Ordering::Equal)),
            ("", "1", None),
            ("unknown", "1", None),
            ("1", "..", None),
            ("版本3", "1", None),
        ] {
            assert_eq!(order(one, other), expected, "{one} and {other}");
            let turned = expected.map(Ordering::reverse);
            assert_eq!(order(other, one), turned, "{other} and {one}");
        }
    }

    #[test]
    fn one_version_has_one_name() {
        for (one, other, expected) in [
            ("3.1.4", "v3.1.4", true),
            ("3.1.4-RC1", " 3.1.4-rc1", true),
            ("3.1.4", "3.1.4-rc1", false),
            ("3.1", "3.1.0", false),
        ] {
            assert_eq!(same(one, other), expected, "{one} and {other}");
        }
    }
}
