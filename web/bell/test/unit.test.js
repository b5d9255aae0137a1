// The parts that need no page.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { BelfryBell } from '../src/index.js'
import { BelfryInbox, BelfryPreferences, BelfryToasts } from '../src/inbox/index.js'
import { CategoryNames } from '../src/inbox/categories.js'
import { tabsOf } from '../src/inbox/tabs.js'
import { Strings, stringNames } from '../src/strings.js'
import { ago, morning } from '../src/times.js'
import { served } from '../../sdk/build.js'

test('the sources have no type errors', () => {
  const root = fileURLToPath(new URL('..', import.meta.url))
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc'], { cwd: root, stdio: 'pipe' })
})

test('the bell has at most 8 KiB gzipped, what it opens at most 12', async () => {
  for (const [name, most] of [['belfry-bell.js', 8], ['belfry-inbox.js', 12]]) {
    const bytes = gzipSync(await readFile(`${served}/${name}`), { level: 9 }).length
    assert.ok(bytes <= most * 1024, `${name} has ${bytes} bytes`)
  }
})

test('texts count in every language, and those of the page go first', () => {
  const english = new Strings({}, 'en')
  assert.equal(english.count('unreadCount', 1), '1 unread')
  assert.equal(english.count('unreadCount', 100), '99+ unread')
  assert.equal(english.say('arrived', { n: 1, title: 'A {n} B' }), 'New notification: A {n} B')
  const polish = new Strings({
    unreadCount: { one: '{n} nowe', few: '{n} nowe!', many: '{n} nowych', other: '{n} nowego' },
  }, 'pl')
  assert.deepEqual([1, 2, 5, 22].map((n) => polish.count('unreadCount', n)),
    ['1 nowe', '2 nowe!', '5 nowych', '22 nowe!'])
  assert.equal(new Strings({}, 'ar-EG').number(7), '٧')
})

test('times are said relative to now, and after a week as a date', () => {
  const now = Date.parse('2026-11-24T12:00:00Z')
  const before = (seconds, locale = 'en') => ago(now - seconds * 1_000, now, locale)
  assert.deepEqual([-5, 0, 59, 60, 3_599, 3_600, 86_399, 86_400, 604_799].map((s) => before(s)),
    ['now', 'now', 'now', '1 min. ago', '59 min. ago', '1 hr. ago', '23 hr. ago', 'yesterday',
      '6 days ago'])
  assert.equal(before(604_800), 'Nov 17')
  assert.match(before(31_536_000), /2025/)
  assert.equal(before(7_200, 'de'), 'vor 2 Std.')
  const late = new Date(2026, 10, 24, 23, 30).getTime()
  assert.equal(morning(1, late), new Date(2026, 10, 25, 9).getTime())
})

test('tabs are those that the page names, each once', () => {
  const keys = (wanted, categories = []) =>
    tabsOf(wanted, categories, (name) => name, (name) => name).map(({ key }) => key)
  assert.deepEqual(keys('all unread * archived', ['b', 'a']),
    ['all', 'unread', 'c:b', 'c:a', 'archived'])
  assert.deepEqual(keys('  unread offers  offers '), ['unread', 'c:offers'])
  assert.deepEqual(keys(''), ['all'])
  assert.deepEqual(tabsOf('offers', [], String, String)[0].filter, { category: 'offers' })
  assert.equal(keys('*', Array.from({ length: 99 }, (_, i) => `c${i}`)).length, 12)
})

test('a category is called what the page says, or what its name looks like', () => {
  const texts = new Strings({ 'category:offers': 'Deals' }, 'en')
  const names = new CategoryNames(() => texts, () => undefined)
  assert.equal(names.meet([{ category: 'offers' }, {}, { category: 'big_news' }]), true)
  assert.equal(names.meet([{ category: 'offers' }]), false)
  assert.deepEqual(names.names.map((name) => names.title(name)), ['Big news', 'Deals'])
  const given = new CategoryNames(() => texts, () => [{ name: 'x', title: 'Ex' }, 'y'])
  given.meet([{ category: 'z' }])
  assert.deepEqual(given.names.map((name) => given.title(name)), ['Ex', 'Y'])
})

test('the guide has every attribute, part, slot, property, string, state and event', async () => {
  const page = await readFile(new URL('../../../docs/guide/bell.md', import.meta.url), 'utf8')
  const sources = await Promise.all([
    'bell', 'element', 'account', 'bell-styles', 'styles', 'dom', 'inbox/frame', 'inbox/inbox',
    'inbox/marks', 'inbox/row', 'inbox/tabs', 'inbox/menu', 'inbox/notice', 'inbox/toasts',
    'inbox/preferences', 'inbox/portrait', 'inbox/list', 'inbox/groups',
  ].map((name) => readFile(new URL(`../src/${name}.js`, import.meta.url), 'utf8')))
  const all = sources.join('\n')
  const found = (pattern) => [...all.matchAll(pattern)].map(([, name]) => name)
  const properties = new Set(found(/var\((--belfry-[\w-]+)/g))
  assert.ok(properties.size <= 20, `${properties.size} properties`)
  const names = [
    ...[BelfryBell, BelfryInbox, BelfryToasts, BelfryPreferences].flatMap(({ attributeKinds }) =>
      Object.keys(attributeKinds)),
    ...properties,
    ...found(/\bpart: '([\w -]+)'/g),
    ...found(/name: '(\w+)' \}, ?(?:icon)?/g),
    ...found(/\.state\('(\w+)'/g),
    ...found(/\btell\('(\w+)'/g).map((name) => `belfry-${name}`),
    ...stringNames(),
  ]
  assert.ok(names.includes('token-url') && names.includes('older') && names.includes('belfry-open'))
  for (const name of new Set(names)) {
    assert.ok(page.includes(`\`${name}\``), `${name} in the guide`)
  }
})
