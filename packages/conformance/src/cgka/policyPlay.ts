import { decode, encode } from "@copath/codec"
import {
  type CgkaBook,
  type Change,
  type DoubleJoinPolicy,
  isCreating,
  nodeStands,
  type RefreshPlan,
  type TreeFill,
  type TreeLayout
} from "@copath/contracts"
import { covers, fullWithBlanks, type LeafIndex, leafIndex, type NodeIndex, toNode, type TreeShape } from "@copath/tree-math"
import * as Result from "effect/Result"
import { LawBroken } from "../broken.ts"
import { KeyTree } from "./keyTree.ts"
import { planObjection } from "./planForm.ts"
import { type ResolvedStep, resolved, type ScriptStep } from "./script.ts"

/** How to play a script with a policy. */
export interface PolicyPlayOptions {
  /** Members before the script begins. */
  readonly members: number
  /** How the creator fills the tree; parents are blank, and all hold keys, unless told otherwise. */
  readonly fill?: Pick<TreeFill["Service"], "batches" | "initial" | "populated">
  /** Whether parents with members on one side only are left out: so it is in RFC 9420. */
  readonly filtered?: boolean
  /** RFC 9420's, unless told otherwise. */
  readonly shape?: TreeShape
}

/** Somebody and all keys that it has ever known, by number. People are not reused, leaves are. */
interface Soul {
  readonly leaf: LeafIndex
  readonly keys: Set<number>
}

/** A group after some commits, as its public tree and book, and the keys everybody has ever known. */
export interface PolicyGroup {
  /** Its keys are serial numbers. */
  readonly tree: KeyTree
  /** The policy's, as the last path left it. */
  readonly book: CgkaBook
  /** Those in the group now, by leaf. */
  readonly members: ReadonlyMap<LeafIndex, Soul>
  /** Those removed, first to last. */
  readonly former: ReadonlyArray<Soul>
}

/** What one commit did. */
export interface PolicyCommit {
  /** Its proposals' effect, by leaf. */
  readonly change: Change
  /** `undefined` without a path. */
  readonly plan: RefreshPlan | undefined
}

type Policy = DoubleJoinPolicy["Service"]

const rfcFill: NonNullable<PolicyPlayOptions["fill"]> = {
  batches: (members) => (members === 0 ? [] : [members]),
  initial: (tree, change) => (isCreating(tree, change) ? [] : undefined),
  populated: () => true
}

/** What a policy is told about a commit on this tree. */
export const layoutOf = (fill: NonNullable<PolicyPlayOptions["fill"]>, filtered: boolean, tree: KeyTree, change: Change): TreeLayout => ({
  populated: (node) => nodeStands(tree, node) && fill.populated(node, tree),
  initial: fill.initial(tree, change),
  filtered
})

/** What policies may not do in any story: see `doubleJoinLaws`. Gives the group at its end, or the first law broken. */
export const playPolicy = (
  policy: Policy,
  script: ReadonlyArray<ScriptStep>,
  options: PolicyPlayOptions
): Result.Result<PolicyGroup, LawBroken> => {
  const game = new PolicyGame(policy, options)
  const { fill = rfcFill, members } = options
  for (const adds of fill.batches(members - 1)) {
    const broken = game.commit({ committer: leafIndex(0), adds, removes: [], updates: [], path: true })
    if (broken !== undefined) return Result.fail(broken)
  }
  for (const step of script) {
    const broken = game.commit(resolved(step, game.tree.members(), members + 3))
    if (broken !== undefined) return Result.fail(broken)
  }
  return Result.succeed(game)
}

/** One group, played with numbers for keys: everybody remembers everything and tries whatever is sealed on whatever it knows. */
export class PolicyGame implements PolicyGroup {
  /** Changes in place; at first a single leaf, the creator's. */
  readonly tree: KeyTree
  /** Those in the group now, by leaf. */
  readonly members = new Map<LeafIndex, Soul>()
  /** Those removed, first to last. */
  readonly former: Array<Soul> = []
  /** The policy's, replaced by each path. */
  book: CgkaBook
  /** The last commit. */
  last: PolicyCommit | undefined
  private readonly policy: Policy
  private readonly fill: NonNullable<PolicyPlayOptions["fill"]>
  private readonly filtered: boolean

