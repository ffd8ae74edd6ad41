import { type Workload, workload, type WorkloadEvent } from "@copath/lab-core"
import * as Result from "effect/Result"

/** Milliseconds between two events. */
const BEAT = 1000
/** Bytes of each text. */
const SIZE = 32

/** A history written by hand, one event after another, a second apart. */
export class Script {
  private readonly events: Array<WorkloadEvent> = []
  private readonly first: ReadonlyArray<string>
  private t = 0

  /** A group of these, created by the first of them. */
  constructor(members: ReadonlyArray<string>) {
    const [by = "", ...others] = members
    this.first = members
    this.events.push({ t: 0, do: "create", by, with: others })
  }

  /** The state after the last event so far, as an index of the trace's states. */
  get state(): number {
    return this.events.length - 1
  }

  /** Each of them says something. */
  say(...members: ReadonlyArray<string>): this {
    for (const by of members) this.events.push({ t: this.next(), do: "say", by, size: SIZE })
    return this
  }

  /** Each of them says something three times as long. */
  sayLong(...members: ReadonlyArray<string>): this {
    for (const by of members) this.events.push({ t: this.next(), do: "say", by, size: 3 * SIZE })
    return this
  }

  /** Each of them renews its keys, by a commit of its own. */
  rekey(...members: ReadonlyArray<string>): this {
    for (const by of members) this.events.push({ t: this.next(), do: "rekey", by })
    return this
  }

  /** These are added. */
  add(by: string, ...who: ReadonlyArray<string>): this {
    this.events.push({ t: this.next(), do: "add", by, who })
    return this
  }

  /** These are removed. */
  remove(by: string, ...who: ReadonlyArray<string>): this {
    this.events.push({ t: this.next(), do: "remove", by, who })
    return this
  }

  /** What comes waits from here on. */
  offline(by: string): this {
    this.events.push({ t: this.next(), do: "offline", by })
    return this
  }

  /** What has waited is taken in. */
  online(by: string): this {
    this.events.push({ t: this.next(), do: "online", by })
    return this
  }

  /** The next text that somebody says does not come to this member. */
  miss(by: string): this {
    this.events.push({ t: this.next(), do: "miss", by })
    return this
  }

  /** The history as a workload. */
  workload(name: string): Workload {
    return Result.getOrThrow(workload({ lab: "workload/1", name, members: this.first }, this.events))
  }

  private next(): number {
    return (this.t += BEAT)
  }
}

/** Names `0` to `n - 1`. */
export const membersOf = (n: number): ReadonlyArray<string> => Array.from({ length: n }, (_, i) => String(i))
