import { type Cell, kinds, type LabResult, primitives, publicKeyPrimitives, roles } from "@copath/lab-core"
import { withoutAlike } from "../alike.ts"
import { type Contender, costTotal, enoughRuns, envelopeBytes, rolesTotal, type Setting } from "../comparison.ts"
import { kindTitles } from "../kindTitles.ts"
import { headlineMetrics } from "../metrics.ts"
import { paired } from "./paired.ts"
import { type Entry, label, plain, type Section } from "../section.ts"
import { copySections } from "../security/copySections.ts"
import { metadataSections } from "../security/metadataSections.ts"
import { probeSections } from "../security/probeSections.ts"
import { scriptSections, unmet } from "../security/scriptSections.ts"
import { securitySections } from "../security/sections.ts"
import { spread } from "./spread.ts"
import { sum } from "../statistics/sum.ts"
import { bytes, count, milliseconds, plural, ratio } from "../units.ts"

/** What a setting's contenders cost, most important first. */
export const sections = (setting: Setting): ReadonlyArray<Section> => [...leadingSections(setting), ...furtherSections(setting)]

/** What a reader looks at before any figure: what it costs, how sure that is, what it protects, and which parts the names stand for. */
export const leadingSections = (setting: Setting): ReadonlyArray<Section> => [
  overview(setting),
  ...spread(setting),
  ...paired(setting),
  ...scriptSections(setting),
  ...securitySections(setting),
  ...told(metadataSections(setting)),
  ...told(probeSections(setting)),
  ...told(copySections(setting)),
  parts(setting)
]

const told = (all: ReadonlyArray<Section>): ReadonlyArray<Section> => all.filter(({ detail }) => detail !== true)
const detailed = (all: ReadonlyArray<Section>): ReadonlyArray<Section> => all.filter(({ detail }) => detail === true)

/** What stands behind the figures. */
const furtherSections = (setting: Setting): ReadonlyArray<Section> => [
  ...detailed(metadataSections(setting)),
  ...detailed(probeSections(setting)),
  ...detailed(copySections(setting)),
  measured(setting, "Bytes sent, by actor", "Whole run, uploads counted once.", sentColumns),
  measured(setting, "Bytes per envelope", "Median as uploaded; a dash where none was sent.", envelopeColumns),
  measured(setting, "Operations", "Whole run, all devices.", operationColumns),
  measured(
    setting,
    "Public-key operations, by role",
    "Whole run: HPKE, key derivation, DH and signatures, where they fall.",
    publicKeyColumns
  ),
  measured(
    setting,
    "CPU",
    "Median of one event on one device, by role; the sum is over all devices. Times vary: none is marked lowest from fewer than 3 runs.",
    cpuColumns
  ),
  state(setting),
  measured(
    setting,
    "What happened",
    "Rekeys are commits that only rekey; deliveries count each receiver. Missed texts did not open; rejoins are members who came back after they had lost their state; woken were brought online so that a commit could be adopted.",
    countColumns
  ),
  health(setting)
]

/** Where the contenders stand in the columns a reader looks at first, with the ratio to the cheapest. */
const overview = (setting: Setting): Section =>
  measured(
    setting,
    "Cost",
    "Ratios are to the cheapest composition; ! marks a run with failures, lost members or disagreement, which cannot win.",
    headlineMetrics.map((metric) => ({ ...metric, ratio: true }))
  )

/** Combinations that cannot work, and the rule that says so. */
export const refusals = ({ refused }: Pick<LabResult, "refused">): Section => ({
  title: "Refused combinations",
  note: "These were asked for and cannot work.",
  columns: ["rule", "reason"],
  rows: refused.map(({ name, rule, reason }) => ({ label: name, entries: [plain(rule), plain(reason)] }))
})

