import { CipherSuite, Entropy, type Random, Secret, type Suite, Symbols } from "@copath/contracts"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Meter, metered } from "../costs/meter.ts"
import { seeded } from "../randomness.ts"
import type { Watch } from "./watch.ts"

const utf8 = new TextEncoder()

/** Bytes by which a text is known again wherever it turns up. */
const LEAST_KNOWABLE = 8

/**
 * What surrounds the members of a run: a clock that the runner sets, and one generator per member, so that adding a member shifts nobody
 * else's randomness. Who acts is set before each event, never by a part.
 */
export class World {
  /** Virtual time in milliseconds since 1970. */
  now = 0
  private actor = ""
  private texts = 0
  private readonly seed: string
  private readonly generators = new Map<string, Random>()
  /** Who looks on. */
  readonly watch: Watch | undefined

  constructor(seed: string, watch?: Watch) {
    this.seed = seed
    this.watch = watch
  }

  act(actor: string): void {
    this.actor = actor
    this.watch?.acts(actor)
  }

  /** What the acting member says, of `size` bytes: text that compresses well, unless somebody looks on who must know it again. */
  text(size: number): Uint8Array {
    if (this.watch === undefined) return new Uint8Array(size).fill(0x61)
    const lots = seeded(this.seed, "text", String(this.texts++))
    const text = Uint8Array.from({ length: Math.max(size, LEAST_KNOWABLE) }, () => lots.bits() & 0xff)
    this.watch.says(text)
    return text
  }

  /** Bytes of the acting member's generator: HKDF-Expand in counter mode, for reproducible runs and nothing else. */
  random(suite: Suite): Random {
    return (length) => {
      const { actor } = this
      let generator = this.generators.get(actor)
      if (generator === undefined) this.generators.set(actor, (generator = counterMode(suite, `${this.seed}/${actor}`)))
      return generator(length)
    }
  }

  readonly clock: Clock.Clock = {
    currentTimeMillisUnsafe: () => this.now,
    currentTimeMillis: Effect.sync(() => this.now),
    currentTimeNanosUnsafe: () => BigInt(this.now) * 1_000_000n,
    currentTimeNanos: Effect.sync(() => BigInt(this.now) * 1_000_000n),
    monotonicTimeNanosUnsafe: () => BigInt(this.now) * 1_000_000n,
    monotonicTimeNanos: Effect.sync(() => BigInt(this.now) * 1_000_000n),
    sleep: () => Effect.void
  }
}

const counterMode = (suite: Suite, seed: string): Random => {
  const prk = suite.kdf.extract(new Secret(utf8.encode("copath lab")), new Secret(utf8.encode(seed)))
  const counter = new Uint8Array(8)
  const view = new DataView(counter.buffer)
  let calls = 0n
  return (length) => {
    view.setBigUint64(0, calls++)
    return suite.kdf.expand(prk, counter, length)
  }
}

const watched = ({ watch }: World, suite: Suite): Suite => watch?.suite(suite) ?? suite

/** The suite below, counted, with the world's randomness. */
export const providers = (world: World, meter: Meter): Layer.Layer<CipherSuite | Entropy, never, CipherSuite> =>
  Layer.unwrap(
    Effect.map(CipherSuite, (suite) =>
      Layer.mergeAll(
        Layer.succeed(CipherSuite, watched(world, metered(suite, meter))),
        // Drawn from the bare suite: the generator is the lab's cost, not the composition's.
        Layer.succeed(Entropy, Entropy.of({ secret: world.watch?.random(world.random(suite)) ?? world.random(suite) })),
        Layer.effect(
          Symbols,
          Effect.map(Symbols, (symbols) => world.watch?.symbols(symbols) ?? symbols)
        )
      )
    )
  )
