import { type EpochSecrets, Secret } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { expect, it } from "vitest"
import { nextEpoch, pskSecret } from "../src/index.ts"

const suite = nobleSuite(1)
const secret = (byte: number): Secret => new Secret(new Uint8Array(32).fill(byte))
const values = (epoch: EpochSecrets): ReadonlyArray<string> => Object.values(epoch).map((s) => s.expose().join())

it("an epoch stays closed to whoever finds its root alone, and falls with the root and the init secret before it", () => {
  const psk = pskSecret(suite, [])
  const numbers = [1, 2, 3, 4, 5]
  const at = (n: number, init: Secret): EpochSecrets =>
    nextEpoch(suite, { init, commit: secret(n), psk, groupContext: Uint8Array.of(n) }).epoch
  const history: Array<EpochSecrets> = []
  for (const n of numbers) history.push(at(n, history.at(-1)?.init ?? secret(0xff)))
  const all = new Set(history.flatMap(values))

  // Every root of the group's history, but no init secret: none that the thief may try is the deleted one.
  for (const n of numbers)
    for (const guess of [secret(0), ...numbers.map(secret)]) {
      expect(values(at(n, guess)).filter((value) => all.has(value))).toEqual([])
    }
  // One init secret more, and all that follows falls.
  let init = (history[1] as EpochSecrets).init
  for (const n of [3, 4, 5]) {
    const found = at(n, init)
    expect(values(found)).toEqual(values(history[n - 1] as EpochSecrets))
    init = found.init
  }
})
