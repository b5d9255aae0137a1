// The stage of the bell's tests in a browser that puppeteer drives.

import { until } from '../../../sdk/test/server.js'
import { Stage } from '../stage.js'
import { launch } from './browser.js'

/** What a page's policy refuses is told by the console, as exceptions are. */
const TELL = () =>
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    console.error(`Content Security Policy: ${violatedDirective} ${blockedURI}`))

/** Beside the bell: a client of its own, which hears a channel of the user. */
const SCRIPT = `
import { connect } from 'SERVER/belfry.js'
const user = new URL(import.meta.url).searchParams.get('user')
const getToken = async () => (await (await fetch('/token/' + user)).json()).token
Object.assign(window, { heard: [], gaps: [], restored: [] })
window.belfry = connect({ getToken })
window.subscription = belfry.subscribe('kept:' + user, ({ data }) => heard.push(data))
subscription.on('gap', (gap) => gaps.push(gap))
addEventListener('pageshow', ({ persisted }) => restored.push(persisted))
`

export class CoreStage extends Stage {
  network = /^Firefox can’t establish a connection|^Cross-Origin Request Blocked/

  launch() {
    return launch()
  }

  async device() {
    const context = await this.browser.createBrowserContext()
    this.contexts.push(context)
    return context
  }

  /**
   * A tab in which a user has a bell and a client.
   * @param {import('puppeteer-core').BrowserContext} device
   * @param {string} user
   */
  async open(device, user) {
    this.app.pages.set('/core.js', SCRIPT.replace('SERVER', this.server.url))
    const page = await this.tab(device, `<belfry-bell token-url="/token/${user}"></belfry-bell>`,
      `<script type="module" src="/core.js?user=${user}"></script>`)
    await until(() => page.evaluate(() => Boolean(window.subscription?.position)), 'subscribed')
    return page
  }

  /** @param {import('puppeteer-core').Page} page */
  prepare(page) {
    return page.evaluateOnNewDocument(TELL)
  }

  /** @param {string} user @param {number} from @param {number} to */
  async publish(user, from, to) {
    for (let n = from; n < to; n++) {
      const answer = await fetch(`${this.server.url}/notifications/kept:${user}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${this.key}`, 'Content-Type': 'application/json' },
        body: `${n}`,
      })
      if (!answer.ok) throw new Error(await answer.text())
    }
  }
}

/** What the button of a page's bell is called. */
const nameOf = (page) => page.evaluate(() => document.querySelector('belfry-bell')
  ?.shadowRoot?.querySelector('button')?.getAttribute('aria-label'))

/** Waits until what is asked of each page is this; says what it was instead. */
const each = async (pages, ask, wanted) => {
  for (const page of pages) {
    let last
    await until(async () => (last = await ask(page)) === wanted).catch(() => {
      throw new Error(`not ${wanted} but ${last}`)
    })
  }
}

/** Waits until the bell of each page has this name. */
export const named = (pages, name) => each(pages, nameOf, name)

/** Waits until each page has heard these numbers, each once and in order. */
export const heard = (pages, from, to) =>
  each(pages, (page) => page.evaluate(() => JSON.stringify([window.heard, window.gaps])),
    JSON.stringify([Array.from({ length: to - from }, (_, i) => from + i), []]))

/** The one of a device's tabs in which a client has the connection for all. */
export const leaderOf = async (...pages) => {
  const leads = (page) => page.evaluate(async () => {
    const { locks } = navigator
    const { held } = await locks.request(`${Math.random()}`, () => locks.query())
    const { clientId } = held.find(({ name }) => name.startsWith('0.'))
    return held.some((lock) => lock.name.startsWith('belfry:') && lock.clientId === clientId)
  })
  let found = []
  await until(async () => {
    const all = await Promise.all(pages.map(leads))
    found = pages.filter((_, i) => all[i])
    return found.length === 1
  }, 'one leader')
  return found[0]
}
