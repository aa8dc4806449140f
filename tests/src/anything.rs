//! Any message of the contract: each field by its descriptor, so that a field that is new
//! tomorrow is tried as well. Mostly what the edge of the host lets in: extreme, absent, or
//! ordinary, never of another form.

use std::sync::OnceLock;

use prost::Message;
use prost_reflect::{
    Cardinality, DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor,
    Value,
};
use tollgate_proto::FILE_DESCRIPTOR_SET;

use crate::pan;
use crate::simulation::random::Random;

/// Amounts at the edges: of the type, of DE4, of an exponent, of zero.
pub const AMOUNTS: [i64; 17] = [
    i64::MIN,
    i64::MIN + 1,
    -1_000_000_000_000,
    -1,
    0,
    1,
    9,
    99,
    100,
    101,
    1_000,
    999_999,
    10_000_000,
    999_999_999_999,
    1_000_000_000_000,
    i64::MAX - 1,
    i64::MAX,
];

/// Currencies of 0, 2, 3 and 4 digits after the decimal point.
const CURRENCIES: [&str; 5] = ["JPY", "CNY", "USD", "KWD", "CLF"];

/// 2026-11-24 12:30 in Shanghai.
const NOW_S: i64 = 1_795_494_600;

/// Draws messages.
pub struct Anything<'a> {
    /// Where the numbers come from.
    pub random: &'a mut Random,
    /// How often, of 100, a field is absent.
    pub absent_percent: u64,
}

