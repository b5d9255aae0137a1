// The values that an application and this library hand each other. Types only.

/**
 * @typedef {object} Message
 * @property {string} channel
 * @property {string} position its place in the channel's log, to resume from
 * @property {string} id a ULID
 * @property {string} time when the server took it, RFC 3339
 * @property {any} data
 */

/**
 * Messages that were missed for good.
 * @typedef {object} Gap
 * @property {string} channel
 * @property {number | null} missed how many; null where nobody can know
 * @property {string} position the stream goes on after it
 */

/**
 * A user who is present, however many connections that user has.
 * @typedef {object} Member
 * @property {string} user
 * @property {Record<string, any>} [info]
 * @property {string} joinedAt
 * @property {number} connections
 */

/**
 * Who is present now, and what has changed.
 * @typedef {object} Present
 * @property {number} count
 * @property {Member[]} [members] absent where the server tells only their number
 * @property {Member} [joined]
 * @property {Member} [left]
 */

/**
 * What became of a publish: a place in the log, or the time at which it will appear.
 * @typedef {object} Published
 * @property {string} id
 * @property {string} channel
 * @property {string} [position]
 * @property {string} [time]
 * @property {string} [at] where it is scheduled
 * @property {boolean} durable whether it is on disk
 */

/**
 * @typedef {object} Page
 * @property {string} channel
 * @property {string} position what the next `after` should be
 * @property {Message[]} messages oldest first
 * @property {Gap} [gap] what was missed before the first
 * @property {boolean} more whether there are further ones in the direction of reading
 */

/**
 * Where a subscription begins.
 * @typedef {object} Beginning
 * @property {string} from messages after this position come
 * @property {string} position the newest message that there was; what comes up to it is the past
 * @property {boolean} recovered whether nothing was missed; if not, a gap follows
 */

/**
 * `connecting`; `open`; `waiting` for the next try, or while the page sleeps; `closed` for good.
 * @typedef {'connecting' | 'open' | 'waiting' | 'closed'} State
 */

/**
 * @typedef {object} StateChange
 * @property {State} state
 * @property {Via} [via] how the server is reached, while `open`
 * @property {import('./errors.js').BelfryError} [error] why it is `waiting` or `closed`
 * @property {number} [retryInMillis] when the next try is, while `waiting`
 */

/** @typedef {'websocket' | 'stream' | 'tab'} Via */

/**
 * What a connection is opened with: the members of the wire's `connect`.
 * @typedef {object} Hello
 * @property {string} [token]
 * @property {string} [user]
 * @property {Record<string, any>} [info]
 */

/**
 * What the server says of a connection.
 * @typedef {object} Session
 * @property {string} [session] its name, for logs
 * @property {string} [user]
 * @property {number} ping after so many seconds of silence the server says something
 * @property {number} [expires] when the token expires, in seconds since 1970
 * @property {string} [time] what the server's clock says
 * @property {number} [ahead] by how many milliseconds that is ahead of this machine's
 */

/**
 * Something that the server says unasked: one member, named for what it is.
 * @typedef {Record<string, any>} Push
 */

/**
 * @typedef {object} Closing
 * @property {number} code a WebSocket close code, or 0 where this library ended the link itself
 * @property {string} reason
 */

/**
 * @typedef {object} ConnectOptions
 * @property {string} [token] a JWT
 * @property {() => string | Promise<string>} [getToken] called for a token: at first, and again
 *   shortly before the one it gave expires
 * @property {boolean} [credentials] whether requests of HTTP to another origin carry cookies; a
 *   WebSocket carries them always
 * @property {string} [user] who this is, where the server has no identity configured
 * @property {Record<string, any>} [info] what presence shows, where it has none
 * @property {string} [account] whom the page is for where only a cookie says so; without it, a
 *   connection that a cookie let in is not shared with other tabs
 * @property {boolean} [tabs] false: no connection is shared with other tabs
 * @property {any} [WebSocket] a class to use instead of the platform's, such as npm's `ws`; null:
 *   none, so an event stream
 * @property {typeof globalThis.fetch} [fetch] to use instead of the platform's
 */

