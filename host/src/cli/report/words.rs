//! All words of a report but those of causes, in English and Chinese.

use crate::cli::words::Word;

pub(super) const TITLE: Word = ("Why payments failed", "支付失败原因报告");
pub(super) const ALL_PAYMENTS: Word = ("All payments", "全部支付");
pub(super) const MERCHANT: Word = ("Merchant", "商户");
pub(super) const TERMINAL: Word = ("Terminal", "终端");
pub(super) const ISSUER: Word = ("Issuer", "发卡机构");
pub(super) const CHANNEL: Word = ("Channel", "渠道");
pub(super) const PERIOD: Word = ("Period", "时间范围");
pub(super) const TO: Word = ("to", "至");
pub(super) const ZONE: Word = ("Days and hours", "日期与时间");
pub(super) const OWN_ZONES: Word = ("each merchant's own", "按各商户当地时间");
pub(super) const FOR: Word = ("For", "读者");
pub(super) const NOTHING: Word = (
    "No payment fits: choose another time, or leave out a condition.",
    "没有符合条件的支付：请更改时间范围或减少条件。",
);
pub(super) const NO_FAILURE: Word = ("No payment failed.", "没有失败的支付。");

pub(super) const PAYMENTS: Word = ("Payments", "支付笔数");
pub(super) const WENT_THROUGH: Word = ("Went through", "成功");
pub(super) const FAILED: Word = ("Failed", "失败");
pub(super) const AT_STAKE: Word = ("At stake", "涉及金额");
pub(super) const ASKED_FOR: Word = ("Asked for", "总额");
pub(super) const OF: Word = ("of", "总额");
pub(super) const CAME_AGAIN: Word = ("Came again and went through", "重新发起后成功");
pub(super) const OF_FAILED: Word = ("of failed payments", "占失败支付");
pub(super) const OF_ALL: Word = ("of all payments", "占全部支付");
pub(super) const APPROVED: Word = ("Approved", "批准");
pub(super) const APPROVAL: Word = ("approved", "批准率");
pub(super) const FAILED_AFTER: Word = ("Approved, then failed", "批准后失败");
pub(super) const REVIEW: Word = ("Held for review", "人工审核");
pub(super) const STEP_UP: Word = ("Asked for more", "追加验证");
pub(super) const DECLINED: Word = ("Declined", "拒绝");

pub(super) const WHAT_HAPPENED: Word = ("What became of them", "支付结果");
pub(super) const CAUSES: Word = ("Causes", "失败原因");
pub(super) const CAUSES_NOTE: Word = (
    "Each failed payment is counted once, under the cause that led.",
    "每笔失败支付按首要原因计一次。",
);
pub(super) const CAUSE: Word = ("Cause", "原因");
pub(super) const SHARE: Word = ("Share", "占比");
pub(super) const BESIDE: Word = ("Beside", "并存");
pub(super) const BESIDE_MORE: Word = ("beside another cause", "与其他原因并存");
pub(super) const AREA: Word = ("Area", "类别");
pub(super) const AREAS: Word = ("By area", "按类别");
pub(super) const OPERATORS_ONLY: Word = ("operators only", "仅运营人员可见");
pub(super) const EXAMPLE: Word = ("For example: ", "例如：");
pub(super) const MORE_CAUSES: Word = ("more causes in the table", "种其他原因见明细表");

pub(super) const WHAT_TO_DO: Word = ("What to do", "处理建议");
pub(super) const HELPS: Word = ("would have let through", "处理后可放行");
pub(super) const HELPS_AFTER: Word = ("would have helped with", "处理后可改善");
pub(super) const ALSO_OTHERS: Word = ("had other causes too", "另有其他原因");
pub(super) const LAST_SEEN: Word = ("last seen", "最近一次");

pub(super) const AFTER: Word = ("After approval", "批准之后");
pub(super) const AFTER_NOTE: Word = (
    "What the gateway reported of approved payments.",
    "网关上报的已批准交易结果。",
);
pub(super) const AUTHORIZED: Word = ("Authorized by the issuer", "发卡机构已授权");
pub(super) const VOIDED: Word = ("Voided later", "其后撤销");
pub(super) const AWAITING: Word = ("No report yet", "尚未上报");
pub(super) const DECLINED_BY_ISSUER: Word = ("Declined by the issuer", "发卡机构拒绝");
pub(super) const TIMED_OUT: Word = ("No answer from the issuer", "发卡机构未应答");
pub(super) const ABANDONED: Word = ("Given up", "中途放弃");
pub(super) const EXPIRED: Word = ("No report in time", "逾期未上报");

pub(super) const BY_DAY: Word = ("By day", "按日");
pub(super) const BY_MONTH: Word = ("By month", "按月");
pub(super) const BY_HOUR: Word = ("By hour of the day", "按时段");
pub(super) const FAILED_SHARE: Word = ("Share that failed", "失败占比");
pub(super) const DAY: Word = ("Day", "日期");
pub(super) const MONTH: Word = ("Month", "月份");
pub(super) const HOUR: Word = ("Hour", "时段");
pub(super) const FIGURES: Word = ("Show the figures", "查看数据");

pub(super) const WHERE: Word = ("Where payments failed", "失败分布");
pub(super) const MERCHANTS: Word = ("Merchants", "商户");
pub(super) const TERMINALS: Word = ("Terminals", "终端");
pub(super) const ISSUERS: Word = ("Issuers", "发卡机构");
pub(super) const CHANNELS: Word = ("Channels", "渠道");
pub(super) const MAIN_CAUSE: Word = ("Main cause", "主要原因");
pub(super) const NOT_KNOWN: Word = ("not known", "未知");

pub(super) const RETRIED: Word = ("Tried again", "重新发起");
pub(super) const KNOWN: Word = ("Failed, with a known payer", "失败且付款人可识别");
pub(super) const AGAIN: Word = ("Came again within a day", "一天内重新发起");
pub(super) const AGAIN_THROUGH: Word = ("Went through in the end", "最终成功");

pub(super) const FOOT: Word = (
    "A payment failed that was not approved, or that was approved and then did not come about. \
     Amounts leave out refunds, voids and balance inquiries. A payment came again where payer, \
     merchant and amount are the same within a day.",
    "失败指未获批准，或批准后未成交的支付。金额不含退款、撤销和余额查询。付款人、商户和金额相同且\
     间隔不超过一天的，视为重新发起。",
);
