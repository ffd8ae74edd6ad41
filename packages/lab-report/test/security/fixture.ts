import type { Cell, ForgeryRow, LabResult, Security, SecurityFigures } from "@copath/lab-core"
import { fixture, twelve } from "../fixture.ts"

const none = { median: 0, p95: 0, max: 0 }
const spread = (median: number | null, p95: number | null = null, max: number | null = null) => ({ median, p95, max })
const row = (member: number, thief: number): ForgeryRow => ({ member, messages: 2, outsider: 0, insider: 0, thief, thiefInside: null })

/** Figures of a run in which this share falls. */
export const figures = (share: number): SecurityFigures => ({
  exposure: { share },
  wire: 0,
  forwardSecrecy: { messages: spread(0, 1, 2), epochs: none, ms: spread(0, 0, 7_200_000) },
  healing: {
    judged: 8,
    never: share / 2,
    events: none,
    commits: none,
    ownCommits: spread(1),
    messages: spread(2),
    ms: none,
    bytes: share > 0.6 ? spread(null) : spread(1200 * share),
    by: [{ did: "rekey", own: true, share: 1 }],
    shapes: { none: 0, cliff: 1 - share / 2, staircase: 0, wall: share / 2 },
    survival: { bytes: { at: [0, 500, 900], bleeding: [1, 0.75, share / 2] }, messages: { at: [0, 1], bleeding: [1, share / 2] } }
  },
  synergy: { pairs: 0, mean: 0, found: 0, max: 0 },
  exMembers: { checked: 1, leaking: 0, messages: 0, leaks: [] },
  newcomers: { checked: 0, leaking: 0, messages: 0, leaks: [] },
  forgery: { all: row(-1, share), senders: [row(0, share), row(1, share), row(2, 0)] }
})

/**
 * Three members, four messages in two epochs, at states 1, 2, 4 and 5; state 3 is a rekey. Seizing `ann` at the beginning gives away the first epoch, by a chain of
 * two steps; `bob` slept, and his state of 0 to 3 holds the first message's key itself; `cid` is safe.
 */
export const security = (share: number, changes: Partial<Security> = {}): Security => ({
  members: ["ann", "bob", "cid"],
  seizures: { takes: "all", deletion: "ideal", pairs: 12, rows: 4, sampled: false },
  unexplained: 0,
  exact: true,
  findings: [],
  lower: figures(share),
  secretsHeld: { mean: 10 * share, max: 12 },
  deniability: { texts: 4, signed: 4 },
  heatmap: {
    rowCap: 1000,
    messageCap: 5000,
    leftOut: 0,
    messages: { state: [1, 2, 4, 5], by: [0, 1, 0, 2], epoch: [0, 0, 1, 1], size: [10, 10, 10, 10] },
    rows: [
      { member: 0, from: 0, to: 1, runs: [0, 2] },
      { member: 0, from: 1, to: 4, runs: [1, 1] },
      { member: 1, from: 0, to: 4, runs: [0, 1] },
      { member: 2, from: 0, to: 4, runs: [] }
    ]
  },
  certificates: {
    labels: ["chain", "message key", "text"],
    verbs: ["expanded", "opened"],
    // Two chains, two keys, two texts.
    values: [0, 1, 2, 0, 1, 2],
    texts: [2, 5, 2, 2],
    edges: { out: [1, 2, 3, 4, 5], verb: [0, 1, 0, 0, 1], from: [[0], [1], [0], [3], [4]] },
    rows: [[0, 5], [3, 2], [1, 1], []]
  },
  ...changes
})

/** A result of three compositions, each of which an adversary looked upon; they expose more and more. */
export const looked = (changes: Partial<Security> = {}): LabResult => {
  const result = fixture(twelve.slice(0, 3))
  return {
    ...result,
    cells: result.cells.map((cell, i): Cell => ({ ...cell, security: security(0.25 * (i + 1), i === 2 ? changes : {}) }))
  }
}
