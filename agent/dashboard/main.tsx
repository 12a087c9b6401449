import { render } from 'preact'
import { signIn } from './api.ts'
import { App } from './app.tsx'
import './style.css'

// The token in the fragment works once: it is exchanged for a cookie and taken out of the address
// before anything is shown.
const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1]
if (token) {
  history.replaceState(null, '', location.pathname + location.search)
  await signIn(token).catch(() => undefined)
}
const root = document.getElementById('app')
if (root) render(<App />, root)
