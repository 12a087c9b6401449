import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { initHome } from '../../../agent/home/config.ts'
import type { Agent } from '../../../agent/agent.ts'
import type { RecipeSource } from '../../../common/capture/recipe.ts'

/** A console whose pages a test writes itself: `respond` for addresses that answer otherwise. */
export type WrittenConsole = {
  readonly base: string
  readonly pages: Map<string, string>
  readonly respond: Map<string, () => { readonly status: number; readonly delay?: number }>
  close(): Promise<void>
}

export async function startWrittenConsole(): Promise<WrittenConsole> {
  const pages = new Map<string, string>()
  const respond: WrittenConsole['respond'] = new Map()
  const server = createServer((request, response) => {
    request.resume()
    const { pathname } = new URL(request.url ?? '/', 'http://x')
    const answer = respond.get(pathname)?.()
    const html = answer ? undefined : pages.get(pathname)
    setTimeout(() => {
      const type = { 'content-type': 'text/html; charset=utf-8' }
      response.writeHead(answer?.status ?? (html === undefined ? 404 : 200), type)
      response.end(html === undefined ? '' : `<!doctype html><html lang="en">${html}</html>`)
    }, answer?.delay ?? 0)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pages,
    respond,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

export type WrittenRecipe = Pick<RecipeSource, 'where' | 'context'> &
  Partial<Pick<RecipeSource, 'resource'>>

/**
 * A home with one service, whose things have two settings each: `links` and `role`. @param tenants
 * by id, their addresses @param recipes by id
 */
export function writtenHome(
  tenants: Readonly<Record<string, string>>,
  recipes: Readonly<Record<string, WrittenRecipe>>,
): { readonly home: string; remove(): void } {
  const home = mkdtempSync(join(tmpdir(), 'witnessmark-written-'))
  initHome(home)
  const write = (file: string, content: unknown): void =>
    writeFileSync(join(home, file), stringify(content))
  const types = ['site', 'thing']
  write('checks/written.yaml', {
    service: { id: 'written', title: 'Written' },
    resourceTypes: types.map(id => ({ id, title: id, plural: `${id}s` })),
    settings: types.flatMap(resource =>
      [
        ['links', 'boolean'],
        ['role', 'string'],
      ].map(([name, type]) => ({
        id: `written.${resource}.${name}`,
        title: `${resource}: ${name}`,
        resource,
        type: { type },
        console: { path: 'Settings', certainty: 'confirmed' },
      })),
    ),
  })
  for (const [id, recipe] of Object.entries(recipes)) {
    const type = recipe.resource?.type ?? 'site'
    write(`recipes/${id}.yaml`, {
      id,
      service: 'written',
      title: id,
      resource: { type },
      settings: [
        { setting: `written.${type}.links`, read: 'checked', locate: [{ css: '#links' }] },
        {
          setting: `written.${type}.role`,
          read: 'selected',
          locate: [{ css: '#role' }],
        },
      ],
      certainty: 'confirmed',
      basis: 'a page of the tests',
      ...recipe,
    })
  }
  write('config.yaml', {
    version: 1,
    tenants: Object.fromEntries(
      Object.entries(tenants).map(([id, url]) => [
        id,
        { service: 'written', title: id, target: { url } },
      ]),
    ),
  })
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) }
}

/** One reading that the agent took in, as it was sent. */
export type TakenIn = {
  readonly path: string
  readonly tenant: string
  readonly seenAt: string
  readonly setting: string
  /** The value, or the reason why there is none. */
  readonly value: unknown
}

/** Every reading in the log of these tenants, in its order. */
export async function takenIn(agent: Agent, ...tenants: readonly string[]): Promise<TakenIn[]> {
  const found: TakenIn[] = []
  for (const tenant of tenants)
    for await (const item of agent.store.evidenceOf({ tenant })) {
      if (item.kind !== 'capture' || item.mediaType !== 'application/json') continue
      const body = JSON.parse(Buffer.from(item.body ?? []).toString()) as {
        readonly address: string
        readonly seenAt: string
        readonly readings: readonly {
          readonly setting: string
          readonly reading: { readonly value?: unknown; readonly reason?: string }
        }[]
      }
      for (const { setting, reading } of body.readings)
        found.push({
          path: body.address.replace(/^https?:\/\/[^/]+/, ''),
          tenant,
          seenAt: body.seenAt,
          setting: setting.split('.').at(-1) ?? '',
          value: reading.reason ?? reading.value,
        })
    }
  return found
}
