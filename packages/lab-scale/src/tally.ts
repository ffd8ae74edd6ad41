import type { HpkeInfo, Suite } from "@copath/contracts"
import { type Primitive, primitives } from "@copath/lab-core"

const place = new Map<Primitive, number>(primitives.map((primitive, i) => [primitive, i]))

/** How often each primitive ran, and over how many bytes in all: of what it hashes, seals, opens or signs, and of what it derives. */
export class Work {
  private readonly calls: Float64Array
  private readonly sizes: Float64Array

  private constructor(calls: Float64Array, sizes: Float64Array) {
    this.calls = calls
    this.sizes = sizes
  }

  /** No work. */
  static readonly none: Work = new Work(new Float64Array(primitives.length), new Float64Array(primitives.length))

  /** How often it ran. */
  count(primitive: Primitive): number {
    return this.calls[place.get(primitive) as number] as number
  }

  /** Over how many bytes. */
  bytes(primitive: Primitive): number {
    return this.sizes[place.get(primitive) as number] as number
  }

  /** Both works together. */
  plus(other: Work): Work {
    return new Work(
      this.calls.map((n, i) => n + (other.calls[i] as number)),
      this.sizes.map((n, i) => n + (other.sizes[i] as number))
    )
  }

  /** So many times this work. */
  times(often: number): Work {
    return new Work(
      this.calls.map((n) => n * often),
      this.sizes.map((n) => n * often)
    )
  }

  /** The mean of so many works that this is the sum of. */
  over(works: number): Work {
    return new Work(
      this.calls.map((n) => n / works),
      this.sizes.map((n) => n / works)
    )
  }

  /** This work without a part of it. */
  minus(part: Work): Work {
    return new Work(
      this.calls.map((n, i) => n - (part.calls[i] as number)),
      this.sizes.map((n, i) => n - (part.sizes[i] as number))
    )
  }

  /** This work and some calls more of one primitive. */
  and(primitive: Primitive, calls: number, bytes: number): Work {
    const more = Work.of(this.calls, this.sizes)
    const at = place.get(primitive) as number
    more.calls[at] = (more.calls[at] as number) + calls
    more.sizes[at] = (more.sizes[at] as number) + bytes
    return more
  }

  /** How often each primitive ran, in their order, as a text. */
  get counts(): string {
    return this.calls.join(",")
  }

  /** The primitives that ran at all. */
  entries(): ReadonlyArray<{ readonly primitive: Primitive; readonly count: number; readonly bytes: number }> {
    return primitives
      .map((primitive) => ({ primitive, count: this.count(primitive), bytes: this.bytes(primitive) }))
      .filter(({ count }) => count !== 0)
  }

  /** Of these calls and bytes, by primitive in the order of `primitives`. They are copied. */
  static of(calls: Float64Array, sizes: Float64Array): Work {
    return new Work(calls.slice(), sizes.slice())
  }
}

/** The work since somebody last asked. */
export class Tally {
  private readonly calls = new Float64Array(primitives.length)
  private readonly sizes = new Float64Array(primitives.length)

  /** One call. */
  add(at: number, bytes: number): void {
    this.calls[at] = (this.calls[at] as number) + 1
    this.sizes[at] = (this.sizes[at] as number) + bytes
  }

  /** The work so far, which goes on. */
  get soFar(): Work {
    return Work.of(this.calls, this.sizes)
  }

  /** The work so far, which begins anew. */
  take(): Work {
    const work = Work.of(this.calls, this.sizes)
    this.calls.fill(0)
    this.sizes.fill(0)
    return work
  }
}

/** A primitive's calls in the tally, `size`: bytes that a call is over. */
const counted = <A extends ReadonlyArray<unknown>, B>(
  tally: Tally,
  primitive: Primitive,
  run: (...a: A) => B,
  size: (...a: A) => number
): ((...a: A) => B) => {
  const at = place.get(primitive) as number
  return (...a) => {
    tally.add(at, size(...a))
    return run(...a)
  }
}

const nothing: (...a: ReadonlyArray<unknown>) => number = () => 0

/** A suite that counts as `lab run` does, where the composition calls: the DH inside one `hpke.seal` is not counted again. Beside the calls it adds up their bytes. */
export const tallied = (suite: Suite, tally: Tally): Suite => {
  const { aead, hash, hpke, kdf, kem, mac, signature } = suite
  const count = <A extends ReadonlyArray<unknown>, B>(primitive: Primitive, run: (...a: A) => B, size: (...a: A) => number) =>
    counted(tally, primitive, run, size)
  const { auth, psk } = hpke
  const opened = ({ ciphertext }: { readonly ciphertext: Uint8Array }): number => ciphertext.length
  type Info = Uint8Array | HpkeInfo
  return {
    ...suite,
    hash: { ...hash, digest: count("hash", hash.digest, (data) => data.length) },
    kdf: {
      ...kdf,
      extract: count("kdf.extract", kdf.extract, (salt, ikm) => salt.length + ikm.length),
      expand: count("kdf.expand", kdf.expand, (_prk, info, length) => info.length + length)
    },
    mac: { ...mac, tag: count("mac", mac.tag, (_key, data) => data.length) },
    aead: {
      ...aead,
      seal: count("aead.seal", aead.seal, (_key, _nonce, aad, plain) => aad.length + plain.length),
      open: count("aead.open", aead.open, (_key, _nonce, aad, sealed) => aad.length + sealed.length)
    },
    kem: { ...kem, derive: count("kem.derive", kem.derive, nothing), keyPair: count("kem.derive", kem.keyPair, nothing) },
    dh: { ...suite.dh, agree: count("dh", suite.dh.agree, nothing) },
    hpke: {
      seal: count("hpke.seal", hpke.seal, (_to, _info: Info, _aad, plain) => plain.length),
      open: count("hpke.open", hpke.open, (_me, _info, _aad, sealed) => opened(sealed)),
      sendExport: count("hpke.export", hpke.sendExport, nothing),
      receiveExport: count("hpke.export", hpke.receiveExport, nothing),
      // Auth mode is base mode and a Diffie-Hellman of the sender's key and the receiver's.
      ...(auth === undefined
        ? {}
        : {
            auth: {
              seal: count(
                "dh",
                count("hpke.seal", auth.seal, (_sender, _to, _info, _aad, plain) => plain.length),
                nothing
              ),
              open: count(
                "dh",
                count("hpke.open", auth.open, (_me, _sender, _info, _aad, sealed) => opened(sealed)),
                nothing
              )
            }
          }),
      ...(psk === undefined
        ? {}
        : {
            psk: {
              seal: count("hpke.seal", psk.seal, (_to, _info, _aad, plain) => plain.length),
              open: count("hpke.open", psk.open, (_me, _info, _aad, sealed) => opened(sealed))
            }
          })
    },
    signature: {
      ...signature,
      derive: count("signature.derive", signature.derive, nothing),
      sign: count("sign", signature.sign, (_key, message) => message.length),
      verify: count("verify", signature.verify, (_key, message) => message.length)
    }
  }
}
