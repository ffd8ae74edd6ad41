import type { Cell, Expectation, Pinned, Script } from "@copath/lab-core"
import type { Contender, Setting } from "../comparison.ts"
import { type Entry, label, plain, type Section } from "../section.ts"
import { count } from "../units.ts"
import type { Unit, Value } from "../value.ts"
import { allowed, expectationText, inSentence, isCopied } from "./scriptText.ts"

/** What came of the attackers and expectations that the workload names itself; nothing where it names none. A terminal has it line by line, with the lines of the file. */
export const scriptSections = (setting: Setting): ReadonlyArray<Section> => [
  ...tableOf(setting, {
    title: "Pinned attackers",
    note:
      "Attackers that the workload itself pins to a member, and how many of all messages they read. Event: its place in the workload. States and events count from 0, and " +
      "the last state is one in which they were still there.",
    columns: ["event", "who", "how", "from state", "to state", "messages that fall", "of"],
    rows: ({ pinned }, cell) => pinned.map((one) => pinnedEntries(one, cell))
  }),
  ...tableOf(setting, {
    title: "Expectations",
    note:
      "What the workload expects to fall of the messages that were said from one time to another: to all attackers that were pinned before, together, or to one seizure in " +
      "the mean where none was. Event: its place in the workload, from 0.",
    columns: ["event", "from, ms", "to, ms", "messages", "expected", "fall", "outcome"],
    rows: ({ expected }) => expected.map(expectedEntries)
  })
]

interface Table extends Pick<Section, "title" | "note" | "columns"> {
  readonly rows: (script: Script, cell: Cell) => ReadonlyArray<ReadonlyArray<Entry>>
}

const tableOf = ({ contenders }: Setting, { rows: of, ...told }: Table): ReadonlyArray<Section> => {
  const rows = contenders.flatMap((contender) =>
    contender.cells.flatMap((cell) =>
      cell.script === undefined ? [] : of(cell.script, cell).map((entries) => ({ label: labelled(contender, cell), entries }))
    )
  )
  return rows.length === 0 ? [] : [{ ...told, rows, detail: true }]
}

const labelled = (contender: Contender, cell: Cell): string => `${label(contender)}${whichRun(contender, cell)}`

const whichRun = ({ cells }: Contender, { repeat }: Cell): string => (cells.length === 1 ? "" : ` #${repeat + 1}`)

const pinnedEntries = (one: Pinned, { workload }: Cell): ReadonlyArray<Entry> => [
  plain(one.event),
  plain(one.member),
  plain(isCopied(one) ? "copied once" : "sat on devices"),
  plain(one.from),
  plain(one.to - 1),
  plain(count(one.messages), one.messages),
  plain(count(workload.messages), workload.messages)
]

const expectedEntries = (one: Expectation): ReadonlyArray<Entry> => {
  const { event, found, from, messages, met, most, to } = one
  const fell = most === undefined ? inSentence(found) : `${inSentence(found)} – ${inSentence(most)}`
  return [
    plain(event),
    plain(from),
    plain(to),
    plain(messages),
    plain(allowed(one)),
    messages === 0 ? plain("–") : plain(fell),
    { ...plain(met ? "met" : messages === 0 ? "NOT MET: nothing said" : "NOT MET"), tone: met ? "shut" : "open" }
  ]
}

/** Expectations that are not met, a line each, by the name of the composition. */
export const unmet = ({ contenders }: Setting): ReadonlyArray<string> =>
  contenders.flatMap((contender) =>
    contender.cells.flatMap((cell) =>
      (cell.script?.expected ?? []).flatMap((one) =>
        one.met ? [] : [`${contender.name}${whichRun(contender, cell)}: ${expectationText(one, `event ${one.event}`)}.`]
      )
    )
  )

/** Every number of the workload's own attackers and expectations, in long form; the metric has the event's place in the workload. */
export const scriptValues = ({ script }: Cell): ReadonlyArray<Value> => {
  if (script === undefined) return []
  const value = (metric: string, statistic: string, unit: Unit, n: number, more: Pick<Value, "role" | "bound"> = {}): Value => ({
    group: "script",
    metric,
    ...more,
    statistic,
    unit,
    value: n
  })
  return [
    ...script.pinned.flatMap(({ event, from, member: role, messages, to }) =>
      Object.entries({ fromState: from, toState: to, messages }).map(([statistic, n]) =>
        value(`compromise.${event}`, statistic, "count", n, { role })
      )
    ),
    ...script.expected.flatMap(({ event, found, from, messages, met, most, share: [least, greatest], to }) => {
      const own = (statistic: string, unit: Unit, n: number, more: Pick<Value, "bound"> = {}): Value =>
        value(`expect.${event}`, statistic, unit, n, more)
      return [
        own("from", "ms", from),
        own("to", "ms", to),
        own("messages", "count", messages),
        own("least", "share", least),
        own("greatest", "share", greatest),
        own("fall", "share", found, { bound: "lower" }),
        ...(most === undefined ? [] : [own("fall", "share", most, { bound: "upper" })]),
        own("met", "flag", Number(met))
      ]
    })
  ]
}
