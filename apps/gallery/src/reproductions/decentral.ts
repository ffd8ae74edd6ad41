import { slopeOf } from "@copath/lab-scale"
import { Effect, Schema } from "effect"
import { figure, type RowOf } from "../figure.ts"
import { NotMeasured } from "../notMeasured.ts"
import { composed, Curve, type Source } from "./compositions.ts"
import { operationBytes, operations } from "./operationBytes.ts"
import { overlay } from "./overlay.ts"

const whats = ["create", "message", ...operations] as const

const Configuration = Schema.Struct({
  curves: Schema.Array(Curve),
  members: Schema.Array(Schema.Int),
  /** The published series, means of 25 runs that do not differ in bytes. */
  published: Schema.Struct({
    curve: Schema.String,
    members: Schema.Array(Schema.Int),
    bytes: Schema.Record(Schema.Literals(whats), Schema.Array(Schema.Number))
  })
})

const columns = { source: "text", curve: "text", operation: "text", counted: "text", members: "number", bytes: "number" } as const
type DecentralRow = RowOf<typeof columns>

/** What a row counts: the operation's own messages, or what everybody's next text carries on its account as well. */
const atOnce = "at once"
const inAll = "with what follows"

const exponentOf = (rows: ReadonlyArray<DecentralRow>): number | undefined =>
  slopeOf(rows.map(({ bytes, members }) => [members, bytes] as const))

/** The bytes of four operations after a group was set up, over those of decentralized key agreement. */
export const decentralFigure = figure({
  id: "decentralized",
  title: "Decentralized key agreement: bytes of an operation",
  question: "What do groups without a tree send for an operation, and how does it grow?",
  folder: "reproductions",
  configuration: Configuration,
  short: {
    curves: [{ name: "sender keys", parts: { cgka: "senderkeys" } }],
    members: [4, 8],
    published: { curve: "DCGKA", members: [8], bytes: { create: [2562], message: [171], add: [3746], remove: [2105], update: [2389] } }
  },
  columns,
  measure: Effect.fnUntraced(function* ({ curves, members, published }, measuring) {
    const rows: Array<DecentralRow> = whats.flatMap((operation) =>
      published.members.map((size, i) => ({
        source: "published",
        curve: published.curve,
        operation,
        counted: inAll,
        members: size,
        bytes: published.bytes[operation][i] ?? 0
      }))
    )
    for (const curve of curves) {
      const parts = yield* composed(curve, measuring)
      for (const size of members) {
        const found = yield* Effect.mapError(
          operationBytes(parts, size),
          ({ message }) => new NotMeasured({ file: measuring.file, what: `${curve.name}, ${size} members`, reason: message })
        )
        const row = (operation: string, counted: string, bytes: number): DecentralRow => ({
          source: "measured",
          curve: curve.name,
          operation,
          counted,
          members: size,
          bytes
        })
        rows.push(row("create", atOnce, found.create), row("create", inAll, found.create + found.firstTexts))
        rows.push(row("message", atOnce, found.message), row("message", inAll, found.message))
        for (const operation of operations) {
          const { atOnce: own, later } = found.of[operation]
          rows.push(row(operation, atOnce, own), row(operation, inAll, own + Math.max(0, later)))
        }
        measuring.progress(`${curve.name}, ${size} members`)
      }
    }
    return rows
  }),
  draw: (rows) => {
    const panels = [
      ["create", atOnce],
      ["message", atOnce],
      ["add", atOnce],
      ["update", inAll],
      ["remove", inAll]
    ] as const
    const drawn = panels.map(([operation, counted]) => ({
      title: `${operation === "message" ? "a text of 32 bytes" : operation}, ${counted}`,
      values: rows.flatMap((one) =>
        one.operation === operation && (one.source === "published" || one.counted === counted)
          ? [{ source: one.source as Source, curve: one.curve, x: one.members, y: one.bytes }]
          : []
      ),
      log: true
    }))
    const svg = overlay({
      title: "Bytes of an operation after a group was set up, by members",
      note: "All senders together; what goes to everybody is counted once. Sender keys hand out new chains with each member's next text: “with what follows” counts those, as the published figures count all that an operation sets off.",
      x: "members",
      y: "bytes",
      curves: [...new Set(rows.map(({ curve }) => curve))],
      panels: [drawn.slice(0, 3), drawn.slice(3)],
      height: 280
    })
    return [{ name: "decentralized", svg }]
  },
  keyNumbers: (rows) => {
    const cell = (curve: string, counted: string, operation: string): string => {
      const found = rows.filter((one) => one.curve === curve && one.counted === counted && one.operation === operation)
      const exponent = exponentOf(found)
      const last = found.at(-1)
      return `${(last?.bytes ?? 0).toLocaleString("en-US", { maximumFractionDigits: 0 })} (${exponent === undefined ? "–" : exponent.toFixed(2)})`
    }
    const kinds = [...new Map(rows.map(({ counted, curve, source }) => [`${curve}, ${counted}`, { counted, curve, source }])).values()]
    return {
      columns: ["bytes at the largest size (exponent)", ...whats],
      rows: kinds.map(({ counted, curve, source }) => [
        source === "published" ? `${curve}, published` : `${curve}, ${counted}`,
        ...whats.map((operation) => cell(curve, counted, operation))
      ])
    }
  }
})
