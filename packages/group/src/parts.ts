import {
  AuthenticationService,
  Cgka,
  type CgkaUpdate,
  type CgkaWelcome,
  CipherSuite,
  Composition,
  Entropy,
  type ContextToSign,
  EpochExporter,
  type ForwardSecureExporter,
  type InsiderCheck,
  InsiderChecks,
  KeySchedule,
  MessageProtection,
  type Position,
  type LengthMode,
  type ProtectedBody,
  Registry,
  SignatureLengths,
  SignaturePosition,
  SignatureScheme,
  SignedContext,
  type Suite,
  TreeIntegrity,
  TreeShaping
} from "@copath/contracts"
import type { TreeRules } from "@copath/membership"
import type { TreeShape } from "@copath/tree-math"
import { type Registry as Rows, type Wire, wireOf } from "@copath/wire"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { type GroupChoices, GroupOptions } from "./options.ts"
import { GroupPolicy, type Policy } from "./policy.ts"

/** The protocol's variable parts. */
export type Protocol = Cgka | KeySchedule | MessageProtection | SignatureScheme | TreeIntegrity | Composition

/** Everything that the engine asks for. */
export type GroupServices = Protocol | CipherSuite | Entropy | AuthenticationService

/** The wire format of one composition. */
export type GroupWire = Wire<CgkaUpdate, CgkaWelcome, ProtectedBody>

/** The services, resolved once at the top of an operation. */
export interface Parts {
  readonly suite: Suite
  readonly random: Entropy["Service"]["secret"]
  readonly cgka: Cgka["Service"]
  /** How proposals change the tree, and which of them need a path: the key agreement's rules, and a path with each where epochs are not chained. */
  readonly rules: TreeRules
  readonly schedule: KeySchedule["Service"]
  readonly protection: MessageProtection["Service"]
  readonly scheme: SignatureScheme["Service"]
  readonly integrity: TreeIntegrity["Service"]
  /** Of the trees that are made here, come in, or are restored. */
  readonly shape: TreeShape
  readonly authentication: AuthenticationService["Service"]
  readonly composition: Composition["Service"]
  /** Code points beyond RFC 9420's that this client understands. */
  readonly registry: Rows
  /** The forward-secure exporter, if the composition has one and a group secret to export from. */
  readonly exporter: ForwardSecureExporter | undefined
  /** The application's rules. */
  readonly policy: Policy
  /** What is checked against members who lie. */
  readonly insiders: InsiderCheck
  /** Where the signature of a private message stands. */
  readonly position: Position
  /** What signatures cover beside the content. */
  readonly signed: ContextToSign
  readonly wire: GroupWire
  /** The cipher suite's id as it goes on this composition's wire. */
  readonly suiteId: number
}

/** Wire formats by the parts that fill their holes, one step for each part. */
interface Wires {
  readonly by: WeakMap<object, Wires>
  wire?: GroupWire
}
const noWires = (): Wires => ({ by: new WeakMap() })
// Codecs are built once for the same parts, not once an operation.
const wires = noWires()

const wireFor = (
  cgka: Parts["cgka"],
  protection: Parts["protection"],
  composition: Parts["composition"],
  registry: Rows,
  position: Position,
  lengths: LengthMode
): GroupWire => {
  let at = wires
  for (const part of [cgka, protection, composition, registry, position, lengths]) {
    let next = at.by.get(part)
    if (next === undefined) at.by.set(part, (next = noWires()))
    at = next
  }
  return (at.wire ??= wireOf({
    update: cgka.updateCodec,
    welcome: cgka.welcomeCodec,
    body: position.outer?.bodyCodec(protection.bodyCodec, lengths.field) ?? protection.bodyCodec,
    formats: composition.wireFormats,
    signature: lengths.field,
    proposals: registry.proposals,
    psks: registry.psks
  }))
}

/** Without a chain of epochs the commit secret alone keeps a new epoch secret, so there must be one. */
const rulesOf = (cgka: Parts["cgka"], schedule: Parts["schedule"]): TreeRules =>
  schedule.chained ? cgka.rules : { ...cgka.rules, everyCommit: true }

/** All parts of the composition at hand. */
export const parts: Effect.Effect<Parts, never, GroupServices> = Effect.map(Effect.context<GroupServices>(), (context) => {
  const suite = Context.get(context, CipherSuite)
  const cgka = Context.get(context, Cgka)
  const schedule = Context.get(context, KeySchedule)
  const protection = Context.get(context, MessageProtection)
  const composition = Context.get(context, Composition)
  const registry = Context.get(context, Registry)
  const position = Context.get(context, SignaturePosition)
  return {
    suite,
    random: Context.get(context, Entropy).secret,
    cgka,
    rules: rulesOf(cgka, schedule),
    schedule,
    protection,
    scheme: Context.get(context, SignatureScheme),
    integrity: Context.get(context, TreeIntegrity),
    shape: Context.get(context, TreeShaping),
    authentication: Context.get(context, AuthenticationService),
    composition,
    registry,
    exporter: cgka.groupSecret ? Context.get(context, EpochExporter) : undefined,
    policy: Context.get(context, GroupPolicy),
    insiders: Context.get(context, InsiderChecks),
    position,
    signed: Context.get(context, SignedContext),
    wire: wireFor(cgka, protection, composition, registry, position, Context.get(context, SignatureLengths)),
    suiteId: composition.cipherSuite(suite.id)
  }
})

/** This client's choices. */
export const choices: Effect.Effect<GroupChoices> = Effect.map(Effect.context(), (context) => Context.get(context, GroupOptions))

/** Seconds since 1970 by the injected clock. */
export const nowSeconds: Effect.Effect<bigint> = Effect.map(Clock.currentTimeMillis, (ms) => BigInt(Math.floor(ms / 1000)))
