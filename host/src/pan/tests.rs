//! What becomes of a card number.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;

use super::*;

fn vault() -> Vault {
    Vault {
        key: Secret::from_bytes([7; 32]),
    }
}

#[test]
fn a_card_is_known_by_token_bin_length_check_digit_and_network() {
    let card = vault().card("4111111111111111").unwrap();
    assert_eq!((card.bin.value, card.bin.digits), (41_111_111, 8));
    assert_eq!(
        (card.length, card.luhn_valid, card.network),
        (16, true, Network::Visa)
    );
    assert_eq!(card.token.len(), 32);
    assert!(card.token.bytes().all(|letter| letter.is_ascii_lowercase()));
    let amex = vault().card("378282246310005").unwrap();
    assert_eq!((amex.bin.value, amex.bin.digits), (378_282, 6));
}

#[test]
fn a_token_depends_on_the_number_and_on_the_key() {
    let other = Vault {
        key: Secret::from_bytes([8; 32]),
    };
    let token = |vault: &Vault, pan: &str| vault.card(pan).unwrap().token;
    assert_eq!(
        token(&vault(), "4111111111111111"),
        token(&vault(), "4111111111111111")
    );
    assert_ne!(
        token(&vault(), "4111111111111111"),
        token(&vault(), "4012888888881881")
    );
    assert_ne!(
        token(&vault(), "4111111111111111"),
        token(&other, "4111111111111111")
    );
}

#[test]
fn what_is_not_8_to_19_digits_is_no_card_number() {
    for pan in [
        "",
        "1234567",
        "41111111111111111111",
        "4111 1111 1111 1111",
        "４１１１１１１１",
    ] {
        assert_eq!(vault().card(pan), None, "{pan}");
    }
}

#[test]
fn ranges_decide_the_network_and_the_narrower_one_wins() {
    let network = |pan: &str| vault().card(pan).unwrap().network;
    assert_eq!(network("2223003122003222"), Network::Mastercard);
    assert_eq!(network("2720990000000007"), Network::Mastercard);
    assert_eq!(network("2721000000000004"), Network::Unknown);
    assert_eq!(network("6011111111111117"), Network::Discover);
    assert_eq!(network("6221261111111117"), Network::Unionpay);
    assert_eq!(network("8171999927660000"), Network::Unionpay);
    assert_eq!(network("5874990000000000"), Network::Unknown);
}

#[test]
fn a_card_number_in_a_text_is_found_however_it_is_written() {
    for text in [
        "4111111111111111",
        "card 4111-1111-1111-1111.",
        "x378282246310005y",
        "4111 1111 1111 1111",
        "order 7 4111 1111 1111 1111",
        "4111111111111111 12/28",
        "7-4111111111111111-28",
        "4111.1111.1111.1111",
        "4111_1111_1111_1111_9",
    ] {
        assert!(holds_card_number(text), "{text}");
    }
    for text in [
        "",
        "4111111111111112",
        "898310054110001",
        "1795494600000",
        "order 20261124-0001",
        "30/11/2026 12:34:56",
        "4111  1111  1111  1112",
    ] {
        assert!(!holds_card_number(text), "{text}");
    }
}

#[test]
fn the_key_is_made_once_and_only_its_owner_can_read_it() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("token.key");
    let first = Vault::open(&file).unwrap().code("x");
    assert_eq!(Vault::open(&file).unwrap().code("x"), first);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
    fs::write(&file, "short").unwrap();
    assert!(Vault::open(&file).is_err());
}
