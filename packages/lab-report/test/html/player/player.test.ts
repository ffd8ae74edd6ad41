import { fallenKeys, treeAt, type Trees } from "@copath/lab-core"
import { parseHTML } from "linkedom"
import { createHash } from "node:crypto"
import { runInNewContext } from "node:vm"
import { describe, expect, it } from "vitest"
import { html } from "../../../src/html/html.ts"
import { filmScript } from "../../../src/html/player/filmScript.ts"
import { playerScript, playerScriptHash } from "../../../src/html/player/playerScript.ts"
import { fixture } from "../../fixture.ts"
import { filmed, trees } from "./fixture.ts"

interface Shown {
  readonly node: number
  readonly key?: number
  readonly member?: number
  readonly fresh?: boolean
  readonly unmerged: ReadonlyArray<number>
  readonly outside: ReadonlyArray<number>
  readonly holders?: ReadonlyArray<number>
  readonly strangers?: ReadonlyArray<number>
}

interface Film {
  readonly length: number
  readonly flat: boolean
  readonly nodesAt: (frame: number) => ReadonlyArray<Shown>
  readonly fallen: (member: number, frame: number) => ReadonlySet<number>
  readonly counts: (had: ReadonlySet<number>) => ReadonlyArray<{ readonly keys: number; readonly blank: number; readonly had: number }>
  readonly event: (frame: number) => string
}

interface Script {
  readonly filmOf: (data: { readonly trees: Trees }) => Film
  readonly tellNode: (film: Film, nodes: ReadonlyArray<Shown>, one: Shown, had?: ReadonlySet<number>) => string
  readonly parentOf: (node: number, leaves: number) => number | undefined
}

/** The page's own script, run here. */
const script = runInNewContext(`(() => {${filmScript}; return { filmOf, tellNode, parentOf } })()`) as Script
const plain = <A>(value: A): A => structuredClone(JSON.parse(JSON.stringify(value)) as A)
const film = script.filmOf({ trees: trees() })
const told = (frame: number, node: number, had?: ReadonlySet<number>) => {
  const nodes = film.nodesAt(frame)
  return script.tellNode(film, nodes, nodes[node]!, had)
}

describe("the tree player's script", () => {
  it("has in each frame the nodes of lab-core's treeAt", () => {
    expect(film.length).toBe(5)
    for (let frame = 0; frame < film.length; frame++) {
      const nodes = film.nodesAt(frame).map(({ fresh: _fresh, strangers: _strangers, ...node }) => node)
      expect(plain(nodes)).toEqual(plain(treeAt(trees(), frame)))
    }
  })

  it("has of each attacker the keys of lab-core's fallenKeys", () => {
    for (const member of trees().members.keys()) {
      for (let frame = 0; frame < film.length; frame++) {
        expect([...film.fallen(member, frame)]).toEqual([...fallenKeys(trees(), member, frame)])
      }
    }
  })

  it("says what happened", () => {
    expect(Array.from({ length: 5 }, (_, frame) => film.event(frame))).toEqual([
      "ann creates the group with bob, cid and dee",
      "bob commits, for new keys",
      "ann commits: removes cid",
      "dee commits: adds eve",
      "eve commits, for new keys"
    ])
  })

  it("says whose new keys a commit puts in force, who commits before a text, and that a group is over", () => {
    const { frames } = trees()
    const other = script.filmOf({
      trees: trees({
        frames: { ...frames, by: [[0], [3], [0, 1], [], []], did: ["create", "rekey", "say", "add", "end"], leaves: [4, 4, 4, 4, 0] }
      })
    })
    expect([1, 2, 3, 4].map((frame) => other.event(frame))).toEqual([
      "dee commits: puts new keys of bob in force",
      "ann and bob commit: removes cid, before somebody speaks",
      "the tree changes: adds eve",
      "the group is given up"
    ])
  })

  it("says of a node what it is, since when, who knows its secret, and whether the attacker does", () => {
    expect(told(0, 3)).toBe("Node 3: blank.")
    expect(told(1, 1)).toBe("Node 1: key 4, set at step 2, by bob: new. The secret is held by everybody below: ann and bob.")
    expect(told(3, 4)).toBe(
      "Leaf 2 (node 4), eve: key 10, set at step 4, by dee: new. Its owner alone holds the secret. Unmerged at a node above."
    )
    expect(told(3, 3, new Set([9]))).toBe(
      "Node 3: key 9, set at step 3, by ann. The secret is held by ann, bob and dee, of 4 members below. Unmerged: eve. The attacker has the secret."
    )
    expect(told(4, 5, new Set())).toBe(
      "Node 5: key 13, set at step 6, by eve: new. The secret is held by ann, dee and eve, of 2 members below. From outside: ann. Tainted, says the book, by ann. The attacker does not have it."
    )
  })

  it("counts for each frame what stands and what has fallen", () => {
    expect(plain(film.counts(film.fallen(1, 1)))).toEqual([
      { keys: 4, blank: 3, had: 0 },
      { keys: 6, blank: 1, had: 3 },
      { keys: 5, blank: 1, had: 3 },
      { keys: 6, blank: 1, had: 3 },
      { keys: 7, blank: 0, had: 3 }
    ])
  })

  it("climbs full trees and left-balanced ones", () => {
    expect([0, 4, 5, 8, 12, 11, 7].map((node) => script.parentOf(node, 8))).toEqual([1, 5, 3, 9, 13, 7, undefined])
    expect([8, 6, 3, 7].map((node) => script.parentOf(node, 5))).toEqual([7, 5, 7, undefined])
    expect(script.parentOf(0, 1)).toBe(undefined)
  })

  it("is allowed on the page by its hash, and only where there is a tree to be played", () => {
    expect(playerScriptHash).toBe(`sha256-${createHash("sha256").update(playerScript).digest("base64")}`)
    const policy = parseHTML(html(filmed())).document.querySelector("meta[http-equiv]")?.getAttribute("content")
    expect(policy).toContain(`'${playerScriptHash}'`)
    expect(html(fixture())).not.toContain(playerScriptHash)
    expect(html(fixture())).not.toContain("player")
  })
})

