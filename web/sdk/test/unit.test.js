// The parts that need no server.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build } from '../build.js'
import { serverOf } from '../src/address.js'
import { delay, errorOf, isRetried } from '../src/closing.js'
import { readEvents } from '../src/events.js'
import { claimsOf, nameOf } from '../src/identity.js'
import { Inbox } from '../src/inbox.js'
import { Inboxes } from '../src/inboxes.js'
import { connect } from '../src/index.js'
import { Link } from '../src/link.js'
import { Places } from '../src/places.js'

test('the range of a close code says whether to come back', () => {
  for (const code of [1001, 1005, 1006, 1011, 1012, 1013, 1014, 4000, 4001, 4499]) {
    assert.ok(isRetried(code), code)
    assert.equal(errorOf({ code, reason: '' }).temporary, true)
  }
  for (const code of [1000, 1002, 1003, 1007, 1009, 4500, 4502, 4999]) {
    assert.ok(!isRetried(code), code)
    assert.equal(errorOf({ code, reason: '' }).temporary, false)
  }
  assert.equal(errorOf({ code: 4500, reason: '' }).code, 'unauthorized')
})

test('waits are drawn from the whole of a bound that doubles up to twenty seconds', (t) => {
  const draw = t.mock.method(Math, 'random', () => 1)
  assert.deepEqual([0, 1, 2, 5, 6, 50].map((attempt) => delay(attempt)),
    [500, 1000, 2000, 16000, 20000, 20000])
  assert.equal(delay(0, { code: 4000, reason: '{"reconnectWithin":15}' }), 15_000)
  assert.equal(delay(0, { code: 4000, reason: 'nonsense' }), 500)
  assert.equal(delay(0, { code: 1006, reason: '{"reconnectWithin":15}' }), 500)
  draw.mock.mockImplementation(() => 0)
  assert.equal(delay(9), 0)
})

test('an event stream is read however it is cut', async () => {
  const text = 'retry: 3120\nid: a-1\n\nid: a-2\ndata: {"ä":1}\n\n:\n\n' +
    'event: gap\nid: a-3\ndata: {}\n\n'
  const bytes = new TextEncoder().encode(text)
  for (let size = 1; size < bytes.length; size++) {
    const events = []
    const body = new ReadableStream({
      start(controller) {
        for (let i = 0; i < bytes.length; i += size) controller.enqueue(bytes.slice(i, i + size))
        controller.close()
      },
    })
    await readEvents(body, (event) => events.push(event))
    const told = events.filter(({ id, data }) => id || data)
    assert.deepEqual(told.map(({ event, data, id }) => [event, data, id]),
      [['', '', 'a-1'], ['', '{"ä":1}', 'a-2'], ['gap', '{}', 'a-3']])
  }
})

test('a name stands for the server and the user, and tells of neither', async () => {
  const server = new URL('https://push.example')
  const payload = (claims) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.y`
  const name = await nameOf(server, {}, payload({ sub: 'ädä', exp: 1 }))
  assert.equal(name, await nameOf(server, {}, payload({ sub: 'ädä', exp: 2 })))
  const others = [
    await nameOf(server, {}, payload({ sub: 'bob', exp: 1 })),
    await nameOf(new URL('https://other.example'), {}, payload({ sub: 'ädä', exp: 1 })),
    await nameOf(new URL('https://push.example/live/'), {}, payload({ sub: 'ädä', exp: 1 })),
    await nameOf(server, { user: 'ädä' }, undefined),
    await nameOf(server, { account: 'ädä' }, undefined),
    await nameOf(server, {}, 'opaque'),
    await nameOf(server, {}, undefined),
  ]
  assert.equal(new Set([name, ...others]).size, 8)
  assert.match(name, /^belfry:https:\/\/push\.example\/:[0-9a-f]{24}$/)
  assert.equal(claimsOf(payload({ sub: 'ädä' })).sub, 'ädä')
  assert.deepEqual(claimsOf('nonsense'), {})
})

test('places are kept for an hour', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 })
  const all = new Map()
  const storage = { getItem: (key) => all.get(key) ?? null, setItem: (k, v) => all.set(k, v) }
  new Places(storage, 'k').keep([['a', 'e-1']])
  assert.equal(new Places(storage, 'k').of('a'), 'e-1')
  assert.equal(new Places(storage, 'other').of('a'), undefined)
  t.mock.timers.setTime(1_000_000 + 3_600_000)
  const later = new Places(storage, 'k')
  assert.equal(later.of('a'), undefined)
  later.keep([])
  assert.equal(all.get('k'), '{}')
  all.set('k', 'not JSON')
  assert.equal(new Places(storage, 'k').of('a'), undefined)
})

/** A WebSocket whose server is the test. */
class Scripted {
  static all = []
  sent = []
  constructor(url) {
    this.url = url
    Scripted.all.push(this)
    queueMicrotask(() => this.onopen())
  }

  send(frame) {
    for (const line of frame.split('\n').map((text) => JSON.parse(text))) {
      this.sent.push(line)
      if (line.connect) this.receive({ id: line.id, ok: { session: 's', ping: 25 } })
    }
  }

  receive(line) {
    this.onmessage?.({ data: JSON.stringify(line) })
  }

  close() {
    this.closed = true
  }
}

/** Awaits a condition by the clock of the machine, which no test sets. */
const met = async (condition) => {
  const end = process.hrtime.bigint() + 20_000_000_000n
  while (!condition()) {
    assert.ok(process.hrtime.bigint() < end, `still not: ${condition}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('a ping is answered, and a silence longer than ping and ten seconds is the end', async (t) => {
  Scripted.all = []
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] })
  const client = connect('http://server.example', { WebSocket: Scripted })
  await met(() => client.state === 'open')
  const [socket] = Scripted.all
  assert.equal(socket.url, 'ws://server.example/notifications')
  t.mock.timers.tick(30_000)
  socket.receive({})
  await met(() => Object.keys(socket.sent.at(-1)).length === 0)
  t.mock.timers.tick(34_000)
  assert.equal(socket.closed, undefined)
  t.mock.timers.tick(3_000)
  assert.equal(socket.closed, true)
  await met(() => client.state === 'waiting')
  t.mock.timers.tick(500)
  await met(() => client.state === 'open')
  assert.equal(Scripted.all.length, 2)
  client.close()
})

