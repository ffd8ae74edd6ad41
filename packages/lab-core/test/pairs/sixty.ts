import { Result } from "effect"
import { seeded } from "../../src/randomness.ts"
import { type Workload, workload, type WorkloadEvent } from "../../src/workload/workload.ts"

/** What the story may ask of a composition. */
export interface Told {
  /** Devices of each user. */
  readonly devices: number
  /** Whether somebody who lost its state has a way back. */
  readonly comesBack: boolean
  /** Whether one text can go astray and nothing else with it: not where keys travel in texts. */
  readonly misses: boolean
}

/**
 * Sixty events among up to eight users, or five of two devices: people talk, renew their keys, come and go, are away for a while; a text goes astray, and somebody loses
 * everything, if there is a way back.
 */
export const sixty = ({ comesBack, devices, misses }: Told): Workload => {
  const lots = seeded("sixty events", String(devices))
  const most = devices === 1 ? 8 : 5
  const members = ["u0", "u1", "u2", "u3"]
  const away: Array<string> = []
  let names = members.length
  const pick = (but = ""): string => {
    const there = members.filter((name) => name !== but && !away.includes(name))
    return there[lots.below(there.length)] ?? ""
  }
  const events: Array<WorkloadEvent> = [{ t: 0, do: "create", by: "u0", with: members.slice(1) }]
  const happen = (t: number): WorkloadEvent => {
    const kind = lots.below(20)
    const by = pick()
    if (away.length > 0 && kind % 4 === 3) return { t, do: "online", by: away.pop() ?? "" }
    if (kind < 10) return { t, do: "say", by, size: 1 + lots.below(90) }
    if (kind < 13) return { t, do: "rekey", by }
    if (kind < 14 && away.length === 0) {
      away.push(by)
      return { t, do: "offline", by }
    }
    if (kind < 17 && members.length < most) {
      const who = `u${names++}`
      members.push(who)
      return { t, do: "add", by, who: [who] }
    }
    if (members.length < 4) return { t, do: "rekey", by }
    const who = pick(by)
    members.splice(members.indexOf(who), 1)
    return { t, do: "remove", by, who: [who] }
  }
  for (let i = 1; i < 60; i++) {
    const t = i * 60_000
    if (i === 30 && misses) events.push({ t, do: "miss", by: pick() })
    else if (i === 40 && comesBack) events.push({ t, do: "lose", by: pick("u0") })
    else events.push(happen(t))
  }
  return Result.getOrThrow(workload({ lab: "workload/1", name: "sixty", members: ["u0", "u1", "u2", "u3"], devices }, events))
}
