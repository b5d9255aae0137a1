// The inbox against a real server: devices of one user over WebSockets and event streams, tabs that
// share a connection, cuts.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { WebSocket } from 'ws'
import { connect } from '../src/index.js'
import { Server, until, wire } from './server.js'
import { open as tabs, Profile } from './tabs.js'

let server
let users = 0
const clients = []

before(async () => {
  server = await Server.start()
})

after(async () => {
  for (const one of [...clients, ...tabs]) one.close()
  await server.close()
})

const freshUser = () => `user-${++users}`

/** A device of a user, and what it has been told. */
const device = (user, options = {}, view = {}, url = server.url) => {
  const client = connect(url, { WebSocket, user, ...options })
  clients.push(client)
  return watched(client, view)
}

const watched = (client, view) => {
  const inbox = client.inbox(view)
  const added = []
  inbox.on('change', (change) => added.push(...change.added.map(({ title }) => title)))
  const titles = () => inbox.items.map(({ title }) => title)
  const item = (title) => inbox.items.find((one) => one.title === title)
  return { client, inbox, added, titles, item }
}

const notify = async (user, title, more = {}) => {
  const answer = await fetch(`${server.url}/v1/notify`, {
    method: 'POST',
    body: JSON.stringify({ to: { user }, notification: { title, ...more } }),
  })
  assert.equal(answer.status, 201, await answer.text())
}

const ready = (...devices) => until(() => devices.every(({ inbox }) => inbox.state === 'ready'))

/** What the server has, asked for now. */
const kept = async (user, query = '') => {
  const answer = await fetch(`${server.url}/v1/inbox?user=${user}&${query}`)
  return answer.json()
}

const unread = (count, ...devices) =>
  until(() => devices.every(({ inbox }) => inbox.counts.unread === count), `${count} unread`)

test('devices over sockets and streams show the same, and marks are seen in all', async () => {
  const user = freshUser()
  const one = device(user)
  const two = device(user, { WebSocket: null })
  const all = [one, two]
  await ready(...all)
  for (const title of ['a', 'b', 'c']) await notify(user, title)
  await unread(3, ...all)
  for (const { titles } of all) assert.deepEqual(titles(), ['c', 'b', 'a'])
  assert.deepEqual(one.added, ['a', 'b', 'c'])
  // What comes before the stream is open is in its page, and was not told live.
  assert.ok('a,b,c'.endsWith(two.added.join()), two.added.join())
  for (const [from, to] of [[one, two], [two, one]]) {
    const { titles } = from
    const before = from.item('c')
    const done = from.inbox.mark('read', [from.item('b').id])
    assert.equal(from.item('b').read, true)
    assert.equal(from.inbox.counts.unread, 2)
    assert.equal(from.item('c'), before)
    await done
    await unread(2, to)
    assert.equal(to.item('b').read, true)
    await from.inbox.mark('unread', [from.item('b').id])
    await unread(3, to)
    await from.inbox.mark('archived', [from.item('a').id])
    assert.deepEqual(titles(), ['c', 'b'])
    await unread(2, to)
    assert.deepEqual(to.titles(), ['c', 'b'])
    const archive = from.client.inbox({ state: 'archived' })
    await until(() => archive.items.length)
    const undone = from.inbox.mark('unarchived', [archive.items[0].id])
    assert.deepEqual(titles(), ['c', 'b', 'a'])
    await undone
    await until(() => to.titles().join() === 'c,b,a')
    assert.deepEqual(archive.items, [])
    archive.close()
  }
  await two.inbox.mark('read', { all: {} })
  await unread(0, ...all)
  await one.inbox.snooze([one.item('c').id], '1s')
  assert.deepEqual(one.titles(), ['b', 'a'])
  await until(() => all.every(({ titles }) => titles().join() === 'c,b,a'))
  await unread(1, ...all)
  assert.equal(one.added.filter((title) => title === 'c').length, 2)
})

