import type { Group, Rule } from "./rule.ts"
import { bytes } from "./rules/bytes.ts"
import { commits } from "./rules/commits.ts"
import { conduct } from "./rules/conduct.ts"
import { framing } from "./rules/framing.ts"
import { joining } from "./rules/joining.ts"
import { members } from "./rules/members.ts"
import { proposals } from "./rules/proposals.ts"

/** The twenty groups. */
export const groups: ReadonlyArray<Group> = [bytes, framing, members, proposals, commits, joining, conduct].flat()

/**
 * Every check that a client makes on what reaches it and on what it sends: `V001` to `V319`. Where a rule and the RFC differ, the RFC is right.
 */
export const rules: ReadonlyArray<Rule> = groups.flatMap(({ number, rows }) =>
  rows.map(([id, section, says, seen]) => ({ id, group: number, section, says, seen }))
)

/** Rules that wait for a part of the system that is not there yet, and for which. They need no test until it is. */
export const waiting: ReadonlyMap<string, string> = new Map([["V314", "the durable delivery service"]])
