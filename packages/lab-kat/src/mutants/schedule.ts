import { KeySchedule, Secret } from "@copath/contracts"
import { keySchedule, type SchedulePart } from "@copath/profile-lab"
import { layer as rfc9420 } from "@copath/schedule-rfc9420"
import { changed } from "../variant.ts"
import { chat } from "./histories.ts"
import { mutant } from "./mutant.ts"

type Schedule = KeySchedule["Service"]

const broken = (id: string, title: string, change: (service: Schedule) => Partial<Schedule>): SchedulePart =>
  keySchedule({ id, title, source: "a mutant", layer: changed(KeySchedule, rfc9420, id, change) })

/** The chain from epoch to epoch is cut: what a later leaf key opens is enough for an earlier epoch. */
export const initSkipped = mutant({
  part: broken("rfc9420-init-skipped", "The init secret of the epoch before is left out", ({ next }) => ({
    next: (input) => next({ ...input, init: new Secret(new Uint8Array(input.init.length)) })
  })),
  of: "rfc9420",
  workload: chat,
  metric: "forwardSecrecy",
  values: { whole: 0, broken: 16 }
})
