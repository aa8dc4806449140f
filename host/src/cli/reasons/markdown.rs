//! The catalogue as a page of Markdown.

use std::fmt::Write as _;

use super::{Chapter, effect};
use crate::decision::Audience;
use crate::reasons::{Locale, Reason, ResponseProfile};

const ABOUT: &str = "\
# Reasons

Every reason that the shipped policies and the host can give. Codes are for ever; texts may get
better. `{name}` stands for what was observed or allowed. This page is made from the policies'
manifests by `cargo xtask reasons`.

- **Effect**: `reject` stops the payment, `step-up` asks the payer for more, `review` holds it for a
  person, `advise` is a note on a payment that goes on, `factor` explains a score.
- **Retry**: `none`, `once` (the same, one time), `after-fix` (mend the data), `reenter` (present the
  card or code again), `other-means` (another card or channel), `wait` (until a moment that the
  answer names), `after-operator` (somebody has to change something), `never`.
- **DE39** is what the terminal is sent, under the response-code profiles `iso8583` and `unionpay`.
- **Operators only**: everybody else is told `engine.withheld`, with a DE39 that gives nothing away.
";

pub(super) fn page(chapters: &[Chapter]) -> String {
    let mut page = String::from(ABOUT);
    // INVARIANT: writing to a string cannot fail.
    let _ = write_page(&mut page, chapters);
    page
}

fn write_page(page: &mut String, chapters: &[Chapter]) -> std::fmt::Result {
    let all: usize = chapters.iter().map(|chapter| chapter.reasons.len()).sum();
    writeln!(page, "\n{all} reasons:\n")?;
    writeln!(page, "| found by | reasons |\n|---|---|")?;
    for Chapter { name, reasons, .. } in chapters {
        writeln!(page, "| [{name}](#{name}) | {} |", reasons.len())?;
    }
    for chapter in chapters {
        writeln!(page, "\n## {}\n\n{}", chapter.name, chapter.summary)?;
        for reason in &chapter.reasons {
            write_reason(page, reason)?;
        }
    }
    Ok(())
}

fn write_reason(page: &mut String, reason: &Reason) -> std::fmt::Result {
    writeln!(page, "\n### `{}`\n", reason.code())?;
    write!(
        page,
        "{} · retry {}",
        effect(reason.effect()),
        reason.retry().name()
    )?;
    let [iso8583, unionpay] = [ResponseProfile::Iso8583, ResponseProfile::UnionPay]
        .map(|profile| reason.response_code(profile));
    if let Some(code) = iso8583 {
        write!(page, " · DE39 {}", code.as_str())?;
        if let Some(other) = unionpay.filter(|other| other.as_str() != code.as_str()) {
            write!(page, ", UnionPay {}", other.as_str())?;
        }
    }
    if reason.of_claim() {
        write!(page, " · limit")?;
    }
    if reason.operator_only() {
        write!(page, " · **operators only**")?;
    }
    writeln!(page, "\n\n| | English | 中文 |\n|---|---|---|")?;
    let [english, chinese] = Locale::ALL.map(|locale| texts(reason, locale));
    for (row, (english, chinese)) in english.into_iter().zip(chinese).enumerate() {
        if english.is_empty() && chinese.is_empty() {
            continue;
        }
        let [english, chinese] = [english, chinese].map(|text| text.replace('|', "\\|"));
        let label = ROWS.get(row).map_or("", |(label, _)| label);
        writeln!(page, "| {label} | {english} | {chinese} |")?;
    }
    Ok(())
}

/// What happened, then what each reader can do.
const ROWS: [(&str, Option<Audience>); 4] = [
    ("what happened", None),
    ("cardholder", Some(Audience::Cardholder)),
    ("merchant", Some(Audience::Merchant)),
    ("operator", Some(Audience::Operator)),
];

fn texts(reason: &Reason, locale: Locale) -> [String; 4] {
    let remedies: Vec<(Audience, String)> = reason.remedies(locale).collect();
    ROWS.map(|(_, reader)| match reader {
        None => reason.message(locale),
        Some(reader) => (remedies.iter())
            .find(|(of, _)| *of == reader)
            .map_or_else(String::new, |(_, remedy)| remedy.clone()),
    })
}
