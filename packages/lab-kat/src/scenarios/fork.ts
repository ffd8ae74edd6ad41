import { type Probe, probes, runProbe } from "@copath/lab-adversary"
import type { Spec } from "@copath/profile-lab"
import * as Effect from "effect/Effect"
import { composedOf, nameOf, suiteId } from "../playing.ts"
import { type Case, scenario } from "../scenario.ts"

const forks = ["fork", "fork-apart"] as const

const probe = (name: (typeof forks)[number]): Probe => {
  const found = probes.find((one) => one.name === name)
  if (found === undefined) throw new RangeError(`no probe is called ${name}`)
  return found
}

const forked = (name: string, spec: Spec, answer: string, explanation?: string): Case => ({
  composition: nameOf({ name, spec }),
  answer,
  ...(explanation === undefined ? {} : { explanation }),
  measure: Effect.map(
    Effect.forEach(forks, (one) => runProbe(probe(one), { composed: composedOf({ spec }), suite: suiteId, seed: "kat" })),
    (outcomes) =>
      outcomes
        .map(({ damage, noticed, surprises }, i) => {
          const otherwise = surprises.length === 0 ? "" : `, otherwise than declared: ${surprises.join("; ")}`
          return `${i === 0 ? "texts cross" : "apart"}: noticed ${noticed}, ${damage.accepted} accepted across${otherwise}`
        })
        .join("; ")
  )
})

/** Row 19. */
export const forkedGroup = scenario({
  row: 19,
  title: "The delivery service gives two commits to two halves",
  expected: "no member ever accepts a message across the fork; detection at first message or never, as the composition declares",
  cases: [
    forked("rfc9420", {}, "texts cross: noticed at the first text, 0 accepted across; apart: noticed never, 0 accepted across"),
    forked("art", { cgka: "art" }, "texts cross: noticed at the first text, 0 accepted across; apart: noticed never, 0 accepted across"),
    forked(
      "acknowledged commits",
      { insider: "ack-quorum" },
      "texts cross: noticed at once, 0 accepted across; apart: noticed at once, 0 accepted across"
    ),
    forked(
      "sender keys, no signatures",
      { cgka: "senderkeys", signature: "none" },
      "texts cross: noticed never, 36 accepted across; apart: noticed never, 0 accepted across",
      "keys that go from member to member do not follow from the group's secret, and without signatures nothing else ties a text to the group's history"
    )
  ]
})
