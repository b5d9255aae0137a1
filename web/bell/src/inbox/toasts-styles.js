export const TOASTS = `
:host { display: contents; }
.stack {
  position: fixed; inset: auto 1rem 1rem auto; overflow: visible; padding: 0; border: 0;
  inline-size: min(22rem, 100vw - 2rem); background: none; color: var(--ink);
}
.stack:popover-open { display: flex; flex-direction: column; gap: .625rem; }
.stack.top { inset-block: 1rem auto; flex-direction: column-reverse; }
.stack:dir(rtl), .stack.start { inset-inline: auto 1rem; }
.stack.end { inset-inline: auto 1rem; }
.stack.start { inset-inline: 1rem auto; }
.toast {
  display: grid; grid-template-columns: 2.25rem minmax(0, 1fr); gap: .75rem; padding: .75rem 1rem;
  border: 1px solid var(--line); border-radius: var(--radius); background: var(--paper);
  color: inherit; text-decoration: none; cursor: pointer; box-shadow: var(--shadow);
}
.title { display: block; font-size: .9375rem; font-weight: 600; line-height: 1.375; }
.title, .body {
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
  overflow-wrap: anywhere;
}
.body { margin-block-start: .125rem; color: var(--soft); font-size: .875rem; line-height: 1.4; }
@media (width < 32rem) { .stack:popover-open { inset-inline: 1rem; inline-size: auto; } }
@media (prefers-reduced-motion: no-preference) {
  .toast { animation: arrive .2s ease-out; }
  @keyframes arrive { from { opacity: 0; transform: translateY(.75rem); } }
}
`
