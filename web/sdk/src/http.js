import { below } from './address.js'
import { BelfryError } from './errors.js'

/** @type {Record<number, number>} the close code that says the same as a status */
const CODES = { 401: 4500, 403: 4502, 429: 4004 }

/**
 * Sends a request to the server; its answer where that is a good one.
 * @param {URL} server
 * @param {import('./types.js').ConnectOptions} options
 * @param {string | undefined} token
 * @param {string} path
 * @param {RequestInit} [init]
 */
export const ask = async (server, options, token, path, init = {}) => {
  const { fetch = globalThis.fetch, credentials } = options
  const response = await fetch.call(globalThis, below(server, path), {
    cache: 'no-store',
    credentials: credentials ? 'include' : 'same-origin',
    ...init,
    headers: {
      Accept: 'application/json',
      ...(init.body && { 'Content-Type': 'application/json' }),
      ...init.headers,
      ...(token && { Authorization: `Bearer ${token}` }),
    },
  }).catch((error) => { throw new BelfryError('unavailable', String(error), true) })
  if (response.ok) return response
  const { status } = response
  const { code, detail } = await response.json().catch(() => ({}))
  throw new BelfryError(
    code ?? (status < 500 ? 'bad-request' : 'unavailable'),
    detail ?? `the server answered ${status}`,
    status === 429 || status >= 500,
    CODES[status] ?? (status < 500 ? 4501 : 1013),
  )
}

/**
 * A path below that of the user's inbox. Without identity, the query names the
 * user.
 * @param {import('./types.js').ConnectOptions} options
 * @param {string} path
 * @param {Record<string, any>} [query]
 */
export const inboxPath = ({ user }, path, query = {}) => {
  const all = JSON.parse(JSON.stringify({ user, ...query })) // without what is undefined
  return `/v1/inbox${path}?${new URLSearchParams(all)}`
}

/**
 * The path and the body of a mark over HTTP.
 * @param {import('./types.js').Mark} mark
 * @returns {[path: string, init: RequestInit]}
 */
export const markRequest = ({ as, ...body }) =>
  [`/${as.replace(/ed$/, 'e')}`, { method: 'POST', body: JSON.stringify(body) }]

/** @param {string} root @param {string} channel */
export const pathOf = (root, channel) =>
  [root, ...channel.split('/').map(encodeURIComponent)].join('/')
