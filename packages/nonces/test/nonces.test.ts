import { CipherSuite, Nonces, Secret } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { explicitRandom, guarded, implicit } from "../src/index.ts"

const nonces = (layer: Layer.Layer<Nonces, never, CipherSuite>, suite = nobleSuite(1)): Nonces["Service"] =>
  Effect.runSync(Effect.provide(Nonces, Layer.provide(layer, Layer.succeed(CipherSuite, suite))))
const all = { "explicit-random": nonces(explicitRandom), implicit: nonces(implicit), "implicit+guard": nonces(guarded) }
const derived = Uint8Array.from({ length: 12 }, (_, i) => i + 1)

/** Bytes that count up from one draw to the next. */
const counting = () => {
  let next = 0
  return (length: number): Secret => new Secret(Uint8Array.from({ length }, () => next++ & 0xff))
}

describe.each(Object.entries(all))("%s", (id, service) => {
  it("goes by its id and carries what it says", () => {
    expect(service.id).toBe(id)
    expect(service.carry(counting()).length).toBe(service.carriedSize)
  })

  it("gives sender and receiver one nonce, and leaves the derived one alone", () => {
    const before = derived.slice()
    const carried = service.carry(counting())
    expect(service.nonce(derived, carried)).toEqual(service.nonce(derived.slice(), carried.slice()))
    expect(service.nonce(derived, carried).length).toBe(12)
    expect(derived).toEqual(before)
  })

  it("R138: a copied state repeats its nonce exactly where nothing is drawn", () => {
    const random = counting()
    const [first, second] = [service.nonce(derived, service.carry(random)), service.nonce(derived, service.carry(random))]
    expect(first.join() === second.join()).toBe(service.freshBits === 0)
    // As many bits of the nonce follow the draw as it is said.
    const drawn = (byte: number) =>
      service.nonce(
        derived,
        service.carry((length) => new Secret(new Uint8Array(length).fill(byte)))
      )
    const [zeros, ones] = [drawn(0), drawn(255)]
    expect(8 * zeros.filter((byte, i) => byte !== ones[i]).length).toBe(service.freshBits)
  })
})

it("V073: the reuse guard goes into the first four bytes (RFC 9420, 6.3.1)", () => {
  const nonce = all["implicit+guard"].nonce(derived, Uint8Array.of(0xff, 0, 1, 0x80))
  expect([...nonce]).toEqual([0xfe, 2, 2, 0x84, 5, 6, 7, 8, 9, 10, 11, 12])
})

it("R041: explicit nonces carry twelve bytes more than implicit ones, guarded ones four", () => {
  expect(all["explicit-random"].carriedSize - all.implicit.carriedSize).toBe(12)
  expect(all["implicit+guard"].carriedSize - all.implicit.carriedSize).toBe(4)
})
