export const BELL = `
:host { position: relative; display: inline-block; flex: none; vertical-align: middle; }
.bell {
  position: relative; display: grid; place-items: center;
  inline-size: var(--belfry-size, 2.75rem); block-size: var(--belfry-size, 2.75rem);
  border-radius: var(--radius); color: inherit;
}
.bell:hover { background: color-mix(in srgb, currentColor 8%, transparent); }
.bell .icon, ::slotted([slot=icon]) {
  inline-size: calc(var(--belfry-size, 2.75rem) * .55);
  block-size: calc(var(--belfry-size, 2.75rem) * .55);
}
.badge {
  position: absolute; inset-block-start: 2%; inset-inline-start: 52%;
  min-inline-size: 1.25rem; block-size: 1.25rem; padding-inline: .3rem; border-radius: 1rem;
  background: var(--belfry-badge, var(--bad));
  color: var(--belfry-on-badge, light-dark(#fff, #241604));
  font: 600 .75rem/1.25rem system-ui, sans-serif; font-variant-numeric: tabular-nums;
  text-align: center; white-space: nowrap;
}
@media (forced-colors: active) { .badge { outline: 1px solid CanvasText; } }
.panel {
  position: fixed; inset: 4rem 1rem auto auto; overflow: hidden; padding: 0;
  inline-size: min(var(--belfry-width, 25rem), 100vw - 1rem);
  block-size: min(var(--belfry-height, 36rem), 100dvh - 5rem); max-inline-size: none;
  max-block-size: none; border: 1px solid var(--line); border-radius: calc(var(--radius) * 1.4);
  background: var(--paper); color: var(--ink); box-shadow: var(--shadow);
}
.panel:dir(rtl) { inset: 4rem auto auto 1rem; }
.panel:focus-visible { outline: none; }
.panel:popover-open, .panel[open] { display: flex; flex-direction: column; }
@supports (position-area: block-end) {
  .bell { anchor-name: --bell; }
  .panel:popover-open {
    position-anchor: --bell; inset: auto; margin: .4rem; position-area: block-end span-inline-start;
    position-try-fallbacks: --end, flip-block, --end flip-block;
    max-block-size: calc(100% - .8rem);
  }
  @position-try --end { position-area: block-end span-inline-end; }
}
.panel:modal {
  inset: 0; inline-size: 100vw; block-size: 100dvh; margin: 0; border: 0; border-radius: 0;
}
.panel::backdrop { background: none; }
.panel > * { flex: 1; min-block-size: 0; }
@media (prefers-reduced-motion: no-preference) {
  .panel:popover-open { animation: appear .14s ease-out; }
  .panel:modal { animation: rise .18s ease-out; }
  @keyframes appear { from { opacity: 0; transform: translateY(-.3rem); } }
  @keyframes rise { from { opacity: 0; transform: translateY(1.5rem); } }
  .bell.rung .icon { animation: ring .6s ease-in-out; transform-origin: 50% 10%; }
  @keyframes ring {
    20% { rotate: 12deg; } 40% { rotate: -10deg; } 60% { rotate: 6deg; } 80% { rotate: -4deg; }
  }
}
`
