//! Answers that fit the types of the contract and break its rules.

use tollgate_policy::verdicts::{Assessment, Claim, Manifest, Reason};
use tollgate_policy::{Answer, ReasonId, integer, text};

use crate::FOUND;

/// One more than a host takes by default.
const MANY: usize = 65;
const MIB: usize = 1 << 20;

pub fn nothing() -> Assessment {
    Answer::default().into_assessment()
}

pub fn many_findings() -> Assessment {
    let mut answer = Answer::default();
    for _ in 0..MANY {
        answer.find(FOUND, [text("again")]);
    }
    answer.into_assessment()
}

pub fn unbounded_text() -> Assessment {
    let mut answer = Answer::default();
    answer.find(FOUND, [text("a".repeat(MIB))]);
    answer.into_assessment()
}

pub fn unknown_reason() -> Assessment {
    let mut answer = Answer::default();
    answer.find(ReasonId(999), []);
    answer.into_assessment()
}

pub fn wrong_parameters() -> Assessment {
    let mut answer = Answer::default();
    answer.find(FOUND, []);
    answer.into_assessment()
}

pub fn wrong_kind() -> Assessment {
    let mut answer = Answer::default();
    answer.find(FOUND, [integer(1)]);
    answer.into_assessment()
}

pub fn claim(counter: u16, reason: u16) -> Assessment {
    let claim = Claim {
        counter,
        cap: 1_000_000,
        reason,
    };
    Assessment {
        claims: vec![claim],
        ..nothing()
    }
}

/// The good manifest with three more reasons, each with one mistake.
pub fn bad_manifest(mut manifest: Manifest) -> Manifest {
    let Some(good) = manifest.reasons.first().cloned() else {
        return manifest;
    };
    let mut no_chinese = Reason {
        code: "hostile.no_chinese".into(),
        ..good.clone()
    };
    no_chinese.texts.retain(|text| text.locale != "zh");
    let mut placeholder = Reason {
        code: "hostile.placeholder".into(),
        ..good.clone()
    };
    for text in &mut placeholder.texts {
        text.message.push_str(" {nobody}");
    }
    let capitals = Reason {
        code: "Hostile.Capitals".into(),
        ..good
    };
    manifest.reasons.extend([no_chinese, placeholder, capitals]);
    manifest
}
