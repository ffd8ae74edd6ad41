import { CommitAdoption } from "@copath/client"
import type { EpochSecrets } from "@copath/contracts"
import { commit, type GroupChoices, GroupOptions, type GroupState, type Intent, treeInInfo } from "@copath/group"
import type { Randomness } from "@copath/lab-core"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import { memberNear } from "./classes.ts"
import type { Costs } from "./costs.ts"
import { LeafSet } from "./leafSet.ts"
import { receivers } from "./receivers.ts"
import { refused } from "./refused.ts"
import { type Making, standIn } from "./standIn.ts"
import type { Tally, Work } from "./tally.ts"

/** In what a group is counted. */
export interface Counting extends Making {
  readonly tally: Tally
  readonly costs: Costs
  readonly choices: GroupChoices
  /** Bytes of the GroupInfo that was sealed last for joiners, tag not included. */
  readonly infoLength: () => number
  /** How many members take in each text, and among how many the one goes round that takes in each commit whole. Without routes, so many take in each commit. */
  readonly observers: number
  /** By which they are drawn then. */
  readonly lots: Randomness
  /** Whether anybody takes in anything. */
  readonly receivers: boolean
}

/** What came of a commit. */
export interface CommitCounted {
  /** Bytes of the commit. */
  readonly bytes: number
  /** Bytes of the Welcome; 0 if nobody joined. */
  readonly welcomeBytes: number
  /** The Welcome itself, if it holds the tree. */
  readonly welcome: Uint8Array | undefined
  /** Leaves of who joined, in the order of the key packages. */
  readonly added: ReadonlyArray<LeafIndex>
  /** HPKE encryptions of the committer's, those to joiners not counted. */
  readonly ciphertexts: number
  /** How many different things receivers had to do. */
  readonly classes: number
}

/**
 * A group of any size whose members are counted. One immutable public state is there for all; a member's private state is made up when it acts, and forgotten. A commit is
 * made by the engine and taken in by the engine at one other member; what the others do differs from that in their key agreement's work alone, which one of each class does.
 */
export class CountedGroup {
  /** What all members have alike, in the hands of whoever committed last. */
  shared: GroupState
  readonly at: Counting
  /** Members that have sent something: they look for echoes in whatever comes. */
  readonly spoken = new LeafSet()
  /** States of members who have said something in this epoch, or heard it. */
  readonly cast = new Map<LeafIndex, GroupState>()
  /** Of the epoch that `shared` stands in. */
  private secrets: EpochSecrets
  private turns = 0

  constructor(at: Counting, shared: GroupState, everybodySpoke: boolean) {
    this.at = at
    this.shared = shared
    this.secrets = at.seam.epochSecrets()
    this.spoken.add(shared.me)
    if (everybodySpoke)
      for (let leaf = 0; leaf < shared.tree.leafCount; leaf++) if (shared.tree.occupied(leafIndex(leaf))) this.spoken.add(leaf)
  }

  /** Members now. */
  get size(): number {
    return this.shared.tree.memberCount
  }

  /** Whether proposals and commits are private messages, so that ratchets count. */
  get sealed(): boolean {
    return this.at.choices.handshake === "private"
  }

  /** The state of a member, to act with. */
  readonly state = Effect.fnUntraced(function* (this: CountedGroup, leaf: LeafIndex, ratchets: boolean, of = this.shared) {
    const known = this.cast.get(leaf)
    if (known !== undefined) return known
    return yield* standIn(this.at, of, leaf, { ratchets: ratchets ? this.secrets : undefined, spoken: this.spoken.has(leaf) })
  })

