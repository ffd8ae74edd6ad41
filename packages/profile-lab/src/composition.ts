import {
  type AuthenticationService,
  Cgka,
  CipherSuite,
  Composition,
  type DeliveryService,
  type Entropy,
  type KeyPackageDirectory,
  KeySchedule,
  MessageProtection,
  SignatureScheme,
  TreeIntegrity
} from "@copath/contracts"
import { layer as basicCredentials } from "@copath/credential-basic"
import { defaultOptions, type GroupChoices, type Protocol } from "@copath/group"
import { composition as rfc9420 } from "@copath/profile-rfc9420"
import { makeExtension, privateExtensionTypes, privateWireFormats } from "@copath/wire"
import { text } from "@copath/codec"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { builtIn } from "./catalog.ts"
import { checked, IncompatibleProfile } from "./incompatible.ts"
import type { Axis, Part, PartOf } from "./part.ts"

/** The axes along which compositions differ, in the order in which they are named. */
export const axes: ReadonlyArray<Axis> = [
  "cgka",
  "schedule",
  "protection",
  "signature",
  "integrity",
  "handshake",
  "algorithm",
  "provider",
  "delivery"
]

/** Axes whose part changes what members compute: they name the composition on the wire. */
const protocolAxes: ReadonlyArray<Axis> = ["cgka", "schedule", "protection", "signature", "integrity", "algorithm"]

/** A part for some axes; the defaults fill the rest. */
export type Spec = Readonly<Partial<Record<Axis, string>>>

/** A name that is no part, with the names that are. */
export class UnknownPart extends Data.TaggedError("UnknownPart")<{
  readonly axis: string
  readonly name: string
  readonly valid: ReadonlyArray<string>
}> {
  /** The name that was asked for, and all that the axis has, aliases included. */
  override get message(): string {
    return `"${this.name}" is no ${this.axis}; there is: ${this.valid.join(", ")}`
  }
}

/** One part per axis. */
export type Chosen = { readonly [A in Axis]: PartOf<A> }

/** A complete set of parts, ready to build. */
export interface Composed {
  /** Every axis with its part, in order: equal compositions have equal ids. */
  readonly id: string
  /** The parts that differ from the strict composition, or `rfc9420`. */
  readonly name: string
  /** Whether its groups are RFC 9420 on the wire; if not, their context carries a mark that strict clients refuse (V143). */
  readonly strict: boolean
  /** What was chosen for each axis, defaults included. */
  readonly parts: Chosen
  /** The engine's default options, with the handshake part's choice. */
  readonly choices: GroupChoices
  /** The protocol; refused when its parts cannot work together. The suite below it may be wrapped: it is a requirement. */
  readonly protocol: Layer.Layer<Protocol | AuthenticationService, IncompatibleProfile, CipherSuite | Entropy | DeliveryService>
  /** The registered cipher suite `id` by this composition's provider, with its signature algorithm. */
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
  /** Fills the axes that `spec` leaves out with their defaults. Whether the parts can work together shows when the layer is built. */
  readonly compose: (spec: Spec) => Result.Result<Composed, UnknownPart>
}

/** The built-in parts with `plugins` after them: a plug-in never takes a default's place. */
export const catalog = (plugins: ReadonlyArray<Part> = []): Catalog => {
  const parts = [...builtIn, ...plugins]
  const of = <A extends Axis>(axis: A): ReadonlyArray<PartOf<A>> => parts.filter((p): p is PartOf<A> => p.axis === axis)
  const find = <A extends Axis>(axis: A, name: string): Result.Result<PartOf<A>, UnknownPart> => {
    const known = of(axis)
    const found = known.find((p) => p.id === name) ?? known.find((p) => p.aliases?.includes(name))
    if (found !== undefined) return Result.succeed(found)
    return Result.fail(new UnknownPart({ axis, name, valid: known.flatMap((p) => [p.id, ...(p.aliases ?? [])]) }))
  }
  const pick = <A extends Axis>(axis: A, name: string | undefined): Result.Result<PartOf<A>, UnknownPart> => {
    const first = of(axis)[0]
    return name === undefined && first !== undefined ? Result.succeed(first) : find(axis, name ?? "")
  }
  const compose = (spec: Spec): Result.Result<Composed, UnknownPart> =>
    Result.gen(function* () {
      const wrong = Object.keys(spec).find((axis) => !axes.includes(axis as Axis))
      if (wrong !== undefined) return yield* Result.fail(new UnknownPart({ axis: "axis", name: wrong, valid: axes }))
      const cgka = yield* pick("cgka", spec.cgka)
      return composed({
        cgka,
        schedule: yield* pick("schedule", spec.schedule),
        protection: yield* pick("protection", spec.protection),
        signature: yield* pick("signature", spec.signature),
        integrity: yield* pick("integrity", spec.integrity ?? cgka.integrity),
        handshake: yield* pick("handshake", spec.handshake),
        algorithm: yield* pick("algorithm", spec.algorithm),
        provider: yield* pick("provider", spec.provider),
        delivery: yield* pick("delivery", spec.delivery)
      })
    })
  return { parts, of, find, compose }
}

