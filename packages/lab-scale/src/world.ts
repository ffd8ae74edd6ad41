import { CipherSuite, Entropy, type Suite } from "@copath/contracts"
import { seededRandom } from "@copath/crypto-counting"
import { GroupOptions } from "@copath/group"
import { defaultStart } from "@copath/lab-core"
import { type Composed, IncompatibleProfile } from "@copath/profile-lab"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { leanSuite } from "./leanSuite.ts"
import { refused, ScaleRefused } from "./refused.ts"
import { Tally, tallied } from "./tally.ts"

/** What surrounds the members of a counted group: a provider that hardly computes, whose work is added up, and a clock that the runner sets. */
export class ScaleWorld {
  readonly tally = new Tally()
  readonly clock = new VirtualClock()
  /** Bytes of the GroupInfo that was sealed for joiners last. */
  readonly sealed = { info: 0 }
  private readonly composed: Composed
  private readonly suite: number
  private readonly seed: string

  /** `suite`: a cipher suite's number; `seed`: fixes all randomness. */
  constructor({ composed, seed, suite }: { readonly composed: Composed; readonly suite: number; readonly seed: string }) {
    this.composed = composed
    this.suite = suite
    this.seed = seed
  }

  /** Runs something on the composition's parts. Whatever fails there that is no refusal is a member that could not follow. */
  run<A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) {
    const { composed, sealed, tally } = this
    const suite = Layer.effect(
      CipherSuite,
      Effect.map(CipherSuite, (own) => tallied(watching(leanSuite(own), sealed), tally))
    )
    const base = Layer.mergeAll(
      Layer.provide(suite, composed.suite(this.suite)),
      Layer.sync(Entropy, () => Entropy.of({ secret: seededRandom(this.seed) })),
      composed.delivery
    )
    return Effect.andThen(Effect.flatMap(CipherSuite, counting), effect).pipe(
      Effect.provide(Layer.provideMerge(composed.protocol, base), { local: true }),
      Effect.provideService(GroupOptions, composed.choices),
      Effect.provideService(Clock.Clock, this.clock),
      Effect.mapError((error) => {
        if (error instanceof ScaleRefused) return error
        if (error instanceof IncompatibleProfile) return refused("Incompatible", error.message)
        return refused("Broken", "reason" in error ? `${error._tag} ${String(error.reason)}` : error._tag)
      })
    )
  }
}

const counting = ({ provider }: Suite): Effect.Effect<void, ScaleRefused> =>
  provider === "counting"
    ? Effect.void
    : refused(
        "NotCounting",
        `the provider "${provider}" computes: members' private keys cannot be made up under it; take provider=counting`
      )

/** Notes the length of what is sealed for joiners: it alone has no associated data. */
const watching = (suite: Suite, sealed: { info: number }): Suite => ({
  ...suite,
  aead: {
    ...suite.aead,
    seal: (key, nonce, aad, plain) => {
      if (aad.length === 0) sealed.info = plain.length
      return suite.aead.seal(key, nonce, aad, plain)
    }
  }
})

class VirtualClock implements Clock.Clock {
  now = defaultStart
  currentTimeMillisUnsafe = (): number => this.now
  currentTimeMillis = Effect.sync(() => this.now)
  currentTimeNanosUnsafe = (): bigint => BigInt(this.now) * 1_000_000n
  currentTimeNanos = Effect.sync(() => BigInt(this.now) * 1_000_000n)
  monotonicTimeNanosUnsafe = (): bigint => BigInt(this.now) * 1_000_000n
  monotonicTimeNanos = Effect.sync(() => BigInt(this.now) * 1_000_000n)
  sleep = (): Effect.Effect<void> => Effect.void
}
