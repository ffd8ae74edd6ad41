import {
  type Finding,
  type Holding,
  Holdings,
  type Operation,
  operations,
  type Trace,
  type TracedMessage,
  type TracedState,
  type ValueId,
  type ValueInfo,
  type ValueKind
} from "../../src/index.ts"

/** Writes a trace by hand: values, what gives what, who holds them, and what is said. */
export class ToyRun {
  readonly values: Array<ValueInfo> = []
  readonly edges: Array<{ operation: Operation; from: ReadonlyArray<ValueId>; out: ValueId; threshold: number }> = []
  readonly states: Array<TracedState> = []
  readonly messages: Array<TracedMessage> = []
  readonly open: Array<ValueId> = []
  readonly unexplained: Array<ValueId> = []
  readonly signingKeys = new Set<ValueId>()
  readonly findings: Array<Finding> = []
  private readonly holdings: Array<Holding> = []
  private readonly uses: Array<Holding> = []
  private readonly holding: Array<Map<ValueId, number>>
  private readonly spans: Array<Array<{ from: number; to: number }>>

  constructor(members: number, present: (member: number) => boolean = () => true) {
    this.holding = Array.from({ length: members }, () => new Map<ValueId, number>())
    this.spans = this.holding.map((_, member) => (present(member) ? [{ from: 0, to: Infinity }] : []))
  }

  /** The state that the step being written leads to. */
  get now(): number {
    return this.states.length
  }

  value(kind: ValueKind, label: string, by = -1): ValueId {
    this.values.push({ kind, length: 32, state: this.now, by, label })
    if (kind === "ciphertext" || kind === "given") this.open.push(this.values.length - 1)
    if (kind === "unexplained") this.unexplained.push(this.values.length - 1)
    return this.values.length - 1
  }

  random(label: string, by = -1): ValueId {
    return this.value("random", label, by)
  }

  gives(operation: Operation, from: ReadonlyArray<ValueId>, out: ValueId, threshold = 0): void {
    this.edges.push({ operation, from, out, threshold })
  }

  derived(label: string, ...from: ReadonlyArray<ValueId>): ValueId {
    const out = this.value("derived", label)
    this.gives("expand", from, out)
    return out
  }

  /** Whoever has the key can open what is sealed: the ciphertext is on the wire. */
  seal(key: ValueId, plain: ValueId): void {
    this.gives("aead", [key, this.value("ciphertext", "sealed")], plain)
  }

  hold(member: number, ...values: ReadonlyArray<ValueId>): void {
    for (const value of values) if (!this.holding[member]!.has(value)) this.holding[member]!.set(value, this.now)
  }

  drop(member: number, ...values: ReadonlyArray<ValueId>): void {
    for (const value of values) {
      const from = this.holding[member]!.get(value)
      if (from !== undefined && from < this.now) this.holdings.push({ member, value, from, to: this.now })
      this.holding[member]!.delete(value)
    }
  }

  use(member: number, ...values: ReadonlyArray<ValueId>): void {
    for (const value of values) this.uses.push({ member, value, from: this.now, to: this.now + 1 })
  }

  join(member: number): void {
    this.spans[member]!.push({ from: this.now, to: Infinity })
  }

  leave(member: number): void {
    this.drop(member, ...this.holding[member]!.keys())
    this.spans[member]!.at(-1)!.to = this.now
  }

  say(by: number, text: ValueId, rest: Partial<TracedMessage> = {}): void {
    this.messages.push({ state: this.now, by, epoch: this.epoch, size: 32, text, authenticators: [], signed: false, ...rest })
    this.step("say", by)
  }

  /** Ends a step: one second, 100 bytes. A commit begins an epoch. */
  step(did: string, by: number, committer = -1): void {
    const before = this.states.at(-1)
    const commits = (before?.commits ?? 0) + (committer >= 0 ? 1 : 0)
    this.states.push({ ms: this.now * 1000, did, by, epoch: commits, sent: this.now * 100, commits, committer })
  }

  get epoch(): number {
    return this.states.at(-1)?.commits ?? 0
  }

  trace(): Trace {
    const still = this.holding.flatMap((held, member) => [...held].map(([value, from]) => ({ member, value, from, to: Infinity })))
    let end = 0
    return {
      graph: {
        values: this.values.length,
        edges: this.edges.length,
        start: Uint32Array.from([0, ...this.edges.map(({ from }) => (end += from.length))]),
        from: Uint32Array.from(this.edges.flatMap(({ from }) => from)),
        out: Uint32Array.from(this.edges, ({ out }) => out),
        operation: Uint8Array.from(this.edges, ({ operation }) => operations.indexOf(operation)),
        threshold: Uint16Array.from(this.edges, ({ threshold }) => threshold)
      },
      values: this.values,
      members: this.spans.map((spans, member) => ({ name: `m${member}`, spans })),
      states: this.states,
      messages: this.messages,
      open: this.open,
      held: Holdings.from([...this.holdings, ...still]),
      used: Holdings.from(this.uses),
      signingKeys: this.signingKeys,
      unexplained: this.unexplained,
      findings: this.findings
    }
  }
}
