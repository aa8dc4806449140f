//! Settings that differ by the terminal's model, as its profile names it, capitals or not.

use std::collections::BTreeMap;

use tollgate_policy::facts::LocalTime;
use tollgate_policy::{Date, Figure};

/// The name that stands for all models.
pub const ANY: &str = "*";

/// Figures by model.
pub type ByModel<T> = BTreeMap<String, Figure<T>>;

/// What holds on the day for exactly this model.
pub fn own<'a, T>(figures: &'a ByModel<T>, model: &str, local: &LocalTime) -> Option<&'a T> {
    let (_, figure) = (figures.iter()).find(|(name, _)| name.eq_ignore_ascii_case(model))?;
    (Date::of(local) >= figure.effective_from).then_some(&figure.value)
}

/// What holds on the day for this model, or else for all.
pub fn of<'a, T>(figures: &'a ByModel<T>, model: &str, local: &LocalTime) -> Option<&'a T> {
    own(figures, model, local).or_else(|| own(figures, ANY, local))
}
