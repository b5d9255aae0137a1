// Composables around the Belfry client, to copy into your application.

import '@belfry/bell'
import { connect } from '@belfry/sdk'
import {
  inject, onMounted, onScopeDispose, provide, shallowReactive, shallowRef, toValue, watch,
} from 'vue'

const CLIENT = Symbol('belfry')

/**
 * Connects for the component that calls it and all that is below, and ends that with it. The
 * options are those of `connect()`: `getToken`, or `user` for a server that has no identity
 * configured. They may be a getter: where what it reads changes, another client takes over.
 *
 * @returns a ref of the client; null while a server renders, and until the page is mounted
 */
export function provideBelfry(server, options = {}) {
  const client = shallowRef(null)
  let over = false
  const close = () => {
    const closed = client.value
    client.value = null
    closed?.close()
  }
  onMounted(() => {
    watch(() => toValue(options), (now) => {
      close()
      if (!over) client.value = connect(server, now)
    }, { immediate: true })
  })
  onScopeDispose(() => {
    over = true
    close()
  })
  provide(CLIENT, client)
  return client
}

/** A ref of the client that a component above provides. */
export const useBelfry = () => inject(CLIENT)

/** Calls `begin` for each client, and what that returns when the client or the scope is over. */
function withClient(client, sources, begin) {
  watch([client, ...sources], ([now, ...values], _before, onCleanup) => {
    if (now) onCleanup(begin(now, ...values))
  }, { immediate: true, flush: 'sync' })
}

/** A ref of what the connection is doing: `connecting`, `open`, `waiting` or `closed`. */
export function useBelfryState(client = useBelfry()) {
  const state = shallowRef('connecting')
  withClient(client, [], (now) => {
    state.value = now.state
    const unlisten = now.on('state', (change) => { state.value = change.state })
    return () => {
      unlisten()
      state.value = 'connecting'
    }
  })
  return state
}

const noInbox = () => ({
  items: [], counts: { unread: 0, unseen: 0 }, state: 'loading', error: undefined, more: false,
})

/**
 * A live view of the user's inbox, reactive. The filter is that of `client.inbox()`: `{ state,
 * category, tag, channel, group, grouped, limit }`; it may be a ref or a getter.
 */
export function useInbox(filter = {}, client = useBelfry()) {
  let view
  const shown = shallowReactive({
    ...noInbox(),
    mark: async (as, what) => view?.mark(as, what),
    snooze: async (ids, until) => view?.snooze(ids, until),
    act: async (id, action) => view?.act(id, action),
    older: async () => view?.older(),
  })
  withClient(client, [() => JSON.stringify(toValue(filter))], (now, key) => {
    const inbox = view = now.inbox(JSON.parse(key))
    const show = () => {
      const { items, counts, state, error, more } = inbox
      Object.assign(shown, { items, counts, state, error, more })
    }
    const unlisten = inbox.on('change', show)
    show()
    return () => {
      unlisten()
      inbox.close()
      view = undefined
      Object.assign(shown, noInbox())
    }
  })
  return shown
}

/**
 * The newest messages of a channel, oldest first, and a function that publishes to it, reactive.
 * The channel may be a ref or a getter. `since` is where to begin: `'-20'` is with the last twenty.
 */
export function useChannel(channel, { since, keep = 100 } = {}, client = useBelfry()) {
  const nothing = () => ({ messages: [], gap: undefined, error: undefined })
  const shown = shallowReactive({
    ...nothing(),
    publish: async (data) => {
      if (!client.value) throw new Error('not connected yet')
      return client.value.publish(toValue(channel), data)
    },
  })
  withClient(client, [() => toValue(channel)], (now, name) => {
    const subscription = now.subscribe(name, { since }, (message) => {
      shown.messages = [...shown.messages, message].slice(-keep)
    })
    subscription.on('gap', (gap) => { shown.gap = gap })
    subscription.on('error', (error) => { shown.error = error })
    return () => {
      subscription.close()
      Object.assign(shown, nothing())
    }
  })
  return shown
}
