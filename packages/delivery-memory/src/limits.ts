/** How many key packages may be claimed within a time (RFC 9420, 16.8): whoever drains a client's packages makes all who invite it share the last one. */
export interface ClaimLimits {
  /** By one who asks. Default: any number. */
  readonly perRequester?: number
  /** Of one client and cipher suite, whoever asks. Default: any number. */
  readonly perTarget?: number
  /** The time, in milliseconds; when it is over all counts begin anew. Default: an hour. */
  readonly windowMs?: number
}

/** Counts claims. */
export interface Limiter {
  /** Whether one more is within the limits at `now`, in milliseconds; if so it is counted. */
  readonly admit: (requester: string, target: string, now: number) => boolean
}

/** A limiter with nothing counted. All counts of a window are dropped together, so it never holds more names than asked within one. */
export const limiter = ({ perRequester = Infinity, perTarget = Infinity, windowMs = 3_600_000 }: ClaimLimits): Limiter => {
  let window = -1
  const byRequester = new Map<string, number>()
  const byTarget = new Map<string, number>()
  return {
    admit: (requester, target, now) => {
      const current = Math.floor(now / windowMs)
      if (current !== window) {
        window = current
        byRequester.clear()
        byTarget.clear()
      }
      const asked = byRequester.get(requester) ?? 0
      const given = byTarget.get(target) ?? 0
      if (asked >= perRequester || given >= perTarget) return false
      byRequester.set(requester, asked + 1)
      byTarget.set(target, given + 1)
      return true
    }
  }
}
