//! What the gateway does in a life: it asks, asks again, asks something else under the same id,
//! hangs up, reports and looks; and what it makes of what it hears.

use prost::Message as _;
use tollgate::decision::Audience;
use tollgate::evaluator::{Ask, Issued};
use tollgate::limits::{Release, Report as HostReport};
use tollgate::money::{Amount, Currency};
use tollgate::record::{Decision, DecisionId};
use tollgate::rpc::{decode, encode};
use tollgate_proto::v1::report_outcome_request::Result as Told;

mod heard;

use super::asked::Asked;
use super::life::Life;
use super::running::Flight;

/// A call that the gateway made. It is exact where nothing else was under way: then what is
/// heard is about the very end of the log.
#[derive(Debug)]
pub(super) enum What {
    Asked(Asked),
    Tried(Asked),
    Reported {
        id: u128,
        result: Told,
        amount: Option<u64>,
        at_ms: u64,
        exact: bool,
    },
    LookedAt {
        id: Option<u128>,
        exact: bool,
    },
}

impl What {
    fn asks(&self, request_id: &str) -> bool {
        matches!(self, Self::Asked(asked) if asked.request_id == request_id)
    }
}

/// An answer as it was told, byte for byte.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) asked: Asked,
    pub(super) decided_at_ms: u64,
    for_operator: Vec<u8>,
    for_merchant: Vec<u8>,
}

impl Reply {
    /// As the operator reads it in English, and the merchant in Chinese.
    pub(super) fn new(asked: &Asked, decision: &Decision) -> Self {
        let told = |locale, audience| encode(decision, &decision.holds, locale, audience, false);
        Self {
            asked: asked.clone(),
            decided_at_ms: decision.decided_at_ms,
            for_operator: told("en", Audience::Operator).encode_to_vec(),
            for_merchant: told("zh-CN", Audience::Merchant).encode_to_vec(),
        }
    }
}

const REPORTS: [Told; 5] = [
    Told::Authorized,
    Told::DeclinedByIssuer,
    Told::TimedOut,
    Told::Abandoned,
    Told::Voided,
];