/** Says for a whole setting whether the members agree, and otherwise who does not; then the failures, and what is not as the workload expects. */
export const verdicts = (setting: Setting): ReadonlyArray<string> => {
  const { contenders } = setting
  const runs = contenders.flatMap(({ cells, name }) => cells.map((cell) => ({ cell, name })))
  const apart = runs.filter(({ cell }) => !cell.agreement.agreed)
  const agreement =
    apart.length === 0
      ? [
          `All members agree on the epoch secret at the end${contenders.length === 1 ? "" : `, in each of ${contenders.length} compositions`}.`
        ]
      : apart.map(
          ({
            cell: {
              agreement: { disagreement }
            },
            name
          }) =>
            disagreement === undefined
              ? `${name}: the members do not agree on the epoch secret at the end.`
              : `${name}: member ${disagreement.member} does not agree on the epoch secret since step ${disagreement.step}.`
        )
  return [...agreement, ...runs.flatMap(failures), ...unmet(setting)]
}

interface Column {
  readonly title: string
  readonly show: (n: number) => string
  readonly of: (cell: Cell) => number
  readonly ratio?: boolean
  /** Shown even if it never happened: that it did not is worth knowing. */
  readonly always?: boolean
}

const sentColumns: ReadonlyArray<Column> = roles.map((role) => ({
  title: role,
  show: bytes,
  of: (cell: Cell) => sum(kinds.map((kind) => costTotal(cell, `sent.${kind}`, [role])))
}))

const envelopeColumns: ReadonlyArray<Column> = [
  ...kinds.map((kind) => ({ title: kindTitles[kind], show: bytes, of: (cell: Cell) => envelopeBytes(cell, kind) })),
  { title: "wasted, sum", show: bytes, of: (cell) => costTotal(cell, "wasted") }
]

const operationColumns: ReadonlyArray<Column> = primitives.map((primitive) => ({
  title: primitive.replace(".", " "),
  show: count,
  of: (cell: Cell) => costTotal(cell, `operations.${primitive}`)
}))

const publicKey = primitives.filter((primitive) => publicKeyPrimitives.has(primitive))

const publicKeyColumns: ReadonlyArray<Column> = roles.map((role) => ({
  title: role,
  show: count,
  of: (cell: Cell) => sum(publicKey.map((primitive) => costTotal(cell, `operations.${primitive}`, [role])))
}))

const cpuColumns: ReadonlyArray<Column> = [
  ...roles.map((role) => ({ title: role, show: milliseconds, of: (cell: Cell) => cell.times.cpu[role]?.median ?? 0 })),
  { title: "sum", show: milliseconds, of: (cell) => rolesTotal(cell.times.cpu) }
]

const stateColumns: ReadonlyArray<Column> = [
  { title: "median at end", show: bytes, of: (cell) => cell.perMember.state.median },
  { title: "largest at end", show: bytes, of: (cell) => cell.perMember.state.hi },
  { title: "secrets, median", show: bytes, of: (cell) => cell.perMember.secrets.median }
]

const peakColumns: ReadonlyArray<Column> = [
  { title: "median peak", show: bytes, of: (cell) => cell.perMember.statePeak.median },
  { title: "largest peak", show: bytes, of: (cell) => cell.perMember.statePeak.hi }
]

const state = (setting: Setting): Section => {
  const past = setting.contenders.some(({ cells }) =>
    cells.some(({ perMember: { state: end, statePeak: peak } }) => peak.median !== end.median || peak.hi !== end.hi)
  )
  const note = "Bytes that a member must keep; secrets are the key material in them."
  return measured(
    setting,
    "State",
    past ? note : `${note} The peaks are the same.`,
    past ? [...stateColumns, ...peakColumns] : stateColumns
  )
}

const countColumns: ReadonlyArray<Column> = [
  { title: "messages", show: count, of: (cell) => cell.counts.messages },
  { title: "deliveries", show: count, of: (cell) => cell.counts.deliveries },
  { title: "proposals", show: count, of: (cell) => cell.counts.proposals },
  { title: "commits", show: count, of: (cell) => cell.counts.commits },
  { title: "adds", show: count, of: (cell) => cell.counts.adds },
  { title: "removes", show: count, of: (cell) => cell.counts.removes },
  { title: "rekeys", show: count, of: (cell) => cell.counts.rekeys, always: true },
  { title: "epochs", show: count, of: (cell) => cell.counts.epochs },
  { title: "rejected", show: count, of: (cell) => cell.health.rejectedCommits },
  { title: "missed", show: count, of: (cell) => cell.counts.missed },
  { title: "resent", show: count, of: (cell) => cell.counts.resent },
  { title: "rejoins", show: count, of: (cell) => cell.counts.rejoins },
  { title: "woken", show: count, of: (cell) => cell.counts.woken }
]

