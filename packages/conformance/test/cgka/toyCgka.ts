import { type Codec, fixed, mapped, struct, uint32, vector } from "@copath/codec"
import {
  Cgka,
  type CgkaReading,
  CgkaRejected,
  type Change,
  CipherSuite,
  Entropy,
  equalBytes,
  type KeyPair,
  keyPairCodec,
  memberKeyAt,
  opaque,
  Secret,
  type TreeView
} from "@copath/contracts"
import { type LeafIndex, leafIndex, toNode } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"

/** What may be wrong with a key agreement that seals a fresh secret to each other leaf. */
export type CgkaFault =
  | "none"
  | "a removal confuses the last leaf"
  | "commits of old for everybody"
  | "randomness of its own"
  | "throwing at strangers"
  | "throwing at what does not open"
  | "throwing at written states"
  | "a pending commit that is remembered"
  | "a count that is not written down"
  | "a key that is not written down"
  | "a stand-in with a neighbour's key"
  | "a stand-in that has committed less"
  | "one route for more operations"
  | "one route for longer inputs"
  | "a favourite that is not apart"
  | "counting without a route"

const memberFields = { me: mapped(uint32, "leaf", Number, leafIndex), pair: keyPairCodec }
const member = struct("Member", memberFields)
interface Member {
  readonly me: LeafIndex
  readonly pair: KeyPair
  /** Own commits. */
  readonly count?: number
}
const tallied = struct("Member", { ...memberFields, count: uint32 })
const withCount: Codec<Member> = {
  name: "Member",
  write: (writer, { count = 0, me, pair }) => tallied.write(writer, { me, pair, count }),
  read: (reader) => tallied.read(reader)
}
const keyless: Codec<Member> = {
  name: "Member",
  write: (writer, { me, pair: { publicKey } }) =>
    member.write(writer, { me, pair: { publicKey: publicKey.map(() => 0), secretKey: new Secret(publicKey.map(() => 0)) } }),
  read: (reader) => member.read(reader)
}
/** A KEM output, the secret under the pad that it gives, and a checksum. */
const box = struct("Box", { output: fixed(32), sealed: fixed(32), check: fixed(32) })
const update = struct("Update", { open: fixed(32), boxes: vector(box) })
interface Boxes {
  readonly open: Uint8Array
  readonly boxes: ReadonlyArray<{ readonly output: Uint8Array; readonly sealed: Uint8Array; readonly check: Uint8Array }>
}
const nothing: Codec<object> = { name: "Nothing", write: () => undefined, read: () => ({}) }

const states = opaque<"CgkaState", Member>("CgkaState", "toy")
const staged = opaque<"CgkaStaged", { readonly before: Member; readonly pair: KeyPair; readonly secret: Secret }>("CgkaStaged", "toy")
const updates = opaque<"CgkaUpdate", Boxes>("CgkaUpdate", "toy")
const readings = opaque<"CgkaReading", { readonly to: ReadonlyArray<LeafIndex>; readonly update: Boxes }>("CgkaReading", "toy")
const welcomes = opaque<"CgkaWelcome", object>("CgkaWelcome", "toy")
const books = opaque<"CgkaBook", object>("CgkaBook", "toy")

const receivers = (tree: TreeView, { added, committer }: Change): ReadonlyArray<LeafIndex> =>
  Array.from({ length: tree.leafCount }, (_, i) => leafIndex(i)).filter(
    (leaf) => leaf !== committer && tree.occupied(leaf) && !added.includes(leaf)
  )

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ (b[i] ?? 0))