describe("the tree player on the page", () => {
  const page = html(filmed())
  const { document } = parseHTML(page)

  it("is one figure for a setting, with each composition that has a tree", () => {
    const figures = [...document.querySelectorAll("figure.player")]
    expect(figures).toHaveLength(1)
    const names = [...figures[0]!.querySelectorAll("[data-part=which] option")].map((option) => option.textContent)
    expect(names).toEqual(
      filmed()
        .cells.slice(0, 2)
        .map(({ composition }) => composition.name)
    )
    expect(figures[0]!.querySelectorAll("script[type='application/json']")).toHaveLength(2)
    const [first] = figures[0]!.querySelectorAll("script[type='application/json']")
    expect(JSON.parse(first?.textContent ?? "")).toEqual({ trees: trees() })
  })

  it("points to the heatmap of the same run, where there is one", () => {
    const heats = [...document.querySelectorAll("[data-part=which] option")].map((option) => option.getAttribute("value") ?? "")
    expect(heats[1]).toBe("")
    expect(document.getElementById(heats[0] ?? "")?.querySelector("script")?.textContent).toContain('"messages"')
  })

  it("has a slider, a play button and a drawing that the keyboard reaches, each with a name, and its numbers in a table to be copied", () => {
    const figure = document.querySelector("figure.player")!
    expect(figure.querySelector("input[type=range]")?.getAttribute("aria-label")).toBe("Change of the tree")
    expect(figure.querySelector(".board")?.getAttribute("tabindex")).toBe("0")
    expect(figure.querySelector(".board")?.getAttribute("aria-label")).toContain("Arrow keys")
    for (const select of figure.querySelectorAll("select")) expect(select.closest("label")?.textContent?.trim()).not.toBe("")
    const copied = figure.querySelector("button[data-copy]")?.getAttribute("data-copy")
    expect(figure.querySelector("table")?.getAttribute("id")).toBe(copied)
    expect([...document.querySelectorAll("nav a")].map((link) => link.textContent)).toContain("The tree, change by change")
  })

  it("has ids that are nowhere else", () => {
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.getAttribute("id"))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it("lets no member's name become markup", () => {
    const attack = `</script><script>alert(1)</script><img src=x onerror=alert(2)>`
    const hostile = html(filmed({ members: [attack, "bob", "cid", "dee", "eve"] }))
    expect(hostile).not.toContain(attack)
    const scripts = [...parseHTML(hostile).document.querySelectorAll("script")].filter((one) => one.getAttribute("type") === null)
    expect(scripts).toHaveLength(3)
    expect(parseHTML(hostile).document.querySelectorAll("img")).toHaveLength(0)
  })

  it("is the same text for the same result", () => {
    expect(html(filmed())).toBe(page)
  })
})
