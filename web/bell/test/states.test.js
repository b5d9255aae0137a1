// What is wrong with a state of the elements is found by axe-core; what a sender can write is text.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, afterEach, before, test } from 'node:test'
import { until } from '../../sdk/test/server.js'
import { Stage, bell, button, ready } from './stage.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** @type {Stage} */
let stage
before(async () => { stage = await Stage.start() })
afterEach(() => stage.clear())
after(() => stage.close())

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** A device on which axe is at hand. */
const device = async (options) => {
  const context = await stage.device({ reducedMotion: 'reduce', ...options })
  await context.addInitScript(AXE)
  return context
}

/** Nothing is found, in either colours. @param {(context: any) => Promise<any>} open a page */
const accessible = async (open, options) => {
  const page = await open(await device(options))
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme })
    const found = await page.evaluate(async (values) => {
      const { violations, passes } = await axe.run(document, {
        runOnly: { type: 'tag', values },
        // The page's own, which is none here.
        rules: {
          'landmark-one-main': { enabled: false },
          'page-has-heading-one': { enabled: false },
          region: { enabled: false },
        },
      })
      return {
        found: violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')} ${failureSummary}`)),
        passed: passes.length,
      }
    }, RULES)
    assert.deepEqual(found.found, [], colorScheme)
    assert.ok(found.passed > 10)
  }
}

const SOME = [
  { title: 'Welcome', body: 'Glad that you are here.' },
  { title: 'Your order has shipped', url: '/orders/7', category: 'orders', body: 'On Friday.' },
  { title: 'Grace mentioned you', category: 'comments', actor: { name: 'Grace' }, group: 'thread' },
  { title: 'Grace answered', category: 'comments', actor: { name: 'Grace' }, group: 'thread' },
  {
    title: 'Invoice 114 is due', priority: 'high', category: 'billing',
    actions: [{ id: 'pay', title: 'Pay', url: '/pay' }, { id: 'later', title: 'Remind me' }],
  },
]

const inbox = (user) => `<belfry-inbox token-url="/token/${user}"></belfry-inbox>`

const fill = async (user) => {
  for (const one of SOME) await stage.notify(user, one)
}

const opened = async (page) => {
  await button(page).click()
  await page.locator('belfry-inbox li').first().waitFor()
  return page
}

test('a closed bell has nothing that axe finds, with and without a number', async () => {
  await stage.notify('ada', SOME[0])
  await accessible(async (context) => {
    const page = await stage.tab(context, bell('ada') + bell('none-yet'))
    await button(page, 'Notifications, 1 unread').waitFor()
    return page
  })
})

test('an open inbox has nothing that axe finds: groups, a menu and a notice too', async () => {
  await fill('bea')
  await accessible(async (context) => {
    const page = await opened(await stage.tab(context, bell('bea', 'grouped')))
    await page.getByRole('button', { name: 'More for: Welcome' }).click()
    await page.getByRole('menuitem', { name: /^Mark as/ }).click()
    await page.getByRole('button', { name: '1 more' }).click()
    await page.getByText('Grace mentioned you').waitFor()
    await page.getByRole('button', { name: 'Mark all as read' }).click()
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    await page.getByRole('button', { name: 'More for: Invoice 114 is due' }).click()
    await page.getByRole('menuitem').first().waitFor()
    return page
  })
})

test('a phone has a modal dialog of its whole width, in which axe finds nothing', async () => {
  await fill('cat')
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  await accessible(async (context) => {
    const page = await opened(await stage.tab(context, bell('cat')))
    assert.deepEqual(await page.locator('belfry-bell dialog').evaluate((dialog) => {
      const { x, y, width, height } = dialog.getBoundingClientRect()
      return [dialog.matches(':modal'), x, y, width, height]
    }), [true, 0, 0, 390, 844])
    return page
  }, phone)
  const page = await opened(await stage.tab(await stage.device(phone), bell('cat')))
  await page.getByRole('button', { name: 'Close' }).click()
  await page.locator('belfry-inbox').waitFor({ state: 'hidden' })
  assert.equal(await page.evaluate(() => document.activeElement?.localName), 'belfry-bell')
})

test('an empty inbox, one that loads and one that failed have nothing that axe finds', async () => {
  await accessible(async (context) => {
    const page = await stage.tab(context, '', inbox('empty'))
    await page.getByText('Nothing here yet').waitFor()
    return page
  })
  await accessible(async (context) => {
    await context.route('**/token/slow', () => {})
    const page = await stage.tab(context, '', inbox('slow'))
    await page.locator('belfry-inbox [aria-busy=true]').waitFor()
    return page
  })
  await accessible(async (context) => {
    await context.route('**/token/bad', (route) => route.fulfill({ body: 'not.a.token' }))
    const page = await stage.tab(context, '', inbox('bad'))
    await page.getByText('Notifications could not be loaded').waitFor()
    return page
  })
})

