import type { Leak, Leaks } from "@copath/lab-core"
import { certificate } from "../certificate/certificate.ts"
import { closeEach, type Field } from "../attacker/field.ts"
import { knowsValue } from "../closure/focus.ts"
import { experienced } from "../attacker/knowledge.ts"

/** A member with a time that it lived through, and messages that it must not be able to read. */
export interface Bystander {
  /** An index of `Trace.members`. */
  readonly member: number
  /** All that it held or used from this state on is known to it… */
  readonly from: number
  /** … until before this one; `Infinity` for the end. */
  readonly to: number
  /** The state of its removal or its joining. */
  readonly state: number
  /** Indices of `Trace.messages`. */
  readonly forbidden: ReadonlyArray<number>
}

/** How many leaks are told in full. */
const told = 8

/** Which of these members can read what they must not, and why. */
export const leaks = (field: Field, bystanders: ReadonlyArray<Bystander>): Leaks => {
  const { trace, focus, bound } = field
  const found: Array<{ readonly bystander: Bystander; readonly read: ReadonlyArray<number> }> = []
  closeEach(
    field,
    bystanders.map(({ member, from, to }) => experienced(trace, member, from, to)),
    (knowledge, first, count) => {
      for (const [index, bystander] of bystanders.slice(first, first + count).entries()) {
        const read = bystander.forbidden.filter((message) => knowsValue(focus, knowledge, trace.messages[message]!.text, index))
        if (read.length > 0) found.push({ bystander, read })
      }
    }
  )
  const worst = found.toSorted((a, b) => b.read.length - a.read.length).slice(0, told)
  return {
    checked: bystanders.length,
    leaking: found.length,
    messages: found.reduce((sum, { read }) => sum + read.length, 0),
    leaks: worst.map(({ bystander, read }): Leak => {
      const { member, from, to, state } = bystander
      const why = certificate(trace, { as: "resident", who: member, from, to }, read[0]!, bound)?.lines ?? []
      return { member, state, messages: read.length, first: read[0]!, why }
    })
  }
}
