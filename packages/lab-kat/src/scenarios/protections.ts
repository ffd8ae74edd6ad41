import { bitAt, secretsHeld, type Seizures, seizures, type Trace } from "@copath/lab-adversary"
import * as Effect from "effect/Effect"
import { kat8 } from "../kat8.ts"
import { play, type Stage } from "../playing.ts"
import { type Case, scenario } from "../scenario.ts"
import { art, flat, rootOnly, tainted, treekem } from "../stages.ts"

const protections = ["group-chain", "sender-chain", "secret-tree"] as const

/** The whole matrix as text: who reads what after each seizure, state by state. */
const matrixOf = (trace: Trace, { lower, rows }: Seizures): string =>
  rows
    .flatMap(({ from, member, to }, row) =>
      Array.from(
        { length: to - from },
        (_, i) => `${member}@${from + i}:${trace.messages.map((_, m) => (bitAt(lower.read, row, m) ? "#" : ".")).join("")}`
      )
    )
    .join("\n")

const under = (stage: Stage, protection: string) =>
  Effect.map(play({ ...stage, spec: { ...stage.spec, protection } }, kat8().workload), ({ trace }) => {
    const all = seizures(trace)
    return { matrix: matrixOf(trace, all), held: secretsHeld(all.lower.field).mean }
  })

const compared = (stage: Stage, kept: string): Case => ({
  composition: stage.name ?? "",
  answer: `identical; secrets kept ${kept}`,
  ...(stage === treekem ? { explanation: moreSecrets } : {}),
  measure: Effect.map(
    Effect.forEach(protections, (protection) => under(stage, protection)),
    (outcomes) => {
      const matrices = new Set(outcomes.map(({ matrix }) => matrix))
      return `${matrices.size === 1 ? "identical" : "different"}; secrets kept ${outcomes.map(({ held }) => held.toFixed(1)).join(" / ")}`
    }
  )
})

const moreSecrets =
  "members keep more than the prototype's did: a signature key, two node keys, and the epoch's init, exporter, external, membership, resumption, authentication and sender data secrets; and the secret tree keeps two ratchets for each sender, as handshakes have their own"

/** Row 14. */
export const protectionsAlike = scenario({
  row: 14,
  title: "kat-8: group chain, sender chains and secret tree, what members keep in the mean",
  expected: "identical exposure matrices for every CGKA and schedule; they differ in secrets kept (TreeKEM 5.3 / 12.3 / 9.8)",
  cases: [
    compared(treekem, "11.1 / 19.1 / 20.6"),
    compared(rootOnly(treekem), "9.3 / 17.3 / 18.8"),
    compared(tainted, "11.3 / 19.3 / 20.8"),
    compared(flat, "9.0 / 17.0 / 18.4"),
    compared(art, "12.5 / 20.5 / 21.9"),
    compared(rootOnly(art), "10.5 / 18.5 / 19.9")
  ]
})
