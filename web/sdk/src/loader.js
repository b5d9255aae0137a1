/**
 * Loads the web components as soon as the page has one that nobody has defined.
 * @param {string} here the address of this library: they lie beside it
 */
export const loadBell = (here) => {
  if (typeof document === 'undefined') return
  const look = () => {
    const elements = [...document.querySelectorAll(':not(:defined)')]
    if (!elements.some(({ localName }) => localName.startsWith('belfry-'))) return
    observer.disconnect()
    import(`${new URL('belfry-bell.js', here)}`).catch(console.error)
  }
  const observer = new MutationObserver(look)
  observer.observe(document, { childList: true, subtree: true })
  look()
}
