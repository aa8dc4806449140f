//! What one policy answered, or why it did not.

use tollgate_proto::log::v1 as log;
use tollgate_proto::v1::policy_run::Fault as Named;

use crate::decision::{Value, ValueKind};
use crate::money::{Amount, Currency};
use crate::policy::{Assessed, Claimed, Finding, Terms};
use crate::sandbox::Fault;

use super::{Damaged, place, position};

pub(super) fn encode(result: &Result<Assessed, Fault>) -> log::Answer {
    let mut answer = log::Answer::default();
    let assessed = match result {
        Ok(assessed) => assessed,
        Err(fault) => {
            answer.fault = named(fault).into();
            answer.fault_detail = fault.detail().to_owned();
            return answer;
        }
    };
    for (index, finding) in assessed.findings.iter().enumerate() {
        answer.findings.push(place(finding.reason));
        for value in &finding.values {
            match value {
                Value::Integer(number) => answer.numbers.push(*number),
                Value::Money(amount) => answer.numbers.push(amount.minor_units),
                Value::Ppm(share) => answer.numbers.push((*share).into()),
                Value::InstantMs(instant) => answer.numbers.push(instant.cast_signed()),
                Value::Text(text) => answer.texts.push(text.clone()),
            }
        }
        if let Some(not_before_ms) = finding.not_before_ms {
            answer.waits.push(place(index));
            answer.not_before_ms.push(not_before_ms);
        }
    }
    answer.claims = (assessed.claims.iter())
        .flat_map(|claim| {
            let (counter, reason) = (place(claim.counter), place(claim.reason));
            [counter.into(), claim.cap, reason.into()]
        })
        .collect();
    answer.score = assessed.score;
    answer
}

fn named(fault: &Fault) -> Named {
    match fault {
        Fault::OutOfFuel => Named::OutOfFuel,
        Fault::Deadline => Named::Deadline,
        Fault::Trap(_) => Named::Trap,
        Fault::OutOfMemory => Named::OutOfMemory,
        Fault::InvalidOutput(_) => Named::InvalidOutput,
    }
}

/// Reads the answer of a policy on these terms to a payment in `currency`.
pub(super) fn decode(
    answer: log::Answer,
    terms: &Terms,
    currency: Currency,
) -> Result<Result<Assessed, Fault>, Damaged> {
    let named = Named::try_from(answer.fault)
        .map_err(|_| Damaged::new("answers.fault", "has an unknown case"))?;
    let fault = match named {
        Named::Unspecified => return assessed(answer, terms, currency).map(Ok),
        Named::OutOfFuel => Fault::OutOfFuel,
        Named::Deadline => Fault::Deadline,
        Named::Trap => Fault::Trap(answer.fault_detail),
        Named::OutOfMemory => Fault::OutOfMemory,
        Named::InvalidOutput => Fault::InvalidOutput(answer.fault_detail),
    };
    Ok(Err(fault))
}

fn assessed(answer: log::Answer, terms: &Terms, currency: Currency) -> Result<Assessed, Damaged> {
    let mut values = Values {
        numbers: answer.numbers.into_iter(),
        texts: answer.texts.into_iter(),
        currency,
    };
    let mut findings = Vec::with_capacity(answer.findings.len());
    for reason in answer.findings {
        let reason = position(reason);
        let declared = (terms.reasons.get(reason))
            .ok_or_else(|| Damaged::new("answers.findings", "has a reason that is not declared"))?;
        let kinds = declared.parameters().iter();
        findings.push(Finding {
            reason,
            values: kinds
                .map(|parameter| values.next(parameter.kind))
                .collect::<Result<_, _>>()?,
            not_before_ms: None,
        });
    }
    values.end()?;
    if answer.waits.len() != answer.not_before_ms.len() {
        return Err(Damaged::new("answers.waits", "has not an instant for each"));
    }
    for (wait, not_before_ms) in answer.waits.into_iter().zip(answer.not_before_ms) {
        findings
            .get_mut(position(wait))
            .ok_or_else(|| Damaged::new("answers.waits", "has a finding that is not there"))?
            .not_before_ms = Some(not_before_ms);
    }
    Ok(Assessed {
        findings,
        claims: claims(&answer.claims, terms)?,
        score: answer.score,
    })
}

/// The values of findings that are still to be given out.
struct Values {
    numbers: std::vec::IntoIter<i64>,
    texts: std::vec::IntoIter<String>,
    currency: Currency,
}

impl Values {
    fn next(&mut self, kind: ValueKind) -> Result<Value, Damaged> {
        let number = if kind == ValueKind::Text {
            let text = self.texts.next();
            return text
                .map(Value::Text)
                .ok_or_else(|| Damaged::new("answers.texts", "has too few"));
        } else {
            self.numbers
                .next()
                .ok_or_else(|| Damaged::new("answers.numbers", "has too few"))?
        };
        Ok(match kind {
            ValueKind::Integer | ValueKind::Text => Value::Integer(number),
            ValueKind::Money => Value::Money(Amount {
                minor_units: number,
                currency: self.currency,
            }),
            ValueKind::Ppm => Value::Ppm(
                u32::try_from(number)
                    .map_err(|_| Damaged::new("answers.numbers", "has no share"))?,
            ),
            ValueKind::Instant => Value::InstantMs(number.cast_unsigned()),
        })
    }

    fn end(mut self) -> Result<(), Damaged> {
        match (self.numbers.next(), self.texts.next()) {
            (None, None) => Ok(()),
            (Some(_), _) => Err(Damaged::new("answers.numbers", "has too many")),
            _ => Err(Damaged::new("answers.texts", "has too many")),
        }
    }
}

fn claims(numbers: &[u64], terms: &Terms) -> Result<Vec<Claimed>, Damaged> {
    const FIELD: &str = "answers.claims";
    let (triples, rest) = numbers.as_chunks::<3>();
    if !rest.is_empty() {
        return Err(Damaged::new(FIELD, "has not three numbers for each"));
    }
    triples
        .iter()
        .map(|[counter, cap, reason]| {
            let known =
                |number: u64, of: usize| usize::try_from(number).ok().filter(|number| *number < of);
            let counter = known(*counter, terms.counters.len());
            let reason = known(*reason, terms.reasons.len());
            let (counter, reason) = counter
                .zip(reason)
                .ok_or_else(|| Damaged::new(FIELD, "has what is not declared"))?;
            Ok(Claimed {
                counter,
                cap: *cap,
                reason,
            })
        })
        .collect()
}
