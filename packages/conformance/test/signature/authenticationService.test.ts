import { AuthenticationService, CredentialRefused } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { AuthenticationExamples, authenticationLaws } from "../../src/index.ts"
import { everyLawBites } from "../laws.ts"

const faults = {
  "no joiners": "known identities",
  "refusing an empty batch": "known identities",
  "asking about the first alone": "an unknown identity",
  "always the first": "an unknown identity",
  "keys that do not matter": "an unknown identity",
  "anybody succeeds": "a credential is succeeded",
  "nobody succeeds": "a credential is succeeded",
  "throwing at certificates": "credentials of no known form"
} as const
type Fault = keyof typeof faults

const named = (name: string, key: number) => ({
  credential: { _tag: "basic", identity: new TextEncoder().encode(name) } as const,
  signatureKey: Uint8Array.of(key)
})
const keys: Readonly<Record<string, ReadonlyArray<number>>> = { alice: [1, 3], bob: [2] }
const examples = {
  known: [named("alice", 1), named("bob", 2)],
  renewed: named("alice", 3),
  unknown: [named("carol", 1), named("alice", 2)]
} as const

const toy = (fault: Fault | "none"): Layer.Layer<AuthenticationService> => {
  const is = (f: Fault): boolean => f === fault
  return Layer.succeed(AuthenticationService, {
    validate: (batch) =>
      Effect.suspend(() => {
        const refused = (reason: CredentialRefused["reason"], index: number) =>
          Effect.fail(new CredentialRefused({ reason, index: is("always the first") ? 0 : index }))
        if (is("refusing an empty batch") && batch.length === 0) return refused("Unknown", 0)
        for (const [index, { credential, previous, role, signatureKey }] of batch.entries()) {
          if (is("asking about the first alone") && index > 0) break
          if (credential._tag === "x509" && is("throwing at certificates")) throw new TypeError("no certificates")
          const name = credential._tag === "basic" ? new TextDecoder().decode(credential.identity) : ""
          const held = is("keys that do not matter") ? name in keys : keys[name]?.includes(signatureKey[0] ?? 0) === true
          if (!held || (is("no joiners") && role === "joiner")) return refused("Unknown", index)
          if (previous === undefined || is("anybody succeeds")) continue
          const before = previous.credential._tag === "basic" ? new TextDecoder().decode(previous.credential.identity) : undefined
          if (before !== name || is("nobody succeeds")) return refused("NotSuccessor", index)
        }
        return Effect.void
      })
  })
}

everyLawBites(
  authenticationLaws,
  (fault: Fault | "none") => Layer.merge(toy(fault), Layer.succeed(AuthenticationExamples, examples)),
  faults
)
