import assert from 'node:assert/strict'
import { runInNewContext } from 'node:vm'

export type Verdict = {
  readonly verified: string | undefined
  readonly said: readonly string[]
  /** What the report makes of a key that its reader was given. */
  readonly pin: (key: string) => string
}

/** Runs the script of a report over its record, where there is a page to write on and no browser. */
export async function verdictOf(
  html: string,
  change: (record: string) => string = record => record,
): Promise<Verdict> {
  const record = /<script type="application\/json" id="record">(.*?)<\/script>/s.exec(html)?.[1]
  const script = /<script>(.*?)<\/script>/s.exec(html)?.[1] ?? assert.fail()
  const said: string[] = []
  const dataset: Record<string, string> = {}
  const done = Promise.withResolvers<void>()
  const result = { textContent: '', className: '' }
  let typed = (): void => undefined
  const key = {
    value: '',
    addEventListener(_: string, listener: () => void) {
      typed = listener
    },
  }
  const elements: Readonly<Record<string, object>> = {
    key,
    'key-result': result,
    'record': { textContent: change(record ?? assert.fail()) },
    'verdict': {
      append: (item: { readonly textContent: string }) => said.push(item.textContent),
    },
    'verdict-headline': {
      set textContent(_: string) {
        setImmediate(done.resolve)
      },
    },
  }
  const document = {
    getElementById: (id: string) => elements[id] ?? null,
    createElement: () => ({}),
    documentElement: { dataset },
  }
  runInNewContext(script, { document, crypto, TextEncoder, Uint8Array, atob })
  await done.promise
  return {
    verified: dataset['verified'],
    said,
    pin(wanted) {
      key.value = wanted
      typed()
      return result.textContent
    },
  }
}

/** Which of the keys the report takes. */
export async function pinnedIn(html: string, keys: readonly string[]): Promise<boolean[]> {
  const { pin } = await verdictOf(html)
  return keys.map(key => pin(key).startsWith('✓'))
}
