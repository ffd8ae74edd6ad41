import type { Secret, SignatureCheck } from "@copath/contracts"
import { pippenger } from "@noble/curves/abstract/curve.js"
import { ed25519 } from "@noble/curves/ed25519.js"
import { bytesToNumberLE } from "@noble/curves/utils.js"
import { sha512 } from "@noble/hashes/sha2.js"
import { concatBytes } from "@noble/hashes/utils.js"
import { decodeEd25519Key, type Ed25519Claim, ed25519Claim, ed25519ClaimHolds, type Point } from "./eddsa.ts"

/*
 * Batches that agree with single verification, which is without cofactor (V031).
 *
 * Let D = [S]B - [k]A - R. A signature holds exactly if D is zero, as an element of the whole group, whose order is 8L. The usual batch equation, a random sum of all D,
 * cannot tell a D of order 8 from zero: such parts cancel by chance once in eight times at best, and a batch would accept what a single check rejects. So the two
 * parts of the group are asked separately:
 *
 *   the part of order L    sum of z D, times the cofactor, is zero, for random z of 128 bits         wrong once in 2^128
 *   the part of order 8    each of 64 random subset sums of R + [k mod 8]A is a multiple of B         wrong once in 2^64
 *
 * (B has no part of order 8, so D and R + [k]A differ by nothing there.) A batch in which every D is zero always passes. The second question costs 64 multiplications by L
 * however large the batch is, so small batches are checked one by one.
 */

/** Claims below which one by one is as fast; measured. */
const smallest = 128

const rounds = 64
/** Claims whose 2^6 subset sums are tabulated together. */
const block = 6
const zSize = 16
const maskSize = rounds / 8
const { BASE, Fn, ZERO } = ed25519.Point

interface Claim extends Ed25519Claim {
  /** Of `R`. */
  readonly point: Point
  /** Names the public key. */
  readonly key: string
  /** All that the claim depends on. */
  readonly bytes: Uint8Array
}

const decodeNonce = (R: Uint8Array): Point | undefined => {
  try {
    return ed25519.Point.fromBytes(R, false)
  } catch {
    return undefined
  }
}

/** Bytes that nobody foresees who does not know the secret, and that depend on every claim. */
const coefficients = (secret: Secret, claims: ReadonlyArray<Claim>): Uint8Array => {
  const seed = sha512(concatBytes(secret.expose(), ...claims.map(({ bytes }) => bytes)))
  const stream = new Uint8Array(Math.ceil((claims.length * (zSize + maskSize)) / seed.length) * seed.length)
  for (let i = 0; i * seed.length < stream.length; i++) {
    stream.set(sha512(concatBytes(seed, Uint8Array.of(i >>> 24, i >>> 16, i >>> 8, i))), i * seed.length)
  }
  return stream
}

/** The part of order L: one multi-scalar multiplication, in which all signatures under one key share a term. */
const sumIsSmall = (claims: ReadonlyArray<Claim>, stream: Uint8Array): boolean => {
  const points: Array<Point> = []
  const scalars: Array<bigint> = []
  const byKey = new Map<string, { readonly A: Point; factor: bigint }>()
  let base = 0n
  claims.forEach(({ A, S, k, key, point }, i) => {
    const z = bytesToNumberLE(stream.subarray(i * zSize, (i + 1) * zSize))
    points.push(point)
    scalars.push(z)
    base = Fn.create(base - z * S)
    const term = byKey.get(key)
    if (term === undefined) byKey.set(key, { A, factor: Fn.create(z * k) })
    else term.factor = Fn.create(term.factor + z * k)
  })
  for (const { A, factor } of byKey.values()) {
    points.push(A)
    scalars.push(factor)
  }
  return pippenger(ed25519.Point, [...points, BASE], [...scalars, base])
    .clearCofactor()
    .is0()
}

/** Sums of all subsets of at most `block` points: the subset is the index, in bits. */
const subsetSums = (points: ReadonlyArray<Point>): ReadonlyArray<Point> => {
  const sums: Array<Point> = [ZERO]
  for (const point of points) for (const sum of sums.slice()) sums.push(sum.add(point))
  return sums
}

/** The part of order 8. */
const noneHasTorsion = (claims: ReadonlyArray<Claim>, masks: Uint8Array): boolean => {
  const multiples = new Map<string, ReadonlyArray<Point>>()
  const multiplesOf = ({ A, key }: Claim): ReadonlyArray<Point> => {
    const made = multiples.get(key) ?? subsetSums([A, A.double(), A.double().double()])
    multiples.set(key, made)
    return made
  }
  const sums: Array<Point> = Array.from({ length: rounds }, () => ZERO)
  for (let start = 0; start < claims.length; start += block) {
    const group = claims.slice(start, start + block)
    const table = subsetSums(group.map((claim) => claim.point.add(multiplesOf(claim)[Number(claim.k & 7n)] as Point)))
    for (let round = 0; round < rounds; round++) {
      const subset = group.reduce((bits, _, i) => {
        const byte = masks[(start + i) * maskSize + (round >> 3)] as number
        return bits | (((byte >> (round & 7)) & 1) << i)
      }, 0)
      if (subset !== 0) sums[round] = (sums[round] as Point).add(table[subset] as Point)
    }
  }
  return sums.every((sum) => sum.isTorsionFree())
}

/**
 * Verdicts on many Ed25519 signatures, in order: those of `verify`, in two thirds of the time where they are hundreds under as many keys, in two fifths where the keys
 * are few. What is bad is found by halving, which costs up to two thirds more than one by one. `secret` is 32 bytes or more that
 * senders do not know, drawn once: a sender who knew it could search for signatures that single checks reject and a batch accepts.
 */
export const ed25519BatchVerifier = (secret: Secret): ((checks: ReadonlyArray<SignatureCheck>) => ReadonlyArray<boolean>) => {
  const holds = (claims: ReadonlyArray<Claim>): boolean => {
    const stream = coefficients(secret, claims)
    return sumIsSmall(claims, stream) && noneHasTorsion(claims, stream.subarray(claims.length * zSize))
  }
  const verdicts = (claims: ReadonlyArray<Claim>): ReadonlyArray<boolean> => {
    if (claims.length < smallest) return claims.map(ed25519ClaimHolds)
    if (holds(claims)) return claims.map(() => true)
    const half = claims.length >> 1
    return [...verdicts(claims.slice(0, half)), ...verdicts(claims.slice(half))]
  }
  return (checks) => {
    const keys = new Map<string, Point | undefined>()
    const nameOf = (publicKey: Uint8Array): string => publicKey.join()
    const decode = (publicKey: Uint8Array): Point | undefined => {
      const name = nameOf(publicKey)
      if (!keys.has(name)) keys.set(name, decodeEd25519Key(publicKey))
      return keys.get(name)
    }
    const claims = checks.map((check): Claim | undefined => {
      const claim = ed25519Claim(check, decode)
      const point = claim === undefined ? undefined : decodeNonce(claim.R)
      if (claim === undefined || point === undefined) return undefined
      const bytes = sha512(concatBytes(check.publicKey, check.signature, check.message))
      return { ...claim, point, key: nameOf(check.publicKey), bytes }
    })
    const found = verdicts(claims.filter((claim) => claim !== undefined))
    let next = 0
    return claims.map((claim) => claim !== undefined && (found[next++] as boolean))
  }
}
