import type { Security, SecurityFigures } from "@copath/lab-core"
import { summarize } from "@copath/lab-core"
import { withoutAlike } from "../alike.ts"
import type { Contender, Setting } from "../comparison.ts"
import { type Entry, label, plain, type Section } from "../section.ts"
import { bytes, count, plural, span } from "../units.ts"
import { isLookedUpon, orNever, securities, share } from "./shown.ts"

/** What an adversary learned in a setting's runs, most important first; nothing where none looked on. */
export const securitySections = (setting: Setting): ReadonlyArray<Section> =>
  isLookedUpon(setting)
    ? [
        exposureSection(setting),
        healingSection(setting),
        forgerySection(setting),
        nothingSection(setting),
        ...findingsSection(setting),
        ...declaredOtherwise(setting)
      ]
    : []

/** A number of one bound; `null` for infinitely much, `undefined` where nobody could be asked. */
type Amount = number | null | undefined

interface Column {
  readonly title: string
  readonly of: (figures: SecurityFigures, security: Security) => Amount
  readonly show: (n: number) => string
  /** Whether the lowest is marked. */
  readonly ranked: boolean
}

const ranked = (title: string, show: Column["show"], of: Column["of"]): Column => ({ title, show, of, ranked: true })
const told = (title: string, show: Column["show"], of: Column["of"]): Column => ({ title, show, of, ranked: false })
const messages = (n: number): string => count(Math.round(n * 10) / 10)

const exposureSection = (setting: Setting): Section =>
  measured(
    setting,
    "Exposure",
    "Whoever copies one member's state at one time, once, reads this share of all messages: the mean over all members and times. " +
      "Earlier: how many messages said before that fall, in the median, the worst 5 % and the worst case; then how old the oldest is. " +
      "On the wire: messages that need no seizure. Secrets held: values in a member's state, mean.",
    [
      ranked("exposure", share, ({ exposure }) => exposure.share),
      ranked("earlier, median", messages, ({ forwardSecrecy }) => forwardSecrecy.messages.median),
      ranked("earlier, p95", messages, ({ forwardSecrecy }) => forwardSecrecy.messages.p95),
      ranked("earlier, max", messages, ({ forwardSecrecy }) => forwardSecrecy.messages.max),
      ranked(
        "oldest, max",
        (n) => (n === 0 ? "–" : span(n)),
        ({ forwardSecrecy }) => forwardSecrecy.ms.max
      ),
      told("on the wire", messages, ({ wire }) => wire),
      ranked(
        "secrets held",
        (n) => count(Math.round(n * 10) / 10),
        (_, { secretsHeld }) => secretsHeld.mean
      )
    ]
  )

const healingSection = (setting: Setting): Section => {
  const section = measured(
    setting,
    "Healing",
    "How the loss of later messages ends, in shares of all seizures. Cliff: one event heals all; staircase: sender by sender; never: not within " +
      "the run, a wall. Then what is spent from the seizure until nothing more falls, in the median: bytes that all members upload, commits of the seized member itself, " +
      "messages; never counts as infinite.",
    [
      told("nothing later", share, ({ healing }) => healing.shapes.none),
      told("cliff", share, ({ healing }) => healing.shapes.cliff),
      told("staircase", share, ({ healing }) => healing.shapes.staircase),
      ranked("never", share, ({ healing }) => healing.never),
      ranked("bytes, median", orNever(bytes), ({ healing }) => healing.bytes.median),
      ranked("own commits", orNever(messages), ({ healing }) => healing.ownCommits.median),
      ranked("messages, median", orNever(messages), ({ healing }) => healing.messages.median)
    ]
  )
  const healed = setting.contenders.map((contender) => healedBy(securities(contender)))
  if (healed.every((text) => text === "–")) return section
  return {
    ...section,
    columns: [...section.columns, "ended by"],
    rows:
      section.rows.length === healed.length
        ? section.rows.map((row, i) => ({ ...row, entries: [...row.entries, plain(healed[i] ?? "–")] }))
        : section.rows.map((row) => ({
            ...row,
            entries: [...row.entries, plain(new Set(healed).size === 1 ? (healed[0] ?? "–") : "various")]
          }))
  }
}

