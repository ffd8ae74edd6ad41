import { median } from "@copath/lab-core"
import { diffieHellman, generateKeyPairSync } from "node:crypto"

/** Processor time of the whole process, in microseconds. */
const cpuTime = (): number => {
  const { system, user } = process.cpuUsage()
  return user + system
}

const mine = generateKeyPairSync("x25519")
const theirs = generateKeyPairSync("x25519")
const EXCHANGES = 60

/** u: the processor time of one X25519 exchange by `node:crypto`, in microseconds, now. */
const unit = (): number => {
  const start = cpuTime()
  for (let i = 0; i < EXCHANGES; i++) diffieHellman({ privateKey: mine.privateKey, publicKey: theirs.publicKey })
  return (cpuTime() - start) / EXCHANGES
}

/** What an operation took: medians over its runs, each with u measured right before and after. */
export interface Taken {
  /** In u. */
  readonly units: number
  /** u, in microseconds. */
  readonly unit: number
}

/**
 * Runs an operation until so much processor time is spent, in microseconds, and at least three times; the first third is the compiler's.
 *
 * @param operations how many of what is timed one run does
 */
export const timed = async (operation: () => Promise<unknown>, enough: number, operations = 1): Promise<Taken> => {
  const samples: Array<Taken> = []
  for (let spent = 0; samples.length < 3 || (spent < enough && samples.length < 60);) {
    const before = unit()
    const start = cpuTime()
    await operation()
    const took = cpuTime() - start
    const beside = (before + unit()) / 2
    spent += took
    samples.push({ units: took / operations / beside, unit: beside })
  }
  const settled = samples.slice(Math.floor(samples.length / 3))
  return { units: median(settled.map(({ units }) => units)), unit: median(settled.map((one) => one.unit)) }
}
