import { useState } from 'react'
import { Bell, BelfryProvider, useBelfryState, useChannel, useInbox } from './belfry.jsx'

const SERVER = import.meta.env.VITE_BELFRY ?? 'http://localhost:8000'
const USER = '42'

export function App() {
  return (
    <BelfryProvider server={SERVER} user={USER}>
      <header>
        <strong>Shop</strong>
        <Connection />
        <Bell title-count />
      </header>
      <main>
        <Orders />
        <Notifications />
      </main>
    </BelfryProvider>
  )
}

function Connection() {
  const state = useBelfryState()
  return <span className={`state ${state}`}>{state}</span>
}

/** A live list of a channel, which any page that is let in can publish to. */
function Orders() {
  const { messages, publish } = useChannel('orders:42', { since: '-20' })
  return (
    <section>
      <h1>Orders</h1>
      <Line label="New order" button="Order" send={(item) => publish({ item })} />
      <ul>
        {messages.toReversed().map(({ id, time, data }) => (
          <li key={id}>
            <span>{data.item ?? JSON.stringify(data)}</span>
            <Time at={time} />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What is in the inbox, as the bell has it. */
function Notifications() {
  const { items, counts, mark } = useInbox({ limit: 5 })
  return (
    <section>
      <h1>Notifications{counts.unread > 0 && <small> {counts.unread} unread</small>}</h1>
      <Line label="New notification" button="Notify" send={notify} />
      <ul>
        {items.slice(0, 5).map(({ id, title, createdAt, read }) => (
          <li key={id} className={read ? 'read' : undefined}>
            <span>{title}</span>
            <Time at={createdAt} />
            <button className="plain" onClick={() => mark(read ? 'unread' : 'read', [id])}>
              {read ? 'Mark as unread' : 'Mark as read'}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What your backend does, with its key. */
async function notify(title) {
  const answer = await fetch(`${SERVER}/v1/notify`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ to: { user: USER }, notification: { title } }),
  })
  if (!answer.ok) throw new Error(`the server answers ${answer.status}`)
}

function Line({ label, button, send }) {
  const [text, setText] = useState('')
  const [error, setError] = useState()
  const submit = async (event) => {
    event.preventDefault()
    try {
      await send(text)
      setText('')
      setError(undefined)
    } catch (thrown) {
      setError(thrown.message)
    }
  }
  return (
    <form onSubmit={submit}>
      <input aria-label={label} placeholder={label} value={text} required
        onChange={(event) => setText(event.target.value)} />
      <button>{button}</button>
      {error && <p role="alert">{error}</p>}
    </form>
  )
}

function Time({ at }) {
  return <time dateTime={at}>{new Date(at).toLocaleTimeString()}</time>
}
