import { diffieHellman, generateKeyPairSync } from "node:crypto"

/** CPU time of the whole process, worker threads of the crypto pool included, in microseconds. */
export const cpuTime = (): number => {
  const { system, user } = process.cpuUsage()
  return user + system
}

/** Middle value; the mean of the two middle ones of an even number. */
export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

const mine = generateKeyPairSync("x25519")
const peers = generateKeyPairSync("x25519")
const EXCHANGES = 100

/** u: the CPU time of one X25519 exchange by `node:crypto` with its keys at hand, in microseconds, now. */
export const unit = (): number => {
  const start = cpuTime()
  for (let i = 0; i < EXCHANGES; i++) diffieHellman({ privateKey: mine.privateKey, publicKey: peers.publicKey })
  return (cpuTime() - start) / EXCHANGES
}

/** What one measured run gave: CPU time per operation in microseconds and in u. */
export interface Sample {
  readonly cpuMicroseconds: number
  readonly units: number
}

/** Runs `operation`, of which one run stands for `operations` of them, with u measured right before and after. */
export const sample = async (operations: number, operation: () => Promise<unknown>): Promise<Sample> => {
  const before = unit()
  const start = cpuTime()
  await operation()
  const cpuMicroseconds = (cpuTime() - start) / operations
  return { cpuMicroseconds, units: cpuMicroseconds / ((before + unit()) / 2) }
}
