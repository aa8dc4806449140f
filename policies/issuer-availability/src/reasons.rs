//! What this policy can find, the reason that should lead first: that the customer may have paid
//! already, then what stops a whole network, then what is certain of the issuer, then what is
//! measured, then advice.

use tollgate_policy::verdicts::Audience::{Cardholder, Merchant, Operator};
use tollgate_policy::verdicts::Retry;
use tollgate_policy::verdicts::ValueKind::{Instant, Integer, Ppm};
use tollgate_policy::{advise, reasons, reject};

reasons! {
    /// The same payment was left unanswered a moment ago.
    TIMEOUT = reject("issuer.timeout").retry(Retry::Once).de39("68", "98")
        .parameters(&[("age", Integer), ("wait", Integer)])
        .en("The same payment was sent {age} seconds ago, and {bank} has not answered it.", &[
            (Merchant, "Look up the result of the first payment; only if it failed, send it once more in {wait} seconds."),
            (Cardholder, "Wait until the shop has looked up the first payment."),
            (Operator, "Make sure that the first payment was reversed."),
        ])
        .zh("同一笔付款已于{age}秒前发出，{bank}尚未应答。", &[
            (Merchant, "请先查询首笔结果，确认失败后，等{wait}秒再重发一次。"),
            (Cardholder, "请等商户查清首笔付款的结果。"),
            (Operator, "请确认首笔交易已冲正。"),
        ]);
    /// The network or wallet is under maintenance.
    NETWORK_MAINTENANCE = reject("network.maintenance").retry(Retry::Wait).de39("96", "96")
        .parameters(&[("end", Instant)])
        .en("Payments through {network} stop for maintenance until {end}.", &[
            (Merchant, "Take a card of another network, another wallet or cash until {end}."),
            (Cardholder, "Pay in another way until {end}."),
        ])
        .zh("{network}系统维护，{end}前暂停付款。", &[
            (Merchant, "{end}前请改用其他卡组织的卡、其他钱包或现金。"),
            (Cardholder, "{end}前请换一种方式付款。"),
        ]);
    /// The network is down.
    UNROUTABLE = reject("network.unroutable").retry(Retry::OtherMeans).de39("92", "92")
        .en("Card payments through {network} do not get through at the moment.", &[
            (Merchant, "Take a card of another network, or a QR code."),
            (Cardholder, "Pay with a card of another network, or by QR code."),
            (Operator, "Check the line to {network}, then set its status to up."),
        ])
        .zh("{network}线路暂时不通，刷卡付款无法送达。", &[
            (Merchant, "请改用其他卡组织的卡，或扫码收款。"),
            (Cardholder, "请换用其他卡组织的卡，或扫码付款。"),
            (Operator, "请检查至{network}的线路，恢复后将其状态改为正常。"),
        ]);
    /// The wallet is down.
    CHANNEL_DOWN = reject("network.channel_down").retry(Retry::OtherMeans).de39("92", "92")
        .en("Payments through {network} are not possible at the moment.", &[
            (Merchant, "Take a card or the code of another wallet."),
            (Cardholder, "Pay by card or with another wallet."),
            (Operator, "Check the connection to {network}, then set its status to up."),
        ])
        .zh("{network}暂时无法付款。", &[
            (Merchant, "请改用银行卡，或扫其他钱包的付款码。"),
            (Cardholder, "请改用银行卡或其他钱包付款。"),
            (Operator, "请检查至{network}的连接，恢复后将其状态改为正常。"),
        ]);
    /// The issuer does not do this at all.
    UNSUPPORTED_FUNCTION = reject("issuer.unsupported_function")
        .retry(Retry::OtherMeans).de39("40", "40")
        .en("This kind of transaction is not offered by {bank}.", &[
            (Cardholder, "Use a card of another bank."),
            (Merchant, "Ask the customer for a card of another bank."),
        ])
        .zh("{bank}不支持此类交易。", &[
            (Cardholder, "请换一张其他银行的卡。"),
            (Merchant, "请顾客换一张其他银行的卡。"),
        ]);
    /// A planned window.
    MAINTENANCE = reject("issuer.maintenance").retry(Retry::Wait).de39("91", "91")
        .parameters(&[("end", Instant)])
        .en("Until {end}, {bank} is under maintenance and takes no payments.", &[
            (Merchant, "Ask for a card of another bank or a QR code until {end}."),
            (Cardholder, "Pay with a card of another bank."),
        ])
        .zh("{bank}系统维护中，{end}前无法付款。", &[
            (Merchant, "{end}前请顾客换用其他银行的卡，或扫码付款。"),
            (Cardholder, "请换一张其他银行的卡付款。"),
        ]);
    /// Marked as down.
    OUTAGE = reject("issuer.outage").retry(Retry::Wait).de39("91", "91")
        .en("At the moment, {bank} is out of service.", &[
            (Merchant, "Ask for a card of another bank or a QR code."),
            (Cardholder, "Pay with a card of another bank."),
            (Operator, "Call {bank} at {phone}, and set its status to up when it is back."),
        ])
        .zh("{bank}系统暂时中断。", &[
            (Merchant, "请顾客换用其他银行的卡，或扫码付款。"),
            (Cardholder, "请换一张其他银行的卡付款。"),
            (Operator, "请致电{bank}（{phone}），恢复后将其状态改为正常。"),
        ]);
    /// The issuer closes its day.
    CUTOVER = reject("issuer.cutover").retry(Retry::Wait).de39("90", "90")
        .parameters(&[("end", Instant)])
        .en("Until {end}, {bank} is closing its business day.", &[
            (Merchant, "Send the payment again after {end}."),
            (Cardholder, "Wait until {end}, or pay with a card of another bank."),
        ])
        .zh("{bank}正在日切，预计{end}结束。", &[
            (Merchant, "{end}后请重新发起交易。"),
            (Cardholder, "请等到{end}，或换一张其他银行的卡付款。"),
        ]);
    /// Its payments fail far more often than usual.
    CIRCUIT_OPEN = reject("issuer.circuit_open").retry(Retry::Wait).de39("91", "91")
        .of_claim()
        .en("Most payments to {bank} fail at the moment, so only {limit} at a time is tried, the next at {resets_at}.", &[
            (Merchant, "Ask for a card of another bank or a QR code."),
            (Cardholder, "Pay with a card of another bank."),
            (Operator, "Ask {bank} what is wrong; payments pass again by themselves once they succeed."),
        ])
        .zh("目前{bank}的付款大多失败，每次只放行{limit}笔试探，下一次在{resets_at}。", &[
            (Merchant, "请顾客换用其他银行的卡，或扫码付款。"),
            (Cardholder, "请换一张其他银行的卡付款。"),
            (Operator, "请向{bank}了解原因；付款恢复成功后会自动放行。"),
        ]);
    /// The issuer wants to be called first.
    REFER = reject("issuer.refer").retry(Retry::OtherMeans).de39("01", "01")
        .parameters(&[("age", Integer), ("wait", Integer)])
        .en("Asked {age} seconds ago, {bank} wants to speak to the cardholder before it approves this payment.", &[
            (Cardholder, "Call {bank} at {phone}."),
            (Merchant, "Ask for another card, or try this one again {wait} seconds from now, after the call."),
        ])
        .zh("{age}秒前{bank}答复，需先与持卡人通话才能批准这笔付款。", &[
            (Cardholder, "请致电{bank}（{phone}）。"),
            (Merchant, "请顾客换一张卡，或在通话之后、{wait}秒后再试这张卡。"),
        ]);

    /// Slow, or failing more often than usual.
    DEGRADED = advise("issuer.degraded").retry(Retry::Once).de39("00", "00")
        .parameters(&[
            ("success", Ppm), ("samples", Integer), ("usual", Ppm), ("latency_ms", Integer),
        ])
        .en("At the moment, {bank} is slow or fails more often than usual.", &[
            (Merchant, "Wait for the answer, and do not send the payment twice."),
            (Operator, "Watch it: {success} of its last {samples} payments succeeded, {usual} usually do, and 95 of 100 answers came within {latency_ms} ms."),
        ])
        .zh("{bank}目前应答较慢，或失败比平时多。", &[
            (Merchant, "请耐心等待结果，不要重复发起。"),
            (Operator, "请留意：最近{samples}笔成功率为{success}，平时为{usual}，95%的应答在{latency_ms}毫秒内。"),
        ]);
    /// A window begins soon.
    MAINTENANCE_SOON = advise("issuer.maintenance_soon").de39("00", "00")
        .parameters(&[("start", Instant)])
        .en("From {start}, {bank} is under maintenance.", &[
            (Merchant, "Finish sales with cards of this bank before {start}."),
        ])
        .zh("{bank}将于{start}开始系统维护。", &[
            (Merchant, "使用该行卡的交易请在{start}前完成。"),
        ]);
    /// Nobody looked at the status for long.
    STATUS_STALE = advise("issuer.status_stale").operator_only().de39("00", "00")
        .parameters(&[("looked_at", Instant)])
        .en("The status of {bank} on file was last confirmed at {looked_at}.", &[
            (Operator, "Check the status feed of {bank}."),
        ])
        .zh("{bank}的状态最近一次确认是在{looked_at}。", &[
            (Operator, "请检查{bank}的状态数据源。"),
        ]);
}