  /** A member commits; `wholeWelcome`: the Welcome is made with its tree, and given. */
  readonly commit = Effect.fnUntraced(function* (this: CountedGroup, leaf: LeafIndex, intent: Intent, wholeWelcome: boolean) {
    const { choices, costs, infoLength, suite, tally } = this.at
    const before = this.shared
    const actor = yield* this.state(leaf, this.sealed)
    const adds = intent.add?.length ?? 0
    tally.take()
    const options = { ...choices, treeInWelcome: choices.treeInWelcome && (wholeWelcome || adds === 0) }
    const made = yield* Effect.provideService(commit(actor, intent), GroupOptions, options)
    const echo = yield* this.take(made.state, made.message)
    let work = tally.take()
    if (echo._tag !== "commit") return yield* refused("Broken", "a commit was not taken in by who made it")
    const { message, welcome } = made
    const grown =
      welcome === undefined || !choices.treeInWelcome || wholeWelcome ? none : treeInInfo(echo.state.tree, infoLength(), suite.aead.tagSize)
    if (grown.info > 0) work = work.and("sign", 0, grown.info).and("aead.seal", 0, grown.info)
    const welcomeBytes = (welcome?.length ?? 0) + grown.welcome
    costs.work("committer", work, message.length)
    costs.add("sent.commit", "committer", message.length)
    costs.add("fanout.commit", "server", message.length * (before.tree.memberCount - 1))
    const { change } = echo
    const classes = this.at.receivers ? yield* receivers(this, { before, after: echo.state, committer: leaf, message, change }) : 0
    this.cast.clear()
    this.shared = echo.state
    this.secrets = this.at.seam.epochSecrets()
    this.spoken.add(leaf)
    if (adds > 0) {
      for (const joined of change.added) this.spoken.delete(joined)
      costs.add("sent.welcome", "committer", welcomeBytes)
      costs.add("fanout.welcome", "server", welcomeBytes * adds)
      costs.add("received.welcome", "joiner", welcomeBytes, adds)
    }
    const counted: CommitCounted = {
      bytes: message.length,
      welcomeBytes,
      welcome: wholeWelcome ? welcome : undefined,
      added: change.added,
      ciphertexts: work.count("hpke.seal") - adds,
      classes
    }
    return counted
  })

  /** A message is taken in as this composition's clients do. */
  readonly take = Effect.fnUntraced(function* (this: CountedGroup, state: GroupState, message: Uint8Array) {
    const { statements, verdict } = yield* (yield* CommitAdoption).consider(state, message)
    if (verdict._tag === "refused") return yield* refused("Broken", `${verdict.error._tag} at leaf ${state.me}`)
    if (verdict._tag === "waiting" || statements.length > 0)
      return yield* refused("Part", "members talk about a commit before they adopt it")
    return verdict.value
  })

  /** A member takes in a message by the engine, all of it. `echoless`: its work as that of one who has never sent anything. */
  readonly takeWhole = Effect.fnUntraced(function* (this: CountedGroup, before: GroupState, leaf: LeafIndex, message: Uint8Array) {
    const { tally } = this.at
    const state = yield* this.state(leaf, this.sealed, before)
    tally.take()
    const received = yield* this.take(state, message)
    const work = tally.take()
    const echoless = state.sent.length > 0 ? work.and("hash", -1, -message.length) : work
    const confirmationTag = "state" in received ? received.state.confirmationTag : before.confirmationTag
    return { received, work, echoless, confirmationTag }
  })

  /** So many did this on receiving a handshake message; `speakers` of them looked first whether it was their own. */
  charge(
    metric: "received.commit" | "received.proposal",
    role: "member" | "removed",
    echoless: Work,
    receivers: number,
    speakers: number,
    message: Uint8Array
  ): void {
    const { costs } = this.at
    costs.work(role, echoless, message.length, receivers - speakers)
    costs.work(role, echoless.and("hash", 1, message.length), message.length, speakers)
    costs.add(metric, role, message.length, receivers)
  }

  /** How many of these have sent something. */
  among(leaves: Iterable<LeafIndex>): number {
    let count = 0
    for (const leaf of leaves) if (this.spoken.has(leaf)) count++
    return count
  }

  /** Places all over the tree, as evenly as there are members. */
  places(tree: GroupState["tree"], count: number): ReadonlyArray<number> {
    const width = Math.ceil(tree.end() / 2)
    return Array.from({ length: Math.min(count, width) }, (_, i) => Math.floor((i * width) / Math.min(count, width)))
  }

  /** The observers take turns. */
  witness(tree: GroupState["tree"], out: (leaf: LeafIndex) => boolean): LeafIndex | undefined {
    const places = this.places(tree, this.at.observers)
    return memberNear(tree, places[this.turns++ % places.length] ?? 0, out)
  }
}

const none = { info: 0, welcome: 0 }
