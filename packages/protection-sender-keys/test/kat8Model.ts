/*
 * What `kat-8` must come to, from who hands which chain to whom when, without any cryptography. Events as in kat8.ts: 8 rounds of 8 messages and an update, and
 * 8 messages more.
 */

type Event = { readonly _tag: "message" | "update"; readonly leaf: number }

const round: ReadonlyArray<Event> = Array.from({ length: 8 }, (_, leaf) => ({ _tag: "message", leaf }))
const script: ReadonlyArray<Event> = [
  ...Array.from({ length: 8 }, (_, r): ReadonlyArray<Event> => [...round, { _tag: "update", leaf: r }]).flat(),
  ...round
]
export const allMoments: ReadonlyArray<number> = Array.from({ length: script.length + 1 }, (_, i) => i)

const updateOf = (leaf: number): number => script.findIndex((e) => e._tag === "update" && e.leaf === leaf)
const saysNext = (leaf: number, after: number): number => script.findIndex((e, i) => i > after && e._tag === "message" && e.leaf === leaf)

/** What a channel is to a thief. `acquainted`: first chains were handed out before the script. */
export interface ThiefOf {
  readonly acquainted: boolean
  /** Whether the key that was stolen from `robbed` at moment `at` opens what was sealed to it by event `sealed`. */
  readonly opens: (robbed: number, at: number, sealed: number) => boolean
}

/** Leaf keys that never change. */
export const neverRotated: ThiefOf = { acquainted: false, opens: () => true }

/** Leaf keys that change with the chain: no update of the one who was robbed lies between. */
export const rotated: ThiefOf = {
  acquainted: false,
  opens: (robbed, at, sealed) => {
    const update = updateOf(robbed)
    return !(Math.min(at, sealed) <= update && update < Math.max(at, sealed))
  }
}

/** One-time keys: gone once used; a new one is offered with the next chain that the robbed one hands out. */
export const oneTimeKeys: ThiefOf = {
  acquainted: true,
  opens: (robbed, at, sealed) => {
    const offer = saysNext(robbed, updateOf(robbed))
    return sealed >= at && !(at <= offer && offer < sealed)
  }
}

/** The mean share of the 72 messages that a thief reads who copies one of 8 states at one of these moments. */
export const modelled = ({ acquainted, opens }: ThiefOf, moments: ReadonlyArray<number>): number => {
  let read = 0
  for (const at of moments) {
    for (let robbed = 0; robbed < 8; robbed++) {
      for (const [i, { _tag, leaf }] of script.entries()) {
        if (_tag === "update") continue
        const update = updateOf(leaf)
        const second = i > update
        const handed = second ? saysNext(leaf, update) : acquainted ? -1 : leaf
        // On its own chain the one who was robbed sends; nobody hands it to it.
        const held = leaf === robbed ? (second ? update < at : true) : handed < at
        if (i >= at && held) read++
        else if (leaf !== robbed && (handed >= 0 || i >= at) && opens(robbed, at, handed)) read++
      }
    }
  }
  return read / (moments.length * 8 * 72)
}
