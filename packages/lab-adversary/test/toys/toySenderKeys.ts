import type { ValueId } from "../../src/index.ts"
import { ToyRun } from "./toyRun.ts"

/** Sender keys: everybody has a chain of one's own, and sends a new one to all others over a channel to each. */
export class ToySenderKeys {
  readonly run: ToyRun
  private readonly chains: Array<ValueId> = []
  private readonly channels: Array<ValueId> = []
  private readonly members: number
  private readonly channel: "oneTime" | "static" | "rotated"

  constructor(members: number, channel: "oneTime" | "static" | "rotated") {
    this.members = members
    this.channel = channel
    this.run = new ToyRun(members)
    for (let member = 0; member < members; member++) {
      this.channels.push(this.run.random("channel key", member))
      if (channel !== "oneTime") this.run.hold(member, this.channels[member]!)
    }
    for (let member = 0; member < members; member++) this.give(member)
    this.run.step("create", 0)
  }

  say(by: number): void {
    const { run } = this
    const before = this.chains[by]!
    const key = run.derived("message key", before)
    const text = run.random("text", by)
    run.seal(key, text)
    this.chains[by] = run.derived("chain", before)
    for (let member = 0; member < this.members; member++) {
      run.drop(member, before)
      run.hold(member, this.chains[by])
    }
    run.say(by, text, { authenticators: [key] })
  }

  rekey(by: number): void {
    if (this.channel === "rotated") {
      this.run.drop(by, this.channels[by]!)
      this.channels[by] = this.run.random("channel key", by)
      this.run.hold(by, this.channels[by])
    }
    this.give(by)
    this.run.step("rekey", by, by)
  }

  private give(by: number): void {
    const { run } = this
    const before = this.chains[by]
    const chain = run.random("chain", by)
    this.chains[by] = chain
    for (let to = 0; to < this.members; to++) {
      // A key that served once is deleted by whoever had it, before anybody could take it.
      if (to !== by) run.seal(this.channel === "oneTime" ? run.random("one-time key", to) : this.channels[to]!, chain)
      if (before !== undefined) run.drop(to, before)
      run.hold(to, chain)
    }
  }
}
