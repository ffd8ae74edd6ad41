import type { HealedBy, Healing } from "@copath/lab-core"
import type { SeizureRow } from "../attacker/seizureRows.ts"
import type { Fallen } from "../attacker/seizures.ts"
import type { Trace } from "../graph/trace.ts"
import { type Cut, type Ending, cutOf, lastFallen, newestEpochs } from "./cut.ts"
import { saidBy } from "./said.ts"
import { Weighed } from "./spread.ts"

/** What is spent until no later message falls, what ended it, and how. Pairs after which nothing is said are not judged. */
export const healing = (rows: ReadonlyArray<SeizureRow>, fallen: Fallen): Healing => {
  const { trace } = fallen.field
  const sheet = new HealingSheet(trace)
  const said = saidBy(trace)
  const newest = newestEpochs(trace)
  for (const [index, row] of rows.entries()) {
    const weight = row.weight / (row.to - row.from)
    let judged: { readonly last: number; readonly cut: Cut } | undefined
    for (let state = row.from; state < row.to; state++) {
      if (said[state] === trace.messages.length) break
      const last = lastFallen(trace, fallen.read, index, said[state]!, newest)
      // A staircase can lose its first step to a later seizure, so only a cliff's verdict also holds for the states after.
      if (last === undefined) judged = undefined
      else if (judged?.last !== last || judged.cut.ending !== "cliff")
        judged = { last, cut: cutOf(fallen, index, row.member, state, last, said[state]!) }
      sheet.add(row.member, state, weight, judged?.cut)
    }
  }
  return sheet.summary()
}

/** Adds up what each seizure cost. */
class HealingSheet {
  private readonly spent = {
    events: new Weighed(),
    commits: new Weighed(),
    ownCommits: new Weighed(),
    messages: new Weighed(),
    ms: new Weighed(),
    bytes: new Weighed()
  }
  private readonly endings: Record<Ending | "none", number> = { none: 0, cliff: 0, staircase: 0, wall: 0 }
  private readonly by = new Map<string, { did: string; own: boolean; weight: number }>()
  private readonly trace: Trace
  private readonly said: Uint32Array
  private readonly commitsOf: ReadonlyArray<ReadonlyArray<number>>

  constructor(trace: Trace) {
    this.trace = trace
    this.said = saidBy(trace)
    const commitsOf: Array<Array<number>> = trace.members.map(() => [])
    for (const [state, { committer }] of trace.states.entries()) commitsOf[committer]?.push(state)
    this.commitsOf = commitsOf
  }

  add(member: number, state: number, weight: number, cut: Cut | undefined): void {
    const until = cut?.until ?? state
    this.endings[cut?.ending ?? "none"] += weight
    for (const [name, amount] of Object.entries(this.cost(member, state, until)))
      this.spent[name as keyof HealingSheet["spent"]].add(amount, weight)
    if (cut?.by === undefined) return
    const { did, by, committer } = this.trace.states[cut.by]!
    const own = committer === member || by === member
    const entry = this.by.get(`${own} ${did}`) ?? { did, own, weight: 0 }
    entry.weight += weight
    this.by.set(`${own} ${did}`, entry)
  }

  summary(): Healing {
    const { none, cliff, staircase, wall } = this.endings
    const judged = none + cliff + staircase + wall
    const of = (weight: number) => (judged === 0 ? 0 : Math.min(1, weight / judged))
    const healed = cliff + staircase
    const by: ReadonlyArray<HealedBy> = [...this.by.values()]
      .toSorted((a, b) => b.weight - a.weight || (a.did < b.did ? -1 : 1))
      .map(({ did, own, weight }) => ({ did, own, share: Math.min(1, weight / healed) }))
    const { events, commits, ownCommits, messages, ms, bytes } = this.spent
    return {
      judged,
      never: of(wall),
      events: events.spread(),
      commits: commits.spread(),
      ownCommits: ownCommits.spread(),
      messages: messages.spread(),
      ms: ms.spread(),
      bytes: bytes.spread(),
      by,
      shapes: { none: of(none), cliff: of(cliff), staircase: of(staircase), wall: of(wall) },
      survival: { bytes: bytes.survival(), messages: messages.survival() }
    }
  }

  private cost(member: number, state: number, until: number): Record<keyof HealingSheet["spent"], number> {
    const [from, to] = [this.trace.states[state]!, this.trace.states[until]]
    if (to === undefined)
      return { events: Infinity, commits: Infinity, ownCommits: Infinity, messages: Infinity, ms: Infinity, bytes: Infinity }
    return {
      events: until - state,
      commits: to.commits - from.commits,
      ownCommits: this.commitsOf[member]!.filter((at) => at > state && at <= until).length,
      messages: this.said[until]! - this.said[state]!,
      ms: to.ms - from.ms,
      bytes: to.sent - from.sent
    }
  }
}
