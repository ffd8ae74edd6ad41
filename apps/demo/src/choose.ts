import { isSuiteId, seededEntropy, suiteIds } from "@copath/crypto-noble"
import { axes, type Axis, catalog, type IncompatibleProfile, profiles, type Spec, UnknownPart } from "@copath/profile-lab"
import { Clock, Data, Effect, Layer, Result } from "effect"
import { byHand, byName, handMade, type World } from "./compose.ts"

/** A choice that cannot be followed, in one line. */
export class BadChoice extends Data.TaggedError("BadChoice")<{ readonly message: string }> {}

/** What the command line says; what is left out is the default. */
export interface Choice {
  readonly profile?: string
  readonly parts: Spec
  readonly suite: string
  readonly seed?: string
}

export interface Chosen {
  readonly name: string
  readonly world: Layer.Layer<World, IncompatibleProfile>
}

type HandMade = keyof typeof handMade
const isHandMade = (name: string): name is HandMade => Object.hasOwn(handMade, name)

/** Axes that are the ground of a composition rather than the protocol: they go with the lists made by hand as well. */
const groundAxes: ReadonlySet<Axis> = new Set<Axis>(["provider", "delivery", "algorithm", "aead"])

/** The layers of a choice. */
export const choose = ({ parts, profile = "rfc9420", seed, suite }: Choice): Result.Result<Chosen, BadChoice> =>
  Result.gen(function* () {
    const known = profiles.find(({ name }) => name === profile)
    if (known === undefined && !isHandMade(profile))
      return yield* unknown("profile", profile, [...profiles.map(({ name }) => name), ...Object.keys(handMade)])
    const suiteId = Number(suite)
    if (!isSuiteId(suiteId)) return yield* unknown("cipher suite", suite, suiteIds.map(String))
    // The native provider's ECDSA draws its own randomness; noble's does not, so a seed decides every byte.
    const seeded: Spec = seed === undefined ? {} : { provider: "noble" }
    const spec = { ...known?.spec, ...seeded, ...parts }
    const composed = yield* Result.mapError(catalog().compose(spec), ({ message }) => new BadChoice({ message }))
    const { provider } = composed.parts
    const randomness = seed === undefined ? provider.entropy : Layer.merge(seededEntropy(seed), stoppedClock)
    const ground = Layer.mergeAll(composed.suite(suiteId), randomness, composed.delivery)
    if (!isHandMade(profile)) return { name: Object.keys(parts).length === 0 ? profile : composed.name, world: byName(composed, ground) }
    const other = axes.find((axis) => parts[axis] !== undefined && !groundAxes.has(axis))
    if (other === undefined) return { name: profile, world: byHand(profile, ground) }
    return yield* bad(
      `${profile} is a list in apps/demo/src/compose.ts and takes no --${other}: change the word there, or leave --profile out`
    )
  })

const bad = (message: string): Result.Result<never, BadChoice> => Result.fail(new BadChoice({ message }))
const unknown = (axis: string, name: string, valid: ReadonlyArray<string>) => bad(new UnknownPart({ axis, name, valid }).message)

const millis = Date.UTC(2026, 0, 5, 8)
const nanos = BigInt(millis) * 1_000_000n

/** A fixed moment, so that a seeded story has the same bytes every time: key packages carry dates. */
const stoppedClock = Layer.succeed(Clock.Clock, {
  currentTimeMillisUnsafe: () => millis,
  currentTimeMillis: Effect.succeed(millis),
  currentTimeNanosUnsafe: () => nanos,
  currentTimeNanos: Effect.succeed(nanos),
  monotonicTimeNanosUnsafe: () => nanos,
  monotonicTimeNanos: Effect.succeed(nanos),
  sleep: () => Effect.void
})

/** Every name that can be chosen. */
export const list = (): string => {
  const { of } = catalog()
  const row = (name: string, title: string): string => `  ${name.padEnd(28)} ${title}`
  return [
    "Profiles (--profile)",
    ...profiles.map(({ name, title }) => row(name, title)),
    ...Object.keys(handMade).map((name) => row(name, "A list of layers in apps/demo/src/compose.ts")),
    ...axes.flatMap((axis) => [
      "",
      `Parts (--${axis})`,
      ...of(axis).map(({ aliases = [], id, title }) => row([id, ...aliases].join(", "), title))
    ]),
    "",
    `Cipher suites (--suite): ${suiteIds.join(", ")}`
  ].join("\n")
}
