import type { WorkloadEvent } from "@copath/lab-core"

/** Something that tells whether a member is online: it acts, or the file says so. */
export interface Mark {
  /** In milliseconds, counted as in the history. */
  readonly t: number
  /** What it tells. */
  readonly is: "act" | "online" | "offline"
}

/** The time that somebody belongs to the group. */
export interface Stay {
  /** Its name. */
  readonly user: string
  /** When it joins, in milliseconds counted as in the history. */
  readonly from: number
  /** When it leaves or is removed, alike. */
  until: number
  /** In the order of time. */
  readonly marks: Array<Mark>
}

/** How long before and after each act of its own a member is taken to be online, in milliseconds. */
export interface PresenceOptions {
  /** Before. */
  readonly leadMs: number
  /** After. */
  readonly lagMs: number
}

/**
 * When a member comes and goes: online from `leadMs` before to `lagMs` after each of its acts, and as long as the file says so. Everybody is online when
 * its stay begins; nothing is said after `end`.
 *
 * ```text
 *        act        act                 act
 *  ──┬────┼──────────┼────┐       ┌──────┼────┐
 *    lead              lag        lead     lag
 * ```
 */
export const presenceOf = (stay: Stay, end: number, { lagMs, leadMs }: PresenceOptions): ReadonlyArray<WorkloadEvent> => {
  const events: Array<WorkloadEvent> = []
  const by = stay.user
  const last = Math.min(stay.until, end)
  let until = stay.from + lagMs
  let offlineSince = Number.NEGATIVE_INFINITY
  for (const { is, t } of stay.marks) {
    if (is === "offline") {
      if (t < until) until = t
      offlineSince = t
      continue
    }
    const from = Math.max(is === "act" ? t - leadMs : t, offlineSince)
    if (from > until) {
      events.push({ t: until, do: "offline", by }, { t: from, do: "online", by })
      until = from
    }
    until = Math.max(until, is === "online" ? Number.POSITIVE_INFINITY : t + lagMs)
  }
  // On leaving there is nothing left to be online in.
  if (until < last) events.push({ t: until, do: "offline", by })
  return events
}
