//! What an instance of a policy is made of: each byte of it is written for each request.

use tollgate::policy::PolicyFile;
use tollgate::sandbox::{Config, Order, snapshot};
use tollgate_tests::built;
use tollgate_tests::directory::SHIPPED;
use wasmparser::{Parser, Payload};

#[test]
fn every_shipped_policy_judges_in_one_page_of_memory() {
    for name in SHIPPED.map(|name| format!("policies/{name}")) {
        let file = PolicyFile::parse(&built::settings(&name)).unwrap();
        let order = Order {
            settings: file.settings,
            config: Config::default(),
        };
        let snapshot = snapshot(&built::module(&name), &order).unwrap();
        assert_eq!(pages(&snapshot), [1], "{name}");
    }
}

/// The pages of each memory in a module.
fn pages(module: &[u8]) -> Vec<u64> {
    let mut pages = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::MemorySection(memories) = payload.unwrap() {
            pages.extend(memories.into_iter().map(|memory| memory.unwrap().initial));
        }
    }
    pages
}
