//! The catalogue as JSON: a list of objects, one for each reason.

use serde_json::{Map, Value, json};

use super::{Chapter, audience, effect};
use crate::reasons::{Locale, Reason, ResponseProfile};

pub(super) fn page(chapters: &[Chapter]) -> serde_json::Result<String> {
    let reasons = chapters.iter().flat_map(|chapter| {
        let name = &chapter.name;
        chapter
            .reasons
            .iter()
            .map(move |reason| object(name, reason))
    });
    serde_json::to_string_pretty(&reasons.collect::<Vec<Value>>())
}

fn object(policy: &str, reason: &Reason) -> Value {
    let codes = ResponseProfile::ALL.into_iter().filter_map(|profile| {
        let code = reason.response_code(profile)?;
        Some((profile.name().to_owned(), json!(code.as_str())))
    });
    let texts = Locale::ALL.into_iter().map(|locale| {
        let remedies = reason.remedies(locale);
        let remedies: Map<String, Value> = remedies
            .map(|(reader, text)| (audience(reader).to_owned(), json!(text)))
            .collect();
        let texts = json!({ "message": reason.message(locale), "remedies": remedies });
        (locale.tag().to_owned(), texts)
    });
    let parameters = reason.parameters().iter();
    json!({
        "code": &**reason.code(),
        "policy": policy,
        "effect": effect(reason.effect()),
        "retry": reason.retry().name(),
        "operator_only": reason.operator_only(),
        "limit": reason.of_claim(),
        "response_codes": codes.collect::<Map<_, _>>(),
        "parameters": parameters.map(|parameter| &*parameter.name).collect::<Vec<_>>(),
        "texts": texts.collect::<Map<_, _>>(),
    })
}
