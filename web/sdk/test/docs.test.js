// The types as an application sees them, and the reference against them.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { file, reference } from '../reference.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const tsc = (...flags) =>
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', ...flags], {
    cwd: root, encoding: 'utf8', stdio: 'pipe',
  })

const USAGE = `
import { connect, BelfryError, type Message, type Gap, type InboxChange } from './index.js'
const belfry = connect('https://push.example.org', { getToken: async () => 'eyJ' })
const messages: Message[] = []
const subscription = belfry.subscribe('orders:42', { since: '-50' }, (one) => messages.push(one))
subscription.on('gap', ({ missed }: Gap) => missed?.toFixed())
belfry.on('state', ({ state, error }) => state === 'closed' && error instanceof BelfryError)
export const id: Promise<string> = belfry.publish('orders:42', { n: 1 }).then(({ id }) => id)
export const all = async () => { for await (const { data } of belfry.subscribe('a')) return data }
const inbox = belfry.inbox({ state: 'unread', limit: 50 })
inbox.on('change', ({ added }: InboxChange) => added.map(({ title, read }) => read || title))
export const marked: Promise<void> = inbox.mark('archived', { all: { category: 'offers' } })
belfry.on('preferences', ({ offers }) => offers?.inbox)
// @ts-expect-error there is no such mark
inbox.mark('lost', [])
// @ts-expect-error there is no such event
belfry.on('nonsense', () => {})
// @ts-expect-error a channel is a text
belfry.subscribe(42)
`

test('the sources have no type errors, and their types serve an application', () => {
  tsc()
  const folder = mkdtempSync(`${root}types-`)
  try {
    tsc('--project', 'tsconfig.types.json', '--outDir', folder)
    writeFileSync(`${folder}/usage.ts`, USAGE)
    tsc('--ignoreConfig', '--strict', '--noEmit', '--target', 'es2022', '--module', 'nodenext',
      '--lib', 'es2022,dom,dom.iterable,dom.asynciterable', '--types', '', `${folder}/usage.ts`)
    documents(folder)
    assert.equal(readFileSync(file, 'utf8'), reference(folder),
      'docs/reference/javascript-types.md is stale: run node web/sdk/reference.js')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** Every public member and option has its place in the reference. */
const documents = (folder) => {
  const page = readFileSync(
    fileURLToPath(new URL('../../../docs/reference/javascript.md', import.meta.url)), 'utf8')
  const names = ['client', 'subscription', 'inbox', 'emitter'].flatMap((name) =>
    members(readFileSync(`${folder}/${name}.d.ts`, 'utf8')))
  const types = readFileSync(`${folder}/types.d.ts`, 'utf8')
  for (const kind of ['ConnectOptions', 'SubscribeOptions', 'PublishOptions', 'HistoryOptions',
    'InboxFilter', 'InboxView', 'InboxChange', 'Item']) {
    const body = new RegExp(`type ${kind} = \\{([^]*?)\\n\\};`).exec(types)?.[1] ?? ''
    const options = [...body.matchAll(/^ {4}(\w+)\??:/gm)].map(([, name]) => name)
    assert.ok(options.length, kind)
    names.push(...options)
  }
  assert.ok(names.includes('subscribe') && names.includes('opened') && names.includes('on'))
  for (const name of names) {
    assert.match(page, new RegExp(`\`${name}\\b`), `${name} in the reference`)
  }
}

/** The names of a class's public members. */
const members = (declaration) =>
  declaration
    .slice(declaration.indexOf('#private'))
    .replace(/\/\*\*[^]*?\*\//g, '')
    .split('\n')
    .map((line) => /^ {4}(?:get )?([a-z]\w*)(?:[(<]|\??:)/.exec(line)?.[1])
    .filter((name) => name && name !== 'constructor' && name !== 'options')