const composed = (parts: Chosen): Composed => {
  const strict = protocolAxes.every((axis) => parts[axis].strict)
  const named = (over: ReadonlyArray<Axis>): string => over.map((axis) => `${axis}=${parts[axis].id}`).join(",")
  const differing = axes.filter((axis) => parts[axis].id !== (axis === "integrity" ? parts.cgka.integrity : defaultId(axis)))
  return {
    id: named(axes),
    name: differing.length === 0 ? "rfc9420" : named(differing),
    strict,
    parts,
    choices: { ...defaultOptions, grease: "none", handshake: parts.handshake.choice },
    protocol: Layer.mergeAll(
      Layer.provideMerge(
        Layer.mergeAll(checked, trulyNamed(parts)),
        Layer.mergeAll(parts.cgka.layer, parts.protection.layer, parts.integrity.layer, parts.schedule.layer, parts.signature.layer)
      ),
      basicCredentials,
      strict ? rfc9420 : marked(named(protocolAxes))
    ),
    suite: (id) => withAlgorithm(parts.provider.suite(id), parts.algorithm),
    delivery: parts.delivery.layer
  }
}

/** A part's service must go by the part's own id: the id stands in every group's context, and names one thing. */
const trulyNamed = (
  parts: Chosen
): Layer.Layer<never, IncompatibleProfile, Cgka | KeySchedule | MessageProtection | SignatureScheme | TreeIntegrity> =>
  Layer.effectDiscard(
    Effect.gen(function* () {
      const services = {
        cgka: yield* Cgka,
        schedule: yield* KeySchedule,
        protection: yield* MessageProtection,
        signature: yield* SignatureScheme,
        integrity: yield* TreeIntegrity
      }
      for (const axis of ["cgka", "schedule", "protection", "signature", "integrity"] as const) {
        const [named, called] = [parts[axis].id, services[axis].id]
        if (named === called) continue
        const reason = `the ${axis} part "${named}" has a layer that calls itself "${called}"; give both one id`
        return yield* new IncompatibleProfile({ rule: "id", parts: [named, called], reason })
      }
    })
  )

const defaultId = (axis: Axis): string | undefined => builtIn.find((p) => p.axis === axis)?.id

const withAlgorithm = (suite: Layer.Layer<CipherSuite>, { algorithm }: PartOf<"algorithm">): Layer.Layer<CipherSuite> =>
  algorithm === undefined
    ? suite
    : Layer.effect(
        CipherSuite,
        Effect.map(CipherSuite, (s) => ({ ...s, signature: algorithm }))
      ).pipe(Layer.provide(suite))

/** First private-use cipher suite id: a registered suite `n` goes as `0xf000 + n` in a composition that leaves RFC 9420. */
const PRIVATE_SUITES = 0xf000

/** A composition that no strict client takes for RFC 9420. Its id (the parts by axis) is in every group's context, so in every key. */
export const marked = (id: string): Layer.Layer<Composition> =>
  Layer.succeed(
    Composition,
    Composition.of({
      id,
      wireFormats: privateWireFormats,
      // An id that is private already stays: the mark tells the compositions apart.
      cipherSuite: (id) => (id < PRIVATE_SUITES ? PRIVATE_SUITES + id : id),
      mark: [makeExtension(privateExtensionTypes.composition, text, id)]
    })
  )
