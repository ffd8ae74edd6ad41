/** A value of a run: an index, dense from 0 in the order in which values were first seen. */
export type ValueId = number

/** What a value is. `unexplained`: it was used as a secret, and nothing that was seen made it. */
export const valueKinds = [
  "random",
  "derived",
  "secretKey",
  "shared",
  "ciphertext",
  "plaintext",
  "slice",
  "tag",
  "text",
  "given",
  "unexplained"
] as const
/** One of `valueKinds`. */
export type ValueKind = (typeof valueKinds)[number]

/**
 * Operations that derive values. `slice`: from a longer value to a part of it; `join`: from parts that cover a value to the whole; `part`: from a plaintext or
 * another structure to a value that was found inside. `xor`: from all others of a sum to one of them. `declared`: by a rule of a part's own, which can be carried
 * out again; `claimed`: by one that cannot.
 */
export const operations = [
  "hash",
  "extract",
  "expand",
  "mac",
  "keyPair",
  "signingKey",
  "dh",
  "hpkeSender",
  "hpkeReceiver",
  "exportSender",
  "exportReceiver",
  "aead",
  "nonceReuse",
  "slice",
  "join",
  "part",
  "declared",
  "claimed",
  "xor"
] as const
/** One of `operations`. */
export type Operation = (typeof operations)[number]

/**
 * How values come of one another: edge e says that whoever knows all of its inputs (or any `threshold[e]` of them, where that is not 0) can compute its output.
 * Edges are in the order of time, so that one sweep forward resolves nearly everything.
 */
export interface Graph {
  /** How many values there are. */
  readonly values: number
  /** How many edges there are. */
  readonly edges: number
  /** The inputs of edge e are `from[start[e]]` to `from[start[e + 1] - 1]`. */
  readonly start: Uint32Array
  /** Value ids. */
  readonly from: Uint32Array
  /** By edge, the value that it gives. */
  readonly out: Uint32Array
  /** By edge, an index of `operations`. */
  readonly operation: Uint8Array
  /** By edge: 0 for all inputs, else how many of them are enough. */
  readonly threshold: Uint16Array
}
