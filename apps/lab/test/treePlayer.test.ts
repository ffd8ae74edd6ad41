import { type Locator, opened, type Page } from "@copath/chromium"
import { describeInChromium } from "@copath/chromium/vitest"
import { fallenKeys, type LabResult, treeAt, type Trees } from "@copath/lab-core"
import { beforeAll, expect, test } from "vitest"
import { reportPage } from "./reportPage.ts"

const timeout = 240_000
const compared = ["--profile", "rfc9420,whatsapp-sender-keys", "--policy", "never"]

let url: string
let result: LabResult

const figure = (page: Page): Locator => page.locator("figure.player")
const part = (page: Page, name: string): Locator => figure(page).locator(`[data-part=${name}]`)
const film = (cell = 0): Trees => result.cells[cell]!.trees!
/** The keys at the nodes that are drawn in a way, by their numbers. */
const drawn = async (page: Page, way: string): Promise<ReadonlyArray<number>> =>
  (await figure(page).locator(`.board .${way} .number`).allTextContents()).map(Number).toSorted((a, b) => a - b)
/** The keys of a frame that fall to whoever robs this member at another. */
const falling = (trees: Trees, member: number, robbed: number, frame: number): ReadonlyArray<number> => {
  const fallen = fallenKeys(trees, member, robbed)
  return treeAt(trees, frame)
    .flatMap(({ key }) => (key !== undefined && fallen.has(key) ? [key] : []))
    .toSorted((a, b) => a - b)
}
/** Chooses by typing, as who has no pointer does. */
const typed = async (page: Page, name: string, what: string): Promise<void> => {
  await part(page, name).focus()
  await page.keyboard.type(what)
}