/**
 * @typedef {object} SubscribeOptions
 * @property {string} [since] where to begin: after a position, `earliest`, the last so many
 *   (`-50`), or an age (`10m`). Without it: where this tab was before a reload, else with the next
 *   message
 * @property {boolean | 'count'} [presence] true: who is there, comes and goes; `count`: how many
 * @property {boolean} [resume] false: a reload is not resumed from
 */

/**
 * @typedef {object} PublishOptions
 * @property {string} [key] the idempotency key; one is made where there is none
 * @property {string} [replaceKey] the message takes the place of the last one with this key
 * @property {string} [expires] a duration (`10m`) or a time (RFC 3339)
 * @property {string} [at] when it is to appear, in the same forms
 */

/**
 * @typedef {object} HistoryOptions
 * @property {string} [after] a position, or `earliest`
 * @property {string} [before] a position
 * @property {number} [limit] 1 to 1,000; 100 without it
 */

/**
 * An item of the inbox: what the backend gave, and what the user did with it.
 * @typedef {object} Item
 * @property {string} id
 * @property {string} channel the feed: the user's own, `@everyone`, or one that the user follows
 * @property {string} title
 * @property {string} [body]
 * @property {string} [url]
 * @property {string} [icon]
 * @property {string} [category]
 * @property {string[]} [tags]
 * @property {'low' | 'normal' | 'high'} [priority]
 * @property {string} [group]
 * @property {{ id?: string, name: string, icon?: string }} [actor]
 * @property {{ id: string, title: string, url?: string }[]} [actions]
 * @property {any} [data]
 * @property {string} createdAt RFC 3339, in microseconds
 * @property {string} [expiresAt]
 * @property {boolean} seen
 * @property {boolean} read
 * @property {boolean} archived
 */

/** @typedef {'loading' | 'ready' | 'failed'} InboxState */

/** @typedef {{ unread: number, unseen: number }} Counts 100 for 100 or more */

/**
 * @typedef {object} InboxFilter
 * @property {'inbox' | 'unread' | 'unseen' | 'read' | 'archived'} [state] `inbox`, all that is not
 *   archived, where there is none
 * @property {string} [category]
 * @property {string} [tag]
 * @property {string} [channel] a feed
 * @property {string} [group]
 */

/**
 * @typedef {object} InboxView
 * @property {boolean} [grouped] the newest of each group stands for it
 * @property {number} [limit] how many items a page has: 1 to 100; 20 without it
 */

/** @typedef {InboxFilter & InboxView} InboxOptions */

/**
 * @typedef {object} ItemGroup
 * @property {string} channel
 * @property {string} group
 * @property {number} count
 * @property {number} unread
 */

/**
 * What is new in a view.
 * @typedef {object} InboxChange
 * @property {Item[]} added what has come live just now, newest first; nothing of a page
 * @property {Item[]} removed what the view does not show any more
 * @property {boolean} reset whether a page took the place of all
 */

/** @typedef {'deleted' | 'snoozed' | 'unsnoozed'} LeavingWord */

/** @typedef {'seen' | 'read' | 'unread' | 'archived' | 'unarchived' | LeavingWord} MarkWord */

/**
 * What the user wants of each category.
 * @typedef {Record<string, { inbox?: boolean, push?: boolean, locked?: boolean }>} Preferences
 */

/** @typedef {{ at: string, id: string }} ItemPlace */

/**
 * A mark, as on the wire.
 * @typedef {object} Mark
 * @property {MarkWord} as
 * @property {string[]} [ids]
 * @property {InboxFilter & { through?: ItemPlace }} [all]
 * @property {string} [at]
 * @property {string} [until]
 */

/**
 * A change, as on the wire.
 * @typedef {object} Change
 * @property {string[]} [ids]
 * @property {InboxFilter & { through?: ItemPlace }} [all]
 * @property {{ seen?: boolean, read?: boolean, archived?: boolean, deleted?: boolean }} [set]
 * @property {string[]} [removed]
 * @property {string} [unfollowed]
 * @property {Preferences} [preferences]
 */

export {}
