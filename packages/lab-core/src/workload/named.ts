import * as Result from "effect/Result"
import { adminChurn } from "./named/adminChurn.ts"
import { channel50k } from "./named/channel.ts"
import { churn } from "./named/churn.ts"
import { community1k } from "./named/community.ts"
import { decentral4op } from "./named/decentral.ts"
import { familyYears } from "./named/familyYears.ts"
import { massRemoval } from "./named/massRemoval.ts"
import { withMishaps } from "./named/mishaps.ts"
import { pairToEight } from "./named/pairToEight.ts"
import { type NamedWorkload, NamedWorkloadError, parseValues } from "./named/parameters.ts"
import { proposeCommit } from "./named/proposeCommit.ts"
import { keyRotationDaily } from "./named/rotation.ts"
import { setupAndTalk } from "./named/setupAndTalk.ts"
import { sleepyDevices } from "./named/sleepy.ts"
import { storm } from "./named/storm.ts"
import { team50 } from "./named/team.ts"
import type { Workload } from "./workload.ts"

/** Workloads that are made, not read: what people do, and then what the literature measures. */
export const namedWorkloads: ReadonlyArray<NamedWorkload> = [
  pairToEight,
  team50,
  familyYears,
  community1k,
  channel50k,
  sleepyDevices,
  keyRotationDaily,
  churn,
  adminChurn,
  massRemoval,
  proposeCommit,
  decentral4op,
  setupAndTalk,
  storm
].map(withMishaps)

/** Makes a workload by name; `settings` are of the form `days=7`. */
export const makeWorkload = (
  name: string,
  seed: string,
  settings: ReadonlyArray<string> = []
): Result.Result<Workload, NamedWorkloadError> => {
  const found = namedWorkloads.find((one) => one.name === name)
  if (found === undefined) {
    const detail = `no workload of this name; the names are ${namedWorkloads.map((one) => one.name).join(", ")}`
    return Result.fail(new NamedWorkloadError({ reason: "Name", text: name, detail }))
  }
  return Result.map(parseValues(found, settings), (values) => found.make(seed, values))
}
