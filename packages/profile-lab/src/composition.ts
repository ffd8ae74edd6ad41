import { CommitAdoption, Recovery, Seats, StateKeeping } from "@copath/client"
import {
  type AuthenticationService,
  Cgka,
  CipherSuite,
  type Composition,
  type DeliveryService,
  DoubleJoinPolicy,
  type Entropy,
  type KeyPackageDirectory,
  KeySchedule,
  MessageProtection,
  Nonces,
  PairwiseChannel,
  SenderDataProtection,
  SignaturePosition,
  SignatureScheme,
  SignedContext,
  TreeFill,
  TreeIntegrity,
  TreeShaping
} from "@copath/contracts"
import { openingProofs } from "@copath/crypto-noble"
import { OuterParts } from "@copath/devices"
import { layer as basicCredentials } from "@copath/credential-basic"
import { defaultOptions, type GroupChoices, type Protocol } from "@copath/group"
import { composition as rfc9420 } from "@copath/profile-rfc9420"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { axes, protocolAxes, type Spec, type UnknownPart } from "./axes.ts"
import { builtIn } from "./catalog.ts"
import { type Choice, choose, type Chosen, findPart, partsOf } from "./choose.ts"
import { checked, IncompatibleProfile } from "./incompatible.ts"
import { marked } from "./mark.ts"
import type { Axis, Part, PartOf } from "./part.ts"
import { profiles } from "./profiles.ts"
import { suiteFor } from "./suite.ts"

/** What a client does beside the protocol. */
export type Conduct = CommitAdoption | StateKeeping | Recovery | Seats

/** What a composition brings: the engine's parts, the finer ones that these are made of, and what its clients do. */
export type Brought = Protocol | DoubleJoinPolicy | TreeFill | Nonces | SenderDataProtection | PairwiseChannel | Conduct

/** A complete set of parts, ready to build. */
export interface Composed {
  /** Every axis with its part, in order: equal compositions have equal ids. */
  readonly id: string
  /** The name of a profile, such as `rfc9420`; else the parts that differ from RFC 9420's and from what these imply. */
  readonly name: string
  /**
   * Whether its groups are RFC 9420 on the wire; if not, their context carries a mark that strict clients refuse (V143). A provider that only stands in leaves no mark, for
   * its messages are to be as long as the real ones: real clients refuse its first signature.
   */
  readonly strict: boolean
  /** What was chosen for each axis, defaults included. */
  readonly parts: Chosen
  /** The engine's default options, with the handshake part's choice. */
  readonly choices: GroupChoices
  /** The protocol, and what its clients do beside it; refused when parts cannot work together. The suite below it may be wrapped: it is a requirement. */
  readonly protocol: Layer.Layer<Brought | AuthenticationService, IncompatibleProfile, CipherSuite | Entropy | DeliveryService>
  /** The registered cipher suite `id` by this composition's provider, with its signature algorithm and its AEAD for messages. */
  readonly suite: (id: number) => Layer.Layer<CipherSuite>
  /** The delivery service with its directory; `protocol` asks it for its order and its slots. */
  readonly delivery: Layer.Layer<DeliveryService | KeyPackageDirectory>
}

/** A catalog: what is built in, and what plug-ins add. */
export interface Catalog {
  /** Built-in parts first, then the plug-ins' in the order given. */
  readonly parts: ReadonlyArray<Part>
  /** A part by its id, else by an alias; `UnknownPart` lists the names that there are. */
  readonly find: <A extends Axis>(axis: A, name: string) => Result.Result<PartOf<A>, UnknownPart>
  /** An axis' parts, its default first. */
  readonly of: <A extends Axis>(axis: A) => ReadonlyArray<PartOf<A>>
  /** Fills the axes that `spec` leaves out. Whether the parts can work together shows when the layer is built. */
  readonly compose: (spec: Spec) => Result.Result<Composed, UnknownPart>
}

/** The built-in parts with `plugins` after them: a plug-in never takes a default's place. */
export const catalog = (plugins: ReadonlyArray<Part> = []): Catalog => {
  const parts = [...builtIn, ...plugins]
  const called = profileNames(parts)
  return {
    parts,
    of: (axis) => partsOf(parts, axis),
    find: (axis, name) => findPart(parts, axis, name),
    compose: (spec) => Result.map(choose(parts, spec), (choice) => composed(choice, strictParts(parts), called))
  }
}

/** The ids of RFC 9420's parts: the first of each axis, whose place no plug-in takes. */
const strictParts = (all: ReadonlyArray<Part>): ReadonlyMap<Axis, string> =>
  new Map(axes.map((axis) => [axis, partsOf(all, axis)[0]?.id ?? ""]))

/** Whoever computes, a composition is the same: profiles are known by all their other parts. */
const withoutProvider = (parts: Chosen): string => axes.flatMap((axis) => (axis === "provider" ? [] : [parts[axis].id])).join()

