import { type Codec, decode, type DecodeError, type DecodeReason } from "@copath/codec"
import type {
  Capabilities,
  Commit,
  FramedContent,
  GroupContext,
  KeyPackage,
  LeafNode,
  LeafNodeSource,
  Sender,
  UpdatePathNode
} from "@copath/wire"
import * as Result from "effect/Result"
import { expect } from "vitest"

/** Bytes of hex text; spaces are for the reader. */
export const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"))

/** `length` bytes that count up from `first`. */
export const counting = (first: number, length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => first + i)

export const joined = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => Uint8Array.from(Buffer.concat(parts))

/** `input` with the bytes from `at` on overwritten. */
export const patched = (input: Uint8Array, at: number, ...values: ReadonlyArray<number>): Uint8Array => {
  const out = input.slice()
  out.set(values, at)
  return out
}

export const accepted = <A>(codec: Codec<A>, input: Uint8Array): A => Result.getOrThrow(decode(codec, input))

/** The same with an array for each vector whose elements are made on demand, to be compared. */
export const inFull = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>, inFull)
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, inFull(field)]))
}

/** The error of a decoding that must fail. */
export const refused = <A>(codec: Codec<A>, input: Uint8Array): DecodeError => {
  const result = decode(codec, input)
  return Result.isFailure(result) ? result.failure : expect.fail(`${codec.name} accepted what it must refuse`)
}

/** Why decoding `input` fails; `"accepted"` when it does not. */
export const reason = <A>(codec: Codec<A>, input: Uint8Array): DecodeReason | "accepted" =>
  Result.match(decode(codec, input), { onFailure: (error) => error.reason, onSuccess: () => "accepted" as const })

const capabilities: Capabilities = {
  versions: [1],
  cipherSuites: [1, 0x0a0a],
  extensions: [0x1a1a],
  proposals: [0x2a2a],
  credentials: [1, 2, 0x3a3a]
}

export const leaf = (source: LeafNodeSource): LeafNode => ({
  encryptionKey: counting(1, 32),
  signatureKey: counting(33, 32),
  credential: { _tag: "basic", identity: bytes("616c696365") },
  capabilities,
  source,
  extensions: [{ extensionType: 0x4a4a, extensionData: bytes("010203") }],
  signature: counting(0, 64)
})

export const freshLeaf: LeafNode = leaf({ _tag: "keyPackage", lifetime: { notBefore: 1n, notAfter: 2n ** 63n } })

export const keyPackageSample: KeyPackage = {
  version: 1,
  cipherSuite: 1,
  initKey: counting(65, 32),
  leafNode: freshLeaf,
  extensions: [],
  signature: counting(100, 64)
}

export const groupContextSample: GroupContext = {
  version: 1,
  cipherSuite: 1,
  groupId: bytes("67726f7570"),
  epoch: 5n,
  treeHash: counting(7, 32),
  confirmedTranscriptHash: counting(9, 32),
  extensions: []
}

export const commitSample: Commit<ReadonlyArray<UpdatePathNode>> = {
  proposals: [
    { _tag: "reference", reference: counting(3, 32) },
    { _tag: "proposal", proposal: { _tag: "remove", removed: 3 } }
  ],
  path: {
    leafNode: leaf({ _tag: "commit", parentHash: counting(11, 32) }),
    nodes: [
      { encryptionKey: counting(13, 32), encryptedPathSecret: [{ kemOutput: counting(15, 32), ciphertext: counting(17, 48) }] },
      { encryptionKey: counting(14, 32), encryptedPathSecret: [] }
    ]
  }
}

export const framed = <U>(content: FramedContent<U>["content"], sender: Sender = { _tag: "member", leafIndex: 2 }): FramedContent<U> => ({
  groupId: groupContextSample.groupId,
  epoch: 5n,
  sender,
  authenticatedData: bytes("aa"),
  content
})
