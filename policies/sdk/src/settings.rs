//! Reads a policy's settings: its own defaults with the operator's changes on top, and every
//! mistake told with its path and its fix.

use serde::Deserialize as _;

use crate::Policy;
use crate::allocator::{aside, reclaim};
use crate::verdicts::SettingsError;

mod misfit;
mod read;
mod value;

use misfit::Misfit;
use read::Reader;
use value::Value;

/// What is wrong with settings. Empty is good.
#[derive(Default)]
pub struct Problems(Vec<SettingsError>);

impl Problems {
    /// Adds a problem at `path` (`channels.qr.single_amount`); `message` names the fix.
    pub fn refuse(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.0.push(SettingsError {
            path: path.into(),
            message: message.into(),
        });
    }

    /// Adds the problem unless `good`.
    pub fn require(&mut self, good: bool, path: impl Into<String>, message: impl Into<String>) {
        if !good {
            self.refuse(path, message);
        }
    }

    /// `Ok` where there is none.
    ///
    /// # Errors
    /// The problems, where there are any.
    pub fn into_result(self) -> Result<(), Vec<SettingsError>> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(self.0)
        }
    }
}

/// Configures a policy with `settings`, a JSON object whose members replace those of the
/// policy's defaults. A figure (an object with a `value`) is replaced whole, so that a changed
/// number never keeps the source of the old one; `null` removes a member.
///
/// # Errors
/// Every problem with its path.
pub fn configure<P: Policy>(settings: &str) -> Result<P, Vec<SettingsError>> {
    let merged = aside(|| merged::<P>(settings)).map_err(|message| told(Misfit::whole(message)))?;
    let settings = P::Settings::deserialize(Reader(&merged)).map_err(told)?;
    aside(|| {
        let mut problems = Problems::default();
        P::check(&settings, &mut problems);
        problems.into_result()
    })?;
    let policy = P::new(settings);
    drop(merged);
    reclaim();
    Ok(policy)
}

/// The policy's defaults with the operator's changes.
fn merged<P: Policy>(settings: &str) -> Result<Value<'_>, String> {
    let mut merged = value::parse(P::DEFAULT_SETTINGS)?;
    value::merge(&mut merged, value::parse(settings)?);
    Ok(Value::Members(merged))
}

fn told(Misfit { path, message }: Misfit) -> Vec<SettingsError> {
    vec![SettingsError { path, message }]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Settings {
        #[serde(default)]
        rows: Vec<Row>,
        #[serde(default)]
        names: BTreeMap<String, i64>,
        note: Option<String>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields, rename_all = "kebab-case")]
    enum Row {
        Plain,
        Cap(u8),
    }

    fn read(json: &str) -> Result<Settings, Misfit> {
        let members = value::parse(json).map_err(Misfit::whole)?;
        Settings::deserialize(Reader(&Value::Members(members)))
    }

    #[test]
    fn settings_are_read_into_their_type() {
        let read = read(r#"{"rows":["plain",{"cap":3}],"names":{"\"a\"":-1},"note":null}"#);
        let expected = Settings {
            rows: vec![Row::Plain, Row::Cap(3)],
            names: BTreeMap::from([("\"a\"".into(), -1)]),
            note: None,
        };
        assert_eq!(read.unwrap(), expected);
    }

    #[test]
    fn a_misfit_is_told_with_its_path() {
        #[track_caller]
        fn check(json: &str, path: &str, message: &str) {
            let misfit = read(json).unwrap_err();
            assert_eq!(misfit.path, path);
            assert!(misfit.message.contains(message), "{}", misfit.message);
        }
        check("[]", "", "settings must be an object");
        check("{} {}", "", "trailing characters");
        check(r#"{"node":1}"#, "node", "unknown field `node`");
        check(
            r#"{"note":1}"#,
            "note",
            "invalid type: `1`, expected a string",
        );
        check(
            r#"{"names":{"a":1.5}}"#,
            "names.a",
            "a number with a fraction",
        );
        check(r#"{"names":{"a":"b"}}"#, "names.a", r#"invalid type: "b""#);
        check(r#"{"rows":[3]}"#, "rows[0]", "invalid type: `3`");
        check(
            r#"{"rows":["plain","round"]}"#,
            "rows[1]",
            "unknown variant `round`",
        );
        check(
            r#"{"rows":[{"cap":300}]}"#,
            "rows[0].cap",
            "invalid value: `300`, expected u8",
        );
        let deep = format!("{{\"rows\":{}1{}}}", "[".repeat(40), "]".repeat(40));
        check(&deep, "", "nested too deep");
    }

    #[test]
    fn settings_are_merged_into_defaults() {
        #[track_caller]
        fn check(defaults: &str, given: &str, names: &[(&str, i64)]) {
            let mut merged = value::parse(defaults).unwrap();
            value::merge(&mut merged, value::parse(given).unwrap());
            let merged = Value::Members(vec![("names".into(), Value::Members(merged))]);
            let read = Settings::deserialize(Reader(&merged)).unwrap();
            let names = names.iter().map(|(name, value)| ((*name).into(), *value));
            assert_eq!(read.names, names.collect());
        }
        check(r#"{"a":1,"b":2}"#, "{}", &[("a", 1), ("b", 2)]);
        check(r#"{"a":1,"b":2}"#, r#"{"b":3}"#, &[("a", 1), ("b", 3)]);
        check(r#"{"a":1}"#, r#"{"c":3,"a":null,"x":null}"#, &[("c", 3)]);
    }

    #[test]
    fn a_figure_is_replaced_whole() {
        let mut merged = value::parse(r#"{"f":{"value":1,"source":"law"},"t":{"a":1}}"#).unwrap();
        let given = r#"{"f":{"value":2},"t":{"b":2}}"#;
        value::merge(&mut merged, value::parse(given).unwrap());
        let keys = |member: usize| match &merged[member].1 {
            Value::Members(members) => members.iter().map(|(key, _)| &**key).collect(),
            _ => Vec::new(),
        };
        assert_eq!((keys(0), keys(1)), (vec!["value"], vec!["a", "b"]));
    }
}
