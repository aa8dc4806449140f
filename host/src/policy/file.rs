//! The `.toml` beside a policy's `.wasm`: how the host treats it, and its own settings.

use serde::Deserialize;

use super::{Mode, OnFault};

/// The most fuel that a policy can be given: a few tenths of a second.
const FUEL_MAX: u64 = 500_000_000;

/// What the file says.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyFile {
    /// Whether it has a say.
    pub mode: Mode,
    /// What its failure does.
    pub on_fault: OnFault,
    /// Whose reason leads: the smallest.
    pub rank: u32,
    /// Fuel of one evaluation.
    pub fuel: u64,
    /// The policy's own settings, as JSON.
    pub settings: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default = "shadow")]
    mode: Mode,
    #[serde(default)]
    on_fault: WrittenFault,
    approve_up_to: Option<u64>,
    #[serde(default = "rank")]
    rank: u32,
    #[serde(default = "fuel")]
    fuel: u64,
    #[serde(default)]
    remove: Vec<String>,
    #[serde(default)]
    settings: toml::Table,
}

#[derive(Default, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum WrittenFault {
    #[default]
    Decline,
    Review,
    Approve,
}

fn shadow() -> Mode {
    Mode::Shadow
}

fn rank() -> u32 {
    100
}

fn fuel() -> u64 {
    2_000_000
}

impl Default for PolicyFile {
    /// What holds for a `.wasm` with no `.toml`: it runs in shadow.
    fn default() -> Self {
        let (mode, on_fault) = (shadow(), OnFault::Decline);
        Self {
            mode,
            on_fault,
            rank: rank(),
            fuel: fuel(),
            settings: "{}".into(),
        }
    }
}

impl PolicyFile {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// What is wrong with it: the line or the key, and the fix.
    pub fn parse(text: &str) -> Result<Self, String> {
        let written: Written = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| line_of(text, span.start));
            let line = line
                .map(|line| format!("line {line}: "))
                .unwrap_or_default();
            format!("{line}{}", error.message())
        })?;
        let on_fault = match (written.on_fault, written.approve_up_to) {
            (WrittenFault::Decline, None) => OnFault::Decline,
            (WrittenFault::Review, None) => OnFault::Review,
            (WrittenFault::Approve, Some(most)) => OnFault::ApproveUpTo(most),
            (WrittenFault::Approve, None) => {
                return Err(
                    "approve_up_to: missing; `on_fault = \"approve\"` needs the largest \
                            amount to approve, in minor units"
                        .into(),
                );
            }
            (_, Some(_)) => {
                return Err("approve_up_to: only goes with `on_fault = \"approve\"`".into());
            }
        };
        if !(1..=FUEL_MAX).contains(&written.fuel) {
            return Err(format!("fuel: must be between 1 and {FUEL_MAX}"));
        }
        if let Some(path) = no_json(&written.settings) {
            return Err(format!(
                "settings.{path}: must be a finite number, or for a date a text in quotes"
            ));
        }
        let settings = json(&written.settings, &written.remove)?;
        Ok(Self {
            mode: written.mode,
            on_fault,
            rank: written.rank,
            fuel: written.fuel,
            settings,
        })
    }
}

/// The path of the first value that JSON cannot say: it would reach the policy as another.
fn no_json(table: &toml::Table) -> Option<String> {
    fn look(value: &toml::Value) -> Option<String> {
        match value {
            toml::Value::Float(number) if !number.is_finite() => Some(String::new()),
            toml::Value::Datetime(_) => Some(String::new()),
            toml::Value::Array(values) => values.iter().find_map(look),
            toml::Value::Table(table) => no_json(table).map(|path| format!(".{path}")),
            _ => None,
        }
    }
    let mut values = table.iter();
    values.find_map(|(key, value)| look(value).map(|path| format!("{key}{path}")))
}

/// The settings as JSON, with null at every path of `remove`: so a policy's default is removed,
/// for TOML has no null.
fn json(settings: &toml::Table, remove: &[String]) -> Result<String, String> {
    let mut json = serde_json::to_value(settings).map_err(|error| format!("settings: {error}"))?;
    for path in remove {
        let mut place = &mut json;
        for part in path.split('.') {
            let Some(members) = place.as_object_mut() else {
                return Err(format!(
                    "remove: `{path}` leads through a setting that is given"
                ));
            };
            place = members.entry(part).or_insert_with(|| serde_json::json!({}));
        }
        *place = serde_json::Value::Null;
    }
    Ok(json.to_string())
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes()
        .take(offset)
        .filter(|byte| *byte == b'\n')
        .count()
        + 1
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_full_file_is_read() {
        let text = "mode = \"enforce\"\non_fault = \"approve\"\napprove_up_to = 10_000\n\
                    rank = 40\nfuel = 3\nremove = [\"a.c.d\"]\n[settings]\na.b = 1\n";
        let file = PolicyFile::parse(text).unwrap();
        assert_eq!(file.settings, r#"{"a":{"b":1,"c":{"d":null}}}"#);
        assert_eq!(
            (file.mode, file.on_fault, file.rank, file.fuel),
            (Mode::Enforce, OnFault::ApproveUpTo(10_000), 40, 3)
        );
    }

    #[test]
    fn an_empty_file_is_shadow() {
        assert_eq!(PolicyFile::parse("").unwrap(), PolicyFile::default());
    }

    #[test]
    fn mistakes_are_named() {
        #[track_caller]
        fn check(text: &str, told: &str) {
            let problem = PolicyFile::parse(text).unwrap_err();
            assert!(problem.contains(told), "{problem}");
        }
        check("mode = \"on\"", "line 1: unknown variant `on`");
        check("\nranks = 3", "line 2: unknown field `ranks`");
        check("on_fault = \"approve\"", "approve_up_to: missing");
        check("approve_up_to = 3", "only goes with");
        check("fuel = 0", "fuel: must be between");
        check("settings = 3", "line 1");
        check("[settings.a]\nb = [1.0, nan]", "settings.a.b: must be");
        check("[settings]\nc = 2026-01-05", "settings.c: must be");
        check("mode =", "line 1");
        check(
            "remove = [\"a.b\"]\n[settings]\na = 1",
            "remove: `a.b` leads through",
        );
    }
}
