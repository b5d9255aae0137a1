// What a user does to notifications, and takes back, in a browser.

import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { Stage, bell, button, menu, named, row } from './stage.js'

/** @type {Stage} */
let stage
before(async () => { stage = await Stage.start() })
afterEach(() => stage.clear())
after(() => stage.close())

test('what is archived or snoozed leaves, and comes back by Undo', async () => {
  for (const title of ['Old', 'Middle', 'New']) await stage.notify('una', { title })
  const page = await stage.tab(await stage.device(), bell('una'))
  await button(page).click()
  await menu(page, 'Middle', 'Archive')
  await row(page, 'Middle').waitFor({ state: 'detached' })
  await named([page], 'Notifications, 2 unread')
  await page.getByRole('button', { name: 'Undo' }).click()
  await row(page, 'Middle').waitFor()
  await menu(page, 'Old', 'For an hour')
  await row(page, 'Old').waitFor({ state: 'detached' })
  await page.getByText(/^Snoozed until/).first().waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await row(page, 'Old').waitFor()
  await menu(page, 'New', 'Archive')
  await page.getByRole('tab', { name: 'Archived' }).click()
  await row(page, 'New').waitFor()
  await menu(page, 'New', 'Move back to the inbox')
  await page.getByText('Nothing is archived').waitFor()
})

test('a mark of all can be taken back, and a page that goes takes it along', async () => {
  const [one, other] = [await stage.device(), await stage.device()]
  for (const title of ['A', 'B']) await stage.notify('max', { title })
  const page = await stage.tab(one, bell('max'))
  const witness = await stage.tab(other, bell('max'))
  await named([page, witness], 'Notifications, 2 unread')
  await button(page).click()
  await row(page, 'A').waitFor()
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await named([page], 'Notifications')
  assert.equal((await stage.inbox('max')).counts.unread, 2)
  await page.getByRole('button', { name: 'Undo' }).click()
  await named([page, witness], 'Notifications, 2 unread')
  await page.getByRole('button', { name: 'Mark all as read' }).click()
  await named([page], 'Notifications')
  await stage.notify('max', { title: 'Meanwhile' })
  await named([page], 'Notifications, 1 unread')
  await page.goto('about:blank')
  await named([witness], 'Notifications, 1 unread')
  const { items } = await stage.inbox('max')
  assert.deepEqual(items.map(({ title, read }) => [title, read]),
    [['Meanwhile', false], ['B', true], ['A', true]])
})

/** A device on which Undo stays: the seconds that it waits, and that its line is shown. */
const patient = async () => {
  const device = await stage.device()
  await device.addInitScript(() => {
    const { setTimeout } = window
    window.setTimeout = (run, millis, ...values) =>
      setTimeout(run, millis === 5_000 || millis === 6_000 ? 300_000 : millis, ...values)
  })
  return device
}

test('a group that is archived comes back as it was by Undo, and so does one that is moved back',
  async () => {
    for (const n of [1, 2, 3]) await stage.notify('gil', { title: `Part ${n}`, group: 'thread' })
    await stage.notify('gil', { title: 'Alone' })
    const page = await stage.tab(await patient(), bell('gil', 'grouped'))
    const archive = page.getByRole('tab', { name: 'Archived' })
    const inbox = page.getByRole('tab', { name: 'All' })
    const undo = page.getByRole('button', { name: 'Undo' })
    await button(page).click()
    await page.getByRole('button', { name: '2 more' }).click()
    await menu(page, 'Part 1', 'Archive')
    await page.getByRole('button', { name: 'Show less' }).click()
    await named([page], 'Notifications, 3 unread')
    await page.getByRole('button', { name: '1 more' }).waitFor()

    await menu(page, 'Part 3', 'Archive')
    await row(page, 'Part 3').waitFor({ state: 'detached' })
    await named([page], 'Notifications, 1 unread')
    await undo.click()
    await row(page, 'Part 3').waitFor()
    await page.getByRole('button', { name: '1 more' }).waitFor()
    await named([page], 'Notifications, 3 unread')
    await archive.click()
    await row(page, 'Part 1').waitFor()
    assert.equal(await page.locator('belfry-inbox li').count(), 1)

    await inbox.click()
    await menu(page, 'Part 3', 'Archive')
    await named([page], 'Notifications, 1 unread')
    await menu(page, 'Alone', 'Mark as read') // ends the wait
    await named([page], 'Notifications')
    await archive.click()
    await row(page, 'Part 3').waitFor()
    await page.getByRole('button', { name: '2 more' }).waitFor()
    await menu(page, 'Part 3', 'Move back to the inbox')
    await row(page, 'Part 3').waitFor({ state: 'detached' })
    await undo.click()
    await row(page, 'Part 3').waitFor()
    await menu(page, 'Part 3', 'Move back to the inbox')
    await inbox.click()
    await menu(page, 'Alone', 'Mark as unread')
    await page.getByRole('button', { name: '2 more' }).waitFor()
    await named([page], 'Notifications, 4 unread')
  })
