import { decode, encode } from "@copath/codec"
import { Cgka, CipherSuite, Entropy, equalBytes, type KeyPair, type Secret, type Suite, type TreeView } from "@copath/contracts"
import { nobleSuite, seededRandom } from "@copath/crypto-noble"
import { leafIndex, type NodeIndex, toNode } from "@copath/tree-math"
import { hex } from "@copath/vectors"
import { Effect, Layer, Result } from "effect"
import { describe, expect, it } from "vitest"
import { unwrapBook } from "../../src/book.ts"
import { combinedAgreement } from "../../src/combinedAgreement.ts"
import { derived } from "../../src/keyPair.ts"
import { layer } from "../../src/layer.ts"
import { acceptSetUp } from "../../src/setup/acceptSetUp.ts"
import { leafAsInvitee, leafForInvitee } from "../../src/setup/setupLeaf.ts"
import {
  type LongTerm,
  type SetupContent,
  type SetupMessage,
  setupMessageCodec,
  signPrekey,
  signSetup
} from "../../src/setup/setupMessage.ts"
import { setUp } from "../../src/setup/setUp.ts"
import { unwrapState } from "../../src/state.ts"

const suite = nobleSuite(1)
const tools = { suite, deriveKeyPair: derived(suite) }
const fresh = seededRandom("set-up")

const person = () => {
  const longTerm: LongTerm = { agreement: suite.kem.derive(fresh(32)), signature: suite.signature.derive(fresh(suite.signature.seedSize)) }
  const prekey = suite.kem.derive(fresh(32))
  return { longTerm, prekey, published: signPrekey(suite, longTerm, prekey.publicKey) }
}
type Person = ReturnType<typeof person>

const groupOf = (members: number, using: Suite = suite) => {
  const people = Array.from({ length: members }, person)
  const [creator, ...invited] = people as [Person, ...Array<Person>]
  const made = Result.getOrThrow(
    setUp(
      { ...tools, suite: using, deriveKeyPair: derived(using) },
      fresh,
      creator.longTerm,
      invited.map(({ published }) => published)
    )
  )
  return { creator, invited, made }
}
const accept = ({ longTerm, prekey }: Person, message: SetupMessage) => acceptSetUp(tools, longTerm, prekey, message)
const reasonOf = (result: ReturnType<typeof accept>) => (Result.isFailure(result) ? result.failure.reason : "accepted")
/** A message with other contents, signed by the creator. */
const resigned = (creator: Person, message: SetupMessage, part: Partial<SetupContent>): SetupMessage =>
  signSetup(suite, creator.longTerm.signature, { ...message.content, ...part })

const sizes = [2, 3, 4, 5, 7, 8, 9, 33]

