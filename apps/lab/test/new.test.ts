import { Effect } from "effect"
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { execFile } from "node:child_process"
import { dirname, join, relative, resolve } from "node:path"
import { beforeAll, describe, expect, test, vi } from "vitest"
import { cli } from "../src/cli.ts"
import { kinds, type NewKind } from "../src/new/template.ts"
import { clone, installed } from "../src/new/workspace.ts"
import { folder, lab, type Ran, smallWorkload } from "./kit.ts"

const all = Object.keys(kinds) as ReadonlyArray<NewKind>
const parent = folder()
const made = (kind: NewKind): string => join(parent, `my-${kind}`)

interface Manifest {
  readonly name: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}
const manifestOf = (path: string): Manifest => JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as Manifest

/** What `pnpm install` does with links. */
const install = (path: string): void => {
  const { dependencies, devDependencies } = manifestOf(path)
  for (const [name, from] of Object.entries({ ...dependencies, ...devDependencies })) {
    const at = join(path, "node_modules", name)
    mkdirSync(dirname(at), { recursive: true })
    symlinkSync(resolve(path, from.replace(/^link:/, "")), at)
  }
}

const node = (args: ReadonlyArray<string>, cwd: string): Promise<Ran> =>
  new Promise((done) => {
    const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" }
    execFile(process.execPath, args, { cwd, env, maxBuffer: 2 ** 27 }, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    )
  })
const bin = (name: string, path: string): string => join(clone, installed(name, clone), path)

/** Runs the laws of packages in one process. */
const laws = (...paths: ReadonlyArray<string>): Promise<Ran> =>
  node(
    [
      bin("vitest", "vitest.mjs"),
      "run",
      "--root",
      parent,
      "--config",
      join(made("signature"), "vitest.config.ts"),
      ...paths.map((p) => `${relative(parent, p)}/`)
    ],
    parent
  )

/** The program in this process; it is quicker, and `--dir` says where. */
const inProcess = async (args: ReadonlyArray<string>): Promise<Ran> => {
  const said = { stderr: "", stdout: "" }
  vi.spyOn(process.stderr, "write").mockImplementation((text) => ((said.stderr += String(text)), true))
  vi.spyOn(process.stdout, "write").mockImplementation((text: unknown, done?: unknown) => {
    said.stdout += String(text)
    if (typeof done === "function") done()
    return true
  })
  const code = await Effect.runPromise(cli(args)).finally(() => vi.restoreAllMocks())
  return { code, ...said }
}

beforeAll(async () => {
  for (const kind of all) {
    const { code, stderr } = await inProcess(["new", kind, `my-${kind}`, "--dir", parent])
    expect(stderr).toBe("")
    expect(code).toBe(0)
    install(made(kind))
  }
}, 120_000)

