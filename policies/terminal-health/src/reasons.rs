//! What this policy can find, the reason that should lead first: a terminal that may not be
//! trusted, one that must not take this payment now, what a person should look at, and last
//! what only advises.
//!
//! Where a text says what was seen and what is allowed in one of several measures (`seen`,
//! `allowed`), the values carry their units and are the same in every language.

use tollgate_policy::verdicts::Audience::{Cardholder, Merchant, Operator};
use tollgate_policy::verdicts::Retry;
use tollgate_policy::verdicts::ValueKind::{Instant, Integer, Money, Ppm, Text};
use tollgate_policy::{advise, reasons, reject, review};

reasons! {
    /// The terminal says that it was opened.
    TAMPERED = reject("terminal.tampered").retry(Retry::Never).de39("58", "58")
        .en("This terminal reports that it has been opened or damaged and takes no more payments.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Switch this terminal off, put it aside and call your acquirer now."),
            (Operator, "Lock the keys of {terminal}, replace it and have it examined."),
        ])
        .zh("本终端报告曾被拆动或损坏，已停止收款。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请立即关机停用，妥善保管本终端，并致电收单机构。"),
            (Operator, "请锁定终端{terminal}的密钥，更换并送检。"),
        ]);
    /// The operator took it out of service.
    DISABLED = reject("terminal.disabled").retry(Retry::AfterOperator).de39("58", "58")
        .en("This terminal has been taken out of service.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Call your acquirer and ask to have this terminal enabled."),
            (Operator, "Enable {terminal} once the cause is settled."),
        ])
        .zh("本终端已停用。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请致电收单机构，申请启用本终端。"),
            (Operator, "原因消除后请启用终端{terminal}。"),
        ]);
    /// Nobody has registered it.
    UNKNOWN = reject("terminal.unknown").retry(Retry::AfterOperator).de39("58", "97")
        .en("The terminal {terminal} is not registered.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Call your acquirer and ask to have this terminal registered."),
            (Operator, "Register {terminal}, or correct the number that it sends."),
        ])
        .zh("终端{terminal}未登记。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请致电收单机构登记本终端。"),
            (Operator, "请登记终端{terminal}，或更正其上送的终端号。"),
        ]);
    /// One terminal, one merchant.
    MERCHANT_MISMATCH = reject("terminal.binding.merchant_mismatch")
        .retry(Retry::AfterOperator).de39("58", "97")
        .en("This terminal is registered for a different merchant than {merchant}.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Take the payment on your own terminal."),
            (Operator, "Correct the registration of {terminal}, or find out why it is in another shop."),
        ])
        .zh("本终端登记的商户不是{merchant}。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请使用您自己的终端收款。"),
            (Operator, "请更正终端{terminal}的绑定，或查明其为何在其他商户使用。"),
        ]);
    /// One machine, one code.
    SERIAL_MISMATCH = reject("terminal.binding.serial_mismatch")
        .retry(Retry::AfterOperator).de39("58", "58")
        .en("The serial number of this terminal is not the one on file.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Stop using this terminal and call your acquirer."),
            (Operator, "Compare the device {terminal} with its registration, and examine it for a copy."),
        ])
        .zh("本终端的序列号与登记不符。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请停用本终端，并致电收单机构。"),
            (Operator, "请核对终端{terminal}的实物与登记，排查是否被复制。"),
        ]);
    /// A version that may not be used, or no longer.
    FIRMWARE_BLOCKED = reject("terminal.firmware.blocked")
        .retry(Retry::AfterOperator).de39("58", "58")
        .parameters(&[("version", Text), ("allowed", Text)])
        .en("The software of this terminal, version {version}, may not be used (allowed: {allowed}).", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Update the terminal, and leave it plugged in and online until it is done."),
            (Operator, "Send an update to {terminal}."),
        ])
        .zh("本终端的软件版本{version}已不能使用（允许：{allowed}）。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请升级终端，升级完成前请勿断电断网。"),
            (Operator, "请向终端{terminal}推送升级。"),
        ]);
    /// Farther from its address than it may be.
    OUT_OF_AREA = reject("terminal.location.out_of_area")
        .retry(Retry::AfterOperator).de39("58", "58")
        .parameters(&[("distance", Integer), ("radius", Integer)])
        .en("This terminal is {distance} m from its registered address and may be {radius} m away.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Use it at the registered address, or report the move to your acquirer."),
            (Operator, "Find out why {terminal} moved, and register its new address if that is right."),
        ])
        .zh("本终端距登记地址{distance}米，允许范围为{radius}米。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请在登记地址使用，或向收单机构报备移机。"),
            (Operator, "请核实终端{terminal}移机原因，属实则更新登记地址。"),
        ]);
    /// Not signed in for too long.
    KEYS_STALE = reject("terminal.keys_stale").retry(Retry::AfterOperator).de39("63", "A0")
        .parameters(&[("hours", Integer), ("limit", Integer)])
        .en("This terminal signed in {hours} hours ago and must do so every {limit} hours.", &[
            (Cardholder, "Please wait while the shop signs in its terminal."),
            (Merchant, "Sign in on the terminal, then take the payment again."),
            (Operator, "Check that {terminal} gets its working keys."),
        ])
        .zh("本终端上次签到距今{hours}小时，每{limit}小时须签到一次。", &[
            (Cardholder, "请稍候，等商户的终端完成签到。"),
            (Merchant, "请在终端上签到，然后重新收款。"),
            (Operator, "请检查终端{terminal}能否取得工作密钥。"),
        ]);
    /// The open batch is another one than ours.
    BATCH_MISMATCH = reject("terminal.batch_mismatch").retry(Retry::AfterFix).de39("77", "77")
        .en("The batch number of this terminal is not the one that is open.", &[
            (Cardholder, "Please wait while the shop signs in its terminal."),
            (Merchant, "Sign in on the terminal, then take the payment again."),
            (Operator, "Compare the open batch of {terminal} with its settlement."),
        ])
        .zh("本终端的批次号与系统当前批次不一致。", &[
            (Cardholder, "请稍候，等商户的终端完成签到。"),
            (Merchant, "请在终端上签到，然后重新收款。"),
            (Operator, "请核对终端{terminal}的当前批次与结算记录。"),
        ]);
    /// The customer can't see what is to be paid.
    DISPLAY_FAULT = reject("terminal.display_fault").retry(Retry::AfterOperator).de39("58", "58")
        .en("The display of this terminal is faulty, so the customer cannot check the amount.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Stop using this terminal and call its service."),
            (Operator, "Have {terminal} repaired or replaced."),
        ])
        .zh("本终端显示屏故障，顾客无法核对金额。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请停用本终端，并联系维修。"),
            (Operator, "请安排维修或更换终端{terminal}。"),
        ]);
    /// Too much that it took offline has not been sent.
    OFFLINE_BACKLOG = reject("terminal.offline_backlog").retry(Retry::AfterFix).de39("58", "58")
        .parameters(&[("pending", Integer), ("limit", Integer)])
        .en("This terminal still has {pending} payments to send, and at most {limit} may wait.", &[
            (Cardholder, "Please wait while the shop sends its earlier payments."),
            (Merchant, "Run the upload or settlement on the terminal, then take the payment again."),
            (Operator, "Check why {terminal} cannot send what it has."),
        ])
        .zh("本终端还有{pending}笔交易未上送，最多可积压{limit}笔。", &[
            (Cardholder, "请稍候，等商户上送之前的交易。"),
            (Merchant, "请在终端上执行上送或结算，然后重新收款。"),
            (Operator, "请检查终端{terminal}为何无法上送。"),
        ]);
    /// The answer would likely be lost, or this payment is too large for that risk.
    NETWORK_UNUSABLE = reject("terminal.network_unusable").retry(Retry::Once).de39("92", "92")
        .parameters(&[("seen", Text), ("allowed", Text), ("limit", Money)])
        .en("The connection of this terminal is too weak for this payment ({seen}, should be {allowed}).", &[
            (Cardholder, "Please wait while the shop restores its connection."),
            (Merchant, "Restore the connection, check that this payment did not go through, then try once more."),
            (Operator, "Check the carrier and the line of {terminal}."),
        ])
        .zh("本终端网络过差，无法完成本次付款（{seen}，应为{allowed}）。", &[
            (Cardholder, "请稍候，等商户恢复网络。"),
            (Merchant, "请恢复网络，确认本次付款未成功后，再试一次。"),
            (Operator, "请检查终端{terminal}的运营商与线路。"),
        ]);
    /// Too hot or too cold to work as it should.
    TEMPERATURE = reject("terminal.temperature").retry(Retry::Wait).de39("58", "58")
        .parameters(&[("temperature", Integer), ("minimum", Integer), ("maximum", Integer)])
        .en("This terminal is at {temperature} °C and works from {minimum} to {maximum} °C.", &[
            (Cardholder, "Ask the shop for another way to pay."),
            (Merchant, "Move it out of sun, heat or frost, and let it rest."),
            (Operator, "Ask where {terminal} stands."),
        ])
        .zh("本终端温度为{temperature}°C，工作范围为{minimum}至{maximum}°C。", &[
            (Cardholder, "请向商户询问其他付款方式。"),
            (Merchant, "请移离日晒、热源或低温处，稍候再用。"),
            (Operator, "请了解终端{terminal}的摆放环境。"),
        ]);

    /// Faster than anything that carries a terminal on land.
    IMPOSSIBLE_TRAVEL = review("terminal.location.impossible_travel")
        .retry(Retry::AfterOperator).operator_only().de39("58", "58")
        .parameters(&[("speed", Integer), ("limit", Integer)])
        .en("Between its last two payments {terminal} moved at {speed} m/s, and {limit} m/s is the most that is possible.", &[
            (Operator, "Examine {terminal} for a copy of it."),
        ])
        .zh("终端{terminal}在最近两笔交易之间的移动速度为{speed}米/秒，合理上限为{limit}米/秒。", &[
            (Operator, "请排查终端{terminal}是否被复制。"),
        ]);
    /// No location where there is a registered area.
    LOCATION_MISSING = review("terminal.location.missing").retry(Retry::AfterFix).de39("58", "58")
        .parameters(&[("radius", Integer)])
        .en("This terminal did not send its location, and must be within {radius} m of its registered address.", &[
            (Cardholder, "Please wait while the shop checks its terminal."),
            (Merchant, "Turn on location on the terminal, then take the payment again."),
            (Operator, "Check that {terminal} may use its positioning."),
        ])
        .zh("本终端未上送位置，而其应在登记地址{radius}米范围内使用。", &[
            (Cardholder, "请稍候，等商户检查终端。"),
            (Merchant, "请在终端上开启定位，然后重新收款。"),
            (Operator, "请检查终端{terminal}的定位权限。"),
        ]);
    /// Chip cards are swiped too often here: a broken reader, or a false one.
    FALLBACK_EXCESSIVE = review("entry.fallback_excessive")
        .retry(Retry::AfterOperator).de39("12", "45")
        .parameters(&[("share", Ppm), ("limit", Ppm)])
        .en("On this terminal {share} of the chip cards are swiped instead, and {limit} is the most that is usual.", &[
            (Cardholder, "Ask the shop for another terminal."),
            (Merchant, "Clean the chip slot, and insert the card with the chip first."),
            (Operator, "Have the reader of {terminal} replaced, and look for a skimming device."),
        ])
        .zh("本终端{share}的芯片卡改为刷磁条，通常不超过{limit}。", &[
            (Cardholder, "请向商户要求换一台终端。"),
            (Merchant, "请清洁插卡口，并将芯片一端插入。"),
            (Operator, "请更换终端{terminal}的读卡器，并排查侧录装置。"),
        ]);
    /// A setting of the terminal that nobody can have meant.
    VALIDITY_WINDOW = review("terminal.config.validity_window")
        .retry(Retry::AfterOperator).operator_only().de39("58", "58")
        .parameters(&[("name", Text), ("value", Integer), ("minimum", Integer), ("maximum", Integer)])
        .en("The terminal {terminal} has {name} = {value}, which should be from {minimum} to {maximum}.", &[
            (Operator, "Set {name} of {terminal} to a value from {minimum} to {maximum}."),
        ])
        .zh("终端{terminal}的参数{name} = {value}，应在{minimum}至{maximum}之间。", &[
            (Operator, "请将终端{terminal}的{name}设为{minimum}至{maximum}之间的值。"),
        ]);

    /// Older than it may be from the deadline on.
    FIRMWARE_OUTDATED = advise("terminal.firmware.outdated")
        .retry(Retry::AfterOperator).de39("00", "00")
        .parameters(&[("version", Text), ("minimum", Text), ("deadline", Text)])
        .en("The software of this terminal is version {version}. From {deadline} on it must be {minimum} or later.", &[
            (Merchant, "Update the terminal after closing time, and leave it plugged in and online."),
            (Operator, "Schedule the update of {terminal} before {deadline}."),
        ])
        .zh("本终端软件版本为{version}，自{deadline}起须为{minimum}或更高版本。", &[
            (Merchant, "请在打烊后升级终端，升级时请勿断电断网。"),
            (Operator, "请在{deadline}前安排终端{terminal}升级。"),
        ]);
    /// Good enough for now.
    NETWORK_POOR = advise("terminal.network_poor").de39("00", "00")
        .parameters(&[("seen", Text), ("allowed", Text)])
        .en("The connection of this terminal is weak ({seen}, should be {allowed}).", &[
            (Merchant, "Move the terminal closer to the router or a window, and never send a payment twice before its result is known."),
            (Operator, "Check the carrier and the line of {terminal}."),
        ])
        .zh("本终端网络较弱（{seen}，应为{allowed}）。", &[
            (Merchant, "请将终端移近路由器或窗边；结果未明前，切勿重复提交。"),
            (Operator, "请检查终端{terminal}的运营商与线路。"),
        ]);
    /// It may go off in the middle of a payment.
    POWER_UNSTABLE = advise("terminal.power_unstable")
        .retry(Retry::AfterOperator).de39("00", "00")
        .parameters(&[("seen", Text), ("allowed", Text)])
        .en("The power of this terminal is not reliable (battery or power cuts in a day: {seen}, should be {allowed}).", &[
            (Merchant, "Plug the terminal firmly into its own charger."),
        ])
        .zh("本终端供电不稳（电量或一天内断电次数：{seen}，应为{allowed}）。", &[
            (Merchant, "请将终端插牢在原装充电器上。"),
        ]);
    /// Something magnetic is near the stripe reader.
    MAGNETIC_INTERFERENCE = advise("terminal.magnetic_interference")
        .retry(Retry::Reenter).de39("00", "00")
        .en("Something magnetic close to this terminal disturbs its stripe reader.", &[
            (Cardholder, "Insert or tap your card instead of swiping it."),
            (Merchant, "Move magnets, speakers and phones away from the terminal."),
        ])
        .zh("本终端附近有强磁物品，干扰磁条读取。", &[
            (Cardholder, "请改用插卡或挥卡，不要刷磁条。"),
            (Merchant, "请将磁铁、音箱、手机等移离终端。"),
        ]);
    /// Too many reads fail.
    READER_DIRTY = advise("terminal.reader_dirty").retry(Retry::AfterOperator).de39("00", "00")
        .parameters(&[("share", Ppm), ("limit", Ppm)])
        .en("The card reader of this terminal fails {share} of the time, and {limit} is the most that is usual.", &[
            (Merchant, "Clean the reader with a cleaning card."),
        ])
        .zh("本终端读卡失败率为{share}，通常不超过{limit}。", &[
            (Merchant, "请用清洁卡清洁读卡器。"),
        ]);
    /// No receipt on paper.
    PRINTER_FAULT = advise("terminal.printer_fault").retry(Retry::AfterOperator).de39("00", "00")
        .en("This terminal cannot print a receipt now.", &[
            (Cardholder, "Ask for an electronic receipt if you need one."),
            (Merchant, "Put in a new roll of paper, and offer an electronic receipt meanwhile."),
        ])
        .zh("本终端暂时无法打印小票。", &[
            (Cardholder, "如有需要，请索取电子小票。"),
            (Merchant, "请更换打印纸，其间可提供电子小票。"),
        ]);
    /// The payment application hangs.
    APP_UNRESPONSIVE = advise("terminal.app_unresponsive")
        .retry(Retry::AfterOperator).de39("00", "00")
        .parameters(&[("restarts", Integer), ("limit", Integer)])
        .en("The payment app of this terminal restarted {restarts} times in a day, and up to {limit} is usual.", &[
            (Merchant, "Restart the terminal, and call its service if it goes on."),
            (Operator, "Look into the logs of {terminal}."),
        ])
        .zh("本终端的收款应用一天内重启{restarts}次，通常不超过{limit}次。", &[
            (Merchant, "请重启终端；如仍反复，请联系维修。"),
            (Operator, "请查看终端{terminal}的日志。"),
        ]);
    /// Too damp, or too dry.
    HUMIDITY = advise("terminal.humidity").retry(Retry::AfterOperator).de39("00", "00")
        .parameters(&[("humidity", Integer), ("minimum", Integer), ("maximum", Integer)])
        .en("The air around this terminal has {humidity}% humidity, and it is made for {minimum}% to {maximum}%.", &[
            (Merchant, "Keep the terminal away from water, steam and heaters."),
        ])
        .zh("本终端环境湿度为{humidity}%，适用范围为{minimum}%至{maximum}%。", &[
            (Merchant, "请让终端远离水、蒸汽和暖气。"),
        ]);
    /// Nobody has heard of its health for long.
    HEARTBEAT_STALE = advise("terminal.heartbeat_stale")
        .retry(Retry::AfterOperator).operator_only().de39("00", "00")
        .parameters(&[("minutes", Integer), ("limit", Integer)])
        .en("The terminal {terminal} last reported its health {minutes} minutes ago, and should do so every {limit} minutes.", &[
            (Operator, "Check the connection of {terminal}."),
        ])
        .zh("终端{terminal}上次上报状态距今{minutes}分钟，应每{limit}分钟上报一次。", &[
            (Operator, "请检查终端{terminal}的联机状态。"),
        ]);
    /// Its PCI PTS approval has ended.
    PTS_EXPIRED = advise("terminal.pts_expired")
        .retry(Retry::AfterOperator).operator_only().de39("00", "00")
        .parameters(&[("expired_at", Instant)])
        .en("The PCI PTS approval of {terminal} ended on {expired_at}.", &[
            (Operator, "Plan a replacement for {terminal}."),
        ])
        .zh("终端{terminal}的PCI PTS认证已于{expired_at}到期。", &[
            (Operator, "请安排更换终端{terminal}。"),
        ]);
    /// Long since anybody looked after it.
    MAINTENANCE_DUE = advise("terminal.maintenance_due")
        .retry(Retry::AfterOperator).de39("00", "00")
        .parameters(&[("serviced_at", Instant), ("days", Integer)])
        .en("This terminal was last serviced on {serviced_at}, and should be every {days} days.", &[
            (Operator, "Schedule a visit to {terminal}."),
        ])
        .zh("本终端上次保养为{serviced_at}，应每{days}天保养一次。", &[
            (Operator, "请安排终端{terminal}的巡检保养。"),
        ]);
}
