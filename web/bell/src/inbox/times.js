// Times as people say them.

/** @type {[Intl.RelativeTimeFormatUnit, number, number][]} a unit, its length, and up to where */
const UNITS = [
  ['minute', 60, 3_600],
  ['hour', 3_600, 86_400],
  ['day', 86_400, 604_800],
]

/** @type {Map<string, { format: (value: any, unit?: any) => string }>} */
const formats = new Map()

/**
 * @param {string} key
 * @param {() => { format: (value: any, unit?: any) => string }} make
 */
const kept = (key, make) => {
  const known = formats.get(key) ?? make()
  formats.set(key, known)
  return known
}

/**
 * "5 minutes ago", "yesterday"; after a week the date.
 * @param {number} time in milliseconds since 1970
 * @param {number} now
 * @param {string} locale
 */
export const ago = (time, now, locale) => {
  const relative = kept(`r${locale}`, () =>
    new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }))
  const seconds = Math.max(0, (now - time) / 1_000)
  if (seconds < 60) return relative.format(0, 'second')
  for (const [unit, length, end] of UNITS) {
    if (seconds < end) return relative.format(-Math.floor(seconds / length), unit)
  }
  const year = new Date(time).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric'
  return kept(`d${locale}${year}`, () =>
    new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year })).format(time)
}

/** @param {number} time @param {string} locale */
export const inFull = (time, locale) => kept(`f${locale}`, () =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' })).format(time)

/** @param {number} time @param {string} locale */
export const clock = (time, locale) => kept(`c${locale}`, () =>
  new Intl.DateTimeFormat(locale, { timeStyle: 'short' })).format(time)

/** @param {number} time @param {string} locale */
export const dayAndClock = (time, locale) => kept(`w${locale}`, () =>
  new Intl.DateTimeFormat(locale, { weekday: 'long', hour: 'numeric', minute: '2-digit' }))
  .format(time)

/**
 * Nine o'clock so many days from now, where the user is.
 * @param {number} days
 * @param {number} now
 */
export const morning = (days, now) => {
  const time = new Date(now)
  time.setDate(time.getDate() + days)
  time.setHours(9, 0, 0, 0)
  return time.getTime()
}
