// Hooks around the Belfry client, to copy into your application.

import '@belfry/bell'
import { connect } from '@belfry/sdk'
import {
  createContext, useContext, useEffect, useEffectEvent, useMemo, useRef, useState,
  useSyncExternalStore,
} from 'react'

const Client = createContext(null)

/**
 * Connects for all that is below it, and ends that when it leaves. Give it a `key` that stands for
 * the user who is logged in, so that another user begins anew.
 *
 * `getToken` returns the user's token, or a promise of it; `user` is for a server that has no
 * identity configured.
 */
export function BelfryProvider({ server, user, getToken, children }) {
  const [client, setClient] = useState(null)
  const ask = useEffectEvent(() => getToken())
  const asks = Boolean(getToken)
  useEffect(() => {
    const opened = connect(server, { user, getToken: asks ? () => ask() : undefined })
    setClient(opened)
    return () => {
      setClient(null)
      opened.close()
    }
  }, [server, user, asks])
  return <Client value={client}>{children}</Client>
}

/** The client; null while a server renders, and until the page is mounted. */
export const useBelfry = () => useContext(Client)

/** What the connection is doing: `connecting`, `open`, `waiting` or `closed`. */
export function useBelfryState() {
  const client = useBelfry()
  return useSyncExternalStore(
    (changed) => client?.on('state', changed) ?? (() => {}),
    () => client?.state ?? 'connecting',
    () => 'connecting',
  )
}

const NO_INBOX = {
  items: [], counts: { unread: 0, unseen: 0 }, state: 'loading', error: undefined, more: false,
}

/**
 * A live view of the user's inbox. The filter is that of `client.inbox()`: `{ state, category,
 * tag, channel, group, grouped, limit }`.
 */
export function useInbox(filter = {}) {
  const client = useBelfry()
  const [shown, setShown] = useState(NO_INBOX)
  const view = useRef(null)
  const key = JSON.stringify(filter)
  useEffect(() => {
    if (!client) return undefined
    const inbox = client.inbox(JSON.parse(key))
    const show = () => {
      const { items, counts, state, error, more } = inbox
      setShown({ items, counts, state, error, more })
    }
    view.current = inbox
    const unlisten = inbox.on('change', show)
    show()
    return () => {
      unlisten()
      inbox.close()
      view.current = null
      setShown(NO_INBOX)
    }
  }, [client, key])
  const actions = useMemo(() => ({
    mark: async (as, what) => view.current?.mark(as, what),
    snooze: async (ids, until) => view.current?.snooze(ids, until),
    act: async (id, action) => view.current?.act(id, action),
    older: async () => view.current?.older(),
  }), [])
  return { ...shown, ...actions }
}

const NO_CHANNEL = { messages: [], gap: undefined, error: undefined }

/**
 * The newest messages of a channel, oldest first, and a function that publishes to it. `since` is
 * where to begin: `'-20'` is with the last twenty.
 */
export function useChannel(channel, { since, keep = 100 } = {}) {
  const client = useBelfry()
  const [shown, setShown] = useState(NO_CHANNEL)
  useEffect(() => {
    if (!client) return undefined
    const subscription = client.subscribe(channel, { since }, (message) => {
      setShown(({ messages, ...rest }) => ({
        ...rest, messages: [...messages, message].slice(-keep),
      }))
    })
    subscription.on('gap', (gap) => setShown((before) => ({ ...before, gap })))
    subscription.on('error', (error) => setShown((before) => ({ ...before, error })))
    return () => {
      subscription.close()
      setShown(NO_CHANNEL)
    }
  }, [client, channel, since, keep])
  const publish = useMemo(() => async (data) => {
    if (!client) throw new Error('not connected yet')
    return client.publish(channel, data)
  }, [client, channel])
  return { ...shown, publish }
}

/**
 * The bell, on the connection of the provider. Attributes are those of `<belfry-bell>`. `onOpen` is
 * called with the notification that the user has chosen, and false keeps the browser from
 * following its link.
 */
export function Bell({ onOpen, ...attributes }) {
  const client = useBelfry()
  const bell = useRef(null)
  const opened = useEffectEvent((event) => {
    if (onOpen?.(event.detail.item) === false) event.preventDefault()
  })
  useEffect(() => {
    const element = bell.current
    const listener = (event) => opened(event)
    element.addEventListener('belfry-open', listener)
    return () => element.removeEventListener('belfry-open', listener)
  }, [])
  useEffect(() => {
    bell.current.configure({ client: client ?? undefined })
  }, [client])
  return <belfry-bell ref={bell} {...attributes} />
}
