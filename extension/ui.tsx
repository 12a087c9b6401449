import browser from 'webextension-polyfill'
import type { Runtime } from 'webextension-polyfill'
import { render } from 'preact'
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { FromUi, Status } from './ui-message.ts'

/** Only our own background is on the other end of this port. */
type FromBackground = Status | { readonly kind: 'done'; readonly error: string | null }

export type Ask = (message: FromUi) => Promise<string | null>

/** The background's state as it changes, and a way to ask it for something. */
export function useBackground(): { readonly status: Status | null; readonly ask: Ask } {
  const [status, setStatus] = useState<Status | null>(null)
  const [port, setPort] = useState<Runtime.Port | null>(null)
  useEffect(() => {
    const opened = browser.runtime.connect({ name: 'ui' })
    opened.onMessage.addListener(message => {
      const told = message as FromBackground
      if (!('kind' in told)) setStatus(told)
    })
    setPort(opened)
    return () => opened.disconnect()
  }, [])
  return {
    status,
    ask: message =>
      new Promise(resolve => {
        if (!port) return resolve('The extension is not ready. Try again.')
        const listener = (message: unknown): void => {
          const answer = message as FromBackground
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
  const text =
    state === 'connected'
      ? `✓ Connected to ${detail}`
      : state === 'unpaired'
        ? '○ Not paired with an agent yet'
        : `▲ Agent away: ${detail}`
  return (
    <p class={`link ${state}`} role="status">
      {text}
      {status.waiting > 0
        ? `. ${status.waiting} reading${status.waiting === 1 ? '' : 's'} waiting here until it is back`
        : ''}
      {Math.abs(status.skew) > 60_000 &&
        `. This browser's clock is ${duration(Math.abs(status.skew))} ${status.skew > 0 ? 'ahead of' : 'behind'} the agent's: both times are kept`}
    </p>
  )
}

function duration(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000)
  return minutes < 120
    ? `${minutes} minutes`
    : minutes < 2880
      ? `${Math.round(minutes / 60)} hours`
      : `${Math.round(minutes / 1440)} days`
}

export function mount(content: ComponentChildren): void {
  const root = document.getElementById('root')
  if (root) render(content, root)
}
