import { Effect } from "effect"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { loadPlugins } from "../src/plugins.ts"
import { folder, lab } from "./kit.ts"

/* Whoever brings a plug-in that is none is told what is wrong with it, and what would be right. */

const cwd = folder()
const put = (name: string, text: string): string => {
  const path = join(cwd, name)
  writeFileSync(path, `${text}\n`)
  return path
}
const said = (...paths: ReadonlyArray<string>): Promise<string> =>
  Effect.runPromise(Effect.flip(loadPlugins(paths))).then(({ message }) => message.replaceAll(`${cwd}/`, ""))

const part = (more: string, id = "x"): string =>
  `({ axis: "handshake", id: "${id}", title: "t", source: "s", strict: false, choice: "public", ${more} })`

let number = 0
test.for([
  ["a list without parts", "export default []", "its default export is a list without parts"],
  ["a number", "export default 7", "its part is not a part: export what signatureScheme(…), cgka(…) or another definer"],
  [
    "an axis that is nearly one",
    `export default ${part('axis: "handshaken"')}`,
    'its part names "handshaken" as its axis; handshake is one'
  ],
  ["an axis under another name", 'export default { axs: "cgka" }', 'its part lacks "axis"; it has "axs"; the axes are cgka'],
  ["a field that is nearly one", `export default ${part("implys: {}")}`, 'its part has "implys", which no part has; "implies" is a field'],
  ["aliases in one text", `export default ${part('aliases: "a"')}`, 'its part has an odd "aliases"; expected: a list of texts'],
  ["parts by no axis", `export default ${part('implies: { sig: "none" }')}`, 'its part has an odd "implies"; expected: parts by axis'],
  ["two parts of one id", `export default [${part("")}, ${part("")}]`, "two of its parts go by one name: the handshake x"],
  [
    "an alias that is another's id",
    `export default [${part("")}, ${part('aliases: ["x"]', "y")}]`,
    "two of its parts go by one name: the handshake y, or an alias of it, and x"
  ],
  ["a module that throws", 'throw new Error("no luck\\ntoday")', /: it throws when it is imported: no luck today \(\S+:\d+:\d+\)$/],
  ["a module that throws a text", 'throw "no luck"', "it throws when it is imported: no luck"],
  ["a module that imports nothing", 'import "./nothing.mjs"', /Cannot find module|nothing\.mjs/]
] as const)("%s", async ([, text, says]) => {
  expect(await said(put(`plugin-${++number}.mjs`, text))).toMatch(says)
})

test("Of two plug-ins with parts of one name both are told; the same one twice is taken in once.", async () => {
  const [one, two] = [put("one.mjs", `export default ${part("")}`), put("two.mjs", `export default ${part("")}`)]
  expect(await said(one, two)).toBe("--plugin two.mjs: its part and one of --plugin one.mjs go by one name: the handshake x")
  expect(await Effect.runPromise(loadPlugins([one, one]))).toHaveLength(1)
})

test(
  "lab prove: parts that do not go together are the caller's to choose otherwise, and members who fail are a broken law.",
  { timeout: 120_000 },
  async () => {
    const odd = put("odd.mjs", `export default ${part('implies: { cgka: "nope" }')}`)
    const unfit = await lab(["prove", odd, "--runs", "0"], { cwd })
    expect(unfit.stderr).toMatch(/^lab: handshake=x: "nope" is no cgka; [^\n]* --beside axis=part names what it is composed with instead/)
    expect(unfit.code).toBe(2)
    const beside = await lab(["prove", odd, "--beside", "aead=aes-gcm,aes-gcm-siv"], { cwd })
    expect(beside.stderr).toBe("lab: --beside aead=aes-gcm,aes-gcm-siv: one part is expected\n")
    const deaf = await lab(["prove", join(import.meta.dirname, "fixtures/deaf.ts"), "--runs", "0"], { cwd })
    expect(deaf.stdout).toMatch(
      /^signature=deaf breaks a law: nobody fails who does what the protocol asks: [^\n]+\n {2}the smallest history:\n {4}0\. /
    )
    expect(deaf.stderr).toBe("lab: signature=deaf breaks a law\n")
    expect(deaf.code).toBe(1)
  }
)
