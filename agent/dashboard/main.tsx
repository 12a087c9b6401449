import { render } from 'preact'
import { App } from './app.tsx'
import { joinSiblings, signIn } from './session.ts'
import './style.css'

// The token in the fragment works once: it is exchanged for a session and taken out of the address
// before anything is shown.
const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1]
if (token) {
  history.replaceState(null, '', location.pathname + location.search)
  await signIn(token).catch(() => undefined)
}
await joinSiblings()
const root = document.getElementById('app')
if (root) render(<App />, root)
