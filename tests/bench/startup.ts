// Cold start to listening, and memory at idle, of the bundled agent (npm run build first).
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

for (const entry of ['agent/main.ts', 'dist/agent/witnessmark.js'].filter(file =>
  existsSync(file),
)) {
  const home = mkdtempSync(join(tmpdir(), 'witnessmark-bench-'))
  const start = performance.now()
  const child = spawn(
    process.execPath,
    [entry, 'serve', '--port', '0', '--home', home, '--quiet'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.includes('Dashboard')) continue
    const memory =
      process.platform === 'linux'
        ? /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
        : undefined
    process.stdout.write(
      `${entry}: ${Math.round(performance.now() - start)} ms to listening, ${memory ? Math.round(Number(memory) / 1024) : '?'} MB\n`,
    )
    child.kill('SIGTERM')
    break
  }
  await new Promise(resolve => {
    child.once('exit', resolve)
  })
  rmSync(home, { recursive: true, force: true })
}
