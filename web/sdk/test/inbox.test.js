// Views of an inbox against a server that is modelled: what a session is told comes late, marks of
// other devices and cuts come in between, and in the end every view shows what the server has.
// BELFRY_SEEDS says how many runs, BELFRY_SEED repeats one.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Inbox } from '../src/inbox.js'
import { Inboxes } from '../src/inboxes.js'
import { Link } from '../src/link.js'
import { BelfryError } from '../src/errors.js'

const SEEDS = Number(process.env.BELFRY_SEEDS ?? 600)
const STEPS = 120
const CATEGORIES = ['orders', 'offers', undefined]
const GROUPS = ['a', 'b', undefined]
const WORDS = [
  'seen', 'read', 'read', 'unread', 'unread', 'archived', 'unarchived', 'deleted', 'snoozed',
]
const OF_ALL = WORDS.slice(0, -1)

/** A small generator (mulberry32), so that a seed repeats a run. */
const random = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}

const fits = (item, { state = 'inbox', category, channel, group }) =>
  (!category || item.category === category) && (!channel || item.channel === channel) &&
  (!group || item.group === group) && {
    inbox: !item.archived,
    unread: !item.archived && !item.read,
    unseen: !item.archived && !item.seen,
    read: !item.archived && item.read,
    archived: item.archived,
  }[state]

/** An inbox as a server has it: all items, and a list of sessions that are told what happens. */
class ModelInbox {
  items = [] // newest first
  revision = 0
  time = 0
  #count = 0
  sessions = new Set()

  get version() {
    return `e-${this.revision}`
  }

  get counts() {
    const unread = this.items.filter((item) => fits(item, { state: 'unread' })).length
    const unseen = this.items.filter((item) => fits(item, { state: 'unseen' })).length
    return { unread: Math.min(unread, 100), unseen: Math.min(unseen, 100) }
  }

  page({ grouped, limit, after, version, ...filter }) {
    const { counts } = this
    if (version === this.version) return { version, same: true, counts }
    let all = this.items.filter((item) => fits(item, filter))
    const groups = new Map()
    if (grouped) {
      all = all.filter((item) => {
        if (item.group === undefined) return true
        const name = `${item.channel} ${item.group}`
        const group = groups.get(name)
        if (group) {
          group.count++
          group.unread += Number(!item.read)
          return false
        }
        const { channel, group: of, read } = item
        groups.set(name, { channel, group: of, count: 1, unread: Number(!read) })
        return true
      })
    }
    const from = after ? all.findIndex(({ id }) => id < after) : 0
    const items = from < 0 ? [] : all.slice(from, from + limit)
    const next = from >= 0 && from + limit < all.length ? items.at(-1).id : undefined
    return {
      version: this.version, items: items.map((item) => ({ ...item })), next, counts,
      groups: [...groups.values()].filter(({ channel, group }) =>
        items.some((item) => item.channel === channel && item.group === group)),
    }
  }

  notify(draw, replaces) {
    const number = String(++this.#count).padStart(6, '0')
    const channel = draw() < 0.5 ? '@user/1' : '@everyone'
    const item = {
      id: `n${number}`, channel, title: number,
      category: CATEGORIES[Math.floor(draw() * 3)], group: GROUPS[Math.floor(draw() * 3)],
      createdAt: `2026-01-01T00:00:00.${number}Z`, seen: false, read: false, archived: false,
    }
    const old = replaces && this.items.find((one) => one.channel === channel)
    if (old) this.items.splice(this.items.indexOf(old), 1)
    this.items.unshift({ ...item })
    this.tell([{ notification: { ...item, ...(old && { replaces: old.id }) } }], [])
  }

  /** @param {any} from the session that gets nothing but the reply */
  mark({ as, ids, all }, from) {
    const known = ids?.filter((id) => this.items.some((item) => item.id === id))
    const chosen = this.items.filter((item) => all
      ? fits(item, all) && item.id <= all.through.id
      : ids.includes(item.id))
    const set = {
      seen: { seen: true }, read: { seen: true, read: true }, unread: { read: false },
      archived: { seen: true, archived: true }, unarchived: { archived: false },
    }[as]
    for (const item of chosen) {
      if (set) Object.assign(item, set)
      else this.items.splice(this.items.indexOf(item), 1)
    }
    const gone = as === 'snoozed' || !all ? { removed: known } : { all, set: { deleted: true } }
    if (chosen.length) this.tell([], [set ? { ids: known, all, set } : gone], from)
    const unknown = ids?.filter((id) => !known.includes(id)) ?? []
    return { version: this.version, counts: this.counts, unknown }
  }

  tell(lines, changes, except) {
    this.revision++
    const { version, counts } = this
    for (const session of this.sessions) {
      if (session === except || !session.live) continue
      session.say(...lines, { inbox: { version, counts, changes } })
    }
  }
}

/** A session with the model. What is sent and told comes when the run says so, in order. */
class ModelLink extends Link {
  up = []
  down = []
  live = false

