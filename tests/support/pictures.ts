// `npm run pictures [-- FOLDER]`: the pictures of the documentation, drawn anew from what runs: the
// dashboard, a mark beside a setting, teach mode. With a folder, every page of the dashboard too.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

for (const name of ['screenshots', 'screenshot-badge', 'screenshot-teach']) {
  process.stderr.write(`${name}\n`)
  const file = fileURLToPath(new URL(`${name}.ts`, import.meta.url))
  const { status } = spawnSync(process.execPath, [file, ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}
