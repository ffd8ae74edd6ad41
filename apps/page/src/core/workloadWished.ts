import { countWorkload, makeWorkload, namedWorkloads, parseWorkload, type Workload } from "@copath/lab-core"
import { Result } from "effect"
import { most, TooLarge } from "./limits.ts"
import type { Complaint, Wish, WorkloadWish } from "./wish.ts"

/** A workload that fits into a page, and what it is called on a command line. */
export interface Fitting {
  readonly workload: Workload
  /** A name with its settings, or a file. */
  readonly arguments: ReadonlyArray<string>
  /** What it is called as a file. */
  readonly fileName: string
  /** Whether the command line needs that file. */
  readonly needsFile: boolean
}

type Found<A> = Result.Result<A, Complaint>

const wrong = (field: string, text: string): Found<never> => Result.fail({ field, text })

/** The workload that is wished for, cut to the number of events, or why a page cannot take it. */
export const workloadWished = ({ events, seed, workload: wish }: Pick<Wish, "events" | "seed" | "workload">): Found<Fitting> =>
  Result.gen(function* () {
    const whole = yield* wish.kind === "named" ? made(wish, seed) : read(wish)
    const count = yield* countAsked(events)
    const cut = count !== undefined && count < whole.events.length
    const workload = cut ? { ...whole, events: whole.events.slice(0, count) } : whole
    yield* fits(workload, wish.kind)
    const needsFile = cut || wish.kind === "text"
    const fileName = fileNameOf(workload, wish, cut)
    return { workload, fileName, needsFile, arguments: needsFile ? [fileName] : [workload.header.name, ...settingsOf(wish)] }
  })

const countAsked = (events: string): Found<number | undefined> => {
  const text = events.trim()
  if (text === "") return Result.succeed(undefined)
  return /^[1-9]\d{0,8}$/.test(text)
    ? Result.succeed(Number(text))
    : wrong("events", "a whole number from 1 is expected, or nothing for all")
}

const made = (wish: Extract<WorkloadWish, { kind: "named" }>, seed: string): Found<Workload> => {
  const values = Object.fromEntries(Object.entries(wish.settings).map(([key, value]) => [key, Number(value)]))
  if ((values["members"] ?? 0) > most.members)
    return wrong("set.members", new TooLarge({ what: "members", found: values["members"] ?? 0 }).message)
  // Judged before it is made: a workload stands in memory as a whole. What is no number is refused below.
  const expected = namedWorkloads.find(({ name }) => name === wish.name)?.expected(values) ?? 0
  if (expected > most.madeEvents) return wrong("settings", new TooLarge({ what: "madeEvents", found: Math.round(expected) }).message)
  const texts = Object.entries(wish.settings).map(([key, value]) => `${key}=${value}`)
  return Result.mapError(makeWorkload(wish.name, seed, texts), ({ detail, reason, text }) => ({
    field: reason === "Name" ? "workload" : reason === "Value" ? `set.${text.slice(0, text.indexOf("="))}` : "settings",
    text: detail
  }))
}

const read = ({ name, text }: Extract<WorkloadWish, { kind: "text" }>): Found<Workload> => {
  if (text.trim() === "") return wrong("text", "paste a workload, drop a file here or choose one")
  if (text.length > most.characters) return wrong("text", new TooLarge({ what: "characters", found: text.length }).message)
  return Result.mapError(parseWorkload(text, { name: stem(name) }), ({ message }) => ({ field: "text", text: message }))
}

const fits = (workload: Workload, kind: WorkloadWish["kind"]): Found<void> => {
  const { atOnce, events } = countWorkload(workload)
  const devices = atOnce * (workload.header.devices ?? 1)
  if (events === 0) return wrong(kind === "named" ? "settings" : "text", "nothing happens in this workload")
  if (devices > most.members)
    return wrong(kind === "named" ? "settings" : "text", new TooLarge({ what: "members", found: devices }).message)
  if (events > most.events) return wrong("events", new TooLarge({ what: "events", found: events }).message)
  return Result.void
}

const stem = (name: string): string => name.replace(/\.jsonl?$/, "")

const fileNameOf = ({ events, header }: Workload, wish: WorkloadWish, cut: boolean): string => {
  const name = wish.kind === "text" ? stem(wish.name) : header.name
  return `${name.replaceAll(/[^\w.-]+/g, "-")}${cut ? `-first-${events.length}` : ""}.jsonl`
}

/** Settings that are not the workload's own. */
const settingsOf = (wish: WorkloadWish): ReadonlyArray<string> => {
  if (wish.kind === "text") return []
  const parameters = namedWorkloads.find(({ name }) => name === wish.name)?.parameters
  return Object.entries(wish.settings).flatMap(([key, value]) =>
    Number(value) === parameters?.[key]?.value ? [] : ["--set", `${key}=${value.trim()}`]
  )
}
