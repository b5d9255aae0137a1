// The values that a page and the elements hand each other. Types only.

/** @typedef {any} Client a `Belfry` of the SDK */

/**
 * @typedef {object} Action
 * @property {string} id
 * @property {string} title
 * @property {string} [url]
 */

/**
 * A notification in a user's inbox.
 * @typedef {object} Item
 * @property {string} id
 * @property {string} channel
 * @property {string} createdAt
 * @property {string} title
 * @property {string} [body]
 * @property {string} [url]
 * @property {string} [icon]
 * @property {string} [category]
 * @property {string[]} [tags]
 * @property {'low' | 'normal' | 'high'} [priority]
 * @property {string} [group]
 * @property {{ id?: string, name: string, icon?: string }} [actor]
 * @property {Action[]} [actions]
 * @property {any} [data]
 * @property {boolean} seen
 * @property {boolean} read
 * @property {boolean} archived
 */

/**
 * @typedef {object} Filter
 * @property {string} [state]
 * @property {string} [category]
 * @property {string} [tag]
 * @property {string} [channel]
 * @property {string} [group]
 */

/** @typedef {{ unread: number, unseen: number }} Counts 100 stands for 100 or more */

/** @typedef {{ channel: string, group: string, count: number, unread: number }} Group */

/** @typedef {{ added: Item[], removed: string[], reset?: boolean }} Change */

/**
 * A live view of an inbox, of the SDK.
 * @typedef {object} View
 * @property {readonly Item[]} items
 * @property {readonly Group[]} groups
 * @property {Counts} counts
 * @property {'loading' | 'ready' | 'failed'} state
 * @property {{ code: string, temporary: boolean } | undefined} error
 * @property {boolean} more
 * @property {(name: 'change' | 'error', listener: (value: any) => void) => () => void} on
 * @property {() => Promise<unknown>} older
 * @property {(as: string, what: string[] | { all: object }) => Promise<unknown>} mark
 * @property {(ids: string[], until: string) => Promise<unknown>} snooze
 * @property {(id: string, action: string) => Promise<unknown>} act
 * @property {() => void} close
 */

/**
 * What a page says by `configure`.
 * @typedef {object} Configuration
 * @property {Client} [client] one that the page has already; it is not closed
 * @property {() => string | Promise<string>} [getToken]
 * @property {import('./strings.js').Texts} [strings]
 * @property {string[] | { name: string, title?: string }[]} [categories]
 */

export {}
