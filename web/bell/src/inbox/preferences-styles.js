export const PREFERENCES = `
:host { display: block; background: var(--paper); }
.heading { padding: .625rem 1rem .375rem; font-size: 1.125rem; font-weight: 650; }
table { inline-size: 100%; border-collapse: collapse; font-size: .9375rem; }
th, td { padding: .75rem .5rem; border-block-end: 1px solid var(--line); text-align: center; }
th:first-child { padding-inline-start: 1rem; text-align: start; overflow-wrap: anywhere; }
th:last-child, td:last-child { padding-inline-end: 1rem; }
thead th { padding-block: .5rem; color: var(--soft); font-size: .8125rem; font-weight: 550; }
td { inline-size: 4.5rem; line-height: 0; }
tbody th { font-weight: 550; }
tbody tr:last-child > * { border: 0; }
.locked {
  display: flex; align-items: center; gap: .25rem; color: var(--soft); font-size: .8125rem;
  font-weight: 400;
}
.locked .icon { inline-size: .9rem; block-size: .9rem; }
input {
  appearance: none; position: relative; inline-size: 2.5rem; block-size: 1.5rem;
  border: 2px solid var(--soft); border-radius: 1rem; background: none; cursor: pointer;
  transition: background .12s, border-color .12s;
}
input::before {
  content: ''; position: absolute; inset-block: .1875rem; inset-inline-start: .1875rem;
  inline-size: .875rem; border-radius: 50%; background: var(--soft);
  transition: inset-inline-start .12s;
}
input:checked { border-color: var(--accent); background: var(--accent); }
input:checked::before { inset-inline-start: 1.1875rem; background: var(--on-accent); }
input:disabled { opacity: .55; cursor: default; }
.said { padding: 1.5rem 1rem; color: var(--soft); font-size: .875rem; text-align: center; }
.retry {
  display: block; margin: 0 auto 1rem; padding: .3125rem .75rem; border-radius: var(--radius);
  background: var(--accent); color: var(--on-accent); font-size: .875rem; font-weight: 550;
}
@media (forced-colors: active) {
  input::before { background: CanvasText; }
  input:checked { border-color: Highlight; }
  input:checked::before { background: Highlight; }
}
`
