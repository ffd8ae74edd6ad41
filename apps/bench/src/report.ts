import { cpus } from "node:os"
import { unit } from "./measure.ts"
import type { Line, Plan } from "./run.ts"

/** The machine and versions that the figures are of. */
export interface Environment {
  readonly node: string
  readonly openssl: string
  readonly platform: string
  readonly cpu: string
  readonly cores: number
  /** u when the run had ended, in microseconds. */
  readonly unitMicroseconds: number
}

/** What `--json` writes. A change of meaning or name counts `version` up. */
export interface Report {
  readonly kind: "copath-bench-peers"
  readonly version: 1
  readonly takenAt: string
  readonly suite: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519"
  readonly unit: "CPU time of one X25519 exchange by node:crypto, measured beside each sample"
  readonly environment: Environment
  readonly peers: ReadonlyArray<{ readonly name: string; readonly crypto: string }>
  readonly lines: ReadonlyArray<Line>
}

const environment = (): Environment => ({
  node: process.versions.node,
  openssl: process.versions.openssl,
  platform: `${process.platform} ${process.arch}`,
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: cpus().length,
  unitMicroseconds: unit()
})

export const reportOf = ({ peers }: Plan, lines: ReadonlyArray<Line>): Report => ({
  kind: "copath-bench-peers",
  version: 1,
  takenAt: new Date().toISOString(),
  suite: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
  unit: "CPU time of one X25519 exchange by node:crypto, measured beside each sample",
  environment: environment(),
  peers: peers.map(({ crypto, name }) => ({ name, crypto })),
  lines
})
