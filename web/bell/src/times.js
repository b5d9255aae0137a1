// Times as people say them.

/** @type {[Intl.RelativeTimeFormatUnit, number, number][]} a unit, its length, and up to where */
const UNITS = [
  ['second', 60, 60],
  ['minute', 60, 3_600],
  ['hour', 3_600, 86_400],
  ['day', 86_400, 604_800],
]

/** @type {Map<string, Intl.DateTimeFormat | Intl.RelativeTimeFormat>} one is dear to make */
const formats = new Map()

/**
 * A time in the words that the options of `Intl.DateTimeFormat` ask for.
 * @param {number} time in milliseconds since 1970
 * @param {string} locale
 * @param {Intl.DateTimeFormatOptions} options
 */
export const said = (time, locale, options) => {
  const key = locale + JSON.stringify(options)
  const format = /** @type {Intl.DateTimeFormat} */ (
    formats.get(key) ?? new Intl.DateTimeFormat(locale, options))
  formats.set(key, format)
  return format.format(time)
}

/**
 * "5 minutes ago", "yesterday"; after a week the date.
 * @param {number} time in milliseconds since 1970
 * @param {number} now
 * @param {string} locale
 */
export const ago = (time, now, locale) => {
  const relative = /** @type {Intl.RelativeTimeFormat} */ (formats.get(locale) ??
    new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }))
  formats.set(locale, relative)
  const seconds = Math.max(0, (now - time) / 1_000)
  for (const [unit, length, end] of UNITS) {
    if (seconds < end) return relative.format(-Math.floor(seconds / length), unit)
  }
  const old = now - time > 300 * 86_400_000
  return said(time, locale, { day: 'numeric', month: 'short', year: old ? 'numeric' : undefined })
}

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
