import * as Effect from "effect/Effect"
import { play, type Stage } from "../playing.ts"
import { seize, share } from "../reading.ts"
import { scenario, type Case } from "../scenario.ts"
import { membersOf, Script } from "../script.ts"
import { art, flat, tainted, treekem } from "../stages.ts"

const members = membersOf(8)
const others = members.filter((name) => name !== "3")

const onlyOthers = new Script(members).say(...members)
for (const other of others) onlyOthers.rekey(other).say(...members)
const onlyOthersCommit = onlyOthers.workload("only-others-commit")

/** Member 3 is seized before anything is said; everybody but it commits. */
const neverHeals = (stage: Stage): Case => ({
  composition: stage.name ?? "",
  answer: "64/64 fall",
  measure: Effect.map(play(stage, onlyOthersCommit), ({ trace }) => `${share(trace, seize(trace, "3", 0))} fall`)
})

const ownCommit = new Script(members).say(...members)
const seized = ownCommit.state
ownCommit.say(...members).rekey("3")
const healed = ownCommit.state
const ownCommitHeals = ownCommit.say(...members).workload("own-commit")

const healsAtOnce = (stage: Stage): Case => ({
  composition: stage.name ?? "",
  answer: "8/8 fall before the commit, 0/8 after",
  measure: Effect.map(play(stage, ownCommitHeals), ({ trace }) => {
    const thief = seize(trace, "3", seized)
    return `${share(trace, thief, seized + 1, healed)} fall before the commit, ${share(trace, thief, healed)} after`
  })
})

const asked = [treekem, tainted, flat, art]

/** Row 1. */
export const othersCommit = scenario({
  row: 1,
  title: "M seized, only others commit",
  expected: "never heals, for flat, ART, TreeKEM, tainted",
  cases: asked.map(neverHeals)
})

/** Row 2. */
export const memberCommits = scenario({
  row: 2,
  title: "M seized, M commits once",
  expected: "nothing after that commit falls",
  cases: asked.map(healsAtOnce)
})
