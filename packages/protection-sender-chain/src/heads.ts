import { isMember, type Occupancy, Secret, type Suite } from "@copath/contracts"
import type { Form } from "./form.ts"

/**
 * The first secrets of all chains, one after another in leaf order: Nh bytes each, zeros for a blank leaf. States of an epoch share the bytes;
 * those of a chain that has begun are wiped once the state before is given up, and are never looked at again.
 */
export type Heads = Uint8Array

/** Derives every member's head, and wipes the secret that they came from: whoever keeps it can derive them all again. */
export const deriveHeads = (suite: Suite, form: Form, applicationSecret: Secret, leafCount: number, occupied: Occupancy): Heads => {
  const { size } = suite.kdf
  const heads = new Uint8Array(size * leafCount)
  for (let leaf = 0; leaf < leafCount; leaf++) {
    if (!isMember(occupied, leafCount, leaf)) continue
    const head = form.head(suite, applicationSecret, leaf)
    heads.set(head.expose(), size * leaf)
    head.wipe()
  }
  applicationSecret.wipe()
  return heads
}

/** One head, in place: to wipe the secret is to wipe the bytes of {@link Heads}. */
export const headAt = (heads: Heads, leafCount: number, leaf: number): Secret => {
  const size = heads.length / leafCount
  return new Secret(heads.subarray(size * leaf, size * (leaf + 1)))
}
