import type { Trace, ValueId } from "../../src/index.ts"
import { ToyRun } from "./toyRun.ts"

export interface TreeOptions {
  readonly members: number
  /** Whether an epoch's secret follows from the last one too, or from the root alone. */
  readonly chained: boolean
  /** Whether parents have keys from the beginning. */
  readonly filled?: boolean
  /** Whether the leaf's key is a secret that is hashed up the path, or drawn apart from it. */
  readonly leafOnPath?: boolean
  /** One key for the whole epoch that is kept, instead of a chain that forgets. */
  readonly epochKey?: boolean
  /** Derivations between a chain and a message's key, to make a graph as large as a real one. */
  readonly detours?: number
}

/** A group with a perfect tree of keys: node 1 is the root, 2k and 2k + 1 are below k, and leaves are `members + i`. */
export class ToyTree {
  readonly run: ToyRun
  private readonly options: TreeOptions
  private readonly key: Array<ValueId | undefined> = []
  private init: ValueId | undefined
  private chain = -1

  constructor(options: TreeOptions) {
    this.options = options
    this.run = new ToyRun(options.members)
    const { members, filled } = options
    for (let node = 1; node < 2 * members; node++) {
      this.key[node] = node >= members || filled === true ? this.run.random(`key of node ${node}`) : undefined
      for (const member of this.below(node)) if (this.key[node] !== undefined) this.run.hold(member, this.key[node]!)
    }
    this.begin(this.run.random("joiner secret"))
    this.run.step("create", 0)
  }

  say(by: number): void {
    const { run } = this
    const before = this.chain
    let key = run.derived("message key", before)
    for (let i = 0; i < (this.options.detours ?? 0); i++) {
      const next = run.derived("detour", key, before)
      if (i % 2 === 0) run.gives("slice", [key], next)
      key = next
    }
    const text = run.random("text", by)
    run.seal(key, text)
    if (this.options.epochKey !== true) {
      this.chain = run.derived("chain", before)
      this.swap([before], this.chain)
    }
    run.say(by, text, { authenticators: [key] })
  }

  rekey(by: number): void {
    const { run, options, key } = this
    const secrets: Array<ValueId> = []
    const leaf = options.members + by
    let secret = run.random("path secret", by)
    this.put(leaf, options.leafOnPath === true ? secret : run.random("leaf key", by))
    for (let node = leaf; node > 1; node >>= 1) {
      if (node !== leaf || options.leafOnPath === true) secret = run.derived("path secret", secret)
      secrets.push(secret)
    }
    for (let node = leaf, i = 0; node > 1; node >>= 1, i++) {
      for (const to of this.resolution(node ^ 1)) run.seal(key[to]!, secrets[i]!)
    }
    for (let node = leaf >> 1, i = 0; node >= 1; node >>= 1, i++) this.put(node, run.derived(`key of node ${node}`, secrets[i]!))
    const commit = run.derived("commit secret", secret)
    this.begin(run.derived("epoch", ...(options.chained ? [this.init!] : []), commit))
    run.step("rekey", by, by)
  }

  /** Nobody keeps the epoch's secret itself. */
  private begin(epoch: ValueId): void {
    const init = this.run.derived("init", epoch)
    const chain = this.run.derived("chain", epoch)
    this.swap([this.init, this.chain], this.options.chained ? init : chain, chain)
    this.init = init
    this.chain = chain
  }

  private swap(before: ReadonlyArray<ValueId | undefined>, ...after: ReadonlyArray<ValueId>): void {
    for (let member = 0; member < this.options.members; member++) {
      this.run.drop(member, ...before.filter((value) => value !== undefined))
      this.run.hold(member, ...after)
    }
  }

  private put(node: number, key: ValueId): void {
    for (const member of this.below(node)) {
      if (this.key[node] !== undefined) this.run.drop(member, this.key[node])
      this.run.hold(member, key)
    }
    this.key[node] = key
  }

  private below(node: number): ReadonlyArray<number> {
    return node >= this.options.members ? [node - this.options.members] : [...this.below(2 * node), ...this.below(2 * node + 1)]
  }

  private resolution(node: number): ReadonlyArray<number> {
    return this.key[node] !== undefined ? [node] : [...this.resolution(2 * node), ...this.resolution(2 * node + 1)]
  }
}

/** After creation, eight rounds: everybody speaks in order, then one member rekeys. In the end everybody speaks once more. */
export const kat8 = (group: { readonly run: ToyRun; say: (by: number) => void; rekey: (by: number) => void }): Trace => {
  for (let round = 0; round < 8; round++) {
    for (let by = 0; by < 8; by++) group.say(by)
    group.rekey(round)
  }
  for (let by = 0; by < 8; by++) group.say(by)
  return group.run.trace()
}
