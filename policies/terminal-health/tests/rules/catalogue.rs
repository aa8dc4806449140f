//! The manifest: what is told of the policy, and that nothing of it changes unnoticed.

use tollgate_policy::testing::{self, sample, terminal_health};
use tollgate_policy::verdicts::FactGroups;
use tollgate_policy::{Policy, configure, describe, evaluate};

use super::TerminalHealth;

/// Code, effect, retry, who may know, and DE39 under `iso8583` and `unionpay`. They are those
/// of the catalogue of causes, every one.
const REASONS: &str = "
    terminal.tampered                     Reject Never         all      58 58
    terminal.disabled                     Reject AfterOperator all      58 58
    terminal.unknown                      Reject AfterOperator all      58 97
    terminal.binding.merchant_mismatch    Reject AfterOperator all      58 97
    terminal.binding.serial_mismatch      Reject AfterOperator all      58 58
    terminal.firmware.blocked             Reject AfterOperator all      58 58
    terminal.location.out_of_area         Reject AfterOperator all      58 58
    terminal.keys_stale                   Reject AfterOperator all      63 A0
    terminal.batch_mismatch               Reject AfterFix      all      77 77
    terminal.display_fault                Reject AfterOperator all      58 58
    terminal.offline_backlog              Reject AfterFix      all      58 58
    terminal.network_unusable             Reject Once          all      92 92
    terminal.temperature                  Reject Wait          all      58 58
    terminal.location.impossible_travel   Review AfterOperator operator 58 58
    terminal.location.missing             Review AfterFix      all      58 58
    entry.fallback_excessive              Review AfterOperator all      12 45
    terminal.config.validity_window       Review AfterOperator operator 58 58
    terminal.firmware.outdated            Advise AfterOperator all      00 00
    terminal.network_poor                 Advise None          all      00 00
    terminal.power_unstable               Advise AfterOperator all      00 00
    terminal.magnetic_interference        Advise Reenter       all      00 00
    terminal.reader_dirty                 Advise AfterOperator all      00 00
    terminal.printer_fault                Advise AfterOperator all      00 00
    terminal.app_unresponsive             Advise AfterOperator all      00 00
    terminal.humidity                     Advise AfterOperator all      00 00
    terminal.heartbeat_stale              Advise AfterOperator operator 00 00
    terminal.pts_expired                  Advise AfterOperator operator 00 00
    terminal.maintenance_due              Advise AfterOperator all      00 00";

#[test]
fn the_manifest_can_be_loaded() {
    testing::check_manifest::<TerminalHealth>();
    let groups = FactGroups::TERMINAL | FactGroups::TERMINAL_HEALTH;
    assert!(<TerminalHealth as Policy>::NEEDS == groups);
}

#[test]
fn the_reasons_are_those_of_the_catalogue() {
    let manifest = describe(&configure::<TerminalHealth>("{}").unwrap());
    let rows: Vec<&str> = REASONS.lines().skip(1).collect();
    assert_eq!(manifest.reasons.len(), rows.len());
    for (reason, row) in manifest.reasons.iter().zip(rows) {
        let told = if reason.operator_only {
            "operator"
        } else {
            "all"
        };
        let de39: Vec<String> = (reason.response_codes.iter())
            .map(|(profile, code)| format!("{profile} {code}"))
            .collect();
        let [code, effect, retry, audience, iso8583, unionpay] =
            row.split_whitespace().collect::<Vec<_>>()[..]
        else {
            panic!("{row}");
        };
        assert_eq!(reason.code, code);
        assert_eq!(
            format!("{:?}", reason.effect),
            format!("Effect::{effect}"),
            "{code}"
        );
        assert_eq!(
            format!("{:?}", reason.retry),
            format!("Retry::{retry}"),
            "{code}"
        );
        assert_eq!(told, audience, "{code}");
        assert_eq!(
            de39,
            [format!("iso8583 {iso8583}"), format!("unionpay {unionpay}")],
            "{code}"
        );
        assert!(!reason.of_claim, "{code}");
    }
}

/// What the host refuses: a text or remedy of more than 500 bytes.
#[test]
fn texts_are_short() {
    let manifest = describe(&configure::<TerminalHealth>("{}").unwrap());
    for reason in &manifest.reasons {
        for text in &reason.texts {
            let all = text
                .remedies
                .iter()
                .map(|(_, remedy)| remedy)
                .chain([&text.message]);
            for one in all {
                let stop = if text.locale == "en" { '.' } else { '。' };
                assert!(
                    one.len() <= 500 && one.ends_with(stop),
                    "{}: {one}",
                    reason.code
                );
            }
        }
    }
}

#[test]
fn a_sound_terminal_has_no_finding() {
    let policy = configure::<TerminalHealth>("{}").unwrap();
    let mut facts = sample();
    assert!(evaluate(&policy, &facts).findings.is_empty());
    facts.terminal_health = Some(terminal_health());
    let answer = evaluate(&policy, &facts);
    assert!(answer.findings.is_empty() && answer.claims.is_empty());
    assert!(answer.score.is_none());
}
