import { Effect, Schema } from "effect"
import { Composition, composedOf, wantedOf } from "../../compositions.ts"
import { figure } from "../../figure.ts"
import { device } from "./device.ts"
import { drawn } from "./drawn.ts"
import { columns, type ReceiversRow } from "./table.ts"

const whole = (minimum: number, maximum: number) => Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum, maximum })))

const Configuration = Schema.Struct({
  compositions: Schema.NonEmptyArray(Composition),
  sizes: Schema.NonEmptyArray(whole(2, 65_536)),
  /** Milliseconds of processor time that are spent on one operation's samples. */
  enough: whole(1, 60_000)
})
type Configuration = typeof Configuration.Type

const bytes = (n: number): string => n.toLocaleString("en-US")

/** What those bear who did not make a commit: most of a group, and invisible where only senders are counted. */
export const receivers = figure({
  id: "receivers",
  title: "What receivers and joiners bear",
  question: "What does one device compute, download and store as the group around it grows?",
  configuration: Configuration,
  short: { compositions: ["rfc9420", "whatsapp-sender-keys"], sizes: [4, 8], enough: 1 },
  columns,
  measure: Effect.fnUntraced(function* ({ compositions, enough, sizes }: Configuration, { file, progress }) {
    const wanted = yield* wantedOf(file, "compositions", compositions)
    const rows: Array<ReceiversRow> = []
    // In turn, in this thread alone: what is timed is not to be disturbed.
    for (const one of wanted) {
      const composed = composedOf(one, "node")
      for (const members of sizes) {
        const borne = yield* Effect.promise(() => device(composed, members, enough * 1000))
        rows.push({ composition: one.name, members, ...borne })
        progress(`${rows.length} of ${wanted.length * sizes.length}: ${one.name}, ${members} members`)
      }
    }
    return rows
  }),
  draw: (rows) => [{ name: "receivers", svg: drawn(rows) }],
  keyNumbers: (rows) => {
    const most = Math.max(...rows.map(({ members }) => members))
    return {
      columns: [
        "at the largest size",
        "members",
        "commit, bytes",
        "Welcome, bytes",
        "state, bytes",
        "take in a commit, u",
        "open a text, u",
        "join, u"
      ],
      rows: rows
        .filter(({ members }) => members === most)
        .map(({ commitBytes, composition, joinU, members, processU, receiveU, stateBytes, welcomeBytes }) => [
          `\`${composition}\``,
          bytes(members),
          ...[commitBytes, welcomeBytes, stateBytes].map(bytes),
          ...[processU, receiveU, joinU].map((u) => (u < 100 ? u.toFixed(1) : Math.round(u).toLocaleString("en-US")))
        ])
    }
  }
})
