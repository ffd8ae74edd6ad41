import {
  Cgka,
  type CgkaStaged,
  CipherSuite,
  Entropy,
  type KeyPair,
  memberKeyAt,
  opaque,
  type Random,
  Secret,
  type Suite
} from "@copath/contracts"
import { toNode } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { bookCodec, emptyBook, emptyReading, emptyUpdate, emptyWelcome, updateCodec, welcomeCodec } from "./holes.ts"
import { type RosterState, stateCodec, unwrapState, wrapState } from "./state.ts"

/** A commit's fresh leaf pair, and the state that it will replace. */
interface RosterStaged {
  readonly before: RosterState
  readonly leaf: KeyPair
}

const stagedBox = opaque<"CgkaStaged", RosterStaged>("CgkaStaged", "roster")
const unwrapStaged = (staged: CgkaStaged): RosterStaged => stagedBox.unwrap(staged)

const freshLeaf = (suite: Suite, random: Random): KeyPair => {
  const seed = random(suite.kem.seedSize)
  const pair = suite.kem.derive(seed)
  seed.wipe()
  return pair
}

/** Who is in the group, and each one's leaf key. `id` names the composition: what is done with those keys is the message protection's business. */
const roster = (id: string): Layer.Layer<Cgka, never, CipherSuite | Entropy> =>
  Layer.effect(
    Cgka,
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { secret: random } = yield* Entropy
      /** Nh zero bytes, as after a commit without a path (RFC 9420, 8): known to everybody. */
      const commitSecret = (): Secret => new Secret(new Uint8Array(suite.kdf.size))
      return Cgka.of({
        id,
        rules: { onAdd: "keep", onRemove: "keep", pathFor: new Set() },
        reach: "path",
        groupSecret: false,
        emptyBook,
        stateCodec,
        bookCodec,
        updateCodec,
        welcomeCodec,
        leaf: () => Effect.sync(() => freshLeaf(suite, random)),
        begin: (me, leaf) => wrapState({ me, leaf }),
        renew: (state, leaf) => {
          const before = unwrapState(state)
          return { state: wrapState({ me: before.me, leaf }), retired: [before.leaf.secretKey] }
        },
        stage: (state, book) =>
          Effect.sync(() => {
            const leaf = freshLeaf(suite, random)
            return { staged: stagedBox.wrap({ before: unwrapState(state), leaf }), leafKey: leaf.publicKey, edits: [], book }
          }),
        seal: (staged, _tree, change) =>
          Effect.sync(() => {
            const { before, leaf } = unwrapStaged(staged)
            return {
              state: wrapState({ me: before.me, leaf }),
              commitSecret: commitSecret(),
              update: emptyUpdate,
              welcomes: change.added.map(() => emptyWelcome),
              retired: [before.leaf.secretKey]
            }
          }),
        read: (book) => Result.succeed({ reading: emptyReading, edits: [], book }),
        process: (state) => Effect.sync(() => ({ state, commitSecret: commitSecret(), retired: [] })),
        follow: (state) => ({ state, retired: [] }),
        join: (me, leaf) => Effect.sync(() => wrapState({ me, leaf })),
        leafKey: (state) => unwrapState(state).leaf,
        knows: (state) => {
          const { leaf, me } = unwrapState(state)
          return [{ node: toNode(me), publicKey: leaf.publicKey }]
        },
        route: () => "one",
        counting: {
          parents: "none",
          apart: () => [],
          stateOf: (me, tree, _book, pairOf) => wrapState({ me, leaf: pairOf(memberKeyAt(tree, me)) })
        }
      })
    })
  )

/** `pairwise`: no group secret, for messages that are sealed for each member. */
export const pairwise: Layer.Layer<Cgka, never, CipherSuite | Entropy> = roster("pairwise")

/** `senderkeys`: no group secret, for messages under keys that each sender hands out. */
export const senderKeys: Layer.Layer<Cgka, never, CipherSuite | Entropy> = roster("senderkeys")
