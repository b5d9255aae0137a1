// The bell and the inbox in a browser's tabs, on pages of another origin under a strict policy.

import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { until } from '../../sdk/test/server.js'
import { Stage, bell, button, menu, named, row } from './stage.js'

/** @type {Stage} */
let stage
before(async () => { stage = await Stage.start() })
afterEach(() => stage.clear())
after(() => stage.close())

const focused = (page) => page.evaluate(() => {
  let { activeElement } = document
  while (activeElement?.shadowRoot?.activeElement) ({ activeElement } = activeElement.shadowRoot)
  return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent?.trim()
})

test('the bell lights in all tabs of all devices; what is read in one is read in all', async () => {
  const devices = [await stage.device(), await stage.device()]
  const pages = []
  for (const device of [...devices, ...devices]) pages.push(await stage.tab(device, bell('ada')))
  await named(pages, 'Notifications')
  await stage.notify('ada', { title: 'One' })
  await stage.notify('ada', { title: 'Two' })
  await named(pages, 'Notifications, 2 unread')
  await button(pages[0]).click()
  await menu(pages[0], 'One', 'Mark as read')
  await named(pages, 'Notifications, 1 unread')
  await menu(pages[0], 'One', 'Mark as unread')
  await named(pages, 'Notifications, 2 unread')
  assert.deepEqual((await stage.inbox('ada')).counts, { unread: 2, unseen: 0 })
})

test('the keyboard alone opens, walks, marks and closes', async () => {
  for (const title of ['First', 'Second', 'Third']) {
    await stage.notify('kay', { title, url: '/there' })
  }
  const page = await stage.tab(await stage.device(), bell('kay'))
  await named([page], 'Notifications, 3 unread')
  await page.keyboard.press('Tab')
  assert.equal(await focused(page), 'Notifications, 3 unread')
  await page.keyboard.press('Enter')
  await row(page, 'First').waitFor()
  await page.keyboard.press('Tab')
  assert.equal(await focused(page), 'Mark all as read')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  assert.equal(await focused(page), 'All')
  await page.keyboard.press('ArrowRight')
  await until(async () => /^Unread/.test(await focused(page)))
  await page.keyboard.press('Home')
  await row(page, 'First').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await until(async () => await focused(page) === 'Unread: Third')
  await page.keyboard.press('ArrowDown')
  assert.equal(await focused(page), 'Unread: Second')
  await page.keyboard.press('Tab')
  assert.equal(await focused(page), 'Mark as read')
  await page.keyboard.press('Enter')
  await named([page], 'Notifications, 2 unread')
  assert.equal(await focused(page), 'Mark as unread')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await until(async () => await focused(page) === 'Mark as unread')
  await page.keyboard.press('ArrowDown')
  assert.equal(await focused(page), 'Archive')
  await page.keyboard.press('Escape')
  await until(async () => await focused(page) === 'More for: Second')
  await page.keyboard.press('Escape')
  await until(async () => await focused(page) === 'Notifications, 2 unread')
  assert.equal(await page.locator('belfry-inbox').isVisible(), false)
})

test('elements of one user share a connection, which ends with the last of them', async () => {
  const device = await stage.device()
  const page = await device.newPage()
  const sockets = []
  page.on('websocket', (socket) => sockets.push(socket))
  await page.goto(stage.app.page('/many', bell('sam') + bell('sam'),
    '<belfry-inbox token-url="/token/sam"></belfry-inbox>' +
    '<belfry-toasts token-url="/token/sam"></belfry-toasts>'))
  await page.locator('belfry-inbox').getByText('Nothing here yet').waitFor()
  assert.equal(sockets.length, 1)
  await page.evaluate(() => {
    const [first] = document.querySelectorAll('belfry-bell')
    document.querySelector('main').append(first)
    document.querySelector('nav').append(document.querySelector('belfry-inbox'))
  })
  await stage.notify('sam', { title: 'Still here' })
  await page.locator('belfry-inbox li', { hasText: 'Still here' }).waitFor()
  assert.equal(sockets.length, 1)
  assert.equal(sockets[0].isClosed(), false)
  await page.evaluate(() => {
    for (const one of document.querySelectorAll('nav > *, main > *')) one.remove()
  })
  await until(async () => {
    await page.evaluate(() => 0)
    return sockets[0].isClosed()
  })
})

