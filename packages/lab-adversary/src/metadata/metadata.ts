import type { Kind, MetadataField, MetadataSight } from "@copath/lab-core"
import type { TracedUpload } from "../record/record.ts"
import type { Trace } from "../graph/trace.ts"
import type { InClear, ReadInClear, ReadMessage } from "./inClear.ts"
import { sendersTold } from "./sendersTold.ts"
import { sizesTold } from "./sizesTold.ts"

/** One message that went up, and what it says of itself. */
export interface SeenUpload {
  /** As it went up. */
  readonly upload: TracedUpload
  /** What is readable; `undefined` where its format is not known. */
  readonly read: ReadMessage | undefined
}

/** What was found of one field in messages of one kind, but for their names. */
type Found = Omit<MetadataSight, "kind" | "field">

/** Kinds of messages that are looked into, and what each of them may tell. */
const asked = {
  application: ["group", "epoch", "sender", "size"],
  commit: ["group", "epoch", "sender", "adds", "removes"],
  proposal: ["group", "epoch", "sender", "adds", "removes"],
  welcome: ["adds"],
  groupInfo: ["group", "epoch", "membership"],
  keyPackage: ["sender"]
} as const satisfies Partial<Record<Kind, ReadonlyArray<MetadataField>>>

/** Steps that add or remove somebody; whoever creates a group adds all others. */
const steps = { adds: ["create", "add", "change"], removes: ["remove", "change"] } as const

/**
 * What whoever carries the messages of a run reads in them without a key: a line for each kind of message and each field that such a message has something to tell of, then
 * what follows from all of them together. Nothing is presumed of a composition: each message is read as its format is, and where bytes cannot be read they are
 * compared with each other and with what was really done. Of what never happened there is no line.
 */
export const metadata = (trace: Trace, uploads: ReadonlyArray<TracedUpload>, readInClear: ReadInClear): ReadonlyArray<MetadataSight> => {
  const seen = uploads.map((upload): SeenUpload => ({ upload, read: readInClear(upload.message) }))
  const lines = Object.entries(asked).flatMap(([kind, fields]) => {
    const own = seen.filter(({ upload }) => upload.kind === kind)
    return own.length === 0
      ? []
      : fields.flatMap((field): ReadonlyArray<MetadataSight> => {
          const found = inKind(trace, own, field)
          return found === undefined ? [] : [{ kind, field, ...found }]
        })
  })
  return [...lines, ...altogether(trace, seen, lines)]
}

const inKind = (trace: Trace, own: ReadonlyArray<SeenUpload>, field: MetadataField): Found | undefined => {
  if (field === "size") return sizesTold(trace, own)
  if (field === "adds" || field === "removes") return changes(trace, own, field)
  const named = inClear(own, field)
  // Nothing names the sender: then something may tell senders apart all the same.
  if (field === "sender" && named.sight === "hidden" && own[0]?.upload.kind === "application") return sendersTold(own)
  return named
}

/** A field that every message has something to say of. */
const inClear = (own: ReadonlyArray<SeenUpload>, field: Exclude<MetadataField, "size">): Found => {
  const found = own.flatMap(({ read }) => read?.[field] ?? [])
  const why =
    found.length === own.length
      ? proof(found)
      : found.length === 0
        ? reason(own)
        : `${proof(found)}; the other ${own.length - found.length} do not say it`
  return { sight: found.length === own.length ? "readable" : "hidden", messages: own.length, shown: found.length, why }
}

/** Whom commits add or remove: asked of those steps of the run that did it. */
const changes = (trace: Trace, own: ReadonlyArray<SeenUpload>, field: "adds" | "removes"): Found | undefined => {
  const states = statesThat(trace, field)
  const about = own.filter(({ upload }) => states.has(upload.state))
  if (about.length === 0) return undefined
  const asked = new Set(about.map(({ upload }) => upload.state))
  const found = about.flatMap(({ read, upload }) => {
    const one = read?.[field]
    return one === undefined ? [] : [{ ...one, state: upload.state }]
  })
  const shown = new Set(found.map(({ state }) => state)).size
  return {
    sight: shown === asked.size ? "readable" : "hidden",
    messages: asked.size,
    shown,
    why: found.length === 0 ? reason(about) : proof(found)
  }
}

const statesThat = (trace: Trace, field: "adds" | "removes"): ReadonlySet<number> =>
  new Set(trace.states.flatMap(({ did }, state) => ((steps[field] as ReadonlyArray<string>).includes(did) ? [state] : [])))

/** What messages of several kinds tell together: who comes, who goes, and from both who is there. */
const altogether = (trace: Trace, seen: ReadonlyArray<SeenUpload>, lines: ReadonlyArray<MetadataSight>): ReadonlyArray<MetadataSight> => {
  const kind = "all"
  const both = (["adds", "removes"] as const).map((field) => ({ field, found: changes(trace, seen, field) }))
  const told = both.flatMap(({ field, found }): ReadonlyArray<MetadataSight> => {
    if (found === undefined) return []
    const from = lines.filter((line) => line.field === field && line.shown > 0).map((line) => line.kind)
    return [{ kind, field, ...found, why: from.length === 0 ? found.why : `from ${from.join(" and ")}: ${found.why}` }]
  })
  const listed = lines.find(({ field, sight }) => field === "membership" && sight === "readable")
  const [adds, removes] = both.map(({ found }) => found)
  if (listed !== undefined) {
    return [
      ...told,
      { kind, field: "membership", sight: "readable", messages: listed.messages, shown: listed.shown, why: `${listed.kind}: ${listed.why}` }
    ]
  }
  if (adds === undefined || removes === undefined) return told
  const isReadable = adds.sight === "readable" && removes.sight === "readable"
  const missing = [...(adds.sight === "readable" ? [] : ["who comes"]), ...(removes.sight === "readable" ? [] : ["who goes"])]
  const why = isReadable
    ? "who comes and who goes are both readable"
    : `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} not readable`
  return [
    ...told,
    {
      kind,
      field: "membership",
      sight: isReadable ? "readable" : "hidden",
      messages: adds.messages + removes.messages,
      shown: adds.shown + removes.shown,
      why
    }
  ]
}

/** The first place and value, and how many others there are. */
const proof = (found: ReadonlyArray<InClear>): string => {
  const [first] = found
  if (first === undefined) return ""
  const offsets = [...new Set(found.map(({ offset }) => offset))].toSorted((a, b) => a - b)
  const at = offsets.length === 1 ? `at offset ${first.offset}` : `at offsets ${offsets[0]} to ${offsets.at(-1)}`
  const values = new Set(found.map(({ value }) => value)).size
  return `${first.value}${values > 1 ? ` and ${values - 1} other value${values > 2 ? "s" : ""}` : ""}, ${at}`
}

const reason = (own: ReadonlyArray<SeenUpload>): string => {
  const unknown = own.filter(({ read }) => read === undefined).length
  if (unknown === own.length) return "messages of a format that is not known here"
  const heads = own.flatMap(({ read }) => (read === undefined ? [] : [read.rest.offset]))
  const [least, most] = [Math.min(...heads), Math.max(...heads)]
  return `not in the ${least === most ? least : `${least} to ${most}`} readable bytes before what is sealed`
}