describeInChromium("the tree player, on the page of lab run --adversary --html", { timeout }, (browser) => {
  beforeAll(async () => {
    ;({ result, url } = await reportPage([...compared, "--adversary"]))
  }, timeout)

  test("goes from change to change by keyboard alone, and says what happened", async () => {
    const { complaints, page, requests } = await opened(browser(), url, 1200)
    const range = part(page, "range")
    await range.focus()
    const said = []
    for (const _ of film().frames.step) {
      said.push(await part(page, "what").innerText())
      await page.keyboard.press("ArrowRight")
    }
    expect(said).toEqual([
      "Step 0, epoch 1: ann creates the group with bob, cid and dee.",
      "Step 3, epoch 2: dee commits, for new keys.",
      "Step 4, epoch 3: ann commits: removes bob.",
      "Step 6, epoch 4: cid commits: adds eve."
    ])
    expect(await range.getAttribute("aria-valuetext")).toBe("Change 4 of 4. Step 6, epoch 4: cid commits: adds eve.")
    await page.keyboard.press("Home")
    expect(await part(page, "place").innerText()).toBe("1 of 4")
    await page.keyboard.press("End")
    expect(await part(page, "place").innerText()).toBe("4 of 4")
    expect(requests).toEqual([url])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test("shows in red what falls to a robbed member, until its own commit", async () => {
    const { page } = await opened(browser(), url, 1200)
    expect(await figure(page).locator(".board .fell").count()).toBe(0)
    await typed(page, "who", "dee")
    expect(await part(page, "who").inputValue()).toBe("3")
    expect(await drawn(page, "fell")).toEqual(falling(film(), 3, 0, 0))
    expect(await part(page, "sum").innerText()).toContain("Whoever seized dee after step 0 has 1 of them.")
    await part(page, "range").focus()
    await page.keyboard.press("ArrowRight")
    expect(await figure(page).locator(".board .fell").count()).toBe(0)
    expect(await part(page, "sum").innerText()).toContain("has none of them.")
    expect(await part(page, "crown").getAttribute("class")).toBe("crown")
    // Cid does not commit until the third change after it.
    await typed(page, "who", "cid")
    expect((await drawn(page, "fell")).length).toBeGreaterThan(1)
    expect(await part(page, "crown").getAttribute("class")).toBe("crown")
    await page.context().close()
  })

  test("draws for every member and frame the keys that lab-core says have fallen", async () => {
    const { page } = await opened(browser(), url, 1200)
    const trees = film()
    for (const [member, name] of trees.members.entries()) {
      await part(page, "who").selectOption({ label: name })
      const offered = await part(page, "when")
        .locator("option")
        .evaluateAll((all) => all.map((option) => Number((option as HTMLOptionElement).value)))
      const present = trees.frames.step.flatMap((_, frame) => (treeAt(trees, frame).some((node) => node.member === member) ? [frame] : []))
      expect(offered).toEqual(present)
      for (const robbed of offered) {
        await part(page, "when").selectOption(String(robbed))
        await part(page, "range").focus()
        await page.keyboard.press("Home")
        for (const frame of trees.frames.step.keys()) {
          expect(await drawn(page, "fell"), `${name} at ${robbed}, seen in ${frame}`).toEqual(falling(trees, member, robbed, frame))
          await page.keyboard.press("ArrowRight")
        }
      }
    }
    await page.context().close()
  })

  test("says of each node in words what it is, wherever the arrow keys lead", async () => {
    const { page } = await opened(browser(), url, 1200)
    await part(page, "range").focus()
    await page.keyboard.press("ArrowRight")
    await part(page, "box").focus()
    const said = async (...keys: ReadonlyArray<string>): Promise<string> => {
      for (const key of keys) await page.keyboard.press(key)
      return part(page, "said").innerText()
    }
    expect(await said()).toMatch(
      /^Node 3: key \d+, set at step 3, by dee: new\. The secret is held by everybody below: ann, bob, cid and dee\.$/
    )
    expect(await said("ArrowDown")).toBe("Node 1: blank.")
    expect(await said("ArrowRight")).toMatch(/^Node 5: key \d+, .* held by everybody below: cid and dee\.$/)
    expect(await said("ArrowDown", "ArrowRight")).toMatch(/^Leaf 3 \(node 6\), dee: key \d+, .* Its owner alone holds the secret\.$/)
    expect(await said("ArrowUp")).toMatch(/^Node 5/)
    expect(await said("Home")).toMatch(/^Leaf 0 \(node 0\), ann/)
    await page.context().close()
  })

  test("plays to the end, and can be stopped", async () => {
    const { page } = await opened(browser(), url, 1200)
    await part(page, "play").focus()
    await page.keyboard.press("Enter")
    expect(await part(page, "play").innerText()).toBe("Pause")
    await page.waitForFunction(() => document.querySelector("[data-part=place]")?.textContent === "4 of 4")
    expect(await part(page, "play").innerText()).toBe("Play")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    expect(await part(page, "play").innerText()).toBe("Play")
    await page.context().close()
  })

  test("shows leaves alone, in a ring, where there is no tree", async () => {
    const { page } = await opened(browser(), url, 1200)
    await part(page, "which").selectOption({ index: 1 })
    expect(await figure(page).locator(".board line").count()).toBe(0)
    expect(await figure(page).locator(".board g.filled").count()).toBe(4)
    expect(await part(page, "sum").innerText()).toMatch(/^4 leaf keys/)
    await page.context().close()
  })

  test("has the numbers of the frame beside it, to be copied", async () => {
    const { page } = await opened(browser(), url, 1200)
    await part(page, "range").focus()
    await page.keyboard.press("End")
    const button = figure(page).locator("button[data-copy]")
    await button.focus()
    await page.keyboard.press("Enter")
    await page.waitForFunction((b) => b?.textContent === "Copied", await button.elementHandle())
    const [head, ...lines] = (await page.evaluate(() => navigator.clipboard.readText())).trimEnd().split("\n")
    expect(head).toBe("node,is,who,state,key,set at,unmerged,tainted by,secret held by,attacker has it")
    expect(lines).toHaveLength(treeAt(film(), 3).length)
    expect(lines[2]).toMatch(/^2,leaf 1,eve,filled,\d+,"step 6, by cid",,,eve,$/)
    await page.context().close()
  })

  test.each([
    [1200, "light"],
    [1200, "dark"],
    [390, "light"],
    [390, "dark"]
  ] as const)("is whole at %i pixels, %s: nothing scrolls but the drawing, no name is cut off", async (width, scheme) => {
    const { page } = await opened(browser(), url, width, scheme)
    await typed(page, "who", "ann")
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    const cut = await figure(page)
      .locator(".board svg")
      .evaluate((drawing) => {
        const frame = drawing.getBoundingClientRect()
        return [...drawing.querySelectorAll("text")]
          .filter((text) => text.textContent !== "")
          .filter((text) => {
            const box = text.getBoundingClientRect()
            return box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom
          })
          .map((text) => text.textContent)
      })
    expect(cut).toEqual([])
    await page.context().close()
  })
})
