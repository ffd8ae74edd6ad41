import { explicitRandom, guarded, implicit } from "@copath/nonces"
import { oneTime, ratchet, staticHpke } from "@copath/pairwise-channel"
import { layer as epochKey } from "@copath/protection-epoch-key"
import { layer as epochSenderKey } from "@copath/protection-epoch-sender-key"
import { layer as groupChain } from "@copath/protection-group-chain"
import { layer as groupChainSender } from "@copath/protection-group-chain-sender"
import { layer as pairwise } from "@copath/protection-pairwise"
import { layer as secretTree } from "@copath/protection-secret-tree"
import { d01, layer as senderChain, senderChain as senderChainOf } from "@copath/protection-sender-chain"
import { layer as senderKeys } from "@copath/protection-sender-keys"
import { hidden, visible } from "@copath/sender-data"
import type { Part } from "../part.ts"

/** Keys for messages, and what travels beside the ciphertext. */
export const protections: ReadonlyArray<Part> = [
  {
    axis: "protection",
    id: "secret-tree",
    title: "A ratchet per sender, derived from a tree",
    source: "RFC 9420, 9",
    strict: true,
    layer: secretTree
  },
  {
    axis: "protection",
    id: "group-chain",
    title: "One key chain for the whole group, one slot a message",
    source: "interim, July 2018",
    strict: false,
    layer: groupChain
  },
  {
    axis: "protection",
    id: "group-chain-sender",
    title: "One key chain for the group, the sender mixed into each key",
    source: "interim, July 2018",
    strict: false,
    layer: groupChainSender
  },
  {
    axis: "protection",
    id: "sender-chain",
    title: "A chain per leaf, all derived when the epoch begins",
    source: "draft-ietf-mls-protocol-05, 6.6",
    strict: false,
    layer: senderChain
  },
  {
    axis: "protection",
    id: "sender-chain-d01",
    title: "The same with the labels of draft 01",
    source: "draft-ietf-mls-protocol-01, 9.1",
    strict: false,
    layer: senderChainOf({ form: d01 })
  },
  {
    axis: "protection",
    id: "epoch-sender-key",
    title: "One key per sender and epoch, for AEADs that bear misuse",
    source: "interim, September 2018",
    strict: false,
    layer: epochSenderKey,
    implies: { aead: "aes-gcm-siv" }
  },
  {
    axis: "protection",
    id: "epoch-key",
    title: "One key for a whole epoch: a negative control",
    source: "lab control",
    strict: false,
    layer: epochKey
  },
  {
    axis: "protection",
    id: "sender-keys",
    title: "A chain per sender, handed out over pairwise channels",
    source: "WhatsApp; Signal",
    strict: false,
    layer: senderKeys
  },
  {
    axis: "protection",
    id: "pairwise",
    title: "Each message sealed for each member over a pairwise channel",
    source: "Signal",
    strict: false,
    layer: pairwise
  },

  {
    axis: "channel",
    id: "ratchet",
    title: "Double ratchet",
    source: "Perrin and Marlinspike 2016",
    strict: true,
    layer: ratchet()
  },
  {
    axis: "channel",
    id: "one-time",
    title: "A fresh key with each answer",
    source: "Diffie-Hellman ping-pong",
    strict: false,
    layer: oneTime()
  },
  {
    axis: "channel",
    id: "static-hpke",
    title: "Sealed to the key of the member's leaf",
    source: "RFC 9180",
    strict: false,
    layer: staticHpke()
  },

  {
    axis: "nonce",
    id: "implicit+guard",
    title: "Derived, with four random bytes mixed in",
    source: "RFC 9420, 6.3.1",
    strict: true,
    layer: guarded
  },
  {
    axis: "nonce",
    id: "implicit",
    title: "Derived, and nothing sent",
    source: "draft-ietf-mls-protocol-08",
    strict: false,
    layer: implicit
  },
  {
    axis: "nonce",
    id: "explicit-random",
    title: "Twelve random bytes sent with each message",
    source: "draft-ietf-mls-protocol-00",
    strict: false,
    layer: explicitRandom
  },

  {
    axis: "sender-data",
    id: "hidden",
    title: "Sealed under a key of the epoch",
    source: "RFC 9420, 6.3.2",
    strict: true,
    layer: hidden
  },
  {
    axis: "sender-data",
    id: "visible",
    title: "In clear, bound to the content",
    source: "draft-ietf-mls-protocol-01, 9.2",
    strict: false,
    layer: visible
  }
]
