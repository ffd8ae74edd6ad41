import { checkPathSealing, type LawBroken, playCgka, type ScriptStep } from "@copath/conformance"
import { Cgka, type CgkaEvidence, type CgkaState, type Change, PathSealing, Secret, type TreeView } from "@copath/contracts"
import { nodeSuite } from "@copath/crypto-node"
import { toNode } from "@copath/tree-math"
import { Effect, Layer, Option, Result, Struct } from "effect"
import { describe, expect, it } from "vitest"
import { boxesOf } from "../src/boxes.ts"
import type { PathKey } from "../src/state.ts"
import { rfcLayer } from "./rfc.ts"

const { unwrap: unwrapState, wrap: wrapState } = boxesOf("treekem9420").state

type Service = Cgka["Service"]

const quiet: ScriptStep = { by: 0, external: false, adds: 0, removes: [], updates: [], path: false }
/** Commits by several, an Add without a path, an Update, a Remove. */
const story: ReadonlyArray<ScriptStep> = [
  { ...quiet, by: 3 },
  { ...quiet, by: 1, removes: [2] },
  { ...quiet, by: 2, adds: 1 },
  { ...quiet, by: 4, updates: [0] }
]

const faulty = (fault: (sound: Service) => Partial<Service>) =>
  Layer.effect(
    Cgka,
    Effect.map(Cgka, (sound) => Cgka.of({ ...sound, ...fault(sound) }))
  ).pipe(Layer.provide(rfcLayer))

/** Which law a TreeKEM with one fault breaks. */
const brokenBy = (fault: (sound: Service) => Partial<Service>) =>
  Effect.runPromise(Effect.flip(playCgka(faulty(fault), story, { suite: nodeSuite(1), seed: 5, members: 6 })))

/** The same of the law about sealed paths. */
const sealingBrokenBy = (layer: Parameters<typeof checkPathSealing>[0]) =>
  Effect.runPromise(Effect.flip(checkPathSealing(layer, story, { suite: nodeSuite(1), seed: 5, members: 6 })))

/** A state with more keys than it should have. */
const withPath = (state: CgkaState, path: ReadonlyArray<PathKey>): CgkaState => {
  const sound = unwrapState(state)
  return wrapState({ ...sound, path: [...sound.path, ...path.filter((key) => !sound.path.includes(key))] })
}
const law = (name: LawBroken["law"]) => expect.objectContaining({ _tag: "LawBroken", law: name }) as LawBroken

