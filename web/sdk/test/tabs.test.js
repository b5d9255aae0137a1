// Several tabs of one origin, against a real server: pages are made of Node's own EventTarget and
// BroadcastChannel; only the Web Locks are written here.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { WebSocket } from 'ws'
import { Belfry } from '../src/client.js'
import { freshChannel, Server, token, TOKENS, until } from './server.js'

let server
/** Whatever a test has opened. */
const open = new Set()

before(async () => {
  server = await Server.start('--channels=[{ match: "kept:*", durable: true }]')
})

after(async () => {
  for (const tab of open) tab.close()
  await server.close()
})

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
class Profile {
  static #count = 0
  id = ++Profile.#count
  locks = new Locks()
  sockets = new Set()

  open(options = {}, storage = new Map()) {
    return new Tab(this, options, storage)
  }
}

class Tab {
  document = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  window = new EventTarget()
  heard = []
  gaps = []

  constructor(profile, { server: { url } = server, ...options }, storage) {
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

const numbers = (from, to) => Array.from({ length: to - from }, (_, i) => from + i)

const publish = async (channel, from, to) => {
  for (const n of numbers(from, to)) await server.publish(channel, n)
}

const allHeard = async (tabs, count) => {
  await until(() => tabs.every(({ heard }) => heard.length >= count), `${count} everywhere`)
  for (const { heard, gaps } of tabs) {
    assert.deepEqual(heard, numbers(0, count))
    assert.deepEqual(gaps, [])
  }
}

test('tabs share one connection, and it is handed over when the leader closes', async () => {
  const channel = freshChannel('kept:')
  const profile = new Profile()
  const tabs = [profile.open(), profile.open(), profile.open()]
  for (const tab of tabs) await tab.subscribe(channel)
  assert.equal(profile.sockets.size, 1)
  assert.deepEqual(tabs.map(({ via }) => via).sort(), ['tab', 'tab', 'websocket'])
  await publish(channel, 0, 10)
  await allHeard(tabs, 10)
  const leader = tabs.find(({ via }) => via === 'websocket')
  const rest = tabs.filter((tab) => tab !== leader)
  leader.close()
  await publish(channel, 10, 20)
  await allHeard(rest, 20)
  await until(() => profile.sockets.size === 1)
  const late = profile.open()
  await late.subscribe(channel, { since: 'earliest' })
  assert.equal(late.via, 'tab')
  await allHeard([...rest, late], 20)
  assert.equal((await late.client.publish(channel, 20)).durable, true)
  assert.equal((await late.client.history(channel, { limit: 1 })).messages[0].data, 20)
  await allHeard([...rest, late], 21)
})

test('a hidden leader hands over to a visible tab', async () => {
  const channel = freshChannel('kept:')
  const profile = new Profile()
  const tabs = [profile.open(), profile.open(), profile.open()]
  for (const tab of tabs) await tab.subscribe(channel)
  const [leader, ...others] = tabs
  assert.equal(leader.via, 'websocket')
  others[0].show(false)
  leader.show(false)
  await publish(channel, 0, 5)
  await until(() => [leader, ...others].map(({ via }) => via).join() === 'tab,tab,websocket')
  await publish(channel, 5, 10)
  await allHeard(tabs, 10)
  assert.equal(profile.sockets.size, 1)
})

test('a leader that hangs is done without, and followed again when it is back', async () => {
  const channel = freshChannel('kept:')
  const profile = new Profile()
  const [leader, other] = [profile.open(), profile.open()]
  for (const tab of [leader, other]) await tab.subscribe(channel)
  const handlers = [...leader.channels].map((one) => [one, one.onmessage])
  leader.hang()
  await publish(channel, 0, 5)
  await until(() => other.via === 'websocket')
  await publish(channel, 5, 10)
  await allHeard([other], 10)
  for (const [one, handler] of handlers) one.onmessage = handler
  await until(() => other.via === 'tab')
  await publish(channel, 10, 15)
  await allHeard([leader, other], 15)
})

test('a page that is frozen lets go of everything, and goes on where it was', async () => {
  const channel = freshChannel('kept:')
  const profile = new Profile()
  const [leader, other] = [profile.open(), profile.open()]
  for (const tab of [leader, other]) await tab.subscribe(channel)
  await publish(channel, 0, 3)
  await allHeard([leader, other], 3)
  leader.freeze()
  await until(() => other.via === 'websocket')
  assert.equal(leader.client.state, 'waiting')
  await publish(channel, 3, 6)
  await allHeard([other], 6)
  leader.resume()
  await allHeard([leader, other], 6)
  assert.equal(leader.via, 'tab')
})

test('a tab goes on after a reload where it was', async () => {
  const channel = freshChannel('kept:')
  const profile = new Profile()
  const before = profile.open()
  await before.subscribe(channel)
  await publish(channel, 0, 3)
  await allHeard([before], 3)
  before.close()
  await publish(channel, 3, 6)
  const afterwards = profile.open({}, before.storage)
  await afterwards.subscribe(channel)
  await until(() => afterwards.heard.length === 3)
  assert.deepEqual(afterwards.heard, [3, 4, 5])
  afterwards.close()
  const kept = [...before.storage.values()].join()
  assert.match(kept, new RegExp(`^{"${channel}":\\["[a-z0-9]+-6",\\d+]}$`))
})

test('two users never share a connection', async () => {
  const channel = freshChannel('kept:')
  const profile = new Profile()
  const tabs = ['ada', 'bob', 'ada'].map((user) => profile.open({ user }))
  for (const tab of tabs) await tab.subscribe(channel)
  assert.equal(profile.sockets.size, 2)
  await publish(channel, 0, 3)
  await allHeard(tabs, 3)
})

test('what the leader may not hear, a tab asks for by a connection of its own', async (t) => {
  const guarded = await Server.start(TOKENS)
  t.after(() => guarded.close())
  const profile = new Profile()
  const tab = (...grants) => profile.open({ server: guarded, token: token(600, grants) })
  const [leader, other] = [tab('a:*'), tab('a:*', 'b:*')]
  await leader.subscribe('a:1')
  await other.subscribe('a:1')
  assert.equal(other.via, 'tab')
  const refusals = []
  other.client.on('error', ({ code }) => refusals.push(code))
  other.client.subscribe('c:1')
  await until(() => refusals.length)
  assert.deepEqual(refusals, ['forbidden'])
  await other.subscribe('b:1')
  assert.equal(other.via, 'websocket')
  assert.equal(leader.via, 'websocket')
  await other.client.publish('a:1', 0)
  await allHeard([leader, other], 1)
  for (const one of [leader, other]) one.close()
})

test('without Web Locks, each tab has its own', async () => {
  const channel = freshChannel('kept:')
  const profile = new Profile()
  profile.locks = undefined
  const tabs = [profile.open(), profile.open()]
  for (const tab of tabs) await tab.subscribe(channel)
  assert.equal(profile.sockets.size, 2)
  await publish(channel, 0, 3)
  await allHeard(tabs, 3)
})

test('a server that is killed under many tabs has lost nothing', async () => {
  const channel = freshChannel('kept:')
  const profile = new Profile()
  const tabs = [profile.open(), profile.open(), profile.open()]
  for (const tab of tabs) await tab.subscribe(channel)
  await publish(channel, 0, 5)
  const published = numbers(5, 8).map((n) => tabs[n % 3].client.publish(channel, n))
  await server.kill()
  await server.run()
  const positions = (await Promise.all(published)).map(({ position }) => position)
  assert.equal(new Set(positions).size, 3)
  await until(() => tabs.every(({ heard }) => heard.length === 8))
  for (const { heard, gaps } of tabs) {
    assert.deepEqual(heard.slice(0, 5), numbers(0, 5))
    assert.deepEqual([...heard].sort(), numbers(0, 8))
    assert.deepEqual(heard, tabs[0].heard)
    assert.deepEqual(gaps, [])
  }
})
