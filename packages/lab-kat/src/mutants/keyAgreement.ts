import { type Codec, encode, opaque as bytes, struct } from "@copath/codec"
import {
  Cgka,
  type CgkaUpdate,
  type CgkaWelcome,
  CipherSuite,
  Entropy,
  expandWithLabel,
  noBytes,
  opaque,
  type PathSealer,
  PathSealing,
  Secret
} from "@copath/contracts"
import { type Derivation, rfc9420Derivation, treekem9420, treekemWith } from "@copath/cgka-treekem"
import { cgka, type CgkaPart } from "@copath/profile-lab"
import { leafIndex, toNode } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { membersOf, Script } from "../script.ts"
import { changed } from "../variant.ts"
import { chat, comeAndGo } from "./histories.ts"
import { mutant } from "./mutant.ts"

type Agreement = Cgka["Service"]

const broken = (
  id: string,
  title: string,
  layer: CgkaPart["layer"],
  change: (service: Agreement) => Partial<Agreement> = () => ({})
): CgkaPart => cgka({ id, title, source: "a mutant", layer: changed(Cgka, layer, id, change) })

/** What is sealed travels beside its ciphertext. */
const inClear: PathSealer = {
  id: "in-clear",
  authenticated: false,
  provable: false,
  seal: ({ hpke }, _sender, to, info, aad, secret, random) => {
    const sealed = hpke.seal(to, info, aad, secret, random)
    return sealed === undefined ? undefined : { ...sealed, ciphertext: Uint8Array.of(...sealed.ciphertext, ...secret) }
  },
  open: ({ aead, hpke, kdf }, _sender, me, info, aad, { ciphertext, kemOutput }) =>
    hpke.open(me, info, aad, { kemOutput, ciphertext: ciphertext.subarray(0, kdf.size + aead.tagSize) })
}

/** Whoever sees the wire has the keys of the path. */
export const pathInClear = mutant({
  part: broken(
    "treekem-path-in-clear",
    "Path secrets stand in clear beside their ciphertexts",
    Layer.provide(treekem9420, Layer.succeed(PathSealing, inClear))
  ),
  of: "treekem9420",
  workload: chat,
  metric: "secretOnTheWire",
  values: { whole: 0, broken: 8 }
})

const besideBox = opaque<"CgkaUpdate", { readonly inner: CgkaUpdate; readonly beside: Uint8Array }>("CgkaUpdate", "beside")
const besideCodec = (inner: Codec<CgkaUpdate>) => besideBox.codec(struct("Beside", { inner, beside: bytes }))

/** The commit secret goes to the leaf keys that were there before the removal as well. */
const sealsToRemoved: CgkaPart["layer"] = Layer.effect(
  Cgka,
  Effect.gen(function* () {
    const inner = yield* Cgka
    const { hpke } = yield* CipherSuite
    const { secret: random } = yield* Entropy
    // The committer of a removal once saw the leaf that is gone.
    const seen = new Map<number, Uint8Array>()
    const look = (tree: Parameters<Agreement["seal"]>[1]): void => {
      for (let leaf = 0; leaf < tree.leafCount; leaf++) {
        const key = tree.keyAt(toNode(leafIndex(leaf)))
        if (key !== undefined) seen.set(leaf, key)
      }
    }
    return Cgka.of({
      ...inner,
      updateCodec: besideCodec(inner.updateCodec),
      seal: (staged, tree, change, context) =>
        Effect.map(inner.seal(staged, tree, change, context), (sealed) => {
          const boxes = change.removed.map((leaf) =>
            hpke.seal(seen.get(leaf) ?? noBytes, context, noBytes, sealed.commitSecret.expose(), random)
          )
          look(tree)
          const beside = Uint8Array.from(boxes.flatMap((box) => (box === undefined ? [] : [...box.kemOutput, ...box.ciphertext])))
          return { ...sealed, update: besideBox.wrap({ inner: sealed.update, beside }) }
        }),
      read: (book, tree, change, update, leafKey) => inner.read(book, tree, change, besideBox.unwrap(update).inner, leafKey)
    })
  })
).pipe(Layer.provide(treekem9420))

/** Removal does not remove. */
export const sealedToRemoved = mutant({
  part: broken("treekem-sealed-to-removed", "A commit is sealed to the leaves that it removes as well", sealsToRemoved),
  of: "treekem9420",
  workload: comeAndGo,
  metric: "exMembers",
  values: { whole: 0, broken: 7 }
})

/** The same bytes whoever asks, and whenever. */
const constant = (length: number): Secret => new Secret(Uint8Array.from({ length }, (_, i) => 7 * i + 1))

