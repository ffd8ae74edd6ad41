import {
  Cgka,
  CgkaRejected,
  type CgkaReading,
  type CgkaStaged,
  CipherSuite,
  Entropy,
  opaque,
  Symbols,
  type SymbolTable
} from "@copath/contracts"
import { toNode } from "@copath/tree-math"
import { Effect, Layer, Option, Result } from "effect"
import { freshLeaf, seal, stage, type Staged } from "./commit.ts"
import { rules } from "./path.ts"
import { countedUpke, countingOf } from "./counting.ts"
import { join, process, read, type Reading, routeOf } from "./receive.ts"
import type { Means } from "./sealing.ts"
import { follow, renew, stateCodec, states } from "./state.ts"
import { upke, type Upke } from "./upke.ts"
import { bookCodec, books, id, updateCodec, updates, welcomeCodec, welcomes } from "./wire.ts"

const stagedBox = opaque<"CgkaStaged", Staged>("CgkaStaged", id)
const readingBox = opaque<"CgkaReading", Reading>("CgkaReading", id)
const unwrapStaged = (staged: CgkaStaged): Staged => stagedBox.unwrap(staged)
const unwrapReading = (reading: CgkaReading): Reading => readingBox.unwrap(reading)

/** TreeKEM over some updatable encryption; `called`: its id, for what is not the part itself. */
export const updatableTreeKem = (
  primitive: (symbols: SymbolTable) => Upke,
  called: string = id
): Layer.Layer<Cgka, never, CipherSuite | Entropy> =>
  Layer.effect(
    Cgka,
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { secret: random } = yield* Entropy
      const symbols = yield* Symbols
      // Where nothing is computed, and members' keys are made up, these are made up as well.
      const counted = suite.provider === "counting"
      const means: Means = { suite, random, symbols, upke: counted ? countedUpke : primitive(symbols) }
      return Cgka.of({
        id: called,
        rules,
        reach: "path",
        groupSecret: true,
        emptyBook: books.wrap({ lines: [] }),
        stateCodec,
        bookCodec,
        updateCodec,
        welcomeCodec,
        leaf: () => Effect.sync(() => freshLeaf(suite, random)),
        begin: (me, leaf) => states.wrap({ me, leaf, lines: [] }),
        renew: (state, leaf) => {
          const renewed = renew(states.unwrap(state), leaf)
          return { state: states.wrap(renewed.state), retired: renewed.retired }
        },
        stage: (state, book, tree, change) =>
          Effect.suspend(() => Effect.fromResult(stage(means, states.unwrap(state), book, tree, change))).pipe(
            Effect.map((staged) => ({ ...staged, staged: stagedBox.wrap(staged.staged) }))
          ),
        seal: (staged, tree, change, groupContext) =>
          Effect.suspend(() => Effect.fromResult(seal(means, unwrapStaged(staged), tree, change, groupContext))).pipe(
            Effect.map(({ commitSecret, invitations, retired, state, update }) => ({
              state: states.wrap(state),
              commitSecret,
              update: updates.wrap(update),
              welcomes: invitations.map(welcomes.wrap),
              retired
            }))
          ),
        read: (book, tree, change, update) =>
          Result.map(read(means, book, tree, change, updates.unwrap(update)), (done) => ({
            ...done,
            reading: readingBox.wrap(done.reading)
          })),
        process: (state, reading, tree, change, groupContext) =>
          Effect.suspend(() =>
            Effect.fromResult(process(means, states.unwrap(state), unwrapReading(reading), tree, change, groupContext))
          ).pipe(Effect.map((processed) => ({ ...processed, state: states.wrap(processed.state) }))),
        follow: (state, tree) => {
          const followed = follow(states.unwrap(state), tree)
          return { state: states.wrap(followed.state), retired: followed.retired }
        },
        join: (me, leaf, from, tree, book, welcome) =>
          Option.isNone(welcome)
            ? Effect.fail(new CgkaRejected({ reason: "Malformed" }))
            : Effect.suspend(() => Effect.fromResult(join(means, me, leaf, from, tree, book, welcomes.unwrap(welcome.value)))).pipe(
                Effect.map(states.wrap)
              ),
        leafKey: (state) => states.unwrap(state).leaf,
        knows: (state) => {
          const { leaf, lines, me } = states.unwrap(state)
          const own = toNode(me)
          return [
            { node: own, publicKey: leaf.publicKey },
            ...lines.filter(({ node }) => node !== own).map(({ key, node }) => ({ node, publicKey: key }))
          ]
        },
        route: (reading, _tree, _change, member) => routeOf(unwrapReading(reading), member),
        ...(counted ? { counting: countingOf(unwrapReading) } : {})
      })
    })
  )

/** TreeKEM with keys in ristretto255 that are never used twice. */
export const layer: Layer.Layer<Cgka, never, CipherSuite | Entropy> = updatableTreeKem(upke)
