import { Cgka, type CgkaReading, type CgkaStaged, CipherSuite, Entropy, memberKeyAt, opaque, PathSealing } from "@copath/contracts"
import { toNode } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { keeps, sealedIn } from "./evidence.ts"
import { type Flat, type FlatReading, type FlatStaged, freshLeaf, process, read, seal, stage } from "./flat.ts"
import { bookCodec, emptyBook, emptyWelcome, unwrapUpdate, updateCodec, welcomeCodec, wrapUpdate } from "./holes.ts"
import { stateCodec, unwrapState, wrapState } from "./state.ts"

const stagedBox = opaque<"CgkaStaged", FlatStaged>("CgkaStaged", "mkem")
const readingBox = opaque<"CgkaReading", FlatReading>("CgkaReading", "mkem")
const unwrapReading = (reading: CgkaReading): FlatReading => readingBox.unwrap(reading)
const unwrapStaged = (staged: CgkaStaged): FlatStaged => stagedBox.unwrap(staged)

/** `mkem`: each commit seals a fresh secret to every other member's leaf. Parents stay blank. */
export const layer: Layer.Layer<Cgka, never, CipherSuite | Entropy> = Layer.effect(
  Cgka,
  Effect.gen(function* () {
    const suite = yield* CipherSuite
    const { secret: random } = yield* Entropy
    const flat: Flat = { suite, random, sealing: yield* PathSealing }
    return Cgka.of({
      id: "mkem",
      rules: { onAdd: "keep", onRemove: "keep", pathFor: new Set(["remove", "update"]) },
      reach: "path",
      groupSecret: true,
      sealsPaths: true,
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
      stage: (state, book, tree, change) =>
        Effect.sync(() => {
          const staged = stage(flat, unwrapState(state), tree, change)
          return { staged: stagedBox.wrap(staged), leafKey: staged.leaf.publicKey, edits: [], book }
        }),
      seal: (staged, tree, change, groupContext) =>
        Effect.suspend(() => {
          const { before, commitSecret, leaf } = unwrapStaged(staged)
          return Effect.fromResult(seal(flat, unwrapStaged(staged), tree, change, groupContext)).pipe(
            Effect.map((sealed) => ({
              state: wrapState({ me: before.me, leaf }),
              commitSecret,
              update: wrapUpdate(sealed),
              welcomes: change.added.map(() => emptyWelcome),
              retired: [before.leaf.secretKey]
            }))
          )
        }),
      read: (book, tree, change, update) =>
        Result.map(read(flat, tree, change, unwrapUpdate(update)), (reading) => ({ reading: readingBox.wrap(reading), edits: [], book })),
      process: (state, reading, tree, _change, groupContext) =>
        Effect.suspend(() => Effect.fromResult(process(flat, unwrapState(state), unwrapReading(reading), tree, groupContext))).pipe(
          Effect.map((commitSecret) => ({ state, commitSecret, retired: [] }))
        ),
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
      },
      evidence: {
        sealed: (reading, tree, change, groupContext) => sealedIn(unwrapReading(reading), tree, change, groupContext),
        keyFor: (state, node) => {
          const { leaf, me } = unwrapState(state)
          return node === toNode(me) ? leaf : undefined
        },
        open: (pair, { aad, info, sealed, sender }) => flat.sealing.open(suite, sender, pair, info, aad, sealed),
        keeps: (_reading, _index, plain) => keeps(suite, plain)
      }
    })
  })
)
