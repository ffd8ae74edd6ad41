import type { Workload } from "@copath/lab-core"
import { membersOf, Script } from "./script.ts"

/** The canonical script, and where in its trace it begins. */
export interface Kat8 {
  /** The history. */
  readonly workload: Workload
  /** The state from which on messages and seizures count. */
  readonly from: number
}

/**
 * Eight members: each speaks once, then one renews its keys, for each of them in turn; at last everybody speaks once more. 72 messages, 81 states, 648
 * seizures.
 *
 * @param preamble rounds before the script in which everybody speaks, renews its keys and speaks again, so that what goes between two members is under way when it
 *   begins. They do not count.
 */
export const kat8 = (preamble = 0): Kat8 => {
  const members = membersOf(8)
  const script = new Script(members)
  for (let round = 0; round < preamble; round++) {
    script.say(...members)
    for (const member of members) script.rekey(member).say(member)
  }
  const from = script.state
  for (const member of members) script.say(...members).rekey(member)
  script.say(...members)
  return { workload: script.workload("kat-8"), from }
}
