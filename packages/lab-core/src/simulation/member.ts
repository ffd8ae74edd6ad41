import type { Composed, Correspondence, Keeper, Seat, SeatTaken, Trial } from "@copath/client"
import type { Inbox, Secret } from "@copath/contracts"
import type { GroupState } from "@copath/group"
import type { Kind } from "../result/result.ts"

/** What the delivery service hands out. */
export interface Envelope {
  readonly message: Uint8Array
  readonly kind: Kind
  /** Whether these are the bytes that went up in this place. */
  readonly genuine: boolean
}

/** One leaf of the group with whoever sits at it: a real state, and what waits for it. */
export interface Member {
  /** The user's name, with the device's number where each of several has a leaf of its own. */
  readonly name: string
  /** `undefined` for a joiner who never got in, and for who lost its state. */
  seat: Seat | undefined
  /** What its state needs beside itself; there while there is a seat. */
  keeper: Keeper | undefined
  letters: Correspondence
  /** What lies for it at the delivery service. */
  inbox: Inbox | undefined
  /** A commit that it has looked at and not adopted. */
  onTrial: Trial<SeatTaken> | undefined
  /** Statements that it has not sent yet. */
  readonly toSay: Array<Uint8Array>
  /** Texts that it was sent and could not open, to be asked for. */
  readonly toAsk: Array<Uint8Array>
  /** Texts of its own that it was asked for. */
  readonly toAnswer: Array<Composed>
  /** Whether its devices are switched on. */
  awake: boolean
  /** Whether the delivery service is out of its reach. */
  cutOff: boolean
  /** Whether it is awake, and not cut off. */
  readonly online: boolean
  /** What has come, and was not looked at: its devices were switched off, or had a commit on trial. */
  readonly waiting: Array<Envelope>
  /** What has come before its time: before its own key, or before the commit that begins its epoch; with what was said of it. */
  readonly early: Array<{ readonly envelope: Envelope; readonly error: unknown }>
  /** How many of the next texts will not open. */
  deaf: number
  /** The group that has removed it. */
  left: string | undefined
  /** Why it can follow the group no longer. */
  lost: string | undefined
  /** Bytes that were written down when it was last measured, and the most there ever were. */
  stateSize: number
  statePeak: number
}

/** Somebody new. */
export const newMember = (name: string, letters: Correspondence): Member => ({
  name,
  seat: undefined,
  keeper: undefined,
  letters,
  inbox: undefined,
  onTrial: undefined,
  toSay: [],
  toAsk: [],
  toAnswer: [],
  awake: true,
  cutOff: false,
  get online() {
    return this.awake && !this.cutOff
  },
  waiting: [],
  early: [],
  deaf: 0,
  left: undefined,
  lost: undefined,
  stateSize: 0,
  statePeak: 0
})

/** The group as a member has it that still follows it. */
export const following = ({ lost, seat }: Member): Seat | undefined => (lost === undefined ? seat : undefined)

/** The state of a member, whether it follows or not. */
export const stateOf = ({ seat }: Member): GroupState | undefined => seat?.state

/** What is no longer needed is gone. */
export const wipe = (retired: ReadonlyArray<Secret>): void => {
  for (const secret of retired) secret.wipe()
}

/** An error in a few words: its tag, and its reason or rule where it has one. */
export const reasonOf = (cause: unknown): string => {
  if (typeof cause !== "object" || cause === null) return String(cause)
  const { _tag, reason, rule } = cause as { readonly _tag?: string; readonly reason?: string; readonly rule?: string }
  return [_tag ?? "Error", reason, rule].filter((part) => part !== undefined).join(" ")
}