describe("the laws of Cgka notice a TreeKEM", () => {
  it("that keeps a replaced key from being wiped", async () => {
    const broken = await brokenBy(({ process }) => ({
      process: (...args) => process(...args).pipe(Effect.map((done) => ({ ...done, retired: done.retired.slice(1) })))
    }))
    expect(broken).toEqual(law("retired"))
  })

  it("that has a live key wiped", async () => {
    const broken = await brokenBy(({ process }) => ({
      process: (...args) => process(...args).pipe(Effect.map((done) => ({ ...done, retired: [unwrapState(done.state).leaf.secretKey] })))
    }))
    expect(broken).toEqual(law("retired"))
  })

  it("that clings to its old leaf after an Update", async () => {
    expect(await brokenBy(() => ({ renew: (state) => ({ state, retired: [] }) }))).toEqual(law("agreement"))
  })

  it("that keeps the keys of blanked nodes", async () => {
    const broken = await brokenBy(({ knows, process }) => ({
      // The state as before, whatever the commit has blanked, shown through what it claims to know.
      process: (state, ...args) =>
        process(state, ...args).pipe(
          Effect.map((done) => ({ ...done, state: withPath(done.state, unwrapState(state).path), retired: [] }))
        ),
      knows
    }))
    expect(broken).toEqual(law("who knows what"))
  })

  it("whose joiners throw their path secret away", async () => {
    const broken = await brokenBy(({ join }) => ({ join: (me, leaf, from, tree, book) => join(me, leaf, from, tree, book, Option.none()) }))
    expect(broken).toEqual(law("who knows what"))
  })

  it("whose commit secret is always the same", async () => {
    const constant = () => new Secret(new Uint8Array(32))
    const broken = await brokenBy(({ process, seal }) => ({
      seal: (...args) => seal(...args).pipe(Effect.map((done) => ({ ...done, commitSecret: constant() }))),
      process: (...args) => process(...args).pipe(Effect.map((done) => ({ ...done, commitSecret: constant() })))
    }))
    expect(broken).toEqual(law("commit secrets are fresh"))
  })

  it("whose members disagree", async () => {
    const broken = await brokenBy(({ process }) => ({
      process: (...args) => process(...args).pipe(Effect.map((done) => ({ ...done, commitSecret: new Secret(new Uint8Array(32)) })))
    }))
    expect(broken).toEqual(law("agreement"))
  })

  it("whose receivers see other edits than the committer", async () => {
    const broken = await brokenBy(({ read }) => ({
      read: (...args) => Result.map(read(...args), (done) => ({ ...done, edits: done.edits.slice(1) }))
    }))
    expect(broken).toEqual(law("read equals stage"))
  })

  it("that claims equal work where it is not", async () => {
    expect(await brokenBy(() => ({ route: () => "all alike" }))).toEqual(law("equal routes are equal work"))
  })

  it("whose state loses its path when written down", async () => {
    const broken = await brokenBy(({ begin, stateCodec }) => ({
      stateCodec: { ...stateCodec, write: (w, state) => stateCodec.write(w, begin(unwrapState(state).me, unwrapState(state).leaf)) }
    }))
    expect(broken).toEqual(law("codecs round trip"))
  })

  it("whose evidence names the wrong readers, or believes any secret", async () => {
    const withEvidence = (fault: (sound: CgkaEvidence) => Partial<CgkaEvidence>) =>
      brokenBy(({ evidence }) => (evidence === undefined ? {} : { evidence: { ...evidence, ...fault(evidence) } }))
    const readers = await withEvidence(({ sealed }) => ({
      sealed: (...args) => sealed(...args).map((one) => ({ ...one, readers: one.readers.slice(1) }))
    }))
    expect(readers).toEqual(law("evidence"))
    expect(await withEvidence(() => ({ keeps: () => true }))).toEqual(law("evidence"))
    expect(await withEvidence(() => ({ keyFor: () => undefined }))).toEqual(law("evidence"))
  })

  it("that seals paths by the seam and does not say so, or says so and seals by itself", async () => {
    const unsaid = Layer.effect(
      Cgka,
      Effect.map(Cgka, (sound) => Cgka.of(Struct.omit(sound, ["sealsPaths"])))
    ).pipe(Layer.provide(rfcLayer))
    expect(await sealingBrokenBy(unsaid)).toEqual(law("paths are sealed as declared"))
    const byItself = Layer.provide(rfcLayer, Layer.succeed(PathSealing, PathSealing.defaultValue()))
    expect(await sealingBrokenBy(byItself)).toEqual(law("paths are sealed as declared"))
  })

  it("whose committers and receivers agree on sealing without the leaf key, or see another one", async () => {
    const without = (tree: TreeView, { committer }: Change): TreeView => ({
      leafCount: tree.leafCount,
      occupied: (leaf) => tree.occupied(leaf),
      resolution: (node) => tree.resolution(node),
      keyAt: (node) => (node === toNode(committer) ? undefined : tree.keyAt(node))
    })
    const downgraded = faulty(({ read, stage }) => ({
      stage: (state, book, tree, change) => stage(state, book, without(tree, change), change),
      read: (book, tree, change, ...rest) => read(book, without(tree, change), change, ...rest)
    }))
    expect(await sealingBrokenBy(downgraded)).toMatchObject({ detail: "a member's path is sealed without its leaf key" })
    const onOneSide = faulty(({ read }) => ({ read: (book, tree, change, ...rest) => read(book, without(tree, change), change, ...rest) }))
    expect(await sealingBrokenBy(onOneSide)).toEqual(law("agreement"))
  })

  it("that seals while the commit is pending, changing the old state", async () => {
    const broken = await brokenBy(({ stage }) => ({
      stage: (state, ...args) => stage(state, ...args).pipe(Effect.tap(() => Effect.sync(() => unwrapState(state).leaf.secretKey.wipe())))
    }))
    expect(broken).toEqual(law("a pending commit leaves the state as it was"))
  })
})
