import { Cgka, type CgkaReading, type CgkaStaged, CipherSuite, Entropy, opaque } from "@copath/contracts"
import { toNode } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { freshLeaf, seal, stage, type TreeKemStaged } from "./commit.ts"
import { follow, renew } from "./follow.ts"
import { bookCodec, emptyBook, unwrapUpdate, unwrapWelcome, updateCodec, welcomeCodec, wrapUpdate } from "./holes.ts"
import { join } from "./join.ts"
import { meetingStep, process, read, type TreeKemReading } from "./receive.ts"
import { stateCodec, unwrapState, wrapState } from "./state.ts"

const stagedBox = opaque<"CgkaStaged", TreeKemStaged>("CgkaStaged", "treekem9420")
const readingBox = opaque<"CgkaReading", TreeKemReading>("CgkaReading", "treekem9420")
const unwrapReading = (reading: CgkaReading): TreeKemReading => readingBox.unwrap(reading)
const unwrapStaged = (staged: CgkaStaged): TreeKemStaged => stagedBox.unwrap(staged)

/** TreeKEM as in RFC 9420, section 7: `treekem9420` with unmerged leaves. */
export const layer: Layer.Layer<Cgka, never, CipherSuite | Entropy> = Layer.effect(
  Cgka,
  Effect.gen(function* () {
    const suite = yield* CipherSuite
    const { secret: random } = yield* Entropy
    return Cgka.of({
      id: "treekem9420",
      rules: { onAdd: "unmerged", onRemove: "blank", pathFor: new Set(["remove", "update"]) },
      reach: "path",
      groupSecret: true,
      emptyBook,
      stateCodec,
      bookCodec,
      updateCodec,
      welcomeCodec,
      leaf: () => Effect.sync(() => freshLeaf(suite, random)),
      begin: (me, leaf) => wrapState({ me, leaf, path: [] }),
      renew: (state, leaf) => {
        const renewed = renew(unwrapState(state), leaf)
        return { state: wrapState(renewed.state), retired: renewed.retired }
      },
      stage: (state, _book, tree, change) =>
        Effect.sync(() => {
          const staged = stage(suite, random, unwrapState(state), tree, change)
          return { ...staged, staged: stagedBox.wrap(staged.staged) }
        }),
      seal: (staged, tree, change, groupContext) =>
        Effect.suspend(() => Effect.fromResult(seal(suite, random, unwrapStaged(staged), tree, change, groupContext))).pipe(
          Effect.map((sealed) => ({ ...sealed, state: wrapState(sealed.state), update: wrapUpdate(sealed.update) }))
        ),
      read: (_book, tree, change, update) =>
        Result.map(read(suite, tree, change, unwrapUpdate(update)), (done) => ({ ...done, reading: readingBox.wrap(done.reading) })),
      process: (state, reading, tree, change, groupContext) =>
        Effect.suspend(() =>
          Effect.fromResult(process(suite, unwrapState(state), unwrapReading(reading), tree, change, groupContext))
        ).pipe(Effect.map((processed) => ({ ...processed, state: wrapState(processed.state) }))),
      follow: (state, tree) => {
        const followed = follow(unwrapState(state), tree)
        return { state: wrapState(followed.state), retired: followed.retired }
      },
      join: (me, leaf, from, tree, _book, welcome) =>
        Effect.suspend(() =>
          Effect.fromResult(join(suite, me, leaf, from, tree, Option.getOrUndefined(Option.map(welcome, unwrapWelcome))))
        ).pipe(Effect.map(wrapState)),
      leafKey: (state) => unwrapState(state).leaf,
      knows: (state) => {
        const { leaf, me, path } = unwrapState(state)
        return [{ node: toNode(me), publicKey: leaf.publicKey }, ...path.map(({ node, pair }) => ({ node, publicKey: pair.publicKey }))]
      },
      // One decryption each; what differs is how many nodes are derived from where the paths meet.
      route: (reading, _tree, _change, member) => String(meetingStep(unwrapReading(reading).steps, member))
    })
  })
)
