// The client against a real server, over npm's `ws`.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { BelfryError, connect } from '../src/index.js'
import {
  freshChannel, proxyWithoutUpgrades, Server, token, TOKENS, until, wire,
} from './server.js'

let server
const open = []

before(async () => {
  server = await Server.start(
    '--channels=[{ match: "kept:*", durable: true }, { match: "room:*", presence: true }]',
    '--server.drain=1s',
  )
})

after(async () => {
  for (const client of open) client.close()
  await server.close()
})

const client = (url = server.url, options = {}) => {
  const made = connect(url, { WebSocket, ...options })
  open.push(made)
  return made
}

const opened = (made) => until(() => made.state === 'open')

/** Collects the data of what a subscription is given. */
const collect = (made, channel, options = {}) => {
  const heard = []
  const subscription = made.subscribe(channel, options, ({ data }) => heard.push(data))
  return { heard, subscription }
}

const numbers = (from, to) => Array.from({ length: to - from }, (_, i) => from + i)

const publishAll = async (channel, from, to, where = server) => {
  for (const n of numbers(from, to)) await where.publish(channel, n)
}

test('publish, subscribe, history and presence are answered', async () => {
  const channel = freshChannel('room:')
  const one = client(server.url, { user: 'ada' })
  const { heard, subscription } = collect(one, channel, { presence: true })
  const present = []
  subscription.on('presence', (change) => present.push(change))
  const { position, recovered } = await subscription.opened
  assert.equal(recovered, true)
  const published = await one.publish(channel, { n: 1 })
  assert.equal(published.channel, channel)
  await until(() => heard.length)
  assert.deepEqual(heard, [{ n: 1 }])
  assert.equal(subscription.position, published.position)
  const page = await one.history(channel, { after: position })
  assert.deepEqual(page.messages.map(({ data }) => data), [{ n: 1 }])
  await until(() => present.at(-1)?.members?.length === 1)
  assert.equal(present.at(-1).members[0].user, 'ada')
  assert.equal((await one.presence(channel)).count, 1)
  assert.equal(one.via, 'websocket')
})

test('messages are taken one by one, and a slow loop misses none', async () => {
  const channel = freshChannel('kept:')
  const one = client()
  const subscription = one.subscribe(channel, { since: 'earliest' })
  await subscription.opened
  const count = 2_500
  for (let from = 0; from < count; from += 500) {
    await fetch(`${server.url}/v1/publish`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        messages: numbers(from, from + 500).map((data) => ({ channel, data })),
      }),
    })
  }
  const heard = []
  for await (const { data } of subscription) {
    heard.push(data)
    if (heard.length === count) break
  }
  assert.deepEqual(heard, numbers(0, count))
})

test('after a cut, each message comes once and in order, whoever joins', async () => {
  const channel = freshChannel('cut')
  const line = await wire(server.url)
  const one = client(line.url)
  const states = []
  one.on('state', ({ state }) => states.push(state))
  const first = collect(one, channel)
  await first.subscription.opened
  await publishAll(channel, 0, 10)
  await until(() => first.heard.length === 10)
  line.cut()
  await publishAll(channel, 10, 20)
  await until(() => first.heard.length === 20)
  const all = collect(one, channel, { since: 'earliest' })
  const some = collect(one, channel, { since: '-5' })
  const none = collect(one, channel)
  await publishAll(channel, 20, 30)
  await until(() => [first, all, some, none].every(({ heard }) => heard.at(-1) === 29))
  assert.deepEqual(first.heard, numbers(0, 30))
  assert.deepEqual(all.heard, numbers(0, 30))
  assert.deepEqual(some.heard, numbers(some.heard[0], 30))
  assert.deepEqual(none.heard, numbers(none.heard[0], 30))
  assert.deepEqual(states, ['open', 'waiting', 'connecting', 'open'])
  line.close()
})

test('a server that is killed loses nothing that was kept, and tells what was not', async () => {
  const channel = freshChannel('kept:')
  const one = client()
  const other = client()
  const { heard, subscription } = collect(one, channel)
  const passing = freshChannel('passing')
  const lost = collect(one, passing)
  const gaps = []
  lost.subscription.on('gap', (gap) => gaps.push(gap))
  await subscription.opened
  await lost.subscription.opened
  await publishAll(passing, 0, 3)
  await until(() => lost.heard.length === 3)
  await opened(other)
  const published = []
  for (const n of numbers(0, 30)) published.push(other.publish(channel, n))
  await published[10]
  await server.kill()
  for (const n of numbers(30, 40)) published.push(other.publish(channel, n))
  await server.run()
  const results = await Promise.all(published)
  assert.equal(new Set(results.map(({ position }) => position)).size, 40)
  await until(() => heard.length === 40)
  assert.deepEqual(heard, numbers(0, 40))
  await publishAll(passing, 3, 5)
  await until(() => lost.heard.length === 5)
  assert.deepEqual(lost.heard, numbers(0, 5))
  assert.deepEqual(gaps.map(({ missed }) => missed), [null])
})