/** Whoever knows the constant opens every ciphertext. */
const sealedByConstant: PathSealer = {
  id: "constant",
  authenticated: false,
  provable: false,
  seal: ({ hpke }, _sender, to, info, aad, secret) => hpke.seal(to, info, aad, secret, constant),
  open: ({ hpke }, _sender, me, info, aad, sealed) => hpke.open(me, info, aad, sealed)
}

/** What nobody was seen to draw may be known to anybody. */
export const constantRandomness = mutant({
  part: broken(
    "treekem-constant-randomness",
    "Path secrets are sealed with a constant for randomness",
    Layer.provide(treekem9420, Layer.succeed(PathSealing, sealedByConstant))
  ),
  of: "treekem9420",
  workload: chat,
  metric: "unexplained",
  values: { whole: 0, broken: 1 }
})

/** The new leaf, and the path above it, are computed from the leaf's old key. */
const pathFollowsLeaf: CgkaPart["layer"] = Layer.unwrap(
  Effect.sync(() => {
    let mine: Secret | undefined
    const derivation: Derivation = {
      ...rfc9420Derivation,
      leaf: (suite, random) => {
        if (mine === undefined) return rfc9420Derivation.leaf(suite, random)
        const [seed, start] = ["next leaf", "path"].map((label) =>
          expandWithLabel(suite, mine ?? constant(32), label, noBytes, suite.kdf.size)
        )
        return { pair: suite.kem.derive(seed as Secret), start: start as Secret }
      }
    }
    return changed(Cgka, treekemWith(derivation), "treekem9420", ({ leafKey, stage }) => ({
      stage: (state, book, tree, change) =>
        Effect.suspend(() => {
          mine = leafKey?.(state).secretKey
          return stage(state, book, tree, change)
        })
    }))
  })
)

/** Whoever took the leaf's key computes along. */
export const pathFollows = mutant({
  part: broken("treekem-path-follows-leaf", "New keys are computed from the leaf's old one", pathFollowsLeaf),
  of: "treekem9420",
  workload: chat,
  metric: "neverHealed",
  values: { whole: 48, broken: 100 }
})

const welcomeBox = opaque<"CgkaWelcome", { readonly inner: CgkaWelcome; readonly beside: Uint8Array }>("CgkaWelcome", "beside")

/** A newcomer is told, beside its path secret, the leaf key that the adder had until then. */
const toldTooMuch = ({ join, leafKey, seal, stage, welcomeCodec }: Agreement): Partial<Agreement> => {
  let mine = noBytes
  return {
    welcomeCodec: welcomeBox.codec(struct("Beside", { inner: welcomeCodec, beside: bytes })),
    stage: (state, book, tree, change) =>
      Effect.suspend(() => {
        mine = leafKey?.(state).secretKey.expose().slice() ?? noBytes
        return stage(state, book, tree, change)
      }),
    seal: (staged, tree, change, context) =>
      Effect.map(seal(staged, tree, change, context), (sealed) => ({
        ...sealed,
        welcomes: sealed.welcomes.map((inner) => welcomeBox.wrap({ inner, beside: mine }))
      })),
    join: (me, leaf, from, tree, book, welcome) =>
      join(
        me,
        leaf,
        from,
        tree,
        book,
        Option.map(welcome, (told) => welcomeBox.unwrap(told).inner)
      )
  }
}

const members = membersOf(4)

/** A newcomer reads what was said before it came. */
export const newcomerTold = mutant({
  part: broken("treekem-newcomer-told", "A Welcome holds the leaf key that the adder had before", treekem9420, toldTooMuch),
  of: "treekem9420",
  spec: { schedule: "root-only" },
  workload: new Script(members)
    .say(...members)
    .rekey("2")
    .say(...members)
    .add("3", "4")
    .say("4")
    .workload("newcomer"),
  metric: "newcomers",
  values: { whole: 0, broken: 4 }
})

/** The written state with zeros where the leaf's key should be. */
const blotting = ({ leafKey, stateCodec }: Agreement): Partial<Agreement> => ({
  stateCodec: {
    ...stateCodec,
    write: (writer, state) => {
      const written = encode(stateCodec, state)
      const key = leafKey?.(state).secretKey.expose() ?? noBytes
      const at = written.findIndex((_, i) => key.every((byte, j) => written[i + j] === byte))
      writer.bytes(written.fill(0, at, at + key.length))
    }
  }
})

/** A member that wakes up can no longer follow. */
export const stateLacksKey = mutant({
  part: broken("treekem-state-lacks-key", "The written state lacks the leaf's key", treekem9420, blotting),
  of: "treekem9420",
  workload: chat,
  persistEvery: 1,
  metric: "notWritten",
  values: { whole: 0, broken: 100 }
})