describe("lab new writes a package", { timeout: 300_000 }, () => {
  test.for(all)("%s: files, a name, and everything that is imported among the dependencies", (kind) => {
    expect(readdirSync(made(kind)).toSorted()).toEqual(
      ["README.md", "lab.config.ts", "node_modules", "package.json", "src", "test", "tsconfig.json", "vitest.config.ts"].toSorted()
    )
    const texts = ["README.md", "lab.config.ts", "src/index.ts", "test/laws.test.ts"].map((path) =>
      readFileSync(join(made(kind), path), "utf8")
    )
    for (const text of texts) expect(text).not.toContain("my-scheme")
    expect(texts[1]).toContain(`my-${kind}`)
    expect(texts[0]?.trimEnd().split("\n").length).toBeLessThanOrEqual(14)
    const { dependencies, devDependencies, name } = manifestOf(made(kind))
    expect(name).toBe(`copath-my-${kind}`)
    for (const link of Object.values({ ...dependencies, ...devDependencies })) {
      expect(existsSync(resolve(made(kind), link.replace(/^link:/, ""), "package.json")), link).toBe(true)
    }
  })

  test.for(["signature", "algorithm"] as const)("%s: the whole scheme in fewer than 60 lines", (kind) => {
    expect(readFileSync(join(made(kind), "src/index.ts"), "utf8").split("\n").length).toBeLessThan(60)
  })

  test("whose types are right, of every kind", async () => {
    const include = all.flatMap((kind) => ["src", "test", "lab.config.ts"].map((path) => `my-${kind}/${path}`))
    const config = { extends: `${made("signature")}/tsconfig.json`, compilerOptions: { rootDir: parent }, include }
    writeFileSync(join(parent, "tsconfig.json"), JSON.stringify(config))
    const { stdout } = await node([bin("typescript", "bin/tsc"), "--noEmit", "-p", parent], parent)
    // What another package has wrong with itself is found where it is checked.
    expect(stdout.split("\n").filter((line) => line.startsWith("my-"))).toEqual([])
  })

  test("whose laws hold, of every kind", async () => {
    const { code, stderr, stdout } = await laws(...all.map(made))
    expect(code, stdout + stderr).toBe(0)
    expect(stdout).toMatch(/Test Files +5 passed/)
  })

  test.for(all)("%s: of which lab.config.ts makes a line in the report, in a thread as well", async (kind) => {
    writeFileSync(join(made(kind), "small.jsonl"), smallWorkload)
    const { code, stderr, stdout } = await lab(["run", "small.jsonl", "--progress", "none", "--jobs", kind === "signature" ? "2" : "1"], {
      cwd: made(kind)
    })
    expect(stderr).toBe("")
    expect(code).toBe(0)
    expect(stdout).toContain("All members agree on the epoch secret at the end, in each of 2 compositions.")
    expect(stdout).toMatch(new RegExp(`^(${kinds[kind].axis}=)?my-${kind}\\S* `, "m"))
    // The command that the report names needs no configuration.
    expect(stdout.replaceAll(/\s+/g, " ")).toContain("--plugin=./src/index.ts --no-config")
  })

  test("and a scheme that forgets the content is told the law and the smallest content that shows it", async () => {
    const broken = join(parent, "broken")
    expect((await inProcess(["new", "signature", "broken", "--dir", parent])).code).toBe(0)
    install(broken)
    const file = join(broken, "src/index.ts")
    const text = readFileSync(file, "utf8")
    const forgetful = text.replaceAll("own(label), content", "own(label), content.slice(1)")
    expect(forgetful).not.toBe(text)
    writeFileSync(file, forgetful)
    const { code, stderr, stdout } = await laws(broken)
    expect(code).toBe(1)
    const said = stdout + stderr
    expect(said).toContain("broken law: whatever is said, its signature holds for that and for nothing beside it")
    expect(said).toContain("smallest counterexample: signed no bytes, shown with 0x00 (1 byte)")
  })
})

describe("lab new refuses, and says why", () => {
  test.for([
    ["an unknown kind", ["new", "hash", "my-hash"], /hash/],
    ["capital letters", ["new", "signature", "MySig"], /"MySig" cannot be .* small letters, digits and single -/],
    ["a name that is a path", ["new", "signature", "../sig", "--dir", parent], /"\.\.\/sig" cannot be/],
    ["a built-in name", ["new", "signature", "static"], /"static" is the name of the built-in signature static/],
    ["a built-in alias", ["new", "cgka", "flat"], /"flat" is the name of the built-in cgka mkem/],
    [
      "a folder that is there",
      ["new", "signature", "my-signature", "--dir", parent],
      /my-signature: it is there already, and nothing is overwritten/
    ],
    [
      "a name that tests go by",
      ["new", "signature", "wire", "--dir", join(clone, "examples")],
      /"wire" is what tests of packages\/wire are called by/
    ],
    [
      "a place in the clone that is no package's",
      ["new", "signature", "my-sig", "--dir", join(clone, "docs")],
      /in the clone take .*examples/
    ],
    ["a file for a folder", ["new", "signature", "my-sig", "--dir", join(made("signature"), "package.json")], /this is a file|no folder/]
  ] as const)("%s", async ([, args, says]) => {
    const { code, stderr, stdout } = await inProcess(args)
    expect(stderr.replaceAll(/\s+/g, " ")).toMatch(says)
    expect(stdout).toBe("")
    expect(code).toBe(2)
  })
})
