// What changes do to items, by the rules of the wire.

/** @typedef {import('./types.js').Item} Item */
/** @typedef {import('./types.js').Change} Change */

/** @type {Record<import('./types.js').MarkWord, Change['set']>} */
const SETS = {
  seen: { seen: true },
  read: { seen: true, read: true },
  unread: { read: false },
  archived: { seen: true, archived: true },
  unarchived: { archived: false },
  deleted: { deleted: true },
  snoozed: { deleted: true },
  unsnoozed: {}, // comes back as a notification
}

/** What a mark changes. @param {import('./types.js').Mark} mark @returns {Change} */
export const changeOf = ({ as, ids, all }) => ({ ids, all, set: SETS[as] })

/** @param {Item} one @param {Item} other */
export const newestFirst = (one, other) => isUpTo(one, placeOf(other)) ? 1 : -1

/** @param {Item} item */
export const placeOf = ({ createdAt, id }) => ({ at: createdAt, id })

/** @param {Item} item @param {import('./types.js').ItemPlace} place */
const isUpTo = ({ createdAt, id }, place) =>
  createdAt < place.at || (createdAt === place.at && id <= place.id)

/**
 * Whether a filter lets an item through.
 * @param {Item} item
 * @param {import('./types.js').InboxFilter} filter
 */
export const matches = (item, { state, category, tag, channel, group }) =>
  (category ?? item.category) === item.category &&
  (channel ?? item.channel) === item.channel &&
  (group ?? item.group) === item.group &&
  (!tag || !!item.tags?.includes(tag)) &&
  item.archived === (state === 'archived') &&
  !(state === 'unseen' && item.seen) &&
  !(state === 'unread' && item.read) &&
  (state !== 'read' || item.read)

/** Whether a change is about an item. @param {Item} item @param {Change} change */
export const isMeant = (item, { ids, removed, unfollowed, preferences, all }) =>
  (ids ?? removed)?.includes(item.id) ||
  unfollowed === item.channel ||
  preferences?.[/** @type {string} */ (item.category)]?.inbox === false ||
  (all && matches(item, all) && (!all.through || isUpTo(item, all.through)))

/**
 * The items after a change. What does not change stays the same object.
 * @param {Item[]} items
 * @param {Change} change
 */
export const changed = (items, change) =>
  items.flatMap((item) => isMeant(item, change) ? withSet(item, change.set) : [item])

/** What becomes of an item. @param {Item} item @param {Change['set']} set nothing: it is gone */
export const withSet = (item, set) => {
  if (!set || set.deleted) return []
  const next = { ...item, ...set }
  return isSame(item, next) ? [item] : [next]
}

/** @param {Item} one @param {Item | undefined} other */
export const isSame = (one, other) =>
  other !== undefined && one.createdAt === other.createdAt && one.seen === other.seen &&
  one.read === other.read && one.archived === other.archived

/** How many of these count. @param {Item[]} items @returns {import('./types.js').Counts} */
export const count = (items) => {
  const open = items.filter(({ archived }) => !archived)
  return {
    unread: open.filter(({ read }) => !read).length,
    unseen: open.filter(({ seen }) => !seen).length,
  }
}