test('a server that leaves says when to come back', async () => {
  const one = client()
  const waits = []
  one.on('state', (change) => change.error && waits.push(change))
  await opened(one)
  await server.leave()
  await until(() => waits.length)
  assert.equal(waits[0].error.closeCode, 4000)
  assert.ok(waits[0].retryInMillis <= 1000)
  await server.run()
  await opened(one)
})

test('a message that is too large is refused, and the connection goes on', async () => {
  const channel = freshChannel('large')
  const one = client()
  const { heard, subscription } = collect(one, channel)
  await subscription.opened
  const small = one.publish(channel, 'small')
  await assert.rejects(one.publish(channel, 'x'.repeat(100_000)), { code: 'too-large' })
  await small
  await one.publish(channel, 'after it')
  await until(() => heard.length === 2)
  assert.deepEqual(heard, ['small', 'after it'])
})

test('where WebSockets are blocked, event streams and requests do the same', async () => {
  const proxy = await proxyWithoutUpgrades(server.url)
  const [channel, room] = [freshChannel('kept:'), freshChannel('room:')]
  await publishAll(channel, 0, 5)
  const one = client(proxy.url)
  const { heard, subscription } = collect(one, channel, { since: '-3' })
  const present = []
  one.subscribe(room, { presence: true }).on('presence', (change) => present.push(change))
  await subscription.opened
  assert.equal(one.via, 'stream')
  assert.ok(proxy.seen.upgrades >= 2)
  await Promise.all(numbers(5, 60).map((n) => one.publish(channel, n)))
  await until(() => heard.length === 58)
  proxy.cut()
  await publishAll(channel, 60, 70)
  await until(() => heard.length === 68)
  assert.deepEqual(heard, numbers(2, 70))
  const page = await one.history(channel, { limit: 2 })
  assert.deepEqual(page.messages.map(({ data }) => data), [68, 69])
  await until(() => present.length)
  assert.equal(present[0].count, 0)
  const late = collect(one, channel, { since: 'earliest' })
  await until(() => late.heard.length === 70)
  assert.deepEqual(late.heard, numbers(0, 70))
  proxy.close()
})

test('where there is no WebSocket, it is an event stream from the start', async () => {
  const channel = freshChannel('none')
  const one = client(server.url, { WebSocket: null })
  const { heard, subscription } = collect(one, channel)
  await subscription.opened
  await publishAll(channel, 0, 3)
  await until(() => heard.length === 3)
  assert.equal(one.via, 'stream')
})

test('a slow event stream hears what is published after its subscription', async () => {
  const channel = freshChannel('none')
  const slowly = async (url, init) => {
    if (init.headers.Accept === 'text/event-stream') await sleep(300)
    return fetch(url, init)
  }
  const one = client(server.url, { WebSocket: null, fetch: slowly })
  const { heard } = collect(one, channel)
  await opened(one)
  await one.publish(channel, 'at once')
  await until(() => heard.length)
  assert.deepEqual(heard, ['at once'])
})

test('tokens: asked for before they expire, refused for good, forbidden channels', async (t) => {
  const guarded = await Server.start(TOKENS)
  t.after(() => guarded.close())
  for (const WebSocketOrNone of [WebSocket, null]) {
    let asked = 0
    const end = Date.now() + 4_000
    const getToken = () => token(asked++ ? 600 : 3, ['mine:**'])
    const one = client(guarded.url, { WebSocket: WebSocketOrNone, getToken })
    const channel = freshChannel('mine:')
    const { heard, subscription } = collect(one, channel)
    const states = []
    one.on('state', ({ state }) => states.push(state))
    await subscription.opened
    const refused = one.subscribe(freshChannel('other'))
    refused.on('error', () => {})
    await assert.rejects(refused.opened, { code: 'forbidden', temporary: false })
    await until(() => asked === 2)
    await until(() => Date.now() > end, 'the first one has expired')
    await one.publish(channel, 'with the second token')
    await until(() => heard.length)
    assert.deepEqual(states, ['open'])
  }
  const bad = client(guarded.url, { token: 'nonsense' })
  bad.on('error', ({ code }) => assert.equal(code, 'unauthorized'))
  await until(() => bad.state === 'closed')
  await assert.rejects(bad.publish('mine:x', 1), { code: 'closed' })
})

test('an application that closes the client has its requests rejected', async () => {
  const line = await wire(server.url)
  line.silence(true)
  const one = client(line.url)
  const request = one.publish('x', 1)
  one.close()
  await assert.rejects(request, (error) => error instanceof BelfryError && error.code === 'closed')
  assert.equal(one.state, 'closed')
  assert.throws(() => one.subscribe('x'), { code: 'closed' })
  line.close()
})
