import { deriveSecret, expandWithLabel, Secret, type Suite } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { expect, test } from "vitest"
import { joinEpoch, nextEpoch } from "../src/index.ts"

const suite: Suite = nobleSuite(1)
const named = (name: string): Secret => new Secret(suite.hash.digest(new TextEncoder().encode(name)))
const groupContext = new TextEncoder().encode("group context")

test("application_export_secret is derived from the epoch secret like the rest of table 4 (draft-ietf-mls-extensions-09, 4.4)", () => {
  const [handoff, psk] = [named("joiner"), named("psk")]
  const epochSecret = expandWithLabel(suite, suite.kdf.extract(handoff, psk), "epoch", groupContext, suite.kdf.size)
  const epoch = joinEpoch(suite, { handoff, psk, groupContext, applicationExport: true })
  expect(epoch.applicationExport?.expose()).toEqual(deriveSecret(suite, epochSecret, "application_export").expose())
  expect(epoch.exporter.expose()).toEqual(deriveSecret(suite, epochSecret, "exporter").expose())
})

test("it is derived where it is asked for alone, by members and joiners", () => {
  const input = { init: named("init"), commit: named("commit"), psk: named("psk"), groupContext }
  const { epoch, handoff } = nextEpoch(suite, { ...input, applicationExport: true })
  const joined = joinEpoch(suite, { handoff, psk: input.psk, groupContext, applicationExport: true })
  expect(joined.applicationExport?.expose()).toEqual(epoch.applicationExport?.expose())
  expect("applicationExport" in nextEpoch(suite, input).epoch).toBe(false)
})
