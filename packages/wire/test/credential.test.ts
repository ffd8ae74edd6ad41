import { encode } from "@copath/codec"
import { credential, credentialType, type Credential } from "@copath/wire"
import { expect, test } from "vitest"
import { accepted, bytes } from "./samples.ts"

test("basic and X.509 credentials come back, with their code point", () => {
  const samples: ReadonlyArray<readonly [Credential, string]> = [
    [{ _tag: "basic", identity: bytes("616c") }, "0001 02 616c"],
    [{ _tag: "x509", certificates: [{ certData: bytes("01") }, { certData: bytes("0202") }] }, "0002 05 01 01 02 0202"]
  ]
  for (const [sample, hex] of samples) {
    expect(encode(credential, sample)).toEqual(bytes(hex))
    expect(accepted(credential, bytes(hex))).toEqual(sample)
  }
  expect(samples.map(([sample]) => credentialType(sample))).toEqual([1, 2])
})

test("V013: a credential of an unknown type is kept as bytes", () => {
  const input = bytes("0a0a 03 010203")
  const value = accepted(credential, input)
  expect(value).toEqual({ _tag: "unknown", value: 0x0a0a, data: bytes("010203") })
  expect(credentialType(value)).toBe(0x0a0a)
  expect(encode(credential, value)).toEqual(input)
})

test("V015: a million empty certificates make a million objects and no more", () => {
  const empty = 1_000_000
  const input = new Uint8Array(2 + 4 + empty)
  input.set([0, 2, 0x80, 0x0f, 0x42, 0x40])
  const value = accepted(credential, input)
  expect(value._tag === "x509" ? value.certificates.length : 0).toBe(empty)
})
