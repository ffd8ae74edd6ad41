import { randomBytes } from "node:crypto"
import type { Actor, Wanted } from "./peer.ts"

/** A group of actors of any stacks, and the delivery of its messages. After every change all members are compared. */
export class Company {
  readonly members: Array<Actor>

  private constructor(founder: Actor) {
    this.members = [founder]
  }

  /** A group of one. */
  static async of(founder: Actor): Promise<Company> {
    await founder.create(randomBytes(16))
    return new Company(founder)
  }

  /** Everybody but this one. */
  others(than: Actor): ReadonlyArray<Actor> {
    return this.members.filter((member) => member !== than)
  }

  /** One member commits, the others take that in, those who are added join, those who are removed learn of it. */
  async commit(committer: Actor, joiners: ReadonlyArray<Actor>, ...wanted: ReadonlyArray<Wanted>): Promise<void> {
    const adds = joiners.map(({ keyPackage }) => ({ _tag: "add", keyPackage }) as const)
    const { commit, welcome } = await committer.commit(...adds, ...wanted)
    await this.deliver(committer, commit)
    for (const joiner of joiners) {
      if (welcome === undefined) throw new Error(`${committer.name} added ${joiner.name} without a Welcome`)
      await joiner.join(welcome)
    }
    this.members.push(...joiners)
    await this.compare()
  }

  /** One member adds these, in one commit. */
  add(committer: Actor, ...joiners: ReadonlyArray<Actor>): Promise<void> {
    return this.commit(committer, joiners)
  }

  /** One member proposes; all others take that in. */
  async propose(proposer: Actor, wanted: Wanted): Promise<void> {
    const proposal = await proposer.propose(wanted)
    for (const member of this.others(proposer)) await member.take(proposal)
  }

  /** Somebody joins by itself, with a GroupInfo of `host`; or comes back, in the place of its earlier leaf. */
  async joinExternally(host: Actor, joiner: Actor): Promise<void> {
    const resync = this.members.includes(joiner)
    const groupInfo = await host.groupInfo()
    const commit = await joiner.joinExternally(groupInfo, resync)
    await this.deliver(joiner, commit)
    if (!resync) this.members.push(joiner)
    await this.compare()
  }

  private async deliver(committer: Actor, commit: Uint8Array): Promise<void> {
    for (const member of this.others(committer)) {
      const outcome = await member.take(commit)
      if (outcome === "removed") this.members.splice(this.members.indexOf(member), 1)
    }
  }

  /** All members hold the same epoch: number, authenticator and exported secret. */
  async compare(): Promise<void> {
    const [first, ...others] = await Promise.all(
      this.members.map(async (member) => ({
        name: member.name,
        epoch: member.epoch(),
        authenticator: Buffer.from(await member.authenticator()).toString("hex"),
        exported: Buffer.from(await member.exporter("interop", Buffer.from("context"), 40)).toString("hex")
      }))
    )
    for (const other of others) {
      if (first?.epoch !== other.epoch) throw new Error(`${other.name} is in epoch ${other.epoch}, ${first?.name} in ${first?.epoch}`)
      if (first.authenticator !== other.authenticator) throw new Error(`${other.name} does not agree on the epoch authenticator`)
      if (first.exported !== other.exported) throw new Error(`${other.name} does not agree on the exported secret`)
    }
  }

  /** Every member says something, and all others understand it. */
  async talk(): Promise<void> {
    for (const sender of this.members) {
      const text = `${sender.name} in epoch ${sender.epoch()}`
      const message = await sender.send(Buffer.from(text), Buffer.from("by the way"))
      for (const receiver of this.others(sender)) await hear(receiver, message, text)
    }
  }
}

/** The receiver opens the message and finds the text in it. */
export const hear = async (receiver: Actor, message: Uint8Array, text: string): Promise<void> => {
  const heard = Buffer.from(await receiver.open(message)).toString("utf8")
  if (heard !== text) throw new Error(`${receiver.name} heard "${heard}" and not "${text}"`)
}
