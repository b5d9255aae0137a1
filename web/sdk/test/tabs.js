// Tabs of one browser: pages are made of Node's own EventTarget and BroadcastChannel; only the Web
// Locks are written here.

import { WebSocket } from 'ws'
import { Belfry } from '../src/client.js'

/** Whatever a test has opened. */
export const open = new Set()

/** Web Locks, as far as they are used here: exclusive, first come, first served. */
class Locks {
  #queues = new Map()

  request(name, { signal }, callback) {
    return new Promise((resolve, reject) => {
      const queue = this.#queues.get(name) ?? []
      this.#queues.set(name, queue)
      const entry = { run: () => Promise.resolve().then(callback).then(resolve, reject) }
      signal.addEventListener('abort', () => {
        if (queue.indexOf(entry) <= 0) return // held, or gone
        queue.splice(queue.indexOf(entry), 1)
        reject(signal.reason)
      })
      queue.push(entry)
      if (queue.length === 1) this.#next(queue)
    })
  }

  async #next(queue) {
    await queue[0].run()
    queue.shift()
    if (queue.length) this.#next(queue)
  }
}

/** A browser's profile: what its tabs have in common, and how many sockets they have open. */
export class Profile {
  static #count = 0
  id = ++Profile.#count
  locks = new Locks()
  sockets = new Set()

  /** @param {any} server where its pages are from */
  constructor(server) {
    this.server = server
  }

  open(options = {}, storage = new Map()) {
    return new Tab(this, { server: this.server, ...options }, storage)
  }
}

class Tab {
  document = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  window = new EventTarget()
  heard = []
  gaps = []

  constructor(profile, { server: { url }, ...options }, storage) {
    this.storage = storage
    class Counted extends WebSocket {
      constructor(...all) {
        super(...all)
        profile.sockets.add(this)
        this.on('close', () => profile.sockets.delete(this))
      }
    }
    const channels = this.channels = new Set()
    this.client = new Belfry(new URL(url), { WebSocket: Counted, ...options }, {
      document: this.document,
      window: this.window,
      locks: profile.locks,
      storage: { getItem: (key) => storage.get(key) ?? null, setItem: (k, v) => storage.set(k, v) },
      BroadcastChannel: class extends BroadcastChannel {
        constructor(name) {
          super(`${profile.id} ${name}`)
          channels.add(this)
        }

        postMessage(message) {
          if (this.onmessage) super.postMessage(message)
        }
      },
    })
    open.add(this)
  }

  subscribe(channel, options = {}) {
    const handler = ({ data }) => this.heard.push(data)
    const subscription = this.client.subscribe(channel, options, handler)
    subscription.on('gap', (gap) => this.gaps.push(gap))
    return subscription.opened
  }

  get via() {
    return this.client.via
  }

  show(visible) {
    this.document.visibilityState = visible ? 'visible' : 'hidden'
    this.document.dispatchEvent(new Event('visibilitychange'))
  }

  /** The tab is frozen without a word: nothing of it runs, and it holds what it holds. */
  hang() {
    for (const channel of this.channels) channel.onmessage = null
  }

  freeze() {
    this.document.dispatchEvent(new Event('freeze'))
  }

  resume() {
    this.document.dispatchEvent(new Event('resume'))
  }

  /** As the browser does it. */
  close() {
    this.window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }))
    this.client.close()
    open.delete(this)
  }
}
