import type { Spec } from "@copath/profile-lab"
import * as Effect from "effect/Effect"
import type { Claims } from "./claims.ts"
import { type Breach, breachesOf } from "./laws.ts"
import { play, type Stage } from "./playing.ts"
import { membersOf, Script } from "./script.ts"

/** One change of a group. */
export type Change =
  | { readonly do: "rekey"; readonly by: string }
  | { readonly do: "add"; readonly by: string; readonly who: string }
  | { readonly do: "remove"; readonly by: string; readonly who: string }

/** How far to explore: every history of so many changes in groups that begin with so many members. */
export interface Bounds {
  /** Members at the beginning. */
  readonly members: number
  /** Changes after that. */
  readonly epochs: number
}

/** What was found. */
export interface Explored {
  /** Histories that were played, each with every seizure, every removed and every new member. */
  readonly histories: number
  /** States after all their steps together. */
  readonly states: number
  /** Seizures that were judged. */
  readonly seizures: number
  /** The first history that breaks a promise, and the promises that it breaks. */
  readonly broken: { readonly history: ReadonlyArray<Change>; readonly breaches: ReadonlyArray<Breach> } | undefined
}

/**
 * Every history within the bounds, shortest first: in each epoch any member renews its keys, removes any other or adds somebody, and everybody speaks once. Who
 * creates the group is the first; a removed member does not come back.
 */
export function* histories({ epochs, members }: Bounds): IterableIterator<ReadonlyArray<Change>> {
  for (let length = 1; length <= epochs; length++) yield* extended([], membersOf(members), members, length)
}

function* extended(
  history: ReadonlyArray<Change>,
  present: ReadonlyArray<string>,
  next: number,
  left: number
): IterableIterator<ReadonlyArray<Change>> {
  if (left === 0) {
    yield history
    return
  }
  for (const by of present) {
    yield* extended([...history, { do: "rekey", by }], present, next, left - 1)
    const who = String(next)
    yield* extended([...history, { do: "add", by, who }], [...present, who], next + 1, left - 1)
    for (const goer of present)
      if (goer !== by && present.length > 2)
        yield* extended(
          [...history, { do: "remove", by, who: goer }],
          present.filter((name) => name !== goer),
          next,
          left - 1
        )
  }
}

/** A history as a script: everybody speaks before the first change and after each. */
const scripted = (history: ReadonlyArray<Change>, members: number): Script => {
  let present: ReadonlyArray<string> = membersOf(members)
  const script = new Script(present).say(...present)
  for (const change of history) {
    if (change.do === "rekey") script.rekey(change.by)
    else if (change.do === "add") {
      script.add(change.by, change.who)
      present = present.concat(change.who)
    } else {
      script.remove(change.by, change.who)
      present = present.filter((name) => name !== change.who)
    }
    script.say(...present)
  }
  return script
}

/** Plays histories until one breaks a promise or all were played. `onProgress` hears how many were. */
export const explore: (
  spec: Spec,
  bounds: Bounds,
  options?: { readonly claims?: Claims; readonly plugins?: Stage["plugins"]; readonly onProgress?: (histories: number) => void }
) => Effect.Effect<Explored> = Effect.fnUntraced(function* (spec, bounds, { claims = {}, onProgress, plugins = [] } = {}) {
  const count = { histories: 0, states: 0, seizures: 0 }
  for (const history of histories(bounds)) {
    const { trace } = yield* play({ spec, plugins }, scripted(history, bounds.members).workload("explored"))
    count.histories++
    count.states += trace.states.length
    for (const { spans } of trace.members) for (const { from, to } of spans) count.seizures += Math.min(to, trace.states.length) - from
    onProgress?.(count.histories)
    const breaches = breachesOf(trace, claims)
    if (breaches.length > 0) return { ...count, broken: { history, breaches } }
  }
  return { ...count, broken: undefined }
})
