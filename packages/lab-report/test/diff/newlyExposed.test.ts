import type { LabResult, Security } from "@copath/lab-core"
import { describe, expect, it } from "vitest"
import { difference, differenceText } from "../../src/index.ts"
import { fixture, twelve } from "../fixture.ts"
import { security } from "../security/fixture.ts"

const withSecurity = (one: Security | undefined): LabResult => {
  const result = fixture(twelve.slice(0, 1))
  return one === undefined ? result : { ...result, cells: result.cells.map((cell) => ({ ...cell, security: one })) }
}
const safer = (): Security => {
  const one = security(0.2)
  const heatmap = one.heatmap!
  return { ...one, heatmap: { ...heatmap, rows: heatmap.rows.map((row) => (row.member === 0 ? { ...row, runs: [1, 1] } : row)) } }
}

describe("a difference in what is exposed", () => {
  it("is worse however small it is, and says why the first message newly falls", () => {
    const found = difference(withSecurity(safer()), withSecurity(security(0.2001)))
    expect(found.verdict).toBe("worse")
    expect(found.exposed).toEqual([
      {
        where: expect.stringContaining("rfc9420 on team-50"),
        member: "ann",
        state: 0,
        message: 0,
        why: [
          "1  chain, held by ann at state 0",
          "2  → message key: expanded",
          "3  → text: opened",
          "→ message 0, said by ann at state 1 in epoch 0"
        ]
      }
    ])
    const text = differenceText(found, { names: ["a", "b"], colour: true })
    expect(text).toContain("\u001B[1;31mFirst message newly exposed")
    expect(text).toContain("message 0, to whoever seizes ann at state 0\n  1  chain")
  })

  it("is none where less falls, or where no adversary looked on", () => {
    const [more, less] = [withSecurity(security(0.2001)), withSecurity(safer())]
    expect(difference(more, less)).toMatchObject({ verdict: "changed", exposed: [] })
    expect(difference(withSecurity(undefined), more).exposed).toEqual([])
  })

  it("says that the result does not know why, where it has no certificates", () => {
    const { certificates, ...bare } = security(0.3)
    expect(certificates).toBeDefined()
    const found = difference(withSecurity(safer()), withSecurity(bare))
    expect(found.exposed).toMatchObject([{ message: 0, why: [] }])
    expect(differenceText(found, { names: ["a", "b"] })).toContain("The result does not say why")
  })
})
