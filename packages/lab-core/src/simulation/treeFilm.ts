import { DoubleJoinPolicy } from "@copath/contracts"
import type { GroupState } from "@copath/group"
import { isLeaf, nodeIndex, toLeaf } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import { mostFrames, mostLeaves, type Trees } from "../result/trees.ts"

/** A step, as far as a frame tells of it. */
export interface Shot {
  /** Counts the steps, from 0. */
  readonly step: number
  /** The workload's event behind it. */
  readonly event: number
  /** Virtual milliseconds since the run began. */
  readonly t: number
  /** The step's `do`. */
  readonly did: string
  /** The group as whoever is furthest has it; `undefined` where there is none. */
  readonly state: GroupState | undefined
  /** Whose commits were taken in the meantime, by the names of their leaves. */
  readonly committers: ReadonlyArray<string>
}

/** Facts that hold from one frame to another: each of two numbers, such as a node and its key. */
class Stretches {
  readonly columns = { a: [] as Array<number>, b: [] as Array<number>, from: [] as Array<number>, to: [] as Array<number> }
  private open = new Map<string, number>()

  /** What is so in this frame; what is no longer so has ended. Whether anything has changed. */
  set(frame: number, facts: ReadonlyArray<readonly [a: number, b: number]>): boolean {
    const { a, b, from, to } = this.columns
    const open = new Map<string, number>()
    let changed = false
    for (const [one, other] of facts) {
      const name = `${one},${other}`
      const row = this.open.get(name)
      open.set(name, row ?? a.length)
      if (row !== undefined) continue
      a.push(one)
      b.push(other)
      from.push(frame)
      to.push(-1)
      changed = true
    }
    for (const [name, row] of this.open) {
      if (open.has(name)) continue
      to[row] = frame
      changed = true
    }
    this.open = open
    return changed
  }

  /** The columns when the film is over: what is still so has not ended. */
  ended(frames: number) {
    const { a, b, from, to } = this.columns
    return { a, b, from, to: to.map((end) => (end < 0 ? frames : end)) }
  }
}

/** Films the public tree of a run: it is told of each step, and keeps what has changed. It reads what every member can see, and nothing else. */
export class TreeFilm {
  private readonly frames = {
    step: [] as Array<number>,
    event: [] as Array<number>,
    timeMs: [] as Array<number>,
    epoch: [] as Array<number>,
    leaves: [] as Array<number>,
    did: [] as Array<string>,
    by: [] as Array<ReadonlyArray<number>>
  }
  private readonly keys = new Stretches()
  private readonly seats = new Stretches()
  private readonly unmerged = new Stretches()
  private readonly outside = new Stretches()
  private readonly members = new Map<string, number>()
  private readonly numbers = new Map<string, number>()
  private readonly planted: ((key: number, publicKey: Uint8Array) => void) | undefined
  private before = ""
  private book: Trees["book"] = "none"
  private leftOut = 0
  private tooLarge = false

  /** `planted` hears of each new public key, with its number. */
  constructor(planted?: (key: number, publicKey: Uint8Array) => void) {
    this.planted = planted
  }

  /** A step is done. */
  readonly look = Effect.fnUntraced(function* (this: TreeFilm, { committers, did, event, state, step, t }: Shot) {
    // A tree changes by commits only.
    const now = state === undefined ? "" : `${String.fromCharCode(...state.context.groupId)} ${state.context.epoch}`
    if (now === this.before || this.tooLarge) return
    this.before = now
    if ((state?.tree.leafCount ?? 0) > mostLeaves) {
      this.tooLarge = true
      return
    }
    const frame = this.frames.step.length
    if (frame === mostFrames) {
      this.leftOut++
      return
    }
    const facts = factsOf(state, yield* DoubleJoinPolicy)
    this.book = facts.book
    const leaves = state?.tree.standing ?? 0
    const changes = [
      this.keys.set(
        frame,
        facts.keys.map(([node, key]) => [node, this.numberOf(key)])
      ),
      this.seats.set(
        frame,
        facts.seats.map(([leaf, name]) => [leaf, this.memberOf(name)])
      ),
      this.unmerged.set(frame, facts.unmerged),
      this.outside.set(frame, facts.outside)
    ]
    if (!changes.includes(true) && this.frames.leaves.at(-1) === leaves) return
    this.frames.step.push(step)
    this.frames.event.push(event)
    this.frames.timeMs.push(t)
    this.frames.epoch.push(Number(state?.context.epoch ?? 0n))
    this.frames.leaves.push(leaves)
    this.frames.did.push(did)
    this.frames.by.push(committers.map((name) => this.memberOf(name)))
  })

  /** The film; `undefined` if a group was too large for one. */
  get trees(): Trees | undefined {
    if (this.tooLarge) return undefined
    const { length } = this.frames.step
    const [keys, seats] = [this.keys.ended(length), this.seats.ended(length)]
    return {
      members: [...this.members.keys()],
      frames: this.frames,
      keys: { node: keys.a, key: keys.b, from: keys.from, to: keys.to },
      seats: { leaf: seats.a, member: seats.b, from: seats.from, to: seats.to },
      unmerged: leavesOf(this.unmerged.ended(length)),
      outside: leavesOf(this.outside.ended(length)),
      book: this.book,
      leftOut: this.leftOut
    }
  }

  private memberOf(name: string): number {
    const known = this.members.get(name) ?? this.members.size
    this.members.set(name, known)
    return known
  }

  private numberOf(publicKey: Uint8Array): number {
    const name = String.fromCharCode(...publicKey)
    const known = this.numbers.get(name)
    if (known !== undefined) return known
    const { size } = this.numbers
    this.numbers.set(name, size)
    this.planted?.(size, publicKey)
    return size
  }
}

const leavesOf = ({ a, b, from, to }: ReturnType<Stretches["ended"]>) => ({ node: a, leaf: b, from, to })

/** Everything that a frame shows, as pairs. */
const factsOf = (state: GroupState | undefined, policy: DoubleJoinPolicy["Service"]) => {
  const keys: Array<readonly [node: number, key: Uint8Array]> = []
  const seats: Array<readonly [leaf: number, name: string]> = []
  const unmerged: Array<readonly [node: number, leaf: number]> = []
  const outside: Array<readonly [node: number, leaf: number]> = []
  if (state === undefined) return { keys, seats, unmerged, outside, book: "none" as const }
  const { book, tree } = state
  // Whether the policy keeps this key agreement's book, and not the key agreement itself.
  const kept = book.variant === policy.emptyBook.variant
  for (let x = 0; x < 2 * tree.leafCount - 1; x++) {
    const node = nodeIndex(x)
    const key = tree.keyAt(node)
    if (key === undefined) continue
    keys.push([node, key])
    if (isLeaf(node)) {
      const credential = tree.leafAt(toLeaf(node))?.credential
      seats.push([toLeaf(node), credential?._tag === "basic" ? new TextDecoder().decode(credential.identity) : `leaf ${toLeaf(node)}`])
      continue
    }
    for (const leaf of tree.parentAt(node)?.unmergedLeaves ?? []) unmerged.push([node, leaf])
    if (kept) for (const leaf of policy.outside(book, node)) outside.push([node, leaf])
  }
  return { keys, seats, unmerged, outside, book: kept ? policy.book : ("none" as const) }
}