test('a mark that the server refuses is put right, and told', async () => {
  const user = freshUser()
  const { inbox, client, titles } = device(user)
  await ready({ inbox })
  await notify(user, 'a')
  await until(() => inbox.items.length === 1)
  const errors = []
  inbox.on('error', ({ code }) => errors.push(code))
  const refused = inbox.snooze([inbox.items[0].id], 'soon')
  assert.deepEqual(titles(), [])
  await assert.rejects(refused, { name: 'BelfryError', code: 'bad-request' })
  await until(() => titles().join() === 'a')
  assert.equal(inbox.counts.unread, 1)
  assert.deepEqual(errors, ['bad-request'])
  const nobody = device(undefined)
  await until(() => nobody.inbox.state === 'failed')
  assert.equal(nobody.inbox.error.code, 'forbidden')
  client.close()
  assert.equal(inbox.error.code, 'closed')
})

test('views have filters, pages, groups and counts of their own', async () => {
  const user = freshUser()
  const one = device(user, {}, { limit: 5 })
  await ready(one)
  for (let n = 0; n < 12; n++) {
    await notify(user, `${n}`, { category: n % 3 ? 'offers' : 'orders', group: `g${n % 2}` })
  }
  const offers = watched(one.client, { category: 'offers', state: 'unread' })
  const grouped = watched(one.client, { grouped: true })
  const small = watched(one.client, { limit: 5 })
  await ready(offers, grouped, small)
  assert.deepEqual(small.titles(), ['11', '10', '9', '8', '7'])
  assert.ok(small.inbox.more)
  await small.inbox.older()
  await small.inbox.older()
  assert.equal(small.titles().length, 12)
  assert.ok(!small.inbox.more)
  assert.deepEqual(grouped.titles(), ['11', '10'])
  assert.deepEqual(grouped.inbox.groups.map(({ count, unread: open }) => [count, open]),
    (await kept(user, 'grouped')).groups.map(({ count, unread: open }) => [count, open]))
  await notify(user, '12', { category: 'offers', group: 'g0' })
  await until(() => grouped.titles().join() === '12,11')
  assert.equal(offers.titles()[0], '12')
  await offers.inbox.mark('read', [offers.item('11').id])
  assert.equal(offers.item('11').read, true) // it stays
  await one.inbox.mark('read', { all: { category: 'orders' } })
  await unread(8, offers, grouped, small)
  assert.deepEqual(await one.client.counts([{ category: 'offers' }, { category: 'orders' }]),
    [{ unread: 8, unseen: 8 }, { unread: 0, unseen: 0 }])
})

test('preferences, follows and actions', async () => {
  const user = freshUser()
  const one = device(user)
  const two = device(user, { WebSocket: null })
  await ready(one, two)
  const told = []
  two.client.on('preferences', (preferences) => told.push(preferences))
  await notify(user, 'a', { category: 'offers', actions: [{ id: 'ok', title: 'Fine' }] })
  await unread(1, one, two)
  await one.inbox.act(one.item('a').id, 'ok')
  await assert.rejects(one.inbox.act(one.item('a').id, 'odd'), { code: 'not-found' })
  const wanted = await one.client.setPreferences({ offers: { inbox: false } })
  assert.deepEqual(wanted, { offers: { inbox: false, push: true } })
  await until(() => two.titles().length === 0 && told.length)
  assert.deepEqual(told, [{ offers: { inbox: false, push: true } }])
  await one.client.setPreferences({ offers: { inbox: true } })
  await until(() => two.titles().join() === 'a')
  assert.deepEqual(await two.client.preferences(), { offers: { inbox: true, push: true } })
  await one.client.follow('releases')
  assert.deepEqual(await two.client.follows(), ['releases'])
  await fetch(`${server.url}/v1/notify`, {
    method: 'POST',
    body: JSON.stringify({ to: { channel: 'releases' }, notification: { title: 'v2' } }),
  })
  await until(() => one.titles()[0] === 'v2' && two.titles()[0] === 'v2')
  await one.client.unfollow('releases')
  await until(() => one.titles().join() === 'a' && two.titles().join() === 'a')
})