  constructor(policy: Policy, { fill = rfcFill, filtered = true, shape = fullWithBlanks }: Omit<PolicyPlayOptions, "members">) {
    this.tree = new KeyTree(1, [leafIndex(0)], shape)
    this.policy = policy
    this.fill = fill
    this.filtered = filtered
    this.book = policy.emptyBook
    this.settle(leafIndex(0))
  }

  /** Everybody takes the commit; gives the first law that it breaks. */
  commit({ adds, committer, path, removes, updates }: ResolvedStep): LawBroken | undefined {
    const { policy, tree } = this
    const by = committer === "outsider" ? undefined : committer
    const kinds = [
      adds > 0 ? "add" : undefined,
      removes.length > 0 ? "remove" : undefined,
      updates.length > 0 ? "update" : undefined
    ] as const
    const present = kinds.filter((kind) => kind !== undefined)
    const needsPath = path || by === undefined || present.length === 0 || present.some((kind) => policy.rules.pathFor.has(kind))
    const change = tree.propose(policy.rules, by, { adds, removes, updates })
    for (const leaf of removes) {
      this.former.push(this.members.get(leaf) as Soul)
      this.members.delete(leaf)
    }
    for (const leaf of updates) (this.members.get(leaf) as Soul).keys.add(tree.idAt(toNode(leaf)) as number)
    for (const leaf of change.added) this.settle(leaf)
    this.last = { change, plan: undefined }
    return (needsPath ? this.takePath(change, by === undefined) : undefined) ?? this.knowledgeObjection()
  }

  private settle(leaf: LeafIndex): void {
    this.members.set(leaf, { leaf, keys: new Set([this.tree.idAt(toNode(leaf)) as number]) })
  }

  private takePath(change: Change, external: boolean): LawBroken | undefined {
    const { policy, tree } = this
    const layout = layoutOf(this.fill, this.filtered, tree, change)
    const plan = policy.plan(this.book, tree, change, layout)
    const objection = planObjection(tree, change, plan, policy.reach) ?? this.rereadObjection(change, layout, plan)
    if (objection !== undefined) return objection
    const { committer } = change
    this.last = { change, plan }
    const before = new Map(plan.steps.flatMap(({ targets }) => targets).map((target) => [target, tree.idAt(target)] as const))
    const thief: Soul | undefined =
      isRenewal(change) && !external ? { leaf: committer, keys: new Set(this.members.get(committer)?.keys) } : undefined
    tree.merge(plan, committer)
    this.book = plan.book
    if (external) this.settle(committer)
    const learn = (soul: Soul): void => {
      for (const node of learnt(soul, plan, before)) soul.keys.add(tree.idAt(node) as number)
    }
    const joining = new Set(change.added)
    for (const soul of [...this.members.values(), ...this.former, ...(thief === undefined ? [] : [thief])])
      if (!joining.has(soul.leaf) || soul === thief || this.former.includes(soul)) learn(soul)
    const own = this.members.get(committer) as Soul
    own.keys.add(tree.idAt(toNode(committer)) as number)
    for (const { node } of plan.steps) {
      own.keys.add(tree.idAt(node) as number)
      for (const leaf of change.added) if (covers(node, leaf)) (this.members.get(leaf) as Soul).keys.add(tree.idAt(node) as number)
    }
    const known = thief === undefined || policy.mayLeaveKnowledge ? undefined : this.liveKey(thief)
    return known === undefined ? undefined : broken("a commit of one's own heals", `a thief of leaf ${committer} still knows node ${known}`)
  }