describe("the set-up with a setup key", () => {
  for (const members of sizes) {
    it(`brings all ${members} members to one tree key and one stage key, from one message`, () => {
      const { invited, made } = groupOf(members)
      const message = Result.getOrThrow(decode(setupMessageCodec, encode(setupMessageCodec, made.message)))
      for (const [i, one] of invited.entries()) {
        const got = Result.getOrThrow(accept(one, message))
        expect(got.me).toBe(i + 1)
        expect(got.treeKey).toEqual(made.treeKey)
        expect(got.stageKey).toEqual(made.stageKey)
      }
    })

    it(`sends 2n - 1 nodes and the setup key to ${members} members`, () => {
      expect(groupOf(members).made.message.content.nodes).toHaveLength(2 * members - 1)
    })

    it(`costs the creator of ${members} 7n - 5 scalar multiplications`, () => {
      let work = 0
      const counted =
        <A extends ReadonlyArray<unknown>, B>(operation: (...args: A) => B) =>
        (...args: A): B => {
          work++
          return operation(...args)
        }
      groupOf(members, {
        ...suite,
        kem: { ...suite.kem, derive: counted(suite.kem.derive), keyPair: counted(suite.kem.keyPair) },
        dh: { agree: counted(suite.dh.agree) }
      })
      // Four agreements for each of n - 1 leaves, one for each of n - 1 parents; 2n - 1 nodes' public keys and the setup key's.
      expect(work).toBe(5 * (members - 1) + 2 * members)
      expect(work).toBe(7 * members - 5)
    })
  }

  it("costs the invited member at leaf 5 of 8 four agreements, its leaf, and two scalar multiplications for each parent", () => {
    const { invited, made } = groupOf(8)
    const work = { agreements: 0, pairs: 0 }
    const counted: Suite = {
      ...suite,
      kem: { ...suite.kem, derive: (ikm) => (work.pairs++, suite.kem.derive(ikm)) },
      dh: { agree: (mine, theirs) => (work.agreements++, suite.dh.agree(mine, theirs)) }
    }
    const { longTerm, prekey } = invited[4] as Person
    expect(acceptSetUp({ suite: counted, deriveKeyPair: derived(counted) }, longTerm, prekey, made.message)).toMatchObject({
      success: { me: 5 }
    })
    expect(work).toEqual({ agreements: 4 + 3, pairs: 1 + 3 })
  })

  it("keeps of the creator's private keys those on its own path, and forgets the rest", () => {
    const handed: Array<KeyPair> = []
    const noted = (pair: KeyPair): KeyPair => {
      handed.push(pair)
      return pair
    }
    const { made } = groupOf(8, { ...suite, kem: { ...suite.kem, derive: (ikm) => noted(suite.kem.derive(ikm)) } })
    const { leaf, path, slot } = unwrapState(made.state)
    expect(slot).toBeUndefined()
    expect(path.map(({ node }) => node)).toEqual([1, 3, 7])
    const kept = new Set([leaf, ...path.map(({ pair }) => pair)])
    const zeros = new Uint8Array(32)
    expect(handed).toHaveLength(16)
    for (const pair of handed) expect(equalBytes(pair.secretKey.expose(), zeros)).toBe(!kept.has(pair))
  })

  it("says in the book that the creator knows every other leaf (R011)", () => {
    const { made } = groupOf(5)
    const slots = [...unwrapBook(made.book).slots.values()]
    expect(slots.map(({ filler, leaf }) => [leaf, filler])).toEqual([1, 2, 3, 4].map((leaf) => [leaf, 0]))
    expect(slots.map(({ key }) => key)).toEqual(made.message.content.nodes.slice(1, 5))
  })

  it("refuses a prekey that its owner did not sign", () => {
    const [creator, one, other] = [person(), person(), person()]
    const swapped = { ...one.published, key: other.prekey.publicKey }
    expect(setUp(tools, fresh, creator.longTerm, [swapped])).toMatchObject({ failure: { reason: "BadPrekey" } })
  })
})

describe("a newcomer's leaf", () => {
  const [creator, newcomer] = [person(), person()]
  const setupPair = suite.kem.derive(fresh(32))
  const { agreement: ik0 } = creator.longTerm
  const { agreement: ik } = newcomer.longTerm
  const made = leafForInvitee(suite, ik0, setupPair, ik.publicKey, newcomer.prekey.publicKey)

  it("is the same with roles exchanged, in the creator's order", () => {
    expect(leafAsInvitee(suite, newcomer.longTerm, newcomer.prekey, ik0.publicKey, setupPair.publicKey)).toEqual(made)
  })

  it("is another one when the two middle terms are swapped, on whichever side", () => {
    const swappedByInvitee = combinedAgreement(suite, [
      [ik, ik0.publicKey],
      [ik, setupPair.publicKey],
      [newcomer.prekey, ik0.publicKey],
      [newcomer.prekey, setupPair.publicKey]
    ])
    const swappedByCreator = combinedAgreement(suite, [
      [ik0, ik.publicKey],
      [setupPair, ik.publicKey],
      [ik0, newcomer.prekey.publicKey],
      [setupPair, newcomer.prekey.publicKey]
    ])
    expect(swappedByInvitee).toBeDefined()
    expect(swappedByInvitee).not.toEqual(made)
    expect(swappedByInvitee).toEqual(swappedByCreator)
  })

  it("depends on each of the four keys", () => {
    const other = suite.kem.derive(fresh(32))
    const variants = [
      leafForInvitee(suite, other, setupPair, ik.publicKey, newcomer.prekey.publicKey),
      leafForInvitee(suite, ik0, other, ik.publicKey, newcomer.prekey.publicKey),
      leafForInvitee(suite, ik0, setupPair, other.publicKey, newcomer.prekey.publicKey),
      leafForInvitee(suite, ik0, setupPair, ik.publicKey, other.publicKey)
    ]
    for (const variant of variants) expect(variant).not.toEqual(made)
  })

  it("is none with a key of low order", () => {
    expect(leafForInvitee(suite, ik0, setupPair, ik.publicKey, new Uint8Array(32))).toBeUndefined()
  })

  it("is the hash of the four agreements one after the other", () => {
    const shared = (mine: KeyPair, theirs: KeyPair) => (suite.dh.agree(mine, theirs.publicKey) as Secret).expose()
    const terms = [shared(ik0, ik), shared(ik0, newcomer.prekey), shared(setupPair, ik), shared(setupPair, newcomer.prekey)]
    expect(made?.expose()).toEqual(suite.hash.digest(new Uint8Array(terms.flatMap((term) => [...term]))))
  })
})

