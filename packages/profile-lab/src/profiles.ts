import type { Spec } from "./axes.ts"

/** A named composition. */
export interface Profile {
  /** What a command line takes, such as `rfc9420`. */
  readonly name: string
  /** One line for people. */
  readonly title: string
  /** The parts that differ from the defaults. */
  readonly spec: Spec
}

/** What all drafts before 12 had: exactly as many leaves as members, and lengths in two bytes. */
const drafts: Spec = { shape: "left-balanced", lengths: "16-bit" }

/** Compositions worth a name. */
export const profiles: ReadonlyArray<Profile> = [
  { name: "rfc9420", title: "RFC 9420, strict", spec: {} },
  {
    name: "draft-01",
    title: "Draft 01: TreeKEM whose removed slots belong to the remover, a chain per sender, the sender in clear",
    spec: {
      cgka: "treekem18",
      "double-join": "takeover",
      init: "sequential",
      ...drafts,
      schedule: "2018-d01",
      protection: "sender-chain-d01",
      nonce: "implicit",
      "sender-data": "visible",
      signed: "state",
      insider: "derive-check"
    }
  },
  {
    name: "draft-02",
    title: "Draft 02: blanking, and a confirmation",
    spec: {
      cgka: "treekem18",
      "double-join": "blank",
      init: "sequential",
      ...drafts,
      schedule: "2018-d02",
      protection: "sender-chain-d01",
      nonce: "implicit",
      "sender-data": "visible",
      signed: "state"
    }
  },
  {
    name: "draft-05",
    title: "Draft 05: handshakes encrypted under fixed keys, sender data hidden",
    spec: {
      cgka: "treekem-d05",
      "double-join": "blank",
      init: "sequential",
      ...drafts,
      schedule: "2018-d05",
      protection: "sender-chain",
      nonce: "implicit",
      handshake: "enc-fixed"
    }
  },
  {
    name: "draft-07",
    title: "Draft 07: everybody at once, and a tree of message secrets",
    spec: {
      cgka: "treekem-d05",
      "double-join": "blank",
      init: "blank-init",
      ...drafts,
      schedule: "2018-d07",
      protection: "secret-tree",
      nonce: "implicit",
      handshake: "enc-fixed"
    }
  },
  {
    name: "art-2018",
    title: "ART as the first drafts had it, and one key chain for the group",
    spec: { cgka: "art", ...drafts, schedule: "2018", protection: "group-chain", nonce: "implicit" }
  },
  {
    name: "signal-pairwise",
    title: "A double ratchet for each two members, and no signatures",
    spec: { cgka: "pairwise", channel: "ratchet", signature: "none" }
  },
  {
    name: "whatsapp-sender-keys",
    title: "A chain per sender, handed out over double ratchets",
    spec: { cgka: "senderkeys", channel: "ratchet" }
  },
  {
    name: "deniable",
    title: "RFC 9420 with signing keys that convince members alone, and private handshakes",
    spec: { signature: "eph-deniable", handshake: "enc-ratchet" }
  },
  {
    name: "paranoid",
    title: "Short-lived signing keys, private handshakes, an AEAD that bears misuse",
    spec: { signature: "eph-certified", handshake: "enc-ratchet", aead: "aes-gcm-siv" }
  }
]

/** The four that a comparison begins with when nothing is asked for: the standard, its ancestor, and the two ways of today's messengers. */
export const compared: ReadonlyArray<Profile> = profiles.filter(({ name }) =>
  ["rfc9420", "art-2018", "whatsapp-sender-keys", "signal-pairwise"].includes(name)
)
