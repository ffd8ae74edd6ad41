import { copiedActs, type CopyAttempt, copiedHoldings, type StolenCopy } from "@copath/lab-core"
import { type Cells, type Contender, grouped, type Setting } from "../comparison.ts"
import { type Entry, label, plain, type Section, together } from "../section.ts"
import { plural } from "../units.ts"
import type { Value } from "../value.ts"

/** What a copy of a member's state could still do in its name; nothing where none was made. */
export const copySections = (setting: Setting): ReadonlyArray<Section> => {
  const all = setting.contenders.flatMap((contender) => {
    const copy = copyOf(contender)
    return copy === undefined ? [] : [{ name: label(contender), copy }]
  })
  if (all.length === 0) return []
  // Compositions in which copies can do the same stand together.
  const groups = grouped(all, ({ copy }) => JSON.stringify({ ...copy, composition: "" }))
  const copied = groups.flatMap((own) => {
    const name = groups.length === 1 && own.length > 1 ? `all ${own.length} alike` : together(own.map((one) => one.name))
    return own.slice(0, 1).map(({ copy }) => ({ name, copy }))
  })
  const things = copiedHoldings.flatMap((holding) => copiedActs.map((act) => ({ act, holding })))
  const tried = things.filter((thing) => copied.some(({ copy }) => attemptOf(copy, thing) !== undefined))
  const titled = ({ act, holding }: (typeof things)[number]): string =>
    holding === "everything" ? titles[act] : `${titles[act]}, no identity key`
  return [
    {
      title: "What a stolen copy can still do",
      note: "One of six members' written state is copied; then that member and all others renew their keys, and the copy acts in the member's name: yes where all five others take that. It joins again by a GroupInfo of the present epoch, which is public where members publish it. No identity key: all was taken but that, where others sign what is said. The copy does what a client can, with what is public of the present epoch; late texts of its own epoch are over by then.",
      corner: "the copy",
      columns: copied.map(({ name }) => name),
      rows: [
        { label: "reads what is said since", entries: copied.map(({ copy }) => readEntry(copy)) },
        ...tried.map((thing) => ({ label: titled(thing), entries: copied.map(({ copy }) => attemptEntry(copy, attemptOf(copy, thing))) }))
      ]
    },
    {
      title: "Why a stolen copy is not believed",
      note: "What the first member says that does not take what the copy sends, or why it has nothing to send.",
      corner: "the copy",
      columns: ["there was", "members who took it", "of", "reason"],
      rows: copied.flatMap(({ copy, name }) => {
        const row = (what: string, entries: ReadonlyArray<Entry>) => ({ label: copied.length === 1 ? what : `${what}: ${name}`, entries })
        if (copy.unmade !== undefined) return [row("is made", [plain("none"), plain(0), plain(copy.honest), plain(copy.unmade)])]
        return copy.attempts.map((attempt) => row(titled(attempt), explained(copy, attempt)))
      }),
      detail: true
    }
  ]
}

const titles = {
  speak: "speaks",
  commit: "commits",
  remove: "removes",
  "re-join": "joins again"
} satisfies Record<CopyAttempt["act"], string>

const copyOf = ({ cells }: Contender): StolenCopy | undefined => cells.find(({ stolenCopy }) => stolenCopy !== undefined)?.stolenCopy

const attemptOf = ({ attempts }: StolenCopy, { act, holding }: Pick<CopyAttempt, "act" | "holding">): CopyAttempt | undefined =>
  attempts.find((one) => one.act === act && one.holding === holding)

const readEntry = ({ read, texts, unmade }: StolenCopy): Entry => {
  if (unmade !== undefined) return plain("no copy", "")
  return read === 0 ? plain("no", 0) : plain(`${read} of ${plural(texts, "text")}`, read)
}

const attemptEntry = ({ honest }: StolenCopy, attempt: CopyAttempt | undefined): Entry => {
  if (attempt === undefined) return plain("–", "")
  const { accepted, tried } = attempt
  if (!tried) return plain("has no way", 0)
  return accepted === 0 ? plain("no", 0) : plain(accepted === honest ? "yes" : `by ${accepted} of ${honest}`, accepted)
}

const explained = ({ honest }: StolenCopy, { accepted, reason = "", tried }: CopyAttempt): ReadonlyArray<Entry> => [
  plain(tried ? "something to send" : "nothing to send"),
  plain(accepted),
  plain(honest),
  plain(reason === "" ? "–" : reason, reason)
]

/** Whether a copy was made, or tried to be, in any run. */
export const isCopied = ({ cells }: Cells): boolean => cells.some(({ stolenCopy }) => stolenCopy !== undefined)

/** Every number of a stolen copy, in long form. */
export const copyValues = ({ stolenCopy }: Cells["cells"][number]): ReadonlyArray<Value> => {
  if (stolenCopy === undefined) return []
  const { attempts, honest, read, texts, unmade } = stolenCopy
  const value = (metric: string, statistic: string, n: number): Value => ({
    group: "stolenCopy",
    metric,
    statistic,
    unit: "count",
    value: n
  })
  return [
    value("copy", "honest", honest),
    ...(unmade === undefined ? [value("copy", "texts", texts), value("copy", "read", read)] : []),
    ...attempts.map(({ accepted, act, holding }) => value(holding === "everything" ? act : `${act}, ${holding}`, "accepted", accepted))
  ]
}
