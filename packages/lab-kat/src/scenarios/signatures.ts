import { declaredSignatures, deniability, forgery, seizures } from "@copath/lab-adversary"
import * as Effect from "effect/Effect"
import { composedOf, play, type Stage, suiteId } from "../playing.ts"
import { type Case, scenario } from "../scenario.ts"
import { membersOf, Script } from "../script.ts"

const members = membersOf(4)
const script = new Script(members).say(...members)
for (const member of members) script.rekey(member).say(...members)
const history = script.workload("who-speaks")

const percent = (value: number | null): string => (value === null ? "-" : `${Math.round(value * 100)} %`)

const whoCouldHave = (stage: Stage, answer: string, explanation?: string): Case => ({
  composition: stage.name ?? "",
  answer,
  ...(explanation === undefined ? {} : { explanation }),
  measure: Effect.zipWith(
    play(stage, history),
    declaredSignatures({ composed: composedOf(stage), suite: suiteId }),
    ({ trace }, declared) => {
      const all = seizures(trace)
      const { all: row } = forgery(all, all.lower)
      const { convincing, disagreements = [], signed, texts } = deniability(trace, declared)
      const otherwise = disagreements.map((what) => `; ${what}`).join("")
      return `insiders forge ${percent(row.insider)}, outsiders ${percent(row.outsider)}; signed ${signed}/${texts}, convincing ${convincing}${otherwise}`
    }
  )
})

/** Row 15. */
export const noSignatures = scenario({
  row: 15,
  title: "Signature = MAC",
  expected: "every current member can forge everyone; bodies deniable",
  cases: [
    whoCouldHave({ name: "no signatures", spec: { signature: "none" } }, "insiders forge 100 %, outsiders 0 %; signed 0/20, convincing 0"),
    whoCouldHave({ name: "signatures", spec: {} }, "insiders forge 0 %, outsiders 0 %; signed 20/20, convincing 20"),
    whoCouldHave(
      { name: "deniable signatures", spec: { signature: "eph-deniable" } },
      "insiders forge 0 %, outsiders 0 %; signed 20/20, convincing 0"
    )
  ]
})
