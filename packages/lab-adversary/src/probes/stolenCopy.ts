import {
  awakeCopy,
  copyAttempts,
  followWire,
  neverPolicy,
  type OnWire,
  runCell,
  type StolenCopy,
  type Watch,
  type Workload,
  workload,
  type WorkloadEvent
} from "@copath/lab-core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { people, round } from "./probes.ts"
import type { ProbeInput } from "./runProbe.ts"

/** What a report and a command line call it. */
export const stolenCopyName = "stolen-copy"
/** One line for people. */
export const stolenCopyAbout = "one member's state is copied, all renew their keys, and the copy acts in its name"

const robbed = "b"
const [theft, renewal, healed] = [50, 100, 200] as const

/** All talk; `b` is robbed and speaks on, renews its keys, as then all others do; all talk again. */
const story: Workload = Result.getOrThrow(
  workload({ lab: "workload/1", name: stolenCopyName, members: people }, [
    { t: 0, do: "create", by: people[0], with: people.slice(1) },
    ...round(10),
    { t: theft + 1, do: "say", by: robbed, size: 20 },
    ...[robbed, ...people.filter((name) => name !== robbed)].map((by, i): WorkloadEvent => ({ t: renewal + i, do: "rekey", by })),
    ...round(healed)
  ])
)

/** Notes what went up and was said, and what everybody has written down: of the robbed member before the renewal, of the others last of all. */
class Thief implements Watch {
  readonly wire: Array<OnWire> = []
  readonly texts: Array<Uint8Array> = []
  /** The robbed member's state, and the step after which it was written down. */
  stolen: Uint8Array | undefined
  at = 0
  /** Texts that had been said when all had renewed their keys. */
  before = 0
  honest: ReadonlyArray<Uint8Array> = []
  private steps = 0

  readonly suite: Watch["suite"] = (suite) => suite
  readonly random: Watch["random"] = (random) => random
  readonly symbols: Watch["symbols"] = (symbols) => symbols
  readonly acts = nothing
  readonly opens = nothing
  readonly opened = nothing
  readonly wantsPersisted = (): boolean => true
  readonly says = (text: Uint8Array): void => void this.texts.push(text)
  readonly sent: Watch["sent"] = ({ accepted, kind, message }) => void this.wire.push({ accepted, kind, message, state: this.steps })

  readonly settled: Watch["settled"] = ({ present, step, t }) => {
    this.steps = step + 1
    const states = new Map(present.flatMap(({ name, persisted = [] }) => persisted.slice(0, 1).map((state) => [name, state] as const)))
    if (t <= theft) [this.at, this.stolen] = [step, states.get(robbed)]
    if (t < healed) this.before = this.texts.length
    this.honest = [...states].flatMap(([name, state]) => (name === robbed ? [] : [state]))
  }
}

const nothing = (): void => undefined

/**
 * Copies a member's written state, lets it and all others renew their keys, and then tries in its name whatever a client can try: honest members judge each attempt by itself.
 * A composition whose states cannot be read back gets no answer, and the reason. Parts that cannot work together are a defect here: see `runCell`.
 */
export const stolenCopy: (input: ProbeInput) => Effect.Effect<StolenCopy> = Effect.fnUntraced(function* ({
  composed,
  seed,
  suite
}: ProbeInput) {
  const thief = new Thief()
  let found: Omit<StolenCopy, "composition"> = { honest: 0, texts: 0, read: 0, attempts: [] }
  const afterwards = Effect.map(
    Effect.suspend(() => act(thief)),
    (came) => void (found = came)
  )
  const run = { composed, suite, seed, workload: story, policy: neverPolicy, repeat: 0, stopwatch: () => 0, watch: thief, afterwards }
  const outcome = yield* runCell(run)
  if (outcome._tag === "refused") return yield* Effect.die(new Error(outcome.refused.reason))
  return { composition: composed.name, ...found }
})

const act = Effect.fnUntraced(function* ({ at, before, honest: states, stolen, texts, wire }: Thief) {
  const counted = { honest: states.length, texts: texts.length - before }
  const unmade = (reason: string) => ({ ...counted, read: 0, attempts: [], unmade: reason })
  if (stolen === undefined) return unmade("it was not in the group when it was to be robbed")
  const copied = yield* Effect.result(awakeCopy(stolen))
  if (Result.isFailure(copied)) return unmade(`its state cannot be read back: ${copied.failure.detail}`)
  const awake = yield* Effect.result(Effect.forEach(states, awakeCopy))
  if (Result.isFailure(awake)) return unmade(`the others' states cannot be read back: ${awake.failure.detail}`)
  const { read, state } = yield* followWire(copied.success, { at, wire, texts })
  const behind = wire.filter((sent) => sent.kind === "application" && sent.state > at).length
  const attempts = yield* copyAttempts({ copy: state, honest: awake.success, behind, slot: BigInt(wire.length) })
  return { ...counted, read: [...read].filter((text) => text >= before).length, attempts }
})
