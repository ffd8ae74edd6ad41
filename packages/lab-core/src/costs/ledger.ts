import type { Meter } from "./meter.ts"
import { CostSheet } from "./costSheet.ts"
import type { CommitSample, Counts, Failure, Kind, Role, Timeline } from "../result/result.ts"

/** Milliseconds of processor time of this thread, from any origin. */
export type Stopwatch = () => number

type Column = { -readonly [K in keyof Timeline]: Array<number> }

/** Everything that a run is charged, as it happens. */
export class Ledger {
  readonly costs = new CostSheet()
  readonly cpu = new CostSheet<"cpu">()
  readonly counts = {
    messages: 0,
    deliveries: 0,
    proposals: 0,
    commits: 0,
    adds: 0,
    removes: 0,
    rekeys: 0,
    epochs: 0,
    missed: 0,
    resent: 0,
    rejoins: 0,
    woken: 0
  } satisfies Counts
  readonly failures: Array<Failure> = []
  readonly commits: Array<CommitSample> = []
  readonly timeline: Column = {
    step: [],
    timeMs: [],
    epoch: [],
    members: [],
    sentBytes: [],
    fanoutBytes: [],
    handshakeBytes: [],
    stateBytes: []
  }
  /** Bytes up and down by device. */
  readonly sentBy = new Map<string, number>()
  readonly receivedBy = new Map<string, number>()
  rejectedCommits = 0
  private totals = { sent: 0, fanout: 0, handshake: 0 }
  private readonly meter: Meter
  private readonly stopwatch: Stopwatch
  private startedAt = 0

  constructor(meter: Meter, stopwatch: Stopwatch) {
    this.meter = meter
    this.stopwatch = stopwatch
  }

  /** Bytes that went up so far. */
  get uploaded(): number {
    return this.totals.sent
  }

  /** A device begins to compute. */
  begin(): void {
    this.meter.take()
    this.startedAt = this.stopwatch()
  }

  /** A device is done: its operations and time are charged to the role in which it acted. */
  end(role: Role): void {
    this.cpu.add("cpu", role, this.stopwatch() - this.startedAt)
    for (const [primitive, times] of this.meter.take()) this.costs.add(`operations.${primitive}`, role, times)
  }

  /** An envelope goes up, to be handed to `recipients` devices. */
  sent(kind: Kind, role: Role, device: string, bytes: number, recipients: number): void {
    this.costs.add(`sent.${kind}`, role, bytes)
    this.costs.add(`fanout.${kind}`, "server", bytes * recipients)
    this.sentBy.set(device, (this.sentBy.get(device) ?? 0) + bytes)
    this.totals.sent += bytes
    this.totals.fanout += bytes * recipients
    if (kind !== "application") this.totals.handshake += bytes
  }

  received(kind: Kind, role: Role, device: string, bytes: number): void {
    this.costs.add(`received.${kind}`, role, bytes)
    this.receivedBy.set(device, (this.receivedBy.get(device) ?? 0) + bytes)
  }

  /** A commit that lost its race: uploaded for nothing. */
  wasted(device: string, bytes: number): void {
    this.rejectedCommits++
    this.costs.add("wasted", "committer", bytes)
    this.sent("commit", "committer", device, bytes, 0)
  }

  /** A commit that others had beaten is made no more, for it was taken, or given up: how often it was made. */
  tried(times: number): void {
    this.costs.add("tries", "committer", times)
  }

  /** Bytes that lie at the server after a step. */
  stored(bytes: number): void {
    this.costs.add("stored", "server", bytes)
  }

  /** One sample of the plots. */
  sample(step: number, timeMs: number, epoch: bigint, members: number, stateBytes: number): void {
    const { fanout, handshake, sent } = this.totals
    this.timeline.step.push(step)
    this.timeline.timeMs.push(timeMs)
    this.timeline.epoch.push(Number(epoch))
    this.timeline.members.push(members)
    this.timeline.sentBytes.push(sent)
    this.timeline.fanoutBytes.push(fanout)
    this.timeline.handshakeBytes.push(handshake)
    this.timeline.stateBytes.push(stateBytes)
  }
}
