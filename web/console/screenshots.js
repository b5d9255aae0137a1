// Makes the pictures of the console that the documentation has.
//
//     ./belfry serve --dev --port 8123 --server.name belfry-1      a fresh one, in an empty folder
//     node screenshots.js http://localhost:8123 [FOLDER]           without FOLDER: docs/images

import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const [server, folder = fileURLToPath(new URL('../../docs/images', import.meta.url))] =
  process.argv.slice(2)
const DESKTOP = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }
const ORDERS = 'orders:42'

/** @param {string} path @param {string} body @param {string} type */
const post = async (path, body, type = 'application/json') => {
  const answer = await fetch(server + path, {
    method: 'POST', headers: { 'Content-Type': type }, body,
  })
  if (!answer.ok) throw new Error(await answer.text())
}

const publish = (channel, data) => post(`/notifications/${channel}`, JSON.stringify(data))
const notify = (user, title, body, category) =>
  post('/v1/notify', JSON.stringify({ to: { user }, notification: { title, body, category } }))

async function fill() {
  await publish(ORDERS, 'Your order is being packed')
  await publish(ORDERS, { state: 'packed', parcel: 'P-1094', items: 3 })
  await publish(ORDERS, 'The courier has it')
  await publish(ORDERS, {
    state: 'on its way', courier: 'North', eta: '2026-12-01T14:30:00Z',
    stops: [{ city: 'Leiden', done: true }, { city: 'Utrecht', done: false }],
  })
  await publish(ORDERS, 'Two stops before yours')
  for (const channel of ['news/local', 'news/world', 'builds:main', 'chat:7', 'notifications']) {
    await publish(channel, 'Hello, world!')
  }
  for (const user of ['ada', 'ben', 'cleo']) {
    await notify(user, 'Your order has shipped', 'It arrives on Friday.', 'orders')
  }
  await notify('ada', 'Cleo mentioned you', 'Shall we take the earlier train?', 'mentions')
  await notify('ada', 'The build is green again', 'main, 4 minutes', 'builds')
}

/** Two minutes of a busy server in two seconds. @param {import('playwright-core').Page} page */
async function busy(page) {
  let second = 0
  let [publishes, deliveries] = [4810, 96240]
  await page.addInitScript(() => {
    const { setTimeout } = globalThis
    globalThis.setTimeout = /** @type {any} */ ((run, millis, ...rest) =>
      setTimeout(run, millis === 1000 ? 10 : millis, ...rest))
  })
  await page.route('**/v1/stats', async (route) => {
    const stats = await (await route.fetch()).json()
    second++
    const wave = 40 + 14 * Math.sin(second / 9) + 7 * Math.sin(second / 2.3) + (second * 7) % 5
    publishes += Math.round(wave)
    deliveries += Math.round(wave * (21 + 3 * Math.sin(second / 17)))
    stats.connections.open = 1180 + Math.round(90 * Math.sin(second / 40) + (second * 3) % 7)
    stats.connections.framed = stats.connections.open - 212
    stats.connections.stream = 180
    stats.connections.websocket = 31
    Object.assign(stats, {
      publishes, deliveries, users: 764, subscriptions: 3127, version: '0.1.0',
    })
    Object.assign(stats.bytes, { in: publishes * 410, out: deliveries * 214 })
    stats.time = new Date(Date.UTC(2026, 10, 26, 12) + 1000 * second).toISOString()
    await route.fulfill({ json: stats })
  })
  return () => page.waitForFunction(() =>
    (document.querySelector('.chart .line')?.getAttribute('points') ?? '').split(' ').length > 118)
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})

/**
 * @param {string} name
 * @param {string} path
 * @param {import('playwright-core').ViewportSize} viewport
 * @param {'light' | 'dark'} colorScheme
 * @param {(page: import('playwright-core').Page) => Promise<unknown>} ready
 */
async function picture(name, path, viewport, colorScheme, ready) {
  const page = await browser.newPage({
    viewport, colorScheme, locale: 'en-GB', reducedMotion: 'reduce',
  })
  const seen = await busy(page)
  await page.goto(server + path)
  if (path === '/') await seen()
  await ready(page)
  await page.screenshot({ path: `${folder}/${name}.png` })
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.close()
}

const bell = (/** @type {import('playwright-core').Page} */ page) =>
  page.locator('#bell-place belfry-bell .badge:visible').waitFor()
const messages = (/** @type {import('playwright-core').Page} */ page) =>
  page.locator('.messages li').nth(4).waitFor()

await fill()
await picture('console-light', '/', DESKTOP, 'light', bell)
await picture('console-phone-dark', '/', PHONE, 'dark', bell)
await picture('console-channel-dark', `/#channels/${encodeURIComponent(ORDERS)}`, DESKTOP, 'dark',
  messages)
await picture('live-phone-light', `/notifications/${ORDERS}`, PHONE, 'light', messages)
await picture('playground-light', '/#playground', DESKTOP, 'light', async (page) => {
  await bell(page)
  await page.locator('#playground-all').click()
  await page.locator('#playground-result.good').waitFor()
  await page.locator('#playground-users belfry-bell').first().click()
  await page.locator('#playground-users belfry-bell .item').first().waitFor().catch(() => {})
})
await browser.close()
