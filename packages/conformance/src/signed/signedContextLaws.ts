import { encode } from "@copath/codec"
import { type EpochAspect, SignedContext, type SignedEpoch } from "@copath/contracts"
import { leafIndex, type NodeIndex, toNode } from "@copath/tree-math"
import { type GroupContext, groupContext, leafNode, type LeafNode, parentNode } from "@copath/wire"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { assert } from "vitest"
import { type Law, register } from "../law.ts"
import { hexOf, textBytes } from "../schedule/crypto.ts"

type Check = Law<never>["check"]

/** Sums that a test can compute in its head, and that differ when one byte does: the laws need no more of a hash. */
const digest = (data: Uint8Array): Uint8Array => {
  const out = new Uint8Array(32)
  let carry = 7
  for (const [i, byte] of data.entries()) {
    carry = (carry * 31 + byte + 1) >>> 0
    out[i % 32] = ((out[i % 32] as number) + carry) & 255
  }
  new DataView(out.buffer).setUint32(0, carry)
  return out
}

interface Member {
  readonly identity: string
  readonly signatureKey: string
  readonly freshKey: string
}

/** All that an epoch may differ in. */
interface Draft {
  readonly cipherSuite: number
  readonly groupId: string
  readonly epoch: bigint
  readonly transcript: string
  readonly extension: string
  /** By leaf; `undefined` for a blank one. */
  readonly members: ReadonlyArray<Member | undefined>
  /** Keys of parents by node index. */
  readonly parents: ReadonlyMap<number, string>
}

const member = (name: string): Member => ({ identity: name, signatureKey: `${name} signs`, freshKey: `${name} is new` })

const draft: Draft = {
  cipherSuite: 1,
  groupId: "a group",
  epoch: 7n,
  transcript: "what was done",
  extension: "as agreed",
  members: [member("ann"), member("ben"), undefined, member("cat")],
  parents: new Map([
    [1, "ann and ben"],
    [3, "all"]
  ])
}

const leafOf = ({ freshKey, identity, signatureKey }: Member): LeafNode => ({
  encryptionKey: textBytes(freshKey),
  signatureKey: textBytes(signatureKey),
  credential: { _tag: "basic", identity: textBytes(identity) },
  capabilities: { versions: [1], cipherSuites: [1], extensions: [], proposals: [], credentials: [1] },
  source: { _tag: "update" },
  extensions: [],
  signature: textBytes("signed")
})

/** The epoch as one member holds it: equal drafts give equal bytes in other objects. */
const epochOf = (d: Draft): SignedEpoch => {
  const nodes = new Map<number, Uint8Array>()
  for (const [leaf, one] of d.members.entries()) if (one !== undefined) nodes.set(toNode(leafIndex(leaf)), encode(leafNode, leafOf(one)))
  for (const [node, key] of d.parents) {
    nodes.set(node, encode(parentNode, { encryptionKey: textBytes(key), parentHash: new Uint8Array(0), unmergedLeaves: [] }))
  }
  const tree = { leafCount: d.members.length, encodedAt: (node: NodeIndex) => nodes.get(node) }
  const whole = [...nodes].toSorted(([a], [b]) => a - b).flatMap(([node, bytes]) => [node, ...bytes])
  const context: GroupContext = {
    version: 1,
    cipherSuite: d.cipherSuite,
    groupId: textBytes(d.groupId),
    epoch: d.epoch,
    treeHash: digest(Uint8Array.from(whole)),
    confirmedTranscriptHash: textBytes(d.transcript),
    extensions: [{ extensionType: 0xff01, extensionData: textBytes(d.extension) }]
  }
  return { context, contextBytes: encode(groupContext, context), tree }
}

const withMember = (leaf: number, edit: Partial<Member> | undefined): Draft => ({
  ...draft,
  members: draft.members.map((one, i) => (i !== leaf ? one : edit === undefined || one === undefined ? undefined : { ...one, ...edit }))
})

