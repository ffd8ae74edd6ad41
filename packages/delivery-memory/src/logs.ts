import type { MessageCheck } from "@copath/contracts"
import * as Effect from "effect/Effect"
import type { ClaimLimits } from "./limits.ts"
import { groupLog, type GroupLog, type LogRules } from "./log.ts"

/** What a delivery service in memory may be told. Everything is asked before a message gets a place, so that nothing of a refused one goes out. */
export interface MemoryOptions {
  /** Largest message taken, in bytes; a larger one is refused as `TooLarge`. Default: no limit. */
  readonly maxMessageBytes?: number
  /** Code points of `MLSMessage.wire_format` (RFC 9420, 6) that are carried, of version mls10; others are refused as `WireFormat`. Default: any bytes. */
  readonly wireFormats?: ReadonlySet<number>
  /** Who shows this token; `undefined` refuses as `Unauthenticated`. Default: everybody is who the token says. */
  readonly authenticate?: (token: Uint8Array | undefined) => string | undefined
  /** Whether a cookie admits a message to a group; if not it is refused as `Cookie`. Default: no cookie is asked for. */
  readonly cookie?: (group: string, cookie: Uint8Array | undefined, message: Uint8Array) => boolean
  /** Looks at each message that is about to get a place, one at a time in each group. */
  readonly check?: MessageCheck
  /** How many key packages may be claimed. Default: all. */
  readonly claims?: ClaimLimits
}

/** The logs of all groups. */
export interface GroupLogs {
  /** A group begins to exist when it is first named. Groups share nothing. */
  (group: string): GroupLog
  /** Bytes of the messages in all logs. */
  readonly stored: Effect.Effect<number>
}

/** The logs of a service in memory; none at first. */
export const groupLogs = (oneCommitPerEpoch: boolean, options: MemoryOptions): GroupLogs => {
  const rules: LogRules = { oneCommitPerEpoch, maxMessageBytes: options.maxMessageBytes ?? Number.MAX_SAFE_INTEGER }
  const logs = new Map<string, GroupLog>()
  const named = (group: string): GroupLog => {
    const known = logs.get(group)
    if (known !== undefined) return known
    const made = groupLog(group, rules)
    logs.set(group, made)
    return made
  }
  const stored = Effect.sync(() => [...logs.values()].reduce((sum, log) => sum + log.bytes(), 0))
  return Object.assign(named, { stored })
}