test('a server may be below a path', async () => {
  for (const [address, url] of [
    ['https://app.example/live', 'wss://app.example/live/notifications'],
    ['https://app.example/live/', 'wss://app.example/live/notifications'],
    ['https://app.example/a/b/notifications', 'wss://app.example/a/b/notifications'],
    ['https://app.example/notifications/', 'wss://app.example/notifications'],
    ['https://app.example/?x#y', 'wss://app.example/notifications'],
  ]) {
    Scripted.all = []
    const client = connect(address, { WebSocket: Scripted })
    await met(() => client.state === 'open')
    assert.equal(Scripted.all[0].url, url)
    client.close()
  }
  const asked = []
  const client = connect('https://app.example/live', {
    WebSocket: null,
    fetch: async (url) => {
      asked.push(String(url))
      return new Response('{}')
    },
  })
  await met(() => client.state === 'open')
  client.close()
  assert.equal(asked[0], 'https://app.example/live/belfry.js')
})

test('the library is beside the server\'s other paths, a bundle anywhere', () => {
  for (const [file, server] of [
    ['https://app.example/belfry.js', 'https://app.example/'],
    ['https://app.example/live/belfry.js?v=1', 'https://app.example/live/'],
    ['https://app.example/assets/index-3fa1.js', 'https://app.example/'],
    ['https://app.example/assets/belfry.js', 'https://app.example/assets/'],
  ]) {
    assert.equal(serverOf(new URL(file)).href, server)
  }
})

test('a machine that slept finds its connection dead at once', async (t) => {
  Scripted.all = []
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: 1 })
  const client = connect('http://server.example', { WebSocket: Scripted })
  await met(() => client.state === 'open')
  t.mock.timers.setTime(8 * 3_600_000) // no timer ran meanwhile
  t.mock.timers.tick(2_000)
  assert.equal(Scripted.all[0].closed, true)
  client.close()
})

test('what is served is made of these sources; the client has at most 12 KiB gzipped', async () => {
  const folder = new URL(
    '../../../server/src/main/resources/dev/belfry/server/edge/http/site/', import.meta.url)
  for (const [name, text] of Object.entries(await build())) {
    const served = await readFile(new URL(name, folder), 'utf8')
    assert.ok(served === text, `${name} is stale: run node web/sdk/build.js`)
  }
  const file = new URL('belfry.js', folder)
  const bytes = gzipSync(await readFile(file), { level: 9 }).length
  assert.ok(bytes <= 12 * 1024, `${bytes} bytes`)
  const made = await import(file)
  assert.deepEqual(Object.keys(made), Object.keys(await import('../src/index.js')))
  assert.throws(() => made.connect(), { name: 'TypeError' }) // it came from no server here
})

test('an older page of an inbox costs the same wherever it is', async () => {
  let looks = 0
  const item = (n) => new Proxy({
    id: `n${n}`, channel: 'c', title: '', createdAt: new Date(1e12 - n).toISOString(),
    seen: true, read: true, archived: false,
  }, { get: (target, name) => (looks++, target[name]) })
  const link = new Link(() => {})
  link.post = ({ id, inbox: { limit, after = 0 } }) => link.receive({
    id,
    ok: {
      items: Array.from({ length: limit }, (_, i) => item(after + i)),
      next: after + limit, version: 'e-1', counts: { unread: 0, unseen: 0 },
    },
  })
  const inboxes = new Inboxes(async () => {}, () => {})
  inboxes.connected(link, {})
  const view = new Inbox(inboxes, { limit: 10 })
  await view.older() // makes an index of what is there
  const costs = []
  for (let page = 0; page < 20; page++) {
    looks = 0
    await view.older()
    costs.push(looks)
  }
  assert.equal(view.items.length, 220)
  assert.deepEqual([...new Set(costs)], [costs[0]])
  assert.ok(costs[0] <= 10 * 10, `${costs[0]} looks at items for a page of 10`)
  assert.equal(new Set(view.items.map(({ id }) => id)).size, 220)
})
