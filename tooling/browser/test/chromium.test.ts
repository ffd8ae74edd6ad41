import { describeInChromium } from "@copath/chromium/vitest"
import { expect, test } from "vitest"
import type { Conversation } from "./app/conversation.ts"
import { coreTests } from "./core/coreTests.ts"
import { asInNode, type FileReport } from "./page/report.ts"
import { runCore } from "./core/runCore.ts"
import { address, shutIn } from "./core/shutIn.ts"
import { measure } from "../src/sizes.ts"

/** Tests that passed at the least, with the official vectors and without. Far below the true numbers, far above an accident. */
const enough = { withVectors: 1750, without: 750 }

const sum = (reports: ReadonlyArray<FileReport>, count: (report: FileReport) => number): number =>
  reports.reduce((total, report) => total + count(report), 0)

describeInChromium("in Chromium, without a window and without a network", { timeout: 1_200_000 }, (browser) => {
  test.each(["byNumber", "byParts"] as const)("two members talk, with the very file whose size is measured: suite 1 %s", async (how) => {
    const context = await shutIn(browser(), { script: (await measure()).code[how], files: new Map() })
    const page = await context.newPage()
    await page.goto(address)
    // As text: what vitest makes of an import is not what a page understands.
    const talk = await page.evaluate(`import("/script.js").then(({ converse }) => converse())`)
    await context.close()
    expect(talk).toEqual({ bobRead: "hello", aliceRead: "hello yourself", epoch: 1 } satisfies Conversation)
  })

  test("a page tells failures from passes, and from files that cannot be loaded", async () => {
    const files = ["tooling/browser/test/fixtures/broken.ts", "tooling/browser/test/fixtures/mixed.ts"]
    const { reports } = await runCore(browser(), files)
    const [broken, mixed] = reports
    expect(broken).toMatchObject({ passed: 0, failures: [{ errors: [expect.stringContaining("this file cannot be loaded")] }] })
    expect(mixed?.passed).toBe(2)
    expect(mixed?.failures.map(({ title }) => title)).toEqual(["a block whose hook throws", "fails", "rejects", "never settles"])
    expect(mixed?.failures[1]?.errors[0]).toContain("expected 2 to be 3")
    expect(mixed?.skipped).toEqual([
      { title: "is skipped", why: asInNode },
      { title: "asks for more than there is", why: "asks for process.title, which a page does not have" },
      { title: "asks for a module", why: "asks for node:os's cpus, which a page does not have" },
      { title: "a block whose hook throws > does not run", why: asInNode }
    ])
  })

  test("the strict stack's own tests pass, from the files that Node runs", async () => {
    const start = performance.now()
    const { complaints, reports, withoutVectors } = await runCore(browser())
    const seconds = ((performance.now() - start) / 1000).toFixed(0)
    const [passed, failed, skipped] = [
      sum(reports, (r) => r.passed),
      sum(reports, (r) => r.failures.length),
      sum(reports, (r) => r.skipped.length)
    ]
    process.stderr.write(
      `Chromium ${browser().version()}: ${passed} tests passed, ${failed} failed, ${skipped} skipped, from ${reports.length} files in ${seconds} s\n`
    )
    const reasons = new Map<string, number>()
    for (const { file, skipped: left } of reports) {
      for (const { why } of left) reasons.set(`${file}: ${why}`, (reasons.get(`${file}: ${why}`) ?? 0) + 1)
    }
    for (const [reason, count] of reasons) process.stderr.write(`not in a page, ${count} of ${reason}\n`)
    if (withoutVectors.length > 0) process.stderr.write(`OFFICIAL VECTORS MISSING: ${withoutVectors.join(", ")} (set COPATH_VECTORS)\n`)

    expect(reports.flatMap(({ failures, file }) => failures.map(({ errors, title }) => ({ file, title, errors })))).toEqual([])
    expect(reports.map(({ file }) => file)).toEqual(coreTests().toSorted())
    expect(passed).toBeGreaterThan(withoutVectors.length > 0 ? enough.without : enough.withVectors)
    expect(complaints).toEqual([])
    if (withoutVectors.length > 0) return
    expect([...reasons.keys()].filter((reason) => reason.endsWith(`: ${asInNode}`))).toEqual([])
    expect(skipped, "what a page cannot do is the exception").toBeLessThan(passed / 20)
  })
})
