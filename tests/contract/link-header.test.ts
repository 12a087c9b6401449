import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApi } from '../../agent/collect/api.ts'
import { Unreadable } from '../../common/model/index.ts'

const second = 'https://api.example/list?page=2'

/** A list of two pages whose first says so in this header. */
async function read(link: string): Promise<unknown[]> {
  const api = createApi({
    baseUrl: 'https://api.example',
    headers: {},
    auth: 'Bearer',
    secret: 's',
    recorder: { earlier: async () => null, record: async () => 0, unchanged: () => 0 },
    fetch: (async (url: string) =>
      new Response(JSON.stringify(url === second ? [2] : [1]), {
        headers: { 'content-type': 'application/json', ...(url === second ? {} : { link }) },
      })) as typeof globalThis.fetch,
  })
  const pages = await Array.fromAsync(api.pages('/list', { style: 'link-header' }))
  return pages.flatMap(page => page.items)
}

test('a list goes on where its Link header says so, in every form of RFC 8288', async () => {
  for (const link of [
    `<${second}>; rel="next"`,
    `<${second}>; rel=next`,
    `<${second}>; rel="last next"`,
    `<${second}>; REL="Next"`,
    `<${second}>; title="a, b; c"; rel="next"`,
    `<${second}>;rel="next",<https://api.example/list?page=9>;rel="last"`,
    `<https://api.example/list?page=9>; rel="last"; title="rel=\\"next\\", or not", </list?page=2>; rel="next"`,
  ])
    assert.deepEqual(await read(link), [1, 2], link)
})

test('it ends where none is next, and is malformed where nobody can tell', async () => {
  for (const link of [
    `<${second}>; rel="prev"`,
    `<${second}>; rel="last"; title="x; rel=next"`,
    `<${second}>; rel="next-archive"`,
    '',
  ])
    assert.deepEqual(await read(link), [1], link)
  for (const link of [`<${second}`, 'page 2 is next'])
    await assert.rejects(
      read(link),
      (error: Error) => error instanceof Unreadable && error.reason === 'malformed',
      link,
    )
})
