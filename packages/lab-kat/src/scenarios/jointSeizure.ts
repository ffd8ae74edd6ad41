import type { Attacker } from "@copath/lab-adversary"
import * as Effect from "effect/Effect"
import { play, type Stage } from "../playing.ts"
import { seize, share } from "../reading.ts"
import { type Case, scenario } from "../scenario.ts"
import { membersOf, Script } from "../script.ts"
import { art, flat, rootOnly, treekem } from "../stages.ts"

const members = membersOf(8)
const script = new Script(members).say(...members)
const first = script.state
for (const committer of ["0", "1", "2", "3"]) script.rekey(committer).say(...members)
const last = script.state
/** A is 0 and commits first, then three others; B is 7 and never does. */
export const jointSeizure = script.workload("joint-seizure")

const thieves = (stage: Stage, measure: (a: Attacker, b: Attacker) => ReadonlyArray<readonly [name: string, attacker: Attacker]>) =>
  Effect.map(play(stage, jointSeizure), ({ trace }) =>
    measure(seize(trace, "0", first), seize(trace, "7", last))
      .map(([name, attacker]) => `${name} ${share(trace, attacker)}`)
      .join(", ")
  )

/** What row 3 measures of any composition, such as `A alone 0/40, B alone 0/40, both 32/40`: for parts that are not in the catalog. */
export const twoThieves = (stage: Stage): Effect.Effect<string> =>
  thieves(stage, (a, b) => [
    ["A alone", a],
    ["B alone", b],
    ["both", { as: "coalition", of: [a, b] }]
  ])

const together = (stage: Stage): Case => ({
  composition: stage.name ?? "",
  answer: "A alone 0/40, B alone 0/40, both 32/40",
  measure: twoThieves(stage)
})

const alone = (stage: Stage, answer: string, explanation?: string): Case => ({
  composition: stage.name ?? "",
  answer,
  ...(explanation === undefined ? {} : { explanation }),
  measure: thieves(rootOnly(stage), (_, b) => [["B alone", b]])
})

/** Row 3. */
export const twoSeizures = scenario({
  row: 3,
  title: "A seized in epoch 1, A commits, three others commit, then B, who never committed, is seized; chained",
  expected: "A alone 0/40, B alone 0/40, both together 32/40; same with flat and ART; 0 with updatable path encryption",
  missing:
    "no part of the catalog seals paths to keys that are updated with every use; the example updatable-treekem does, and twoThieves has 0/40 for both of them",
  cases: [treekem, flat, art].map(together)
})

const oneTime =
  "the first epoch's secret came in a Welcome sealed to B's init key, which was used once and is gone; from its leaf key follows every later one"

/** Row 4. */
export const withoutChain = scenario({
  row: 4,
  title: "The same, each epoch from its own commit secret",
  expected: "B alone 40/40",
  cases: [alone(treekem, "B alone 32/40", oneTime), alone(flat, "B alone 32/40", oneTime), alone(art, "B alone 40/40")]
})
