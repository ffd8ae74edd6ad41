import { createHash } from "node:crypto"
import type { KeyPackage, LeafNode } from "@copath/wire"

/** Bytes that look like a key and are the same for the same name. */
export const keyFor = (name: string): Uint8Array => new Uint8Array(createHash("sha256").update(name).digest())

export const SUITE = 1
export const NOW = 1_800_000_000n
const lifetime = { notBefore: NOW - 3600n, notAfter: NOW + 86_400n }

/** A leaf as a key package holds it; signatures are somebody else's business here. */
export const leafFor = (name: string, over: Partial<LeafNode> = {}): LeafNode => ({
  encryptionKey: keyFor(`${name} hpke`),
  signatureKey: keyFor(`${name} signature`),
  credential: { _tag: "basic", identity: new TextEncoder().encode(name) },
  capabilities: { versions: [1], cipherSuites: [SUITE], extensions: [], proposals: [], credentials: [1] },
  source: { _tag: "keyPackage", lifetime },
  extensions: [],
  signature: new Uint8Array(64),
  ...over
})

export const keyPackageFor = (name: string, over: Partial<KeyPackage> = {}): KeyPackage => ({
  version: 1,
  cipherSuite: SUITE,
  initKey: keyFor(`${name} init`),
  leafNode: leafFor(name),
  extensions: [],
  signature: new Uint8Array(64),
  ...over
})
