/**
 * Reads an event stream (HTML standard, section 9.2) to its end.
 * @param {ReadableStream<Uint8Array>} body
 * @param {(event: { event: string, data: string, id: string, retry: string }) => void} take called
 *   for each block, comments included: each is a sign of life
 */
export const readEvents = async (body, take) => {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    text += decoder.decode(value, { stream: true })
    const blocks = text.split(/\n\n/)
    text = /** @type {string} */ (blocks.pop())
    for (const block of blocks) take(parse(block))
    if (!blocks.length && text.startsWith(':') && text.endsWith('\n')) {
      take(parse(text))
      text = ''
    }
  }
}

/** @param {string} block */
const parse = (block) => {
  const fields = { event: '', data: '', id: '', retry: '' }
  for (const line of block.split('\n')) {
    const [, name, value] = /^(event|data|id|retry): ?(.*)$/.exec(line) ?? []
    if (name) fields[/** @type {keyof typeof fields} */ (name)] = value
  }
  return fields
}
