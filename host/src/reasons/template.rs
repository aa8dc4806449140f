//! Texts with `{name}`s in them, resolved when they are read: showing one looks nothing up.

use super::Parameter;
use crate::decision::ValueKind;

/// A text, cut at its placeholders.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Template {
    pub(super) pieces: Vec<Piece>,
    /// Of the literal pieces together.
    pub(super) literal_bytes: usize,
}

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Words that stay.
    Literal(Box<str>),
    /// The value at that position of what was found.
    Parameter(usize),
    /// Something that the host knows of the payment.
    Known(Known),
    /// Something of the limit that a claim did not fit.
    Limit(LimitPart),
}

/// What the host knows of every payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    Amount,
    Channel,
    Merchant,
    Terminal,
    Bank,
    Phone,
    Network,
}

/// What the host knows of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LimitPart {
    Cap,
    Used,
    Remaining,
    ResetsAt,
}

const KNOWN: [(&str, Known); 7] = [
    ("amount", Known::Amount),
    ("channel", Known::Channel),
    ("merchant", Known::Merchant),
    ("terminal", Known::Terminal),
    ("bank", Known::Bank),
    ("phone", Known::Phone),
    ("network", Known::Network),
];

const LIMIT_PARTS: [(&str, LimitPart); 4] = [
    ("limit", LimitPart::Cap),
    ("used", LimitPart::Used),
    ("remaining", LimitPart::Remaining),
    ("resets_at", LimitPart::ResetsAt),
];

/// The names that the texts of one reason may use.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) parameters: &'a [(String, ValueKind)],
    pub(super) of_claim: bool,
}

impl Scope<'_> {
    /// A parameter comes before what the host knows: `policy.wit` promises that order.
    fn resolve(&self, name: &str) -> Result<Piece, Problem> {
        if let Some(position) = self.parameters.iter().position(|(known, _)| known == name) {
            return Ok(Piece::Parameter(position));
        }
        if let Some((_, known)) = KNOWN.iter().find(|(known, _)| *known == name) {
            return Ok(Piece::Known(*known));
        }
        match LIMIT_PARTS.iter().find(|(known, _)| *known == name) {
            Some((_, part)) if self.of_claim => Ok(Piece::Limit(*part)),
            Some(_) => Err(Problem::NotOfClaim(name.into())),
            None => Err(Problem::Unknown(name.into())),
        }
    }
}

/// What is wrong with a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// A brace without its partner, or one within another pair.
    Unbalanced,
    /// A name that nothing has.
    Unknown(String),
    /// A name that only the reasons of claims have.
    NotOfClaim(String),
}

impl Template {
    /// Cuts a text at its placeholders. Unbalanced braces hide what the names are, so they
    /// are the only problem told of a text that has them.
    pub(super) fn parse(text: &str, scope: Scope<'_>) -> Result<Self, Vec<Problem>> {
        let mut template = Self {
            pieces: Vec::new(),
            literal_bytes: 0,
        };
        let mut problems = Vec::new();
        let mut rest = text;
        while let Some((literal, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                return Err(vec![Problem::Unbalanced]);
            };
            if literal.contains('}') || name.contains('{') {
                return Err(vec![Problem::Unbalanced]);
            }
            template.push_literal(literal);
            match scope.resolve(name) {
                Ok(piece) => template.pieces.push(piece),
                Err(problem) => problems.push(problem),
            }
            rest = after;
        }
        if rest.contains('}') {
            return Err(vec![Problem::Unbalanced]);
        }
        template.push_literal(rest);
        if problems.is_empty() {
            Ok(template)
        } else {
            Err(problems)
        }
    }

    /// The text as it was written. `parameters` are those of its reason.
    pub(super) fn source(&self, parameters: &[Parameter]) -> String {
        let mut text = String::with_capacity(self.literal_bytes);
        for piece in &self.pieces {
            let name = match piece {
                Piece::Literal(words) => {
                    text.push_str(words);
                    continue;
                }
                Piece::Parameter(position) => {
                    parameters.get(*position).map(|parameter| &*parameter.name)
                }
                Piece::Known(known) => name_in(&KNOWN, known),
                Piece::Limit(part) => name_in(&LIMIT_PARTS, part),
            };
            text.push('{');
            text.push_str(name.unwrap_or_default());
            text.push('}');
        }
        text
    }

    fn push_literal(&mut self, literal: &str) {
        if !literal.is_empty() {
            self.literal_bytes += literal.len();
            self.pieces.push(Piece::Literal(literal.into()));
        }
    }
}

fn name_in<T: PartialEq>(names: &[(&'static str, T)], part: &T) -> Option<&'static str> {
    let named = names.iter().find(|(_, known)| known == part);
    named.map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_told_as_it_was_written() {
        let given = [
            ("expiry".to_owned(), ValueKind::Text),
            ("bank".to_owned(), ValueKind::Text),
        ];
        let parameters = given.clone().map(|(name, kind)| Parameter {
            name: name.into(),
            kind,
        });
        let scope = Scope {
            parameters: &given,
            of_claim: true,
        };
        for text in [
            "plain",
            "{expiry}到{bank}，{amount}{limit}。",
            "{resets_at}",
        ] {
            let template = Template::parse(text, scope);
            let source = template.map(|template| template.source(&parameters));
            assert_eq!(source.as_deref(), Ok(text));
        }
    }

    #[track_caller]
    fn check(text: &str, of_claim: bool, expected: &Result<Vec<Piece>, Vec<Problem>>) {
        let parameters = [
            ("expiry".to_owned(), ValueKind::Text),
            ("bank".to_owned(), ValueKind::Text),
        ];
        let scope = Scope {
            parameters: &parameters,
            of_claim,
        };
        assert_eq!(
            &Template::parse(text, scope).map(|template| template.pieces),
            expected,
            "{text}"
        );
    }

    fn literal(text: &str) -> Piece {
        Piece::Literal(text.into())
    }

    #[test]
    fn names_are_resolved_where_the_text_is_read() {
        check("plain", false, &Ok(vec![literal("plain")]));
        check(
            "到{expiry}，{amount}。",
            false,
            &Ok(vec![
                literal("到"),
                Piece::Parameter(0),
                literal("，"),
                Piece::Known(Known::Amount),
                literal("。"),
            ]),
        );
        check(
            "{phone}{phone}",
            false,
            &Ok(vec![Piece::Known(Known::Phone), Piece::Known(Known::Phone)]),
        );
        check(
            "{remaining}",
            true,
            &Ok(vec![Piece::Limit(LimitPart::Remaining)]),
        );
    }

    #[test]
    fn a_parameter_comes_before_what_the_host_knows() {
        check("{bank}", false, &Ok(vec![Piece::Parameter(1)]));
    }

    #[test]
    fn names_that_nothing_has_are_refused_all_at_once() {
        check(
            "{wait} or {} or {used}",
            false,
            &Err(vec![
                Problem::Unknown("wait".into()),
                Problem::Unknown(String::new()),
                Problem::NotOfClaim("used".into()),
            ]),
        );
    }

    #[test]
    fn unbalanced_braces_are_refused() {
        for text in [
            "{",
            "}",
            "{expiry",
            "expiry}",
            "{{expiry}}",
            "{exp{iry}",
            "a } b {expiry}",
            "{expiry} }",
        ] {
            check(text, false, &Err(vec![Problem::Unbalanced]));
        }
    }
}
