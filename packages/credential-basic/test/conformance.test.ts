import { authenticationServiceLaws } from "@copath/conformance"
import { directory, layer } from "../src/index.ts"

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
