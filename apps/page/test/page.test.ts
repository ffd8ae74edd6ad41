import { opened as openedFile, type Opened, type Page, type Scheme } from "@copath/chromium"
import { describeInChromium } from "@copath/chromium/vitest"
import { formatWorkload, type LabResult, withoutTimes } from "@copath/lab-core"
import { decodeCalibration } from "@copath/lab-scale"
import { Effect, Result } from "effect"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { afterAll, beforeAll, expect, test } from "vitest"
import { page as makePage } from "../src/build/page.ts"
import { commandLine } from "../src/core/commandLine.ts"
import { plan } from "../src/core/plan.ts"
import { run } from "../src/core/run.ts"
import type { Wish } from "../src/core/wish.ts"
import { parts, small } from "./core/wishes.ts"

const timeout = 240_000
const folder = mkdtempSync(join(tmpdir(), "copath-page-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let url: string

/** Fills in the form. */
const wishFor = async (page: Page, { adversary, base, profiles, seed, workload }: Wish): Promise<void> => {
  if (workload.kind === "named") {
    await page.selectOption("#workload", workload.name)
    await page.locator("#settings-box").evaluate((box) => box.setAttribute("open", ""))
    for (const [key, value] of Object.entries(workload.settings)) await page.fill(`[name="${key}"]`, value)
  } else {
    await page.check('[name="kind"][value="text"]')
    await page.fill("#text", workload.text)
  }
  for (const card of await page.locator("#profiles input").all()) await card.setChecked(profiles.includes(await card.inputValue()))
  await page.check(`[name="base"][value="${base}"]`)
  await page.setChecked("#adversary", adversary)
  await page.fill("#seed", seed)
}

const wish = (over: Partial<Wish>): Wish => ({ ...small, ...over })

const downloaded = async (page: Page, button: string): Promise<{ readonly name: string; readonly text: string }> => {
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(button)])
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") }
}