/** A key agreement over the toy suite's exports, with one fault. */
export const toyCgka = (fault: CgkaFault): Layer.Layer<Cgka, never, CipherSuite | Entropy> =>
  Layer.effect(
    Cgka,
    Effect.gen(function* () {
      const is = (one: CgkaFault): boolean => one === fault
      const suite = yield* CipherSuite
      const { secret: random } = yield* Entropy
      const fresh = () =>
        Effect.sync(() => {
          const seed = random(suite.kem.seedSize)
          // Nothing comes of this one.
          const die = Math.random()
          if (is("randomness of its own")) seed.expose()[0] = 256 * die
          return suite.kem.derive(seed)
        })
      const pending = new Map<LeafIndex, KeyPair>()
      const careful: Codec<Member> = {
        ...member,
        read: (reader) => {
          const read = member.read(reader)
          if (read.me > 1000) throw new TypeError("nobody sits there")
          return read
        }
      }
      const checked = (plain: Uint8Array, context: Uint8Array): Uint8Array => suite.hash.digest(Uint8Array.of(...plain, ...context))
      return Cgka.of({
        id: "toy",
        groupSecret: true,
        reach: "path",
        rules: { onAdd: "keep", onRemove: "keep", pathFor: new Set(["remove", "update"]) },
        emptyBook: books.wrap({}),
        stateCodec: states.codec(
          is("throwing at written states")
            ? careful
            : is("a stand-in that has committed less")
              ? withCount
              : is("a key that is not written down")
                ? keyless
                : member
        ),
        bookCodec: books.codec(nothing),
        updateCodec: updates.codec(update),
        welcomeCodec: welcomes.codec(nothing),
        leaf: fresh,
        begin: (me, pair) => states.wrap({ me, pair }),
        renew: (state, pair) => {
          const before = states.unwrap(state)
          return { state: states.wrap({ me: before.me, pair }), retired: [before.pair.secretKey] }
        },
        stage: (state) =>
          Effect.map(fresh(), (pair) => {
            const before = states.unwrap(state)
            pending.set(before.me, pair)
            const secret = random(32)
            if (is("a count that is not written down")) secret.expose()[0] = before.count ?? 0
            for (let i = 0; is("a stand-in that has committed less") && i < (before.count ?? 0); i++) suite.hash.digest(pair.publicKey)
            const made = staged.wrap({ before, pair, secret })
            return { staged: made, leafKey: pair.publicKey, edits: [], book: books.wrap({}) }
          }),
        seal: (made, tree, change, context) =>
          Effect.sync(() => {
            const { before, pair, secret } = staged.unwrap(made)
            const boxes = receivers(tree, change).map((leaf) => {
              const exported = suite.hpke.sendExport(tree.keyAt(toNode(leaf)) as Uint8Array, context, context, 32, random)
              const { kemOutput, secret: pad } = exported as NonNullable<typeof exported>
              return { output: kemOutput, sealed: xor(secret.expose(), pad.expose()), check: checked(secret.expose(), context) }
            })
            // As a commit that nobody has left yet may seem to need no secrecy.
            const open = is("commits of old for everybody") && change.removed.length === 0 ? secret.expose().slice() : new Uint8Array(32)
            return {
              state: states.wrap({ me: before.me, pair, count: (before.count ?? 0) + 1 }),
              commitSecret: secret,
              update: updates.wrap({ open, boxes }),
              welcomes: change.added.map(() => welcomes.wrap({})),
              retired: [before.pair.secretKey]
            }
          }),
        read: (book, tree, change, carried) => {
          const [to, read] = [receivers(tree, change), updates.unwrap(carried)]
          if (read.boxes.length !== to.length) return Result.fail(new CgkaRejected({ reason: "PathLength" }))
          return Result.succeed({ reading: readings.wrap({ to, update: read }), edits: [], book })
        },
        process: (state, reading, tree, change, context) =>
          Effect.suspend(() => {
            const { me, pair: own } = states.unwrap(state)
            const pair = is("a pending commit that is remembered") ? (pending.get(me) ?? own) : own
            if (me % 2 === 1 && is("one route for more operations")) suite.hash.digest(context)
            if (is("one route for longer inputs")) suite.hash.digest(new Uint8Array(1 + (me % 2)))
            const { to, update: read } = readings.unwrap(reading)
            const rejected = (reason: CgkaRejected["reason"]) => Effect.fail(new CgkaRejected({ reason }))
            if (read.open.some((byte) => byte !== 0))
              return Effect.succeed({ state, commitSecret: new Secret(read.open.slice()), retired: [] })
            const [mine, key] = [read.boxes[to.indexOf(me)], tree.keyAt(toNode(me))]
            if (mine === undefined && is("throwing at strangers")) throw new RangeError("who are you?")
            if (mine === undefined || key === undefined || !equalBytes(key, pair.publicKey)) return rejected("NotForUs")
            const pad = suite.hpke.receiveExport(pair, mine.output, context, context, 32)
            const plain = pad === undefined ? undefined : xor(mine.sealed, pad.expose())
            if (plain === undefined || !equalBytes(checked(plain, context), mine.check)) {
              if (is("throwing at what does not open")) throw new RangeError("what is this?")
              return rejected("Undecryptable")
            }
            const confused = is("a removal confuses the last leaf") && change.removed.length > 0 && me === to.at(-1)
            return Effect.succeed({ state, commitSecret: new Secret(confused ? plain.toReversed() : plain), retired: [] })
          }),
        follow: (state) => ({ state, retired: [] }),
        join: (me, pair) => Effect.succeed(states.wrap({ me, pair })),
        leafKey: (state) => states.unwrap(state).pair,
        knows: (state) => [{ node: toNode(states.unwrap(state).me), publicKey: states.unwrap(state).pair.publicKey }],
        ...(is("counting without a route")
          ? {}
          : {
              route: (_reading: CgkaReading, _tree: TreeView, _change: Change, leaf: LeafIndex): string =>
                is("a favourite that is not apart") && leaf === 5 ? "favourite" : "one"
            }),
        counting: {
          parents: "none",
          apart: () => [],
          stateOf: (me, tree, _book, pairOf) => {
            const whose = is("a stand-in with a neighbour's key") && me === 1 ? leafIndex(0) : me
            return states.wrap({ me, pair: pairOf(memberKeyAt(tree, whose)) })
          }
        }
      })
    })
  )
