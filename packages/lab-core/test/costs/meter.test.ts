import { CipherSuite, Secret } from "@copath/contracts"
import { catalog } from "@copath/profile-lab"
import { Effect, Result, Struct } from "effect"
import { expect, it } from "vitest"
import { Meter, metered } from "../../src/costs/meter.ts"

const provider = Result.getOrThrow(catalog().find("provider", "noble"))
const suiteOf = (id: number) => Effect.runSync(Effect.provide(CipherSuite, provider.suite(id)))

it("R052: counts a seal in auth mode as a seal and the one Diffie-Hellman more that it is, and opening likewise", () => {
  const meter = new Meter()
  const { hpke, kem } = metered(suiteOf(1), meter)
  const [me, sender] = [1, 2].map((byte) => kem.derive(new Secret(new Uint8Array(32).fill(byte)))) as [
    ReturnType<typeof kem.derive>,
    ReturnType<typeof kem.derive>
  ]
  const [info, aad, plain] = [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)]
  const random = (length: number) => new Secret(new Uint8Array(length).fill(7))
  const counted = () => Object.fromEntries(meter.take())
  counted()
  const based = hpke.seal(me.publicKey, info, aad, plain, random)
  expect(counted()).toEqual({ "hpke.seal": 1 })
  const sealed = hpke.auth?.seal(sender, me.publicKey, info, aad, plain, random)
  expect(counted()).toEqual({ "hpke.seal": 1, dh: 1 })
  expect([based, sealed].map((one) => one?.ciphertext.length)).toEqual([17, 17])
  expect(sealed && hpke.auth?.open(me, sender.publicKey, info, aad, sealed)).toEqual(plain)
  expect(counted()).toEqual({ "hpke.open": 1, dh: 1 })
  // Same parts in and out: what a suite has not, its metered one has not either.
  const without = Struct.omit(suiteOf(1).hpke, ["auth"])
  expect(metered({ ...suiteOf(1), hpke: without }, meter).hpke.auth).toBeUndefined()
})
