import type { TestContext } from 'node:test'
import { openLog } from '../../agent/log/log.ts'
import { openSqliteStore } from '../../agent/store/sqlite/sqlite-store.ts'
import type { Store } from '../../agent/store/store.ts'
import { temporaryFolder } from './agent.ts'

/** A log of its own. @param counted gets the name of each method of the store that it calls */
export async function openedLog(context: TestContext, counted: string[] = []) {
  const home = temporaryFolder(context)
  const store = openSqliteStore(`${home}/witnessmark.sqlite`)
  context.after(() => store.close())
  const log = await openLog(counting(store, counted), home, {
    by: 'agent@0.1.0',
    catalogue: () => 'digest',
    clock: () => new Date('2026-01-01T00:00:00.000Z'),
  })
  return { file: `${home}/witnessmark.sqlite`, store, log }
}

/** The same store, which writes down each method that is called. */
export function counting(store: Store, counted: string[]): Store {
  return new Proxy(store, {
    get(target, name, receiver) {
      counted.push(String(name))
      return Reflect.get(target, name, receiver) as unknown
    },
  })
}

/** An entry that differs from every other. */
export function entry(batch: number, item: number, body = `body ${batch} ${item}`) {
  return {
    kind: 'evidence',
    run: '',
    tenant: 'acme',
    subject: `acme GET /${batch}/${item}`,
    mediaType: 'text/plain',
    body: Buffer.from(body),
    ipe: {
      request: `GET /${batch}/${item}`,
      tenant: 'acme',
      collector: 'github@1',
      catalogue: 'digest',
      seenAt: '2026-01-01T00:00:00.000Z',
      recordedAt: '2026-01-01T00:00:00.000Z',
    },
  } as const
}
