import { type Forgery, type ForgeryRow, seeded } from "@copath/lab-core"
import { bitAt } from "../closure/bitMatrix.ts"
import { closeEach, type Field } from "../attacker/field.ts"
import { everybody, knowsValue } from "../closure/focus.ts"
import { groupBy } from "../graph/groupBy.ts"
import { taken } from "../attacker/knowledge.ts"
import { rowAt } from "../attacker/seizureRows.ts"
import { type Fallen, type Seizures, seizures as seize } from "../attacker/seizures.ts"

/** How many senders have a row of their own. */
const shown = 64
/** How many thieves among the members are drawn by lot. */
const thieves = 1024

/**
 * Who could have put another text in the place of a message: whoever knows all that its receivers checked. For each sender in whose name it would be, and for
 * all; by those outside who see the wire, by other members as they were just before, by who took the sender's state once, and by members who have that too.
 * Only messages that somebody received count, and against thieves only those after the theft.
 */
export const forgery = (seizures: Seizures, fallen: Fallen): Forgery => {
  const { trace } = fallen.field
  const counts = trace.members.map(() => new Counts())
  const insiders = insidersOf(seizures, fallen)
  const bySender = groupBy(receivedMessages(fallen.field), (message) => trace.messages[message]!.by)
  for (const [sender, messages] of bySender) {
    const own = counts[sender]
    if (own === undefined) continue
    own.messages = messages.length
    for (const message of messages) {
      own.outsider.see(isOpen(fallen.field, message))
      countInsiders(own, insiders.seizures, insiders.fallen, message)
    }
  }
  countThieves(counts, seizures, fallen, bySender)
  countThievesInside(counts, seizures, fallen, bySender)
  const all = counts.reduce((sum, one) => sum.plus(one), new Counts())
  const busiest = [...bySender.keys()]
    .filter((sender) => sender >= 0)
    .toSorted((a, b) => counts[b]!.messages - counts[a]!.messages || a - b)
  return { all: all.row(-1), senders: busiest.slice(0, shown).map((sender) => counts[sender]!.row(sender)) }
}

/** So many of so many. */
class Share {
  could = 0
  asked = 0

  see(could: boolean, weight = 1): void {
    this.asked += weight
    if (could) this.could += weight
  }

  plus(other: Share): Share {
    const sum = new Share()
    sum.could = this.could + other.could
    sum.asked = this.asked + other.asked
    return sum
  }

  get value(): number | null {
    return this.asked === 0 ? null : Math.min(1, this.could / this.asked)
  }
}

class Counts {
  messages = 0
  outsider = new Share()
  insider = new Share()
  thief = new Share()
  thiefInside = new Share()

  plus(other: Counts): Counts {
    const sum = new Counts()
    sum.messages = this.messages + other.messages
    sum.outsider = this.outsider.plus(other.outsider)
    sum.insider = this.insider.plus(other.insider)
    sum.thief = this.thief.plus(other.thief)
    sum.thiefInside = this.thiefInside.plus(other.thiefInside)
    return sum
  }

  row(member: number): ForgeryRow {
    const { messages, outsider, insider, thief, thiefInside } = this
    return { member, messages, outsider: outsider.value, insider: insider.value, thief: thief.value, thiefInside: thiefInside.value }
  }
}

const receivedMessages = ({ trace }: Field): ReadonlyArray<number> =>
  trace.messages.flatMap(({ authenticators }, message) => (authenticators === undefined ? [] : [message]))

const isOpen = ({ trace, focus }: Field, message: number): boolean =>
  trace.messages[message]!.authenticators?.every((value) => focus.place[value] === everybody) ?? false

/** Whoever is inside has all of its own state, whatever a thief takes of one. */
const insidersOf = (seizures: Seizures, fallen: Fallen): { readonly seizures: Seizures; readonly fallen: Fallen } => {
  if (seizures.options.takes === "all") return { seizures, fallen }
  const { bound, trace } = fallen.field
  const whole = seize(trace, { ...seizures.options, takes: "all" })
  return { seizures: whole, fallen: whole[bound] }
}

const countInsiders = (own: Counts, seizures: Seizures, fallen: Fallen, message: number): void => {
  const { trace } = fallen.field
  const { by, state } = trace.messages[message]!
  for (let member = 0; member < trace.members.length; member++) {
    const row = member === by ? undefined : rowAt(seizures.rows, member, state - 1)
    if (row !== undefined) own.insider.see(bitAt(fallen.forgeable, row, message))
  }
}

const countThieves = (
  counts: ReadonlyArray<Counts>,
  seizures: Seizures,
  fallen: Fallen,
  bySender: ReadonlyMap<number, ReadonlyArray<number>>
): void => {
  const { messages } = fallen.field.trace
  for (const [index, { member, from, to, weight }] of seizures.rows.entries()) {
    for (const message of bySender.get(member) ?? []) {
      // How many of the row's states are before the message.
      const states = Math.min(to, messages[message]!.state) - from
      if (states > 0) counts[member]!.thief.see(bitAt(fallen.forgeable, index, message), (weight * states) / (to - from))
    }
  }
}

const countThievesInside = (
  counts: ReadonlyArray<Counts>,
  { rows, options }: Seizures,
  { field }: Fallen,
  bySender: ReadonlyMap<number, ReadonlyArray<number>>
): void => {
  const { trace, focus } = field
  const random = seeded(options.seed, "forgery")
  const messages = [...bySender.values()].flat()
  const cases: Array<{ readonly message: number; readonly values: ReadonlyArray<number> }> = []
  for (let i = 0; i < thieves && messages.length > 0 && rows.length > 0; i++) {
    const message = messages[random.below(messages.length)]!
    const { by, state } = trace.messages[message]!
    const insider = random.below(trace.members.length)
    const at = random.below(Math.max(1, state))
    const present = (member: number, at: number) => trace.members[member]?.spans.some(({ from, to }) => from <= at && at < to) === true
    if (insider === by || !present(insider, state - 1) || !present(by, at)) continue
    const stolen = taken(trace, { as: "seize", who: by, at, takes: options.takes }, options.deletion)
    const held = taken(trace, { as: "seize", who: insider, at: state - 1, takes: "all" }, options.deletion)
    cases.push({ message, values: [...stolen, ...held] })
  }
  closeEach(
    field,
    cases.map(({ values }) => values),
    (knowledge, first, count) => {
      for (const [index, { message }] of cases.slice(first, first + count).entries()) {
        const { by, authenticators } = trace.messages[message]!
        counts[by]!.thiefInside.see(authenticators!.every((value) => knowsValue(focus, knowledge, value, index)))
      }
    }
  )
}