  /** Committer and receivers plan alike, the latter from a book that they have read. */
  private rereadObjection(change: Change, layout: TreeLayout, plan: RefreshPlan): LawBroken | undefined {
    const { policy, tree } = this
    const bytes = encode(policy.bookCodec, this.book)
    const book = decode(policy.bookCodec, bytes)
    if (Result.isFailure(book)) return broken("books round trip", book.failure.message)
    const again = policy.plan(book.success, tree, change, layout)
    const text = ({ blanked, book, steps }: RefreshPlan): string =>
      JSON.stringify([steps.map(({ from, node, targets }) => [node, from, targets]), blanked, [...encode(policy.bookCodec, book)]])
    return text(again) === text(plan) ? undefined : broken("read equals stage", "another plan from the same book")
  }

  private liveKey({ keys }: Soul): NodeIndex | undefined {
    const { tree } = this
    return [...tree.filledParents(), ...tree.members().map(toNode)].find((node) => keys.has(tree.idAt(node) as number))
  }

  private knowledgeObjection(): LawBroken | undefined {
    const { book, former, members, policy, tree } = this
    for (const node of tree.filledParents()) {
      const unmerged = new Set(tree.unmergedAt(node))
      const id = tree.idAt(node) as number
      const knows = [...members.values()].filter(({ keys }) => keys.has(id)).map(({ leaf }) => leaf)
      const lacking = [...members.keys()].find((leaf) => covers(node, leaf) && !unmerged.has(leaf) && !knows.includes(leaf))
      if (lacking !== undefined) return broken("agreement", `leaf ${lacking} does not know node ${node} above it`)
      const outside = knows.filter((leaf) => !covers(node, leaf)).toSorted((a, b) => a - b)
      const declared = policy.outside(book, node)
      const undeclared = outside.find((leaf) => !declared.includes(leaf))
      if (policy.book !== "none" && undeclared !== undefined)
        return broken("the book says who knows what", `leaf ${undeclared} knows node ${node}`)
      if (policy.book === "none" && !policy.mayLeaveKnowledge && undeclared !== undefined)
        return broken("nobody is double-joined", `leaf ${undeclared} knows node ${node}`)
      const rumoured = declared.find((leaf) => !outside.includes(leaf))
      if (policy.book === "exact" && rumoured !== undefined)
        return broken("the book says who knows what", `leaf ${rumoured} does not know node ${node}`)
    }
    if (policy.mayLeaveKnowledge) return undefined
    for (const soul of former) {
      const live = this.liveKey(soul)
      if (live !== undefined) return broken("former members know nothing", `the one who left leaf ${soul.leaf} knows node ${live}`)
    }
    return undefined
  }

  /** Who knows which live parent from outside; by node, ascending. */
  outsiders(): ReadonlyMap<NodeIndex, ReadonlyArray<LeafIndex>> {
    const all = new Map<NodeIndex, ReadonlyArray<LeafIndex>>()
    for (const node of this.tree.filledParents()) {
      const id = this.tree.idAt(node) as number
      const outside = [...this.members.values()].filter(({ keys, leaf }) => keys.has(id) && !covers(node, leaf)).map(({ leaf }) => leaf)
      if (outside.length > 0)
        all.set(
          node,
          outside.toSorted((a, b) => a - b)
        )
    }
    return all
  }

  /** Whether somebody who left knows a live key. */
  leaks(): boolean {
    return this.former.some((soul) => this.liveKey(soul) !== undefined)
  }
}

const broken = (law: string, detail: string): LawBroken => new LawBroken({ law, detail })

const isRenewal = ({ added, removed, updated }: Change): boolean => added.length + removed.length + updated.length === 0

/** The nodes whose new secret somebody gets by decrypting and hashing. */
const learnt = ({ keys }: Soul, { steps }: RefreshPlan, before: ReadonlyMap<NodeIndex, number | undefined>): ReadonlySet<NodeIndex> => {
  const made = new Set(steps.map(({ node }) => node))
  const known = new Set<NodeIndex>()
  for (const { from, node, targets } of steps) {
    const reads = (target: NodeIndex): boolean => (made.has(target) ? known.has(target) : keys.has(before.get(target) as number))
    if ((from !== undefined && known.has(from)) || targets.some(reads)) known.add(node)
  }
  return known
}
