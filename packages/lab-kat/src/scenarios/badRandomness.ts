import type { Attacker, Trace } from "@copath/lab-adversary"
import * as Effect from "effect/Effect"
import { play, type Stage } from "../playing.ts"
import { memberOf, seize, share } from "../reading.ts"
import { type Case, scenario } from "../scenario.ts"
import { membersOf, Script } from "../script.ts"
import { art, flat, rootOnly, treekem } from "../stages.ts"

const members = membersOf(8)
const script = new Script(members).say(...members)
const before = script.state
const rounds = ["3", "0", "3"].map((committer) => {
  const from = script.rekey(committer).state
  return { from, to: script.say(...members).state + 1 }
})
/** 3 commits with bad randomness, 0 with good, then 3 with good. */
const history = script.workload("bad-randomness")

const bad = (trace: Trace): Attacker => ({ as: "badRandomness", who: memberOf(trace, "3"), from: before + 1, to: before + 2 })
/** It knows the chain so far by having seized 0, whom its own good commit would heal. */
const withChain = (trace: Trace): Attacker => ({ as: "coalition", of: [bad(trace), seize(trace, "0", before)] })

const falls = (stage: Stage, who: string, attacker: (trace: Trace) => Attacker, answer: string, explanation?: string): Case => ({
  composition: `${stage.name}${who}`,
  answer,
  ...(explanation === undefined ? {} : { explanation }),
  measure: Effect.map(play(stage, history), ({ trace }) => {
    const [atM, atOther, atLast] = rounds.map(({ from, to }) => share(trace, attacker(trace), from, to))
    return `${atM} after M's bad commit, ${atOther} after another's, ${atLast} after M's good one`
  })
})

const tilGood = "8/8 after M's bad commit, 8/8 after another's, 0/8 after M's good one"
const nothing = "0/8 after M's bad commit, 0/8 after another's, 0/8 after M's good one"
const chained = "an epoch's secret needs the init secret of the one before too, which bad randomness does not give away"

/** Row 20. */
export const badRandomness = scenario({
  row: 20,
  title: "Bad randomness at M during its commit",
  expected: "that epoch falls; the next honest commit by another does not restore M's path, M's next good commit does",
  cases: [
    falls(rootOnly(treekem), "", bad, tilGood),
    falls(rootOnly(flat), "", bad, tilGood),
    falls(rootOnly(art), "", bad, tilGood),
    falls(treekem, "", bad, nothing, chained),
    falls(treekem, ", another seized before", withChain, tilGood),
    falls(flat, ", another seized before", withChain, tilGood),
    falls(art, ", another seized before", withChain, tilGood)
  ]
})