  constructor(model, take) {
    super((push) => take(push))
    this.model = model
    model.sessions.add(this)
  }

  post(line) {
    this.up.push(structuredClone(line))
  }

  say(...lines) {
    this.down.push(...structuredClone(lines))
  }

  /** The server takes one command. */
  serve(refuses) {
    const line = this.up.shift()
    if (!line) return
    const { id, inbox, mark } = line
    if (mark && refuses) {
      return this.say({ id, error: { code: 'bad-request', message: '', temporary: refuses > 1 } })
    }
    if (mark) this.say({ id, ok: this.model.mark(mark, this) })
    if (inbox) {
      this.live = true
      this.say({ id, ok: this.model.page(inbox) })
    }
  }

  reset() {
    if (!this.live) return
    const { model } = this
    this.say({ inbox: { ...model.page({ limit: 20 }), reset: true } })
  }

  /** One line comes; after a notification, those that are in the same write. */
  deliver() {
    const line = this.down.shift()
    if (line) this.receive(line)
    if (line?.notification) this.deliver()
  }

  release() {
    this.model.sessions.delete(this)
  }
}

const ofAll = (as) => (as === 'unarchived' ? 'archived' : undefined)

const pick = (draw, list) => list[Math.floor(draw() * list.length)]

test('a page that is asked for while a mark is refused does not hide it', async () => {
  const run = new Run(1)
  run.settle()
  run.cut()
  const [{ inbox }] = run.views
  const before = inbox.items
  const refused = inbox.mark('deleted', [before[0].id])
  assert.equal(inbox.items.length, before.length - 1)
  run.connect()
  run.link.serve(1)
  run.settle()
  await assert.rejects(refused, { code: 'bad-request' })
  assert.deepEqual(inbox.items, before)
})

test('of a user who has gone nothing is left', async () => {
  const run = new Run(2)
  run.settle()
  run.cut()
  const { inbox } = run.views.find(({ inbox: { items } }) => items.length)
  const marked = inbox.mark('read', [inbox.items[0].id])
  run.inboxes.forget(new BelfryError('closed', ''))
  await assert.rejects(marked, { code: 'closed' })
  for (const view of run.views) {
    assert.deepEqual([view.inbox.items, view.inbox.state], [[], 'loading'])
    assert.deepEqual(view.inbox.counts, { unread: 0, unseen: 0 })
  }
  run.model = new ModelInbox()
  run.model.notify(run.draw)
  run.settle()
  run.check()
})

test('what is held is bounded', async () => {
  const run = new Run(3)
  run.settle()
  const inbox = new Inbox(run.inboxes, { limit: 3 })
  run.settle()
  for (let n = 0; n < 500; n++) {
    run.model.notify(run.draw)
    run.settle()
    assert.ok(inbox.held.length <= 3 + 100 + 1)
  }
  assert.equal(inbox.counts.unread, 100)
  run.cut()
  const [{ id }] = inbox.items
  const marks = Array.from({ length: 1_000 }, (_, n) =>
    inbox.mark(n % 2 ? 'read' : 'unread', [id]))
  await assert.rejects(inbox.mark('read', [id]), { code: 'rate-limited', temporary: true })
  run.settle()
  await Promise.all(marks)
})

/** One client, its views, and what happens to them. */
class Run {
  views = []
  refused = 0

  constructor(seed) {
    this.draw = random(seed)
    this.model = new ModelInbox()
    this.inboxes = new Inboxes(async () => {}, () => {})
    for (let n = 0; n < 30; n++) this.model.notify(this.draw)
    this.connect()
    for (let n = 0; n < 3; n++) this.open()
  }

  connect() {
    this.link = new ModelLink(this.model, (push) => this.inboxes.take(push))
    this.inboxes.connected(this.link, { ping: 25 })
  }

  cut() {
    if (!this.link) return
    const { link } = this
    this.link = undefined
    link.end(1006, '')
    this.inboxes.disconnected()
  }

  open() {
    const { draw } = this
    const options = {
      limit: pick(draw, [3, 20]),
      state: pick(draw, ['inbox', undefined, undefined, 'unread', 'archived', 'read', 'unseen']),
      category: pick(draw, ['orders', undefined, undefined]),
      grouped: pick(draw, [true, undefined, undefined]),
    }
    const inbox = new Inbox(this.inboxes, options)
    const view = { inbox, options, shown: [], live: new Set() }
    inbox.on('change', ({ added, removed, reset }) => {
      const { items } = inbox
      const ids = new Set(items.map(({ id }) => id))
      assert.equal(ids.size, items.length, 'an item is shown once')
      assert.deepEqual([...items].sort((a, b) => (a.id < b.id ? 1 : -1)), items, 'in order')
      assert.deepEqual(removed, view.shown.filter(({ id }) => !ids.has(id)))
      assert.ok(!reset || !added.length || added.every(({ id }) => ids.has(id)))
      for (const { id } of added) {
        assert.ok(!view.live.has(id), 'an item is added once')
        view.live.add(id)
      }
      view.shown = items
    })
    inbox.on('error', () => this.refused++)
    this.views.push(view)
  }

