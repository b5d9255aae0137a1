import { $, isChannel, NAME_FORM } from './dom.js'
import { jsonElement } from './json.js'
import { snippets } from './snippets.js'

/**
 * Shows what became of something that was sent.
 * @param {HTMLElement} result
 * @param {() => Promise<any>} sending
 */
export async function showResult(result, sending) {
  result.replaceChildren()
  result.className = 'result'
  try {
    const answer = await sending()
    result.classList.add('good')
    result.append(jsonElement(JSON.stringify(answer)))
  } catch (failure) {
    result.classList.add('error')
    result.textContent = /** @type {Error} */ (failure).message
  }
}

/**
 * Publishing to channels and notifying users.
 * @param {import('./api.js').Api} api
 * @returns {import('./view.js').View}
 */
export function send(api) {
  const channel = $('send-channel')
  channel.addEventListener('input', () => {
    const name = channel.value.trim()
    if (isChannel(name)) snippets(name)
  })
  snippets(channel.value)
  $('send-publish').addEventListener('submit', (/** @type {Event} */ event) => {
    event.preventDefault()
    showResult($('send-published'), async () => {
      const name = channel.value.trim()
      if (!isChannel(name)) throw new Error(NAME_FORM)
      return api.publish(name, $('send-data').value, $('send-format').value === 'JSON')
    })
  })
  const all = $('send-everyone')
  all.addEventListener('change', () => { $('send-user').disabled = all.checked })
  $('send-notify').addEventListener('submit', (/** @type {Event} */ event) => {
    event.preventDefault()
    showResult($('send-notified'), () => api.post('/v1/notify', {
      to: all.checked ? 'everyone' : { user: $('send-user').value.trim() },
      notification: {
        title: $('send-title').value,
        ...($('send-body').value && { body: $('send-body').value }),
      },
    }))
  })
  return {}
}
