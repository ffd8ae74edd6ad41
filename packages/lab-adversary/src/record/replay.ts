import { equalBytes, type HpkeCiphertext, type KeyPair, type Random, Secret, type Suite } from "@copath/contracts"
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import { type ValueId } from "../graph/graph.ts"
import { cut, fill } from "./filled.ts"
import type { Filled, Recipe } from "./recipe.ts"
import type { Recording } from "./record.ts"

/** A derivation that does not do what it says. */
export class NotReplayed extends Data.TaggedError("NotReplayed")<{
  /** `Missing`: an input that nothing gave; `Failed`: the operation gave nothing; `Differs`: it gave other bytes; `Never`: a declared rule without a way to carry it out. */
  readonly reason: "Missing" | "Failed" | "Differs" | "Never"
  /** The edge at which it went wrong. */
  readonly edge: number
}> {}

/**
 * Does a derivation again with a real provider, from an attacker's actual bytes: each operation takes what the ones before gave, and nothing that was recorded
 * stands in for a result.
 *
 * @param edges of the recording's graph, in an order in which they can be done
 * @param start what the attacker has, and what is on the wire
 * @returns the bytes of every value that was computed
 */
export const replay = (
  { bytesOf, recipes, trace }: Recording,
  suite: Suite,
  edges: ReadonlyArray<number>,
  start: Iterable<ValueId>
): Result.Result<ReadonlyMap<ValueId, Uint8Array>, NotReplayed> => {
  const { graph, values } = trace
  const known = new Map<ValueId, Uint8Array>()
  const given = new Set(start)
  const bytes = (value: ValueId): Uint8Array | undefined => known.get(value) ?? (given.has(value) ? bytesOf(value) : undefined)
  for (const edge of edges) {
    const found = [...graph.from.subarray(graph.start[edge], graph.start[edge + 1])].map(bytes)
    const inputs = found.filter((input) => input !== undefined)
    if (inputs.length < (graph.threshold[edge] || found.length)) return Result.fail(new NotReplayed({ reason: "Missing", edge }))
    const recipe = recipes[edge]
    if (recipe === undefined || recipe.op === "claimed") return Result.fail(new NotReplayed({ reason: "Never", edge }))
    const output = graph.out[edge] as ValueId
    const made = recipe.op === "declared" ? recipe.by(found) : again(suite, recipe, inputs)
    if (made === undefined) return Result.fail(new NotReplayed({ reason: "Failed", edge }))
    // What was sealed has no bytes of its own on record, nor has a secret key that nobody was seen to have; what follows from them has.
    if (values[output]?.kind !== "plaintext" && values[output]?.length !== 0 && !equalBytes(made, bytesOf(output)))
      return Result.fail(new NotReplayed({ reason: "Differs", edge }))
    known.set(output, made)
  }
  return Result.succeed(known)
}

const secret = (filled: Filled, inputs: ReadonlyArray<Uint8Array>): Secret => new Secret(fill(filled, inputs))

/** A secret key's bytes as a pair; what is no key of the suite gives nothing. */
const pairOf = (suite: Suite, bytes: Uint8Array): KeyPair => suite.kem.keyPair(new Secret(bytes.slice()))

const first = (inputs: ReadonlyArray<Uint8Array>): Uint8Array => inputs[0] as Uint8Array

const again = (
  suite: Suite,
  recipe: Exclude<Recipe, { readonly op: "declared" | "claimed" }>,
  inputs: ReadonlyArray<Uint8Array>
): Uint8Array | undefined => {
  switch (recipe.op) {
    case "hash":
      return suite.hash.digest(fill(recipe.data, inputs))
    case "extract":
      return suite.kdf.extract(secret(recipe.salt, inputs), secret(recipe.ikm, inputs)).expose()
    case "expand":
      return suite.kdf.expand(secret(recipe.prk, inputs), fill(recipe.info, inputs), recipe.length).expose()
    case "mac":
      return suite.mac.tag(secret(recipe.key, inputs), fill(recipe.data, inputs))
    case "keyPair":
      return suite.kem.derive(secret(recipe.seed, inputs)).secretKey.expose()
    case "signingKey":
      return suite.signature.derive(secret(recipe.seed, inputs)).secretKey.expose()
    case "dh":
      return suite.dh.agree(pairOf(suite, first(inputs)), recipe.peer)?.expose()
    case "hpkeReceiver": {
      const { aad, info, pskId, sealed, sender } = recipe
      const me = pairOf(suite, first(inputs))
      if (sender !== undefined) return suite.hpke.auth?.open(me, sender, info, aad, sealed)
      if (pskId === undefined) return suite.hpke.open(me, info, aad, sealed)
      const psk = { secret: new Secret((inputs[1] as Uint8Array).slice()), id: pskId }
      return suite.hpke.psk?.open(me, info, aad, sealed, psk)
    }
    case "hpkeSender": {
      const { sealed, tagSize } = recipe
      // Who knows the randomness knows the key stream: the sender's operation done again over zeros shows it.
      const stream = sealedAgain(suite, recipe, new Uint8Array(sealed.ciphertext.length - tagSize), inputs)
      return stream === undefined ? undefined : xor(sealed.ciphertext, stream.ciphertext, tagSize)
    }
    case "exportReceiver":
      return suite.hpke.receiveExport(pairOf(suite, first(inputs)), recipe.kemOutput, recipe.info, recipe.context, recipe.length)?.expose()
    case "exportSender":
      return suite.hpke.sendExport(recipe.to, recipe.info, recipe.context, recipe.length, drawn(inputs))?.secret.expose()
    case "aead":
      return suite.aead.open(new Secret(first(inputs).slice()), recipe.nonce, recipe.aad, recipe.ciphertext)
    case "nonceReuse": {
      const [ours, theirs] = recipe.ciphertexts
      const stream = xor(ours, first(inputs), 0)
      return xor(theirs, stream, recipe.tagSize)
    }
    case "slice":
    case "part":
      return cut(first(inputs), recipe.offset, recipe.length, recipe.within)
    case "join":
      return fill(recipe.whole, inputs)
    case "xor":
      return inputs.reduce((sum, input) => xor(sum, input, 0), recipe.bytes)
  }
}

/** The sender's operation with the same randomness, key and pre-shared key, over another plaintext. */
const sealedAgain = (
  { hpke, kem }: Suite,
  { aad, authenticated, draws, info, pskId, to }: Extract<Recipe, { readonly op: "hpkeSender" }>,
  plain: Uint8Array,
  inputs: ReadonlyArray<Uint8Array>
): HpkeCiphertext | undefined => {
  const random = drawn(inputs.slice(0, draws))
  const next = inputs[draws] ?? new Uint8Array(0)
  if (authenticated) return hpke.auth?.seal(kem.keyPair(new Secret(next.slice())), to, info, aad, plain, random)
  if (pskId === undefined) return hpke.seal(to, info, aad, plain, random)
  return hpke.psk?.seal(to, info, () => aad, plain, { secret: new Secret(next.slice()), id: pskId }, random)
}

/** Randomness that is known, in the order in which it was drawn. */
const drawn = (inputs: ReadonlyArray<Uint8Array>): Random => {
  let next = 0
  return () => new Secret((inputs[next++] ?? new Uint8Array(0)).slice())
}

/** Two byte strings added bit by bit, as far as both reach, without the first one's last `less` bytes. */
const xor = (a: Uint8Array, b: Uint8Array, less: number): Uint8Array =>
  Uint8Array.from({ length: Math.min(a.length - less, b.length) }, (_, i) => (a[i] as number) ^ (b[i] as number))
