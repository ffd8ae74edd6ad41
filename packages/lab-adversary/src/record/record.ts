import type { Kind, Moment, Present, Upload, Watch } from "@copath/lab-core"
import type { ValueId } from "../graph/graph.ts"
import type { Span, Trace, TracedMember, TracedMessage, TracedState } from "../graph/trace.ts"
import { Acceptances } from "./acceptances.ts"
import { HoldingNow } from "./holdings.ts"
import type { Recipe } from "./recipe.ts"
import { PublicKeys } from "./publicKeys.ts"
import { Recorder } from "./recorder.ts"
import { Sums } from "./sums.ts"
import { tracedRandom, tracedSuite } from "./tracedSuite.ts"
import { tracedSymbols } from "./tracedSymbols.ts"
import { StateWalk } from "./walk.ts"

/** Something that went to the server, as it was. */
export interface TracedUpload {
  /** What it carried. */
  readonly kind: Kind
  /** Who sent it: an index of `Trace.members`. */
  readonly by: number
  /** The state that its step led to: an index of `Trace.states`. */
  readonly state: number
  /** The bytes. */
  readonly message: Uint8Array
  /** Whether the server took it: a commit that lost its race is on the wire all the same. */
  readonly accepted: boolean
}

/** A run as it was recorded, with the bytes that a replay needs. */
export interface Recording {
  /** What was recorded. */
  readonly trace: Trace
  /** The bytes of a value that was found by them. */
  readonly bytesOf: (value: ValueId) => Uint8Array
  /** By edge of the trace's graph: what its operation was given beside the values. */
  readonly recipes: ReadonlyArray<Recipe>
  /** Everything that went to the server, in order. */
  readonly uploads: ReadonlyArray<TracedUpload>
  /** By number of a public key in the run's `Trees`, its secret half; empty where those were not asked for. */
  readonly treeKeys: ReadonlyArray<ValueId>
}

/** How a run is recorded. */
export interface RecordOptions {
  /** Every so many steps the written states are held against what a walk finds, and eight times as rarely after the first 128; 0: never. Default 8. */
  readonly persistEvery?: number
}

/** Steps in which written states are looked at more often. */
const OFTEN = 128

