import { $, clock, h, number } from './dom.js'

const PAGE = 20

/**
 * The inbox of a user, as it is kept; nothing is marked by looking.
 * @param {import('./api.js').Api} api
 * @param {() => void} again asks for what is shown at once
 * @returns {import('./view.js').View}
 */
export function inbox(api, again) {
  let user = ''
  let limit = PAGE
  $('inbox-form').addEventListener('submit', (/** @type {Event} */ event) => {
    event.preventDefault()
    location.hash = `#inbox/${encodeURIComponent($('inbox-user').value.trim())}`
  })
  $('inbox-state').addEventListener('change', () => {
    limit = PAGE
    again()
  })
  $('inbox-more').addEventListener('click', () => {
    limit += PAGE
    again()
  })
  return {
    everyMillis: 3000,
    open(rest) {
      user = rest
      limit = PAGE
      $('inbox-user').value = user
      $('inbox-found').hidden = true
    },
    async refresh(signal) {
      if (user === '') return
      if (user === '.' || user === '..') throw new Error('this can be nobody\'s name')
      const path = `/v1/users/${encodeURIComponent(user)}/inbox`
      const { items, counts, next } = await pages(api, path, $('inbox-state').value, limit, signal)
      $('inbox-found').hidden = false
      $('inbox-counts').textContent =
        `${many(counts.unread)} unread · ${many(counts.unseen)} unseen`
      $('inbox-items').replaceChildren(...items.map(itemOf))
      $('inbox-none').hidden = items.length > 0
      $('inbox-more').hidden = !next
    },
  }
}

/** Counts end at 100, which means 100 or more. @param {number} count */
const many = (count) => (count >= 100 ? '99+' : number(count))

/**
 * @param {import('./api.js').Api} api
 * @param {string} path
 * @param {string} state
 * @param {number} limit
 * @param {AbortSignal} signal
 */
async function pages(api, path, state, limit, signal) {
  /** @type {any[]} */
  const items = []
  let page
  do {
    const query = new URLSearchParams({ state, limit: String(PAGE) })
    if (page) query.set('after', page.next)
    page = await api.get(`${path}?${query}`, signal)
    items.push(...page.items)
  } while (page.next && items.length < limit)
  return { items, counts: page.counts, next: page.next }
}

/** @param {any} item */
function itemOf(item) {
  const marks = [
    item.read ? 'read' : item.seen ? 'seen' : 'new',
    item.archived && 'archived',
    item.category,
    !item.channel.startsWith('@user/') && item.channel,
  ].filter(Boolean)
  return h('li', { class: item.read ? 'item' : 'item unread' },
    h('div', { class: 'bar' }, h('strong', { dir: 'auto' }, item.title), clock(item.createdAt)),
    item.body && h('p', { dir: 'auto' }, item.body),
    item.url && h('p', {}, h('code', {}, item.url)),
    h('p', { class: 'marks' }, ...marks.map((mark) => h('span', {}, mark))))
}
