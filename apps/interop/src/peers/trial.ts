import { type Fault, faultsIn } from "./faults.ts"
import { NotOffered } from "./peer.ts"

/** How a scenario went: well; not at all, for an operation that the peer does not offer; with a known fault, or an unknown one; or without a fault that was known. */
export type Outcome =
  | { readonly _tag: "ok" }
  | { readonly _tag: "notOffered"; readonly reason: string }
  | { readonly _tag: "known"; readonly fault: Fault; readonly says: string }
  | { readonly _tag: "failed"; readonly says: string }
  | { readonly _tag: "mended"; readonly fault: Fault }

/** One scenario with one peer, in one of its castings. */
export interface Trial {
  readonly peer: string
  readonly scenario: string
  /** Whose actor founds the group. */
  readonly first: "Copath" | "peer"
  /** Cipher suite and handshake. */
  readonly manner: string
  readonly outcome: Outcome
}

const judged = (known: ReadonlyArray<Fault>, error: unknown): Outcome => {
  if (error instanceof NotOffered) return { _tag: "notOffered", reason: error.message }
  const says = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const fault = known.find((f) => f.says.test(says))
  return fault === undefined ? { _tag: "failed", says } : { _tag: "known", fault, says }
}

/** A scenario of two stacks. */
interface Playable<Stack> {
  readonly id: string
  readonly play: (first: Stack, second: Stack) => Promise<void>
}

/** Plays scenarios in both castings, and judges each by what is known of the peer. */
export const tryOut = async <Stack>(
  peer: string,
  manner: string,
  scenarios: ReadonlyArray<Playable<Stack>>,
  ours: Stack,
  theirs: Stack
): Promise<ReadonlyArray<Trial>> => {
  const trials: Array<Trial> = []
  for (const { id, play } of scenarios) {
    for (const first of ["Copath", "peer"] as const) {
      const known = faultsIn(peer, id, first)
      const [one, other] = first === "Copath" ? [ours, theirs] : [theirs, ours]
      const outcome = await play(one, other).then(
        (): Outcome => (known[0] === undefined ? { _tag: "ok" } : { _tag: "mended", fault: known[0] }),
        (error: unknown) => judged(known, error)
      )
      trials.push({ peer, manner, scenario: id, first, outcome })
    }
  }
  return trials
}

/** Whether a trial went as this repository says it does. */
export const isExpected = ({ outcome }: Trial): boolean => outcome._tag !== "failed" && outcome._tag !== "mended"
