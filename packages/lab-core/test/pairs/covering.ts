import type { CipherSuite, Entropy } from "@copath/contracts"
import { Effect, Exit, Layer, Result } from "effect"
import { type Axis, axes, type Catalog, type Composed, type IncompatibleProfile, type Spec } from "@copath/profile-lab"

/** One option of one axis. */
export interface Option {
  readonly axis: Axis
  readonly id: string
}

/** Why two options cannot stand in one composition. */
export interface Clash {
  readonly pair: readonly [Option, Option]
  readonly refused: IncompatibleProfile
}

/** Compositions in which every two options that can stand together do, and the pairs that cannot. */
export interface Covering {
  readonly rows: ReadonlyArray<Composed>
  readonly clashes: ReadonlyArray<Clash>
  /** Pairs that some row holds. */
  readonly covered: number
}

const key = (a: Option, b: Option): string => [`${a.axis}=${a.id}`, `${b.axis}=${b.id}`].toSorted().join(" ")

/** A small generator, so that the rows are the same in every run. */
const dice = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** The cipher suite to run it with: ciphertexts can be proven to hold nothing good on P-256 alone. */
export const suiteOf = ({ parts }: Pick<Composed, "parts">): number => (parts.insider.id === "complaint" ? 2 : 1)

/** Builds a composition's layers, as whoever uses it would: they refuse what cannot work. */
const refusal = (parts: Catalog, spec: Spec): Effect.Effect<IncompatibleProfile | undefined> =>
  Effect.gen(function* () {
    const { delivery, parts: chosen, protocol, suite } = Result.getOrThrow(parts.compose(spec))
    const base: Layer.Layer<CipherSuite | Entropy> = Layer.mergeAll(suite(suiteOf({ parts: chosen })), chosen.provider.entropy)
    const built = yield* Effect.exit(Effect.scoped(Layer.build(Layer.provide(protocol, Layer.mergeAll(base, delivery)))))
    if (Exit.isSuccess(built)) return undefined
    const failed = Exit.findErrorOption(built)
    if (failed._tag === "None") throw new Error(`${JSON.stringify(spec)} dies when it is built`)
    return failed.value
  })

/** Greedy: each row begins with a pair that none holds yet and takes in as many more as it can. `over`: the axes that vary. */
export const covering = Effect.fnUntraced(function* (parts: Catalog, over: ReadonlyArray<Axis>) {
  const options = over.map((axis) => parts.of(axis).map(({ id }): Option => ({ axis, id })))
  const open = new Map<string, readonly [Option, Option]>()
  for (const [i, left] of options.entries())
    for (const right of options.slice(i + 1)) for (const a of left) for (const b of right) open.set(key(a, b), [a, b])
  const known = new Map<string, IncompatibleProfile | undefined>()
  const refused = Effect.fnUntraced(function* (spec: Spec) {
    const named = axes.map((axis) => spec[axis] ?? "").join(" ")
    if (!known.has(named)) known.set(named, yield* refusal(parts, spec))
    return known.get(named)
  })
  const roll = dice(2018)
  const rows: Array<Composed> = []
  const clashes: Array<Clash> = []
  const rest = (spec: Spec): ReadonlyArray<ReadonlyArray<Option>> =>
    options.filter((all) => all[0] !== undefined && spec[all[0].axis] === undefined)
  let covered = 0
  for (const pair of open.values()) {
    const [a, b] = pair
    if (!open.has(key(a, b))) continue
    let spec: Spec = { [a.axis]: a.id, [b.axis]: b.id }
    const wrong = yield* settled(parts, refused, spec, rest(spec), roll)
    if (wrong._tag === "clash") {
      clashes.push({ pair, refused: wrong.refused })
      open.delete(key(a, b))
      continue
    }
    spec = wrong.spec
    // Every axis left takes the option that brings in most pairs that no row holds, if the row then still builds.
    for (const all of rest(spec)) {
      const gain = (o: Option): number => Object.entries(spec).filter(([axis, id]) => open.has(key(o, { axis: axis as Axis, id }))).length
      for (const o of [...all].toSorted((x, y) => gain(y) - gain(x)).slice(0, 3)) {
        const next = { ...spec, [o.axis]: o.id }
        if ((yield* refused(next)) !== undefined) continue
        spec = next
        break
      }
    }
    const composed = Result.getOrThrow(parts.compose(spec))
    const chosen = over.map((axis): Option => ({ axis, id: composed.parts[axis].id }))
    for (const [i, x] of chosen.entries()) for (const y of chosen.slice(i + 1)) if (open.delete(key(x, y))) covered++
    // What the parts imply may differ from what was asked: never of the pair itself.
    if (open.has(key(a, b))) throw new Error(`${key(a, b)} is not in its own row`)
    rows.push(composed)
  }
  return { rows, clashes, covered } satisfies Covering
})

/** A row that holds the pair and builds: with what the pair implies, else with a third part that makes up for it. */
const settled = Effect.fnUntraced(function* (
  parts: Catalog,
  refused: (spec: Spec) => Effect.Effect<IncompatibleProfile | undefined>,
  pair: Spec,
  others: ReadonlyArray<ReadonlyArray<Option>>,
  roll: (below: number) => number
) {
  const first = yield* refused(pair)
  if (first === undefined) return { _tag: "row", spec: pair } as const
  // A rule that speaks of these two alone is not helped by a third.
  if (first.parts.every((id) => Object.values(pair).includes(id))) return { _tag: "clash", refused: first } as const
  for (const all of others) {
    for (const o of all) {
      const spec = { ...pair, [o.axis]: o.id }
      if ((yield* refused(spec)) === undefined) return { _tag: "row", spec } as const
    }
  }
  for (let tries = 0; tries < 40; tries++) {
    const two = Object.fromEntries(
      others.flatMap((all) => {
        const o = all[roll(all.length)]
        return o === undefined || roll(others.length) > 3 ? [] : [[o.axis, o.id]]
      })
    )
    const spec = { ...pair, ...two }
    if ((yield* refused(spec)) === undefined) return { _tag: "row", spec } as const
  }
  return { _tag: "clash", refused: first } as const
})
