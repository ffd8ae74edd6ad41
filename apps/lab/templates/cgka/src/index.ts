import { type Codec, mapped, struct, uint32, vector } from "@copath/codec"
import { Cgka, CgkaRejected, type Change, CipherSuite, CryptoFailure, decryptWithLabel, encryptWithLabel, Entropy } from "@copath/contracts"
import { equalBytes, type HpkeCiphertext, type KeyPair, keyPairCodec, opaque, Secret, type TreeView } from "@copath/contracts"
import { cgka } from "@copath/profile-lab"
import { type LeafIndex, leafIndex, toNode } from "@copath/tree-math"
import { hpkeCiphertext } from "@copath/wire"
import { Effect, Layer, Result } from "effect"

const id = "my-scheme"

/** All that a member keeps: its leaf, and that leaf's key pair. */
const member = struct("Member", { me: mapped(uint32, "leaf", Number, leafIndex), pair: keyPairCodec })
type Member = { readonly me: LeafIndex; readonly pair: KeyPair }
/** A commit's path: its secret, sealed once for each receiver. */
type Sealed = ReadonlyArray<HpkeCiphertext>
const nothing: Codec<object> = { name: "Nothing", write: () => undefined, read: () => ({}) }

// The engine carries these about and looks into none of them.
const state = opaque<"CgkaState", Member>("CgkaState", id)
const staged = opaque<"CgkaStaged", { readonly before: Member; readonly pair: KeyPair; readonly secret: Secret }>("CgkaStaged", id)
const update = opaque<"CgkaUpdate", Sealed>("CgkaUpdate", id)
const reading = opaque<"CgkaReading", { readonly to: ReadonlyArray<LeafIndex>; readonly sealed: Sealed }>("CgkaReading", id)
const welcome = opaque<"CgkaWelcome", object>("CgkaWelcome", id)
const book = opaque<"CgkaBook", object>("CgkaBook", id)

/** Everybody but the committer and those who come in by this very commit: the key schedule tells them. */
const receivers = (tree: TreeView, { added, committer }: Change): ReadonlyArray<LeafIndex> =>
  Array.from({ length: tree.leafCount }, (_, i) => leafIndex(i)).filter(
    (leaf) => leaf !== committer && tree.occupied(leaf) && !added.includes(leaf)
  )

/** Each commit draws a secret and seals it to the leaf of every other member. The tree above the leaves stays empty. */
export const layer = Layer.effect(
  Cgka,
  Effect.gen(function* () {
    const suite = yield* CipherSuite
    const { secret: random } = yield* Entropy
    const fresh = () => Effect.sync(() => suite.kem.derive(random(suite.kem.seedSize)))
    return Cgka.of({
      id,
      groupSecret: true,
      reach: "path",
      // What proposals do to parents, and which of them need a path.
      rules: { onAdd: "keep", onRemove: "keep", pathFor: new Set(["remove", "update"]) },
      emptyBook: book.wrap({}),
      stateCodec: state.codec(member),
      bookCodec: book.codec(nothing),
      updateCodec: update.codec(vector(hpkeCiphertext)),
      welcomeCodec: welcome.codec(nothing),
      leaf: fresh,
      begin: (me, pair) => state.wrap({ me, pair }),
      renew: (before, pair) => {
        const { me, pair: old } = state.unwrap(before)
        return { state: state.wrap({ me, pair }), retired: [old.secretKey] }
      },
      // The committer, first half: which public keys are new. Second half, once they are in the tree and its hash in `context`: what the others are told.
      stage: (before) =>
        Effect.map(fresh(), (pair) => {
          const made = staged.wrap({ before: state.unwrap(before), pair, secret: random(suite.kdf.size) })
          return { staged: made, leafKey: pair.publicKey, edits: [], book: book.wrap({}) }
        }),
      seal: (made, tree, change, context) =>
        Effect.suspend(() => {
          const { before, pair, secret } = staged.unwrap(made)
          const keys = receivers(tree, change).flatMap((leaf) => tree.keyAt(toNode(leaf)) ?? [])
          const sealed = keys.flatMap((key) => encryptWithLabel(suite, key, id, context, secret.expose(), random) ?? [])
          // Every key in the tree was looked at when it came in.
          if (sealed.length < keys.length) return new CryptoFailure({ operation: "hpke.seal" })
          const welcomes = change.added.map(() => welcome.wrap({}))
          const next = state.wrap({ me: before.me, pair })
          return Effect.succeed({
            state: next,
            commitSecret: secret,
            update: update.wrap(sealed),
            welcomes,
            retired: [before.pair.secretKey]
          })
        }),
      // The receiver, first half: public, the same for all. Second half: its own secret.
      read: (before, tree, change, carried) => {
        const [to, sealed] = [receivers(tree, change), update.unwrap(carried)]
        if (sealed.length !== to.length) return Result.fail(new CgkaRejected({ reason: "PathLength" }))
        return Result.succeed({ reading: reading.wrap({ to, sealed }), edits: [], book: before })
      },
      process: (before, read, tree, _change, context) =>
        Effect.suspend(() => {
          const [{ me, pair }, { sealed, to }] = [state.unwrap(before), reading.unwrap(read)]
          const [mine, key] = [sealed[to.indexOf(me)], tree.keyAt(toNode(me))]
          // A leaf may have a new owner: its number alone does not make it ours.
          if (mine === undefined || key === undefined || !equalBytes(key, pair.publicKey)) return new CgkaRejected({ reason: "NotForUs" })
          const secret = decryptWithLabel(suite, pair, id, context, mine)
          if (secret?.length !== suite.kdf.size) return new CgkaRejected({ reason: "Undecryptable" })
          return Effect.succeed({ state: before, commitSecret: new Secret(secret), retired: [] })
        }),
      follow: (before) => ({ state: before, retired: [] }),
      join: (me, pair) => Effect.succeed(state.wrap({ me, pair })),
      leafKey: (before) => state.unwrap(before).pair,
      knows: (before) => [{ node: toNode(state.unwrap(before).me), publicKey: state.unwrap(before).pair.publicKey }],
      route: () => "everybody does the same"
    })
  })
)

export default cgka({ id, title: "A fresh secret for each other member", source: "an experiment", layer })
