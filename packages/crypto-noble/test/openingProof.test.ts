import { noBytes, Secret } from "@copath/contracts"
import { expect, test } from "vitest"
import { dleqP256, nobleSuite, seededRandom } from "../src/index.ts"

const suite = nobleSuite(2)
const random = seededRandom(new TextEncoder().encode("opening"))
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const victim = suite.kem.derive(new Secret(new Uint8Array(32).fill(1)))
const other = suite.kem.derive(new Secret(new Uint8Array(32).fill(2)))
const info = bytes("info")
const statement = bytes("group, epoch, commit, index")
const sealTo = (key: Uint8Array, text: string) => {
  const sealed = suite.hpke.seal(key, info, noBytes, bytes(text), random)
  if (sealed === undefined) throw new Error("a valid key seals")
  return sealed
}
const sealed = sealTo(victim.publicKey, "a path secret")
const evidence = dleqP256.prove(victim, sealed, statement, random) ?? noBytes
const judge = (over: Partial<{ key: Uint8Array; sealed: typeof sealed; statement: Uint8Array; evidence: Uint8Array }> = {}) =>
  dleqP256.judge(over.key ?? victim.publicKey, info, noBytes, over.sealed ?? sealed, over.statement ?? statement, over.evidence ?? evidence)

test("R112: evidence opens what was sealed, for somebody who has no key", () => {
  expect(judge()).toEqual({ _tag: "opens", plain: bytes("a path secret") })
})

test("R112: a ciphertext that does not authenticate is shown to be broken", () => {
  const bad = { ...sealed, ciphertext: sealed.ciphertext.map((b, i) => (i === 0 ? b ^ 1 : b)) }
  expect(judge({ sealed: bad })).toEqual({ _tag: "broken" })
})

test("R112: what was sealed to somebody else is shown to be broken for the one it was meant for", () => {
  const stray = sealTo(other.publicKey, "a path secret")
  const shown = dleqP256.prove(victim, stray, statement, random) ?? noBytes
  expect(judge({ sealed: stray, evidence: shown })).toEqual({ _tag: "broken" })
})

test("R114: evidence holds for its own statement, key and ciphertext alone", () => {
  expect(judge({ statement: bytes("group, epoch, commit, index 2") })).toEqual({ _tag: "unproven" })
  expect(judge({ key: other.publicKey })).toEqual({ _tag: "unproven" })
  expect(judge({ sealed: sealTo(victim.publicKey, "a path secret") })).toEqual({ _tag: "unproven" })
})

test("R114: a liar who gives another point proves nothing, whatever byte is turned", () => {
  for (let at = 0; at < evidence.length; at++) {
    const turned = evidence.slice()
    turned[at] = (turned[at] ?? 0) ^ 1
    expect(judge({ evidence: turned })._tag, `byte ${at}`).toBe("unproven")
  }
  expect(judge({ evidence: dleqP256.prove(other, sealed, statement, random) ?? noBytes })).toEqual({ _tag: "unproven" })
  expect(judge({ evidence: noBytes })).toEqual({ _tag: "unproven" })
})

test("R116: evidence opens one ciphertext, not the next one to the same key", () => {
  const next = sealTo(victim.publicKey, "a live secret")
  expect(judge({ sealed: next })).toEqual({ _tag: "unproven" })
})

test("an encapsulation that is no point needs no evidence: nobody can open it", () => {
  const off = { ...sealed, kemOutput: sealed.kemOutput.map((b, i) => (i === 40 ? b ^ 1 : b)) }
  expect(dleqP256.prove(victim, off, statement, random)).toBeUndefined()
  expect(judge({ sealed: off, evidence: noBytes })).toEqual({ _tag: "broken" })
})

test("two proofs of one opening differ, and do not repeat the prover's randomness", () => {
  const again = dleqP256.prove(victim, sealed, statement, random) ?? noBytes
  expect(again).not.toEqual(evidence)
  expect(judge({ evidence: again })._tag).toBe("opens")
})
