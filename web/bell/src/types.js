// The values that a page and the elements hand each other. Types only.

/** @typedef {import('@belfry/sdk').Belfry} Client */
/**
 * A live view of an inbox: what the elements take of it.
 * @typedef {Pick<import('@belfry/sdk').Inbox, 'items' | 'groups' | 'counts' | 'state' | 'error' |
 *   'more' | 'on' | 'older' | 'mark' | 'snooze' | 'act' | 'close'>} View
 */
/** @typedef {import('@belfry/sdk').MarkWord} MarkWord */
/** @typedef {import('@belfry/sdk').Item} Item */
/** @typedef {import('@belfry/sdk').InboxFilter} Filter */
/** @typedef {import('@belfry/sdk').InboxChange} Change */
/** @typedef {import('@belfry/sdk').ItemGroup} Group */
/** @typedef {import('@belfry/sdk').Counts} Counts */
/** @typedef {import('@belfry/sdk').Preferences} Preferences */
/** @typedef {NonNullable<Item['actions']>[number]} Action */

/**
 * What a page says by `configure`.
 * @typedef {object} Configuration
 * @property {Client} [client] one that the page has already; it is not closed
 * @property {() => string | Promise<string>} [getToken]
 * @property {import('./strings.js').Texts} [strings]
 * @property {(string | { name: string, title?: string })[]} [categories]
 */

export {}
