//! The free text of a complaint's facts: a part, because it is about a customer (P-10).

use serde::{Deserialize, Serialize};

use crate::directory::Contact;

/// What an act says in words; each act uses what it needs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// C-02: how to address and reach the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Contact>,
    /// C-02: where it happened.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// C-02: what happened.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub happened: String,
    /// C-02: what the customer asks for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub wish: String,
    /// C-08: what was done, and with what result.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub handled: String,
    /// C-08: what the customer thinks of that.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub opinion: String,
    /// A note; why it was raised (C-04), marked (C-11) or escalated; what was explained (C-09).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// V-08: the name of who signed on the customer's behalf.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub signer: String,
}

impl Texts {
    /// Every free text but the contact: who cleans or measures them needs no list of its own.
    pub fn each_mut(&mut self) -> [&mut String; 7] {
        let Self { customer: _, place, happened, wish, handled, opinion, note, signer } = self;
        [place, happened, wish, handled, opinion, note, signer]
    }
}
