import type { CommitAdoption } from "@copath/client"
import type { Cgka, DeliveryService, MessageProtection, SignatureScheme } from "@copath/contracts"
import type { Foreseen, Noticing, WorkloadEvent } from "@copath/lab-core"
import type { Entry, Mischief } from "./mischief.ts"

/** What a composition declares, as far as it says what a lie can do. */
export interface Declared {
  /** Which order its message protection needs, and whether its keys follow from the group's secret. */
  readonly needs: MessageProtection["Service"]["needs"]
  /** Whether members of one epoch share a secret. */
  readonly groupSecret: Cgka["Service"]["groupSecret"]
  /** What the service promises when it does not lie. */
  readonly ordering: DeliveryService["Service"]["ordering"]
  /** Whether members hear of each other before a commit is in force. */
  readonly waits: CommitAdoption["Service"]["waits"]
  /** Whom its signatures bind to what is said, and with it to the group's history. */
  readonly attributable: SignatureScheme["Service"]["facts"]["attributable"]
}

/**
 * Whether a text is tied to the history of the group that it is said in: by a key from a secret that only this history gives, or by a signature over its context. Keys
 * between two members know nothing of the group, but for its name and the number of its epoch.
 */
const isTied = ({ attributable, groupSecret, needs }: Declared): boolean => (groupSecret && needs.groupSecret) || attributable !== "group"

/** What a lie is to come to. What is left out may be as it will. */
export type Expected = Foreseen

/** At the first text that reaches somebody: over a service that keeps no order, that need not be the first one said. */
const byText = ({ ordering }: Declared): ReadonlyArray<Noticing> =>
  ordering === "total" ? ["at the first text"] : ["at the first text", "later"]

/** Who waits for the others' word on a commit misses it at once where one of them did not get it, and goes no further. */
const unlessWaiting =
  (expected: (declared: Declared) => Expected) =>
  (declared: Declared): Expected =>
    declared.waits ? { noticed: ["at once"], damage: { accepted: 0 } } : expected(declared)

/** A lie, and what the service is about to do it to. */
export interface Lie extends Mischief {
  /** Whether it has been told: what came before went as it should. */
  readonly isTold: () => boolean
  /** Whether a member must not take in what this one has sent since then. `undefined`: nobody has sent it. */
  readonly isForeign: (to: string, by: string | undefined) => boolean
}

/** One thing that a delivery service could do, with what it is to come to. */
export interface Probe {
  /** What a report calls it. */
  readonly name: string
  /** One line for people. */
  readonly about: string
  /** What people do meanwhile, after they all have talked once: `a` to `f` are there. */
  readonly events: ReadonlyArray<WorkloadEvent>
  /** Makes the lie, one for each run. */
  readonly lie: () => Lie
  /** What it is to come to, by what the composition declares. */
  readonly expected: (declared: Declared) => Expected
}

/** The six of every probe; `b` makes the commit that is lied about, `f` is lied to. */
export const people = ["a", "b", "c", "d", "e", "f"] as const
const [attacked, victim] = ["b", "f"] as const
const secondHalf: ReadonlySet<string> = new Set(["d", "e", "f"])

/** All of these say something, from `t` on. */
export const round = (t: number, among: ReadonlyArray<string> = people): ReadonlyArray<WorkloadEvent> =>
  among.map((by, i) => ({ t: t + i, do: "say", by, size: 20 }))
/** A commit by `b`, a round of talk, a commit by `c`, a round of talk. */
const twoEpochs: ReadonlyArray<WorkloadEvent> = [
  { t: 100, do: "rekey", by: attacked },
  ...round(200),
  { t: 300, do: "rekey", by: "c" },
  ...round(400)
]

const honest = (entry: Entry): ReadonlyArray<Entry> => [entry]
const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i])

const isNobodys: Lie["isForeign"] = (_to, by) => by === undefined

/** The lie begins with the first commit that `b` makes. `hand`: what then goes out. */
const fromCommit = (hand: Mischief["hand"], isForeign: Lie["isForeign"] = isNobodys): Lie => {
  let told = false
  return {
    isTold: () => told,
    taken: ({ by, isCommit }) => void (told ||= isCommit && by === attacked),
    hand: (to, entry) => (told ? hand(to, entry) : honest(entry)),
    isForeign
  }
}

/** Two halves, each with commits of its own. `shared`: what is said in one is heard in the other. */
const forked = (shared: boolean): Lie => {
  let told = false
  const before = new Set<Entry>()
  return {
    isTold: () => told,
    taken: (entry) => {
      told ||= entry.isCommit && entry.by === attacked
      if (!told) before.add(entry)
    },
    face: (name) => (told && secondHalf.has(name) ? 1 : 0),
    hand: (to, entry) => {
      const own = secondHalf.has(entry.by) === secondHalf.has(to)
      return own || before.has(entry) || (shared && !entry.isCommit) ? honest(entry) : []
    },
    isForeign: (to, by) => by === undefined || secondHalf.has(by) !== secondHalf.has(to)
  }
}

