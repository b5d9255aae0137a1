// Measures the bell in Chromium: the time to a lit bell, and an inbox that is scrolled to its end
// and back.
//
//     node measure.js [ITEMS]     100, 1,000 and 10,000 items without it
//
// It asserts nothing. A task's time is told twice: as it passed, and what the processor spent on
// it, which other programs of the machine do not lengthen.

import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { served } from '../sdk/build.js'
import { Stage, bell, button } from './test/stage.js'

const LOADS = 7
const FEED = 100

const stage = await Stage.start('--inbox.first-contact-age=1d')

/** Runs before the scripts of a page: notes when the bell is lit, and frames while told to. */
const WATCH = () => {
  window.frames_ = undefined
  const look = (now) => {
    window.frames_?.push(now)
    window.lit ??= document.querySelector('belfry-bell:state(unread)') ? now : undefined
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]

/** @param {(i: number) => Promise<any>} each called for so many, a few at the same time */
const all = async (count, each) => {
  let next = 0
  await Promise.all(Array.from({ length: 32 }, async () => {
    while (next < count) await each(next++)
  }))
}

const item = (i) => ({
  title: `Number ${i}.`, body: 'A text of some length, as they are. '.repeat(i % 5),
  ...i % 3 === 0 && { actor: { name: 'Grace Hopper' }, category: 'comments' },
  ...i % 7 === 0 && { actions: [{ id: 'pay', title: 'Pay' }] },
})

/** A user who has so many: up to 1,000 are the user's own, more are announced to all. */
const fill = async (count) => {
  const user = `user-${count}`
  if (count > 1_000) {
    await all(count, async (i) => {
      const answer = await fetch(`${stage.server.url}/v1/notify`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${stage.key}` },
        body: JSON.stringify({ to: 'everyone', notification: item(i) }),
      })
      if (!answer.ok) throw new Error(await answer.text())
    })
  } else {
    const answer = await fetch(`${stage.server.url}/v1/import`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${stage.admin}` },
      body: Array.from({ length: count }, (_, i) => JSON.stringify({
        user, createdAt: new Date(Date.now() - (count - i) * 60_000).toISOString(), ...item(i),
      })).join('\n'),
    })
    if (!answer.ok) throw new Error(await answer.text())
  }
  return user
}

const open = async (user) => {
  const device = await stage.device({ viewport: { width: 1000, height: 800 } })
  await device.addInitScript(WATCH)
  const page = await stage.tab(device, bell(user, 'limit="100"'))
  await page.waitForFunction(() => window.lit)
  return page
}

/** Milliseconds from the script's being asked for to the first frame with a lit bell. */
const lightUp = async (user) => {
  const page = await open(user)
  const millis = await page.evaluate(() => window.lit -
    performance.getEntriesByType('resource').find(({ name }) => /belfry\.js/.test(name)).startTime)
  await stage.clear()
  return millis
}

/** Tasks of 50 ms and more, from a trace. @param {Buffer} trace */
const longTasks = (trace) => {
  const { traceEvents } = JSON.parse(trace.toString())
  const names = new Map(traceEvents.filter(({ name }) => name === 'thread_name')
    .map(({ pid, tid, args }) => [`${pid} ${tid}`, args.name]))
  const tasks = traceEvents.filter(({ name, pid, tid }) => name === 'RunTask' &&
    names.get(`${pid} ${tid}`) === 'CrRendererMain')
  return {
    tasks: tasks.filter(({ dur }) => dur >= 50_000).length,
    longest: Math.max(0, ...tasks.map(({ dur = 0 }) => dur)) / 1_000,
    busiest: Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur)) / 1_000,
  }
}

/** What the page holds after a collection of garbage. */
const memory = async (page) => {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  await session.send('Performance.enable')
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (name) => metrics.find((metric) => metric.name === name).value
  return `${(of('JSHeapUsedSize') / 2 ** 20).toFixed(1)} MiB of heap, ${of('Nodes')} nodes`
}

const traced = async (page, run) => {
  await stage.browser.startTracing(page, {
    categories: ['disabled-by-default-devtools.timeline', 'toplevel'],
  })
  await run()
  return longTasks(await stage.browser.stopTracing())
}

