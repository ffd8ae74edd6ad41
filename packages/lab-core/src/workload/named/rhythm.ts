/** When people talk. */
export interface Rhythm {
  /** The weight of each hour of the day for the beginning of a conversation. */
  readonly hours: ReadonlyArray<number>
  /** How many times the usual number of messages each day of the week has, Monday first. */
  readonly week: ReadonlyArray<number>
}

/** Workdays from one hour to another: slow at first, a dip at noon. */
export const workRhythm = (from: number, until: number): Rhythm => ({
  hours: Array.from({ length: 24 }, (_, hour) => {
    if (hour < from || hour >= until) return 0
    if (hour === from) return 0.5
    return hour === 12 ? 0.6 : 1
  }),
  week: [1, 1, 1, 1, 1, 0, 0]
})

/** Friends and strangers in their free time: quiet at night, most in the evening, a little more from Friday to Sunday. */
export const leisureRhythm: Rhythm = {
  hours: [0.2, 0.1, 0.05, 0.05, 0.05, 0.1, 0.3, 0.6, 0.8, 0.8, 0.8, 0.9, 1, 1, 0.9, 0.9, 1, 1.1, 1.3, 1.5, 1.6, 1.5, 1.1, 0.6],
  week: [0.95, 0.95, 0.95, 0.95, 1.05, 1.1, 1.05]
}
