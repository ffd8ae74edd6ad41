import { type MetadataField, metadataFields, type MetadataSight } from "@copath/lab-core"
import { grouped, type Setting } from "../comparison.ts"
import { type Entry, label, plain, type Section, together } from "../section.ts"
import { kindTitles } from "../kindTitles.ts"
import { lookedUpon } from "./shown.ts"

const fieldTitles: Readonly<Record<MetadataField, string>> = {
  group: "group",
  epoch: "epoch",
  sender: "sender",
  adds: "who comes",
  removes: "who goes",
  membership: "who is there",
  size: "size of texts"
}

const kindTitle = (kind: string): string =>
  kind === "all" ? "all together" : Object.hasOwn(kindTitles, kind) ? kindTitles[kind as keyof typeof kindTitles] : kind

/** Compositions of which the server reads the same. */
interface Alike {
  readonly names: ReadonlyArray<string>
  readonly lines: ReadonlyArray<MetadataSight>
}

/** What the server reads without a key: a matrix of kinds of messages and fields, then the proofs; nothing where nobody looked. */
export const metadataSections = (setting: Setting): ReadonlyArray<Section> => {
  const looked = lookedUpon(setting).flatMap(({ contender, security: { metadata: lines = [] } }) =>
    lines.length === 0 ? [] : [{ name: label(contender), lines }]
  )
  if (looked.length === 0) return []
  const groups = grouped(looked, ({ lines }) => JSON.stringify(lines.map(({ field, kind, sight }) => [kind, field, sight]))).map(
    (own): Alike => ({ names: own.map(({ name }) => name), lines: own[0]?.lines ?? [] })
  )
  const several = setting.contenders.some(({ cells }) => cells.length > 1) ? " First repeat." : ""
  const told = looked.length > 1 && groups.length === 1 ? ` The same in all ${looked.length}.` : ""
  const titled = (title: string, { names }: Alike): string => (groups.length === 1 ? title : `${title}: ${together(names)}`)
  return [
    ...groups.map((group): Section => {
      const kinds = [...new Set(group.lines.map(({ kind }) => kind))]
      const fields = metadataFields.filter((field) => group.lines.some((line) => line.field === field))
      return {
        title: titled("What the server reads", group),
        note: `Without a key, in the bytes of each kind of message. Unjudged: too little happened to tell; a dash: it has nothing of the kind to tell.${told}${several}`,
        corner: "message",
        columns: fields.map((field) => fieldTitles[field]),
        rows: kinds.map((kind) => ({
          label: kindTitle(kind),
          entries: fields.map((field) => sightOf(group.lines.find((line) => line.kind === kind && line.field === field)))
        }))
      }
    }),
    ...groups.map((group): Section => ({
      title: titled("Where the server reads it", group),
      note: `Offsets are from the beginning of a message; values are the first that was found. Of so many messages, or of so many changes, it was readable in the first number.${told}${several}`,
      corner: "message",
      columns: ["field", "sight", "readable in", "proof or reason"],
      rows: group.lines.map(({ field, kind, messages, shown, sight, why }) => ({
        label: kindTitle(kind),
        entries: [plain(fieldTitles[field]), shaded(sight), plain(`${shown} of ${messages}`), plain(why)]
      })),
      detail: true
    }))
  ]
}

const sightOf = (line: MetadataSight | undefined): Entry => (line === undefined ? plain("–") : shaded(line.sight))

const shaded = (sight: MetadataSight["sight"]): Entry =>
  sight === "unjudged" ? plain(sight) : { ...plain(sight), tone: sight === "readable" ? "open" : "shut" }
