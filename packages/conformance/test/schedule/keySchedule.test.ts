import {
  CgkaRejected,
  CipherSuite,
  deriveSecret,
  Entropy,
  type EpochSecrets,
  expandWithLabel,
  KeySchedule,
  Secret,
  type Suite
} from "@copath/contracts"
import { decode, encode } from "@copath/codec"
import { groupContext as groupContextCodec } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { scheduleLaws, scheduleUnderTest } from "../../src/index.ts"
import { everyLawBites } from "../laws.ts"
import { toyCrypto } from "./toySuite.ts"

const faults = {
  "a joiner with another label": "members and joiners",
  "no group context": "every secret depends",
  "half of the epoch number": "every secret depends",
  "no pre-shared key": "every secret depends",
  "no commit secret": "every secret depends",
  "two names with one label": "no two secrets",
  "the init secret stays": "epochs are chained",
  "the init secret is not used": "epochs are chained",
  "a handoff without the init secret": "epochs are chained",
  "a chain that is denied": "epochs are chained",
  "no chain, but an init secret each": "epochs are chained",
  "a handoff of one length": "what a peer hands",
  "the input grows": "inputs are left",
  "the handoff is the epoch secret": "inputs are left",
  "keys in any order": "pre-shared keys",
  "no ids": "pre-shared keys",
  "one constant object": "pre-shared keys",
  "no context in exports": "exports are bound",
  "exports cut to length": "exports are bound",
  "one external key": "an external joiner",
  "an external key that throws": "an external joiner",
  "an exporter's root unasked": "the root of",
  "one root for all": "the root of",
  "a root that is the exporter secret": "the root of",
  "a joiner without the root": "the root of"
} as const
type Fault = keyof typeof faults

const no = new Uint8Array(0)
const utf8 = new TextEncoder()

/** A group context as a schedule would see it that has 32 bits for the epoch. */
const shortened = (bytes: Uint8Array): Uint8Array => {
  const context = Result.getOrThrow(decode(groupContextCodec, bytes))
  return encode(groupContextCodec, { ...context, epoch: BigInt.asUintN(32, context.epoch) })
}

/** A schedule with as little in it as the laws allow. */
const toy = (fault: Fault | "none"): Layer.Layer<KeySchedule, never, CipherSuite | Entropy> =>
  Layer.effect(
    KeySchedule,
    Effect.gen(function* () {
      const suite: Suite = yield* CipherSuite
      const { secret: random } = yield* Entropy
      const is = (f: Fault): boolean => f === fault
      const size = suite.kdf.size
      const constant = new Secret(new Uint8Array(size))
      const hash = (...parts: ReadonlyArray<Uint8Array>): Uint8Array =>
        suite.hash.digest(Uint8Array.from(parts.flatMap((part) => Array.from(part))))
      const epochOf = (handoff: Secret, psk: Secret, given: Uint8Array, wanted: boolean, label = "epoch"): EpochSecrets => {
        const mixed = is("no pre-shared key") ? handoff : suite.kdf.extract(handoff, psk)
        const context = is("half of the epoch number") ? shortened(given) : given
        const epoch = expandWithLabel(suite, mixed, label, is("no group context") ? no : context, size)
        const of = (name: string): Secret => deriveSecret(suite, epoch, name)
        return {
          init: of("init"),
          encryption: of("encryption"),
          senderData: of(is("two names with one label") ? "encryption" : "sender data"),
          confirmation: of("confirmation"),
          membership: of("membership"),
          exporter: of("exporter"),
          external: of("external"),
          ...(wanted || is("an exporter's root unasked") ? { applicationExport: rootOf(of) } : {})
        }
      }
      const rootOf = (of: (name: string) => Secret): Secret =>
        is("one root for all") ? constant : of(is("a root that is the exporter secret") ? "exporter" : "application export")
      const externalPair = (epoch: Pick<EpochSecrets, "external">) =>
        suite.kem.derive(is("one external key") ? constant : (epoch.external as Secret))
      return KeySchedule.of({
        id: "toy",
        chained: !is("a chain that is denied") && !is("no chain, but an init secret each"),
        psk: (list) => {
          const given = is("keys in any order") ? list.toSorted((a, b) => (a.id[6] ?? 0) - (b.id[6] ?? 0)) : list
          return given.reduce(
            (all, { id, secret }) => new Secret(hash(all.expose(), secret.expose(), is("no ids") ? no : hash(id))),
            is("one constant object") ? constant : new Secret(new Uint8Array(size))
          )
        },
        next: ({ applicationExport = false, commit, groupContext, init, psk }) =>
          Effect.sync(() => {
            const salt = is("the init secret is not used") || is("no chain, but an init secret each") ? constant : init
            const handoff = is("the handoff is the epoch secret")
              ? init
              : suite.kdf.extract(salt, is("no commit secret") ? constant : commit)
            const epoch = epochOf(handoff, psk, groupContext, applicationExport)
            if (is("the input grows")) psk.expose()[0] = 1
            if (is("a handoff without the init secret")) return { handoff: suite.kdf.extract(constant, commit), epoch }
            return { handoff, epoch: is("the init secret stays") ? { ...epoch, init: new Secret(init.expose().slice()) } : epoch }
          }),
        join: ({ applicationExport = false, groupContext, handoff, psk }) =>
          Effect.sync(() => {
            if (is("a handoff of one length") && handoff.length !== size) throw new RangeError("not a handoff")
            const wanted = applicationExport && !is("a joiner without the root")
            return epochOf(handoff, psk, groupContext, wanted, is("a joiner with another label") ? "joined" : "epoch")
          }),
        welcome: (handoff, psk) => deriveSecret(suite, suite.kdf.extract(handoff, psk), "welcome"),
        export: (epoch, label, context, length) => {
          const info = is("no context in exports") ? no : suite.hash.digest(context)
          const exported = (n: number) => expandWithLabel(suite, deriveSecret(suite, epoch.exporter, label), "exported", info, n)
          return is("exports cut to length") ? new Secret(exported(64).expose().slice(0, length)) : exported(length)
        },
        external: Option.some({
          publicKey: (epoch) => externalPair(epoch).publicKey,
          enter: (key) =>
            Effect.suspend(() => {
              const sent = suite.hpke.sendExport(key, no, utf8.encode("init"), size, random)
              if (sent === undefined && is("an external key that throws")) throw new TypeError("no key")
              return sent === undefined
                ? Effect.fail(new CgkaRejected({ reason: "Malformed" }))
                : Effect.succeed({ init: sent.secret, kemOutput: sent.kemOutput })
            }),
          admit: (epoch, kemOutput) =>
            Effect.suspend(() => {
              const init = suite.hpke.receiveExport(externalPair(epoch), kemOutput, no, utf8.encode("init"), size)
              return init === undefined ? Effect.fail(new CgkaRejected({ reason: "Malformed" })) : Effect.succeed(init)
            })
        })
      })
    })
  )

everyLawBites(scheduleLaws, (fault: Fault | "none") => scheduleUnderTest(toy(fault), toyCrypto), faults)
