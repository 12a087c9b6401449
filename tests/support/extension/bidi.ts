import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { firefoxPath } from '../browsers.ts'

type Result = Readonly<Record<string, unknown>>
export type Firefox = {
  command(method: string, parameters: object): Promise<Result>
  /** Opens an address in the tab and waits for its load. */
  goto(tab: string, url: string): Promise<void>
  newTab(): Promise<string>
  /** Runs an expression in the page and gives its JSON. */
  evaluate(tab: string, expression: string): Promise<unknown>
  install(folder: string): Promise<void>
  screenshot(tab: string): Promise<Buffer>
  /** Ends it as a crash would, and leaves the profile to the next one. */
  kill(): Promise<void>
  close(): Promise<void>
}

/** How long a browser may take for one command, on a machine that does much besides. */
const PATIENCE = 60_000

/**
 * Firefox over WebDriver BiDi, without geckodriver (Debian has none). @param prefs for the profile
 * @param profile of one that was killed
 */
export async function startFirefox(
  prefs: Readonly<Record<string, string | number | boolean>> = {},
  profile = mkdtempSync(join(tmpdir(), 'witnessmark-firefox-')),
): Promise<Firefox & { readonly profile: string }> {
  const all = {
    'extensions.webextOptionalPermissionPrompts': false,
    'xpinstall.signatures.required': false,
    'remote.prefs.recommended': true,
    'datareporting.policy.dataSubmissionEnabled': false,
    'browser.shell.checkDefaultBrowser': false,
    ...prefs,
  }
  writeFileSync(
    join(profile, 'user.js'),
    Object.entries(all)
      .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`)
      .join('\n'),
  )
  const child = spawn(
    firefoxPath,
    ['--headless', '--profile', profile, '--no-remote', '--remote-debugging-port=0'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, MOZ_REMOTE_ALLOW_SYSTEM_ACCESS: '1' },
    },
  )
  const url = await new Promise<string>((resolve, reject) => {
    let output = ''
    const take = (chunk: Buffer): void => {
      output += chunk.toString()
      const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(output)
      if (found?.[1]) resolve(found[1])
    }
    child.stderr.on('data', take)
    child.stdout.on('data', take)
    child.on('exit', code => reject(new Error(`firefox ended with ${code}: ${output.slice(-500)}`)))
  })
  const socket = new WebSocket(`${url}/session`)
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const waiting = new Map<
    number,
    { readonly resolve: (result: Result) => void; readonly reject: (error: Error) => void }
  >()
  socket.on('message', data => {
    const message = JSON.parse(String(data)) as {
      readonly id?: number
      readonly type: string
      readonly result?: Result
      readonly error?: string
      readonly message?: string
    }
    const call = waiting.get(message.id ?? -1)
    if (!call) return
    waiting.delete(message.id ?? -1)
    if (message.type === 'error') call.reject(new Error(`${message.error}: ${message.message}`))
    else call.resolve(message.result ?? {})
  })
  // A browser that went, or that answers no more, fails the test that asks: it holds up none.
  socket.on('close', () => {
    for (const call of waiting.values()) call.reject(new Error('firefox is gone'))
  })
  let last = 0
  const command: Firefox['command'] = (method, parameters) =>
    new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, { resolve, reject })
      const silent = new Error(`firefox did not answer ${method} in ${PATIENCE / 1000} s`)
      setTimeout(() => reject(silent), PATIENCE).unref()
      socket.send(JSON.stringify({ id, method, params: parameters }))
    })
  await command('session.new', { capabilities: {} })
  return {
    command,
    profile,
    async kill() {
      const gone = new Promise(resolve => child.once('exit', resolve))
      if (child.kill('SIGKILL')) await gone
      socket.terminate()
    },
    async goto(tab, address) {
      await command('browsingContext.navigate', { context: tab, url: address, wait: 'complete' })
    },
    async newTab() {
      return String((await command('browsingContext.create', { type: 'tab' }))['context'])
    },
    async evaluate(tab, expression) {
      const { type, result, exceptionDetails } = (await command('script.evaluate', {
        expression: `Promise.resolve(${expression}).then(value => JSON.stringify(value) ?? 'null')`,
        target: { context: tab },
        awaitPromise: true,
        userActivation: true,
      })) as {
        readonly type: string
        readonly result?: { readonly value?: string }
        readonly exceptionDetails?: { readonly text: string }
      }
      if (type !== 'success') throw new Error(exceptionDetails?.text ?? 'evaluation failed')
      return JSON.parse(result?.value ?? 'null') as unknown
    },
    async install(folder) {
      await command('webExtension.install', { extensionData: { type: 'path', path: folder } })
    },
    async screenshot(tab) {
      return Buffer.from(
        String((await command('browsingContext.captureScreenshot', { context: tab }))['data']),
        'base64',
      )
    },
    async close() {
      socket.close()
      if (child.exitCode === null && child.signalCode === null) {
        const gone = new Promise(resolve => child.once('exit', resolve))
        child.kill('SIGKILL')
        await gone
      }
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

/** Moves to an element's middle and clicks it with the browser's own pointer: a trusted event. */
export async function clickAt(firefox: Firefox, tab: string, selector: string): Promise<void> {
  const { x, y } = (await firefox.evaluate(
    tab,
    `(() => { const box = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) } })()`,
  )) as { readonly x: number; readonly y: number }
  await firefox.command('input.performActions', {
    context: tab,
    actions: [
      {
        type: 'pointer',
        id: 'mouse',
        actions: [
          { type: 'pointerMove', x, y },
          { type: 'pointerDown', button: 0 },
          { type: 'pointerUp', button: 0 },
        ],
      },
    ],
  })
}

const keys = {
  'Tab': ['\uE004'],
  'Shift+Tab': ['\uE008', '\uE004'],
  'Escape': ['\uE00C'],
  'Enter': ['\uE007'],
  'Space': [' '],
} as const

/** Presses a key, or several together, as a person does: trusted events. */
export async function pressKey(
  firefox: Firefox,
  tab: string,
  key: keyof typeof keys,
): Promise<void> {
  const down = keys[key].map(value => ({ type: 'keyDown', value }))
  const up = keys[key].map(value => ({ type: 'keyUp', value })).toReversed()
  await firefox.command('input.performActions', {
    context: tab,
    actions: [{ type: 'key', id: 'keyboard', actions: [...down, ...up] }],
  })
}
