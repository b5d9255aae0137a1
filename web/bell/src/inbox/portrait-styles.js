export const PORTRAIT = `
.portrait {
  position: relative; display: grid; place-items: center; overflow: hidden; inline-size: 2.25rem;
  block-size: 2.25rem; border-radius: 50%; background: var(--hover); color: var(--soft);
  font-weight: 600; font-size: .9375rem;
}
.portrait img {
  position: absolute; inset: 0; inline-size: 100%; block-size: 100%; object-fit: cover;
}
`