const healedBy = ([first]: ReadonlyArray<Security>): string => {
  const [most] = first?.lower.healing.by ?? []
  return most === undefined ? "–" : `${most.own ? "own" : "others'"} ${most.did}${most.share === 1 ? "" : `, ${share(most.share)}`}`
}

const forgerySection = (setting: Setting): Section =>
  measured(
    setting,
    "Forgery",
    "In what share of messages another could have put words into the sender's mouth, for all that receivers checked. Outsider: who sees the wire. " +
      "Insider: another member. Thief: who copied the sender's state once before. Thief inside: another member who has that copy too. " +
      "Signed: texts covered by a signature whose key stays secret. Convincing: those of them that an outsider must believe, as the signature scheme declares; the rest can be denied.",
    [
      ranked("outsider", share, ({ forgery }) => forgery.all.outsider ?? undefined),
      ranked("insider", share, ({ forgery }) => forgery.all.insider ?? undefined),
      ranked("thief", share, ({ forgery }) => forgery.all.thief ?? undefined),
      ranked("thief inside", share, ({ forgery }) => forgery.all.thiefInside ?? undefined),
      told("signed", share, (_, { deniability: { signed, texts } }) => (texts === 0 ? undefined : signed / texts)),
      told("convincing", share, (_, { deniability: { convincing, signed, texts } }) =>
        texts === 0 ? undefined : (convincing ?? signed) / texts
      )
    ]
  )

const nothingSection = ({ contenders }: Setting): Section =>
  withoutAlike({
    title: "What must be nothing",
    note:
      "Former members: messages that fall to whoever remembers all it had until its removal, and how many leak. Newcomers: the same of messages before they joined. " +
      "Findings: keys used twice, secrets on the wire, states that hide some. Unexplained: values used as secrets that nothing made; where they could matter, figures have two ends and the verdict is an interval.",
    columns: ["former members", "newcomers", "findings", "unexplained", "verdict", "seizures"],
    rows: contenders.map((contender) => {
      const all = securities(contender)
      const sum = (of: (security: Security) => number): number => all.reduce((total, one) => total + of(one), 0)
      const leaks = (of: "exMembers" | "newcomers"): Entry => {
        const [checked, leaking, fell] = (["checked", "leaking", "messages"] as const).map((field) =>
          sum(({ lower, upper }) => (upper ?? lower)[of][field])
        )
        if (checked === 0) return plain("nobody", 0)
        return plain(fell === 0 ? `0 of ${checked}` : `${plural(fell ?? 0, "message")}, ${leaking} of ${checked}`, fell ?? 0)
      }
      if (all.length === 0) return { label: label(contender), entries: Array.from({ length: 6 }, () => plain("–", "")) }
      const sampled = all.some(({ seizures }) => seizures.sampled)
      return {
        label: label(contender),
        entries: [
          leaks("exMembers"),
          leaks("newcomers"),
          plain(sum(({ findings }) => findings.length)),
          plain(sum(({ unexplained }) => unexplained)),
          plain(all.every(({ exact }) => exact) ? "exact" : "interval"),
          plain(
            `${count(sum(({ seizures }) => seizures.pairs))}${sampled ? ", sampled" : ""}`,
            sum(({ seizures }) => seizures.pairs)
          )
        ]
      }
    })
  })

/** Findings in full: at most so many of each composition. */
const mostFindings = 12

