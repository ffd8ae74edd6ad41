import { CipherSuite, type Derivation, type Random, type Rule, Secret, Symbols, type SymbolTable } from "@copath/contracts"
import { seeded } from "@copath/lab-core"
import { catalog } from "@copath/profile-lab"
import { Effect, Result } from "effect"
import { describe, expect, it } from "vitest"
import { NotReplayed, recorder, type Recording, referenceClosure, replay, type ValueId } from "../../src/index.ts"

const composed = Result.getOrThrow(catalog().compose({ provider: "noble" }))
const suite = await Effect.runPromise(Effect.provide(CipherSuite, composed.suite(1)))

const drawing = (): Random => {
  const lots = seeded("symbols", "bytes")
  return (length) => new Secret(Uint8Array.from({ length }, () => lots.below(256)))
}

/** Randomness and symbols behind a recorder's eyes. */
const watched = () => {
  const { recording, watch } = recorder()
  watch.acts("m")
  return { random: watch.random(drawing()), symbols: watch.symbols(Effect.runSync(Symbols)), suite: watch.suite(suite), recording }
}

/** The value of a secret that turns up in a recording. */
const valueOf = ({ bytesOf, trace }: Recording, secret: Secret): ValueId => {
  const name = secret.expose().join()
  const value = trace.values.findIndex(({ length }, v) => length > 0 && bytesOf(v).join() === name)
  if (value === -1) throw new Error("no such value")
  return value
}

/** These, and all ciphertexts. */
const known = (recording: Recording, secrets: ReadonlyArray<Secret>): ReadonlyArray<ValueId> => [
  ...secrets.map((secret) => valueOf(recording, secret)),
  ...recording.trace.values.flatMap(({ kind }, value) => (kind === "ciphertext" ? [value] : []))
]

const follows = (recording: Recording, from: ReadonlyArray<Secret>, to: Secret): boolean =>
  referenceClosure(recording.trace.graph, known(recording, from)).has(valueOf(recording, to))

/** Carries out the first edge by which these give a value. */
const replayed = (recording: Recording, from: ReadonlyArray<Secret>, to: Secret) => {
  const { graph } = recording.trace
  const out = valueOf(recording, to)
  const edge = graph.out.findIndex((value, e) => {
    const inputs = [...graph.from.subarray(graph.start[e], graph.start[e + 1])]
    const given = inputs.filter((input) => from.some((secret) => valueOf(recording, secret) === input))
    return value === out && given.length >= (graph.threshold[e] || inputs.length)
  })
  return Result.map(
    replay(
      recording,
      suite,
      [edge],
      from.map((secret) => valueOf(recording, secret))
    ),
    (made) => made.get(out)
  )
}

const twice = (secret: Secret): Uint8Array => secret.expose().map((byte) => (2 * byte + 1) & 0xff)
const doubled = (symbols: SymbolTable, secret: Secret, by?: Derivation["by"]): Secret =>
  symbols.declare(
    (made: Secret): Rule => ({ op: "double", derives: [{ from: [secret], to: made, ...(by === undefined ? {} : { by }) }] }),
    () => new Secret(twice(secret))
  )

describe("a sum of secrets", () => {
  it("follows from the other two, and the two from it, and can be computed again", () => {
    const { random, recording, symbols } = watched()
    const [a, b] = [random(32), random(32)]
    const c = symbols.xor(a, b)
    const seen = recording()
    expect([follows(seen, [a, b], c), follows(seen, [a, c], b), follows(seen, [b, c], a)]).toEqual([true, true, true])
    expect([follows(seen, [a], c), follows(seen, [c], b)]).toEqual([false, false])
    expect(Result.getOrThrow(replayed(seen, [a, c], b))).toEqual(b.expose())
    expect([seen.trace.unexplained, seen.trace.openSums, seen.trace.declared]).toEqual([[], 0, []])
  })

  it("with what everybody knows is known with the other", () => {
    const { random, recording, symbols } = watched()
    const a = random(32)
    const c = symbols.xor(a, new Secret(new Uint8Array(32).fill(7)))
    const seen = recording()
    expect([follows(seen, [a], c), follows(seen, [c], a)]).toEqual([true, true])
    expect(Result.getOrThrow(replayed(seen, [c], a))).toEqual(a.expose())
  })

  it("that closes a circle says what nobody computed", () => {
    const { random, recording, symbols } = watched()
    const [a, b, c] = [random(32), random(32), random(32)]
    const [x, y, z] = [symbols.xor(a, b), symbols.xor(b, c), symbols.xor(a, c)]
    const seen = recording()
    expect(follows(seen, [x, y], z)).toBe(true)
    expect(Result.getOrThrow(replayed(seen, [x, y], z))).toEqual(z.expose())
    expect(follows(seen, [x, y], a)).toBe(false)
  })

  it("one of too many that hang together is told", () => {
    const { random, recording, symbols } = watched()
    const secrets = Array.from({ length: 5 }, () => random(32))
    for (const [i, a] of secrets.entries()) for (const b of secrets.slice(i + 1)) symbols.xor(a, b)
    expect(recording().trace.openSums).toBe(0)
    for (const b of [random(32)]) for (const a of secrets) symbols.xor(a, b)
    expect(recording().trace.openSums).toBe(15)
  })
})

