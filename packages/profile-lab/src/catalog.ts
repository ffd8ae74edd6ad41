import { layer as art } from "@copath/cgka-art"
import { layer as flat } from "@copath/cgka-flat"
import { layer as treeKem } from "@copath/cgka-treekem"
import { cipherSuite as nobleSuite, entropy as nobleEntropy } from "@copath/crypto-noble"
import { layer as memoryDelivery, unordered } from "@copath/delivery-memory"
import { layer as groupChain } from "@copath/protection-group-chain"
import { layer as secretTree } from "@copath/protection-secret-tree"
import { layer as rfcSchedule } from "@copath/schedule-rfc9420"
import { layer as ephemeralKeys } from "@copath/signature-ephemeral"
import { layer as staticKeys } from "@copath/signature-static"
import { none as noIntegrity, parentHash } from "@copath/tree-integrity"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Part } from "./part.ts"

// Loaded when asked for, so that the catalog itself works where there is no Node.
const node = Effect.promise(() => import("@copath/crypto-node"))

/** Every part there is, the default of its axis first. A new variant is one entry here. */
export const builtIn: ReadonlyArray<Part> = [
  {
    axis: "cgka",
    id: "treekem9420",
    aliases: ["treekem"],
    title: "TreeKEM with unmerged leaves",
    source: "RFC 9420, 7",
    strict: true,
    layer: treeKem,
    integrity: "parent-hash"
  },
  {
    axis: "cgka",
    id: "art",
    title: "Asynchronous ratcheting tree: every parent the DH of its children",
    source: "eprint 2017/666; draft-ietf-mls-protocol-00",
    strict: false,
    layer: art,
    integrity: "none"
  },
  {
    axis: "cgka",
    id: "mkem",
    aliases: ["flat"],
    title: "One encryption per member",
    source: "Smart 2005",
    strict: false,
    layer: flat,
    integrity: "parent-hash"
  },

  {
    axis: "schedule",
    id: "rfc9420",
    title: "Chained epochs with a joiner secret",
    source: "RFC 9420, 8",
    strict: true,
    layer: rfcSchedule
  },

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

  { axis: "signature", id: "static", title: "One signature key per leaf", source: "RFC 9420, 6.1", strict: true, layer: staticKeys },
  {
    axis: "signature",
    id: "eph-certified",
    aliases: ["ephemeral"],
    title: "Short-lived keys that the identity key certifies",
    source: "interim, September 2018",
    strict: false,
    layer: ephemeralKeys
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
    layer: noIntegrity
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
    axis: "algorithm",
    id: "suite",
    title: "The cipher suite's own signature algorithm",
    source: "RFC 9420, 17.1",
    strict: true,
    algorithm: undefined
  },

  {
    axis: "provider",
    id: "node",
    title: "node:crypto, native",
    source: "Node.js",
    strict: true,
    suite: (id) => Layer.unwrap(Effect.map(node, (m) => m.cipherSuite(id))),
    entropy: Layer.unwrap(Effect.map(node, (m) => m.entropy))
  },
  {
    axis: "provider",
    id: "noble",
    title: "noble, in every JavaScript runtime",
    source: "paulmillr/noble-curves",
    strict: true,
    suite: nobleSuite,
    entropy: nobleEntropy
  },

  {
    axis: "delivery",
    id: "total-order",
    title: "One order of all messages, one commit an epoch, slots",
    source: "RFC 9420, 14",
    strict: true,
    layer: memoryDelivery
  },
  {
    axis: "delivery",
    id: "unordered",
    title: "Seeded reordering within a window, no slots; for parts that need no order",
    source: "RFC 9420, 14",
    strict: true,
    layer: unordered()
  }
]
