import { $, at, h, isChannel, NAME_FORM, pathOf } from './dom.js'
import { Api, Refused } from './api.js'
import { channels } from './channels.js'
import { inbox } from './inbox.js'
import { livePage } from './live.js'
import { nodes } from './nodes.js'
import { overview } from './overview.js'
import { playground } from './playground.js'
import { send } from './send.js'
import { Repeater } from './view.js'

/** @param {string} form @param {string} box @param {string} error */
function opens(form, box, error) {
  $(form).addEventListener('submit', (/** @type {Event} */ event) => {
    event.preventDefault()
    const name = $(box).value.trim()
    if (isChannel(name)) location.assign(at(pathOf(name)))
    else $(error).textContent = NAME_FORM
  })
}

/** The page for those who may not, or not yet, see the console. @param {boolean} withKey */
function startPage(withKey) {
  const path = at('/notifications')
  $('terminal').textContent = `curl -N ${path}\ncurl -d "Hello, world!" ${path}`
  opens('open', 'open-name', 'open-error')
  $('start').hidden = false
  $('key').hidden = !withKey
  $('open-name').focus()
  if (withKey) {
    $('key').addEventListener('submit', (/** @type {Event} */ event) => {
      event.preventDefault()
      enter($('key-text').value.trim())
    })
  }
}

/** Opens the console if the server takes the key. @param {string} key */
async function enter(key) {
  $('key-error').textContent = ''
  try {
    if (!/^[\x21-\x7e]+$/.test(key)) throw new Refused(401, 'unauthorized', 'this is no key')
    const api = new Api(key)
    await api.get('/v1/nodes')
    Api.keepKey(key)
    $('key-text').value = ''
    $('start').hidden = true
    showConsole(api, false)
  } catch (failure) {
    Api.keepKey(null)
    $('key-error').textContent = failure instanceof Refused && failure.status === 403
      ? 'This key has not the scope admin.'
      : `The server does not take this key: ${/** @type {Error} */ (failure).message}`
  }
}

/** @param {Api} api @param {boolean} dev */
function showConsole(api, dev) {
  /** @type {Repeater | undefined} */
  let repeater
  const again = () => repeater?.again()
  /** @type {Record<string, import('./view.js').View>} */
  const views = {
    overview: {},
    send: send(api),
    channels: channels(api, again),
    inbox: inbox(api, again),
    nodes: nodes(api),
  }
  if (dev) views.playground = playground(api)
  opens('console-open', 'console-name', 'console-error')
  for (const only of document.querySelectorAll('[data-dev]')) {
    /** @type {HTMLElement} */ (only).hidden = !dev
  }
  $('leave').hidden = !api.key
  $('leave').addEventListener('click', () => {
    Api.keepKey(null)
    location.replace(at('/'))
  })
  $('skip').addEventListener('click', (/** @type {Event} */ event) => {
    event.preventDefault()
    document.querySelector(/** @type {any} */ ('#views > section:not([hidden]) h1'))?.focus()
  })
  bellOf(api)
  new Repeater(overview(api), (error) => problem('stats', error))
  /** @type {string | undefined} */
  let current
  const go = () => {
    const [name, rest] = addressed(views)
    const first = current === undefined
    repeater?.end()
    if (current) views[current].close?.()
    current = name
    for (const section of document.querySelectorAll('#views > section')) {
      /** @type {HTMLElement} */ (section).hidden = section.id !== `view-${name}`
    }
    for (const link of document.querySelectorAll('#console nav a')) {
      if (link.getAttribute('href') === `#${name}`) link.setAttribute('aria-current', 'page')
      else link.removeAttribute('aria-current')
    }
    views[name].open?.(rest)
    const heading = /** @type {HTMLElement} */ ($(`view-${name}`).querySelector('h1'))
    document.title = `${heading.textContent} · Belfry`
    problem('view', undefined)
    repeater = views[name].refresh
      && new Repeater(views[name], (error) => problem('view', error))
    if (!first) heading.focus()
    $('views').scrollTop = 0
  }
  $('console').hidden = false
  addEventListener('hashchange', go)
  go()
}

/** @param {Record<string, unknown>} views @returns {[string, string]} */
function addressed(views) {
  const [, name, rest = ''] = /^#([a-z]+)(?:\/(.*))?$/.exec(location.hash) ?? []
  if (!name || !Object.hasOwn(views, name)) return ['overview', '']
  try {
    return [name, decodeURIComponent(rest)]
  } catch {
    return [name, '']
  }
}

/** @type {Map<string, Error | undefined>} */
const problems = new Map()

/**
 * Says what does not go well, until it does.
 * @param {string} about
 * @param {Error | undefined} latest
 */
function problem(about, latest) {
  problems.set(about, latest)
  const place = $('problem')
  const error = [...problems.values()].find(Boolean)
  place.hidden = !error
  if (!error) return
  const text = error instanceof Refused && error.status === 403
    ? `This key may not do that: ${error.message}. A key with more scopes can.`
    : error instanceof Refused ? error.message
      : 'The server does not answer. The console goes on when it does.'
  if (place.textContent !== text) place.textContent = text
}

/** The bell of a user, where the server believes who a user is. @param {Api} api */
function bellOf(api) {
  $('bell').hidden = Boolean(api.key)
  if (api.key) return
  const show = () => {
    const user = $('bell-user').value.trim()
    $('bell-place').replaceChildren(...(user ? [h('belfry-bell', { user })] : []))
  }
  $('bell-user').addEventListener('change', show)
  show()
}

async function start() {
  const { access, dev } = await new Api().get('/v1/console')
  const key = access === 'key' ? Api.keptKey() : null
  if (access === 'open') showConsole(new Api(), dev)
  else {
    startPage(access === 'key')
    if (key) await enter(key)
  }
}

if ($('views')) start().catch(() => startPage(false))
else livePage()
