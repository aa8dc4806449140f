//! What a policy tells of itself in sections of its module instead of in its manifest: what only
//! people read. In the memory of a policy it would be made new for every request.

use serde::Deserialize;

use crate::sandbox::section;
use crate::wit::tollgate::policy::verdicts::{Audience, Manifest, ReasonText};

/// The texts of all reasons, as JSON, in the order of the manifest's reasons.
const TEXTS: &str = "tollgate:texts";

/// The JSON Schema of the settings.
const SETTINGS_SCHEMA: &str = "tollgate:settings-schema";

/// A text as it is written in a section.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    locale: String,
    message: String,
    remedies: Vec<(Reader, String)>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reader {
    Cardholder,
    Merchant,
    Operator,
}

/// Completes `manifest` with what the sections of `module` say.
///
/// # Errors
/// What is wrong with a section, or what is told twice.
pub(super) fn complete(manifest: &mut Manifest, module: &[u8]) -> Result<(), String> {
    if let Some(json) = section(module, TEXTS)? {
        add_texts(manifest, json).map_err(|problem| format!("section `{TEXTS}`: {problem}"))?;
    }
    if let Some(schema) = section(module, SETTINGS_SCHEMA)? {
        if !manifest.settings_schema.is_empty() {
            return Err(format!(
                "section `{SETTINGS_SCHEMA}`: the manifest has a schema too; keep one"
            ));
        }
        manifest.settings_schema = String::from_utf8(schema.to_vec())
            .map_err(|_| format!("section `{SETTINGS_SCHEMA}`: is not UTF-8"))?;
    }
    Ok(())
}

fn add_texts(manifest: &mut Manifest, json: &[u8]) -> Result<(), String> {
    let texts: Vec<Vec<Text>> = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    let (told, found) = (texts.len(), manifest.reasons.len());
    if told != found {
        return Err(format!(
            "has texts of {told} reasons; the manifest has {found}"
        ));
    }
    for (reason, texts) in manifest.reasons.iter_mut().zip(texts) {
        if !reason.texts.is_empty() {
            return Err(format!(
                "the manifest has texts of `{}` too; keep one",
                super::manifest::clip(&reason.code)
            ));
        }
        reason.texts = texts.into_iter().map(Text::into).collect();
    }
    Ok(())
}

impl From<Text> for ReasonText {
    fn from(text: Text) -> Self {
        let remedies = text.remedies.into_iter();
        Self {
            locale: text.locale,
            message: text.message,
            remedies: remedies
                .map(|(reader, remedy)| (reader.into(), remedy))
                .collect(),
        }
    }
}

impl From<Reader> for Audience {
    fn from(reader: Reader) -> Self {
        match reader {
            Reader::Cardholder => Self::Cardholder,
            Reader::Merchant => Self::Merchant,
            Reader::Operator => Self::Operator,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::wit::tollgate::policy::verdicts::{Effect, FactGroups, Reason, Retry};

    /// A module with these sections. Lengths are two bytes of LEB128.
    fn module(sections: &[(&str, &str)]) -> Vec<u8> {
        let length = |bytes: usize| {
            let [low, high, ..] = (bytes << 1).to_le_bytes();
            [low >> 1 | 0x80, high]
        };
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        for (name, content) in sections {
            module.push(0);
            module.extend(length(name.len() + content.len() + 2));
            module.extend(length(name.len()));
            module.extend(name.as_bytes());
            module.extend(content.as_bytes());
        }
        module
    }

    fn manifest() -> Manifest {
        Manifest {
            name: "sample".into(),
            version: "1.0.0".into(),
            summary: "A sample.".into(),
            needs: FactGroups::empty(),
            reasons: vec![Reason {
                code: "card.expired".into(),
                effect: Effect::Reject,
                retry: Retry::OtherMeans,
                operator_only: false,
                of_claim: false,
                parameters: Vec::new(),
                response_codes: Vec::new(),
                texts: Vec::new(),
            }],
            counters: Vec::new(),
            settings_schema: String::new(),
        }
    }

    const ONE: &str =
        r#"[[{"locale":"en","message":"Too late.","remedies":[["merchant","Go on."]]}]]"#;

    #[test]
    fn sections_complete_the_manifest() {
        let mut told = manifest();
        complete(&mut told, &module(&[])).unwrap();
        assert!(told.reasons[0].texts.is_empty());
        let module = module(&[(TEXTS, ONE), (SETTINGS_SCHEMA, "{}"), ("name", "x")]);
        complete(&mut told, &module).unwrap();
        assert_eq!(told.settings_schema, "{}");
        let [text] = &told.reasons[0].texts[..] else {
            panic!("not one text: {:?}", told.reasons[0].texts);
        };
        assert_eq!((&*text.locale, &*text.message), ("en", "Too late."));
        assert!(matches!(&text.remedies[..], [(Audience::Merchant, remedy)] if remedy == "Go on."));
        // Once completed, it is told twice.
        let again = complete(&mut told, &module).unwrap_err();
        assert!(again.contains("`card.expired` too; keep one"), "{again}");
    }

    #[test]
    fn a_section_that_does_not_fit_is_refused() {
        #[track_caller]
        fn check(sections: &[(&str, &str)], problem: &str) {
            let told = complete(&mut manifest(), &module(sections)).unwrap_err();
            assert!(told.contains(problem), "{told}");
        }
        check(&[(TEXTS, "[]")], "texts of 0 reasons; the manifest has 1");
        check(&[(TEXTS, "[")], "section `tollgate:texts`: EOF");
        check(&[(TEXTS, "[[{}]]")], "missing field `locale`");
        check(&[(TEXTS, "[[{\"lang\":\"en\"}]]")], "unknown field `lang`");
        check(
            &[(TEXTS, ONE), (TEXTS, ONE)],
            "two sections `tollgate:texts`",
        );
        check(
            &[(SETTINGS_SCHEMA, "{}"), (SETTINGS_SCHEMA, "{}")],
            "two sections",
        );
    }
}