test('marks made offline are kept, and of two the later wins', async () => {
  const user = freshUser()
  const cable = await wire(server.url)
  const away = device(user, {}, {}, cable.url)
  const home = device(user)
  await ready(away, home)
  for (const title of ['a', 'b', 'c']) await notify(user, title)
  await unread(3, away, home)
  cable.silence(true)
  cable.cut()
  await until(() => away.client.state !== 'open')
  const marks = [
    away.inbox.mark('archived', [away.item('a').id]),
    away.inbox.mark('read', [away.item('b').id]),
  ]
  assert.deepEqual(away.titles(), ['c', 'b'])
  assert.equal(away.inbox.counts.unread, 1)
  await home.inbox.mark('read', [home.item('b').id])
  await home.inbox.mark('unread', [home.item('b').id]) // later than the other device's
  await notify(user, 'd')
  await unread(4, home)
  cable.silence(false)
  await Promise.all(marks)
  await unread(3, away, home)
  for (const { titles, item } of [away, home]) {
    await until(() => titles().join() === 'd,c,b')
    assert.equal(item('b').read, false)
  }
  assert.equal((await kept(user)).counts.unread, 3)
  cable.close()
})

test('tabs share one connection, a mark in one is seen in all; no leader is needed', async () => {
  const user = freshUser()
  const profile = new Profile(server)
  const pages = [1, 2, 3].map(() => profile.open({ user }))
  const views = pages.map(({ client }, n) => watched(client, n === 1 ? { limit: 5 } : {}))
  const other = device(user)
  await ready(...views, other)
  assert.equal(profile.sockets.size, 1)
  for (const title of ['a', 'b', 'c', 'd']) await notify(user, title)
  await unread(4, ...views, other)
  for (const [n, view] of views.entries()) {
    assert.deepEqual(view.titles(), ['d', 'c', 'b', 'a'])
    assert.deepEqual(view.added, ['a', 'b', 'c', 'd'])
    const id = view.item('abc'[n]).id
    const done = view.inbox.mark('read', [id])
    assert.equal(view.inbox.counts.unread, 3 - n)
    await done
    await unread(3 - n, ...views, other)
    assert.ok([...views, other].every(({ inbox }) =>
      inbox.items.find((item) => item.id === id).read))
  }
  const leader = pages.find(({ via }) => via === 'websocket')
  const rest = views.filter((_, n) => pages[n] !== leader)
  leader.close()
  await notify(user, 'e')
  await rest[0].inbox.mark('deleted', [rest[0].item('d').id])
  await until(() => rest.every(({ titles }) => titles().join() === 'e,c,b,a'))
  await unread(1, ...rest, other)
  for (const { added } of rest) {
    assert.equal(added.filter((title) => title === 'd').length, 1)
  }
})

test('a server that is killed has lost nothing, and nothing comes twice', async () => {
  const user = freshUser()
  const profile = new Profile(server)
  const views = [1, 2].map(() => watched(profile.open({ user }).client, {}))
  const stream = device(user, { WebSocket: null })
  const all = [...views, stream]
  await ready(...all)
  await notify(user, 'a')
  await unread(1, ...all)
  await server.kill()
  await until(() => all.every(({ client }) => client.state !== 'open'))
  const marked = all.map(({ inbox, item }, n) =>
    inbox.mark(['seen', 'read', 'seen'][n], [item('a').id]))
  await server.run()
  await notify(user, 'b')
  await Promise.all(marked)
  await until(() => all.every(({ titles }) => titles().join() === 'b,a'))
  await unread(1, ...all)
  for (const { added } of all) {
    assert.equal(new Set(added).size, added.length)
  }
})

test('a page that goes sends the marks that have no answer', async () => {
  const user = freshUser()
  const profile = new Profile(server)
  const cable = await wire(server.url)
  const requests = []
  const page = profile.open({
    user, server: { url: cable.url },
    fetch: (url, init) => {
      requests.push(init.keepalive)
      return fetch(`${server.url}${url.pathname}${url.search}`, init)
    },
  })
  const view = watched(page.client, {})
  await ready(view)
  await notify(user, 'a')
  await notify(user, 'b')
  await unread(2, view)
  cable.silence(true)
  const marks = [view.inbox.mark('read', [view.item('a').id])]
  page.freeze()
  await until(async () => (await kept(user)).counts.unread === 1)
  marks.push(view.inbox.mark('archived', [view.item('b').id])) // held by the page until then
  await until(async () => (await kept(user)).items.map(({ title }) => title).join() === 'a')
  assert.ok(requests.filter(Boolean).length >= 2)
  cable.silence(false)
  cable.cut()
  page.resume()
  await Promise.all(marks)
  await unread(0, view)
  assert.deepEqual(view.titles(), ['a'])
  cable.close()
})