impl Anything<'_> {
    /// A message of this name, such as `PreAuthorization`.
    ///
    /// # Panics
    /// Where the contract has none, or it is of another type.
    pub fn message<M: Message + Default>(&mut self, name: &str) -> M {
        let message = self.of(&descriptor(name), 0);
        message.transcode_to().expect("the type of the name")
    }

    fn of(&mut self, descriptor: &MessageDescriptor, depth: u32) -> DynamicMessage {
        let mut message = DynamicMessage::new(descriptor.clone());
        for field in descriptor.fields() {
            // Money without a currency is refused at the edge.
            let needed = field.full_name() == "tollgate.v1.Money.currency";
            if depth < 4 && (needed || !self.random.percent(self.absent_percent)) {
                let value = self.field(&field, depth);
                message.set_field(&field, value);
            }
        }
        message
    }

    fn field(&mut self, field: &FieldDescriptor, depth: u32) -> Value {
        if field.is_map() {
            return self.map(field);
        }
        if field.cardinality() == Cardinality::Repeated {
            let count = self.random.below(4);
            return Value::List((0..count).map(|_| self.one(field, depth)).collect());
        }
        self.one(field, depth)
    }

    fn map(&mut self, field: &FieldDescriptor) -> Value {
        let entries = field.kind();
        let value = entries
            .as_message()
            .expect("entries")
            .map_entry_value_field();
        let count = self.random.below(3);
        let entry = |anything: &mut Self, number: u64| {
            let key = MapKey::String(format!("key-{number}"));
            (key, anything.one(&value, 4))
        };
        Value::Map((0..count).map(|number| entry(self, number)).collect())
    }

    fn one(&mut self, field: &FieldDescriptor, depth: u32) -> Value {
        let name = field.name();
        match field.kind() {
            Kind::Bool => Value::Bool(self.random.percent(50)),
            Kind::Enum(cases) => {
                let cases: Vec<i32> = cases.values().map(|case| case.number()).collect();
                Value::EnumNumber(self.random.pick(&cases))
            }
            Kind::Int64 => Value::I64(self.random.pick(&AMOUNTS)),
            Kind::Int32 => Value::I32(self.random.pick(&signed(name))),
            Kind::Uint32 => Value::U32(self.random.pick(&unsigned(name))),
            Kind::Uint64 => Value::U64(self.random.pick(&[0, 1, 10_000, u64::MAX - 1, u64::MAX])),
            Kind::Double => Value::F64(self.random.pick(&[-90.0, -0.0, 31.230_4, 90.0])),
            Kind::String => Value::String(self.text(name)),
            Kind::Message(of) if of.full_name() == "google.protobuf.Timestamp" => {
                Value::Message(self.instant(&of))
            }
            Kind::Message(of) => Value::Message(self.of(&of, depth + 1)),
            kind => panic!("{}: a field of kind {kind:?}", field.full_name()),
        }
    }

    fn instant(&mut self, descriptor: &MessageDescriptor) -> DynamicMessage {
        const DAY_S: i64 = 86_400;
        let seconds = self.random.pick(&[
            0,
            NOW_S - 4_000 * DAY_S,
            NOW_S - DAY_S,
            NOW_S - 1,
            NOW_S,
            NOW_S + 1,
            NOW_S + 30 * DAY_S,
            253_402_300_799,
        ]);
        let mut message = DynamicMessage::new(descriptor.clone());
        message.set_field_by_name("seconds", Value::I64(seconds));
        message
    }

    /// A text of the form that a field of this name has.
    fn text(&mut self, name: &str) -> String {
        let number = self.random.below(1_000);
        match name {
            "currency" => self.random.pick(&CURRENCIES).into(),
            "country" | "issuer_country" => self.random.pick(&["CN", "US", "SG", "KP"]).into(),
            "pan" => pan::with_check_digit(&format!("621212{number:09}")),
            "bin" => self.random.pick(&["621212", "40000000", "99999999"]).into(),
            "last_four" => format!("{:04}", number),
            "expiry_yymm" => self
                .random
                .pick(&["3512", "2611", "0001", "9912", "1234"])
                .into(),
            "service_code" => self.random.pick(&["201", "999", "000", "604"]).into(),
            "condition_code" => self.random.pick(&["00", "06", "59", "99"]).into(),
            "auth_level" => self.random.pick(&["A", "B", "C", "D"]).into(),
            "payload" => self
                .random
                .pick(
                    &[
                        "281234567890123456".into(),
                        "13".into(),
                        "é".repeat(500),
                        "0002010102116304".into(),
                    ]
                    .each_ref()
                    .map(String::as_str),
                )
                .into(),
            "time_zone" => self
                .random
                .pick(&["Asia/Shanghai", "America/New_York", "Asia/Kathmandu"])
                .into(),
            "trading_hours" => self
                .random
                .pick(&["09:00-22:30", "22:00-04:00", "00:00-24:00"])
                .into(),
            "response_code_profile" => self.random.pick(&["iso8583", "unionpay"]).into(),
            "area_code" => "310106".into(),
            "missing_documents" => "premises".into(),
            "currencies" => self.random.pick(&CURRENCIES).into(),
            "batch_number" => "000001".into(),
            "firmware_version" => self
                .random
                .pick(&["3.2.1", "", "v", "99999999999.1"])
                .into(),
            "merchant_name" | "name" => self.random.pick(&["Shop", "店", "a b", ""]).into(),
            _ => format!("{}-{number}", name.replace('_', "-")),
        }
    }
}

fn descriptor(name: &str) -> MessageDescriptor {
    static POOL: OnceLock<DescriptorPool> = OnceLock::new();
    let pool = POOL.get_or_init(|| {
        DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("descriptors of the contract")
    });
    let name = format!("tollgate.v1.{name}");
    pool.get_message_by_name(&name)
        .expect("a message of the contract")
}

/// Numbers at the ends of what a field of this name may be.
fn unsigned(name: &str) -> [u32; 5] {
    match name {
        "mcc" => [0, 1, 5_411, 5_967, 9_999],
        "account_class" | "level" => [0, 1, 2, 3, 0],
        "length" => [8, 13, 16, 19, 15],
        "currency_exponent" => [0, 2, 3, 4, 9],
        "pin_tries" => [0, 3, 4, 255, u32::MAX],
        _ if name.ends_with("_ppm") || name.ends_with("_per_million") => {
            [0, 1, 325, 500_000, 1_000_000]
        }
        _ => [0, 1, 100, u32::MAX - 1, u32::MAX],
    }
}

fn signed(name: &str) -> [i32; 4] {
    match name {
        "temperature_celsius" => [-100, 0, 25, 200],
        "signal_dbm" => [-200, -60, 0, 50],
        _ => [0, 1, 50, 100],
    }
}
