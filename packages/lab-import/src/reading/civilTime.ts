/** What a calendar and a clock show. */
export interface Civil {
  readonly year: number
  /** From 1. */
  readonly month: number
  readonly day: number
  readonly hour?: number
  readonly minute?: number
  readonly second?: number
}

/** Milliseconds since 1970 of a time in UTC; `undefined` if no calendar has such a day, or no clock such a time. */
export const utcOf = ({ year, month, day, hour = 0, minute = 0, second = 0 }: Civil): number | undefined => {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second >= 60 || year < 1 || year > 9999) return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1) return undefined
  return date.getTime() + Math.floor((hour * 3_600 + minute * 60 + second) * 1_000)
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

/** 1 to 12 of an English month's name or its first three letters; 0 if it is none. */
export const monthOf = (name: string): number => months.indexOf(name.slice(0, 3).toLowerCase()) + 1

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d(?:[.,]\d{1,9})?))?)?(?: ?(Z|[+-]\d\d(?::?\d\d)?))?$/i

/** Milliseconds since 1970 of a time in ISO 8601: a date, or a date and a time, in UTC unless a zone is given. */
export const parseIso = (text: string): number | undefined => {
  const [match, year, month, day, hour = "0", minute = "0", second = "0", zone = "Z"] = iso.exec(text) ?? []
  if (match === undefined) return undefined
  const civil = { year: Number(year), month: Number(month), day: Number(day), hour: Number(hour), minute: Number(minute) }
  const local = utcOf({ ...civil, second: Number(second.replace(",", ".")) })
  if (local === undefined || /^z$/i.test(zone)) return local
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.replace(":", "").slice(3) || "0")]
  if (hours > 18 || minutes > 59) return undefined
  return local - (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
