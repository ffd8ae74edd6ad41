import type { CommitAdoption, Recovery } from "@copath/client"
import type { CgkaRejected, TreeIntegrity } from "@copath/contracts"
import {
  type CommitError,
  createGroup,
  type GroupServices,
  type Identity,
  type JoinError,
  joinGroup,
  type KeyPackageSecrets,
  makeIdentity,
  makeKeyPackage
} from "@copath/group"
import type { Step } from "@copath/lab-core"
import { leafIndex, type LeafIndex } from "@copath/tree-math"
import { TreeFill } from "@copath/contracts"
import * as Effect from "effect/Effect"
import { CountedGroup, type Counting } from "./countedGroup.ts"
import { foundGroup } from "./found.ts"
import { refused, type ScaleRefused } from "./refused.ts"
import type { Founded } from "./scaleCell.ts"
import { propose, say } from "./talk.ts"
import type { Work } from "./tally.ts"

/** How much happened; `creations` are commits too. `ciphertexts` of paths, to members; `classes` of receivers, summed over the commits. */
export interface HistoryCounts {
  /** Application messages. */
  readonly messages: number
  /** Proposals sent. */
  readonly proposals: number
  /** Groups created. */
  readonly creations: number
  /** How many commits. */
  readonly commits: number
  /** Members added. */
  readonly adds: number
  /** Members removed. */
  readonly removes: number
  /** Commits that only renew keys. */
  readonly rekeys: number
  /** Ciphertexts of path secrets. */
  readonly ciphertexts: number
  /** Classes of receivers, each with one sample. */
  readonly classes: number
}

/** How the history is to be gone through. */
export interface HistoryChoices {
  /** Names the groups. */
  readonly name: string
  /** How the group began. */
  readonly founded: Founded
  /** How many join really. */
  readonly joiners: number
}

const utf8 = new TextEncoder()

const cached =
  "the tree has an edge whose hashes each member has computed as far as it had to: members may hash more or fewer nodes than is said here"

/** What goes wrong with a counted history. */
type HistoryError = CgkaRejected | CommitError | JoinError | ScaleRefused

/** A step of it, as a generator. Named, so that a declaration does not spell out what other packages' types are made of. */
type HistoryStep = Effect.fn.Return<void, HistoryError, CommitAdoption | GroupServices | Recovery | TreeFill>

/** Encoded Welcomes longer than this are refused by whoever gets them (V014): nobody joins by one. */
const MOST_MEMBERS_TO_JOIN = 400_000

/** Goes through a group's history, step by step: who is called what sits where. */
export class History {
  readonly counts = {
    messages: 0,
    proposals: 0,
    creations: 0,
    commits: 0,
    adds: 0,
    removes: 0,
    rekeys: 0,
    ciphertexts: 0,
    classes: 0
  } satisfies HistoryCounts
  readonly notices: Array<string> = []
  /** Members when the first group was there. */
  first = 0
  private readonly at: Counting
  private readonly integrity: TreeIntegrity["Service"]
  private readonly choices: HistoryChoices
  private group: CountedGroup | undefined
  private readonly leaves = new Map<string, LeafIndex>()
  private readonly identities = new Map<string, Identity>()
  private groups = 0
  private toJoin: number

  constructor(at: Counting, integrity: TreeIntegrity["Service"], choices: HistoryChoices) {
    this.at = at
    this.integrity = integrity
    this.choices = choices
    this.toJoin = choices.joiners
  }

  /** Members now. */
  get size(): number {
    return this.group?.size ?? 0
  }

  readonly step = Effect.fnUntraced(function* (this: History, step: Step): HistoryStep {
    switch (step.do) {
      case "create":
        return yield* this.create(step.by, step.with)
      case "rekey":
        this.counts.rekeys++
        yield* this.commit(step.by, [], [], true)
        return
      case "add":
      case "remove":
      case "change":
        yield* this.commit(step.by, yield* this.invite(step.add), step.remove, false)
        return
      case "propose":
        this.counts.proposals++
        return yield* propose(this.there, this.leafOf(step.by))
      case "say":
        // Whatever is proposed is committed before anything is said (RFC 9420, 12.4).
        if (this.there.shared.proposals.length > 0) yield* this.commit(step.by, [], [], true)
        this.counts.messages++
        return yield* say(this.there, this.leafOf(step.by), step.size)
      case "end":
        this.group = undefined
        this.leaves.clear()
        return
    }
  })

  private notice(text: string): void {
    if (!this.notices.includes(text)) this.notices.push(text)
  }

  private get there(): CountedGroup {
    if (this.group === undefined) throw new Error("a history begins with its group's creation")
    return this.group
  }

