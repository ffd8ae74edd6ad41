import { type Locator, opened, type Page, type Scheme, unreadable } from "@copath/chromium"
import { describeInChromium } from "@copath/chromium/vitest"
import { certificateLines, indicesOf, type LabResult } from "@copath/lab-core"
import { beforeAll, expect, test } from "vitest"
import { reportPage } from "./reportPage.ts"

const timeout = 240_000
const compared = ["--profile", "rfc9420,whatsapp-sender-keys", "--policy", "rekey.everyMessages=2"]

let url: string
let result: LabResult

const heat = (page: Page, index: number): Locator => page.locator("figure.heat").nth(index)
const press = async (page: Page, key: string, times: number): Promise<void> => {
  for (let i = 0; i < times; i++) await page.keyboard.press(key)
}

/** The colours that a canvas shows, by how many pixels have them. */
const colours = (canvas: Locator): Promise<ReadonlyArray<string>> =>
  canvas.evaluate((element) => {
    const { height, width } = element as HTMLCanvasElement
    const data = (element as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, width, height).data ?? []
    const found = new Map<string, number>()
    for (let i = 0; i < data.length; i += 4) {
      const colour = `#${[data[i], data[i + 1], data[i + 2]].map((n) => (n ?? 0).toString(16).padStart(2, "0")).join("")}`
      if (data[i + 3] === 255) found.set(colour, (found.get(colour) ?? 0) + 1)
    }
    return [...found].toSorted((a, b) => b[1] - a[1]).map(([colour]) => colour)
  })

describeInChromium("what an attacker learns, on the page of lab run --adversary --html", { timeout }, (browser) => {
  const open = (width: number, scheme: Scheme = "light") => opened(browser(), url, width, scheme)

  beforeAll(async () => {
    ;({ result, url } = await reportPage([...compared, "--adversary"]))
  }, timeout)

  test("asks for nothing but itself, and complains of nothing", async () => {
    const { complaints, page, requests } = await open(1200)
    await heat(page, 0).locator("canvas").click()
    await press(page, "ArrowRight", 3)
    expect(requests).toEqual([url])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test("leads from the heatmap to each certificate by keyboard alone, and back", async () => {
    const { page } = await open(1200)
    for (const [index, { security }] of result.cells.entries()) {
      const { certificates, heatmap, members } = security!
      const figure = heat(page, index)
      const rows = heatmap!.rows
      // The first row of the second member that loses something.
      const row = rows.findIndex(({ member, runs }) => member === 1 && runs.length > 0)
      const { from, runs } = rows[row]!
      const message = indicesOf(runs)[0]!
      await figure.locator("select").focus()
      await page.keyboard.press("Tab")
      expect(await figure.locator("canvas").evaluate((canvas) => canvas === document.activeElement)).toBe(true)
      expect(await figure.locator(".at").isVisible()).toBe(true)
      await page.keyboard.press("PageDown")
      await press(page, "ArrowDown", from - rows.find(({ member }) => member === 1)!.from)
      await press(page, "ArrowRight", message)
      expect(await figure.locator(".said").innerText()).toContain(`Seize ${members[1]} at state ${from}: message ${message}, said by`)
      expect(await figure.locator(".said").innerText()).toContain("It falls")
      await page.keyboard.press("Enter")
      const why = figure.locator(".why")
      expect(await why.evaluate((panel) => panel === document.activeElement)).toBe(true)
      expect(await why.locator("li").allTextContents()).toEqual(certificateLines(certificates!, heatmap!, members, row, from, message))
      await page.keyboard.press("Escape")
      expect(await why.isVisible()).toBe(false)
      expect(await figure.locator("canvas").evaluate((canvas) => canvas === document.activeElement)).toBe(true)
    }
    await page.context().close()
  })

  test("prints for every cell of a member that falls the certificate of lab-core", async () => {
    const { page } = await open(1200)
    for (const [index, { security }] of result.cells.entries()) {
      const { certificates, heatmap, members } = security!
      const figure = heat(page, index)
      await figure.locator("canvas").focus()
      const first = heatmap!.rows[0]!
      let line = 0
      for (const [row, { from, member, runs, to }] of heatmap!.rows.entries()) {
        if (member !== first.member) break
        await page.keyboard.press("Home")
        await press(page, "ArrowDown", from - line)
        line = from
        let column = 0
        for (const message of indicesOf(runs)) {
          await press(page, "ArrowRight", message - column)
          column = message
          await page.keyboard.press("Enter")
          const lines = await figure.locator(".why li").allTextContents()
          expect(lines).toEqual(certificateLines(certificates!, heatmap!, members, row, from, message))
          await page.keyboard.press("Escape")
        }
        expect(to).toBeGreaterThan(from)
      }
    }
    await page.context().close()
  })

  test("says of a cell that is safe that nothing leads there", async () => {
    const { page } = await open(1200)
    const { heatmap } = result.cells[0]!.security!
    const last = heatmap!.messages.state.length - 1
    const row = heatmap!.rows.findIndex(({ runs }) => !indicesOf(runs).includes(last))
    expect(row).toBeGreaterThanOrEqual(0)
    const { from, member } = heatmap!.rows[row]!
    await heat(page, 0).locator("select").selectOption(String(member))
    await heat(page, 0).locator("canvas").focus()
    await press(page, "ArrowDown", from - heatmap!.rows.find((one) => one.member === member)!.from)
    await page.keyboard.press("End")
    await page.keyboard.press(" ")
    expect(await heat(page, 0).locator(".why").innerText()).toMatch(/does not fall[\s\S]+Nothing that is held there/)
    await heat(page, 0).locator(".why button").click()
    expect(await heat(page, 0).locator(".why").isVisible()).toBe(false)
    await page.context().close()
  })

  test.each([
    [1200, "light", "#2a78c2"],
    [1200, "dark", "#4b9be0"],
    [390, "light", "#2a78c2"]
  ] as const)("draws what falls in the theme's colours, whole and legible, at %i pixels, %s", async (width, scheme, later) => {
    const { page } = await open(width, scheme)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    for (let index = 0; index < result.cells.length; index++) {
      const canvas = heat(page, index).locator("canvas")
      const box = await canvas.boundingBox()
      expect(box?.width).toBeGreaterThan(60)
      expect(await colours(canvas)).toContain(later)
    }
    expect(await unreadable(page.locator(".drawing svg:visible"))).toEqual([])
    await page.context().close()
  })

  test("shows one member alone, and stays with it", async () => {
    const { page } = await open(1200)
    const canvas = heat(page, 0).locator("canvas")
    await heat(page, 0).locator("select").selectOption({ index: 2 })
    await canvas.focus()
    expect(await heat(page, 0).locator(".said").innerText()).toContain(`Seize ${result.cells[0]!.security!.members[1]} at`)
    await page.keyboard.press("PageDown")
    expect(await heat(page, 0).locator(".said").innerText()).toContain(`Seize ${result.cells[0]!.security!.members[1]} at`)
    await page.context().close()
  })

  test("puts every figure's numbers beside it", async () => {
    const { page } = await open(1200)
    for (const figure of await page.locator("figure:has(canvas)").all()) {
      const table = figure.locator("table")
      expect(await table.isVisible()).toBe(false)
      await figure.locator("summary").focus()
      await page.keyboard.press("Enter")
      expect(await table.isVisible()).toBe(true)
      expect(await table.locator("tbody tr").count()).toBeGreaterThan(0)
    }
    await page.context().close()
  })
})
