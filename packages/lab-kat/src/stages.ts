import type { Stage } from "./playing.ts"

/*
 * Compositions that many scenarios ask. All are chained (RFC 9420's schedule) and seal by the secret tree, unless they say otherwise.
 */

/** RFC 9420. */
export const treekem: Stage = { name: "TreeKEM", spec: {} }
/** Parents blanked by adding, too. */
export const blanking: Stage = { name: "TreeKEM, blanking", spec: { "double-join": "blank" } }
/** Tainted TreeKEM. */
export const tainted: Stage = { name: "tainted TreeKEM", spec: { "double-join": "taint" } }
/** One seal for each member. */
export const flat: Stage = { name: "flat", spec: { cgka: "mkem" } }
/** ART with a book. */
export const art: Stage = { name: "ART", spec: { cgka: "art" } }
/** Sender keys over double ratchets. */
export const senderKeys: Stage = { name: "sender keys", spec: { cgka: "senderkeys" } }

/** The same, with each epoch from its own commit secret. */
export const rootOnly = (stage: Stage): Stage => ({
  ...stage,
  name: `${stage.name ?? ""}, root-only`,
  spec: { ...stage.spec, schedule: "root-only" }
})
