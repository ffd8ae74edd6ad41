import { groupLog, type GroupLog, type LogRules } from "./log.ts"

/** What a delivery service in memory may be told. */
export interface MemoryOptions {
  /** Largest message taken, in bytes; a larger one is refused as `TooLarge`. Default: no limit. */
  readonly maxMessageBytes?: number
}

/** The logs of all groups; a group begins to exist when it is first named. Groups share nothing. */
export const groupLogs = (oneCommitPerEpoch: boolean, options: MemoryOptions): ((group: string) => GroupLog) => {
  const rules: LogRules = { oneCommitPerEpoch, maxMessageBytes: options.maxMessageBytes ?? Number.MAX_SAFE_INTEGER }
  const logs = new Map<string, GroupLog>()
  return (group) => {
    const known = logs.get(group)
    if (known !== undefined) return known
    const made = groupLog(group, rules)
    logs.set(group, made)
    return made
  }
}
