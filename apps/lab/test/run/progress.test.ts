import { expect, test } from "vitest"
import { makeProgress, type ProgressKind, type Screen } from "../../src/run/progress.ts"

const screen = (interactive: boolean, columns = 80) => {
  let [now, text] = [0, ""]
  const s: Screen = { write: (more) => void (text += more), now: () => now, interactive, columns }
  return { s, wait: (ms: number) => void (now += ms), text: () => text }
}

const alike = (...names: ReadonlyArray<string>) => names.map((name) => ({ name, work: 10 }))

const start = (kind: ProgressKind, interactive: boolean) => {
  const { s, text, wait } = screen(interactive)
  return { progress: makeProgress(kind, alike("first", "second"), s), text, wait }
}

test("a log gets one line for each cell, with what is left", () => {
  const { progress, text, wait } = start("auto", false)
  progress.update(0, 0, 1000)
  wait(10_000)
  progress.update(0, 500, 1000)
  expect(text()).toBe("")
  wait(10_000)
  progress.finish(0, false)
  progress.update(1, 0, 1000)
  wait(20_000)
  progress.finish(1, false)
  progress.close()
  expect(text()).toBe("[1/2] first: 1,000 steps in 20 s; 20 s left\n[2/2] second: 1,000 steps in 20 s\n")
})

test("what is left is told from what each cell was expected to take", () => {
  const { s, text, wait } = screen(false)
  const progress = makeProgress(
    "auto",
    [
      { name: "small", work: 1 },
      { name: "large", work: 9 }
    ],
    s
  )
  progress.update(0, 0, 10)
  wait(10_000)
  progress.finish(0, false)
  progress.close()
  expect(text()).toBe("[1/2] small: 10 steps in 10 s; 1 min 30 s left\n")
})

test("a terminal gets a bar with rate and remaining time, drawn over itself", () => {
  const { progress, text, wait } = start("auto", true)
  progress.update(0, 0, 1000)
  wait(10_000)
  progress.update(0, 500, 1000)
  const lines = text().split("\n")
  expect(lines.at(-2)).toBe("\u001B[1A\u001B[2K[1/2] first ████████░░░░░░░░  50 % 50 steps/s, 30 s left")
  progress.finish(0, false)
  progress.close()
  expect(text()).toContain("\u001B[1A\u001B[2K[1/2] first: 1,000 steps in 10 s\n")
})

test.each([
  [69, " ████░░░░  50 % 50 steps/s, 10 s left"],
  [60, "  50 % 50 steps/s, 10 s left"],
  [48, "  50 % 10 s left"],
  [38, "  50 %"]
])("in %i columns the bar shrinks before the name does", (columns, tail) => {
  const { s, text, wait } = screen(true, columns)
  const progress = makeProgress("auto", alike("cgka=art,signature=static"), s)
  progress.update(0, 0, 1000)
  wait(10_000)
  progress.update(0, 500, 1000)
  const line = text().split("\u001B[2K").at(-1)?.trimEnd() ?? ""
  expect(line).toBe(`[1/1] cgka=art,signature=static${tail}`)
  expect(line.length).toBeLessThan(columns)
})

test("the name is cut only where nothing but the percentage is left", () => {
  const { s, text, wait } = screen(true, 30)
  const progress = makeProgress("auto", alike("cgka=art,signature=static"), s)
  progress.update(0, 0, 1000)
  wait(10_000)
  progress.update(0, 500, 1000)
  expect(text().split("\u001B[2K").at(-1)).toBe("[1/1] cgka=art,signatur  50 %\n")
})

test("a terminal is not drawn upon more than five times a second", () => {
  const { progress, text, wait } = start("auto", true)
  for (let i = 0; i < 100; i++) {
    progress.update(0, i, 100)
    wait(10)
  }
  expect(text().split("\n").length - 1).toBeLessThanOrEqual(5)
})

test("JSON lines tell cell, name, steps and milliseconds", () => {
  const { progress, text, wait } = start("json", true)
  progress.update(1, 1, 4)
  wait(250)
  progress.finish(1, true)
  expect(
    text()
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line))
  ).toEqual([
    { cell: 2, of: 2, name: "second", done: 1, total: 4, ms: 0 },
    { cell: 2, of: 2, name: "second", done: 4, total: 4, ms: 250, finished: true, refused: true }
  ])
})

test("cells kept from before are told, and do not count for the time that is left", () => {
  const { s, text, wait } = screen(false)
  const progress = makeProgress("auto", alike("first", "second", "third"), s)
  progress.skip(0)
  progress.update(1, 0, 1000)
  wait(20_000)
  progress.finish(1, false)
  expect(text()).toBe("[1/3] first: kept from before\n[2/3] second: 1,000 steps in 20 s; 20 s left\n")
})

test("a terminal and JSON lines tell of kept cells too", () => {
  const drawn = start("auto", true)
  drawn.progress.skip(1)
  expect(drawn.text()).toBe("[2/2] second: kept from before\n")
  const json = start("json", true)
  json.progress.skip(1)
  expect(JSON.parse(json.text())).toMatchObject({ cell: 2, of: 2, name: "second", finished: true, kept: true })
})

test("none says nothing", () => {
  const { progress, text } = start("none", true)
  progress.update(0, 1, 2)
  progress.finish(0, false)
  progress.skip(1)
  progress.close()
  expect(text()).toBe("")
})
