import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../support/proxied.ts', import.meta.url))
const hosts = [
  '10.1.2.3',
  '11.1.2.3',
  '192.168.1.130',
  'intranet.example.invalid',
  'deep.intranet.example.invalid',
  'notintranet.example.invalid',
  '[fd12:3456::1]',
  '[2001:db8::1]',
  '127.0.0.1:9',
]

test('a Node that cannot go by a proxy runs without one, and says so where one is set', async () => {
  const older =
    "import http from 'node:http'; import { syncBuiltinESMExports } from 'node:module'; delete http.setGlobalProxyFromEnv; syncBuiltinESMExports()"
  const run = (env: Record<string, string>) =>
    new Promise<string>(resolve => {
      const args = ['--import', `data:text/javascript,${encodeURIComponent(older)}`, script]
      execFile(
        process.execPath,
        args,
        { env: { PATH: process.env['PATH'] ?? '', ...env } },
        (error, _, said) => resolve(error ? said : 'ran'),
      )
    })
  assert.equal(await run({}), 'ran')
  assert.match(
    await run({ https_proxy: 'http://127.0.0.1:9' }),
    /HTTPS_PROXY is set, and Node v\d\S+ cannot go by a proxy: use Node 24\.14 or newer/,
  )
})

test('proxy variables mean what they mean to curl', async context => {
  let asked: string[] = []
  const proxy = createServer(socket => {
    socket.on('error', () => undefined)
    socket.once('data', data => {
      asked.push(/^(?:CONNECT |GET http:\/\/)([^/ ]+)/.exec(String(data))?.[1] ?? '')
      socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n')
    })
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  context.after(() => proxy.close())
  const bare = `127.0.0.1:${(proxy.address() as AddressInfo).port}`
  /** Which of the hosts the proxy was asked for. */
  const proxied = async (env: Record<string, string>, scheme = 'http') => {
    asked = []
    const { http_proxy: _a, https_proxy: _b, no_proxy: _c, ...rest } = process.env
    const { HTTP_PROXY: _d, HTTPS_PROXY: _e, NO_PROXY: _f, ...clean } = rest
    const urls = hosts.map(host => `${scheme}://${host}/`)
    const said = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, [script, ...urls], { env: { ...clean, ...env } }, (error, out) =>
        error ? reject(error) : resolve(out),
      )
    })
    const found = hosts.filter(host =>
      asked.some(name => name.replace(/:(?:80|443)$/, '') === host),
    )
    const named = said.split('\n').filter(Boolean)
    assert.deepEqual(
      named,
      found.map(host => `${scheme}://${host}/`),
      'what is said of it',
    )
    return found
  }
  const all = hosts.slice(0, -1)
  const but = (...left: readonly string[]) => all.filter(host => !left.includes(host))
  const http_proxy = `http://${bare}`
  assert.deepEqual(await proxied({ http_proxy }), all, 'all but loopback')
  assert.deepEqual(await proxied({ HTTPS_PROXY: bare }, 'https'), all, 'without http://')
  assert.deepEqual(await proxied({ http_proxy, NO_PROXY: '*' }), [])
  assert.deepEqual(await proxied({ http_proxy, no_proxy: '10.0.0.0/8' }), but('10.1.2.3'))
  assert.deepEqual(
    await proxied({ http_proxy, NO_PROXY: '192.168.1.128/25 intranet.example.invalid' }),
    but('192.168.1.130', 'intranet.example.invalid', 'deep.intranet.example.invalid'),
    'spaces part, and a name is also what ends with it',
  )
  assert.deepEqual(
    await proxied({ http_proxy, no_proxy: '.example.invalid,11.1.2.3,10.0.0.0/99' }),
    ['10.1.2.3', '192.168.1.130', '[fd12:3456::1]', '[2001:db8::1]'],
  )
  assert.deepEqual(
    await proxied({ http_proxy, no_proxy: 'fd00::/8, 2001:db9::/32, 2001:db8::/999' }),
    but('[fd12:3456::1]'),
  )
  assert.deepEqual(await proxied({ http_proxy, no_proxy: '2001:db8::1' }), but('[2001:db8::1]'))
  assert.deepEqual(await proxied({}), [])
})