test('one that failed can be tried again', async () => {
  await stage.notify('may', SOME[0])
  const context = await stage.device()
  const refused = { body: 'not.a.token' }
  await context.route('**/token/may', (route) => route.fulfill(refused))
  const page = await stage.tab(context, bell('may'), inbox('may'))
  const again = page.getByRole('button', { name: 'Try again' })
  await again.waitFor() // whichever element asks first, and however often
  await context.unroute('**/token/may')
  await again.click()
  await page.getByText('Welcome').waitFor()
  await button(page, 'Notifications, 1 unread').waitFor()
})

test('toasts come in the tab that has the focus, few at a time; axe finds nothing', async () => {
  const toasts = (user, seconds = 30) =>
    `<belfry-toasts token-url="/token/${user}" duration="${seconds}"></belfry-toasts>`
  await accessible(async (context) => {
    const user = 'toast-one'
    const page = await stage.tab(context, bell(user), toasts(user))
    await ready(page)
    for (const one of SOME) await stage.notify(user, one)
    await page.locator('belfry-toasts .toast').getByText('Invoice 114 is due').waitFor()
    await until(async () => await page.locator('belfry-toasts .toast').count() === 3)
    assert.equal(await page.locator('belfry-toasts button').count(), 0)
    return page
  })
  const user = 'toast-two'
  const context = await stage.device()
  const [hidden, seen] = [
    await stage.tab(context, bell(user), toasts(user)),
    await stage.tab(context, bell(user), toasts(user, 1)),
  ]
  await hidden.evaluate(() => { document.hasFocus = () => false })
  for (const page of [hidden, seen]) await ready(page)
  await stage.notify(user, { title: 'For one tab', url: '/x' })
  const toast = seen.locator('belfry-toasts .toast')
  await toast.hover()
  const region = seen.getByRole('status')
  await until(async () => await region.textContent() === 'New notification: For one tab')
  assert.equal(await hidden.locator('belfry-toasts .toast').count(), 0)
  await seen.mouse.move(0, 0)
  await toast.waitFor({ state: 'detached' })
})

test('preferences are switches, locked ones stay, and what is refused is put back', async () => {
  await fill('pia')
  await stage.notify('pia', { title: 'New sign-in', category: 'security' })
  const element = (user) => `<belfry-preferences token-url="/token/${user}"></belfry-preferences>`
  await accessible(async (context) => {
    const page = await stage.tab(context, '', element('pia'))
    await page.getByRole('switch', { name: 'Orders: Inbox' }).waitFor()
    return page
  })
  const page = await stage.tab(await stage.device(), bell('pia'), element('pia'))
  const orders = page.getByRole('switch', { name: 'Orders: Inbox' })
  assert.equal(await orders.isChecked(), true)
  assert.equal(await page.getByRole('switch', { name: 'Security: Inbox' }).isDisabled(), true)
  await page.getByText('Always on').waitFor()
  await button(page, 'Notifications, 6 unread').waitFor()
  await orders.click()
  await until(async () =>
    (await stage.inbox('pia', '/preferences')).categories.orders?.inbox === false)
  await button(page, 'Notifications, 5 unread').waitFor()
  await page.route('**/preferences*', (route) => route.abort())
  await page.getByRole('switch', { name: 'Billing: Push' }).click()
  await page.getByText('That could not be saved').waitFor()
  assert.equal(await page.getByRole('switch', { name: 'Billing: Push' }).isChecked(), true)
})

test('right to left, and names without an end, stay within their place', async () => {
  const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'
  await stage.notify('rut', {
    title: long.repeat(2), body: `${'x'.repeat(400)} ${long}`, category: 'c'.repeat(64),
    actor: { name: long }, actions: [{ id: 'a', title: long.slice(0, 60) }],
  })
  const arabic = { title: 'طلبك في الطريق إليك', body: 'يصل يوم الجمعة' }
  await stage.notify('rut', { ...arabic, category: 'orders' })
  await accessible(async (context) => {
    const page = await opened(await stage.tab(context, bell('rut'), '', 'lang="ar" dir="rtl"'))
    const boxes = await page.evaluate(() => {
      const { shadowRoot } = document.querySelector('belfry-bell')
      const panel = shadowRoot.querySelector('dialog').getBoundingClientRect()
      const list = shadowRoot.querySelector('belfry-inbox').shadowRoot.querySelector('.panel')
      return [panel.left >= 0, panel.right <= innerWidth, list.scrollWidth <= list.clientWidth]
    })
    assert.deepEqual(boxes, [true, true, true])
    return page
  })
})

