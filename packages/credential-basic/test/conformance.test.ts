import { authenticationServiceLaws } from "@copath/conformance"
import { credentialTypes } from "@copath/wire"
import { Effect } from "effect"
import { byType, custom, customCredential, directory, layer } from "../src/index.ts"

const named = (name: string, key: number) => ({
  credential: { _tag: "basic", identity: new TextEncoder().encode(name) } as const,
  signatureKey: new Uint8Array(32).fill(key)
})
const [alice, bob, renewed] = [named("alice", 1), named("bob", 2), named("alice", 3)]
const nobody = named("", 1)

authenticationServiceLaws("basic credentials taken at their word", layer, { known: [alice, bob], renewed, unknown: [nobody] })

authenticationServiceLaws(
  "registered basic credentials",
  directory([alice, bob, renewed].map(({ credential, signatureKey }) => [credential.identity, signatureKey])),
  { known: [alice, bob], renewed, unknown: [nobody, named("alice", 2), named("bob", 1), named("carol", 1)] }
)

const token = (name: string, key: number) => ({ ...named(name, key), credential: customCredential(0xf123, new TextEncoder().encode(name)) })
const keys: Readonly<Record<string, ReadonlyArray<number>>> = { alice: [1, 3], bob: [2] }
const tokens = custom({
  type: 0xf123,
  identity: (data) => (data.length === 0 ? undefined : data),
  vouch: ({ identity, signatureKey }) => Effect.succeed(keys[new TextDecoder().decode(identity)]?.includes(signatureKey[0] ?? 0) === true)
})

authenticationServiceLaws("credentials of a custom type", tokens, {
  known: [token("alice", 1), token("bob", 2)],
  renewed: token("alice", 3),
  unknown: [token("carol", 1), token("", 1), token("alice", 99), named("alice", 1)]
})

authenticationServiceLaws("credentials of several types", byType({ [credentialTypes.basic]: layer, 0xf123: tokens }), {
  known: [token("alice", 1), bob],
  renewed: token("alice", 3),
  unknown: [token("carol", 1), nobody]
})
