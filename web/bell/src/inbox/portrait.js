import { h, icon, safeUrl } from './shared.js'

/**
 * A picture of who or what it is about: an address that may be loaded, or the first letter.
 * @param {import('../types.js').Item} item
 */
export const portrait = ({ icon: url, actor, priority }) => {
  const address = safeUrl(actor?.icon ?? url)
  const [letter] = actor?.name.trim() ?? ''
  const place = h('span', { class: 'portrait', 'aria-hidden': 'true' },
    letter?.toLocaleUpperCase() ?? icon(priority === 'high' ? 'warning' : 'bell'))
  if (address && !address.startsWith('mailto:')) {
    const image = h('img', {
      src: address, alt: '', loading: 'lazy', referrerpolicy: 'no-referrer',
      error: () => image.remove(),
    })
    place.append(image)
  }
  return place
}
