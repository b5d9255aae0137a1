export const INBOX = `
:host { display: flex; flex-direction: column; min-block-size: 0; background: var(--paper); }
.inbox { display: flex; flex: 1; flex-direction: column; min-block-size: 0; position: relative; }
.header {
  display: flex; align-items: center; gap: .125rem; padding-block: .625rem .375rem;
  padding-inline: 1rem .625rem; flex: none;
}
.heading { flex: 1; font-size: 1.125rem; font-weight: 650; line-height: 1.5; }
.back { margin-inline: -.5rem .25rem; }
.back .icon:dir(rtl) { scale: -1 1; }
.read-all:disabled { visibility: hidden; }
.tabs {
  display: flex; gap: .25rem; flex: none; overflow-x: auto; padding-inline: .75rem 1.5rem;
  scrollbar-width: none; mask: linear-gradient(90deg, #000 calc(100% - 1.5rem), #0000);
}
.tabs:dir(rtl) { mask: linear-gradient(-90deg, #000 calc(100% - 1.5rem), #0000); }
.tab {
  display: flex; align-items: center; gap: .375rem; flex: none; padding: .375rem .5rem .5rem;
  border-block-end: 2px solid transparent; color: var(--soft); font-size: .875rem;
  font-weight: 550; white-space: nowrap;
}
.tab > :first-child { max-inline-size: 10rem; overflow: hidden; text-overflow: ellipsis; }
.tab:hover { color: var(--ink); }
.tab[aria-selected=true] { border-color: var(--accent); color: var(--ink); }
.tab:focus-visible, .panel:focus-visible { outline-offset: -2px; }
.tab-count {
  min-inline-size: 1.25rem; padding-inline: .3rem; border-radius: 1rem; background: var(--hover);
  color: var(--soft); font-size: .75rem; line-height: 1.25rem; text-align: center;
  font-variant-numeric: tabular-nums;
}
.tab-count:empty { display: none; }
.panel {
  position: relative; flex: 1; overflow: auto; overscroll-behavior: contain;
  border-block-start: 1px solid var(--line);
}
.top { block-size: 1px; margin-block-end: -1px; }
.items ul { padding: 0; content-visibility: auto; }
.item {
  position: relative; display: grid; grid-template-columns: 2.25rem minmax(0, 1fr);
  gap: .25rem .75rem; padding: .75rem 1rem; border-block-end: 1px solid var(--line);
}
.item:hover { background: var(--hover); }
.item.unread { background: var(--unread); }
.item.unread:hover { background: color-mix(in srgb, var(--unread), var(--ink) 4%); }
.item.unread::before {
  content: ''; position: absolute; inset-block-start: 1.6rem; inset-inline-start: .3rem;
  inline-size: .45rem; block-size: .45rem; border-radius: 50%; background: var(--accent);
  forced-color-adjust: none;
}
.unread .portrait, .item:hover .portrait { background: var(--line); color: var(--ink); }
.text { min-inline-size: 0; }
.title {
  display: block; inline-size: fit-content; max-inline-size: 100%; padding-inline-end: 1.75rem;
  color: inherit; font-size: .9375rem; line-height: 1.375; text-decoration: none;
  overflow-wrap: anywhere;
}
.title span[dir] { display: block; }
.title span[dir], .body { text-align: -webkit-match-parent; text-align: match-parent; }
.unread .title { font-weight: 600; }
.title::after { content: ''; position: absolute; inset: 0; }
.title:focus-visible { outline: none; }
.title:focus-visible::after { outline: 2px solid var(--accent); outline-offset: -2px; }
.body {
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden;
  margin-block-start: .125rem; color: var(--soft); font-size: .875rem; line-height: 1.45;
  overflow-wrap: anywhere; white-space: pre-line;
}
.meta {
  display: flex; margin-block-start: .25rem; color: var(--soft); font-size: .8125rem;
  line-height: 1.4; white-space: nowrap;
}
.meta > * { overflow: hidden; text-overflow: ellipsis; }
.meta > time { flex: none; }
.meta > * + *::before { content: '·'; margin-inline: .375rem; }
.actions {
  position: relative; display: flex; flex-wrap: wrap; gap: .5rem; margin-block-start: .625rem;
}
.button, a.button {
  max-inline-size: 100%; padding: .3125rem .75rem; border: 1px solid var(--line);
  border-radius: calc(var(--radius) * .8); background: var(--paper); color: var(--ink);
  font-size: .875rem; font-weight: 550; text-decoration: none; overflow-wrap: anywhere;
}
.button.first, a.button.first {
  border-color: var(--accent); background: var(--accent); color: var(--on-accent);
}
.button:hover { filter: brightness(1.08); }
.button[aria-busy] { opacity: .6; }
.tools {
  position: absolute; inset-block-start: .5rem; inset-inline-end: .5rem; display: flex;
  border-radius: calc(var(--radius) * .8);
}
.tools .tool { inline-size: 2rem; block-size: 2rem; }
.quick { opacity: 0; }
.item:hover > .tools, .item:focus-within > .tools { background: var(--paper); }
.item:hover > .tools .quick, .item:focus-within > .tools .quick { opacity: 1; }
@media (hover: none) { .quick { display: none !important; } }
.unfold {
  position: relative; margin-block-start: .375rem; color: var(--accent); font-size: .875rem;
  font-weight: 550;
}
.unfold:hover { text-decoration: underline; }
.item .items {
  grid-column: 1 / -1; margin: .5rem -1rem -.75rem; border-block-start: 1px solid var(--line);
}
.item .item { padding-inline-start: 2.25rem; }
.item ul:last-child > .item:last-child { border: 0; }
.fresh {
  position: sticky; inset-block-start: .5rem; z-index: 2; display: block; margin: 0 auto -2.125rem;
  padding: .3125rem 1rem; border-radius: 2rem; background: var(--accent); color: var(--on-accent);
  font-size: .875rem; font-weight: 600; box-shadow: var(--shadow);
}
.older {
  display: block; inline-size: 100%; padding: .875rem; color: var(--soft); font-size: .875rem;
  font-weight: 550; text-align: center;
}
.older:hover { color: var(--ink); }
.older[aria-busy] { opacity: .6; }
.empty {
  display: grid; justify-items: center; align-content: center; gap: .25rem; padding: 3rem 1.5rem;
  min-block-size: min(20rem, 100%); color: var(--soft); font-size: .875rem; text-align: center;
}
.empty .icon {
  inline-size: 2.5rem; block-size: 2.5rem; margin-block-end: .5rem; stroke-width: 1.2;
}
.empty-title { color: var(--ink); font-size: 1rem; font-weight: 600; }
.failed .icon { color: var(--bad); }
.failed .button { margin-block-start: .75rem; }
.offline {
  position: sticky; inset-block-start: 0; z-index: 1; padding: .375rem 1rem;
  background: var(--hover); color: var(--soft); font-size: .8125rem; text-align: center;
  animation: appear 0s 1.5s both;
}
@keyframes appear { from { opacity: 0; } }
.notice {
  position: absolute; inset: auto .75rem .75rem; z-index: 3; display: flex; align-items: center;
  justify-content: space-between; gap: 1rem; padding: .625rem 1rem; border-radius: var(--radius);
  background: var(--ink); color: var(--paper); font-size: .875rem; box-shadow: var(--shadow);
}
.undo { flex: none; color: inherit; font-weight: 650; text-decoration: underline; }
.undo:focus-visible { outline-color: currentColor; }
.menu {
  position: fixed; inset: auto .5rem .5rem; margin: 0 auto; padding: .375rem;
  max-inline-size: 20rem;
  border: 1px solid var(--line); border-radius: var(--radius); background: var(--paper);
  color: var(--ink); box-shadow: var(--shadow);
}
@supports (position-area: block-end) {
  .anchor { anchor-name: --menu; }
  @media (width >= 32rem) {
    .menu {
      position-anchor: --menu; inset: auto; margin: .25rem 0; min-inline-size: 13rem;
      position-area: block-end span-inline-start;
      position-try-fallbacks: flip-block, flip-inline, flip-block flip-inline;
    }
  }
}
.menu-heading { padding: .5rem .625rem .125rem; color: var(--soft); font-size: .8125rem; }
.menu-item {
  display: flex; align-items: center; gap: .625rem; inline-size: 100%; padding: .5rem .625rem;
  border-radius: calc(var(--radius) * .7); font-size: .9375rem; line-height: 1.3;
}
.menu-item:hover, .menu-item:focus { background: var(--hover); }
.menu-item:focus-visible { outline-offset: -2px; }
.menu-item .icon { flex: none; color: var(--soft); }
.close { display: none; }
@media (width < 32rem) {
  .close { display: grid; }
  .menu { inset-inline: .5rem; max-inline-size: none; }
  .menu-item { padding-block: .75rem; }
}
@media (forced-colors: active) {
  .item.unread::before { background: Highlight; }
  .tab { border-color: Canvas; }
  .tab[aria-selected=true] { border-color: Highlight; }
}
belfry-preferences { flex: 1; overflow: auto; min-block-size: 0; }
`
