// `npm run format`: writes every file as the formatter has it. 100 columns; `.oxfmtrc.json` says what stays as it is.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
process.exitCode =
  spawnSync(`${root}node_modules/.bin/oxfmt`, ['.'], { cwd: root, stdio: 'inherit' }).status ?? 1
