// A Belfry server, an application beside it, and a browser: what the tests in a browser stand on.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { COMMAND, Server, TOKENS } from '../../sdk/test/server.js'
import { App } from './app.js'
import { launch } from './browser.js'

const LOCKED = '--inbox.categories=[{ name: security, locked: true }]'

/** Runs another command of the program that serves. @param {string[]} words */
const run = (...words) => {
  const [program, ...flags] = COMMAND.slice(0, COMMAND.indexOf('serve'))
  return execFileSync(program, [...flags, ...words], { encoding: 'utf8' })
}

export class Stage {
  /** What a page's policy or scripts complained about. @type {string[]} */
  complaints = []
  /** What the browser takes for an exception though it says only that a server is not there. */
  network = /^$/
  /** @type {{ close(): Promise<void> }[]} */
  contexts = []

  /** @param {string[]} flags of the server, beside those that all tests need */
  static async start(...flags) {
    const stage = new this()
    stage.folder = mkdtempSync(join(tmpdir(), 'belfry-bell-'))
    const keys = join(stage.folder, 'keys.yaml')
    const key = (name, ...scopes) => run('key', 'create', '--name', name, '--file', keys,
      ...scopes.flatMap((scope) => ['--scope', scope])).match(/belfry_\S+/)?.[0]
    stage.key = key('shop', 'notify', 'publish', 'read')
    stage.admin = key('operator', 'admin')
    stage.app = await new App('').start()
    stage.server = await Server.start(
      TOKENS, `--auth.keys=${keys}`, `--origins=${stage.app.origin}`, LOCKED, ...flags)
    stage.app.server = stage.server.url
    stage.browser = await stage.launch()
    return stage
  }

  launch() {
    return launch()
  }

  /** A device of its own. @param {import('playwright-core').BrowserContextOptions} [options] */
  async device(options) {
    const context = await this.browser.newContext({ locale: 'en-GB', ...options })
    context.setDefaultTimeout(60_000)
    this.contexts.push(context)
    return context
  }

  /**
   * A tab with a page of these elements.
   * @param {import('playwright-core').BrowserContext} device
   * @param {string} nav
   * @param {string} [main]
   * @param {string} [html]
   */
  async tab(device, nav, main, html) {
    const page = await device.newPage()
    page.on('pageerror', (error) => {
      if (!this.network.test(error.message)) this.complaints.push(error.stack ?? error.message)
    })
    page.on('console', (message) => {
      const text = message.text()
      if (/Content Security Policy|Trusted/.test(text)) this.complaints.push(text)
    })
    await this.prepare(page)
    const path = `/page-${Math.random().toString(36).slice(2)}`
    await page.goto(this.app.page(path, nav, main, html))
    return page
  }

  /** Before a page is loaded. @param {any} _page */
  async prepare(_page) {}

  /**
   * Notifies as a backend does.
   * @param {string} user
   * @param {object} notification
   * @param {object} [more]
   */
  async notify(user, notification, more = {}) {
    const answer = await fetch(`${this.server.url}/v1/notify`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.key}` },
      body: JSON.stringify({ to: { user }, notification, ...more }),
    })
    if (!answer.ok) throw new Error(await answer.text())
    return (await answer.json()).id
  }

  /** What the server has. @param {string} user @param {string} [rest] */
  async inbox(user, rest = '') {
    const answer = await fetch(`${this.server.url}/v1/users/${user}/inbox${rest}`, {
      headers: { Authorization: `Bearer ${this.key}` },
    })
    if (!answer.ok) throw new Error(await answer.text())
    return answer.json()
  }

  /** Ends the pages of a test, none of which may have complained. */
  async clear() {
    for (const context of this.contexts.splice(0)) await context.close()
    assert.deepEqual(this.complaints.splice(0), [])
  }

  async close() {
    await this.browser?.close()
    this.app?.close()
    await this.server?.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** A bell of this user. @param {string} user @param {string} [more] attributes */
export const bell = (user, more = '') =>
  `<belfry-bell token-url="/token/${user}" ${more}></belfry-bell>`

/**
 * The button of the bell of a page, by its name.
 * @param {import('playwright-core').Page} page
 * @param {string} [name]
 */
export const button = (page, name) => page.getByRole('button', {
  name: name ?? /^Notifications/, exact: true,
})

/** Waits until the bell of a page knows what the inbox is. */
export const ready = (page) => page.locator('belfry-bell:state(ready)').first().waitFor()

/** Waits until the bell of each page has this name. */
export const named = async (pages, name) => {
  for (const page of pages) await button(page, name).waitFor()
}

/** What is shown of a notification. */
export const row = (page, title) =>
  page.locator('belfry-inbox li').filter({ hasText: title }).first()

/** Chooses an entry of a notification's menu. */
export const menu = async (page, title, choice) => {
  await row(page, title).getByRole('button', { name: `More for: ${title}` }).click()
  await page.getByRole('menuitem', { name: choice }).click()
}
