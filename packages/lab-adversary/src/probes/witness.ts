import type { Upload, Watch } from "@copath/lab-core"
import type { Lie } from "./probes.ts"

/** A message that a member did not take in, or not yet; or a commit of its own that the service did not take. */
export interface Refusal {
  readonly by: string
  /** Texts that had gone up since the lie was told. */
  readonly after: number
}

/** A message as it went up. */
interface Sent {
  readonly by: string
  /** Whether the lie had been told by then. */
  readonly since: boolean
}

const nothing = (): void => undefined

/** Sees who takes in what while a service lies. */
export class Witness implements Watch {
  /** Messages that somebody took in and should not have: foreign ones, and the same one twice. */
  accepted = 0
  /** Texts that had gone up before the lie was told. */
  before = 0
  readonly refusals: Array<Refusal> = []
  private readonly lie: Lie
  private readonly sentBy = new Map<string, Sent>()
  private readonly taken = new Set<string>()
  private acting = ""
  private opening: Uint8Array = new Uint8Array(0)
  private texts = 0

  constructor(lie: Lie) {
    this.lie = lie
  }

  readonly suite: Watch["suite"] = (suite) => suite
  readonly random: Watch["random"] = (random) => random
  readonly symbols: Watch["symbols"] = (symbols) => symbols
  readonly says = nothing
  readonly settled = nothing
  readonly wantsPersisted = (): boolean => false
  readonly acts = (name: string): void => void (this.acting = name)
  readonly opens = (message: Uint8Array): void => void (this.opening = message)

  readonly sent = ({ accepted, by, kind, message }: Upload): void => {
    const since = this.lie.isTold()
    if (kind === "application" && since) this.texts++
    if (kind === "application" && !since) this.before++
    if (!accepted) this.refused(by)
    this.sentBy.set(message.join(), { by, since })
  }

  readonly opened = (accepted: boolean): void => {
    if (!accepted) return this.refused(this.acting)
    const message = this.opening.join()
    const sent = this.sentBy.get(message)
    const once = `${this.acting} ${message}`
    const foreign = (sent?.since ?? true) && this.lie.isForeign(this.acting, sent?.by)
    if (this.lie.isTold() && (foreign || this.taken.has(once))) this.accepted++
    this.taken.add(once)
  }

  private refused(by: string): void {
    if (this.lie.isTold()) this.refusals.push({ by, after: this.texts })
  }
}
