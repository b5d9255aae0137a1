// Keeps the page live: shows the comments of others as they come, and ends a user's inbox with the
// session. The bell needs none of it.

const { belfry, user, auth } = document.body.dataset
const bell = document.querySelector('belfry-bell')
const list = document.querySelector('#comments')
const blank = document.querySelector('#comment')
const times = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** The user's token for Belfry; the application knows the user by the session's cookie. */
const getToken = async () => {
  const answer = await fetch('/my-token', { cache: 'no-store' })
  if (!answer.ok) throw new Error(`/my-token answers ${answer.status}`)
  return answer.text()
}

/** Writes when a comment was made as the user's language does. */
const tell = (time) => {
  time.textContent = times.format(new Date(time.dateTime))
}

/** Puts a comment on top, as text, unless the page has it already. */
const show = ({ id, name, text, time }) => {
  if (document.getElementById(`comment-${id}`)) return
  const row = blank.content.cloneNode(true)
  row.querySelector('li').id = `comment-${id}`
  row.querySelector('strong').textContent = name
  row.querySelector('p').textContent = text
  row.querySelector('time').dateTime = time
  tell(row.querySelector('time'))
  list.prepend(row)
}

for (const time of list.querySelectorAll('time')) tell(time)

const { connect } = await import(`${belfry}/belfry.js`)
const identity = auth === 'cookie' ? { credentials: true, account: user } : { getToken }
const live = connect(belfry, identity)

// What was said while the page was on its way is not missed: a minute back is enough.
live.subscribe('comments', { since: '1m', resume: false }, ({ data }) => show(data))

// A notification leads to a comment of this page.
document.addEventListener('belfry-open', (event) => {
  const { hash } = new URL(event.detail.item.url ?? '', location.href)
  if (!document.getElementById(hash.slice(1))) return
  event.preventDefault()
  location.hash = hash
})

// Who signs out in one tab has signed out in all.
const session = new BroadcastChannel('session')
session.onmessage = () => {
  live.close()
  location.replace('/sign-in')
}
document.querySelector('#sign-out').addEventListener('submit', () => {
  bell.logOut()
  live.close()
  session.postMessage('signed out')
})

document.querySelector('#say textarea').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.target.form.requestSubmit()
})
