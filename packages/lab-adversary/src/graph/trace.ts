import type { Graph, ValueId, ValueKind } from "./graph.ts"
import type { Holdings } from "./holdings.ts"

/** From when until when: `from` is inside, `to` is not. */
export interface Span {
  /** The first state, as an index of `Trace.states`. */
  readonly from: number
  /** The first state after it; `Infinity` while it lasts. */
  readonly to: number
}

/** A value that a member's state held, or that a member computed with, and when. */
export interface Holding extends Span {
  /** An index of `Trace.members`. */
  readonly member: number
  /** The value. */
  readonly value: ValueId
}

/** What can be said of one value. */
export interface ValueInfo {
  /** What it is. */
  readonly kind: ValueKind
  /** In bytes. */
  readonly length: number
  /** When it was first seen: an index of `Trace.states`. */
  readonly state: number
  /** Who first had it: an index of `Trace.members`, or -1. */
  readonly by: number
  /** For people: what operation and label made it, such as `expand "epoch"`. */
  readonly label: string
}

/** A user's leaf over the whole run. */
export interface TracedMember {
  /** The leaf's name. */
  readonly name: string
  /** When it was in the group. A member that was removed and came back has two. */
  readonly spans: ReadonlyArray<Span>
}

/** One text, as it was said. */
export interface TracedMessage {
  /** The state after it was said. */
  readonly state: number
  /** An index of `Trace.members`. */
  readonly by: number
  /** The epoch of whoever was furthest. */
  readonly epoch: number
  /** In bytes, as said. */
  readonly size: number
  /** Whoever knows this value has read the text. */
  readonly text: ValueId
  /**
   * What a receiver had checked when it accepted the text: whoever knows all of these could have written it. Keys of tags and of AEADs, secret keys of
   * signatures; not keys of AEADs that sealed twice under one nonce, for their tags anybody can make. `undefined` where nobody received it.
   */
  readonly authenticators: ReadonlyArray<ValueId> | undefined
  /** Whether its text, or what it was sealed in, is covered by a signature that convinces others. */
  readonly signed: boolean
}

/** What happened between the state before and this one. */
export interface TracedState {
  /** Virtual time, in milliseconds since the run began. */
  readonly ms: number
  /** What was done: `create`, `say`, `rekey`, `add`, `remove`, and so on. */
  readonly did: string
  /** Who did it: an index of `Trace.members`, or -1. */
  readonly by: number
  /** The epoch of whoever is furthest. */
  readonly epoch: number
  /** Bytes that went up so far. */
  readonly sent: number
  /** Commits so far. */
  readonly commits: number
  /** Whose commit led here: an index of `Trace.members`, or -1. */
  readonly committer: number
}

/** Something that should not be. */
export interface Finding {
  /** What it is. */
  readonly kind: "nonceReuse" | "secretOnTheWire" | "unexplained" | "notWritten" | "notWalked" | "constantRandomness"
  /** The state: an index of `Trace.states`. */
  readonly state: number
  /** An index of `Trace.members`, or -1. */
  readonly member: number
  /** In words. */
  readonly detail: string
  /** The value that it is about, if it is about one. */
  readonly value: ValueId | undefined
}

/**
 * Everything that was seen of a run, without what the run computed with: how every value came to be, who held which when, and what was on the wire.
 *
 * State s is what is left after step s of the run; state 0 is the group's creation. A seizure at state s takes what is held at s.
 */
export interface Trace {
  /** How values come of one another. */
  readonly graph: Graph
  /** By value id. */
  readonly values: ReadonlyArray<ValueInfo>
  /** Everybody who ever belonged. */
  readonly members: ReadonlyArray<TracedMember>
  /** After each step. */
  readonly states: ReadonlyArray<TracedState>
  /** In the order in which they were said. */
  readonly messages: ReadonlyArray<TracedMessage>
  /** What everybody knows: values on the wire, outside of anything sealed, and what follows from nothing secret. */
  readonly open: ReadonlyArray<ValueId>
  /** Values in members' states, at the end of each step. */
  readonly held: Holdings
  /** Values that members drew, or had from elsewhere, and computed with: `from` is the state of the step, `to` is one more. The rest follows from these, the wire and what was held. */
  readonly used: Holdings
  /** Secret keys of signatures: an attacker that takes no signing keys goes without them. */
  readonly signingKeys: ReadonlySet<ValueId>
  /** Values of which nothing is known: an attacker may have them, or not. */
  readonly unexplained: ReadonlyArray<ValueId>
  /** What should not be. */
  readonly findings: ReadonlyArray<Finding>
  /** Operations that parts brought along, by the names that they gave them: what these derive is believed. Left out: none. */
  readonly declared?: ReadonlyArray<string>
  /** Sums of secrets of which not all was looked for that follows: what falls is then a lower bound. Left out: none. */
  readonly openSums?: number
}
