import { NodeServices } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { TestConsole } from "effect/testing"
import { cli } from "../src/cli.ts"

const run = (...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const code = yield* cli(args)
    return { code, out: (yield* TestConsole.logLines).join("\n"), err: (yield* TestConsole.errorLines).map(String) }
  }).pipe(Effect.provide(Layer.merge(NodeServices.layer, TestConsole.layer)))

const refused: ReadonlyArray<readonly [args: string, line: string]> = [
  ["--profile nobody", '"nobody" is no profile; there is: rfc9420, '],
  ["--cgka art3", '"art3" is no cgka; there is: treekem9420, treekem, treekem18, '],
  ["--protection x", '"x" is no protection; there is: secret-tree, group-chain'],
  ["--suite 8", '"8" is no cipher suite; there is: 1, 2, 3, 4, 5, 6, 7'],
  ["--suite one", '"one" is no cipher suite; there is: 1, 2'],
  ["--cgka art --integrity parent-hash", "parent-hash + art cannot work: "],
  ["--protection group-chain --delivery unordered", "group-chain + unordered cannot work: "],
  ["--delivery unordered", "secret-tree + unordered cannot work: "],
  ["--profile hand-made --cgka art", "hand-made is a list in apps/demo/src/compose.ts and takes no --cgka"],
  ["--nonsense", "Unrecognized flag: --nonsense"],
  ["rfc9420", "Unexpected positional argument"]
]

for (const [args, line] of refused) {
  it.effect(`refuses ${args} in one line, with exit code 2`, () =>
    Effect.gen(function* () {
      const { code, err, out } = yield* run(...args.split(" "))
      assert.strictEqual(code, 2)
      assert.strictEqual(err.length, 1, err.join("\n"))
      assert.isTrue(err[0]?.startsWith(`demo: ${line}`), err[0])
      assert.notInclude(err[0], "\n")
      assert.strictEqual(out, "")
    })
  )
}

it.effect("lists every profile and part", () =>
  Effect.gen(function* () {
    const { code, out } = yield* run("--list")
    assert.strictEqual(code, 0)
    for (const name of ["rfc9420", "hand-made", "treekem9420, treekem", "group-chain", "eph-certified, ephemeral", "noble"])
      assert.include(out, name)
  })
)

it.effect("has a help that names the flags", () =>
  Effect.gen(function* () {
    const { code, out } = yield* run("--help")
    assert.strictEqual(code, 0)
    for (const flag of ["--profile", "--cgka", "--protection", "--signature", "--suite", "--provider", "--list", "--seed"])
      assert.include(out, flag)
  })
)

it.effect("names the parts at work, tells ten chapters and adds up what went out", () =>
  Effect.gen(function* () {
    const { code, err, out } = yield* run("--profile", "art-2018", "--signature", "ephemeral", "--seed", "s", "--no-color")
    assert.strictEqual(code, 0)
    assert.deepStrictEqual(err, [])
    assert.include(
      out,
      " cgka=art,shape=left-balanced,schedule=2018,protection=group-chain,nonce=implicit,signature=eph-certified,lengths=16-bit,provider=noble\n"
    )
    assert.match(out, /signature +eph-certified +Short-lived keys/)
    assert.match(out, /wire +private use +cipher suite 0xf001, a message is of wire format 0xf002/)
    assert.strictEqual(out.match(/─ epoch \d+ $/gm)?.length, 10)
    assert.match(out, /^ {3}commit +9 +[\d,]+ B {3}largest [\d,]+ B$/m)
    assert.notInclude(out, "\u001B[")
  })
)

it.effect("shows a strict composition's code points as registered", () =>
  Effect.gen(function* () {
    const { out } = yield* run("--seed", "s", "--suite", "3", "--color")
    assert.include(out, "RFC 9420")
    assert.include(out, "cipher suite 0x0003, a message is of wire format 0x0002")
    assert.include(out, "\u001B[")
  })
)