/** Records one run: hand `watch` to `runCell`, and take the recording when it is done. */
export const recorder = ({ persistEvery = 8 }: RecordOptions = {}): { readonly watch: Watch; readonly recording: () => Recording } => {
  const notes = new Recorder()
  const keys = new PublicKeys(notes)
  const sums = new Sums(notes)
  const treeKeys: Array<ValueId> = []
  const acceptances = new Acceptances((value) => notes.carriesText(value))
  const walk = new StateWalk(notes)
  const holdings = new HoldingNow()
  const states: Array<TracedState> = []
  const messages: Array<Omit<TracedMessage, "authenticators" | "signed" | "epoch"> & { readonly message: Uint8Array }> = []
  const spans = new Map<number, Array<{ from: number; to: number }>>()
  const uploads: Array<TracedUpload> = []
  let saying: { readonly text: ValueId; readonly size: number } | undefined
  let commits = 0
  let committer = -1

  /** Everybody has what stands in a message. */
  const shown = (value: ValueId, { by, state }: Pick<TracedUpload, "by" | "state">): void => {
    if (notes.isSecret(value) && !notes.isOpen(value)) notes.find_("secretOnTheWire", notes.values[value]?.label ?? "", value, by, state)
    notes.publish(value)
  }

  const sent = ({ accepted, by, kind, message }: Upload): void => {
    const upload = { kind, by: notes.memberOf(by), state: notes.state, message, accepted }
    uploads.push(upload)
    for (const { value } of notes.inside(message)) shown(value, upload)
    if (kind === "commit" && accepted) {
      commits++
      committer = notes.memberOf(by)
    }
    if (kind !== "application" || saying === undefined) return
    messages.push({ state: notes.state, by: notes.memberOf(by), ...saying, message })
    saying = undefined
  }

  /** Presence, from one look to the next. */
  const isThere = (member: number, state: number): void => {
    const mine = spans.get(member) ?? []
    spans.set(member, mine)
    const last = mine.at(-1)
    if (last?.to === state) last.to = state + 1
    else mine.push({ from: state, to: state + 1 })
  }

  /** A walk that misses something, or a written state that lacks something, makes the verdict worthless: it is found out by the other. */
  const compare = (member: number, persisted: ReadonlyArray<Uint8Array>): void => {
    const inBytes = new Set(persisted.flatMap((bytes) => walk.inBytes(bytes)))
    for (const [value] of holdings.of(member)) {
      if (inBytes.has(value) || notes.isOpen(value)) continue
      notes.find_("notWritten", `held in memory and not written down: ${notes.values[value]?.label ?? ""}`, value, member)
    }
    for (const value of inBytes) {
      if (holdings.holds(member, value)) continue
      notes.find_("notWalked", `written down and not found in memory: ${notes.values[value]?.label ?? ""}`, value, member)
    }
  }

  const settled = ({ by, did, epoch, present, sent: bytes, t }: Moment): void => {
    const { state } = notes
    const there = new Set<number>()
    for (const { name, persisted, roots, written } of present) {
      const member = notes.memberOf(name)
      there.add(member)
      isThere(member, state)
      holdings.look(member, state, walk.from(roots, written))
      if (persisted !== undefined) compare(member, persisted)
    }
    for (const member of spans.keys()) if (!there.has(member)) holdings.look(member, state, undefined)
    states.push({ ms: t, did, by: by === undefined ? -1 : memberBy(by, present), epoch, sent: bytes, commits, committer })
    committer = -1
    notes.state++
  }

  /** Whose step it was: the leaf of a user, or the first of several. */
  const memberBy = (user: string, present: ReadonlyArray<Present>): number =>
    notes.memberOf(present.find(({ name }) => name === user || name.startsWith(`${user}/`))?.name ?? user)

  const watch: Watch = {
    suite: (suite) => tracedSuite(notes, keys, acceptances, suite),
    random: (random) => tracedRandom(notes, random),
    symbols: (symbols) => tracedSymbols(notes, keys, sums, symbols),
    acts: (name) => {
      notes.actor = notes.memberOf(name)
    },
    says: (text) => {
      saying = { text: notes.value(text, "text", "text"), size: text.length }
      notes.use(saying.text)
    },
    opens: (message) => acceptances.opens(message),
    opened: (accepted) => acceptances.opened(accepted),
    sent,
    planted: (key, publicKey) => {
      treeKeys[key] = keys.secretOf(publicKey)
    },
    wantsPersisted: (step) => persistEvery > 0 && step % (step < OFTEN ? persistEvery : 8 * persistEvery) === 0,
    settled
  }

  /** Whoever is there at the end stays. */
  const lasting = ({ from, to }: Span): Span => ({ from, to: to === states.length ? Number.POSITIVE_INFINITY : to })

  const recording = (): Recording => {
    for (const { message, value } of notes.late(uploads.map((upload) => upload.message))) shown(value, uploads[message] as TracedUpload)
    const openSums = sums.complete()
    const open = notes.opened()
    const known = new Set(open)
    const trace: Trace = {
      graph: notes.graph(),
      values: notes.values,
      members: notes.names.map((name, member): TracedMember => ({ name, spans: (spans.get(member) ?? []).map(lasting) })),
      states,
      messages: messages.map(({ message, ...said }): TracedMessage => {
        const accepted = acceptances.of(message)
        return {
          ...said,
          epoch: states[said.state]?.epoch ?? 0,
          authenticators: accepted?.authenticators.filter((key) => !notes.brokenKeys.has(key)),
          signed: accepted?.signers.some((key) => !known.has(key)) === true
        }
      }),
      open,
      held: holdings.all(),
      used: notes.used(),
      signingKeys: notes.signingKeys,
      unexplained: notes.unexplained,
      findings: notes.findings,
      declared: [...notes.declared].toSorted(),
      openSums
    }
    return { trace, bytesOf: (value) => notes.bytesOf(value), recipes: notes.recipes, uploads, treeKeys }
  }
  return { watch, recording }
}