test('another user leaves nothing of the one before; logging out reaches all tabs', async () => {
  await stage.notify('eve', { title: 'Secret of Eve' })
  await stage.notify('bob', { title: 'Secret of Bob' })
  const device = await stage.device()
  const main = '<belfry-inbox token-url="/token/eve"></belfry-inbox>'
  const page = await stage.tab(device, bell('eve', 'title-count'), main)
  const second = await stage.tab(device, bell('eve'), main)
  await row(page, 'Secret of Eve').waitFor()
  await row(second, 'Secret of Eve').waitFor()
  assert.equal(await page.title(), '(1) Shop')
  const left = await page.evaluate(async () => {
    for (const one of document.querySelectorAll('belfry-bell, belfry-inbox')) {
      one.tokenUrl = '/token/bob'
    }
    await Promise.resolve()
    await Promise.resolve()
    return document.querySelector('belfry-inbox').shadowRoot.textContent
  })
  assert.doesNotMatch(left, /Eve/)
  await row(page, 'Secret of Bob').waitFor()
  await page.evaluate(() => {
    for (const one of document.querySelectorAll('belfry-bell, belfry-inbox')) {
      one.tokenUrl = '/token/eve'
    }
  })
  await row(page, 'Secret of Eve').waitFor()
  await page.evaluate(() => document.querySelector('belfry-bell').logOut())
  for (const one of [page, second]) {
    await row(one, 'Secret of Eve').waitFor({ state: 'detached' })
    await named([one], 'Notifications')
  }
  assert.equal(await page.title(), 'Shop')
})

test('what is set before the elements are defined counts, and what is configured', async () => {
  await stage.notify('lee', { title: 'For Lee' })
  const page = await stage.tab(await stage.device(), '')
  await page.evaluate(() => {
    const early = document.createElement('belfry-bell')
    early.tokenUrl = '/token/lee'
    early.titleCount = true
    early.strings = { bell: 'Glocke', unreadCount: { one: '{n} neue', other: '{n} neue' } }
    document.querySelector('nav').append(early)
  })
  await named([page], 'Glocke, 1 neue')
  assert.equal(await page.title(), '(1) Shop')
  assert.deepEqual(await page.evaluate(() => {
    const bell = document.querySelector('belfry-bell')
    bell.removeAttribute('title-count')
    return [bell.getAttribute('token-url'), bell.titleCount, bell.badge, bell.outerHTML]
  }), ['/token/lee', false, '', '<belfry-bell token-url="/token/lee"></belfry-bell>'])
  await until(async () => await page.title() === 'Shop')
  await page.evaluate(() => {
    const late = document.createElement('belfry-bell')
    document.querySelector('nav').replaceChildren(late)
    late.configure({
      getToken: async () => (await (await fetch('/token/lee')).json()).token,
      strings: { bell: 'Bell' },
    })
  })
  await named([page], 'Bell, 1 unread')
})

test('older ones come as one scrolls, and a bar tells of new ones further up', async () => {
  for (let i = 1; i <= 45; i++) await stage.notify('pat', { title: `Number ${i}.` })
  const page = await stage.tab(await stage.device(), bell('pat'))
  await named([page], 'Notifications, 45 unread')
  await button(page).click()
  await row(page, 'Number 45.').waitFor()
  const panel = page.locator('belfry-inbox').getByRole('tabpanel')
  await until(async () => {
    await panel.evaluate((element) => { element.scrollTop = element.scrollHeight })
    return await page.locator('belfry-inbox li').count() === 45
  })
  await stage.notify('pat', { title: 'Fresh one' })
  await page.getByRole('button', { name: '1 new' }).click()
  await row(page, 'Fresh one').waitFor()
  await until(() => panel.evaluate((element) => element.scrollTop === 0))
  await page.getByRole('button', { name: '1 new' }).waitFor({ state: 'hidden' })
})

test('groups show their newest, and the others when they are asked for', async () => {
  for (const n of [1, 2, 3]) await stage.notify('gus', { title: `Comment ${n}`, group: 'thread' })
  await stage.notify('gus', { title: 'Alone' })
  const page = await stage.tab(await stage.device(), bell('gus', 'grouped'))
  await button(page).click()
  await row(page, 'Comment 3').waitFor()
  assert.equal(await page.locator('belfry-inbox li').count(), 2)
  await page.getByRole('button', { name: '2 more' }).click()
  await row(page, 'Comment 1').waitFor()
  await page.getByRole('button', { name: 'Show less' }).click()
  await row(page, 'Comment 1').waitFor({ state: 'detached' })
  await menu(page, 'Comment 3', 'Mark as read')
  await named([page], 'Notifications, 1 unread')
})

