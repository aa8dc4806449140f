//! docs/PERFORMANCE.md: between the marks of a part stands what the part printed last.

use std::fs;

use anyhow::{Context as _, Result};

use super::machine;
use crate::shell;

/// Puts what a part printed between its marks, with the day, the commit and the machine.
pub(super) fn put(part: &str, printed: &str) -> Result<()> {
    let path = shell::top().join("docs/PERFORMANCE.md");
    let text = fs::read_to_string(&path).context("docs/PERFORMANCE.md")?;
    let told = format!(
        "`cargo xtask bench {part}`, {}\n\n```text\n{}\n```\n",
        machine::now()?,
        printed.trim_end()
    );
    let text = replaced(&text, part, &told)
        .with_context(|| format!("docs/PERFORMANCE.md has no marks for `{part}`"))?;
    fs::write(&path, text)?;
    Ok(())
}

/// The text with `told` between the marks of `part`; `None` where it has none.
fn replaced(text: &str, part: &str, told: &str) -> Option<String> {
    let (begin, end) = (
        format!("<!-- {part} -->\n"),
        format!("<!-- {part} ends -->"),
    );
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}{told}{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn only_what_is_between_the_marks_changes() {
        let text = "a\n<!-- x -->\nold\n<!-- x ends -->\nb\n<!-- y -->\n<!-- y ends -->\n";
        let expected = "a\n<!-- x -->\nnew\n<!-- x ends -->\nb\n<!-- y -->\n<!-- y ends -->\n";
        assert_eq!(replaced(text, "x", "new\n").as_deref(), Some(expected));
        assert_eq!(replaced(text, "z", "new\n"), None);
    }
}
