import { $, bytes, duration, h, number } from './dom.js'
import { Chart } from './chart.js'

/**
 * The counters of the server and their charts.
 * @param {import('./api.js').Api} api
 * @returns {import('./view.js').View}
 */
export function overview(api) {
  const connections = new Chart('Connections')
  const publishes = new Chart('Publishes a second')
  const deliveries = new Chart('Deliveries a second')
  $('charts').append(connections.element, publishes.element, deliveries.element)
  /** @type {any} */
  let last
  return {
    everyMillis: 1000,
    async refresh(signal) {
      const stats = await api.get('/v1/stats', signal)
      const now = Date.parse(stats.time) / 1000
      connections.add(stats.connections.open, now)
      const seconds = last ? now - Date.parse(last.time) / 1000 : 0
      if (seconds > 0 && stats.started === last.started) {
        publishes.add((stats.publishes - last.publishes) / seconds, now)
        deliveries.add((stats.deliveries - last.deliveries) / seconds, now)
      }
      last = stats
      $('figures').replaceChildren(...figures(stats))
      $('version').textContent = `${stats.node ? `${stats.node} · ` : ''}${stats.version}`
    },
  }
}

/** @param {any} stats */
function figures(stats) {
  const { connections, memory } = stats
  const rows = [
    ['Up for', duration(stats.uptime)],
    ['WebSockets', `${number(connections.websocket)} raw · ${number(connections.framed)} framed`],
    ['Event streams', number(connections.stream)],
    ['Users', stats.users === undefined ? undefined : number(stats.users)],
    ['Channels', number(stats.channels)],
    ['Subscriptions', number(stats.subscriptions)],
    ['Published', number(stats.publishes)],
    ['Delivered', number(stats.deliveries)],
    ['Received', bytes(stats.bytes.in)],
    ['Sent', bytes(stats.bytes.out)],
    ['Refusals', number(stats.refusals)],
    ['Gaps', number(stats.gaps)],
    ['Behind', number(stats.behind)],
    ['Waiting to be sent', bytes(stats.outbox)],
    ['Heap', `${bytes(memory.heap.used)} of ${bytes(memory.heap.max)}`],
    ['Direct memory', `${bytes(memory.direct.used)} of ${bytes(memory.direct.max)}`],
  ]
  return rows.filter(([, value]) => value !== undefined)
    .map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))
}
