// What every browser must do, in the one that BELFRY_BROWSER names.

import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { until } from '../../../sdk/test/server.js'
import { name } from './browser.js'
import { CoreStage, heard, leaderOf, named } from './stage.js'

/** @type {CoreStage} */
let stage
before(async () => {
  stage = await CoreStage.start('--channels=[{ match: "kept:*", durable: true }]')
  stage.app.caching = 'no-cache'
})
afterEach(() => stage.clear())
after(() => stage.close())

/**
 * Whether the browser keeps a page that is connected for "back". Chromium does, since it lets go of
 * all that in time; Firefox keeps none that has a WebSocket or a lock when it is left.
 */
const KEPT = name === 'chromium'

/** Opens the inbox and presses a button of the item with this title. */
const press = async (page, title, label) => {
  await page.bringToFront()
  await page.locator('belfry-bell >>> button.bell').click()
  const found = () => page.evaluateHandle((title, label) => {
    const inbox = document.querySelector('belfry-bell').shadowRoot.querySelector('belfry-inbox')
    const row = [...inbox?.shadowRoot.querySelectorAll('li') ?? []]
      .find(({ textContent }) => textContent.includes(title))
    return row?.querySelector(`button[aria-label="${label}"]`)
  }, title, label)
  await until(async () => (await found()).asElement(), `${label} of ${title}`)
  await (await found()).asElement().evaluate((button) => button.click())
}

test('the bell lights in all tabs of all devices; nothing is lost or doubled', async () => {
  const devices = [await stage.device(), await stage.device()]
  const pages = []
  for (const device of [...devices, ...devices]) pages.push(await stage.open(device, 'ada'))
  await named(pages, 'Notifications')
  await leaderOf(pages[1], pages[3])
  await stage.notify('ada', { title: 'One' })
  await stage.notify('ada', { title: 'Two' })
  await named(pages, 'Notifications, 2 unread')
  await press(pages[0], 'One', 'Mark as read')
  await named(pages, 'Notifications, 1 unread')
  await stage.publish('ada', 0, 10)
  await heard(pages, 0, 10)

  await stage.server.kill()
  await stage.server.run()
  await stage.notify('ada', { title: 'After the crash' })
  await stage.publish('ada', 10, 20)
  await heard(pages, 0, 20)
  await named(pages, 'Notifications, 2 unread')

  const leader = await leaderOf(pages[0], pages[2])
  await leader.close()
  const rest = pages.filter((page) => page !== leader)
  await stage.notify('ada', { title: 'After the leader' })
  await stage.publish('ada', 20, 30)
  await heard(rest, 0, 30)
  await named(rest, 'Notifications, 3 unread')
})

test('offline and back misses nothing', async () => {
  const device = await stage.device()
  const pages = [await stage.open(device, 'ole'), await stage.open(device, 'ole')]
  for (const page of pages) await page.setOfflineMode(true)
  await stage.notify('ole', { title: 'Meanwhile' })
  await stage.publish('ole', 0, 10)
  for (const page of pages) await page.setOfflineMode(false)
  await stage.publish('ole', 10, 20)
  await heard(pages, 0, 20)
  await named(pages, 'Notifications, 1 unread')
})

/** Follows a link out of a page, and comes back; meanwhile something happens. */
const awayAndBack = async (page, meanwhile) => {
  await page.goto(stage.app.page('/elsewhere', ''))
  await meanwhile()
  page.evaluate(() => { history.back() }).catch(() => {})
  await until(() => page.evaluate(() => window.restored?.length > 0).catch(() => {}), 'back')
  return page.evaluate(() => window.restored.at(-1))
}

test('a page that is left and come back to goes on where it was', async () => {
  const page = await stage.open(await stage.device(), 'ben')
  await stage.notify('ben', { title: 'One' })
  await stage.publish('ben', 0, 10)
  await heard([page], 0, 10)
  await named([page], 'Notifications, 1 unread')
  const restored = await awayAndBack(page, async () => {
    await stage.notify('ben', { title: 'Two' })
    await stage.publish('ben', 10, 20)
  })
  assert.equal(restored, KEPT)
  await heard([page], restored ? 0 : 10, 20)
  await named([page], 'Notifications, 2 unread')
  await stage.notify('ben', { title: 'Three' })
  await stage.publish('ben', 20, 30)
  await heard([page], restored ? 0 : 10, 30)
  await named([page], 'Notifications, 3 unread')
})

test('a page that is come back to shows nothing of a user who has logged out', async () => {
  const page = await stage.open(await stage.device(), 'lou')
  await stage.notify('lou', { title: 'Secret of Lou' })
  await named([page], 'Notifications, 1 unread')
  await awayAndBack(page, async () => { stage.app.gone.add('lou') })
  await named([page], 'Notifications')
})

test('two accounts never meet; logging out clears all tabs of one', async () => {
  const device = await stage.device()
  const eve = [await stage.open(device, 'eve'), await stage.open(device, 'eve')]
  const bob = await stage.open(device, 'bob')
  await stage.notify('eve', { title: 'Secret of Eve' })
  await stage.notify('bob', { title: 'Secret of Bob' })
  await stage.publish('eve', 0, 3)
  await stage.publish('bob', 7, 9)
  await heard(eve, 0, 3)
  await heard([bob], 7, 9)
  await named([...eve, bob], 'Notifications, 1 unread')
  await eve[0].evaluate(() => document.querySelector('belfry-bell').logOut())
  await named(eve, 'Notifications')
  await stage.notify('bob', { title: 'Another secret' })
  await named([bob], 'Notifications, 2 unread')
  await named(eve, 'Notifications')
})