/** The names of compositions that have one; RFC 9420 is what nothing differs from. */
const profileNames = (all: ReadonlyArray<Part>): ReadonlyMap<string, string> =>
  new Map(profiles.slice(1).map(({ name, spec }) => [withoutProvider(Result.getOrThrow(choose(all, spec)).parts), name]))

const composed = ({ clash, differing, parts }: Choice, rfc: ReadonlyMap<Axis, string>, called: ReadonlyMap<string, string>): Composed => {
  const unmarked = protocolAxes.every((axis) => parts[axis].strict)
  const named = (over: ReadonlyArray<Axis>): string => over.map((axis) => `${axis}=${parts[axis].id}`).join(",")
  const strictly = differing.every((axis) => axis === "provider") ? "rfc9420" : undefined
  const profile = called.get(withoutProvider(parts)) ?? strictly
  const elsewhere = differing.includes("provider") ? `,${named(["provider"])}` : ""
  // What differs from RFC 9420 and nothing else: that stays what it is when the catalog grows.
  const mark = named(protocolAxes.filter((axis) => parts[axis].id !== rfc.get(axis)))
  const engine = engineOf(parts, unmarked ? rfc9420 : marked(mark))
  return {
    id: named(axes),
    name: profile === undefined ? named(differing) : profile + elsewhere,
    strict: unmarked && parts.provider.strict,
    parts,
    choices: { ...defaultOptions, grease: "none", handshake: parts.handshake.choice },
    protocol: Layer.provideMerge(
      Layer.mergeAll(refused(clash), Layer.provide(checked, openingProofs), trulyNamed(parts)),
      Layer.provideMerge(conductOf(parts, engine), engine)
    ),
    suite: (id) => suiteFor(parts, id),
    delivery: parts.delivery.layer
  }
}

const refused = (clash: IncompatibleProfile | undefined): Layer.Layer<never, IncompatibleProfile> =>
  clash === undefined ? Layer.empty : Layer.effectDiscard(Effect.fail(clash))

/** What the engine's parts are made of, and what engine and key agreement look up as they go. */
const finer = (parts: Chosen) =>
  Layer.mergeAll(
    parts["double-join"].layer,
    parts.init.layer,
    parts.nonce.layer,
    parts["sender-data"].layer,
    parts.channel.layer,
    parts.shape.layer,
    parts.position.layer,
    parts.signed.layer,
    parts.lengths.layer,
    parts.insider.checks,
    parts.signature.sealing ?? Layer.empty
  )

/** All that the engine asks for. */
const engineOf = (parts: Chosen, composition: Layer.Layer<Composition>) =>
  Layer.mergeAll(Layer.provideMerge(protocolOf(parts), finer(parts)), basicCredentials, composition)

/** What clients do beside the protocol. Devices that share a leaf replay the engine's work, each time over other randomness. */
const conductOf = (parts: Chosen, engine: ReturnType<typeof engineOf>): Layer.Layer<Conduct, never, CipherSuite> => {
  const outer = Layer.effect(
    OuterParts,
    Effect.map(CipherSuite, (suite) =>
      OuterParts.of({ over: (entropy) => Layer.provideMerge(engine, Layer.merge(Layer.succeed(CipherSuite, suite), entropy)) })
    )
  )
  return Layer.mergeAll(
    Layer.provide(parts.insider.layer, openingProofs),
    parts.state.layer,
    parts.recovery.layer,
    Layer.provide(parts.devices.layer, outer)
  )
}

const protocolOf = (parts: Chosen) => {
  const { around } = parts.handshake
  const protection = around === undefined ? parts.protection.layer : Layer.provide(around, parts.protection.layer)
  return Layer.mergeAll(parts.cgka.layer, protection, parts.integrity.layer, parts.schedule.layer, parts.signature.layer)
}

const services = {
  cgka: Cgka,
  "double-join": DoubleJoinPolicy,
  init: TreeFill,
  schedule: KeySchedule,
  protection: MessageProtection,
  nonce: Nonces,
  "sender-data": SenderDataProtection,
  channel: PairwiseChannel,
  signature: SignatureScheme,
  position: SignaturePosition,
  signed: SignedContext,
  integrity: TreeIntegrity,
  insider: CommitAdoption,
  shape: TreeShaping,
  state: StateKeeping,
  recovery: Recovery,
  devices: Seats
} as const

/** A part's service must go by the part's own id: the id stands in every group's context, and names one thing. */
const trulyNamed = (parts: Chosen): Layer.Layer<never, IncompatibleProfile, Exclude<Brought, Composition>> =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      for (const axis of Object.keys(services) as ReadonlyArray<keyof typeof services>) {
        const [named, { id: called }] = [parts[axis].id, yield* services[axis]]
        if (named === called) continue
        const reason = `the ${axis} part "${named}" has a layer that calls itself "${called}"; give both one id`
        return yield* new IncompatibleProfile({ rule: "id", parts: [named, called], reason })
      }
    })
  )
