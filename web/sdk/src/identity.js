// Who a client is, as far as it can tell. Only the server knows whether it is true.

/**
 * The claims of a JWT, unchecked; none where it is something else.
 * @param {string | undefined} token
 * @returns {{ sub?: string, iss?: string, exp?: number }}
 */
export const claimsOf = (token) => {
  try {
    const [, payload] = /** @type {string} */ (token).split('.')
    const bytes = atob(payload.replace(/-/g, '+').replace(/_/g, '/'))
    return JSON.parse(decodeURIComponent(bytes.replace(/[^]/g, (byte) =>
      '%' + byte.charCodeAt(0).toString(16).padStart(2, '0'))))
  } catch {
    return {}
  }
}

/**
 * A name that clients have in common only if they are of the same server and user, whom a hash
 * stands for: a weak one where the platform has no other, and so no tabs share a connection.
 * @param {URL} server
 * @param {import('./types.js').ConnectOptions} options
 * @param {string | undefined} token
 */
export const nameOf = async (server, { account, user, info }, token) => {
  const { sub, iss } = claimsOf(token)
  const who = JSON.stringify(token ? { iss, sub: sub ?? token } : { account, user, info })
  return `belfry:${server.origin}${server.pathname}:${await hash(who)}`
}

/** @param {string} text */
const hash = async (text) => {
  const bytes = new TextEncoder().encode(text)
  const digest = await globalThis.crypto?.subtle?.digest('SHA-256', bytes)
  if (!digest) return bytes.reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 0)
  return [...new Uint8Array(digest, 0, 12)].map((b) => b.toString(16).padStart(2, '0')).join('')
}