impl Life<'_> {
    pub(super) fn ask(&mut self) -> Result<(), String> {
        let number = self.requests.len();
        // Milliseconds are not what the wire has here.
        let now_ms = self.now_ms - self.now_ms % 1_000;
        let asked = Asked::draw(&mut self.random, format!("r-{number}"), now_ms);
        self.requests.push(asked.clone());
        self.send(asked, false)
    }

    pub(super) fn ask_again(&mut self) -> Result<(), String> {
        let Some(asked) = self.any_request() else {
            return Ok(());
        };
        self.tally.count("requests repeated");
        self.send(asked, true)
    }

    pub(super) fn ask_other(&mut self) -> Result<(), String> {
        let Some(asked) = self.any_request() else {
            return Ok(());
        };
        let changed = asked.changed(&mut self.random);
        self.tally.count("requests changed");
        self.send(changed, true)
    }

    fn any_request(&mut self) -> Option<Asked> {
        let position = self.random.index(self.requests.len());
        // The last ones are still in work.
        let last = self.requests.len().checked_sub(1)?;
        let position = if self.random.percent(40) {
            last
        } else {
            position
        };
        self.requests.get(position).cloned()
    }

    fn payment(&self, asked: &Asked) -> Result<tollgate::payment::Payment, String> {
        let decoded = decode(asked.message(), &self.bench.world.vault);
        decoded.map_err(|problems| format!("the simulation asks badly: {problems:?}"))
    }

    fn send(&mut self, asked: Asked, reads: bool) -> Result<(), String> {
        let payment = self.payment(&asked)?;
        let content = *payment.content.first_chunk().expect("half a digest");
        let key = (asked.request_id.clone(), content);
        self.asked.insert(key, asked.clone());
        let ask = Ask {
            payment,
            dry_run: false,
            deadline: None,
        };
        // Whichever of two begins first, the other may have to read its answer.
        for flight in self.flights.iter_mut().filter(|_| reads) {
            flight.reads |= flight.what.asks(&asked.request_id);
        }
        let flight = self.running.ask(What::Asked(asked), reads, ask);
        self.tally.count("requests");
        self.launch(flight)
    }

    pub(super) fn dry_run(&mut self) -> Result<(), String> {
        if self.random.percent(50) {
            self.commit()?;
        }
        let now_ms = self.now_ms - self.now_ms % 1_000;
        let asked = Asked::draw(&mut self.random, "tried".into(), now_ms);
        let ask = Ask {
            payment: self.payment(&asked)?,
            dry_run: true,
            deadline: None,
        };
        let mut flight = self.running.ask(What::Tried(asked), false, ask);
        self.tally.count("dry runs");
        match flight.advance(self.bench, true) {
            Some(landed) => self.landed(flight.what, landed),
            None => Err("a dry run waits".into()),
        }
    }

    pub(super) fn report(&mut self) -> Result<(), String> {
        let Some(id) = self.any_told() else {
            return Ok(());
        };
        let exact = self.random.percent(40) && self.quiet()?;
        let (id, asked) = id;
        let result = self.random.weighted(&[
            (50, REPORTS[0]),
            (12, REPORTS[1]),
            (8, REPORTS[2]),
            (8, REPORTS[3]),
            (22, REPORTS[4]),
        ]);
        let whole = u64::try_from(asked.amount).unwrap_or(1);
        let amount = match self.random.below(8) {
            0..4 => None,
            4 => Some(whole),
            5 => Some(whole + 1),
            6 => Some(0),
            _ => Some(self.random.between(1, whole)),
        };
        let amount = amount.filter(|_| result == Told::Authorized);
        let code = if result == Told::DeclinedByIssuer {
            self.random.pick(&["51", "91", "05", ""])
        } else {
            ""
        };
        let issued = issued(result, amount, code, &mut self.random);
        let what = What::Reported {
            id,
            result,
            amount,
            at_ms: self.now_ms,
            exact,
        };
        self.tally.count("reports");
        let flight = self.running.report(what, DecisionId(id), issued);
        if exact {
            self.fly(flight)
        } else {
            self.launch(flight)
        }
    }

    /// Lets all that waits be committed, and everybody hear of it. Not where the log stops.
    pub(super) fn quiet(&mut self) -> Result<bool, String> {
        while self.running.log.stopped().is_none() && self.settled_end().is_none() {
            self.commit()?;
        }
        Ok(self.running.log.stopped().is_none())
    }

    /// Makes a call from its beginning to its end, while nothing else happens.
    fn fly(&mut self, mut flight: Flight<What>) -> Result<(), String> {
        for _ in 0..2 {
            if let Some(landed) = flight.advance(self.bench, true) {
                return self.landed(flight.what, landed);
            }
            self.running.writer.step();
        }
        match flight.advance(self.bench, true) {
            Some(landed) => self.landed(flight.what, landed),
            None => Err(format!(
                "this waits for what never comes: {:?}",
                flight.what
            )),
        }
    }

    fn any_told(&mut self) -> Option<(u128, Asked)> {
        let position = self.random.index(self.told.len());
        let (id, promised) = self.told.iter().nth(position)?;
        Some((*id, promised.what.asked.clone()))
    }

    pub(super) fn look(&mut self) -> Result<(), String> {
        let exact = self.random.percent(50) && self.quiet()?;
        let by_id = self.random.percent(50);
        let flight = match (self.any_told(), self.any_request()) {
            (Some((id, _)), _) if by_id => {
                let what = What::LookedAt {
                    id: Some(id),
                    exact,
                };
                self.running.look(what, DecisionId(id))
            }
            (_, Some(asked)) => {
                let what = What::LookedAt { id: None, exact };
                self.running.look_for(what, asked.request_id)
            }
            _ => return Ok(()),
        };
        self.tally.count("looks");
        if exact {
            self.fly(flight)
        } else {
            self.launch(flight)
        }
    }

    /// Lets a call begin: now, a little, or later.
    fn launch(&mut self, mut flight: Flight<What>) -> Result<(), String> {
        let begins = self.random.percent(85);
        let all_the_way = self.random.percent(70);
        if begins && let Some(landed) = flight.advance(self.bench, all_the_way) {
            return self.landed(flight.what, landed);
        }
        self.flights.push(flight);
        Ok(())
    }

    pub(super) fn advance_one(&mut self) -> Result<(), String> {
        if self.flights.is_empty() {
            return Ok(());
        }
        let position = self.random.index(self.flights.len());
        let all_the_way = self.random.percent(50);
        self.advance(position, all_the_way).map(drop)
    }

    /// Whether the call ended.
    pub(super) fn advance(&mut self, position: usize, all_the_way: bool) -> Result<bool, String> {
        match self.flights[position].advance(self.bench, all_the_way) {
            Some(landed) => {
                let flight = self.flights.swap_remove(position);
                self.landed(flight.what, landed).map(|()| true)
            }
            None => Ok(false),
        }
    }

    pub(super) fn hang_up(&mut self) {
        if !self.flights.is_empty() {
            let position = self.random.index(self.flights.len());
            drop(self.flights.swap_remove(position));
            self.tally.count("clients gone");
        }
    }
}

fn issued(
    result: Told,
    amount: Option<u64>,
    code: &str,
    random: &mut super::random::Random,
) -> Issued {
    let report = match result {
        Told::DeclinedByIssuer => HostReport::Released(Release::DeclinedByIssuer),
        Told::TimedOut => HostReport::Released(Release::TimedOut),
        Told::Abandoned => HostReport::Released(Release::Abandoned),
        Told::Voided => HostReport::Voided,
        Told::Authorized | Told::Unspecified => HostReport::Authorized { amount: None },
    };
    let latency = random.percent(50);
    Issued {
        advice_code: Box::default(),
        report,
        amount: amount.map(|amount| Amount {
            minor_units: i64::try_from(amount).unwrap_or(0),
            currency: Currency::from_code("CNY").expect("a currency"),
        }),
        response_code: code.into(),
        latency_ms: latency.then(|| u32::try_from(random.below(3_000)).unwrap_or(0)),
    }
}
