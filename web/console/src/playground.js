import { $, h, icon } from './dom.js'
import { showResult } from './send.js'

const USERS = ['ada', 'ben', 'cleo']
const FOLLOWED = 'releases'
const FOLLOWERS = ['ada', 'ben']
const TITLES = [
  'Your order has shipped', 'Cleo mentioned you', 'The build is green again',
  'Lunch is at noon today', 'Two new comments on your draft', 'The backup is done',
]

/**
 * Users who are nobody, with a bell for each; one click lights them.
 * @param {import('./api.js').Api} api
 * @returns {import('./view.js').View}
 */
export function playground(api) {
  let built = false
  let sent = 0
  const title = () => TITLES[sent++ % TITLES.length]
  const result = $('playground-result')
  /** @param {any} to */
  const notify = (to) => showResult(result, () =>
    api.post('/v1/notify', { to, notification: { title: title(), body: 'From the playground.' } }))
  $('playground-all').addEventListener('click', () => notify('everyone'))
  $('playground-followers').addEventListener('click', () => notify({ channel: FOLLOWED }))
  return {
    open() {
      if (built) return
      built = true
      $('playground-users').append(...USERS.map((user) => h('li', { class: 'card' },
        h('belfry-bell', { user }),
        h('div', { class: 'grow' }, h('h2', {}, user), h('p', { class: 'soft' },
          FOLLOWERS.includes(user) ? `follows ${FOLLOWED}` : 'follows nothing')),
        h('button', { type: 'button', class: 'plain', 'aria-label': `Notify ${user}`,
          onclick: () => notify({ user }) }, icon('send'), 'Notify'))))
      follow(api).catch((error) => {
        result.className = 'result error'
        result.textContent = error.message
      })
    },
  }
}

/** @param {import('./api.js').Api} api */
async function follow(api) {
  for (const user of FOLLOWERS) {
    await api.text(`/v1/users/${user}/follows/${FOLLOWED}`, { method: 'PUT' })
  }
}
