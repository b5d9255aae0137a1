import { $, copyButton, h, pathOf, root } from './dom.js'

/** How a channel is used from elsewhere, by the name of the tool. */
const TEXTS = {
  curl: (/** @type {string} */ origin, /** @type {string} */ path) => `# listen
curl -N ${origin}${path}

# publish
curl -d "Hello, world!" ${origin}${path}`,

  wscat: (/** @type {string} */ origin, /** @type {string} */ path) =>
    `wscat -c ${origin.replace(/^http/, 'ws')}${path}`,

  HTML: (/** @type {string} */ origin, /** @type {string} */ _, /** @type {string} */ channel) =>
    `<p id="last">nothing yet</p>
<script type="module">
import { connect } from '${origin}/belfry.js'

connect().subscribe('${channel}', ({ data }) => { last.textContent = JSON.stringify(data) })
</script>`,

  Java: (/** @type {string} */ origin, /** @type {string} */ _, /** @type {string} */ channel) =>
    `var server = URI.create("${origin}");

try (BelfryClient client = new BelfryClient(server)) {
  client.publish("${channel}", "Hello, world!");
}`,

  Python: (/** @type {string} */ origin, /** @type {string} */ path) =>
    `from urllib.request import urlopen

# publish
urlopen("${origin}${path}", b"Hello, world!")

# listen
for line in urlopen("${origin}${path}"):
    if line.startswith(b"data: "):
        print(line[6:].decode().rstrip())`,
}

let channelShown = 'notifications'
/** @type {keyof typeof TEXTS} */
let toolShown = 'curl'

/** Shows how a channel is used with each tool. @param {string} channel */
export function snippets(channel) {
  channelShown = channel
  const place = $('snippets')
  if (!place.firstChild) build(place)
  show()
}

/** @param {HTMLElement} place */
function build(place) {
  const choice = h('div', { class: 'choice', role: 'group', 'aria-label': 'Tool' })
  for (const tool of /** @type {(keyof typeof TEXTS)[]} */ (Object.keys(TEXTS))) {
    const button = h('button', { type: 'button', class: 'small plain', 'data-tool': tool }, tool)
    button.addEventListener('click', () => {
      toolShown = tool
      show()
    })
    choice.append(button)
  }
  const code = h('pre', { class: 'code', id: 'snippet', tabindex: 0, 'aria-label': 'Example' })
  place.append(h('div', { class: 'bar' }, choice,
    copyButton(() => code.textContent, 'Copy this example')), code)
}

function show() {
  for (const button of $('snippets').querySelectorAll('[data-tool]')) {
    button.setAttribute('aria-pressed', String(button.dataset.tool === toolShown))
  }
  $('snippet').textContent = TEXTS[toolShown](root(), pathOf(channelShown), channelShown)
}
