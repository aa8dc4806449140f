//! Reads a policy's settings: its own defaults with the operator's changes on top, and every
//! mistake told with its path and its fix.

use serde::Deserialize as _;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Policy;
use crate::allocator::{aside, reclaim};
use crate::verdicts::SettingsError;

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
    let merged = aside(|| merged::<P>(settings))?;
    let settings =
        P::Settings::deserialize(&merged).map_err(|_| aside(|| misfit::<P::Settings>(&merged)))?;
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
fn merged<P: Policy>(settings: &str) -> Result<Value, Vec<SettingsError>> {
    let given: Value = serde_json::from_str(settings).map_err(|error| one("", &error))?;
    if !given.is_object() {
        return Err(one("", "settings must be an object"));
    }
    let mut merged: Value =
        serde_json::from_str(P::DEFAULT_SETTINGS).map_err(|error| one("", &error))?;
    merge(&mut merged, given);
    Ok(merged)
}

/// Where settings are not of their form. Read once more, since a path costs more than the settings.
fn misfit<T: DeserializeOwned>(merged: &Value) -> Vec<SettingsError> {
    match serde_path_to_error::deserialize::<_, T>(merged) {
        Ok(_) => one("", "settings are refused, and accepted when read again"),
        Err(error) => {
            let path = error.path().to_string();
            one(if path == "." { "" } else { &path }, error.into_inner())
        }
    }
}

fn one(path: &str, message: impl ToString) -> Vec<SettingsError> {
    vec![SettingsError {
        path: path.into(),
        message: message.to_string(),
    }]
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) if !from.contains_key("value") => {
            for (key, value) in from {
                if value.is_null() {
                    into.remove(&key);
                } else {
                    merge(into.entry(key).or_insert(Value::Null), value);
                }
            }
        }
        (into, from) => *into = from,
    }
}
