import { parseHTML } from "linkedom"
import { describe, expect, it } from "vitest"
import { html } from "../../src/html/html.ts"
import { tex } from "../../src/tex/tex.ts"
import { texText } from "../../src/tex/text.ts"
import { fixture, renamed, twelve } from "../fixture.ts"
import { looked } from "../security/fixture.ts"
import { sweep } from "../seeds.ts"

const files = tex(fixture())
const swept = tex(sweep([8, 16, 32, 64, 128]))
const documents = [...files, ...swept].filter(([name]) => name.endsWith(".tex"))
const attack = String.raw`a\input{/etc/passwd} {b}} $x^2_3$ #1 & 100% ~ <|>`

/** Whether braces and environments close in the order in which they opened; escaped braces are letters. */
const balanced = (text: string): boolean => {
  const open: Array<string> = []
  for (const [token, kind, name = ""] of text.replaceAll(/^%.*$/gm, "").matchAll(/\\(begin|end)\{(\w+)\}|\\.|[{}]/g)) {
    if (kind === "begin") open.push(name)
    else if (kind === "end" ? open.pop() !== name : token === "}" ? open.pop() !== "{" : false) return false
    else if (token === "{") open.push("{")
  }
  return open.length === 0
}

describe("the LaTeX files", () => {
  it("are a document for each table and figure, and the numbers of each figure", () => {
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        "overview-cheapest-in-each-respect.tex",
        "overview-plane-1-stored.tex",
        "overview-plane-1-stored.dat",
        "setting-1-cost.tex",
        "setting-1-received.tex",
        "setting-1-received.dat",
        "setting-1-operations.dat"
      ])
    )
    for (const name of [...files.keys(), ...swept.keys()]) expect(name).toMatch(/^[a-z0-9-]+\.(tex|dat)$/)
  })

  it("are documents of their own, in which everything that is opened is closed", () => {
    for (const [name, text] of documents) {
      expect(text, name).toMatch(/^(%.*\n)?\\documentclass[^]*\\begin\{document\}[^]*\\end\{document\}\n$/)
      expect(balanced(text), name).toBe(true)
    }
  })

  it("name only files that are there", () => {
    for (const [name, text] of documents) {
      const named = /\\pgfplotstableread\{([\w-]+\.dat)\}/.exec(text)?.[1]
      expect(named, name).toBe(text.includes("tikzpicture") ? name.replace(".tex", ".dat") : undefined)
    }
    const numbers = [...files.keys()].filter((name) => name.endsWith(".dat"))
    for (const name of numbers) expect(files.has(name.replace(".dat", ".tex"))).toBe(true)
  })

  it("plot only columns that the numbers have, of which each line has all", () => {
    for (const study of [files, swept])
      for (const [name, text] of study) {
        if (!text.includes("tikzpicture")) continue
        const numbers = study.get(name.replace(".tex", ".dat")) ?? ""
        const [head = "", ...lines] = numbers.split("\n").filter((line) => line !== "" && !line.startsWith("#"))
        const columns = head.split(" ")
        for (const [, column = ""] of text.matchAll(/(?:\bx|\by|meta)=(c\d+|x|y|share|text|label)\b/g))
          expect(columns, name).toContain(column)
        for (const line of lines) expect(line.replaceAll(/\{.*\}/g, "label").split(" "), name).toHaveLength(columns.length)
      }
  })

  it("set tables with booktabs, the cheapest in bold", () => {
    const cost = files.get("setting-1-cost.tex") ?? ""
    expect(cost).toContain(String.raw`\begin{tabular}{lrrrrr}`)
    for (const rule of ["toprule", "midrule", "bottomrule"]) expect(cost).toContain(`\\${rule}`)
    expect(cost).toContain(String.raw`art, group-chain, static signatures & \textbf{322 kB (1.0$\times$)} &`)
    const body = cost.split("\n").filter((line) => line.endsWith(String.raw`\\`))
    expect(new Set(body.map((line) => line.split(" & ").length))).toEqual(new Set([6]))
  })

  it("say below each table what its numbers do not, escaped", () => {
    const noteOf = (text = "") =>
      /\\end\{tabular\} \\\\ \\addlinespace\n\\parbox\{12cm\}\{\\footnotesize\\raggedright (.+)\}\n/.exec(text)?.[1]
    for (const [name, text] of documents.filter(([, text]) => text.includes("booktabs")))
      expect(noteOf(text), name).toContain(String.raw`lab run -{}-adversary does.`)
    const seen = [...tex(looked())].filter(([, text]) => text.includes("booktabs"))
    expect(seen.length).toBeGreaterThan(10)
    for (const [name, text] of seen)
      expect(noteOf(text), name).toMatch(/^Exposure is what an attacker has .* It complements proofs and replaces none\.$/)
    const hostile = looked({ declared: [attack] })
    expect(noteOf(tex(hostile).get("setting-1-cost.tex"))).toContain(`(${texText(attack)})`)
  })

  it("plot sweeps on logarithmic axes with the slope in the legend", () => {
    const text = swept.get("sweep-1-bytes-committer.tex") ?? ""
    expect(text).toContain("xmode=log, xtick={8,16,32,64,128}")
    expect(text).toContain("ymode=log")
    expect(text).toContain(String.raw`\addlegendentry{rfc9420: slope 0.50 [0.50, 0.50], a$\cdot$n\textasciicircum{}b}`)
  })

  it("let no name become a command", () => {
    const hostile = tex(fixture(renamed(attack, 2)))
    for (const [name, text] of hostile) {
      expect(text.replaceAll(/^#.*$/gm, ""), name).not.toContain(String.raw`\input`)
      expect(name.endsWith(".dat") || balanced(text), name).toBe(true)
    }
    expect(hostile.get("setting-1-cost.tex")).toContain(texText(attack))
  })

  it("escape every special character, and have no letter that pdfLaTeX lacks", () => {
    expect(texText("50 % of $5 & #1_a^b~c{d}\\e")).toBe(
      String.raw`50 \% of \$5 \& \#1\_a\textasciicircum{}b\textasciitilde{}c\{d\}\textbackslash{}e`
    )
    expect(texText("10× ≈ −3 µs, Łódź…")).toBe(String.raw`10$\times$ $\approx$ $-$3 \textmu{}s, Łódź\dots{}`)
    expect(texText("--a ---b -c")).toBe("-{}-a -{}-{}-b -c")
    expect(texText("日本\n\u0007x")).toBe("?? x")
    // oxlint-disable-next-line no-control-regex -- what is sought is what is outside of it
    for (const [name, text] of documents) expect(text.replaceAll(/^%.*$/gm, ""), name).toMatch(/^[\x00-\x7F\u00C0-\u017F]*$/)
  })
})

describe("what the page copies for pgfplots", () => {
  it("is the same document with the numbers in it", () => {
    const { document } = parseHTML(html(fixture(twelve.slice(0, 3))))
    const texts = [...document.querySelectorAll("figure pre")].map((pre) => pre.textContent ?? "")
    expect(texts.length).toBeGreaterThan(8)
    for (const text of texts) {
      expect(balanced(text)).toBe(true)
      expect(text).toMatch(/\\pgfplotstableread\{\n[^]+\n\}\\numbers\n/)
      expect(text).not.toContain(".dat")
    }
  })
})
