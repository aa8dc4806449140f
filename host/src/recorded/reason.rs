//! A reason as its policy's manifest declares it.

use std::sync::Arc;

use tollgate_proto::log::v1::{self as log, reason as parts};
use tollgate_proto::v1;

use crate::reasons::{Locale, Reason, ReasonDraft, ResponseProfile, TextDraft};

use super::Damaged;
use super::cases::{Numbered as _, case};

pub(super) fn encode(reason: &Reason) -> log::Reason {
    let code = |profile| {
        let code = reason.response_code(profile);
        code.map_or_else(String::new, |code| code.as_str().to_owned())
    };
    log::Reason {
        code: reason.code().to_string(),
        effect: reason.effect().number(),
        retry: reason.retry().number(),
        operator_only: reason.operator_only(),
        of_claim: reason.of_claim(),
        parameters: (reason.parameters().iter())
            .map(|parameter| parts::Parameter {
                name: parameter.name.to_string(),
                kind: parameter.kind.number(),
            })
            .collect(),
        iso8583: code(ResponseProfile::Iso8583),
        unionpay: code(ResponseProfile::UnionPay),
        texts: Locale::ALL.map(|locale| texts(reason, locale)).to_vec(),
    }
}

fn texts(reason: &Reason, locale: Locale) -> parts::Texts {
    parts::Texts {
        locale: locale.tag().to_owned(),
        message: reason.message(locale),
        remedies: (reason.remedies(locale))
            .map(|(audience, text)| v1::Remedy {
                audience: audience.number(),
                text,
            })
            .collect(),
    }
}

pub(super) fn decode(message: log::Reason, policy: &Arc<str>) -> Result<Reason, Damaged> {
    let codes = [
        (ResponseProfile::Iso8583, message.iso8583),
        (ResponseProfile::UnionPay, message.unionpay),
    ];
    let draft = ReasonDraft {
        code: message.code,
        effect: case("policies.reasons.effect", message.effect)?,
        retry: case("policies.reasons.retry", message.retry)?,
        operator_only: message.operator_only,
        of_claim: message.of_claim,
        parameters: (message.parameters.into_iter())
            .map(|parameter| {
                let kind = case("policies.reasons.parameters.kind", parameter.kind)?;
                Ok((parameter.name, kind))
            })
            .collect::<Result<_, Damaged>>()?,
        response_codes: (codes.into_iter())
            .filter(|(_, code)| !code.is_empty())
            .map(|(profile, code)| (profile.name().to_owned(), code))
            .collect(),
        texts: (message.texts.into_iter())
            .map(draft)
            .collect::<Result<_, _>>()?,
    };
    Reason::parse(draft, policy.clone())
        .map_err(|problems| Damaged::new("policies.reasons", problems.join("; ")))
}

fn draft(texts: parts::Texts) -> Result<TextDraft, Damaged> {
    Ok(TextDraft {
        locale: texts.locale,
        message: texts.message,
        remedies: (texts.remedies.into_iter())
            .map(|remedy| {
                let audience = case("policies.reasons.texts.remedies", remedy.audience)?;
                Ok((audience, remedy.text))
            })
            .collect::<Result<_, Damaged>>()?,
    })
}
