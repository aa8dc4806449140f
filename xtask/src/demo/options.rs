//! What can be asked of the demonstration.

use anyhow::{Result, anyhow, bail};
use tollgate_workload::Plan;

pub(super) const USAGE: &str = "\
usage: cargo xtask demo [options]

  --payments N    payments to send (20000; at least 1000)
  --merchants N   merchants to load (1000; at least 100)
  --seed N        seed of everything that is generated (1)
  --keep          leave the host running at the end
  --debug-build   use an unoptimized host, which is built faster and answers slower
";

/// Fewer payments may lack a large one after the swap.
const PAYMENTS_MIN: u64 = 1_000;

/// The options.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Options {
    pub(super) payments: u64,
    pub(super) merchants: usize,
    pub(super) seed: u64,
    pub(super) keep: bool,
    pub(super) debug_build: bool,
    pub(super) help: bool,
}

impl Options {
    pub(super) fn parse(arguments: &[String]) -> Result<Self> {
        let mut options = Self {
            payments: 20_000,
            merchants: 1_000,
            seed: 1,
            keep: false,
            debug_build: false,
            help: false,
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut number = || -> Result<u64> {
                let text = arguments.next();
                let text = text.ok_or_else(|| anyhow!("{argument}: a number is missing"))?;
                let digits = text.replace('_', "");
                digits
                    .parse()
                    .map_err(|_| anyhow!("{argument}: `{text}` is no number"))
            };
            match argument.as_str() {
                "--payments" => options.payments = number()?,
                "--merchants" => options.merchants = usize::try_from(number()?)?,
                "--seed" => options.seed = number()?,
                "--keep" => options.keep = true,
                "--debug-build" => options.debug_build = true,
                "--help" | "-h" => options.help = true,
                unknown => bail!("no option `{unknown}`\n\n{USAGE}"),
            }
        }
        if options.payments < PAYMENTS_MIN {
            bail!("--payments: must be at least {PAYMENTS_MIN}");
        }
        if options.merchants < Plan::MERCHANTS_MIN {
            bail!("--merchants: must be at least {}", Plan::MERCHANTS_MIN);
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn parse(text: &str) -> Result<Options> {
        let arguments: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        Options::parse(&arguments)
    }

    #[test]
    fn options_are_read() {
        let options = parse("--seed 7 --payments 5_000 --keep --merchants 100").unwrap();
        let expected = Options {
            payments: 5_000,
            merchants: 100,
            seed: 7,
            keep: true,
            ..parse("").unwrap()
        };
        assert_eq!(options, expected);
    }

    #[test]
    fn mistakes_are_named() {
        #[track_caller]
        fn check(text: &str, told: &str) {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
        check("--seed", "--seed: a number is missing");
        check("--seed x", "--seed: `x` is no number");
        check("--fast", "no option `--fast`");
        check("--payments 999", "at least 1000");
        check("--merchants 99", "at least 100");
    }
}
