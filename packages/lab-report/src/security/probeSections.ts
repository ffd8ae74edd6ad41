import { type Damage, noticing, type ProbeOutcome } from "@copath/lab-core"
import { type Cells, type Contender, grouped, type Setting } from "../comparison.ts"
import { type Entry, label, plain, type Section, together } from "../section.ts"
import { plural } from "../units.ts"
import type { Unit, Value } from "../value.ts"

/** What lies of the delivery service came to; nothing where it told none. */
export const probeSections = (setting: Setting): ReadonlyArray<Section> => {
  const all = setting.contenders.flatMap((contender) => {
    const outcomes = outcomesOf(contender)
    return outcomes.length === 0 ? [] : [{ name: label(contender), outcomes }]
  })
  if (all.length === 0) return []
  // Compositions to which lies do the same stand together.
  const groups = grouped(all, ({ outcomes }) => JSON.stringify(outcomes.map((outcome) => ({ ...outcome, composition: "" }))))
  const lied = groups.map((own) => ({
    name: groups.length === 1 && own.length > 1 ? `all ${own.length} alike` : together(own.map(({ name }) => name)),
    outcomes: own[0]?.outcomes ?? []
  }))
  const names = [...new Set(lied.flatMap(({ outcomes }) => outcomes.map(({ probe }) => probe)))]
  const of = (outcomes: ReadonlyArray<ProbeOutcome>, name: string) => outcomes.find(({ probe }) => probe === name)
  return [
    {
      title: "Lies of the delivery service",
      note: "When one of six members first notices, by refusing a message or by missing one; and after how many texts. ! marks what comes out otherwise than the composition declares. In runs of their own, on a small group.",
      corner: "lie",
      columns: lied.map(({ name }) => name),
      rows: names.map((name) => ({ label: name, entries: lied.map(({ outcomes }) => noticed(of(outcomes, name))) }))
    },
    {
      title: "What lies came to",
      note: "Taken in: messages that somebody accepted and should not have. Read: texts read by who was removed. Unread: texts that would have reached somebody over an honest service. Lost: members who could follow no longer.",
      corner: "lie",
      columns: ["the service", "noticed", "foreseen", "after texts", "taken in", "read", "unread", "lost", "all agree", "as declared"],
      rows: lied.flatMap(({ name, outcomes }) =>
        outcomes.map((outcome) => ({ label: lied.length === 1 ? outcome.probe : `${outcome.probe}: ${name}`, entries: detailed(outcome) }))
      ),
      detail: true
    }
  ]
}

const outcomesOf = ({ cells }: Contender): ReadonlyArray<ProbeOutcome> => cells.find(({ probes }) => probes !== undefined)?.probes ?? []

/** Whether a delivery service lied in any run. */
export const isLiedTo = ({ cells }: Cells): boolean => cells.some(({ probes }) => probes !== undefined)

const noticed = (outcome: ProbeOutcome | undefined): Entry => {
  if (outcome === undefined) return plain("–", "")
  const [first] = outcome.notices
  const late = first === undefined || first.after < 2 ? "" : `, after ${plural(first.after, "text")}`
  return plain(`${outcome.surprises.length > 0 ? "! " : ""}${outcome.noticed}${late}`)
}

const detailed = ({ about, damage, foreseen, noticed: when, notices, surprises }: ProbeOutcome): ReadonlyArray<Entry> => [
  plain(about),
  plain(when),
  plain(foreseen.noticed.join(" or ")),
  plain(notices[0]?.after ?? "–", notices[0]?.after ?? ""),
  plain(damage.accepted),
  plain(damage.read),
  plain(damage.unread),
  plain(damage.lost),
  plain(damage.agreed ? "yes" : "no"),
  plain(surprises.length === 0 ? "yes" : `no: ${surprises.join("; ")}`)
]

/** Every number of the lies, in long form. `noticed` is its place in `noticing`. */
export const probeValues = ({ probes = [] }: Cells["cells"][number]): ReadonlyArray<Value> =>
  probes.flatMap(({ damage, noticed: when, notices, probe, surprises }) => {
    const value = (statistic: string, unit: Unit, n: number): Value => ({ group: "probes", metric: probe, statistic, unit, value: n })
    return [
      value("noticed", "rank", noticing.indexOf(when)),
      ...(notices[0] === undefined ? [] : [value("afterTexts", "count", notices[0].after)]),
      ...(Object.keys(damage) as ReadonlyArray<keyof Damage>).map((what) =>
        value(what, what === "agreed" ? "flag" : "count", Number(damage[what]))
      ),
      value("surprises", "count", surprises.length)
    ]
  })
