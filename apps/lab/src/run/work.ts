import { countWorkload, type Workload } from "@copath/lab-core"

/** About how much work a workload is, in steps of members: each member looks at each event. */
export const workOf = (workload: Workload): number => {
  const { atOnce, events } = countWorkload(workload)
  return atOnce * events
}
