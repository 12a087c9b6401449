// `npm run dev`: the agent with a home of its own, started again when a source of it changes, and the
// dashboard built again when one of its does. `npm run dev -- demo` has fictional tenants in it;
// whatever stands there is the command, `serve` where nothing does.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import envPaths from 'env-paths'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../', import.meta.url))
const given = process.argv.slice(2)
const [command = 'serve', ...options] = given
const preset = (name: string, value: string): string[] =>
  options.includes(name) ? [] : [name, value]

const dashboard = await watchDashboard()
const agent = spawn(
  process.execPath,
  [
    '--watch',
    '--watch-preserve-output',
    `${root}agent/main.ts`,
    command,
    ...options,
    ...preset('--home', envPaths('witnessmark-dev', { suffix: '' }).data),
    // Beside an agent of your own.
    ...preset('--port', '7118'),
  ],
  { stdio: 'inherit' },
)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => agent.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal))
agent.once('exit', code => {
  process.exitCode = code ?? 0
  void dashboard.close()
})

/** Builds it, and again whenever it changes. @returns once it is there, so that nobody else builds */
async function watchDashboard(): Promise<{ close(): Promise<void> }> {
  const watcher = await build({
    configFile: `${root}agent/dashboard/vite.config.ts`,
    logLevel: 'warn',
    build: { watch: {} },
  })
  if (!('on' in watcher)) throw new TypeError('vite does not watch')
  await new Promise<void>(resolve => {
    watcher.on('event', event => {
      if (event.code === 'ERROR') process.stderr.write(`dashboard: ${event.error.message}\n`)
      if (event.code !== 'END') return
      process.stderr.write('dashboard built\n')
      resolve()
    })
  })
  return watcher
}
