// What a client does when a connection has ended. The range of a close code is the verdict.

import { BelfryError } from './errors.js'

const FIRST_MILLIS = 500
const LAST_MILLIS = 20_000

/** The codes of RFC 6455 after which it comes back; 1005 and 1006 say that there was none. */
const STANDARD = new Set([1001, 1005, 1006, 1011, 1012, 1013, 1014])

/** @type {Record<number, string>} */
const WORDS = {
  1009: 'too-large', 4004: 'rate-limited', 4500: 'unauthorized', 4501: 'bad-request',
  4502: 'forbidden', 4503: 'rate-limited', 4504: 'unauthorized',
}

/** @param {number} code */
export const isRetried = (code) =>
  code >= 4000 ? code < 4500 : code === 0 || STANDARD.has(code)

/** @param {import('./types.js').Closing} closing */
export const errorOf = ({ code, reason }) =>
  new BelfryError(
    WORDS[code] ?? (isRetried(code) ? 'unavailable' : 'bad-request'),
    reason || `the connection ended with ${code}`,
    isRetried(code),
    code || undefined,
  )

/**
 * How long to wait, in milliseconds: a random part ("full jitter") of a bound that doubles with
 * each attempt, so that many clients do not come back in step. A server that leaves names the
 * bound itself.
 * @param {number} attempt 0 for the first
 * @param {import('./types.js').Closing} [closing]
 */
export const delay = (attempt, closing) => {
  const spread = closing?.code === 4000 ? secondsIn(closing.reason) : 0
  return Math.random() * (spread * 1000 || Math.min(LAST_MILLIS, FIRST_MILLIS * 2 ** attempt))
}

/** @param {string} reason */
const secondsIn = (reason) => {
  try {
    return Number(JSON.parse(reason).reconnectWithin) || 0
  } catch {
    return 0
  }
}