describe("a declared rule", () => {
  it("goes one way, and is carried out again by what it brings along", () => {
    const { random, recording, symbols } = watched()
    const a = random(32)
    const b = doubled(symbols, a, ([bytes]) => (bytes === undefined ? undefined : twice(new Secret(bytes))))
    const seen = recording()
    expect([follows(seen, [a], b), follows(seen, [b], a)]).toEqual([true, false])
    expect(Result.getOrThrow(replayed(seen, [a], b))).toEqual(b.expose())
    expect(seen.trace.declared).toEqual(["double"])
    expect(seen.trace.values[valueOf(seen, b)]?.label).toBe("double")
  })

  it("is found out by a replay if it is not true", () => {
    const { random, recording, symbols } = watched()
    const a = random(32)
    const b = doubled(symbols, a, ([bytes]) => bytes)
    expect(replayed(recording(), [a], b)).toEqual(Result.fail(new NotReplayed({ reason: "Differs", edge: 0 })))
  })

  it("that cannot be carried out is believed, and never replayed", () => {
    const { random, recording, symbols } = watched()
    const a = random(32)
    const b = doubled(symbols, a)
    const seen = recording()
    expect(follows(seen, [a], b)).toBe(true)
    expect(replayed(seen, [a], b)).toEqual(Result.fail(new NotReplayed({ reason: "Never", edge: 0 })))
  })

  it("may ask for any so many of its inputs", () => {
    const { random, recording, symbols } = watched()
    const secret = random(32)
    const shares = [random(32), random(32), random(32)]
    symbols.declare(
      {
        op: "share",
        derives: [
          {
            from: shares,
            to: secret,
            any: 2,
            by: (known) => (known.filter((x) => x !== undefined).length < 2 ? undefined : secret.expose())
          }
        ]
      },
      () => undefined
    )
    const seen = recording()
    const [a, b, c] = shares as [Secret, Secret, Secret]
    expect([follows(seen, [a, c], secret), follows(seen, [b, c], secret), follows(seen, [b], secret)]).toEqual([true, true, false])
    expect(Result.getOrThrow(replayed(seen, [a, c], secret))).toEqual(secret.expose())
    expect(Result.isFailure(replay(seen, suite, [0], [valueOf(seen, b)]))).toBe(true)
  })

  it("that needs fewer secrets than are public says that everybody knows", () => {
    const { random, recording, symbols } = watched()
    const [a, secret] = [random(32), random(32)]
    const open = Uint8Array.from({ length: 32 }, (_, i) => i)
    symbols.declare({ op: "share", derives: [{ from: [a, open], to: secret, any: 1 }] }, () => undefined)
    const seen = recording()
    expect(seen.trace.open).toContain(valueOf(seen, secret))
  })

  it.each([false, true])("leads to a key that its owner has not made yet, and is the same key when it has: %s", (ownerComes) => {
    const half = (secretKey: Secret): Uint8Array => suite.hash.digest(secretKey.expose())
    const { random, recording, suite: traced, symbols } = watched()
    const [old, step, plain] = [random(32), random(32), random(32)]
    const moved = new Secret(old.expose().map((byte, i) => byte ^ (step.expose()[i] as number)))
    const move: Derivation["by"] = ([a, b]) => a?.map((byte, i) => byte ^ (b?.[i] ?? 0))
    const pair = { publicKey: half(old), secretKey: old }
    symbols.declare({ op: "pair", derives: [], pairs: [pair] }, () => undefined)
    symbols.declare(
      { op: "move", derives: [{ from: [{ secretOf: pair.publicKey }, step], to: { secretOf: half(moved) }, by: move }] },
      () => undefined
    )
    const shared = new Secret(twice(moved))
    symbols.declare(
      { op: "agree", derives: [{ from: [{ secretOf: half(moved) }], to: shared, by: ([s]) => s && twice(new Secret(s)) }] },
      () => undefined
    )
    traced.aead.seal(new Secret(shared.expose().slice(0, 16)), new Uint8Array(12), new Uint8Array(0), plain.expose())
    if (ownerComes)
      symbols.declare(
        { op: "move", pairs: [{ publicKey: half(moved), secretKey: moved }], derives: [{ from: [old, step], to: moved, by: move }] },
        () => undefined
      )
    const seen = recording()
    expect([follows(seen, [old, step], plain), follows(seen, [old], plain)]).toEqual([true, false])
    // Until then nobody has it.
    expect(!ownerComes || follows(seen, [moved], plain)).toBe(true)
    const { graph } = seen.trace
    const all = Array.from({ length: graph.edges }, (_, e) => e)
    const made = replay(seen, suite, all, known(seen, [old, step]))
    expect(Result.getOrThrow(made).get(valueOf(seen, plain))).toEqual(plain.expose())
    expect(seen.trace.unexplained).toEqual([])
  })

  it("sees secrets inside of bytes, and gives those inside of its result", () => {
    const { random, recording, symbols } = watched()
    const [key, inside] = [random(32), random(32)]
    const frame = Uint8Array.of(1, 2, 3, ...key.expose())
    symbols.declare({ op: "open", derives: [{ from: [frame], to: Uint8Array.of(9, ...inside.expose(), 9) }] }, () => undefined)
    const seen = recording()
    expect(follows(seen, [key], inside)).toBe(true)
  })

  it("whose secret nothing was seen to make is unexplained", () => {
    const { recording, symbols } = watched()
    doubled(symbols, new Secret(Uint8Array.from({ length: 32 }, (_, i) => i * 7)))
    const { trace } = recording()
    expect(trace.unexplained.length).toBe(1)
    expect(trace.findings[0]?.detail).toContain("an input of double")
  })
})
