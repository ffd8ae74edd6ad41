import { authenticationServiceLaws } from "@copath/conformance"
import { commonName, layer, makeAuthority, x509Credential } from "../src/index.ts"
import { memberKey, signingKeys } from "./kit.ts"

const validity = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 3_600_000) }
const authority = await makeAuthority("Example", await signingKeys("P-256"), validity)
const stranger = await makeAuthority("Example", await signingKeys("P-256"), validity)

const certified = async (
  name: string,
  by = authority,
  algorithm: Parameters<typeof memberKey>[0] = "ed25519",
  key = memberKey(algorithm)
) => {
  const { signatureKey } = key
  return { signatureKey, credential: x509Credential([await by.issue({ ...validity, commonName: name, signatureKey })]) }
}

const [alice, bob, renewed] = [await certified("alice"), await certified("bob", authority, "P-256"), await certified("alice")]

authenticationServiceLaws("X.509 credentials", layer({ anchors: [authority.certificate], identity: commonName }), {
  known: [alice, bob],
  renewed,
  unknown: [
    await certified(""),
    await certified("alice", stranger),
    { ...alice, signatureKey: bob.signatureKey },
    { ...alice, credential: { _tag: "basic", identity: new TextEncoder().encode("alice") } }
  ]
})