/** All that a delivery service could do, short of what a member could do as well. */
export const probes: ReadonlyArray<Probe> = [
  {
    name: "drop-commit",
    about: "one member does not get a commit",
    events: twoEpochs,
    lie: () => {
      let dropped: Uint8Array | undefined
      return fromCommit((to, entry) => {
        if (entry.isCommit && entry.by === attacked) dropped ??= entry.message
        return to === victim && dropped !== undefined && same(dropped, entry.message) ? [] : honest(entry)
      })
    },
    expected: unlessWaiting((declared) => ({ noticed: byText(declared), damage: { accepted: 0, lost: 1, agreed: false } }))
  },
  {
    name: "replay",
    about: "one member gets every message twice, and all that went before once more after a commit",
    events: twoEpochs,
    lie: () => {
      const seen: Array<Entry> = []
      return fromCommit((to, entry) => {
        if (to !== victim) return honest(entry)
        const again = entry.isCommit ? seen.splice(0) : []
        seen.push(entry)
        return [entry, entry, ...again]
      })
    },
    expected: () => ({ noticed: ["at once"], damage: { accepted: 0, unread: 0, lost: 0, agreed: true } })
  },
  {
    name: "reorder",
    about: "one member gets a commit after the texts of its epoch, and these the last one first",
    events: twoEpochs,
    lie: () => {
      const held: Array<Entry> = []
      return fromCommit((to, entry) => {
        if (to !== victim || entry.by === victim) return honest(entry)
        held.unshift(entry)
        return held.length < 4 ? [] : held.splice(0)
      })
    },
    expected: unlessWaiting(({ needs }) => ({
      noticed: ["at the first text", "later"],
      damage: { accepted: 0, lost: 0, ...(needs.ordering === "total" ? {} : { unread: 0, agreed: true }) }
    }))
  },
  {
    name: "fork",
    about: "two halves get a commit each for one epoch, and hear each other's texts",
    events: [{ t: 100, do: "rekey", by: attacked }, { t: 150, do: "rekey", by: "e" }, ...round(200), ...round(400)],
    lie: () => forked(true),
    expected: unlessWaiting((declared) =>
      isTied(declared)
        ? { noticed: byText(declared), damage: { accepted: 0, agreed: false } }
        : { noticed: ["never"], damage: { unread: 0, agreed: false } }
    )
  },
  {
    name: "fork-apart",
    about: "two halves get a commit each for one epoch, and never hear of each other again",
    events: [{ t: 100, do: "rekey", by: attacked }, { t: 150, do: "rekey", by: "e" }, ...round(200), ...round(400)],
    lie: () => forked(false),
    expected: unlessWaiting(() => ({ noticed: ["never"], damage: { accepted: 0, agreed: false, lost: 0 } }))
  },
  {
    name: "tamper",
    about: "one member gets a commit with a byte changed in its middle, and then as it was",
    events: twoEpochs,
    lie: () =>
      fromCommit((to, entry) => {
        if (to !== victim || !entry.isCommit) return honest(entry)
        const middle = entry.message.length >> 1
        return [{ ...entry, message: entry.message.map((byte, i) => (i === middle ? byte ^ 1 : byte)) }, entry]
      }),
    expected: () => ({ noticed: ["at once"], damage: { accepted: 0, unread: 0, lost: 0, agreed: true } })
  },
  {
    name: "withhold-remove",
    about: "nobody but its maker gets the commit that removes a member, who reads on",
    events: [{ t: 100, do: "remove", by: attacked, who: [victim] }, ...round(200, ["c", "d", "e"]), ...round(300, ["b", "a"])],
    lie: () => fromCommit((_to, entry) => (entry.isCommit ? [] : honest(entry))),
    // Until somebody hears from who has removed it, nobody can know.
    expected: unlessWaiting(() => ({ noticed: ["later"], damage: { accepted: 0, read: 4, agreed: false } }))
  },
  {
    name: "old-welcome",
    about: "somebody who was removed and is added again gets its first Welcome once more, before the new one",
    events: [
      { t: 50, do: "add", by: "a", who: ["g"] },
      { t: 60, do: "say", by: "g", size: 20 },
      { t: 70, do: "remove", by: "a", who: ["g"] },
      { t: 100, do: "add", by: attacked, who: ["g"] },
      ...round(200)
    ],
    lie: () => {
      const welcomes: Array<Uint8Array> = []
      let told = false
      return {
        isTold: () => told,
        taken: ({ isWelcome, message }) => {
          if (isWelcome) welcomes.push(message)
        },
        hand: (to, entry) => {
          const old = to === "g" && entry.isWelcome ? welcomes.at(-2) : undefined
          if (old === undefined || !same(welcomes.at(-1) ?? old, entry.message) || entry.by !== attacked) return honest(entry)
          told = true
          return [{ ...entry, message: old }, entry]
        },
        isForeign: isNobodys
      }
    },
    expected: () => ({ noticed: ["at once"], damage: { accepted: 0, unread: 0, lost: 0, agreed: true } })
  }
]
