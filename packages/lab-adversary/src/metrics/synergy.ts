import { seeded, type Synergy } from "@copath/lab-core"
import { bitAt } from "../closure/bitMatrix.ts"
import { knowsValue } from "../closure/focus.ts"
import { closeEach } from "../attacker/field.ts"
import { taken } from "../attacker/knowledge.ts"
import type { SeizureRow } from "../attacker/seizureRows.ts"
import type { Fallen, Seizures } from "../attacker/seizures.ts"

/** How many pairs of seizures are drawn, unless said otherwise. */
export const synergyPairs = 256

/**
 * What two seizures of different members read together and neither reads alone: a weakness that no single compromise shows. Each (member, state) pair is as
 * likely to be drawn as any other.
 */
export const synergy = (seizures: Seizures, fallen: Fallen, pairs = synergyPairs): Synergy => {
  const { trace } = fallen.field
  const messages = trace.messages.length
  const draws = drawn(seizures, pairs)
  if (draws.length === 0 || messages === 0) return { pairs: 0, mean: 0, found: 0, max: 0 }
  const { takes, deletion } = seizures.options
  const own = (row: number) => {
    const { member, from } = seizures.rows[row]!
    return taken(trace, { as: "seize", who: member, at: from, takes }, deletion)
  }
  const extra = new Uint32Array(draws.length)
  closeEach(
    fallen.field,
    draws.map(([a, b]) => [...own(a), ...own(b)]),
    (knowledge, first, count) => {
      for (let draw = 0; draw < count; draw++) {
        const [a, b] = draws[first + draw]!
        for (const [message, { text }] of trace.messages.entries()) {
          const alone = bitAt(fallen.read, a, message) || bitAt(fallen.read, b, message)
          if (!alone && knowsValue(fallen.field.focus, knowledge, text, draw)) extra[first + draw] = extra[first + draw]! + 1
        }
      }
    }
  )
  return summary(seizures.rows, draws, extra, messages)
}

const summary = (
  rows: ReadonlyArray<SeizureRow>,
  draws: ReadonlyArray<readonly [number, number]>,
  extra: Uint32Array,
  messages: number
): Synergy => {
  const max = Math.max(...extra)
  const [a, b] = draws[extra.indexOf(max)]!
  const place = (row: number) => ({ member: rows[row]!.member, state: rows[row]!.from })
  return {
    pairs: draws.length,
    mean: extra.reduce((sum, n) => sum + n, 0) / draws.length / messages,
    found: extra.filter((n) => n > 0).length / draws.length,
    max,
    ...(max > 0 ? { worst: { a: place(a), b: place(b) } } : {})
  }
}

const drawn = ({ rows, pairs: all, options }: Seizures, pairs: number): ReadonlyArray<readonly [number, number]> => {
  const random = seeded(options.seed, "synergy")
  const weights: Array<number> = []
  for (const { weight } of rows) weights.push((weights.at(-1) ?? 0) + weight)
  const several = rows.some(({ member }) => member !== rows[0]!.member)
  const draws: Array<readonly [number, number]> = []
  while (several && all > 0 && draws.length < pairs) {
    const [a, b] = [random.ranked(weights, rows.length), random.ranked(weights, rows.length)]
    if (rows[a]!.member !== rows[b]!.member) draws.push([a, b])
  }
  return draws
}
