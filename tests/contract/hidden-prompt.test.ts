import assert from 'node:assert/strict'
import { execFile, spawn, spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createContext } from '../../agent/cli/context.ts'
import { demoToken, startGithubReplay } from '../../agent/demo/github.ts'
import { temporaryFolder } from '../support/agent.ts'

const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()
  .trim()
/** Of util-linux: what other systems call so takes other words. */
const hasScript = /util-linux/.test(
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '',
)
const certificate = '-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----'
const json = JSON.stringify({ type: 'service_account', private_key: pem, name: 'Zoë' }, null, 2)

/**
 * A terminal in place of this process's own, into which something is pasted in pieces.
 * @returns the answer, and what was left for the shell
 */
async function pasted(context: TestContext, text: string) {
  const modes: boolean[] = []
  const terminal = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (raw: boolean) => void modes.push(raw),
  })
  const [stdin, stderr] = [process.stdin, process.stderr.isTTY]
  Object.defineProperty(process, 'stdin', { value: terminal, configurable: true })
  Object.defineProperty(process.stderr, 'isTTY', { value: true, configurable: true })
  context.after(() => {
    Object.defineProperty(process, 'stdin', { value: stdin, configurable: true })
    Object.defineProperty(process.stderr, 'isTTY', { value: stderr, configurable: true })
  })
  const answering = createContext({ input: true, quiet: true }).ask('', { hidden: true })
  let after = ''
  void answering.then(() => terminal.on('data', data => (after += String(data))))
  const bytes = Buffer.from(text.replaceAll('\n', '\r'))
  for (let at = 0; at < bytes.length; at += 37) {
    terminal.write(bytes.subarray(at, at + 37))
    await new Promise(resolve => setTimeout(resolve, 2))
  }
  const answer = await answering
  await new Promise(resolve => setTimeout(resolve, 50))
  assert.deepEqual(modes, [true, false], 'the terminal is as it was')
  return { answer, after: after + String(terminal.read() ?? '') }
}

test('a pasted key is read to its end, and nothing of it is left for the shell', async context => {
  for (const [text, wanted] of [
    ['ghp_token\n', 'ghp_token'],
    ['ghp_token\nrm -rf important\n', 'ghp_token'],
    ['slip\u007f\u007f\u007f\u007ftoken\n', 'token'],
    [`${pem}\n`, pem],
    [`${pem}\n\n`, pem],
    [`${certificate}\n${pem}\n`, `${certificate}\n${pem}`],
    [`${json}\n`, json],
    [`${json}\u0004`, json],
  ] as const) {
    const { answer, after } = await pasted(context, text)
    assert.equal(answer, wanted)
    assert.equal(after, '')
  }
})

test('the terminal shows nothing any more before the question is asked', async context => {
  const order: string[] = []
  const terminal = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (raw: boolean) => void order.push(raw ? 'raw' : 'as it was'),
  })
  const given = Object.getOwnPropertyDescriptor(process, 'stdin')
  const shown = process.stderr.isTTY
  Object.defineProperty(process, 'stdin', { value: terminal, configurable: true })
  Object.defineProperty(process.stderr, 'isTTY', { value: true, configurable: true })
  context.after(() => {
    if (given) Object.defineProperty(process, 'stdin', given)
    Object.defineProperty(process.stderr, 'isTTY', { value: shown, configurable: true })
  })
  context.mock.method(process.stderr, 'write', (text: string) => order.push(text) > 0)
  const answering = createContext({ input: true, quiet: true }).ask('Key: ', { hidden: true })
  terminal.write('token\r')
  assert.equal(await answering, 'token')
  context.mock.restoreAll()
  assert.deepEqual(order, ['raw', 'Key: ', 'as it was', '\n'])
})

test(
  'of a key that is pasted into a real terminal the shell gets nothing, and the screen shows nothing',
  { skip: hasScript ? false : 'SKIPPED: no "script" that makes a terminal' },
  async context => {
    const file = join(temporaryFolder(context), 'ask.ts')
    const asking = new URL('../../agent/cli/context.ts', import.meta.url).href
    writeFileSync(
      file,
      `import { createContext } from '${asking}'
      const answer = await createContext({}).ask('Key: ', { hidden: true })
      process.stdout.write(\`GOT \${answer?.split('\\n').length} \${answer?.endsWith('-----END PRIVATE KEY-----')}\\n\`)`,
    )
    // What is left in the terminal is what a shell would read next.
    const shell = `'${process.execPath}' '${file}'; echo ASKED; head -n 1`
    const child = spawn('script', ['-qec', shell, '/dev/null'], {
      env: { ...process.env, SHELL: '/bin/sh' },
    })
    const typed = [
      ['Key: ', `${pem}\ntouch owned\n`],
      ['ASKED', 'typed later\n'],
    ]
    let screen = ''
    child.stdout.on('data', data => {
      screen += String(data)
      if (screen.includes(typed[0]?.[0] ?? '\0')) child.stdin.write(typed.shift()?.[1] ?? '')
    })
    await once(child, 'close')
    assert.match(screen, new RegExp(`GOT ${pem.split('\n').length} true`))
    assert.match(screen.split('ASKED')[1] ?? '', /typed later/)
    assert.doesNotMatch(screen, /touch owned|BEGIN PRIVATE/)
  },
)

test('a credential can come from a file, which is named where it cannot be read', async context => {
  const replay = await startGithubReplay({ throttle: false })
  context.after(() => replay.close())
  const [home, folder] = [temporaryFolder(context), temporaryFolder(context)]
  const connect = (file: string): Promise<{ readonly code: number; readonly err: string }> =>
    new Promise(resolve => {
      const set = ['--set', 'organization=aurora-labs', '--set', `url=${replay.url}`]
      const args = ['connect', 'github', ...set, '--credential-file', file, '--no-input']
      execFile(
        process.execPath,
        [fileURLToPath(new URL('../../agent/main.ts', import.meta.url)), ...args, '--home', home],
        { env: { ...process.env, WITNESSMARK_PASSPHRASE: 'correct horse' } },
        (error, _, err) => resolve({ code: Number(error?.code ?? 0), err }),
      )
    })
  const missing = await connect(join(folder, 'none.json'))
  assert.equal(missing.code, 1)
  assert.match(missing.err, /none\.json.*ENOENT/)
  const file = join(folder, 'token.txt')
  writeFileSync(file, `${demoToken}\n`)
  const connected = await connect(file)
  assert.equal(connected.code, 0, connected.err)
  writeFileSync(file, pem)
  const unfit = await connect(file)
  assert.equal(unfit.code, 1)
  assert.match(unfit.err, /this is the key of a GitHub App, and the tenant does not name the App/)
  assert.ok(!unfit.err.includes(pem.split('\n')[1] ?? ''), 'what does not fit is not printed')
})
