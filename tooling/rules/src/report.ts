import type { Coverage, Covered } from "./coverage.ts"
import type { Group } from "./rule.ts"
import type { Title } from "./titles.ts"

const testLine = ({ file, line, title }: Title): string => `       ${file}:${line}  ${title}`

const ruleLines = (rule: Covered): ReadonlyArray<string> => {
  const count = rule.waits !== undefined ? `waits for ${rule.waits}` : rule.tests.length === 0 ? "NO TEST" : ""
  const head = `${rule.id}  ${rule.says} (${rule.section}; ${rule.seen})`
  return [count === "" ? head : `${head}: ${count}`, ...rule.tests.map(testLine)]
}

const idList = (rules: ReadonlyArray<Covered>): string => rules.map(({ id }) => id).join(" ")

/** The whole list as text, or with `untestedOnly` the rules that have no test; the last lines count. */
export const report = (groups: ReadonlyArray<Group>, { rules, strays, untested }: Coverage, untestedOnly: boolean): string => {
  const wanted = untestedOnly ? untested : rules
  const waits = rules.filter((rule) => rule.waits !== undefined && rule.tests.length === 0)
  const tested = rules.length - untested.length - waits.length
  return [
    ...groups.flatMap(({ number, title }) => {
      const mine = wanted.filter(({ group }) => group === number)
      return mine.length === 0 ? [] : [`${number}. ${title}`, ...mine.flatMap(ruleLines), ""]
    }),
    ...(strays.length === 0 ? [] : ["Titles that name no rule of the list:", ...strays.map(testLine), ""]),
    `${rules.length} rules: ${tested} with a test, ${untested.length} without${waits.length === 0 ? "" : `, ${waits.length} waiting (${idList(waits)})`}`,
    ...(untested.length === 0 ? [] : [`without a test: ${idList(untested)}`])
  ].join("\n")
}
