import type { Random, Suite, SymbolTable } from "@copath/contracts"
import type { Kind } from "../result/result.ts"

/** Something that went to the server: everybody who watches the wire has it. */
export interface Upload {
  /** What it carries. */
  readonly kind: Kind
  /** The leaf that sent it. */
  readonly by: string
  /** The bytes. */
  readonly message: Uint8Array
  /** Whether the server took it: a commit that lost its race is on the wire all the same. */
  readonly accepted: boolean
}

/** A leaf with whoever sits at it, as it stands between two steps. */
export interface Present {
  /** What it is called. */
  readonly name: string
  /** Everything that its devices hold in memory, to be walked: whatever is reachable from here. */
  readonly roots: ReadonlyArray<unknown>
  /** What cannot be walked, as it is written down: bytes to be searched. */
  readonly written: ReadonlyArray<Uint8Array>
  /** The whole state as it would be written down now, where the watch asked for it at this moment. */
  readonly persisted: ReadonlyArray<Uint8Array> | undefined
}

/** The moment after a step. */
export interface Moment {
  /** Counts the steps, from 0: one event of a workload can be several. */
  readonly step: number
  /** Virtual time in milliseconds since the workload's start. */
  readonly t: number
  /** The step's `do`. */
  readonly did: string
  /** Whose step it was; `undefined`: nobody's. */
  readonly by: string | undefined
  /** Of whoever is furthest. */
  readonly epoch: number
  /** Bytes that went up so far. */
  readonly sent: number
  /** Whoever is in the group and has a state. */
  readonly present: ReadonlyArray<Present>
}

/**
 * Eyes on a run. It sees every operation and every random byte, knows whose they are, gets every message and, between steps, everything that members hold. It
 * changes nothing, with one exception: texts are random bytes, 8 at least, so that they can be known again.
 */
export interface Watch {
  /** The suite that all members compute with, behind these eyes. */
  readonly suite: (suite: Suite) => Suite
  /** The randomness that all members draw, behind these eyes. */
  readonly random: (random: Random) => Random
  /** What members say of operations that no suite has, behind these eyes. */
  readonly symbols: (symbols: SymbolTable) => SymbolTable
  /** What follows is this leaf's doing. */
  readonly acts: (name: string) => void
  /** The acting leaf is about to say this text; the next `application` that goes up carries it. */
  readonly says: (text: Uint8Array) => void
  /** The acting leaf opens this message; until `opened` it does nothing else. */
  readonly opens: (message: Uint8Array) => void
  /** Whether it took the message in. */
  readonly opened: (accepted: boolean) => void
  /** Something went to the server. */
  readonly sent: (upload: Upload) => void
  /** A public key stands in the group's tree for the first time; it has this number in the run's `Trees`. Told where those are asked for. */
  readonly planted?: (key: number, publicKey: Uint8Array) => void
  /** Whether the moment after this step should come with `persisted`. */
  readonly wantsPersisted: (step: number) => boolean
  /** A step is done. */
  readonly settled: (moment: Moment) => void
}
