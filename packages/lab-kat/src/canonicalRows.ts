import { neverPolicy } from "@copath/lab-core"
import { securityOf, since, traceRun } from "@copath/lab-adversary"
import type { Security } from "@copath/lab-core"
import { catalog, type Spec } from "@copath/profile-lab"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { kat8 } from "./kat8.ts"
import { katParts } from "./parts.ts"

/** A composition with what the canonical script must show of it. */
export interface KatRow {
  /** Names it. */
  readonly id: string
  /** In words. */
  readonly title: string
  /** The composition. */
  readonly spec: Spec
  /** The cipher suite, as registered (RFC 9420, 17.1); 1 unless said otherwise. */
  readonly suite?: number
  /** Rounds before the script; see `kat8`. */
  readonly preamble: number
  /** What a prototype of the adversary gave, over protocol models: share of messages, to three places. `undefined`: the row is ours. */
  readonly modelled: number | undefined
  /** What the real parts must give. */
  readonly exposure: number
  /** Messages before a seizure that fall, at most. */
  readonly depth: number
  /** How a loss ends: `cliff` at the member's own commit; `staircase` sender by sender; `wall` never. */
  readonly shape: "cliff" | "staircase" | "wall"
  /** Where it differs from the model: why. */
  readonly why?: string
}

const row = (
  id: string,
  title: string,
  spec: Spec,
  exposure: number,
  depth: number,
  shape: KatRow["shape"],
  more: Partial<KatRow> = {}
): KatRow => ({
  id,
  title,
  spec,
  preamble: 0,
  modelled: exposure,
  exposure,
  depth,
  shape,
  ...more
})

const senderKeysOver = (channel: string): Spec => ({ cgka: "senderkeys", protection: "forgetful-sender-keys", channel })

/** Every row of the table, and what became of those that the models could not tell apart. */
export const canonicalRows: ReadonlyArray<KatRow> = [
  row("treekem", "TreeKEM, chained, a secret tree", {}, 0.315, 0, "cliff"),
  row("treekem-group-chain", "TreeKEM, chained, one chain for the group", { protection: "group-chain" }, 0.315, 0, "cliff"),
  row("treekem-sender-chain", "TreeKEM, chained, a chain per sender", { protection: "sender-chain" }, 0.315, 0, "cliff"),
  row("taint", "Tainted TreeKEM, chained", { "double-join": "taint" }, 0.315, 0, "cliff"),
  row("flat", "Flat (mKEM), chained", { cgka: "mkem" }, 0.315, 0, "cliff"),
  row("art", "ART, chained", { cgka: "art" }, 0.315, 0, "cliff"),
  row("treekem-root-only", "TreeKEM, root only: parents blank at creation", { schedule: "root-only" }, 0.531, 56, "cliff", {
    modelled: 0.579,
    why: "0.531 and 56 messages are what the choices come to that RFC 9420 makes: the leaf key is independent of the path, and parents are blank at creation. The model kept more of its own epochs."
  }),
  row("taint-root-only", "Tainted TreeKEM, root only", { "double-join": "taint", schedule: "root-only" }, 0.531, 56, "cliff", {
    modelled: 0.579,
    why: "as TreeKEM"
  }),
  row("flat-root-only", "Flat (mKEM), root only", { cgka: "mkem", schedule: "root-only" }, 0.531, 56, "cliff", {
    modelled: 0.579,
    why: "as TreeKEM"
  }),
  row(
    "treekem-root-only-filled",
    "TreeKEM, root only: parents filled at creation",
    { init: "full-init", schedule: "root-only" },
    0.539,
    56,
    "cliff",
    {
      modelled: 0.488,
      why: "The model hands the secrets of the parents out under keys that are then deleted. Here the creating commit seals them to the members' leaf keys, which stay until a member's own commit and open them as long: the seven who joined are where they are with blank parents (0.506 on average), and the creator, who made all keys, gives away more."
    }
  ),
  row("art-root-only", "ART, root only", { cgka: "art", schedule: "root-only" }, 0.63, 64, "cliff"),
  row("epoch-key", "TreeKEM, chained, one static key an epoch", { protection: "epoch-key" }, 0.37, 8, "cliff"),
  row("sender-keys-one-time", "Sender keys over a one-time channel", senderKeysOver("one-time"), 0.432, 0, "staircase", {
    preamble: 2,
    modelled: 0.315,
    why: "A chain is handed out with its sender's next text. Whoever renews its chain before the robbed member has offered a new channel key hands the new one to the thief as well."
  }),
  row("sender-keys-ratchet", "Sender keys over a double ratchet", senderKeysOver("ratchet"), 0.432, 0, "staircase", {
    preamble: 2,
    modelled: 0.315,
    why: "as over a one-time channel"
  }),
  row(
    "sender-keys-frozen",
    "Sender keys over static HPKE, channel keys never rotated",
    senderKeysOver("static-hpke-frozen"),
    0.914,
    63,
    "wall"
  ),
  row(
    "sender-keys-static",
    "Sender keys over static HPKE, rotated with the sender's own",
    senderKeysOver("static-hpke"),
    0.606,
    56,
    "staircase"
  ),
  row("treekem18", "TreeKEM of drafts 01 to 03, chained, X25519", { cgka: "treekem18" }, 0.488, 0, "wall", {
    modelled: 0.315,
    why: "The drafts hash a node's secret to its parent's secret, and hash it to its private key, with the same SHA-256 and no label between: a node's private key is its parent's secret. Who learns a root's secret, as every member does, holds the private key of the root's child on the other side, so a member's own update no longer locks out who robbed it."
  }),
  row("treekem18-separated", "The same, with a key pair derivation of its own (P-256)", { cgka: "treekem18" }, 0.315, 0, "cliff", {
    suite: 2
  })
]

/** A row that was run. */
export interface KatOutcome {
  /** What was asked. */
  readonly row: KatRow
  /** Everything that was measured. */
  readonly security: Security
  /** The share of messages that fell, in the mean. */
  readonly exposure: number
  /** Messages before a seizure that fell, at most; null: without end. */
  readonly depth: number | null
  /** Whether it is the known answer. */
  readonly holds: boolean
}

/** Runs one row: real members and real cryptography, everything that is kept of past epochs switched off. */
export const runRow: (row: KatRow) => Effect.Effect<KatOutcome> = Effect.fnUntraced(function* (row: KatRow) {
  const composed = Result.getOrThrow(catalog(katParts).compose(row.spec))
  const { from, workload } = kat8(row.preamble)
  const run = yield* traceRun({
    composed,
    suite: row.suite ?? 1,
    workload,
    policy: neverPolicy,
    seed: "kat-8",
    repeat: 0,
    stopwatch: () => 0,
    pastEpochs: 0
  })
  if (run._tag === "refused") return yield* Effect.die(new Error(`${row.id}: ${run.refused.reason}`))
  const security = securityOf(since(run.recording.trace, from))
  const exposure = security.lower.exposure.share
  const depth = security.lower.forwardSecrecy.messages.max
  const { shapes } = security.lower.healing
  const holds =
    Math.abs(exposure - row.exposure) < 0.0005 &&
    depth === row.depth &&
    security.exact &&
    shapes[row.shape] > 0 &&
    run.cell.agreement.agreed
  return { row, security, exposure, depth, holds }
})