const told = ({ tasks, longest, busiest }) =>
  `${tasks} tasks of 50 ms and more, the longest ${longest.toFixed(0)} ms, of the processor's ` +
  `time at most ${busiest.toFixed(0)} ms`

/**
 * Scrolls by so much in each frame, down until there are so many rows or up to the top, or until so
 * many frames are over; the frames. All of it happens in the page: to find rows from outside takes
 * the page's time.
 * @param {import('playwright-core').ElementHandle} panel
 */
const scroll = (panel, step, rows, framesMax) => panel.evaluate((element, given) => {
  const { children } = element.querySelector('[role=list]')
  const rows = () => [...children].reduce((sum, block) => sum + block.childElementCount, 0)
  window.frames_ = []
  return new Promise((resolve) => {
    const next = () => {
      element.scrollBy(0, given.step)
      const { length } = window.frames_
      const there = given.step < 0 ? element.scrollTop === 0 : rows() >= given.rows
      if (!there && length < given.framesMax) {
        return requestAnimationFrame(next)
      }
      const frames = window.frames_
      window.frames_ = undefined
      resolve(frames)
    }
    requestAnimationFrame(next)
  })
}, { step, rows, framesMax })

/** @param {number[]} frames when each was */
const rateOf = (frames) => {
  if (frames.length < 2) return 'at once'
  const gaps = frames.slice(1).map((at, i) => at - frames[i]).sort((a, b) => a - b)
  const rate = 1_000 * frames.length / (frames.at(-1) - frames[0])
  return `${rate.toFixed(0)} frames a second, 99 of 100 within ` +
    `${gaps[Math.floor(gaps.length * 0.99)].toFixed(0)} ms`
}

/** Waits in the page until the list has so many rows, or the first one has this text. */
const listed = (panel, wanted) => panel.evaluate((element, { rows, text }) => {
  const items = element.getElementsByTagName('li')
  return new Promise((resolve) => {
    const look = () => {
      const there = text === undefined ? items.length >= rows
        : items[0]?.textContent.includes(text)
      if (there) resolve(items.length)
      else requestAnimationFrame(look)
    }
    look()
  })
}, wanted)

const measure = async (count) => {
  const user = await fill(count)
  console.log(`\n${count} items`)
  const times = []
  for (let i = 0; i < LOADS; i++) times.push(await lightUp(user))
  console.log(`  script to lit bell: ${median(times).toFixed(0)} ms, the median of ${LOADS}`)
  const page = await open(user)
  console.log(`  closed: ${await memory(page)}`)
  let panel
  console.log(`  opening: ${told(await traced(page, async () => {
    await button(page).click()
    panel = await page.locator('belfry-inbox').getByRole('tabpanel').elementHandle()
    await listed(panel, { rows: Math.min(count, FEED) })
  }))}`)
  console.log(`  reading to the end: ${told(await traced(page, () =>
    scroll(panel, 4_000, count, 3_000)))}; ${await listed(panel, { rows: 0 })} rows`)
  console.log(`  all rows: ${await memory(page)}`)
  let frames
  console.log(`  and back: ${told(await traced(page, async () => {
    frames = await scroll(panel, -4_000, Infinity, 3_000)
  }))}; ${rateOf(frames)}`)
  console.log(`  scrolling: ${told(await traced(page, async () => {
    frames = await scroll(panel, 200, Infinity, 300)
  }))}; ${rateOf(frames)}`)
  console.log(`  one arrives: ${told(await traced(page, async () => {
    await stage.notify(user, { title: 'Fresh one' })
    await listed(panel, { text: 'Fresh one' })
  }))}`)
  await stage.clear()
}

try {
  for (const name of ['belfry.js', 'belfry-bell.js', 'belfry-inbox.js']) {
    const bytes = gzipSync(await readFile(`${served}/${name}`), { level: 9 }).length
    console.log(`${name}: ${bytes} bytes gzipped`)
  }
  const counts = process.argv[2] ? [Number(process.argv[2])] : [100, 1_000, 10_000]
  for (const count of counts) await measure(count)
} finally {
  await stage.close()
}
