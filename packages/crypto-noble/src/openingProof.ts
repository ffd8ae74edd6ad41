import { type CodecType, decode, encode, opaque, struct } from "@copath/codec"
import { type HpkeKem, noBytes, type Opening, OpeningProofs, type Random, Secret, type Suite } from "@copath/contracts"
import { p256 } from "@noble/curves/nist.js"
import { bytesToNumberBE } from "@noble/curves/utils.js"
import { sha384 } from "@noble/hashes/sha2.js"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { p256Group } from "./dhGroup.ts"
import { dhKem } from "./dhKem.ts"
import { nobleSuite } from "./suites.ts"
import { suiteOf } from "./suiteOf.ts"
import { hpkeAeads } from "./hpke.ts"

/*
 * A Chaum-Pedersen proof that two points have one discrete logarithm, made non-interactive (Fiat-Shamir):
 *
 *     log_G(public key) = log_enc(dh)
 *
 *   prover    k random;  A = k G,  B = k enc;  c = H(statement, public key, enc, dh, A, B);  z = k + c sk
 *   verifier  A = z G - c public key,  B = z enc - c dh,  and c must come out again
 *
 * `dh` is the very point that HPKE's KEM takes its shared secret from, so whoever believes the proof opens the ciphertext with it (RFC 9180, 4.1).
 */

const { Point } = p256
const { Fn } = Point

const label = new TextEncoder().encode("complaint v1")

const challengeInput = struct("DleqChallenge", {
  label: opaque,
  statement: opaque,
  publicKey: opaque,
  enc: opaque,
  dh: opaque,
  first: opaque,
  second: opaque
})

/**
 * ```
 * struct {
 *     opaque dh<V>;         // 33 bytes, compressed
 *     opaque challenge<V>;  // 32 bytes
 *     opaque response<V>;   // 32 bytes
 * } DleqEvidence;
 * ```
 */
const evidenceCodec = struct("DleqEvidence", { dh: opaque, challenge: opaque, response: opaque })

/** 384 bits, so that the remainder is as good as uniform. */
const challengeOf = (input: CodecType<typeof challengeInput>): bigint => Fn.create(bytesToNumberBE(sha384(encode(challengeInput, input))))

type CurvePoint = InstanceType<typeof Point>

const pointOf = (bytes: Uint8Array): CurvePoint | undefined => {
  try {
    const point = Point.fromBytes(bytes)
    point.assertValidity()
    return point.is0() ? undefined : point
  } catch {
    return undefined
  }
}

const scalarOf = (bytes: Uint8Array): bigint | undefined => {
  if (bytes.length !== Fn.BYTES) return undefined
  const value = bytesToNumberBE(bytes)
  return value < Fn.ORDER ? value : undefined
}

/** `z base - c image`; neither scalar is secret. */
const combine = (base: CurvePoint, z: bigint, image: CurvePoint, c: bigint): CurvePoint =>
  base.multiplyUnsafe(z).add(image.multiplyUnsafe(c).negate())

const randomScalar = (random: Random): bigint => {
  const seed = random(48)
  const scalar = Fn.create(bytesToNumberBE(seed.expose()))
  seed.wipe()
  return scalar === 0n ? randomScalar(random) : scalar
}

/** Suite 2 whose KEM has been told what both sides share: it opens what was sealed to the key that `dh` belongs to. */
const withDh = (dh: Uint8Array): Suite => {
  const kem: HpkeKem = dhKem({ ...p256Group, agree: () => dh.slice(1) })
  const { signature } = nobleSuite(2)
  return suiteOf({ id: 2, name: "opened", kem, hash: p256Group.hash, ...hpkeAeads.aes128, signature })
}

const unproven: Opening = { _tag: "unproven" }

/** Evidence over P-256, for cipher suite 2 (its KEM and its HPKE). */
export const dleqP256: OpeningProofs["Service"] = {
  id: "dleq-p256",
  suites: new Set([2]),
  prove: (me, { kemOutput }, statement, random) => {
    const enc = p256Group.validPublicKey(kemOutput) ? pointOf(kemOutput) : undefined
    if (enc === undefined) return undefined
    const secret = Fn.fromBytes(me.secretKey.expose())
    const dh = enc.multiply(secret).toBytes(true)
    const k = randomScalar(random)
    const first = Point.BASE.multiply(k).toBytes(true)
    const second = enc.multiply(k).toBytes(true)
    const challenge = challengeOf({ label, statement, publicKey: me.publicKey, enc: kemOutput, dh, first, second })
    const response = Fn.add(k, Fn.mul(challenge, secret))
    return encode(evidenceCodec, { dh, challenge: Fn.toBytes(challenge), response: Fn.toBytes(response) })
  },
  judge: (publicKey, info, aad, sealed, statement, evidence) => {
    const owner = p256Group.validPublicKey(publicKey) ? pointOf(publicKey) : undefined
    if (owner === undefined) return unproven
    // Whoever seals to a point off the curve needs no proof against it: nobody can open that.
    const enc = p256Group.validPublicKey(sealed.kemOutput) ? pointOf(sealed.kemOutput) : undefined
    if (enc === undefined) return { _tag: "broken" }
    const read = decode(evidenceCodec, evidence)
    if (Result.isFailure(read)) return unproven
    const { dh } = read.success
    const image = dh.length === 33 ? pointOf(dh) : undefined
    const challenge = scalarOf(read.success.challenge)
    const response = scalarOf(read.success.response)
    if (image === undefined || challenge === undefined || response === undefined) return unproven
    const first = combine(Point.BASE, response, owner, challenge).toBytes(true)
    const second = combine(enc, response, image, challenge).toBytes(true)
    if (challengeOf({ label, statement, publicKey, enc: sealed.kemOutput, dh, first, second }) !== challenge) return unproven
    // The KEM has its answer already, so it needs no secret key.
    const plain = withDh(dh).hpke.open({ publicKey, secretKey: new Secret(noBytes) }, info, aad, sealed)
    return plain === undefined ? { _tag: "broken" } : { _tag: "opens", plain }
  }
}

/** {@link dleqP256} as a service. */
export const openingProofs: Layer.Layer<OpeningProofs> = Layer.succeed(OpeningProofs, dleqP256)
