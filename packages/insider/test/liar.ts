import { decode, encode } from "@copath/codec"
import { Cgka, CipherSuite, Entropy, type HpkeCiphertext, type SealedSecret, type Suite } from "@copath/contracts"
import { commit, type GroupState, type Intent } from "@copath/group"
import { toNode } from "@copath/tree-math"
import { type UpdatePathNode, updatePathNodes } from "@copath/wire"
import { Effect, Result } from "effect"

type Agreement = Cgka["Service"]

/** What a lie has to work with. */
interface Workshop {
  readonly suite: Suite
  readonly random: Entropy["Service"]["secret"]
  readonly sealed: ReadonlyArray<SealedSecret>
}

/** What is sent in the place of an honest path. */
export type Forge = (nodes: ReadonlyArray<UpdatePathNode>, workshop: Workshop) => ReadonlyArray<UpdatePathNode>

/** A key agreement that seals honestly and sends something else. Engine, signature and tags are the honest ones: nothing but the lie is wrong. */
const forging = (honest: Agreement, suite: Suite, random: Workshop["random"], forge: Forge): Agreement => ({
  ...honest,
  seal: (staged, tree, change, groupContext) =>
    Effect.map(honest.seal(staged, tree, change, groupContext), (made) => {
      const leafKey = tree.keyAt(toNode(change.committer)) ?? new Uint8Array(0)
      const { reading } = Result.getOrThrow(honest.read(honest.emptyBook, tree, change, made.update, leafKey))
      const sealed = honest.evidence?.sealed(reading, tree, change, groupContext) ?? []
      const nodes = Result.getOrThrow(decode(updatePathNodes, encode(honest.updateCodec, made.update)))
      const forged = encode(updatePathNodes, forge(nodes, { suite, random, sealed }))
      return { ...made, update: Result.getOrThrow(decode(honest.updateCodec, forged)) }
    })
})

/** A commit by a member whose key agreement lies. */
export const liesIn = Effect.fnUntraced(function* (
  state: GroupState,
  lie: (honest: Agreement, suite: Suite, random: Workshop["random"]) => Agreement,
  intent: Intent = {}
) {
  const suite = yield* CipherSuite
  const { secret } = yield* Entropy
  return yield* commit(state, intent).pipe(Effect.provideService(Cgka, lie(yield* Cgka, suite, secret)))
})

const ciphertexts = (node: UpdatePathNode): ReadonlyArray<HpkeCiphertext> =>
  Array.from({ length: node.encryptedPathSecret.length }, (_, i) => node.encryptedPathSecret.at(i) as HpkeCiphertext)

/** The ciphertext at one place of the whole commit exchanged. */
export const exchanged = (nodes: ReadonlyArray<UpdatePathNode>, index: number, by: (old: HpkeCiphertext) => HpkeCiphertext) => {
  let first = 0
  return nodes.map((node) => {
    const list = ciphertexts(node)
    const mine = index - first
    first += list.length
    return { ...node, encryptedPathSecret: list.map((old, i) => (i === mine ? by(old) : old)) }
  })
}

/** Lie (a): a secret that has nothing to do with the path, sealed as it should be. */
export const unrelated =
  (index: number): Forge =>
  (nodes, { random, sealed, suite }) => {
    const one = sealed[index]
    if (one === undefined) throw new Error(`no ciphertext ${index}`)
    const made = suite.hpke.seal(one.publicKey, one.info, one.aad, random(suite.kdf.size).expose(), random)
    return exchanged(nodes, index, (old) => made ?? old)
  }

/** Lie (a): bytes that do not open. */
export const garbage =
  (index: number): Forge =>
  (nodes) =>
    exchanged(nodes, index, ({ ciphertext, kemOutput }) => ({ kemOutput, ciphertext: ciphertext.map((b, i) => (i === 0 ? b ^ 1 : b)) }))

/** Lie (a): an encapsulated key that is none. */
export const noKey =
  (index: number): Forge =>
  (nodes) =>
    exchanged(nodes, index, ({ ciphertext, kemOutput }) => ({
      ciphertext,
      kemOutput: kemOutput.map((b, i) => (i === kemOutput.length - 1 ? b ^ 1 : b))
    }))

/** A ciphertext too few. */
export const tooFew: Forge = (nodes) =>
  nodes.map((node, i) => (i === 0 ? { ...node, encryptedPathSecret: ciphertexts(node).slice(1) } : node))

export const forged =
  (forge: Forge) =>
  (honest: Agreement, suite: Suite, random: Workshop["random"]): Agreement =>
    forging(honest, suite, random, forge)

/** Lie (b): the key published at the `level`-th node of the path is not the one that follows from its secret; nobody may hold its private half. */
export const falseKey =
  (level: number, published?: Uint8Array) =>
  (honest: Agreement, suite: Suite, random: Workshop["random"]): Agreement => {
    const key = published ?? suite.kem.derive(random(suite.kem.seedSize)).publicKey
    const sealing = forging(honest, suite, random, (nodes) =>
      nodes.map((node, i) => (i === level ? { ...node, encryptionKey: key } : node))
    )
    return {
      ...sealing,
      stage: (...args) =>
        Effect.map(honest.stage(...args), (staged) => ({
          ...staged,
          edits: staged.edits.map((edit, i) => (i === level ? { ...edit, key } : edit))
        }))
    }
  }

/** Not what `stage` told the engine, and so not what the leaf's parent hash speaks of. */
export const falseParentHash = (honest: Agreement, suite: Suite, random: Workshop["random"]): Agreement =>
  forging(honest, suite, random, (nodes) =>
    nodes.map((node, i) =>
      i === nodes.length - 1 ? { ...node, encryptionKey: suite.kem.derive(random(suite.kem.seedSize)).publicKey } : node
    )
  )

/** Lie (e): parents above a new leaf do not list it as unmerged, or those above a removed one keep their keys. */
export const falseRules = (honest: Agreement): Agreement => ({ ...honest, rules: { ...honest.rules, onAdd: "keep", onRemove: "keep" } })

/** Lie (e): a book that says of nobody what it knows; the commit itself is an honest one. */
export const falseBook = (honest: Agreement): Agreement => ({
  ...honest,
  stage: (...args) => Effect.map(honest.stage(...args), (staged) => ({ ...staged, book: honest.emptyBook }))
})
