//! Whether the channel is open at all.

use tollgate_policy::{Answer, Facts, instant, mask, text};

use crate::hours::{self, Hours};
use crate::reasons::{CHANNEL_CLOSED, TIME_WINDOW};
use crate::settings::ChannelRules;

/// Finds a channel that is closed, for this merchant or for all. A merchant without a list of
/// channels has every one.
pub fn closed(facts: &Facts, rules: Option<&ChannelRules>, answer: &mut Answer) {
    let listed = facts
        .merchant
        .as_ref()
        .map_or(0, |merchant| merchant.channels);
    let channel = facts.transaction.channel;
    let known = channel != tollgate_policy::facts::Channel::Unknown;
    let unlisted = known && listed != 0 && listed & mask(&[channel]) == 0;
    if unlisted || rules.is_some_and(|rules| rules.closed) {
        answer.find(CHANNEL_CLOSED, []);
    }
}

/// Finds a payment outside the merchant's trading hours or the channel's hours.
pub fn time_window(facts: &Facts, rules: Option<&ChannelRules>, answer: &mut Answer) {
    let merchant = (facts.merchant.as_ref())
        .and_then(|merchant| merchant.trading_hours)
        .map(|(opens, closes)| Hours::new(opens, closes));
    let channel = rules.and_then(|rules| rules.hours);
    let minute = hours::minute_of_day(facts);
    let shut = |hours: &Hours| !hours.contains(minute);
    let Some(violated) = merchant.filter(shut).or(channel.filter(shut)) else {
        return;
    };
    let both = [merchant.unwrap_or(violated), channel.unwrap_or(violated)];
    let opens_at = hours::next_opening(facts, &both);
    let parameters = [
        text(hours::clock(minute)),
        text(violated.text()),
        instant(opens_at),
    ];
    answer.find_until(TIME_WINDOW, opens_at, parameters);
}
