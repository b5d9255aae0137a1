import { connect } from '@belfry/sdk'
import { Api } from './api.js'
import { $, at, h } from './dom.js'
import { ChannelView } from './messages.js'
import { ExactSocket } from './raw.js'

/** The page of the one channel that its address names. */
export function livePage() {
  const path = location.pathname.slice(new URL(at('/')).pathname.length)
  const channel = decodeURIComponent(path).replace(/^notifications\//, '')
  const since = new URLSearchParams(location.search).get('since') ?? undefined
  $('channel').textContent = channel
  $('channel').title = channel
  document.title = `${channel} · Belfry`
  const belfry = connect({ tabs: false, WebSocket: ExactSocket })
  showState(belfry, $('state'))
  document.body.append(new ChannelView(channel, new Api(), belfry, { since, tag: 'main' }).element)
}

/**
 * Shows what a client's connection is doing.
 * @param {any} belfry
 * @param {HTMLElement} state
 */
export function showState(belfry, state) {
  const shown = {
    connecting: ['', 'connecting'],
    open: ['live', 'live'],
    waiting: ['lost', 'reconnecting'],
    closed: ['lost', 'refused, reload to try again'],
  }
  belfry.on('state', (/** @type {{ state: keyof typeof shown }} */ change) => {
    const [kind, text] = shown[change.state]
    state.className = `state ${kind}`
    state.textContent = text
  })
  belfry.on('error', (/** @type {Error} */ error) => { state.title = error.message })
}

/** A mark that says what a client's connection is doing. @param {any} belfry */
export function stateMark(belfry) {
  const mark = h('span', { class: 'state', role: 'status' }, 'connecting')
  showState(belfry, mark)
  return mark
}
