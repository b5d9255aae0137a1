import { $, clock, h, number } from './dom.js'

/**
 * The nodes that serve together.
 * @param {import('./api.js').Api} api
 * @returns {import('./view.js').View}
 */
export function nodes(api) {
  return {
    everyMillis: 2000,
    async refresh(signal) {
      const { nodes: all, current } = await api.get('/v1/nodes', signal)
      $('nodes-list').replaceChildren(...all.map(nodeOf))
      $('nodes-note').textContent = !current
        ? 'This node can\'t reach the others now; what is here may be old.'
        : all.length === 1 ? 'This node serves alone.'
          : `${number(all.length)} nodes serve together.`
    },
  }
}

/** @param {any} node */
function nodeOf({ name, address, version, since, sessions, lagMillis, own }) {
  const facts = [
    ['Address', h('code', {}, address)], ['Version', version], ['Since', clock(since)],
    ['Sessions', number(sessions)], ['Lag', `${number(lagMillis)} ms`],
  ]
  return h('li', { class: 'card' },
    h('h2', {}, name, own && h('span', { class: 'tag' }, 'this one')),
    h('dl', {}, facts.map(([key, value]) => h('div', {}, h('dt', {}, key), h('dd', {}, value)))))
}
