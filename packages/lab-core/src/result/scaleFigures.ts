import type { CostMetric, Primitive, Role } from "./result.ts"
import { primitives } from "./result.ts"
import type { Foretold, ScaleResultCell } from "./scaleResult.ts"

/** What a counted cell says in one number. */
export interface ScaleFigure {
  /** Short, for files. */
  readonly id: string
  /** In words. */
  readonly what: string
  /** What it is of. */
  readonly unit: "bytes" | "operations" | "count" | "ms"
  /** Whose it is, if it is somebody's. */
  readonly role: Role | undefined
  /** `undefined` where it never happened. */
  readonly value: number | undefined
  /** Whether it is told from samples. */
  readonly sampled: boolean
  /** How far it may then be off on either side, where the samples tell: of a 95 % interval. */
  readonly give?: number
}

/** What figures are told of. */
export type ScaleCounted = Pick<ScaleResultCell, "costs" | "counts" | "work" | "foretold">

/** Predictions of times that were off by more than this in the mean, as a share of what was measured, are left out, with a warning. */
export const MOST_ERROR = 0.25

/** Operations that a public or a private key takes part in. */
export const publicKeyPrimitives: ReadonlySet<Primitive> = new Set<Primitive>([
  "hpke.seal",
  "hpke.open",
  "hpke.export",
  "kem.derive",
  "dh",
  "signature.derive",
  "sign",
  "verify"
])

/** Roles whose work is told, in the order of reports. */
export const scaleRoles = ["committer", "member", "removed", "joiner", "sender", "receiver"] as const satisfies ReadonlyArray<Role>

const messages = [
  ["commit", "sent.commit", "committer"],
  ["Welcome", "sent.welcome", "committer"],
  ["proposal", "sent.proposal", "committer"],
  ["key package", "sent.keyPackage", "joiner"],
  ["text", "sent.application", "sender"]
] as const satisfies ReadonlyArray<readonly [string, CostMetric, Role]>

/** In milliseconds, unless such predictions were far off. */
const believed = (time: Foretold | undefined): number | undefined => ((time?.error ?? 0) > MOST_ERROR ? undefined : time?.ms)

/** The figures of a cell, always the same ones in the order of a report: bytes of messages, operations and times of events, by role. */
export const scaleFigures = ({ costs, counts, foretold, work }: ScaleCounted): ReadonlyArray<ScaleFigure> => {
  const perCommit = (total: number): number | undefined => (counts.commits === 0 ? undefined : total / counts.commits)
  const perEvent = (role: Role, counted: (primitive: Primitive) => boolean): number | undefined => {
    const done = work[role]
    if (done === undefined) return undefined
    return done.operations.reduce((sum, { count, primitive }) => sum + (counted(primitive) ? count : 0), 0) / done.events
  }
  // As if the errors of all primitives went the same way: no less than it is.
  const giveOf = (role: Role, counted: (primitive: Primitive) => boolean): { readonly give?: number } => {
    const told = primitives.filter(counted).flatMap((primitive) => costs[`operations.${primitive}`]?.[role] ?? [])
    const doubtful = told.filter(({ exact }) => !exact)
    if (doubtful.length === 0 || doubtful.some(({ interval }) => interval === undefined)) return {}
    const off = doubtful.reduce((sum, { interval, total }) => sum + (interval?.[1] ?? total) - total, 0)
    return { give: off / (work[role]?.events ?? 1) }
  }
  const figure = (
    id: string,
    what: string,
    unit: ScaleFigure["unit"],
    role: Role | undefined,
    value: number | undefined,
    sampled = false,
    give: { readonly give?: number } = {}
  ): ScaleFigure => ({
    id,
    what,
    unit,
    role,
    value,
    sampled,
    ...give
  })
  return [
    ...messages.map(([name, metric, role]) =>
      figure(metric.replace(".", "-"), `${name}, bytes`, "bytes", role, costs[metric]?.[role]?.mean)
    ),
    figure("ciphertexts", "ciphertexts in a commit", "count", undefined, perCommit(counts.ciphertexts)),
    figure("classes", "kinds of receivers of a commit", "count", undefined, perCommit(counts.classes)),
    ...scaleRoles.flatMap((role) => {
      const publicKey = (one: Primitive): boolean => publicKeyPrimitives.has(one)
      const symmetric = (one: Primitive): boolean => !publicKeyPrimitives.has(one)
      const sampled = primitives.some((primitive) => costs[`operations.${primitive}`]?.[role]?.exact === false)
      return [
        figure(
          `public-key-${role}`,
          `${role}: public-key operations`,
          "operations",
          role,
          perEvent(role, publicKey),
          sampled,
          giveOf(role, publicKey)
        ),
        figure(
          `symmetric-${role}`,
          `${role}: hashes, KDF, MAC and AEAD`,
          "operations",
          role,
          perEvent(role, symmetric),
          sampled,
          giveOf(role, symmetric)
        ),
        figure(`ms-${role}`, `${role}: ms, foretold`, "ms", role, believed(foretold?.[role]), sampled)
      ]
    })
  ]
}
