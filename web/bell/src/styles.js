// The visual language that all elements share. The custom properties are what a page may set.

export const BASE = `
:host {
  --paper: var(--belfry-paper, light-dark(#fff, #211f1c));
  --ink: var(--belfry-ink, light-dark(#1d1b18, #eeeae2));
  --soft: var(--belfry-soft, light-dark(#6b665d, #a39c90));
  --line: var(--belfry-line, light-dark(#e2ddd2, #37332d));
  --accent: var(--belfry-accent, light-dark(#8a4b0f, #f0b35e));
  --on-accent: var(--belfry-on-accent, light-dark(#fff, #241604));
  --bad: var(--belfry-bad, light-dark(#b3401f, #f08a66));
  --hover: var(--belfry-hover, light-dark(#f7f5f0, #2b2824));
  --unread: var(--belfry-unread, light-dark(#fdf8f0, #2a251d));
  --radius: var(--belfry-radius, .6rem);
  --shadow: var(--belfry-shadow, 0 .75rem 2.5rem light-dark(#1d1b1833, #0009));
  color: var(--ink);
  font: var(--belfry-font, 16px/1.5 system-ui, sans-serif);
  text-align: start;
}
:host([hidden]) { display: none !important; }
*, ::before, ::after { box-sizing: border-box; margin: 0; }
[hidden] { display: none !important; }
button, a.button {
  padding: 0; border: 0; background: none; color: inherit; font: inherit; text-align: inherit;
  cursor: pointer;
}
button:disabled { cursor: default; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.icon {
  display: block; inline-size: 1.25rem; block-size: 1.25rem; fill: none; stroke: currentColor;
  stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round;
}
.tool {
  display: grid; flex: none; place-items: center; inline-size: 2.25rem; block-size: 2.25rem;
  border-radius: calc(var(--radius) * .8); color: var(--soft);
}
.tool:hover { background: var(--hover); color: var(--ink); }
.spoken {
  position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
@keyframes shimmer { 50% { opacity: .45; } }
.icon-dots { stroke-width: 2.8; }
.bones { display: grid; gap: 1.25rem; align-content: start; padding: 1rem; }
.bones > div { display: grid; grid-template-columns: 2.25rem 1fr; gap: .5rem .75rem; }
.bones i {
  block-size: .75rem; border-radius: .4rem; background: var(--line);
  animation: shimmer 1.6s ease-in-out infinite;
}
.bones i:first-child { grid-row: span 2; block-size: 2.25rem; border-radius: 50%; }
.bones i:last-child { inline-size: 60%; }
@media (prefers-reduced-motion: reduce) {
  *, ::before, ::after { animation: none !important; transition: none !important; }
}
@media (forced-colors: active) { .icon { stroke: CanvasText; } }
`
