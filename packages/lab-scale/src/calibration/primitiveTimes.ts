import { HpkeInfo, type KeyPair, noBytes, type Random, Secret, type Suite } from "@copath/contracts"
import { median, type Primitive, publicKeyPrimitives, quantile } from "@copath/lab-core"
import type { MeasuredOperation } from "./calibration.ts"
import { nonNegative } from "./leastSquares.ts"
import type { Clock, Pace } from "./pace.ts"

/** One primitive over one number of bytes. */
interface Timed {
  readonly primitive: Primitive
  readonly size: number
  readonly run: () => unknown
}

const symmetricSizes = [16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576]
const publicKeySizes = [64, 1024, 16_384]

/** A sample takes at least so long: the clock's own grain is then none of it, nor are the caches that another primitive has left cold. */
const GRAIN_NS = 2_000_000
/** And at least so many of the clock's steps. */
const GRAIN_TICKS = 20

/** Calls of a public-key operation in a sample, at least: 200 of each at each size with as many samples as there are unless it is said, however slow it is. */
const LEAST_CALLS = 5

/** Bytes of one label and its context, as key derivations have them. */
const INFO = 40

/** Everything that is to be timed, each with what it needs at hand. */
const all = (suite: Suite, random: Random): ReadonlyArray<Timed> => {
  const { aead, dh, hash, hpke, kdf, kem, mac, signature } = suite
  const secret = (length: number): Secret => random(length)
  const [mine, peer] = [kem.derive(secret(kem.seedSize)), kem.derive(secret(kem.seedSize))]
  const signer = signature.derive(secret(signature.seedSize))
  const [key, nonce] = [secret(aead.keySize), random(aead.nonceSize).expose()]
  const prk = secret(kdf.size)
  const list: Array<Timed> = []
  const timed = (primitive: Primitive, size: number, run: () => unknown): void => void list.push({ primitive, size, run })
  for (const size of symmetricSizes) {
    const bytes = new Uint8Array(size).fill(0x61)
    const sealed = aead.seal(key, nonce, noBytes, bytes)
    timed("hash", size, () => hash.digest(bytes))
    timed("mac", size, () => mac.tag(prk, bytes))
    timed("aead.seal", size, () => aead.seal(key, nonce, noBytes, bytes))
    timed("aead.open", size + aead.tagSize, () => aead.open(key, nonce, noBytes, sealed))
  }
  for (const size of [16, 64, 256, 1024])
    timed("kdf.extract", size + kdf.size, () => kdf.extract(prk, new Secret(new Uint8Array(size).fill(1))))
  for (const size of [16, 64, 128]) timed("kdf.expand", INFO + size, () => kdf.expand(prk, new Uint8Array(INFO), size))
  for (const size of publicKeySizes) {
    const bytes = new Uint8Array(size).fill(0x61)
    const signed = signature.sign(signer, bytes)
    timed("sign", size, () => signature.sign(signer, bytes))
    timed("verify", size, () => signature.verify(signer.publicKey, bytes, signed))
    sealing(suite, mine, peer, bytes, random, timed)
  }
  timed("kem.derive", 0, () => kem.derive(new Secret(prk.expose().slice())))
  timed("signature.derive", 0, () => signature.derive(secret(signature.seedSize)))
  if (dh.agree(mine, peer.publicKey) !== undefined) timed("dh", 0, () => dh.agree(mine, peer.publicKey))
  const sent = hpke.sendExport(mine.publicKey, noBytes, noBytes, kdf.size, random)
  if (sent !== undefined) timed("hpke.export", 0, () => hpke.receiveExport(mine, sent.kemOutput, noBytes, noBytes, kdf.size))
  return list
}

const sealing = (
  { hpke }: Suite,
  mine: KeyPair,
  peer: KeyPair,
  bytes: Uint8Array,
  random: Random,
  timed: (primitive: Primitive, size: number, run: () => unknown) => void
): void => {
  const plain = new Uint8Array(200)
  // All seals of a commit and of a Welcome share one.
  const info = new HpkeInfo(plain)
  const sealed = hpke.seal(mine.publicKey, info, noBytes, bytes, random)
  timed("hpke.seal", bytes.length, () => hpke.seal(peer.publicKey, info, noBytes, bytes, random))
  if (sealed !== undefined) timed("hpke.open", sealed.ciphertext.length, () => hpke.open(mine, plain, noBytes, sealed))
}

/** How much is measured, and by what. */
export interface Sampling {
  /** Of each primitive at each size; of those over large sizes fewer. */
  readonly samples: number
  /** Nanoseconds from one value of the clock to the next. */
  readonly tick: number
  /** Called before each round of samples. */
  readonly onProgress: (done: number) => void
}

/**
 * What each primitive of a suite takes, `a + b × bytes`: from `samples` samples of each at each size, taken in turns, so that a machine that is slower for a while is slower
 * for all. Of small ones, a sample is the mean of many calls.
 */
export const primitiveTimes = (
  suite: Suite,
  random: Random,
  pace: Pace,
  { onProgress, samples, tick }: Sampling
): Readonly<Partial<Record<Primitive, MeasuredOperation>>> => {
  const grain = Math.max(GRAIN_NS, GRAIN_TICKS * tick)
  const tasks = all(suite, random).map((one) => {
    const calls = Math.max(callsFor(one.run, pace.clock, grain), publicKeyPrimitives.has(one.primitive) ? LEAST_CALLS : 1)
    return { ...one, calls, samples: [] as Array<number> }
  })
  for (let i = 0; i < samples; i++) {
    onProgress(i)
    // What passes over a megabyte is rare, and may be sampled less.
    for (const task of tasks.filter(({ size }) => size <= 65_536 || i % 8 === 0)) {
      pace.begin()
      for (let j = 0; j < task.calls; j++) task.run()
      task.samples.push(pace.end() / task.calls)
    }
  }
  const found: Partial<Record<Primitive, MeasuredOperation>> = {}
  for (const primitive of new Set(tasks.map((task) => task.primitive))) {
    const its = tasks.filter((task) => task.primitive === primitive)
    const equations = its.map((task) => {
      const target = median(task.samples)
      return { features: [1, task.size], target, weight: 1 / Math.max(target, 1) ** 2 }
    })
    const [a = 0, b = 0] = its.length === 1 ? [equations[0]?.target ?? 0, 0] : nonNegative(equations, 2)
    const smallest = its[0]?.samples ?? []
    found[primitive] = {
      ns: [a, b],
      ci: [quantile(smallest, 0.25), quantile(smallest, 0.75)],
      calls: its.reduce((sum, task) => sum + task.calls * task.samples.length, 0)
    }
  }
  return found
}

const callsFor = (run: () => unknown, clock: Clock, grain: number): number => {
  // The first calls also warm the compiler up.
  for (let i = 0; i < 20; i++) run()
  for (let calls = 1; ; calls *= 2) {
    const start = clock()
    for (let i = 0; i < calls; i++) run()
    if (clock() - start >= grain || calls >= 1 << 16) return calls
  }
}