const EVIL = [
  '<img src=x onerror="window.pwned=1">', '"><script>window.pwned=1</script>',
  '<svg/onload=window.pwned=1>', '{{constructor.constructor("window.pwned=1")()}}',
  '${window.pwned=1}', '</style><script>window.pwned=1</script>', "javascript:window.pwned=1",
  '<iframe srcdoc="<script>parent.pwned=1</script>">', '<a href="javascript:window.pwned=1">x</a>',
  '&lt;script&gt;window.pwned=1&lt;/script&gt;', '\u202e<b>gnp.exe</b>',
]

test('what a sender writes is text in every field, and only safe addresses are links', async () => {
  for (const [i, text] of EVIL.entries()) {
    await stage.notify('eva', {
      title: text, body: text, category: `c${i}`, actor: { name: text },
      actions: [{ id: 'a', title: text }], data: { text },
    })
  }
  const page = await opened(await stage.tab(await stage.device(), bell('eva', 'title-count')))
  for (const text of EVIL) await page.getByText(text, { exact: true }).first().waitFor()
  // A server refuses such addresses; a page is safe without that.
  const { url, links } = await page.evaluate(async (origin) => {
    const { safeUrl } = await import(`${origin}/belfry-bell.js`)
    const bad = ['javascript:alert(1)', ' java\nscript:alert(1)', 'data:text/html,x', 'vbscript:x',
      'blob:https://x/1', 'file:///etc/passwd', 'JAVASCRIPT:x', '', undefined, 7, {}]
    return {
      url: bad.map(safeUrl).filter(Boolean),
      links: ['/a', 'https://x.example/', 'mailto:a@x.example', 'b?c'].filter(safeUrl).length,
    }
  }, stage.server.url)
  assert.deepEqual([url, links], [[], 4])
  assert.equal(await page.evaluate(() => window.pwned), undefined)
  assert.equal(await page.locator('belfry-inbox').locator('img, script, iframe, b').count(), 0)
})

test('many are read to the end, in blocks; a page touches no row that is there', async (t) => {
  const count = Number(process.env.BELFRY_ITEMS ?? 200) // an inbox has at most 1,000 of its own
  const lines = Array.from({ length: count }, (_, i) => JSON.stringify({
    user: 'mia', title: `Number ${i}.`, body: 'A text of some length, as they are. '.repeat(i % 5),
    createdAt: new Date(Date.now() - (count - i) * 60_000).toISOString(),
  }))
  const answer = await fetch(`${stage.server.url}/v1/import`, {
    method: 'POST', headers: { Authorization: `Bearer ${stage.admin}` }, body: lines.join('\n'),
  })
  assert.equal(answer.status, 200, await answer.text())
  const page = await stage.tab(await stage.device(), bell('mia', 'limit="100"'))
  await page.evaluate(() => {
    window.long = []
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.long.push(Math.round(duration))
    }).observe({ type: 'longtask' })
  })
  await button(page, 'Notifications, 99+ unread').waitFor()
  await button(page).click()
  const rows = page.locator('belfry-inbox li')
  await rows.filter({ hasText: `Number ${count - 1}.` }).waitFor()
  await until(async () => (await stage.inbox('mia')).counts.unseen === 0)
  const first = await rows.first().elementHandle()
  await first.evaluate((row) => {
    window.touched = []
    for (const one of [row, ...row.querySelectorAll('*')]) {
      one.getAttribute = (name) => {
        window.touched.push(name)
        return Element.prototype.getAttribute.call(one, name)
      }
    }
  })
  const panel = page.locator('belfry-inbox').getByRole('tabpanel')
  await until(async () => {
    await panel.evaluate((element) => element.scrollBy(0, 2_000))
    return await rows.count() === count
  })
  const shown = await first.evaluate((row) => {
    const root = row.getRootNode()
    const blocks = [...root.querySelectorAll('*')]
      .filter((one) => getComputedStyle(one).contentVisibility === 'auto')
    const order = [...root.querySelectorAll('li')]
      .map(({ textContent }) => Number(textContent.match(/Number (\d+)\./)[1]))
    return { touched: window.touched, blocks: blocks.length, order }
  })
  assert.deepEqual(shown.touched, [])
  assert.ok(shown.blocks > 1 && shown.blocks <= count / 50 + 1, `${shown.blocks} blocks`)
  assert.deepEqual(shown.order, Array.from({ length: count }, (_, i) => count - 1 - i))
  // They are one list, whose keys and whose search reach what is not on the screen.
  assert.equal(await page.getByRole('list').getByRole('listitem').count(), count)
  assert.equal(await page.evaluate((text) => window.find(text), `Number ${count - 2}.`), true)
  await rows.first().locator('.title').focus()
  await page.keyboard.press('End')
  const focused = page.locator('belfry-inbox .title:focus')
  await until(async () => /Number 0\./.test(await focused.textContent()))
  await page.keyboard.press('Home')
  await until(async () => new RegExp(`Number ${count - 1}\\.`).test(await focused.textContent()))
  t.diagnostic(`tasks of 50 ms and more: ${await page.evaluate(() => window.long.join(' ')) || 0}`)
})
