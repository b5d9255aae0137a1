// Several tabs of one origin, against a real server.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { WebSocket } from 'ws'
import { freshChannel, Server, token, TOKENS, until } from './server.js'
import { open, Profile } from './tabs.js'

let server

before(async () => {
  server = await Server.start('--channels=[{ match: "kept:*", durable: true }]')
})

after(async () => {
  for (const tab of open) tab.close()
  await server.close()
})

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
  const profile = new Profile(server)
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

test('a page that leaves or sleeps before it is connected opens no connection', async () => {
  const profile = new Profile(server)
  let made = 0
  class Seen extends WebSocket {
    constructor(...all) {
      super(...all)
      made++
    }
  }
  const [closed, asleep] = [profile.open({ WebSocket: Seen }), profile.open({ WebSocket: Seen })]
  closed.client.close()
  asleep.freeze()
  const third = profile.open({ WebSocket: Seen })
  await until(() => third.client.state === 'open')
  assert.equal(made, 1)
  asleep.resume()
  await until(() => asleep.client.state === 'open')
  assert.equal(asleep.via, 'tab')
})

test('clients of one page keep their places beside each other', async () => {
  const channel = freshChannel('kept:')
  const profile = new Profile(server)
  const storage = new Map()
  const [one, other] = [profile.open({}, storage), profile.open({}, storage)]
  await one.subscribe(channel)
  await until(() => other.client.state === 'open')
  await publish(channel, 0, 5)
  await allHeard([one], 5)
  for (const client of [one, other]) client.close()
  await publish(channel, 5, 10)
  const again = profile.open({}, storage)
  again.heard.push(...one.heard)
  await again.subscribe(channel)
  await allHeard([again], 10)
})

test('a page that comes back asks again who its user is', async (t) => {
  const profile = new Profile(server)
  let asked = 0
  const getToken = () => {
    asked++
    return token(600)
  }
  const guarded = await Server.start(TOKENS)
  t.after(() => guarded.close())
  const tab = profile.open({ server: guarded, getToken })
  await until(() => tab.client.state === 'open')
  tab.freeze()
  await until(() => tab.client.state === 'waiting')
  assert.equal(asked, 1)
  tab.resume()
  await until(() => tab.client.state === 'open')
  assert.equal(asked, 2)
})

test('a hidden leader hands over to a visible tab', async () => {
  const channel = freshChannel('kept:')
  const profile = new Profile(server)
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
  const profile = new Profile(server)
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
  const profile = new Profile(server)
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
  const profile = new Profile(server)
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
  const profile = new Profile(server)
  const tabs = ['ada', 'bob', 'ada'].map((user) => profile.open({ user }))
  for (const tab of tabs) await tab.subscribe(channel)
  assert.equal(profile.sockets.size, 2)
  await publish(channel, 0, 3)
  await allHeard(tabs, 3)
})

test('what the leader may not hear, a tab asks for by a connection of its own', async (t) => {
  const guarded = await Server.start(TOKENS)
  t.after(() => guarded.close())
  const profile = new Profile(server)
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
  const profile = new Profile(server)
  profile.locks = undefined
  const tabs = [profile.open(), profile.open()]
  for (const tab of tabs) await tab.subscribe(channel)
  assert.equal(profile.sockets.size, 2)
  await publish(channel, 0, 3)
  await allHeard(tabs, 3)
})

test('a server that is killed under many tabs has lost nothing', async () => {
  const channel = freshChannel('kept:')
  const profile = new Profile(server)
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
