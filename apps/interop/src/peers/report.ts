import { table } from "../table.ts"
import type { Outcome, Trial } from "./trial.ts"

const words: Readonly<Record<Outcome["_tag"], string>> = {
  ok: "ok",
  notOffered: "not offered",
  known: "known fault",
  failed: "FAILED",
  mended: "NO LONGER FAULTY"
}

const cell = (trials: ReadonlyArray<Trial>): string => [...new Set(trials.map(({ outcome }) => words[outcome._tag]))].join(", ")

/** Of failures and news, at most so many are told at length. */
const TOLD = 20

const noteOf = ({ first, manner, outcome, peer, scenario }: Trial): string | undefined => {
  const who = `${peer}, ${scenario}, ${first === "Copath" ? "Copath" : "the peer"} first`
  switch (outcome._tag) {
    case "ok":
      return undefined
    case "notOffered":
      return `not offered: ${outcome.reason}`
    case "known":
      return `known fault of ${outcome.fault.peer}: ${outcome.fault.reason}`
    case "mended":
      return `NO LONGER FAULTY (${who}): take it from the list of faults: ${outcome.fault.reason}`
    case "failed":
      return `FAILED (${who}; ${manner}): ${outcome.says.slice(0, 300)}`
  }
}

/** A line for each scenario and peer, then what is behind everything that is not ok, once each. */
export const report = (trials: ReadonlyArray<Trial>): string => {
  const rows = [...new Set(trials.map(({ peer }) => peer))].flatMap((peer) =>
    [...new Set(trials.filter((t) => t.peer === peer).map(({ scenario }) => scenario))].map((scenario) => {
      const of = (first: Trial["first"]) => trials.filter((t) => t.peer === peer && t.scenario === scenario && t.first === first)
      return [peer, scenario, cell(of("Copath")), cell(of("peer"))]
    })
  )
  const notes = [...new Set(trials.map(noteOf).filter((note) => note !== undefined))]
  const more = notes.length > TOLD ? [`and ${notes.length - TOLD} more`] : []
  return [table(["peer", "scenario", "Copath founds", "the peer founds"], rows), ...notes.slice(0, TOLD), ...more].join("\n")
}
