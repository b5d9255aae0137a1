// The pages. What is put into `html` becomes text, unless it comes from `html` itself.

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

class Html {
  constructor(text) {
    this.text = text
  }
}

const textOf = (value) => {
  if (Array.isArray(value)) return value.map(textOf).join('')
  if (value instanceof Html) return value.text
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character])
}

const html = (strings, ...values) => new Html(String.raw({ raw: strings }, ...values.map(textOf)))

const head = (title, more = '') => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/style.css">
${more}
</head>`

const row = ({ id, name, text, time }) => html`<li class="card" id="comment-${id}">
    <strong>${name}</strong><time datetime="${time}"></time><p>${text}</p></li>`

/** The comments, as this user sees them. `auth` is how Belfry knows the user: token or cookie. */
export const commentsPage = ({ belfry, auth, user, comments }) => html`${head('Comments', html`
<script type="module" src="${belfry}/belfry.js"></script>
<script type="module" src="/static/page.js"></script>`)}
<body data-belfry="${belfry}" data-user="${user.id}" data-auth="${auth}">
<header>
  <div class="brand"><img src="/static/icon.svg" alt=""><span>Comments</span></div>
  <span class="who">${user.name}</span>
  ${auth === 'cookie'
    ? html`<belfry-bell server="${belfry}" account="${user.id}" credentials></belfry-bell>`
    : html`<belfry-bell server="${belfry}" token-url="/my-token"></belfry-bell>`}
  <form id="sign-out" method="post" action="/sign-out">
    <button class="plain">Sign out</button></form>
</header>
<main>
  <h1>What does everybody think?</h1>
  <form id="say" class="card stack" method="post" action="/comments">
    <label>Your comment <textarea name="text" rows="2" maxlength="1000" required></textarea></label>
    <button>Say it</button>
  </form>
  <ul id="comments">${comments.map(row)}</ul>
</main>
<template id="comment">
  <li class="card"><strong></strong><time></time><p></p></li>
</template>
</body>
</html>`.text

export const signInPage = (error = '') => html`${head('Sign in · Comments')}
<body>
<main class="gate">
  <div class="brand"><img src="/static/icon.svg" alt=""></div>
  <h1>Comments</h1>
  <form class="card stack" method="post" action="/sign-in">
    <label>Name <input name="user" autocomplete="username" autocapitalize="off" required></label>
    <label>Password
      <input name="password" type="password" autocomplete="current-password" required></label>
    <p class="error" role="alert">${error}</p>
    <button>Sign in</button>
  </form>
  <p class="soft">To try it: ada or grace, password “demo”.</p>
</main>
</body>
</html>`.text
