import { registerCryptoLaws, sameSuite, sameSuiteLaws } from "@copath/conformance"
import { type AeadId, type SignatureAlgorithmId, withAead } from "@copath/contracts"
import { aeads as nobleAeads, nobleSuite, signatureAlgorithms as nobleAlgorithms } from "@copath/crypto-noble"
import { describe, expect, test } from "vitest"
import { aeads, nodeSuite, signatureAlgorithms, suiteIds } from "../src/index.ts"

for (const id of suiteIds) sameSuiteLaws(nodeSuite(id), nobleSuite(id))

describe("the records by name", () => {
  test("have the same names as noble's, and under each the same sizes and limits", () => {
    const told = (records: object): unknown =>
      JSON.parse(JSON.stringify(records, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)))
    expect(told(aeads)).toEqual(told(nobleAeads))
    expect(told(signatureAlgorithms)).toEqual(told(nobleAlgorithms))
  })
})

/* What is in no suite of ours takes the place of a part of suite 1, and the laws of just that part are asked. */

const base = nodeSuite(1)
const [byNode, byNoble] = [base, nobleSuite(1)]

for (const size of [16, 32] as const) {
  for (const id of Object.keys(aeads) as ReadonlyArray<AeadId>) {
    const [ours, theirs] = [aeads[id][size], nobleAeads[id][size]]
    if (ours === undefined || theirs === undefined) continue
    const laws = sameSuite(withAead(byNode, ours), withAead(byNoble, theirs)).filter(({ title }) => title.startsWith("the AEAD"))
    registerCryptoLaws(`${id} with ${8 * size}-bit keys, of node and of noble`, laws)
  }
}

/** Growing a key of SLH-DSA's small parameters takes noble 200 ms, a signature two seconds. */
const runs: Readonly<Partial<Record<SignatureAlgorithmId, number>>> = {
  "slh-dsa-sha2-128s": 1,
  "slh-dsa-sha2-128f": 8,
  "slh-dsa-sha2-256f": 4
}
const ofSignatures = /^key pairs|^each verifies|^the verdict on every (mutated|public)/
for (const [id, count] of Object.entries(runs)) {
  const algorithm = id as SignatureAlgorithmId
  const laws = sameSuite(
    { ...byNode, signature: signatureAlgorithms[algorithm] },
    { ...byNoble, signature: nobleAlgorithms[algorithm] },
    { runs: count }
  ).filter(({ title }) => ofSignatures.test(title))
  registerCryptoLaws(`${id} of node and of noble`, laws)
  test(`four laws compare ${id}`, () => {
    expect(laws).toHaveLength(4)
  })
}
