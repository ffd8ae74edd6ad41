import { Cgka, type CgkaReading, type CgkaStaged, CipherSuite, Entropy, opaque, type Suite } from "@copath/contracts"
import { toNode } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { bookCodec, emptyBook, unwrapBook } from "./book.ts"
import { type ArtStaged, secretsOf, stage } from "./commit.ts"
import { type DeriveKeyPair, derived, freshPair } from "./keyPair.ts"
import { byTheBook, type Refills } from "./plan.ts"
import { type ArtReading, follow, join, process, read, workOf } from "./receive.ts"
import { stateCodec, unwrapState, wrapState } from "./state.ts"
import { emptyWelcome, unwrapUpdate, updateCodec, welcomeCodec, wrapUpdate } from "./update.ts"

const stagedBox = opaque<"CgkaStaged", ArtStaged>("CgkaStaged", "art")
const readingBox = opaque<"CgkaReading", ArtReading>("CgkaReading", "art")
const unwrapReading = (reading: CgkaReading): ArtReading => readingBox.unwrap(reading)
const unwrapStaged = (staged: CgkaStaged): ArtStaged => stagedBox.unwrap(staged)

/** How to build an ART. */
export interface ArtOptions {
  /** DKP for the suite: {@link derived} unless told otherwise. */
  readonly deriveKeyPair?: (suite: Suite) => DeriveKeyPair
  /** When a borrowed slot is filled anew: {@link byTheBook} unless told otherwise. */
  readonly refills?: Refills
}

/** An ART with other choices than {@link layer}'s. All members of a group must make the same ones. */
export const layerWith = (options: ArtOptions): Layer.Layer<Cgka, never, CipherSuite | Entropy> =>
  Layer.effect(
    Cgka,
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { secret: random } = yield* Entropy
      const choices = { deriveKeyPair: (options.deriveKeyPair ?? derived)(suite), refills: options.refills ?? byTheBook }
      return Cgka.of({
        id: "art",
        rules: { onAdd: "keep", onRemove: "keep", pathFor: new Set(["add", "remove", "update"]) },
        reach: "anywhere",
        groupSecret: true,
        emptyBook,
        stateCodec,
        bookCodec,
        updateCodec,
        welcomeCodec,
        leaf: () => Effect.sync(() => freshPair(suite, random, choices.deriveKeyPair)),
        begin: (me, leaf) => wrapState({ me, leaf, slot: undefined, path: [] }),
        renew: (state, leaf) => {
          const before = unwrapState(state)
          return { state: wrapState({ me: before.me, leaf, slot: undefined, path: [] }), retired: secretsOf(before) }
        },
        stage: (state, book, tree, change) =>
          Effect.suspend(() => Effect.fromResult(stage(suite, random, choices, unwrapState(state), unwrapBook(book), tree, change))).pipe(
            Effect.map((staged) => ({ ...staged, staged: stagedBox.wrap(staged.staged) }))
          ),
        // Nothing is encrypted, so nothing is left to do.
        seal: (staged, _tree, change) =>
          Effect.sync(() => {
            const { commitSecret, retired, state, update } = unwrapStaged(staged)
            return {
              state: wrapState(state),
              commitSecret,
              update: wrapUpdate(update),
              welcomes: change.added.map(() => emptyWelcome),
              retired
            }
          }),
        read: (book, tree, change, update) =>
          Result.map(read(suite, choices, unwrapBook(book), tree, change, unwrapUpdate(update)), (done) => ({
            ...done,
            reading: readingBox.wrap(done.reading)
          })),
        process: (state, reading, tree, change) =>
          Effect.suspend(() => Effect.fromResult(process(suite, choices, unwrapState(state), unwrapReading(reading), tree, change))).pipe(
            Effect.map((processed) => ({ ...processed, state: wrapState(processed.state) }))
          ),
        follow: (state, tree) => {
          const followed = follow(unwrapState(state), tree)
          return { state: wrapState(followed.state), retired: followed.retired }
        },
        join: (me, leaf, _from, tree, book) =>
          Effect.suspend(() => Effect.fromResult(join(suite, choices, me, leaf, tree, unwrapBook(book)))).pipe(Effect.map(wrapState)),
        leafKey: (state) => unwrapState(state).leaf,
        knows: (state) => {
          const { leaf, me, path, slot } = unwrapState(state)
          const foot = [leaf, ...(slot === undefined ? [] : [slot])].map(({ publicKey }) => ({ node: toNode(me), publicKey }))
          return [...foot, ...path.map(({ node, pair }) => ({ node, publicKey: pair.publicKey }))]
        },
        route: (reading, tree, _change, member) => workOf(unwrapReading(reading), tree, member)
      })
    })
  )

/** The asynchronous ratcheting tree, `art`: book-kept slots, for every suite. */
export const layer: Layer.Layer<Cgka, never, CipherSuite | Entropy> = layerWith({})
