// Takes the pictures in `docs/images`: the elements as people see them, against a real server.
//
//     node screenshots.js [FOLDER [NAME,...]]     without FOLDER those of docs/images; with it, all

import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Server } from '../sdk/test/server.js'
import { App } from './test/app.js'
import { launch } from './test/browser.js'

const docs = fileURLToPath(new URL('../../docs/images', import.meta.url))
const folder = resolve(process.argv[2] ?? docs)
const SHOWN = ['inbox', 'toasts', 'preferences']
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** What is in the inbox, newest first: how long ago, and the rest. @type {[number, object][]} */
const ITEMS = [
  [2 * MINUTE, {
    title: 'Invoice 2026-114 is due on Friday', category: 'billing', priority: 'high',
    body: '€ 248.00 to Hopper & Sons. It is paid automatically unless you object.',
    actions: [{ id: 'pay', title: 'Pay now', url: '/pay' }, { id: 'later', title: 'Remind me' }],
  }],
  [25 * MINUTE, {
    title: 'Grace Hopper mentioned you in “Release plan”', category: 'comments', url: '/c/1',
    actor: { name: 'Grace Hopper' },
    body: '“I think @ada has the right idea: let us build the small one first, and measure.”',
  }],
  [3 * HOUR, {
    title: 'Your order has shipped', category: 'orders', url: '/orders/7',
    body: 'It arrives on Thursday between 9 and 12.',
  }],
  [5 * HOUR, {
    title: 'Alan Turing and 3 others liked your answer', category: 'comments', read: true,
    actor: { name: 'Alan Turing' }, url: '/c/2',
  }],
  [26 * HOUR, {
    title: 'New sign-in from Firefox on Linux', category: 'security', read: true,
    body: 'Vienna, Austria. Was it not you? Change your password.', url: '/security',
  }],
  [3 * DAY, {
    title: 'The report for October is ready', category: 'billing', read: true, url: '/report',
  }],
  [12 * DAY, { title: 'Welcome to Shop', read: true, body: 'Glad that you are here.' }],
]

const app = await new App('').start()
const server = await Server.start(
  `--origins=${app.origin}`, '--inbox.categories=[{ name: security, locked: true }]')
app.server = server.url
const post = async (path, body) => {
  const answer = await fetch(server.url + path, { method: 'POST', body })
  if (!answer.ok) throw new Error(await answer.text())
}
const fill = (user, items) => post('/v1/import', items.map(([age, item]) => JSON.stringify({
  user, createdAt: new Date(Date.now() - age).toISOString(), ...item,
})).join('\n'))
const notify = (user, notification) =>
  post('/v1/notify', JSON.stringify({ to: { user }, notification }))

await fill('ada', ITEMS)
await fill('rtl', [
  [4 * MINUTE, { title: 'طلبك في الطريق إليك', body: 'يصل يوم الخميس بين التاسعة والثانية عشرة.',
    category: 'orders', actions: [{ id: 'a', title: 'تتبع' }, { id: 'b', title: 'لاحقا' }] }],
  [2 * HOUR, { title: 'Grace Hopper mentioned you', actor: { name: 'Grace Hopper' },
    body: 'An English text, from left to right.', category: 'comments' }],
  [30 * HOUR, { title: 'مرحبا بك', read: true, body: 'يسعدنا انضمامك إلينا.' }],
])
await fill('long', [
  [MINUTE, {
    title: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
    body: 'https://example.org/' + 'a-path-without-an-end/'.repeat(12), category: 'x'.repeat(48),
    actor: { name: 'Pablo Diego José Francisco de Paula Juan Nepomuceno María de los Remedios' } }],
  [HOUR, { title: 'A title that goes on, and on, as titles do where nobody has thought of those ' +
    'who read them on a telephone', body: 'Short.', actions: [
    { id: 'a', title: 'A first choice with many words in it' }, { id: 'b', title: 'Another one' },
    { id: 'c', title: 'A third' }, { id: 'd', title: 'And the last one of them' }] }],
])

const browser = await launch()
const SIZES = {
  desktop: { viewport: { width: 1280, height: 720 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
}

/** The elements of a page of this user. @param {string} user */
const bell = (user, more = '') => `<belfry-bell user="${user}" ${more}></belfry-bell>`

const open = async (page) => {
  await page.locator('belfry-bell:state(unread)').waitFor()
  await page.locator('belfry-bell button').first().click()
  await page.locator('belfry-inbox li').first().waitFor()
  await page.mouse.move(10, 30)
}

/** Each picture: what is in the page, and what is done there. */
const PICTURES = {
  bell: { nav: bell('ada'), act: (page) => page.locator('belfry-bell:state(unread)').waitFor() },
  inbox: { nav: bell('ada'), act: open },
  menu: {
    nav: bell('ada'),
    act: async (page) => {
      await open(page)
      await page.getByRole('button', { name: /^More for: Your order/ }).click()
    },
  },
  notice: {
    nav: bell('ada'),
    act: async (page) => {
      await open(page)
      await page.getByRole('button', { name: 'Mark all as read' }).click()
      await page.mouse.move(10, 30)
    },
    after: (page) => page.getByRole('button', { name: 'Undo' }).click(),
  },
  toasts: {
    nav: bell(''), main: '<belfry-toasts duration="60"></belfry-toasts>',
    act: async (page) => {
      const user = await page.evaluate(() => {
        const user = `toast-${Math.random()}`
        for (const one of document.querySelectorAll('belfry-bell, belfry-toasts')) one.user = user
        return user
      })
      await page.locator('belfry-bell:state(ready)').waitFor()
      for (const [, { read, ...item }] of ITEMS.slice(0, 3).reverse()) await notify(user, item)
      await page.locator('belfry-toasts .toast').nth(2).waitFor()
    },
  },
  preferences: {
    nav: bell('ada'), main: '<belfry-preferences user="ada"></belfry-preferences>',
    act: (page) => page.getByRole('switch').nth(5).waitFor(),
  },
  empty: {
    nav: bell('nobody'), main: '<belfry-inbox user="nobody"></belfry-inbox>',
    act: (page) => page.getByText('Nothing here yet').waitFor(),
  },
  rtl: { nav: bell('rtl'), html: 'lang="ar" dir="rtl"', act: open },
  long: { nav: bell('long'), act: open },
}

await mkdir(folder, { recursive: true })
try {
  const wanted = process.argv[3]?.split(',') ?? (process.argv[2] ? Object.keys(PICTURES) : SHOWN)
  for (const [name, { nav, main, html, act, after }] of Object.entries(PICTURES)) {
    if (!wanted.includes(name)) continue
    for (const [size, options] of Object.entries(SIZES)) {
      for (const colorScheme of ['light', 'dark']) {
        const context = await browser.newContext({
          ...options, colorScheme, locale: 'en-GB', reducedMotion: 'reduce',
        })
        const page = await context.newPage()
        page.on('pageerror', (error) => console.error(name, error))
        await page.goto(app.page(`/${name}`, nav, main, html))
        await act(page)
        await page.evaluate(() => new Promise((done) => setTimeout(done, 600)))
        await page.screenshot({ path: `${folder}/bell-${name}-${size}-${colorScheme}.png` })
        await after?.(page)
        await context.close()
      }
    }
  }
} finally {
  await browser.close()
  app.close()
  await server.close()
}