test('an action reaches the backend, and a page may take it over', async () => {
  const actions = [{ id: 'yes', title: 'Accept' }, { id: 'no', title: 'Decline', url: '/no' }]
  await stage.notify('ann', { title: 'Join us?', actions })
  const page = await stage.tab(await stage.device(), bell('ann'))
  await button(page).click()
  const listening = fetch(`${stage.server.url}/notifications/@actions`, {
    headers: { Authorization: `Bearer ${stage.key}` },
  })
  assert.equal((await listening).status, 403) // the key has no scope for it: only that it is there
  const asked = page.waitForRequest((request) => request.url().includes('/actions/yes'))
  await page.getByRole('button', { name: 'Accept' }).click()
  assert.equal((await (await asked).response()).status(), 204)
  await named([page], 'Notifications')
  await page.evaluate(() => addEventListener('belfry-action', (event) => {
    event.preventDefault()
    document.title = event.detail.action.id
  }))
  await page.getByRole('link', { name: 'Decline' }).click()
  assert.equal(await page.title(), 'no')
})

test('what leaves hands its focus on; what its sender takes back leaves too', async () => {
  for (const title of ['Last', 'Next', 'This']) await stage.notify('fay', { title })
  const page = await stage.tab(await stage.device(), bell('fay'))
  await button(page).click()
  await row(page, 'This').getByRole('button', { name: 'This' }).first().focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  assert.equal(await focused(page), 'Archive')
  await page.keyboard.press('Enter')
  await row(page, 'This').waitFor({ state: 'detached' })
  assert.equal(await focused(page), 'Unread: Next')
  const id = await stage.notify('fay', { title: 'Too early' })
  await row(page, 'Too early').waitFor()
  await fetch(`${stage.server.url}/v1/notifications/${id}`, {
    method: 'DELETE', headers: { Authorization: `Bearer ${stage.key}` },
  })
  await row(page, 'Too early').waitFor({ state: 'detached' })
  assert.equal(await focused(page), 'Unread: Next')
})

test('what the server refuses is put right, and the user is told', async () => {
  await stage.notify('ron', { title: 'Stubborn' })
  const device = await stage.device()
  await device.routeWebSocket(/./, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((text) => {
      const passed = `${text}`.split('\n').filter((line) => {
        const { id, mark } = JSON.parse(line || '{}')
        if (mark?.as !== 'read') return true
        const error = { code: 'forbidden', message: 'no' }
        setTimeout(() => socket.send(JSON.stringify({ id, error })), 300)
        return false
      })
      if (passed.length) server.send(passed.join('\n'))
    })
  })
  const page = await stage.tab(device, bell('ron'))
  await page.evaluate(() => addEventListener('belfry-error', ({ detail }) => {
    document.title = detail.error.code
  }))
  await button(page).click()
  await row(page, 'Stubborn').waitFor()
  await menu(page, 'Stubborn', 'Mark as read')
  await named([page], 'Notifications')
  await page.getByText('That could not be saved').first().waitFor()
  await named([page], 'Notifications, 1 unread')
  assert.equal(await page.title(), 'forbidden')
})

const TREE = `
- dialog "Notifications":
  - region "Notifications":
    - heading "Notifications" [level=2]
    - button "Mark all as read"
    - button "More"
    - tablist "Which notifications":
      - tab "All" [selected]
      - tab "Unread 2"
      - tab "Orders 1"
      - tab "Archived"
    - tabpanel "All":
      - list:
        - listitem:
          - 'link "Unread: With a link"':
            - /url: mailto:grace@shop.example
          - paragraph:
            - time: now
            - text: ·Grace ·Orders
          - button "Pay"
          - button "Mark as read"
          - button "Archive"
          - 'button "More for: With a link"'
        - listitem:
          - 'button "Unread: Plain"'
          - paragraph: A body
          - paragraph:
            - time: now
          - button "Mark as read"
          - button "Archive"
          - 'button "More for: Plain"'
`

test('assistive technology is told of this tree', async () => {
  await stage.notify('ali', { title: 'Plain', body: 'A body' })
  await stage.notify('ali', {
    title: 'With a link', url: 'mailto:grace@shop.example', category: 'orders',
    actor: { name: 'Grace' }, actions: [{ id: 'pay', title: 'Pay' }],
  })
  const page = await stage.tab(await stage.device(), bell('ali'))
  await button(page).click()
  await page.getByRole('tab', { name: 'Orders 1' }).waitFor()
  assert.equal(await page.getByRole('dialog').ariaSnapshot(), TREE.trim())
})
