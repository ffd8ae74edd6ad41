import { certificate, initial, replay } from "@copath/lab-adversary"
import { CipherSuite } from "@copath/contracts"
import { aeads, entropy, postQuantumSuite, signatureAlgorithms } from "@copath/crypto-noble"
import type { ProviderPart } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { expect } from "vitest"
import { play } from "../src/playing.ts"
import { seize, share } from "../src/reading.ts"
import { membersOf, Script } from "../src/script.ts"

/** A provider whose suites are all this one. */
const only = (suite: number): ProviderPart => ({
  axis: "provider",
  id: `suite-${suite}`,
  title: "A post-quantum suite",
  source: "a test",
  strict: false,
  suite: () => postQuantumSuite(suite),
  entropy,
  algorithms: Effect.succeed(signatureAlgorithms),
  aeads: Effect.succeed(aeads)
})

const script = new Script(membersOf(3)).say("0", "1")
const seized = script.state
const history = script.say("2").rekey("1").say("0", "2").workload("post-quantum")

/** X-Wing, ML-KEM-768, and X-Wing with ML-DSA-65. */
it.effect.each([0xf101, 0xf106, 0xf121])(
  "suite %i: hybrid and post-quantum keys fall and heal as others do, and certificates replay",
  (id) =>
    Effect.gen(function* () {
      const part = only(id)
      const played = yield* play({ spec: { provider: part.id }, plugins: [part] }, history)
      const { trace } = played
      expect(trace.unexplained).toEqual([])
      const thief = seize(trace, "1", seized)
      expect([share(trace, thief, 0, seized + 1), share(trace, thief, seized + 1)]).toEqual(["0/2", "1/3"])
      // Another's commit is opened with the robbed one's key, by a KEM that has no Diffie-Hellman.
      const other = seize(trace, "0", 0)
      const last = trace.messages.length - 1
      const found = certificate(trace, other, last)
      if (found === undefined) throw new Error("nothing falls")
      const suite = yield* Effect.provide(CipherSuite, part.suite(id))
      const made = Result.getOrThrow(replay(played, suite, found.edges, initial(trace, other)))
      const text = trace.messages[last]?.text ?? -1
      expect(made.get(text)).toEqual(played.bytesOf(text))
      expect(found.lines.join()).toContain("opened with the receiver's key")
    })
)
