import { type KeyPair, Secret, type SymbolTable } from "@copath/contracts"
import { ristretto255, ristretto255_hasher } from "@noble/curves/ed25519.js"

/*
 * Updatable public-key encryption, its key half: pairs (s, sG) in ristretto255 that anybody can move along, each half by itself.
 *
 *      public   P = sG ───── P' = P + dG       everybody who is told dG, or P'
 *                 │             │
 *      secret     s ─────── s' = s + d         whoever has s and is told d
 *
 * A sender draws d, encrypts it under P together with the message, and publishes P'. Who opens the message moves on to s' and deletes s: the same
 * ciphertext will never be opened again, not even by its receiver. The sender knows neither s nor s'.
 */

/** Length of a public key, of a secret one, and of what a pair or a step is made from; in bytes. */
export const lineSize = 32

/** An encapsulation. */
export interface Encapsulated {
  /** What is transmitted: `lineSize` bytes. */
  readonly enc: Uint8Array
  /** What both sides come to share: `lineSize` bytes. */
  readonly shared: Secret
}

/** The operations. Public keys and encapsulations of others that are no usable elements of the group give `undefined`. */
export interface Upke {
  /** The pair that a seed makes. */
  readonly pair: (seed: Secret) => KeyPair
  /** Whether this is a public key: an element of the group, and not the neutral one. */
  readonly valid: (publicKey: Uint8Array) => boolean
  /** One step further, the public half: for senders, who draw `delta`. */
  readonly next: (publicKey: Uint8Array, delta: Secret) => Uint8Array | undefined
  /** The same step, the secret half: for the owner, who is told `delta`. */
  readonly update: (pair: KeyPair, delta: Secret) => KeyPair
  /** To the holder of `to`, under the randomness `seed`. */
  readonly encapsulate: (to: Uint8Array, seed: Secret) => Encapsulated | undefined
  /** The secret that `encapsulate` gave beside `enc`. */
  readonly decapsulate: (pair: KeyPair, enc: Uint8Array) => Secret | undefined
}

const { Point } = ristretto255
type Element = typeof Point.BASE
const scalars = Point.Fn

const scalarOf = (bytes: Uint8Array): bigint => ristretto255_hasher.hashToScalar(bytes, { DST: "copath updatable-treekem" })
const secretOf = (scalar: bigint): Secret => new Secret(scalars.toBytes(scalar))
const scalarIn = (secretKey: Uint8Array): bigint => scalars.fromBytes(secretKey)

const elementIn = (bytes: Uint8Array): Element | undefined => {
  if (bytes.length !== lineSize) return undefined
  try {
    const element = Point.fromBytes(bytes)
    return element.is0() ? undefined : element
  } catch {
    return undefined
  }
}

/** Of what a rule is carried out again with: `undefined` if something is missing. */
const again =
  (compute: (...inputs: ReadonlyArray<Uint8Array>) => Uint8Array | undefined) =>
  (inputs: ReadonlyArray<Uint8Array | undefined>): Uint8Array | undefined =>
    inputs.every((input) => input !== undefined) ? compute(...inputs) : undefined

const moved = (secretKey: Uint8Array, delta: Uint8Array): Uint8Array => scalars.toBytes(scalars.add(scalarIn(secretKey), scalarOf(delta)))
const movedBack = (secretKey: Uint8Array, delta: Uint8Array): Uint8Array =>
  scalars.toBytes(scalars.sub(scalarIn(secretKey), scalarOf(delta)))
const agreed = (scalar: bigint, element: Element | undefined): Uint8Array | undefined => element?.multiply(scalar).toBytes()

/** In ristretto255. What follows from what is declared: these operations are no cipher suite's. */
export const upke = (symbols: SymbolTable): Upke => ({
  pair: (seed) =>
    symbols.declare(
      (pair: KeyPair) => ({
        op: "upke.pair",
        pairs: [pair],
        derives: [{ from: [seed], to: pair.secretKey, by: again((s) => scalars.toBytes(scalarOf(s))) }]
      }),
      () => {
        const scalar = scalarOf(seed.expose())
        return { publicKey: Point.BASE.multiply(scalar).toBytes(), secretKey: secretOf(scalar) }
      }
    ),
  valid: (publicKey) => elementIn(publicKey) !== undefined,
  next: (publicKey, delta) =>
    symbols.declare(
      (next: Uint8Array | undefined) => ({
        op: "upke.update",
        // The owner may never come to see it: whoever takes its old key can still go this step.
        derives:
          next === undefined
            ? []
            : [
                { from: [{ secretOf: publicKey }, delta], to: { secretOf: next }, by: again(moved) },
                { from: [{ secretOf: next }, delta], to: { secretOf: publicKey }, by: again(movedBack) }
              ]
      }),
      () => {
        const element = elementIn(publicKey)?.add(Point.BASE.multiply(scalarOf(delta.expose())))
        return element === undefined || element.is0() ? undefined : element.toBytes()
      }
    ),
  update: ({ secretKey }, delta) =>
    symbols.declare(
      (pair: KeyPair) => ({
        op: "upke.update",
        pairs: [pair],
        derives: [
          { from: [secretKey, delta], to: pair.secretKey, by: again(moved) },
          { from: [pair.secretKey, delta], to: secretKey, by: again(movedBack) }
        ]
      }),
      () => {
        const scalar = scalars.add(scalarIn(secretKey.expose()), scalarOf(delta.expose()))
        return { publicKey: Point.BASE.multiply(scalar).toBytes(), secretKey: secretOf(scalar) }
      }
    ),
  encapsulate: (to, seed) =>
    symbols.declare(
      (made: Encapsulated | undefined) => ({
        op: "upke.agree",
        // Written down as it is sealed, and not as it is opened: a thief may open what its victim never did.
        derives:
          made === undefined
            ? []
            : [
                { from: [seed], to: made.shared, by: again((s) => agreed(scalarOf(s), elementIn(to))) },
                { from: [{ secretOf: to }], to: made.shared, by: again((s) => agreed(scalarIn(s), elementIn(made.enc))) }
              ]
      }),
      () => {
        const scalar = scalarOf(seed.expose())
        const shared = agreed(scalar, elementIn(to))
        return shared === undefined ? undefined : { enc: Point.BASE.multiply(scalar).toBytes(), shared: new Secret(shared) }
      }
    ),
  decapsulate: ({ secretKey }, enc) =>
    symbols.declare(
      (shared: Secret | undefined) => ({
        op: "upke.agree",
        derives: shared === undefined ? [] : [{ from: [secretKey], to: shared, by: again((s) => agreed(scalarIn(s), elementIn(enc))) }]
      }),
      () => {
        const shared = agreed(scalarIn(secretKey.expose()), elementIn(enc))
        return shared === undefined ? undefined : new Secret(shared)
      }
    )
})
