//! The free text of a work order's facts: a part, because it is about a customer (P-10).

use serde::{Deserialize, Serialize};

use crate::directory::Contact;

/// What an act says in words; each act uses what it needs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// who the customer is and how to reach them, as of the registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<Contact>,
    /// what is wrong, in the customer's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reported: String,
    /// How to get in, what to take care of.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub access: String,
    /// the real fault. R-04: what is asked about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub found: String,
    /// what was done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub done: String,
    /// what the customer supplied.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub material: String,
    /// the consequence that the customer was warned of.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub warning: String,
    /// A note: why declined, returned or cancelled; at the door (V-09); with a price.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// V-08: the name of who signed on the customer's behalf.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub signer: String,
}

impl Texts {
    /// Every free text but the contact: who cleans or measures them needs no list of its own.
    pub fn each_mut(&mut self) -> [&mut String; 8] {
        let Self { customer: _, reported, access, found, done, material, warning, note, signer } = self;
        [reported, access, found, done, material, warning, note, signer]
    }
}
