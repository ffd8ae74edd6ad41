import { CipherSuite, type Random, Secret, type Suite, suiteIds } from "@copath/contracts"
import { seeded } from "@copath/lab-core"
import { catalog } from "@copath/profile-lab"
import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { derivation, recorder, type Recording, replay, type ValueId } from "../../src/index.ts"

const suiteOf = (id: number, spec: { readonly aead?: string } = {}): Suite => {
  const composed = Result.getOrThrow(catalog().compose({ provider: "noble", ...spec }))
  return Effect.runSync(Effect.provide(CipherSuite, composed.suite(id)))
}
const ordinary = suiteOf(1)

/** A suite and randomness behind a recorder's eyes; everything is done by one member. */
const watched = (real: Suite = ordinary) => {
  const { recording, watch } = recorder()
  watch.acts("m")
  const lots = seeded("rules", "bytes")
  const drawing: Random = (length) => new Secret(Uint8Array.from({ length }, () => lots.below(256)))
  return { suite: watch.suite(real), random: watch.random(drawing), recording, watch, real }
}

const utf8 = new TextEncoder()
const none = new Uint8Array(0)
const info = utf8.encode("a purpose")

const valueOf = ({ bytesOf, trace }: Recording, bytes: Uint8Array): ValueId => {
  const value = trace.values.findIndex(({ kind, length }, v) => length > 0 && kind !== "plaintext" && bytesOf(v).join() === bytes.join())
  if (value === -1) throw new Error("no such value")
  return value
}

/** Whether whoever has these has that as well; all ciphertexts are known. What is claimed is done again with real cryptography. */
const gives = (recording: Recording, real: Suite, from: ReadonlyArray<Uint8Array>, to: Uint8Array): boolean => {
  const { trace } = recording
  const ciphertexts = trace.values.flatMap(({ kind }, value) => (kind === "ciphertext" ? [value] : []))
  const start = new Set([...trace.open, ...ciphertexts, ...from.map((bytes) => valueOf(recording, bytes))])
  const target = valueOf(recording, to)
  const edges = derivation(trace.graph, start, target)
  if (edges === undefined) return false
  const made = Result.getOrThrow(replay(recording, real, edges, start)).get(target)
  if (edges.length > 0) expect(made).toEqual(to)
  return true
}

