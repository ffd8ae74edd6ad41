import { Cgka, type CgkaReading, type CgkaStaged, CipherSuite, Entropy, InsiderChecks, opaque } from "@copath/contracts"
import { toNode } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { bookCodec, emptyBook, unwrapBook } from "./book.ts"
import { type ArtChoices, type ArtOptions, choose, idOf } from "./choices.ts"
import { type ArtStaged, stage } from "./commit.ts"
import { naive } from "./evictForm.ts"
import { groupAddB00 } from "./groupAddB00.ts"
import { freshPair } from "./keyPair.ts"
import { type ArtReading, follow, join, process, read, workOf } from "./receive.ts"
import { passThrough } from "./removeForm.ts"
import { setupKeyForm } from "./setupKeyForm.ts"
import { alone, secretsOf, stateCodec, stateOf, unwrapState, wrapState } from "./state.ts"
import { unwrapUpdate, unwrapWelcome, updateCodec, welcomeCodec, wrapUpdate, wrapWelcome } from "./update.ts"
import { welcomeD01 } from "./welcomeD01.ts"

const stagedBox = opaque<"CgkaStaged", ArtStaged>("CgkaStaged", "art")
const readingBox = opaque<"CgkaReading", ArtReading>("CgkaReading", "art")
const unwrapReading = (reading: CgkaReading): ArtReading => readingBox.unwrap(reading)
const unwrapStaged = (staged: CgkaStaged): ArtStaged => stagedBox.unwrap(staged)

/** An ART with other choices than {@link layer}'s; its id names those that differ. All members of a group must make the same ones. */
export const layerWith = (options: ArtOptions): Layer.Layer<Cgka, never, CipherSuite | Entropy> =>
  Layer.effect(
    Cgka,
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { secret: random } = yield* Entropy
      const { deriveCheck } = yield* InsiderChecks
      const choices: ArtChoices = { ...choose(suite, options), unchecked: !deriveCheck }
      return Cgka.of({
        id: idOf(choices),
        rules: { onAdd: "keep", onRemove: "keep", pathFor: new Set(["add", "remove", "update"]) },
        reach: "anywhere",
        ...(choices.remove.slot === "absent" ? { removers: "inside" } : {}),
        groupSecret: true,
        emptyBook,
        stateCodec,
        bookCodec: bookCodec(choices.add.epochPair !== undefined),
        updateCodec: updateCodec(choices.add.sends !== "never"),
        welcomeCodec: welcomeCodec(choices.add.tells),
        leaf: () => Effect.sync(() => freshPair(suite, random, choices.deriveKeyPair)),
        begin: (me, leaf) => wrapState(alone(me, leaf)),
        renew: (state, leaf) => {
          const before = unwrapState(state)
          return { state: wrapState(alone(before.me, leaf)), retired: secretsOf(before) }
        },
        stage: (state, book, tree, change) =>
          Effect.suspend(() => Effect.fromResult(stage(choices, random, unwrapState(state), unwrapBook(book), tree, change))).pipe(
            Effect.map((staged) => ({ ...staged, staged: stagedBox.wrap(staged.staged) }))
          ),
        // Nothing is encrypted, so nothing is left to do.
        seal: (staged) =>
          Effect.sync(() => {
            const { commitSecret, leafSecrets, retired, state, update } = unwrapStaged(staged)
            return {
              state: wrapState(state),
              commitSecret,
              update: wrapUpdate(update),
              welcomes: leafSecrets.map((leafSecret) => wrapWelcome({ leafSecret })),
              retired
            }
          }),
        read: (book, tree, change, update) =>
          Result.map(read(choices, unwrapBook(book), tree, change, unwrapUpdate(update)), (done) => ({
            ...done,
            reading: readingBox.wrap(done.reading)
          })),
        process: (state, reading, tree, change) =>
          Effect.suspend(() => Effect.fromResult(process(choices, unwrapState(state), unwrapReading(reading), tree, change))).pipe(
            Effect.map((processed) => ({ ...processed, state: wrapState(processed.state) }))
          ),
        follow: (state, tree) => {
          const followed = follow(unwrapState(state), tree)
          return { state: wrapState(followed.state), retired: followed.retired }
        },
        join: (me, leaf, from, tree, book, welcome) =>
          Effect.suspend(() => {
            const leafSecret = Option.isNone(welcome) ? undefined : unwrapWelcome(welcome.value).leafSecret
            return Effect.fromResult(join(choices, me, leaf, from, tree, unwrapBook(book), leafSecret))
          }).pipe(Effect.map(wrapState)),
        leafKey: (state) => unwrapState(state).leaf,
        knows: (state) => {
          const { leaf, me, path, slot } = unwrapState(state)
          const foot = [leaf, ...(slot === undefined ? [] : [slot])].map(({ publicKey }) => ({ node: toNode(me), publicKey }))
          return [...foot, ...path.map(({ node, pair }) => ({ node, publicKey: pair.publicKey }))]
        },
        route: (reading, tree, _change, member) => workOf(unwrapReading(reading), tree, member),
        counting: {
          parents: "derived",
          // A slot that is filled for a member has its parent touched: no two members share a place below a touched parent then.
          apart: () => [],
          stateOf: (me, tree, book, pairOf) => wrapState(stateOf(me, tree, unwrapBook(book), pairOf))
        }
      })
    })
  )

/** The asynchronous ratcheting tree, `art`: book-kept slots, for every suite. */
export const layer: Layer.Layer<Cgka, never, CipherSuite | Entropy> = layerWith({})
/** `art-b00`: newcomers' slots come from the previous epoch's add key. */
export const b00Layer: Layer.Layer<Cgka, never, CipherSuite | Entropy> = layerWith({ add: groupAddB00 })
/** `art-d01`: newcomers' slots come from a secret in the Welcome. */
export const d01Layer: Layer.Layer<Cgka, never, CipherSuite | Entropy> = layerWith({ add: welcomeD01 })
/** `art-setup`: newcomers' slots come from one setup key for all of a commit. */
export const setupLayer: Layer.Layer<Cgka, never, CipherSuite | Entropy> = layerWith({ add: setupKeyForm })
/** `art-pass-through`: a removed member's slot is absent; only members inside the subtrees concerned can remove. */
export const passThroughLayer: Layer.Layer<Cgka, never, CipherSuite | Entropy> = layerWith({ remove: passThrough })
/** `art-naive`: evicted members go on knowing the slots that they filled. A negative control. */
export const naiveLayer: Layer.Layer<Cgka, never, CipherSuite | Entropy> = layerWith({ evict: naive })
