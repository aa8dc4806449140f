//! Figures as a person reads them.

/// `1,234,567`.
pub(in crate::cli) fn grouped(number: u64) -> String {
    if number < 1_000 {
        return number.to_string();
    }
    format!("{},{:03}", grouped(number / 1_000), number % 1_000)
}

/// `97.4%` of `whole`. What is not nothing is not shown as nothing, nor what is not all as all.
pub(in crate::cli) fn share(part: u64, whole: u64) -> String {
    let whole = u128::from(whole.max(1));
    let rounded = (u128::from(part) * 1_000 + whole / 2) / whole;
    match rounded {
        0 if part > 0 => "<0.1%".to_owned(),
        1_000 if u128::from(part) < whole => ">99.9%".to_owned(),
        permille => format!("{}.{}%", permille / 10, permille % 10),
    }
}

/// `1 problem`, `2 problems`.
pub(in crate::cli) fn count(number: u64, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{} {many}", grouped(number)),
    }
}