describeInChromium("the lab as one page, in a browser without a network", { timeout }, (browser) => {
  /** Opens the page, and waits until its form can be used. */
  const opened = async (width = 1200, scheme: Scheme = "light"): Promise<Opened> => {
    const made = await openedFile(browser(), url, width, scheme)
    await made.page.locator("#go:enabled").waitFor()
    return made
  }

  beforeAll(async () => {
    const file = join(folder, "lab.html")
    writeFileSync(file, (await makePage()).html)
    url = pathToFileURL(file).href
  }, timeout)

  test.each([
    ["with an adversary, over stand-ins", wish({})],
    ["over real algorithms", wish({ base: "noble", adversary: false, profiles: ["rfc9420"] })]
  ])("a run gives what Node gives, byte for byte but for times and where it ran: %s", async (_, asked) => {
    const { complaints, page, requests } = await opened()
    page.setDefaultTimeout(timeout)
    await wishFor(page, asked)
    await page.click("#go")
    await page.locator("#outcome").waitFor()
    expect(await page.locator("#status").innerText()).toMatch(/^Done in .* all members agree on the secret\.$/)
    const saved = await downloaded(page, "#save-result")
    expect(saved.name).toBe("result.json")
    const result = JSON.parse(saved.text) as LabResult

    const here = await Effect.runPromise(run(parts, Result.getOrThrow(plan(parts, asked)), result.environment, () => {}))
    expect(result.environment.runtime).toMatch(/^Chromium /)
    expect(JSON.stringify(withoutTimes(result))).toBe(JSON.stringify(withoutTimes(here)))
    expect(await page.locator("#command").textContent()).toBe(commandLine(here.made.argv))

    const report = page.frameLocator("#report")
    expect(await report.locator("h1").innerText()).toContain("decentral-4op")
    expect((await downloaded(page, "#save-report")).text).toContain(`<h1>${await report.locator("h1").innerText()}</h1>`)
    // Links within the report stay there, and its scripts run: the page's policy knows them.
    await report.locator('nav a[href="#environment"]').click()
    expect(await report.locator("h1").count()).toBe(1)
    await report.getByRole("button", { name: "Copy CSV" }).first().click()
    await report.locator("button", { hasText: "Copied" }).waitFor({ timeout: 10_000 })
    expect(complaints).toEqual([])
    expect(requests).toEqual([url])
    await page.context().close()
  })

  test("a workload of one's own is played as far as one says, and saved as the command line reads it", async () => {
    const { page, requests } = await opened()
    await page.check('[name="kind"][value="text"]')
    await page.click("#example")
    await page.fill("#events", "4")
    await page.locator("#command", { hasText: "picnic-first-4.jsonl" }).waitFor({ state: "attached" })
    expect(await page.locator("#size").innerText()).toBe("5 members. 2 messages and 2 other events in 1 minute.")
    await page.click("#command-box summary")
    await page.click("#copy-command")
    await page.locator("#copy-command", { hasText: "Copied" }).waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await page.locator("#command").textContent())
    const { name, text } = await downloaded(page, "#save-workload")
    const asked = { kind: "text", name: "picnic.jsonl", text: await page.inputValue("#text") } as const
    const { workload } = Result.getOrThrow(plan(parts, wish({ workload: asked, events: "4" })))
    expect([name, text]).toEqual(["picnic-first-4.jsonl", formatWorkload(workload)])
    expect(requests).toEqual([url])
    await page.context().close()
  })

  test("a run can be cancelled, and another begun", async () => {
    const { complaints, page } = await opened()
    page.setDefaultTimeout(timeout)
    await wishFor(page, wish({ base: "noble", workload: { kind: "named", name: "team-50", settings: { members: "40" } } }))
    await page.focus("#go")
    await page.keyboard.press("Enter")
    await page.locator("#progress-text", { hasText: "1 of 2, rfc9420" }).waitFor()
    // The focus goes to what stands where it was, and back.
    await page.keyboard.press("Enter")
    expect(await page.locator("#status").innerText()).toBe("Cancelled. Nothing was kept.")
    expect(await page.locator("#outcome").isVisible()).toBe(false)
    expect(await page.locator("#go").evaluate((button) => button === document.activeElement)).toBe(true)
    await wishFor(page, wish({ adversary: false, profiles: ["rfc9420"] }))
    await page.click("#go")
    await page.locator("#outcome").waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test("what a page cannot take is said beside its field, and nothing is run", async () => {
    const { page } = await opened()
    await page.click("#settings-box summary")
    await page.fill('[name="members"]', "99")
    const error = page.locator('[id="error-set.members"]')
    await error.waitFor()
    expect(await error.innerText()).toMatch(/^99 devices .* takes 64 at most/)
    expect(await page.getAttribute('[name="members"]', "aria-invalid")).toBe("true")
    await page.click("#go")
    expect(await page.locator('[name="members"]').evaluate((field) => field === document.activeElement)).toBe(true)
    expect(await page.locator("#progress").isVisible()).toBe(false)
    await page.fill('[name="members"]', "9")
    await error.waitFor({ state: "hidden" })
    await page.context().close()
  })

  test("what cannot work together is refused before it is run, with the reason", async () => {
    const { page } = await opened()
    page.setDefaultTimeout(timeout)
    await wishFor(page, wish({ profiles: ["signal-pairwise"] }))
    await page.click("#vary-box summary")
    await page.click("#add-axis")
    await page.locator("#vary select").selectOption("protection")
    const refused = page.locator("#compositions .no")
    await refused.first().waitFor()
    expect(await refused.first().innerText()).toContain(
      "Refused: secret-tree + pairwise cannot work: message keys come from a group secret, which this key agreement does not make (group-secret)"
    )
    await page.context().close()
  })

  test("a calibration is a file that the command line reads", async () => {
    const { complaints, page, requests } = await opened()
    page.setDefaultTimeout(timeout)
    await page.focus("#tab-run")
    await page.keyboard.press("ArrowRight")
    await page.fill("#device", "")
    await page.selectOption("#effort", "short")
    await page.click("#measure")
    await page.locator('[id="error-measure.device"]', { hasText: /^give the device a name/ }).waitFor()
    await page.fill("#device", "Old phone")
    await page.click("#measure")
    await page.locator("#measuring-text", { hasText: /^Primitives, round \d of 3$/ }).waitFor()
    await page.locator("#calibration").waitFor()
    const { name, text } = await downloaded(page, "#save-calibration")
    expect(name).toBe("old-phone.json")
    const calibration = Result.getOrThrow(decodeCalibration(text))
    expect(calibration).toMatchObject({ device: "Old phone", provider: "noble", runtime: expect.stringMatching(/^Chromium /) })
    expect(Object.keys(calibration.ops).length).toBeGreaterThan(10)
    expect(await page.locator("#calibration-tables tbody tr").count()).toBeGreaterThan(10)
    expect([complaints, requests]).toEqual([[], [url]])
    await page.context().close()
  })

  test.each([
    [1200, "light"],
    [390, "dark"]
  ] as const)("at %i pixels, %s, nothing scrolls sideways and every control has a name", async (width, scheme) => {
    const { page } = await opened(width, scheme)
    await page.locator("details").evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")))
    await page.click("#add-axis")
    await page.selectOption("#policy", "own settings")
    for (const tab of ["run", "measure"]) {
      await page.click(`#tab-${tab}`)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
      const nameless = await page
        .locator("input:visible, select:visible, textarea:visible")
        .evaluateAll((fields) =>
          fields.filter((field) => ((field as HTMLInputElement).labels?.length ?? 0) === 0).map((field) => field.outerHTML)
        )
      expect(nameless).toEqual([])
    }
    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(background).toBe(scheme === "light" ? "rgb(255, 255, 255)" : "rgb(20, 23, 27)")
    await page.context().close()
  })
})