/** Drafts that differ in one aspect, and in nothing else. */
const others: Readonly<Record<EpochAspect, ReadonlyArray<Draft>>> = {
  suite: [{ ...draft, cipherSuite: 2 }],
  group: [
    { ...draft, groupId: "b group" },
    { ...draft, groupId: "" }
  ],
  epoch: [
    { ...draft, epoch: 8n },
    { ...draft, epoch: 7n + (1n << 32n) }
  ],
  transcript: [
    { ...draft, transcript: "what was not" },
    { ...draft, transcript: "" }
  ],
  extensions: [{ ...draft, extension: "as never agreed" }],
  tree: [...draft.parents.keys()].flatMap((node) => [
    { ...draft, parents: new Map([...draft.parents, [node, "another"]]) },
    { ...draft, parents: new Map([...draft.parents].filter(([one]) => one !== node)) }
  ]),
  members: [0, 1, 3].flatMap((leaf) => [
    withMember(leaf, { identity: "eve" }),
    withMember(leaf, { signatureKey: "eve signs" }),
    withMember(leaf, { freshKey: "eve is new" }),
    withMember(leaf, undefined)
  ])
}
// The same members in other places are another roster.
const moved: Draft = { ...draft, members: [draft.members[1], draft.members[0], undefined, draft.members[3]] }

const aspects = Object.keys(others) as ReadonlyArray<EpochAspect>
const bytesOf = (d: Draft) => Effect.map(SignedContext, (signed) => hexOf(signed.bytes(epochOf(d), digest)))

const agreement: Check = Effect.gen(function* () {
  const signed = yield* SignedContext
  const mine = epochOf(draft)
  const first = hexOf(signed.bytes(mine, digest))
  assert.strictEqual(hexOf(signed.bytes(mine, digest)), first, "asked again")
  assert.strictEqual(yield* bytesOf(draft), first, "asked by another")
  yield* bytesOf({ ...draft, groupId: "another group", transcript: "another" })
  assert.strictEqual(hexOf(signed.bytes(mine, digest)), first, "asked again after others")
})

const covered: Check = Effect.gen(function* () {
  const { covers } = yield* SignedContext
  const seen = new Map([[yield* bytesOf(draft), "the epoch itself"]])
  for (const aspect of aspects.filter((one) => covers.has(one))) {
    for (const [i, other] of [...others[aspect], ...(aspect === "members" ? [moved] : [])].entries()) {
      const bytes = yield* bytesOf(other)
      assert.isUndefined(seen.get(bytes), `${aspect} ${i} is confused with ${seen.get(bytes)}`)
      seen.set(bytes, `${aspect} ${i}`)
    }
  }
})

const admitted: Check = Effect.gen(function* () {
  const { covers } = yield* SignedContext
  const here = yield* bytesOf(draft)
  for (const aspect of aspects.filter((one) => !covers.has(one))) {
    for (const other of others[aspect]) assert.strictEqual(yield* bytesOf(other), here, `${aspect} makes a difference`)
  }
})

const remembered: Check = Effect.gen(function* () {
  const signed = yield* SignedContext
  const [one, other] = [epochOf(draft), epochOf(others.tree[0] ?? draft)]
  signed.bytes(one, digest)
  // What was computed for one tree does not stand for another, though the context beside it is the same.
  const misled = { context: one.context, contextBytes: one.contextBytes, tree: other.tree }
  const again = { ...misled, contextBytes: one.contextBytes.slice() }
  assert.strictEqual(hexOf(signed.bytes(misled, digest)), hexOf(signed.bytes(again, digest)))
})

/** Laws of whatever stands in a signature's input beside the content. */
export const contextLaws: ReadonlyArray<Law<never>> = [
  { title: "all who see an epoch alike get the same bytes, whenever they ask (R044)", check: agreement },
  { title: "epochs that differ in what is covered have different bytes (R044)", check: covered },
  { title: "what is not said to be covered makes no difference (R044)", check: admitted },
  { title: "what was computed for an epoch is not taken for another one's (R044)", check: remembered }
]

/** Runs {@link contextLaws} over a layer that sets `SignedContext`. */
export const signedContextLaws = (name: string, layer: Layer.Layer<never>): void => register(`signed context: ${name}`, contextLaws, layer)
