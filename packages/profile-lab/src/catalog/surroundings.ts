import {
  aeads as countingAeads,
  cipherSuite as countingSuite,
  entropy as countingEntropy,
  signatureAlgorithms as countingAlgorithms
} from "@copath/crypto-counting"
import {
  cipherSuite as nobleSuite,
  entropy as nobleEntropy,
  aeads as nobleAeads,
  signatureAlgorithms as nobleAlgorithms
} from "@copath/crypto-noble"
import {
  aeads as symbolicAeads,
  cipherSuite as symbolicSuite,
  entropy as symbolicEntropy,
  signatureAlgorithms as symbolicAlgorithms
} from "@copath/crypto-symbolic"
import { causal, layer as memoryDelivery, queuePerDevice, unordered } from "@copath/delivery-memory"
import { layer as fixedHandshakeKeys } from "@copath/handshake-fixed"
import { none as noIntegrity, parentHash } from "@copath/tree-integrity"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Part } from "../part.ts"

// Loaded when asked for, so that the catalog itself works where there is no Node.
const node = Effect.promise(() => import("@copath/crypto-node"))

/** What vouches for the tree, how handshakes travel, who computes, who delivers. */
export const surroundings: ReadonlyArray<Part> = [
  {
    axis: "aead",
    id: "suite",
    title: "The cipher suite's own AEAD",
    source: "RFC 9420, 17.1",
    strict: true,
    aead: undefined
  },
  { axis: "aead", id: "aes-gcm", title: "AES-GCM for messages", source: "NIST SP 800-38D", strict: false, aead: { ofProvider: "aes-gcm" } },
  {
    axis: "aead",
    id: "aes-gcm-siv",
    title: "AES-GCM-SIV for messages: a nonce used twice tells equality alone",
    source: "RFC 8452",
    strict: false,
    aead: { ofProvider: "aes-gcm-siv" }
  },
  {
    axis: "aead",
    id: "chacha20-poly1305",
    title: "ChaCha20-Poly1305 for messages",
    source: "RFC 8439",
    strict: false,
    aead: { ofProvider: "chacha20-poly1305" }
  },

  {
    axis: "integrity",
    id: "parent-hash",
    title: "Parent hashes demanded in every tree",
    source: "RFC 9420, 7.9",
    strict: true,
    layer: parentHash
  },
  {
    axis: "integrity",
    id: "none",
    title: "No parent hashes",
    source: "draft-ietf-mls-protocol-08 and before",
    strict: false,
    layer: noIntegrity,
    implies: { insider: "confirm" }
  },

  {
    axis: "handshake",
    id: "plain",
    title: "Proposals and commits as public messages",
    source: "RFC 9420, 6.2",
    strict: true,
    choice: "public"
  },
  {
    axis: "handshake",
    id: "enc-ratchet",
    aliases: ["encrypted"],
    title: "Proposals and commits as private messages",
    source: "RFC 9420, 6.3",
    strict: true,
    choice: "private"
  },
  {
    axis: "handshake",
    id: "enc-fixed",
    title: "Private, under one key and nonce per sender and epoch",
    source: "draft-ietf-mls-protocol-05 to -08",
    strict: false,
    choice: "private",
    around: fixedHandshakeKeys
  },

  {
    axis: "provider",
    id: "node",
    title: "node:crypto, native",
    source: "Node.js",
    strict: true,
    suite: (id) => Layer.unwrap(Effect.map(node, (m) => m.cipherSuite(id))),
    entropy: Layer.unwrap(Effect.map(node, (m) => m.entropy)),
    algorithms: Effect.map(node, (m) => m.signatureAlgorithms),
    aeads: Effect.map(node, (m) => m.aeads)
  },
  {
    axis: "provider",
    id: "noble",
    title: "noble, in every JavaScript runtime",
    source: "paulmillr/noble-curves",
    strict: true,
    suite: nobleSuite,
    entropy: nobleEntropy,
    algorithms: Effect.succeed(nobleAlgorithms),
    aeads: Effect.succeed(nobleAeads)
  },
  {
    axis: "provider",
    id: "symbolic",
    title: "Stand-ins as long as the real algorithms, with the same graph of secrets: for analysis, and no security",
    source: "own",
    strict: false,
    base: "symbolic",
    suite: symbolicSuite,
    entropy: symbolicEntropy,
    algorithms: Effect.succeed(symbolicAlgorithms),
    aeads: Effect.succeed(symbolicAeads)
  },
  {
    axis: "provider",
    id: "counting",
    title: "Nothing but sizes, at next to no cost: for counting in the largest groups, and no security",
    source: "own",
    strict: false,
    base: "counting",
    suite: countingSuite,
    entropy: countingEntropy,
    algorithms: Effect.succeed(countingAlgorithms),
    aeads: Effect.succeed(countingAeads)
  },

  {
    axis: "delivery",
    id: "total-order",
    aliases: ["broadcast"],
    title: "One order of all messages, one commit an epoch, slots",
    source: "RFC 9420, 14",
    strict: true,
    layer: memoryDelivery
  },
  {
    axis: "delivery",
    id: "queue-per-device",
    title: "The same order, out of a queue for each device, from which messages go when they are fetched",
    source: "RFC 9750, 5.2",
    strict: true,
    layer: queuePerDevice()
  },
  {
    axis: "delivery",
    id: "causal",
    title: "One commit an epoch, which nothing passes; between two commits a seeded order for each reader",
    source: "RFC 9420, 14",
    strict: true,
    layer: causal()
  },
  {
    axis: "delivery",
    id: "causal-backwards",
    title: "One commit an epoch, which nothing passes; between two commits the last comes first",
    source: "RFC 9420, 14",
    strict: true,
    layer: causal({ window: "backwards" })
  },
  {
    axis: "delivery",
    id: "unordered",
    title: "Seeded reordering within a window, also of commits, all of which are taken; no slots",
    source: "RFC 9420, 14",
    strict: true,
    layer: unordered()
  }
]