const measured = (setting: Setting, title: string, note: string, candidates: ReadonlyArray<Column>): Section => {
  const values = candidates.map((column) => setting.contenders.map((contender) => contender.value(column.of)))
  // A column in which nothing happened tells nothing.
  const shown = candidates.flatMap((column, c) =>
    column.always === true || (values[c] ?? []).some((value) => value !== 0) ? [{ column, values: values[c] ?? [] }] : []
  )
  return withoutAlike({
    title,
    note,
    columns: shown.map(({ column }) => column.title),
    rows: setting.contenders.map((contender, row) => ({
      label: label(contender),
      entries: shown.map(({ column, values: inColumn }) => entry(column, inColumn, row, setting.contenders))
    }))
  })
}

const entry = (column: Column, values: ReadonlyArray<number>, row: number, contenders: ReadonlyArray<Contender>): Entry => {
  const value = values[row] ?? 0
  const candidates = values.filter((other, i) => other > 0 && contenders[i]?.sound === true)
  const least = Math.min(...candidates)
  const best =
    column.show !== count &&
    (column.show !== milliseconds || enoughRuns(contenders)) &&
    candidates.length > 1 &&
    candidates.some((other) => other !== least) &&
    value === least &&
    contenders[row]?.sound === true
  const shown = { text: value === 0 ? "–" : column.show(value), raw: value, best }
  return column.ratio === true && value > 0 && candidates.length > 0 ? { ...shown, ratio: ratio(value / least) } : shown
}

const parts = ({ contenders }: Setting): Section => {
  const axes = [...new Set(contenders.flatMap(({ composition }) => Object.keys(composition.parts)))]
  const differing = axes.filter((axis) => new Set(contenders.map(({ composition }) => composition.parts[axis])).size > 1)
  const shared = axes.filter((axis) => !differing.includes(axis)).map((axis) => `${axis} ${contenders[0]?.composition.parts[axis]}`)
  const explained = contenders.some(({ composition, name }) => composition.name !== name)
    ? "Names list what was chosen instead of rfc9420's parts. "
    : ""
  return {
    title: "Parts",
    note: `${explained}${shared.length === 0 ? "Where the compositions differ." : `In common: ${shared.join(", ")}.`}`,
    columns: [...differing, "RFC 9420"],
    rows: contenders.map((contender) => ({
      label: label(contender),
      entries: [
        ...differing.map((axis) => plain(contender.composition.parts[axis] ?? "–")),
        plain(contender.composition.strict ? "strict" : "no")
      ]
    }))
  }
}

const health = ({ contenders }: Setting): Section =>
  withoutAlike(
    {
      title: "Health and agreement",
      note: "The fingerprint is of the last epoch's secret, which all members must hold.",
      columns: ["members agree", "epoch", "members", "fingerprint", "lost members", "failures", "rejected commits"],
      rows: contenders.flatMap((contender) =>
        contender.cells.map(({ agreement, health: { lostMembers, failures: list, rejectedCommits }, repeat }) => ({
          label: contender.cells.length === 1 ? label(contender) : `${label(contender)} #${repeat + 1}`,
          entries: [
            plain(agreement.agreed ? "yes" : "NO"),
            plain(agreement.epoch),
            plain(agreement.members),
            plain(agreement.secretFingerprint),
            plain(lostMembers),
            plain(list.length),
            plain(rejectedCommits)
          ]
        }))
      )
    },
    ["members agree"]
  )

const failures = ({ cell, name }: { readonly cell: Cell; readonly name: string }): ReadonlyArray<string> => {
  const { failures: list, lostMembers } = cell.health
  const [first] = list
  if (first === undefined) return []
  const lost = lostMembers === 0 ? "" : `, ${lostMembers} lost for good`
  return [`${name}: ${plural(list.length, "failure")}${lost}; first member ${first.member} at step ${first.step}: ${first.reason}.`]
}