describe("what is written down when something is computed", () => {
  it("a derived secret follows from all that went into it, and from nothing less", () => {
    const { random, real, recording, suite } = watched()
    const [salt, ikm, other] = [random(32), random(32), random(32)]
    const prk = suite.kdf.extract(salt, ikm)
    const okm = suite.kdf.expand(prk, Uint8Array.of(1, ...other.expose()), 44)
    const digest = suite.hash.digest(Uint8Array.of(7, ...okm.expose()))
    suite.kdf.extract(new Secret(digest), new Secret(new Uint8Array(32)))
    const seen = recording()
    const [s, k, o] = [salt.expose(), ikm.expose(), other.expose()]
    expect(gives(seen, real, [s, k, o], digest)).toBe(true)
    for (const less of [
      [s, k],
      [s, o],
      [k, o]
    ])
      expect(gives(seen, real, less, digest)).toBe(false)
  })

  it("of two key pairs, each secret key gives what they agree upon, though only one side computed it", () => {
    const { random, real, recording, suite } = watched()
    const [a, b] = [suite.kem.derive(random(32)), suite.kem.derive(random(32))]
    const shared = suite.dh.agree(a, b.publicKey)?.expose() ?? none
    const seen = recording()
    expect([a, b].map(({ secretKey }) => gives(seen, real, [secretKey.expose()], shared))).toEqual([true, true])
    expect(gives(seen, real, [], shared)).toBe(false)
  })

  it("a ciphertext inside of another is worth nothing until the outer one falls", () => {
    const { random, real, recording, suite } = watched()
    const [outer, inner, secret] = [random(16), random(16), random(32)]
    const sealed = suite.aead.seal(inner, new Uint8Array(12), none, secret.expose())
    suite.aead.seal(outer, new Uint8Array(12).fill(1, 11), none, sealed)
    const seen = recording()
    // What is on the wire is the outer ciphertext alone.
    const wire = [...seen.trace.values.keys()].filter((value) => seen.trace.values[value]?.kind === "ciphertext").slice(1)
    const has = (...keys: ReadonlyArray<Secret>) => {
      const start = new Set([...wire, ...keys.map((key) => valueOf(seen, key.expose()))])
      const edges = derivation(seen.trace.graph, start, valueOf(seen, secret.expose()))
      return edges === undefined ? false : Result.isSuccess(replay(seen, real, edges, start))
    }
    expect([has(inner), has(outer), has(inner, outer)]).toEqual([false, false, true])
  })

  it.each([...suiteIds])("suite %i: what is sealed to a key falls to that key and to the sender's randomness", (id) => {
    const { random, real, recording, suite } = watched(suiteOf(id))
    const pair = suite.kem.derive(random(suite.kem.seedSize))
    const [secret, draws] = [random(32), new Array<Secret>()]
    const listening: Random = (length) => {
      const drawn = random(length)
      draws.push(new Secret(drawn.expose().slice()))
      return drawn
    }
    suite.hpke.seal(pair.publicKey, info, none, Uint8Array.of(9, ...secret.expose()), listening)
    const sent = suite.hpke.sendExport(pair.publicKey, info, utf8.encode("external init"), 32, random)
    const seen = recording()
    expect(gives(seen, real, [pair.secretKey.expose()], secret.expose())).toBe(true)
    const drawn = draws.map((one) => one.expose())
    expect(gives(seen, real, drawn, secret.expose())).toBe(true)
    expect(gives(seen, real, [], secret.expose())).toBe(false)
    // External initialisation (RFC 9420, 8.3): whoever has the group's external key has the init secret, and nobody else.
    expect(gives(seen, real, [pair.secretKey.expose()], sent?.secret.expose() ?? none)).toBe(true)
    expect(gives(seen, real, drawn, sent?.secret.expose() ?? none)).toBe(false)
  })

  it("sealed in auth mode: it falls to the receiver's key, and to the sender's randomness only with the sender's key", () => {
    const { random, real, recording, suite } = watched()
    const [me, you] = [suite.kem.derive(random(32)), suite.kem.derive(random(32))]
    const [secret, ephemeral] = [random(32), random(32)]
    suite.hpke.auth?.seal(me, you.publicKey, info, none, secret.expose(), () => new Secret(ephemeral.expose().slice()))
    const seen = recording()
    const with_ = (...keys: ReadonlyArray<Secret>) =>
      gives(
        seen,
        real,
        keys.map((key) => key.expose()),
        secret.expose()
      )
    expect([with_(you.secretKey), with_(me.secretKey), with_(ephemeral), with_(ephemeral, me.secretKey)]).toEqual([
      true,
      false,
      false,
      true
    ])
  })

  it("sealed in PSK mode: neither the receiver's key nor the sender's randomness is enough without the pre-shared key", () => {
    const { random, real, recording, suite } = watched()
    const you = suite.kem.derive(random(32))
    const [psk, secret, ephemeral] = [random(32), random(32), random(32)]
    const shared = { secret: psk, id: utf8.encode("psk") }
    suite.hpke.psk?.seal(
      you.publicKey,
      info,
      (kemOutput) => kemOutput,
      secret.expose(),
      shared,
      () => new Secret(ephemeral.expose().slice())
    )
    const seen = recording()
    const with_ = (...keys: ReadonlyArray<Secret>) =>
      gives(
        seen,
        real,
        keys.map((key) => key.expose()),
        secret.expose()
      )
    expect([with_(psk), with_(you.secretKey), with_(ephemeral), with_(you.secretKey, psk), with_(ephemeral, psk)]).toEqual([
      false,
      false,
      false,
      true,
      true
    ])
  })

  it.each([
    ["aes-gcm", true],
    ["chacha20-poly1305", true],
    ["aes-gcm-siv", false]
  ])("%s: one nonce for two plaintexts, and who has the one has the other: %s", (aead, falls) => {
    const { random, real, recording, suite } = watched(suiteOf(1, { aead }))
    const [key, a, b] = [random(suite.aead.keySize), random(32), random(32)]
    const nonce = new Uint8Array(suite.aead.nonceSize)
    // The same once more is no reuse.
    for (const plain of [a, a, b]) suite.aead.seal(key, nonce, none, plain.expose())
    const seen = recording()
    expect(seen.trace.findings.map(({ kind }) => kind)).toEqual(["nonceReuse"])
    expect(gives(seen, real, [a.expose()], b.expose())).toBe(falls)
    expect(gives(seen, real, [b.expose()], a.expose())).toBe(falls)
  })

  it("a slice that was sealed before it was used as a key falls with what it was sealed in, and all slices give the whole", () => {
    const { random, real, recording, suite } = watched()
    const pair = suite.kem.derive(random(32))
    const [key, secret] = [random(32), random(32)]
    const okm = suite.kdf.expand(key, info, 32).expose()
    const [first, second] = [okm.slice(0, 16), okm.slice(16)]
    // Nobody knows yet that this is a key.
    suite.hpke.seal(pair.publicKey, info, none, Uint8Array.of(1, 2, 3, ...first), random)
    suite.aead.seal(new Secret(first), new Uint8Array(12), none, secret.expose())
    suite.aead.seal(new Secret(second), new Uint8Array(12), none, utf8.encode("anything"))
    const seen = recording()
    expect(gives(seen, real, [pair.secretKey.expose()], secret.expose())).toBe(true)
    expect(gives(seen, real, [key.expose()], secret.expose())).toBe(true)
    expect(gives(seen, real, [pair.secretKey.expose()], okm)).toBe(false)
    expect(gives(seen, real, [pair.secretKey.expose(), second], okm)).toBe(true)
    expect(seen.trace.unexplained).toEqual([])
  })

  it("a secret that is written as text inside of what is sealed or hashed is found there", () => {
    const { random, real, recording, suite } = watched()
    const [key, other, secret] = [random(16), random(16), random(32)]
    const text = (as: "hex" | "base64url") => utf8.encode(`{"secret":"${Buffer.from(secret.expose()).toString(as)}"}`)
    suite.aead.seal(key, new Uint8Array(12), none, text("base64url"))
    suite.aead.seal(other, new Uint8Array(12), none, text("hex"))
    const digest = suite.hash.digest(text("hex"))
    suite.kdf.extract(new Secret(digest), new Secret(new Uint8Array(32)))
    const seen = recording()
    expect(gives(seen, real, [key.expose()], secret.expose())).toBe(true)
    expect(gives(seen, real, [other.expose()], secret.expose())).toBe(true)
    expect(gives(seen, real, [secret.expose()], digest)).toBe(true)
    expect(gives(seen, real, [], digest)).toBe(false)
  })

  it("a secret that was sealed to a key before anybody was seen to have it falls to who is seen later", () => {
    const { random, real, recording, suite } = watched()
    const elsewhere = real.kem.derive(new Secret(new Uint8Array(32).map((_, i) => i)))
    const secret = random(32)
    suite.hpke.seal(elsewhere.publicKey, info, none, secret.expose(), random)
    suite.kem.keyPair(elsewhere.secretKey)
    const seen = recording()
    expect(gives(seen, real, [elsewhere.secretKey.expose()], secret.expose())).toBe(true)
  })

  it("what goes over the wire in clear is known to all, also as text, and also if it turns out to be a secret only later", () => {
    const { random, recording, suite, watch } = watched()
    const [bare, written] = [random(32), random(32)]
    const okm = suite.kdf.expand(random(32), info, 32).expose()
    const send = (message: Uint8Array) => watch.sent({ kind: "proposal", by: "m", message, accepted: true })
    send(Uint8Array.of(1, ...bare.expose()))
    send(utf8.encode(`key=${Buffer.from(written.expose()).toString("base64")}`))
    send(Uint8Array.of(2, ...okm.subarray(0, 16)))
    suite.aead.seal(new Secret(okm.slice(0, 16)), new Uint8Array(12), none, utf8.encode("anything"))
    const seen = recording()
    expect(seen.trace.findings.map(({ kind }) => kind)).toEqual(["secretOnTheWire", "secretOnTheWire", "secretOnTheWire"])
    for (const known of [bare.expose(), written.expose(), okm.slice(0, 16)]) expect(seen.trace.open).toContain(valueOf(seen, known))
    expect(seen.trace.open).not.toContain(valueOf(seen, okm))
  })
})