  mark(mark) {
    const view = pick(this.draw, this.views)
    const { items } = view.inbox
    if (!items.length) return
    const as = mark ?? pick(this.draw, WORDS)
    const all = this.draw() < 0.1 && as !== 'snoozed'
    const chosen = all ? undefined : [pick(this.draw, items).id]
    const what = all
      ? { all: { category: pick(this.draw, [undefined, 'orders']), state: ofAll(as) } }
      : chosen
    const done = as === 'snoozed'
      ? view.inbox.snooze(chosen, '3h')
      : view.inbox.mark(as, what)
    done.catch((error) => assert.ok(error instanceof BelfryError))
    if (all) return
    const now = view.inbox.items.find(({ id }) => id === chosen[0]) // at once
    const { state } = view.options
    if (as === 'read') assert.equal(now.read, true)
    if (as === 'unread') assert.equal(now.read, false)
    if (as === 'deleted' || as === 'snoozed') assert.equal(now, undefined)
    if (as === 'archived' && state !== 'archived') assert.equal(now, undefined)
  }

  elsewhere() {
    const item = pick(this.draw, this.model.items)
    if (!item) return
    const all = { through: { at: item.createdAt, id: item.id } }
    const what = this.draw() < 0.1 ? { all } : { ids: [item.id] }
    this.model.mark({ as: pick(this.draw, what.all ? OF_ALL : WORDS), ...what })
  }

  step() {
    const { draw } = this
    const chance = draw()
    if (chance < 0.06) this.model.notify(draw, draw() < 0.3)
    else if (chance < 0.2) this.mark()
    else if (chance < 0.33) this.elsewhere()
    else if (chance < 0.6) this.link?.serve(draw() < 0.15 ? 1 : 0)
    else if (chance < 0.9) this.link?.deliver()
    else if (chance < 0.92) this.link?.reset()
    else if (chance < 0.94) pick(draw, this.views).inbox.older().catch(() => {})
    else if (chance < 0.96 && this.views.length < 5) this.open()
    else if (chance < 0.98) this.cut()
    else if (!this.link) this.connect()
  }

  /** Everything is answered and told. */
  settle() {
    if (!this.link) this.connect()
    while (this.link.up.length || this.link.down.length) {
      this.link.serve()
      this.link.deliver()
    }
  }

  check() {
    for (const { inbox, options } of this.views) {
      const { limit, grouped, ...filter } = options
      const { state } = options
      assert.equal(inbox.state, 'ready')
      assert.deepEqual(inbox.counts, this.model.counts)
      const count = inbox.items.length
      const all = this.model.page({ grouped, limit: 10_000, ...filter })
      // What turned read stays where it was; so only such may be there beside what fits.
      const fitting = all.items.map(({ id }) => id)
      const shown = inbox.items.filter(({ id }) => fitting.includes(id)).map(({ id }) => id)
      const others = inbox.items.filter(({ id }) => !fitting.includes(id))
      const strict = grouped || !['unread', 'unseen', 'read'].includes(state)
      if (strict) assert.deepEqual(others, [], `${state} ${grouped}`)
      assert.ok(others.every((item) => !item.archived && fits(item, { ...filter, state: 'inbox' })))
      assert.deepEqual(shown, fitting.slice(0, shown.length), `${state} without a hole`)
      assert.ok(inbox.more || shown.length === fitting.length, `${state} ${count} has all`)
      for (const item of inbox.items) {
        assert.deepEqual(item, this.model.items.find(({ id }) => id === item.id))
      }
      if (grouped) {
        const known = all.groups.filter(({ channel, group }) =>
          inbox.items.some((item) => item.channel === channel && item.group === group))
        assert.deepEqual([...inbox.groups], known)
      }
    }
  }
}

const run = (seed) => {
  const one = new Run(seed)
  for (let n = 0; n < STEPS; n++) one.step()
  one.settle()
  one.check()
  return one
}

test('whatever happens, views end up with what the server has', () => {
  const only = process.env.BELFRY_SEED
  const seeds = only ? [Number(only)] : Array.from({ length: SEEDS }, (_, seed) => seed)
  let refused = 0
  for (const seed of seeds) {
    try {
      refused += run(seed).refused
    } catch (error) {
      error.message = `BELFRY_SEED=${seed}: ${error.message}`
      throw error
    }
  }
  assert.ok(only || refused > 0)
})
