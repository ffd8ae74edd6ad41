/** Two clocks in milliseconds: how long this thread has computed, and how long it has been there. Given, so that they can be replaced. */
export interface Clocks {
  readonly computed: () => number
  readonly passed: () => number
}

/** The least step of the systems' account of computing time is 1 to 10 ms; most messages take less. */
const STEP = 10
/** A span longer than this between two looks may hold waiting, and the account is fine enough for it. */
const LONG = 2

/**
 * Computing time of a thread in fine steps. The account is right over long spans and blind to short ones, wall time the other way round: so this
 * follows wall time over short spans, and never strays further from the account than one of its steps. Time in which the thread had to wait does not count.
 */
export const makeStopwatch = ({ computed, passed }: Clocks): (() => number) => {
  let last = passed()
  let booked = computed()
  let value = booked
  return () => {
    const now = passed()
    const account = computed()
    const span = now - last > LONG ? account - booked : now - last
    value = Math.min(Math.max(value + span, account), account + STEP)
    last = now
    booked = account
    return value
  }
}

/** This thread's stopwatch: processor time where Node tells it (from 23.9), else the time that passes. */
export const stopwatch: () => number =
  typeof process.threadCpuUsage === "function"
    ? makeStopwatch({
        computed: () => {
          const { system, user } = process.threadCpuUsage()
          return (user + system) / 1000
        },
        passed: () => performance.now()
      })
    : () => performance.now()