const findingsSection = ({ contenders }: Setting): ReadonlyArray<Section> => {
  const rows = contenders.flatMap((contender) => {
    const all = securities(contender).flatMap(({ findings, members }) =>
      findings.map((finding) => ({ ...finding, who: members[finding.member] ?? "nobody's" }))
    )
    const more = all.length - mostFindings
    return [
      ...all.slice(0, mostFindings).map(({ detail, kind, state, who }) => ({
        label: label(contender),
        entries: [plain(kindNames[kind] ?? kind), plain(who), plain(state), plain(detail)]
      })),
      ...(more > 0 ? [{ label: label(contender), entries: [plain(`and ${more} more`), plain(""), plain(""), plain("")] }] : [])
    ]
  })
  return rows.length === 0
    ? []
    : [
        {
          title: "Findings",
          note: "What an attacker can use, or what makes the verdict unsure. States count steps from 0.",
          columns: ["what", "member", "state", "detail"],
          rows
        }
      ]
}

/** Where signatures are measured to be worth something else than their scheme declares. */
const declaredOtherwise = ({ contenders }: Setting): ReadonlyArray<Section> => {
  const rows = contenders.flatMap((contender) =>
    [...new Set(securities(contender).flatMap(({ deniability: { disagreements = [] } }) => disagreements))].map((what) => ({
      label: label(contender),
      entries: [plain(what)]
    }))
  )
  return rows.length === 0
    ? []
    : [{ title: "Declared otherwise", note: "What the signature scheme declares is not what was measured.", columns: ["what"], rows }]
}

const kindNames: Readonly<Record<string, string>> = {
  nonceReuse: "key and nonce used twice",
  secretOnTheWire: "secret on the wire",
  unexplained: "unexplained value",
  notWritten: "not written down",
  notWalked: "not found in memory",
  constantRandomness: "constant randomness"
}

/** Both ends of a value over a contender's runs: the medians. */
interface Bounds {
  readonly lower: number
  readonly upper: number
}

const measured = (setting: Setting, title: string, note: string, columns: ReadonlyArray<Column>): Section => {
  const values = columns.map((column) => setting.contenders.map((contender) => boundsOf(column, contender)))
  const blind = values.some((inColumn) => inColumn.some((one) => one !== undefined && one.lower !== one.upper))
  return withoutAlike({
    title,
    note: blind ? `${note} Two ends where some values are unexplained: for certain, and at most.` : note,
    columns: columns.map((column) => column.title),
    rows: setting.contenders.map((contender, row) => ({
      label: label(contender),
      entries: columns.map((column, c) => entry(column, values[c] ?? [], row, setting.contenders))
    }))
  })
}

const boundsOf = (column: Column, contender: Contender): Bounds | undefined => {
  const all = securities(contender)
  const ends = (["lower", "upper"] as const).map((bound) => {
    const found = all.map((security) => column.of(bound === "lower" ? security.lower : (security.upper ?? security.lower), security))
    const known = found.flatMap((n) => (n === undefined ? [] : [n ?? Infinity]))
    return known.length === 0 ? undefined : summarize(known).median
  })
  const [lower, upper] = ends
  return lower === undefined || upper === undefined ? undefined : { lower, upper }
}

const entry = (column: Column, values: ReadonlyArray<Bounds | undefined>, row: number, contenders: ReadonlyArray<Contender>): Entry => {
  const value = values[row]
  if (value === undefined) return plain("–", "")
  // What falls at most decides: nobody wins by being hard to analyse.
  const candidates = values.flatMap((other, i) => (other !== undefined && contenders[i]?.sound === true ? [other.upper] : []))
  const least = Math.min(...candidates)
  const best =
    column.ranked &&
    candidates.length > 1 &&
    candidates.some((n) => n !== least) &&
    value.upper === least &&
    contenders[row]?.sound === true
  const text = value.lower === value.upper ? column.show(value.lower) : `${column.show(value.lower)} – ${column.show(value.upper)}`
  return { text, raw: value.lower === value.upper ? value.lower : `${value.lower}–${value.upper}`, best }
}
