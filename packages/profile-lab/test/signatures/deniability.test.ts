import { CipherSuite, SignatureScheme, type Suite, verifyWithLabel } from "@copath/contracts"
import { adopt, commit, type GroupState, makeGroupInfo, proposeUpdate, receive, send } from "@copath/group"
import { readNote, TAG_SIZE } from "@copath/signature-deniable"
import { type LeafNode, leafNodeTbs, privateExtensionTypes } from "@copath/wire"
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { at, commits, four, type Room, says, services, settled, verdict } from "./world.ts"

interface Signed {
  readonly by: string
  readonly message: Uint8Array
}

/** The suite, keeping account of all that is signed, and by which key. */
const recording =
  (record: Array<Signed>) =>
  (suite: Suite): Suite => ({
    ...suite,
    signature: {
      ...suite.signature,
      sign: (key, message) => {
        record.push({ by: key.publicKey.join(), message: message.slice() })
        return suite.signature.sign(key, message)
      }
    }
  })

const contains = (haystack: Uint8Array, needle: Uint8Array): boolean => Buffer.from(haystack).includes(Buffer.from(needle))

/** A group's life, and what binds signing keys in it: the hashes of each epoch, which stand over all leaves and commits. */
const lived = Effect.fnUntraced(function* () {
  const hashes: Array<Uint8Array> = []
  const identities = new Set<string>()
  const look = (room: Room) => {
    for (const { context, identity } of room.values()) {
      hashes.push(context.treeHash, context.confirmedTranscriptHash)
      identities.add(identity.publicKey.join())
    }
  }
  const room = yield* four()
  look(room)
  for (const name of room.keys()) yield* says(room, name, "before a rotation")
  for (const name of ["bob", "carol", "alice"]) {
    yield* commits(room, name, { path: true })
    look(room)
    yield* says(room, name, "after it")
  }
  const proposed = yield* proposeUpdate(at(room, "mallory"))
  room.set("mallory", proposed.state)
  for (const name of ["alice", "bob", "carol"]) {
    const got = yield* receive(at(room, name), proposed.message)
    if (got._tag === "proposal") room.set(name, got.state)
  }
  yield* commits(room, "bob", { names: ["dave"] })
  look(room)
  return { room, hashes, identities }
})

const noteOf = ({ extensions }: LeafNode): Uint8Array =>
  extensions.find((e) => e.extensionType === privateExtensionTypes.note)?.extensionData ?? new Uint8Array(0)

const leafOf = (state: GroupState, leaf: GroupState["me"]): LeafNode => {
  const found = state.tree.leafAt(leaf)
  if (found === undefined) throw new Error("a blank leaf")
  return found
}

describe("R125: what the long-lived keys have signed in a group's life", () => {
  for (const id of ["eph-deniable", "eph-certified"] as const) {
    const record: Array<Signed> = []
    it.effect(
      `${id}: ${id === "eph-deniable" ? "no signing key, and no hash over one" : "the signing keys, which proves to anybody whose they are"}`,
      () =>
        Effect.gen(function* () {
          const { hashes, identities } = yield* lived()
          const long = record.filter(({ by }) => identities.has(by))
          const keys = [...new Set(record.map(({ by }) => by))].filter((by) => !identities.has(by))
          expect(long.length).toBeGreaterThan(10)
          expect(keys.length).toBeGreaterThan(5)
          const covered = long.filter(
            ({ message }) =>
              keys.some((key) => contains(message, Uint8Array.from(key.split(",").map(Number)))) ||
              hashes.some((hash) => contains(message, hash))
          )
          if (id === "eph-deniable") expect(covered.length).toBe(0)
          else expect(covered.length).toBeGreaterThan(5)
        }).pipe(Effect.provide(services(id, recording(record))))
    )
  }
})

describe("eph-deniable in a group", () => {
  it.effect("R125: a participant puts a key of its own into another's leaf, and the leaf's signature holds as before", () =>
    Effect.gen(function* () {
      const scheme = yield* SignatureScheme
      const room = yield* settled()
      const { context, me } = at(room, "alice")
      const leaf = leafOf(at(room, "bob"), me)
      const note = readNote(noteOf(leaf))
      if (note?.issue === undefined) throw new Error("no key is issued")
      expect(note.issue.tags.length).toBe(3 * TAG_SIZE)
      const bobs = noteOf(leafOf(at(room, "bob"), at(room, "bob").me))
      const key = readNote(bobs)?.issue?.key
      if (key === undefined) throw new Error("no key is issued")
      // All that alice's identity key has signed of her leaf: the same, whatever key stands there.
      const vouchedIn = (bytes: Uint8Array): Uint8Array => scheme.vouched?.(bytes) ?? bytes
      const forged = noteOf(leaf).slice()
      forged.set(key, forged.length - note.issue.tags.length - 1 - key.length)
      expect(readNote(forged)?.issue?.key).toEqual(key)
      expect(vouchedIn(forged)).toEqual(vouchedIn(noteOf(leaf)))
      const extensions = leaf.extensions.map((e) =>
        e.extensionType === privateExtensionTypes.note ? { ...e, extensionData: vouchedIn(forged) } : e
      )
      const tbs = leafNodeTbs({ ...leaf, extensions }, { groupId: context.groupId, leafIndex: me })
      expect(verifyWithLabel(yield* CipherSuite, leaf.signatureKey, "LeafNodeTBS", tbs, leaf.signature)).toBe(true)
    }).pipe(Effect.provide(services("eph-deniable")))
  )

  it.effect("a member who shows two keys to two others parts them: their trees differ, and with them all that follows", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const [one, other] = [yield* commit(at(room, "alice"), { path: true }), yield* commit(at(room, "alice"), { path: true })]
      const [bob, carol] = [yield* receive(at(room, "bob"), one.message), yield* receive(at(room, "carol"), other.message)]
      if (bob._tag !== "commit" || carol._tag !== "commit") throw new Error("no commit")
      expect(bob.state.context.treeHash).not.toEqual(carol.state.context.treeHash)
      const said = yield* send((yield* adopt(one.state)).state, new TextEncoder().encode("to both"))
      expect([yield* verdict(bob.state, said.message), yield* verdict(carol.state, said.message)]).toEqual(["from leaf 0", "BadCiphertext"])
    }).pipe(Effect.provide(services("eph-deniable")))
  )

  it.effect("publishes no GroupInfo: whoever is outside could verify nothing of it", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const refused = yield* Effect.flip(makeGroupInfo(at(room, "alice")))
      expect(refused).toMatchObject({ _tag: "SendRejected", reason: "Incompatible" })
    }).pipe(Effect.provide(services("eph-deniable")))
  )

  it.effect("a message grows by one tag for each who joined since its sender's rotation, and shrinks with the next", () =>
    Effect.gen(function* () {
      const room = yield* settled()
      const size = Effect.fnUntraced(function* () {
        return (yield* send(at(room, "bob"), new Uint8Array(10))).message.length
      })
      const bare = yield* size()
      yield* commits(room, "alice", { names: ["dave"] })
      expect((yield* size()) - bare).toBe(TAG_SIZE)
      yield* commits(room, "alice", { names: ["erin", "frank"] })
      expect((yield* size()) - bare).toBe(3 * TAG_SIZE)
      yield* commits(room, "bob", { path: true })
      expect(yield* size()).toBe(bare)
    }).pipe(Effect.provide(services("eph-deniable")))
  )
})