  private leafOf(name: string): LeafIndex {
    const leaf = this.leaves.get(name)
    if (leaf === undefined) throw new Error(`${name} is in no group at this step`)
    return leaf
  }

  private readonly create = Effect.fnUntraced(function* (this: History, by: string, others: ReadonlyArray<string>) {
    const { costs, tally } = this.at
    const { founded, name } = this.choices
    const groupId = utf8.encode(`${name}/${this.groups++}`)
    this.leaves.clear()
    if (founded !== "created") {
      const names = [by, ...others]
      const committed = founded === "filled" ? "all" : "first"
      const state = yield* foundGroup(this.at, this.integrity, { committed, groupId, names })
      this.group = new CountedGroup(this.at, state, committed === "all")
      for (const [i, one] of names.entries()) this.leaves.set(one, leafIndex(i))
      this.first ||= names.length
      this.notice("what creating the group costs is not counted: it was made up")
      return
    }
    tally.take()
    const state = yield* createGroup({ groupId, identity: yield* this.identity(by) })
    costs.work("committer", tally.take(), 0)
    this.group = new CountedGroup(this.at, state, false)
    this.leaves.set(by, state.me)
    let invited = 0
    for (const size of (yield* TreeFill).batches(others.length)) {
      yield* this.commit(by, yield* this.invite(others.slice(invited, invited + size)), [], false)
      this.counts.creations++
      invited += size
    }
    this.first ||= this.size
  })

  /** Who somebody is, in every group. */
  private readonly identity = Effect.fnUntraced(function* (this: History, name: string) {
    const known = this.identities.get(name)
    if (known !== undefined) return known
    const made = yield* makeIdentity({ _tag: "basic", identity: utf8.encode(name) })
    this.identities.set(name, made)
    return made
  })

  /** Key packages of those who are to join. */
  private readonly invite = Effect.fnUntraced(function* (this: History, names: ReadonlyArray<string>) {
    const { costs, tally } = this.at
    const joiners: Array<{ readonly name: string; readonly secrets: KeyPackageSecrets }> = []
    for (const name of names) {
      tally.take()
      const { message, secrets } = yield* makeKeyPackage(yield* this.identity(name))
      costs.work("joiner", tally.take(), message.length, 1, true, "inviting")
      costs.add("sent.keyPackage", "joiner", message.length)
      costs.add("fanout.keyPackage", "server", message.length)
      joiners.push({ name, secrets })
    }
    return joiners
  })

  private readonly commit = Effect.fnUntraced(function* (
    this: History,
    by: string,
    joiners: ReadonlyArray<{ readonly name: string; readonly secrets: KeyPackageSecrets }>,
    leaving: ReadonlyArray<string>,
    path: boolean
  ) {
    const { counts, there } = this
    const samples = this.samples(joiners.length)
    const intent = { add: joiners.map(({ secrets }) => secrets.keyPackage), remove: leaving.map((name) => this.leafOf(name)), path }
    const made = yield* there.commit(this.leafOf(by), intent, samples.length > 0)
    const { leafCount, standing } = there.shared.tree
    if (standing !== leafCount) this.notice(cached)
    counts.commits++
    counts.adds += joiners.length
    counts.removes += leaving.length
    counts.ciphertexts += made.ciphertexts
    counts.classes += made.classes
    for (const name of leaving) this.leaves.delete(name)
    for (const [i, leaf] of made.added.entries()) this.leaves.set(joiners[i]?.name ?? "", leaf)
    if (made.welcome === undefined) {
      if (joiners.length > 0) this.at.costs.unseen("joiner")
      return
    }
    const works: Array<Work> = []
    for (const sample of samples) {
      const secrets = joiners[sample]?.secrets
      if (secrets === undefined) continue
      this.at.tally.take()
      const joined = yield* joinGroup({ welcome: made.welcome, keyPackage: secrets })
      if (joined.me !== made.added[sample]) return yield* refused("Broken", `a joiner came to leaf ${joined.me}`)
      works.push(this.at.tally.take())
    }
    this.at.costs.sampled("joiner", { works, devices: joiners.length, bytes: made.welcomeBytes, drawn: false })
  })

  /** Which of so many joiners join really. */
  private samples(joiners: number): ReadonlyArray<number> {
    if (joiners === 0 || this.size + joiners > MOST_MEMBERS_TO_JOIN) return []
    const count = Math.min(joiners, this.toJoin >= joiners ? joiners : Math.ceil(this.toJoin / 2))
    this.toJoin -= count
    return Array.from({ length: count }, (_, i) => Math.floor((i * joiners) / count))
  }
}
