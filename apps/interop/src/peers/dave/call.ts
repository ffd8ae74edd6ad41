import { encode } from "@copath/codec"
import { type Identity, proposeExternally } from "@copath/group"
import { externalSender, type Proposal } from "@copath/wire"
import { identityNamed, keyPackageIn } from "../../client/read.ts"
import { run } from "./copath.ts"
import { bytesOf, type CallTerms, type Participant } from "./participant.ts"
import { keyPackageMessage } from "./wire.ts"

/** Makes a participant of one stack; with `greased`, one whose key package holds an extension that is there to be ignored (RFC 9420, 13.5). */
export type Enlist = (terms: CallTerms, userId: bigint, greased: boolean) => Promise<Participant>

/**
 * A call by the DAVE protocol. The gateway, played by Copath, is the group's external sender: it alone proposes, each participant answers with a commit,
 * and it chooses one of these. After every change all participants are compared.
 */
export class Call {
  readonly terms: CallTerms
  /** In the order of their leaves; a free place is `undefined`. */
  private readonly places: Array<Participant | undefined> = []
  private readonly gateway: Identity
  private epoch = 0n
  private users = 158_049_329_150_427_136n

  private constructor(gateway: Identity, channelId: bigint) {
    this.gateway = gateway
    const { credential, signatureKey } = gateway
    this.terms = { channelId, gateway: encode(externalSender, { credential, signatureKey: signatureKey.publicKey }) }
  }

  /** A call of one, founded by this stack. */
  static async begin(enlist: Enlist): Promise<Call> {
    const call = new Call(await run(identityNamed(Buffer.from("gateway"))), 927_310_423_890_473_011n)
    const founder = await call.enlist(enlist)
    await founder.found()
    call.places.push(founder)
    return call
  }

  /** Who is in the call. */
  get participants(): ReadonlyArray<Participant> {
    return this.places.filter((participant) => participant !== undefined)
  }

  /** Somebody who may be added. */
  enlist(enlist: Enlist, greased = false): Promise<Participant> {
    this.users += 1n
    return enlist(this.terms, this.users, greased)
  }

  /** The gateway proposes to add these, and chooses the commit of `committer`. */
  async add(committer: Participant, ...joiners: ReadonlyArray<Participant>): Promise<void> {
    const proposals: Array<Proposal> = []
    for (const { keyPackage } of joiners) {
      proposals.push({ _tag: "add", keyPackage: await run(keyPackageIn(keyPackageMessage(keyPackage))) })
    }
    const welcome = await this.change(committer, proposals, this.participants)
    for (const joiner of joiners) {
      if (welcome === undefined) throw new Error("members were added without a Welcome")
      await joiner.join(welcome)
      const free = this.places.indexOf(undefined)
      this.places[free === -1 ? this.places.length : free] = joiner
    }
    this.compare()
  }

  /** The gateway proposes to remove this one, and chooses the commit of `committer`. Whoever leaves hears nothing any more. */
  async remove(committer: Participant, leaver: Participant): Promise<void> {
    const removed = this.places.indexOf(leaver)
    this.places[removed] = undefined
    await this.change(committer, [{ _tag: "remove", removed }], this.participants)
    this.compare()
  }

  private async change(committer: Participant, wanted: ReadonlyArray<Proposal>, present: ReadonlyArray<Participant>) {
    const { epoch } = this
    const groupId = bytesOf(this.terms.channelId)
    const { signatureKey } = this.gateway
    const proposals: Array<Uint8Array> = []
    for (const proposal of wanted) proposals.push(await run(proposeExternally({ groupId, epoch, senderIndex: 0, signatureKey, proposal })))
    let chosen: Awaited<ReturnType<Participant["consider"]>> | undefined
    for (const participant of present) {
      const candidate = await participant.consider(proposals)
      if (participant === committer) chosen = candidate
    }
    if (chosen === undefined) throw new Error("the committer is not in the call")
    for (const participant of present) await participant.take(chosen.commit)
    this.epoch += 1n
    return chosen.welcome
  }

  private compare(): void {
    const [first, ...others] = this.participants
    if (first === undefined) return
    const expected = Buffer.from(first.authenticator()).toString("hex")
    for (const other of others) {
      if (other.epoch() !== first.epoch()) throw new Error(`epochs ${first.epoch()} and ${other.epoch()}`)
      if (Buffer.from(other.authenticator()).toString("hex") !== expected) throw new Error("no agreement on the epoch authenticator")
    }
  }

  /** Each participant says something, and all others hear it: their senders' keys are exported from the same epoch. */
  async talk(): Promise<void> {
    for (const speaker of this.participants) {
      const sound = Buffer.from(`sound of ${speaker.userId} in epoch ${speaker.epoch()}`)
      const frame = await speaker.speak(sound)
      for (const listener of this.participants.filter((participant) => participant !== speaker)) {
        const heard = await listener.hear(speaker.userId, frame)
        if (Buffer.compare(sound, heard) !== 0) throw new Error("a frame was heard as another one")
      }
    }
  }
}
