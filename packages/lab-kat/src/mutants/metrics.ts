import {
  deniability,
  exMembers,
  forgery,
  forwardSecrecy,
  healing,
  newcomers,
  nothingKnown,
  readers,
  type Trace
} from "@copath/lab-adversary"
import { seizuresOf } from "../laws/securityLaw.ts"

const findings =
  (kind: Trace["findings"][number]["kind"]) =>
  ({ findings: all }: Trace): number =>
    all.filter((finding) => finding.kind === kind).length

const percent = (value: number | null): number => Math.round((value ?? 0) * 100)

/** What a run is measured by, each as one number. */
export const metrics = {
  /** Messages said after a removal that the removed member reads. */
  exMembers: (trace: Trace): number => exMembers(seizuresOf(trace).lower.field).messages,
  /** Messages said before a joining that the newcomer reads. */
  newcomers: (trace: Trace): number => newcomers(seizuresOf(trace).lower.field).messages,
  /** The most messages of the past that a seizure reads. */
  forwardSecrecy: (trace: Trace): number => forwardSecrecy(trace, seizuresOf(trace).rows, seizuresOf(trace).lower.read).messages.max ?? 0,
  /** Seizures after which the loss does not end within the run, in percent. */
  neverHealed: (trace: Trace): number => percent(healing(seizuresOf(trace).rows, seizuresOf(trace).lower).never),
  /** Messages that members could have put into another's mouth, in percent. */
  forgedByInsiders: (trace: Trace): number => percent(forgery(seizuresOf(trace), seizuresOf(trace).lower).all.insider),
  /** Messages whose text no signature covers. */
  unsigned: (trace: Trace): number => deniability(trace).texts - deniability(trace).signed,
  /** Messages that whoever sees the wire reads. */
  onTheWire: (trace: Trace): number => {
    const { field } = seizuresOf(trace).lower
    const nothing = nothingKnown(field.focus.graph, 1)
    return trace.messages.filter((_, message) => (readers(field, nothing, message, 0) & 1) === 1).length
  },
  /** Findings: values that were held or derived as secrets and stand in clear on the wire. */
  secretOnTheWire: findings("secretOnTheWire"),
  /** Findings: one key and nonce for two plaintexts. */
  nonceReuse: findings("nonceReuse"),
  /** Findings: secrets in memory that a written state lacks. */
  notWritten: findings("notWritten"),
  /** Secrets that nothing was seen to make. */
  unexplained: (trace: Trace): number => trace.unexplained.length
} as const

/** One of `metrics`. */
export type Metric = keyof typeof metrics
