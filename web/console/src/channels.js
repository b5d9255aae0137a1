import { connect } from '@belfry/sdk'
import { $, at, h, isChannel, NAME_FORM, number, pathOf } from './dom.js'
import { stateMark } from './live.js'
import { ChannelView } from './messages.js'
import { ExactSocket } from './raw.js'
import { snippets } from './snippets.js'

const PAGE = 50

/**
 * The channels that the server has, and one of them.
 * @param {import('./api.js').Api} api
 * @param {() => void} again asks for what is shown at once
 * @returns {import('./view.js').View}
 */
export function channels(api, again) {
  const list = channelList(api, again)
  /** @type {ReturnType<typeof oneChannel> | undefined} */
  let shown
  return {
    everyMillis: 2000,
    open(rest) {
      const one = rest !== ''
      $('channel-list').hidden = one
      $('channel-one').hidden = !one
      $('channels-title').textContent = one ? rest : 'Channels'
      if (one) shown = oneChannel(api, rest, again)
    },
    close() {
      shown?.close()
      shown = undefined
      $('channel-one').replaceChildren()
    },
    refresh: (signal) => (shown ?? list).refresh(signal).catch((error) => {
      if (error.status !== 503) throw error // else it is listed for somebody else just now
    }),
  }
}

/** @param {import('./api.js').Api} api @param {() => void} again */
function channelList(api, again) {
  const prefix = $('channel-prefix')
  let limit = PAGE
  prefix.addEventListener('input', () => {
    limit = PAGE
    again()
  })
  $('channel-more').addEventListener('click', () => {
    limit += PAGE
    again()
  })
  return {
    /** @param {AbortSignal} signal */
    async refresh(signal) {
      const { found, next } = await pages(api, prefix.value.trim(), limit, signal)
      $('channel-rows').replaceChildren(...found.map(rowOf))
      $('channel-none').hidden = found.length > 0
      $('channel-none').textContent = prefix.value.trim()
        ? 'No channel begins with this.'
        : 'No channel yet. One is there as soon as somebody uses it.'
      $('channel-table').hidden = !found.length
      $('channel-more').hidden = !next
    },
  }
}

/**
 * Reads pages until there are so many channels.
 * @param {import('./api.js').Api} api
 * @param {string} prefix
 * @param {number} limit
 * @param {AbortSignal} signal
 */
async function pages(api, prefix, limit, signal) {
  /** @type {any[]} */
  const found = []
  let next
  do {
    const query = new URLSearchParams({ prefix, limit: String(PAGE) })
    if (next) query.set('after', next)
    const page = await api.get(`/v1/channels?${query}`, signal)
    found.push(...page.channels)
    next = page.next
  } while (next && found.length < limit)
  return { found, next }
}

/** @param {any} channel */
function rowOf({ name, subscribers, present, position, durable }) {
  return h('tr', {},
    h('th', { scope: 'row' }, h('a', { href: `#channels/${encodeURIComponent(name)}` }, name)),
    h('td', { class: 'count' }, number(subscribers)),
    h('td', { class: 'count' }, present === undefined ? '–' : number(present)),
    h('td', { class: 'wide' }, h('code', {}, position ?? '–')),
    h('td', { class: 'wide' }, durable ? 'on disk' : 'in memory'))
}

/** @param {import('./api.js').Api} api @param {string} name @param {() => void} again */
function oneChannel(api, name, again) {
  const place = $('channel-one')
  const back = h('a', { href: '#channels', class: 'back' }, '← Channels')
  if (!isChannel(name)) {
    place.append(back, h('p', { class: 'error', role: 'alert' }, NAME_FORM))
    return { close() {}, async refresh() {} }
  }
  const belfry = connect({
    tabs: false, WebSocket: ExactSocket, ...(api.key && { token: api.key }),
  })
  const view = new ChannelView(name, api, belfry)
  view.opened.then(again, () => {}) // it is a subscriber more
  const facts = h('p', { class: 'soft facts grow' })
  $('send-channel').value = name
  snippets(name)
  place.append(back,
    h('div', { class: 'bar' }, facts, h('a', { href: at(pathOf(name)) }, 'Its live page'),
      stateMark(belfry)),
    view.element)
  return {
    close() {
      view.close()
      belfry.close()
    },
    /** @param {AbortSignal} signal */
    async refresh(signal) {
      const path = `/v1/channels/${name.split('/').map(encodeURIComponent).join('/')}`
      const found = await api.get(path, signal).catch((error) => {
        if (error.status === 404) return { subscribers: 0 }
        throw error
      })
      const { subscribers, present, durable, position } = found
      facts.textContent = [
        `${number(subscribers)} ${subscribers === 1 ? 'subscriber' : 'subscribers'}`,
        present !== undefined && `${number(present)} present`,
        durable ? 'on disk' : 'in memory',
        position && `at ${position}`,
      ].filter(Boolean).join(' · ')
    },
  }
}
