/// <reference types="chrome" />
import { render } from 'preact'
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { FromUi, Status } from './ui-message.ts'

export type Ask = (message: FromUi) => Promise<string | null>

/** The background's state as it changes, and a way to ask it for something. */
export function useBackground(): { readonly status: Status | null; readonly ask: Ask } {
  const [status, setStatus] = useState<Status | null>(null)
  const [port, setPort] = useState<chrome.runtime.Port | null>(null)
  useEffect(() => {
    const opened = chrome.runtime.connect({ name: 'ui' })
    opened.onMessage.addListener((message: Status | { readonly kind: 'done' }) => { if (!('kind' in message)) setStatus(message) })
    setPort(opened)
    return () => opened.disconnect()
  }, [])
  return {
    status,
    ask: message => new Promise(resolve => {
      if (!port) return resolve('The extension is not ready. Try again.')
      const listener = (answer: Status | { readonly kind: 'done'; readonly error: string | null }): void => {
        if (!('kind' in answer)) return
        port.onMessage.removeListener(listener)
        resolve(answer.error)
      }
      port.onMessage.addListener(listener)
      port.postMessage(message)
    }),
  }
}

export function LinkLine({ status }: { readonly status: Status }) {
  const { state, detail } = status.link
  const text = state === 'connected' ? `✓ Connected to ${detail}` : state === 'unpaired' ? '○ Not paired with an agent yet' : `▲ Agent away: ${detail}`
  return <p class={`link ${state}`} role="status">{text}{status.waiting > 0 ? `. ${status.waiting} reading${status.waiting === 1 ? '' : 's'} waiting here until it is back` : ''}</p>
}

export function mount(content: ComponentChildren): void {
  const root = document.getElementById('root')
  if (root) render(content, root)
}