describe("taking a set-up", () => {
  const { creator, invited, made } = groupOf(4)
  const [ann, ben] = invited as [Person, Person, Person]
  const { content } = made.message

  it("refuses one that the creator did not sign", () => {
    const signature = made.message.signature.slice()
    signature[0] = (signature[0] as number) ^ 1
    expect(reasonOf(accept(ann, { ...made.message, signature }))).toBe("BadSignature")
  })

  it("is for those alone who stand in it with their prekey", () => {
    expect(reasonOf(accept(person(), made.message))).toBe("NotForUs")
    expect(reasonOf(accept({ ...ann, prekey: ben.prekey }, made.message))).toBe("NotForUs")
    expect(reasonOf(accept(creator, made.message))).toBe("NotForUs")
  })

  it("refuses another leaf, another parent above it, and another setup key", () => {
    const stranger = suite.kem.derive(fresh(32)).publicKey
    // Leaves 0 to 3, then nodes 1, 3 and 5.
    const withNode = (at: number) => resigned(creator, made.message, { nodes: content.nodes.map((key, i) => (i === at ? stranger : key)) })
    for (const at of [1, 4, 5]) expect(reasonOf(accept(ann, withNode(at)))).toBe("KeyMismatch")
    expect(reasonOf(accept(ann, resigned(creator, made.message, { setupKey: stranger })))).toBe("KeyMismatch")
  })

  it("refuses other numbers of keys, and keys that are none", () => {
    for (const part of [
      { nodes: content.nodes.slice(1) },
      { prekeys: content.prekeys.slice(1) },
      { identities: [] },
      { setupKey: hex("00") },
      { nodes: content.nodes.map((key, i) => (i === 3 ? new Uint8Array(32) : key)) }
    ]) {
      expect(reasonOf(accept(ann, resigned(creator, made.message, part)))).toBe("Malformed")
    }
  })
})

describe("a group that was set up", () => {
  it("goes on as an ART: a member updates, the others take it, and the creator's knowledge of its leaf ends", async () => {
    const { invited, made } = groupOf(5)
    const members = invited.map((one) => Result.getOrThrow(accept(one, made.message)))
    const program = Effect.gen(function* () {
      const cgka = yield* Cgka
      const change = { added: [], removed: [], updated: [], committer: leafIndex(2) }
      const context = new Uint8Array(0)
      const sender = members[1]
      if (sender === undefined) throw new Error("leaf 2")
      const { edits, leafKey, staged } = yield* cgka.stage(sender.state, sender.book, sender.tree, change)
      const keys = new Map<NodeIndex, Uint8Array | undefined>([
        [toNode(leafIndex(2)), leafKey],
        ...edits.map(({ key, node }) => [node, key] as const)
      ])
      const { keyAt } = sender.tree
      const after: TreeView = { ...sender.tree, keyAt: (node) => (keys.has(node) ? keys.get(node) : keyAt(node)) }
      const sent = yield* cgka.seal(staged, after, change, context)
      for (const one of [made, members[0], members[2], members[3]]) {
        if (one === undefined) throw new Error("five members")
        const { book, reading } = yield* Effect.fromResult(cgka.read(one.book, one.tree, change, sent.update, leafKey))
        const got = yield* cgka.process(one.state, reading, after, change, context)
        expect(got.commitSecret).toEqual(sent.commitSecret)
        expect([...unwrapBook(book).slots.keys()]).toEqual([1, 3, 4])
      }
    })
    const parts = Layer.merge(Layer.succeed(CipherSuite, suite), Layer.succeed(Entropy, { secret: fresh }))
    await Effect.runPromise(Effect.provide(program, Layer.provide(layer, parts)))
  })
})
