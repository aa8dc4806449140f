# The rules in Rego: sets of codes by outcome. Settings are data.settings.
package peers

import rego.v1

verdict := {"decline": decline, "step_up": step_up, "review": review}

limits := data.settings.channels[input.channel]

decline contains "integrity.amount.not_positive" if input.amount_minor <= 0

decline contains "limit.channel.single_amount" if input.amount_minor > limits.single

decline contains "limit.channel.daily_amount" if {
	input.usage.merchant_day_amount + input.amount_minor > limits.day_amount
}

decline contains "limit.channel.daily_count" if input.usage.merchant_day_count + 1 > limits.day_count

decline contains "limit.card.daily_amount" if {
	input.usage.card_day_amount + input.amount_minor > data.settings.card_day_amount
}

decline contains "limit.velocity.terminal" if input.terminal.tpm > data.settings.terminal_minute_count

decline contains "limit.qr.static_daily" if {
	input.entry == "qr_static"
	input.usage.qr_static_day_amount + input.amount_minor > data.settings.static_qr_day_amount
}

decline contains "card.expired" if input.card.expiry_yymm < input.now_yymm

decline contains "card.pan.luhn" if {
	input.card.luhn_ok == false
	input.card.network != "unionpay"
}

decline contains "card.pan.length" if not input.card.length in data.settings.lengths[input.card.network]

decline contains "entry.chip_required" if {
	input.entry == "magstripe"
	input.card.service_code_1 in {2, 6}
	input.terminal.chip_capable
}

step_up contains "cvm.no_pin_limit.single" if {
	input.entry == "contactless"
	input.card.no_pin
	input.amount_minor > data.settings.no_pin_amount
}

decline contains "merchant.suspended" if input.merchant.status != "active"

decline contains "merchant.mcc_prohibited" if input.merchant.mcc in data.settings.prohibited_mccs

decline contains "merchant.kyc.expired" if input.merchant.kyc_expired

decline contains "merchant.score.below_cutoff" if score < data.settings.scorecard.cutoff

review contains "merchant.score.review_band" if {
	score >= data.settings.scorecard.cutoff
	score < data.settings.scorecard.review
}

decline contains "fee.contract_mismatch" if input.fee.rate_ppm != input.fee.contract_ppm

decline contains "fee.above_max_share" if input.fee.rate_ppm > input.fee.max_share_ppm

decline contains "fee.surcharge_not_allowed" if {
	input.fee.surcharge_minor > 0
	input.merchant.country == "CN"
}

decline contains "merchant.chargeback_excessive" if {
	input.merchant.chargeback_bps > data.settings.chargeback_bps
	input.merchant.sales_count >= data.settings.chargeback_sales
}

score := ((((((data.settings.scorecard.base +
	points(data.settings.scorecard.tenure_days, input.merchant.tenure_days)) +
	points(data.settings.scorecard.chargeback_bps, input.merchant.chargeback_bps)) +
	points(data.settings.scorecard.refund_bps, input.merchant.refund_bps)) +
	points(data.settings.scorecard.volume_ratio_pct, input.merchant.volume_ratio_pct)) +
	points(data.settings.scorecard.sales_count, input.merchant.sales_count)) +
	points(data.settings.scorecard.night_ppm, input.merchant.night_ppm))

points(bins, figure) := bins.points[0] if {
	figure < bins.edges[0]
} else := bins.points[1] if {
	figure < bins.edges[1]
} else := bins.points[2] if {
	figure < bins.edges[2]
} else := bins.points[3]
