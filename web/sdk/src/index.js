import { Belfry } from './client.js'
import { serverAt, serverOf } from './address.js'
import { platform } from './platform.js'

/**
 * Connects to a Belfry server, and stays connected until it is closed.
 *
 * Without an address it is the server that this file came from, `<script type="module">` and
 * `import` alike; so Node, Deno and Bun name one. A server behind a proxy may be below a path, as
 * `https://app.example/live`.
 * @overload
 * @param {string | URL} server
 * @param {import('./types.js').ConnectOptions} [options]
 * @returns {Belfry}
 */
/**
 * @overload
 * @param {import('./types.js').ConnectOptions} [options]
 * @returns {Belfry}
 */
/**
 * @param {string | URL | import('./types.js').ConnectOptions} [server]
 * @param {import('./types.js').ConnectOptions} [options]
 */
export function connect(server, options) {
  const named = typeof server === 'string' || server instanceof URL
  const url = new URL(named ? server : import.meta.url, globalThis.location?.href)
  if (!/^https?:$/.test(url.protocol)) throw new TypeError('name the server: http:// or https://')
  const at = named ? serverAt(url) : serverOf(url)
  return new Belfry(at, (named ? options : server) ?? {}, platform())
}

export { BelfryError } from './errors.js'
export { Belfry } from './client.js'
export { Subscription } from './subscription.js'
export { Inbox } from './inbox.js'
/** @typedef {import('./types.js').ConnectOptions} ConnectOptions */
/** @typedef {import('./types.js').SubscribeOptions} SubscribeOptions */
/** @typedef {import('./types.js').PublishOptions} PublishOptions */
/** @typedef {import('./types.js').HistoryOptions} HistoryOptions */
/** @typedef {import('./types.js').Message} Message */
/** @typedef {import('./types.js').Gap} Gap */
/** @typedef {import('./types.js').Member} Member */
/** @typedef {import('./types.js').Present} Present */
/** @typedef {import('./types.js').Published} Published */
/** @typedef {import('./types.js').Page} Page */
/** @typedef {import('./types.js').Beginning} Beginning */
/** @typedef {import('./types.js').State} State */
/** @typedef {import('./types.js').StateChange} StateChange */
/** @typedef {import('./types.js').Item} Item */
/** @typedef {import('./types.js').ItemGroup} ItemGroup */
/** @typedef {import('./types.js').InboxFilter} InboxFilter */
/** @typedef {import('./types.js').InboxOptions} InboxOptions */
/** @typedef {import('./types.js').InboxChange} InboxChange */
/** @typedef {import('./types.js').InboxState} InboxState */
/** @typedef {import('./types.js').Counts} Counts */
/** @typedef {import('./types.js').MarkWord} MarkWord */
/** @typedef {import('./types.js').Preferences} Preferences */
