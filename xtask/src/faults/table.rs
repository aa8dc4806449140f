//! The faults that are put in on purpose. A text is there once in its file; where the sources
//! change so that it is not, this table goes with them.

/// A fault: a text of a file, and what stands there instead.
pub(super) struct Fault {
    pub(super) name: &'static str,
    pub(super) file: &'static str,
    pub(super) text: &'static str,
    pub(super) replacement: &'static str,
}

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "a sync left out",
        file: "host/src/audit/journal.rs",
        text: "            self.file.sync_data()?;\n            self.is_synced = true;",
        replacement: "            self.is_synced = true;",
    },
    Fault {
        name: "a hold before its record",
        file: "host/src/evaluator/hold.rs",
        text: "                let durable = self.enter(entry, ticket, id, scene.now_ms)?;\n                apply(&mut books, &scene, ask, id, &concluded, hold_until_ms);",
        replacement: "                apply(&mut books, &scene, ask, id, &concluded, hold_until_ms);\n                let durable = self.enter(entry, ticket, id, scene.now_ms)?;",
    },
    Fault {
        name: "an expiry by the clock",
        file: "host/src/evaluator/hold.rs",
        text: "        let misses = books.ledger.check(&demands, scene.now_ms);",
        replacement: "        let due: Vec<u128> = books.ledger.due(scene.now_ms).collect();\n        for decision in due {\n            let _ = books.ledger.apply(&Event::Expired { decision, at_ms: scene.now_ms });\n        }\n        let misses = books.ledger.check(&demands, scene.now_ms);",
    },
    Fault {
        name: "an expiry without a record",
        file: "host/src/evaluator/outcome.rs",
        text: "            if self.enter_event(entry, |_| {}).is_err() {\n                break;\n            }",
        replacement: "            drop(entry);",
    },
    Fault {
        name: "a decision told before it is durable",
        file: "host/src/evaluator/hold.rs",
        text: "            if !durable.await.unwrap_or(false) {",
        replacement: "            drop(durable);\n            if false {",
    },
    Fault {
        name: "a report told before it is durable",
        file: "host/src/evaluator/outcome.rs",
        text: "        if !durable.await.unwrap_or(false) {\n            return Err(unavailable(Refusal::NotRecorded));\n        }",
        replacement: "        drop(durable);",
    },
    Fault {
        name: "a report refused before it is durable",
        file: "host/src/evaluator/outcome.rs",
        text: "        let said = match books.ledger.prepare_report(id.0, report, at_ms) {\n            Err(refused) => Some(Err(refused)),",
        replacement: "        let said = match books.ledger.prepare_report(id.0, report, at_ms) {\n            Err(refused) => return Err(ReportRefused::Ledger(refused)),",
    },
    Fault {
        name: "a look at what is not durable",
        file: "host/src/evaluator/outcome.rs",
        text: "        if durable.await.unwrap_or(false) {\n            Ok(Standing { decision, state })",
        replacement: "        drop(durable);\n        if true {\n            Ok(Standing { decision, state })",
    },
    Fault {
        name: "the chain goes on from the wrong record",
        file: "host/src/audit/journal.rs",
        text: "        self.previous = frame.put(&mut self.buffer);",
        replacement: "        let hash = frame.put(&mut self.buffer);\n        if kind != Kind::Expiry {\n            self.previous = hash;\n        }",
    },
    Fault {
        name: "a torn tail stays",
        file: "host/src/audit/journal/begin.rs",
        text: "    file.set_len(u64::from(offset))?;\n    file.allocate",
        replacement: "    file.allocate",
    },
    Fault {
        name: "a failed write is tried again",
        file: "host/src/audit/progress.rs",
        text: "self.tell(|told| told.stopped.get_or_insert(why).clone())",
        replacement: "why",
    },
    Fault {
        name: "a segment without a name on disk",
        file: "host/src/audit/journal/begin.rs",
        text: "    file.sync_data()?;\n    storage.sync_dir()?;\n",
        replacement: "    file.sync_data()?;\n",
    },
    Fault {
        name: "a segment without its parts",
        file: "host/src/audit/journal.rs",
        text: "        self.parts.clear();\n",
        replacement: "",
    },
    Fault {
        name: "a compressed segment not on disk yet",
        file: "host/src/audit/keeper.rs",
        text: "            storage.sync_dir()?;\n            segments.put(segment, Form::Packed);",
        replacement: "            segments.put(segment, Form::Packed);",
    },
    Fault {
        name: "a snapshot that is folded twice",
        file: "host/src/recovery.rs",
        text: "position.is_none_or(|position| record.position > position)",
        replacement: "position.is_none_or(|position| record.position >= position)",
    },
    Fault {
        name: "a snapshot ahead of the disk",
        file: "host/src/audit/log.rs",
        text: "self.progress.tell(|told| told.synced) < position.sequence",
        replacement: "false",
    },
    Fault {
        name: "requests are not remembered",
        file: "host/src/fold.rs",
        text: "        self.index.decided(Known {",
        replacement: "        let _ = std::hint::black_box(Known {",
    },
    Fault {
        name: "a conflict goes unseen",
        file: "host/src/remembered.rs",
        text: "            Some(known) if known.content == content => {",
        replacement: "            Some(known) => {",
    },
    Fault {
        name: "a cap by one too much",
        file: "host/src/limits/ledger.rs",
        text: "                .is_none_or(|sum| sum > demand.cap)",
        replacement: "                .is_none_or(|sum| sum > demand.cap + 1)",
    },
    Fault {
        name: "the rest is not given back",
        file: "host/src/limits/outcome.rs",
        text: "            Self::Kept { amount, .. } => Some(amount),",
        replacement: "            Self::Kept { .. } => Some(held),",
    },
    Fault {
        name: "time goes back",
        file: "host/src/evaluator/hold.rs",
        text: "        scene.now_ms = scene.now_ms.max(books.ledger.latest_ms());",
        replacement: "",
    },
    Fault {
        name: "yesterday counts after midnight",
        file: "host/src/evaluator/hold.rs",
        text: "        if scene.renew() {",
        replacement: "        if false && scene.renew() {",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_its_place() {
        for fault in FAULTS {
            let source = std::fs::read_to_string(crate::shell::top().join(fault.file)).unwrap();
            assert_eq!(source.matches(fault.text).count(), 1, "{}", fault.name);
        }
    }
}
