import { readFileSync } from "node:fs"
import { join } from "node:path"
import { commit, persist } from "@copath/group"
import { leafIndex } from "@copath/tree-math"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { expect, test } from "vitest"
import { allSealed, blobsOf, changedBlobs, fetchCopath, fetchProof, persistDigest, readDigest, restoreDigest } from "../src/index.ts"
import { adopted, begin, commits, counted, joins, type Member, packageOf, suite, takes, world } from "./world.ts"

/** A group of n with its creator, after one member of each node on the creator's copath has committed: parents are where they can be. */
const settled = Effect.fnUntraced(function* (n: number) {
  const alone = yield* begin("member 0", allSealed)
  const packages = yield* Effect.forEach(Array.from({ length: n - 1 }), (_, i) => packageOf(`member ${i + 1}`))
  const creator = yield* adopted(alone, yield* commit(alone.state, { add: packages.map((p) => p.keyPackage) }), allSealed)
  const fresh: Member = { state: creator.state, keys: creator.keys }
  const joined: Array<Member> = []
  for (let leaf = 2; leaf < n; leaf *= 2) {
    const joiner = packages[leaf - 1]
    if (joiner === undefined) throw new Error("no such leaf")
    joined.push(yield* joins(creator, creator.made, joiner, allSealed))
  }
  let active: ReadonlyArray<Member> = [fresh, ...joined]
  for (let i = 1; i < active.length; i++) {
    const committer = active[i]
    if (committer === undefined) throw new Error("no such member")
    const { keys, made, state } = yield* commits(committer, {}, allSealed)
    active = yield* Effect.forEach(active, (m, j) => (j === i ? Effect.succeed({ state, keys }) : takes(m, made.message)))
  }
  const [old] = active
  if (old === undefined) throw new Error("nobody")
  return { fresh, old }
})

/** What one member writes, and what it asks of the store. */
const measured = Effect.fnUntraced(function* (member: Member) {
  const s = yield* suite
  const { digest } = s.hash
  const { keys, state } = member
  const written = yield* persistDigest(state, keys)
  const { known, root } = yield* readDigest(written)
  const fetching = { form: allSealed(s, keys), digest }
  const all = yield* counted(restoreDigest(written, allSealed))
  const update = yield* counted(fetchCopath({ ...fetching, known }, root, state.me))
  const author = yield* counted(fetchProof(fetching, root, leafIndex(state.tree.leafCount - 1)))
  const next = yield* commit(state, {})
  const stored = changedBlobs(state.tree, next.state.pending?.next.tree ?? state.tree, digest)
  return {
    full: (yield* persist(state)).length,
    written: written.length,
    all: all.asked,
    update: update.asked,
    author: author.asked,
    stored: { blobs: stored.length, bytes: stored.reduce((sum, blob) => sum + fetching.form.lay(blob).length, 0) },
    total: blobsOf(state.tree, digest).length
  }
})

type Measured = Effect.Success<ReturnType<typeof measured>>
const sizes = [16, 64, 256] as const
const rows: Array<ReadonlyArray<number>> = []
const cells = (n: number, m: Measured, young: Measured) => [
  n,
  m.full,
  m.written,
  m.all.blobs,
  m.all.bytes,
  m.update.blobs,
  m.update.bytes,
  young.update.blobs,
  m.author.blobs,
  m.author.bytes,
  m.stored.blobs,
  m.stored.bytes
]

it.effect.each(sizes)(
  "R056: what a member of %i writes grows with log n, and so does what it asks for to update or to know an author",
  (n) =>
    Effect.gen(function* () {
      const { fresh, old } = yield* settled(n)
      const [m, young] = [yield* measured(old), yield* measured(fresh)]
      rows.push(cells(n, m, young))
      const depth = Math.log2(n)
      // Own leaf and path are written down: everything else is asked for.
      expect(m.all).toMatchObject({ blobs: m.total - depth - 1, batches: depth })
      expect(m.update).toMatchObject({ blobs: depth, batches: 1 })
      expect(m.author).toMatchObject({ blobs: depth + 1, batches: depth + 1 })
      expect(m.stored.blobs).toBe(depth + 1)
      // Where nobody has committed yet every member is a leaf of some copath: an Update needs them all.
      expect(young.update.blobs).toBeGreaterThan(n)
      expect(m.full).toBeGreaterThan(n * 200)
      expect(m.written).toBeLessThan(4000 + 600 * depth)
    }).pipe(Effect.provide(world(new Map(), `costs ${n}`)))
)

test("the README's table is what was measured, to a tenth", () => {
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8")
  const told = readme
    .split("\n")
    .filter((line) => /^\| *\d/.test(line))
    .map((line) => (line.match(/[\d,]+/g) ?? []).map((cell) => Number(cell.replaceAll(",", ""))))
  console.log(rows.map((r) => `| ${r.map((c) => c.toLocaleString("en")).join(" | ")} |`).join("\n"))
  expect(told.map((row) => row[0])).toEqual([...sizes])
  for (const [i, row] of rows.entries())
    for (const [j, value] of row.entries()) {
      const cell = told[i]?.[j] ?? 0
      expect(Math.abs(cell - value) / value, `row ${row[0]}, column ${j}: ${value} measured, ${cell} told`).toBeLessThan(0.1)
    }
})
