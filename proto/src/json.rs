//! Messages as [proto JSON](https://protobuf.dev/programming-guides/json/), through the
//! contract's own descriptors.

use std::sync::OnceLock;

use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, SerializeOptions};

use crate::FILE_DESCRIPTOR_SET;

/// Why a text is not a message of the contract.
#[derive(Debug)]
pub struct JsonError(String);

impl std::fmt::Display for JsonError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for JsonError {}

#[allow(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn error(reason: impl ToString) -> JsonError {
    JsonError(reason.to_string())
}

fn descriptor(name: &str) -> Result<MessageDescriptor, JsonError> {
    static POOL: OnceLock<Option<DescriptorPool>> = OnceLock::new();
    POOL.get_or_init(|| DescriptorPool::decode(FILE_DESCRIPTOR_SET).ok())
        .as_ref()
        .and_then(|pool| pool.get_message_by_name(&format!("tollgate.v1.{name}")))
        .ok_or_else(|| JsonError(format!("the contract has no message `{name}`")))
}

/// Reads the message `name` of the contract, for example `"PreAuthorization"`, from proto JSON.
///
/// # Errors
/// Names the field or the position of what does not fit; unknown fields are refused.
pub fn from_json<M: Message + Default>(name: &str, text: &str) -> Result<M, JsonError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let message = DynamicMessage::deserialize(descriptor(name)?, &mut reader).map_err(error)?;
    reader.end().map_err(error)?;
    message.transcode_to().map_err(error)
}

/// Writes the message `name` of the contract as proto JSON on one line.
///
/// # Errors
/// Only where `message` is not of the type `name`, or the contract's JSON form cannot hold it.
pub fn to_json<M: Message>(name: &str, message: &M) -> Result<String, JsonError> {
    let mut dynamic = DynamicMessage::new(descriptor(name)?);
    dynamic.transcode_from(message).map_err(error)?;
    let mut text = Vec::new();
    let mut writer = serde_json::Serializer::new(&mut text);
    dynamic
        .serialize_with_options(&mut writer, &SerializeOptions::new())
        .map_err(error)?;
    String::from_utf8(text).map_err(error)
}
