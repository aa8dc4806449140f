//! stub
use super::*;
pub struct RecordedDecision;
impl RecordedDecision { 
 pub fn decision(&self, _: &RecordedSet, _: Option<&MerchantSeen>, _: Option<&IssuerSeen>) -> crate::record::Decision { loop {} }
 pub fn entries(&self, _: &RecordedSet) -> Vec<Option<crate::limits::Entry>> { vec![] }
}
pub fn decode_decision(_: &[u8], _: &RecordedSet, _: Option<&MerchantSeen>, _: Option<&IssuerSeen>) -> Result<RecordedDecision, Damaged> { loop {} }
pub struct Summary { pub id: crate::record::DecisionId, pub request_id: String, pub content: [u8;16], pub outcome: crate::decision::Outcome, pub amount: u64, pub hold_until_ms: u64, pub calendar: crate::limits::Calendar, pub request: crate::limits::Request }
pub fn decode_summary(_: &[u8], _: Option<&MerchantSeen>, _: Option<&IssuerSeen>) -> Result<Summary, Damaged> { loop {} }
pub fn keys_of(_: crate::audit::Kind, _: &[u8]) -> Option<crate::audit::Keys> { None }
